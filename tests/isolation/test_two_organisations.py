"""Staff of two organisations see nothing of each other, whichever way they ask; nor does anybody else see too much."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator

import pytest
from django.db.models import Model
from django.test import Client

from bpr.access.models import Membership, Organisation, Participation, Project, Role, User
from bpr.access.policy import READS, SCOPES
from bpr.config.env import BASE_DIR
from bpr.core.figures import Quantity, Scope, Side, figure_key
from bpr.jobs.models import Job
from hearings.models import Hearing, HearingRevision
from reports.content import content_build
from reports.models import Assessment
from reports.render.report_pdf import Marks
from reports.services.report_bundle import bundle_build
from reports.views.rows import url_key
from tests.factories import client_as
from tests.isolation.crawl import Address, Answer, ask, follow_links, guesses, unknown_parts
from tests.isolation.loaded import Loaded, name_mark, text_mark
from usecases.models import Comment, KeptDraft, ProcessModel, ProcessVersion

pytestmark = pytest.mark.django_db

PAIR = ("周南市", "下松市")
# A published case is in the sample with its source, which names the city (public knowledge).
PUBLIC_NAMES = frozenset({"つくば市"})


def test_every_part_of_an_address_is_guessed() -> None:
    """A new address with a key of its own must be crawled too."""
    assert unknown_parts() == set()


def _organisation_of(obj: Model) -> int | None:
    """Which organisation an object belongs to; said here independently of the policy."""
    owners: dict[type[Model], Callable[[Model], int | None]] = {
        Hearing: lambda o: o.organisation_id,
        HearingRevision: lambda o: o.hearing.organisation_id,
        ProcessModel: lambda o: o.organisation_id,
        ProcessVersion: lambda o: o.process_model.organisation_id,
        KeptDraft: lambda o: o.process_model.organisation_id,
        Comment: lambda o: o.version.process_model.organisation_id,
        Organisation: lambda o: o.pk,
        Participation: lambda o: o.organisation_id,
        Membership: lambda o: o.organisation_id,
    }
    return owners[type(obj)](obj) if type(obj) in owners else None


def _leaks(answers: Iterator[Answer], secrets: dict[str, str]) -> list[str]:
    """Which answer told which secret."""
    return [
        f"{answer.status} {answer.url}: {what}"
        for answer in answers
        for secret, what in secrets.items()
        if secret in answer.text
    ]


def _lines(found: list[str]) -> str:
    return "\n".join(found[:60])


def _secrets_of(organisations: list[Organisation]) -> dict[str, str]:
    secrets = {text_mark(o.code): f"text of {o.name}" for o in organisations}
    secrets |= {name_mark(o.code): f"person of {o.name}" for o in organisations}
    return secrets | {o.name: f"name of {o.name}" for o in organisations if _is_secret_name(o)}


def _is_secret_name(organisation: Organisation) -> bool:
    return organisation.kind == "municipality" and organisation.name not in PUBLIC_NAMES


@pytest.fixture(params=PAIR)
def own_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def staff(loaded: Loaded, own_name: str) -> Client:
    return client_as(loaded.person(Role.HEARING_STAFF, own_name))


def _pages(loaded: Loaded) -> tuple[str, ...]:
    return ("/", f"/projects/{loaded.project.pk}/", "/api/v1/", "/api/docs/")


def test_links_lead_staff_to_nothing_of_others(loaded: Loaded, staff: Client, own_name: str) -> None:
    answers = list(follow_links(staff, *_pages(loaded), limit=300))
    leaks = _leaks(iter(answers), _secrets_of(loaded.others(own_name)))
    assert not leaks, _lines(leaks)
    assert [answer.url for answer in answers if answer.status >= 500] == []
    assert len(answers) > 40


def test_guessed_keys_lead_staff_to_nothing_of_others(loaded: Loaded, staff: Client, own_name: str) -> None:
    own, secrets = loaded.organisation(own_name), _secrets_of(loaded.others(own_name))
    wrong, asked_foreign = [], 0
    for address in guesses(loaded.project, own):
        answer = ask(staff, address.url)
        foreign = _foreign_to(address, own, loaded)
        asked_foreign += foreign
        if foreign and answer.status != 404 and not _refused_unseen(staff, address, answer):
            wrong.append(f"{answer.status} {address}")
        wrong += _leaks(iter([answer]), secrets)
    assert not wrong, _lines(wrong)
    assert asked_foreign > 500


def _refused_unseen(client: Client, address: Address, answer: Answer) -> bool:
    """True where an own object that the address begins with already forbids it: whatever the foreign key, even none."""
    return answer.status == 403 and ask(client, address.nowhere).status == 403


def _foreign_to(address: Address, own: Organisation, loaded: Loaded) -> bool:
    """Does the address name something of another organisation or of another project?"""
    owners = {_organisation_of(obj) for obj in address.objects}
    return bool(owners - {None, own.pk}) and not address.route.url_name.startswith("access:")


def test_figures_of_others_do_not_exist_for_staff(loaded: Loaded, staff: Client, own_name: str) -> None:
    assessment = Assessment.objects.get(project=loaded.project)
    base = f"/projects/{loaded.project.pk}/assessments/{assessment.pk}/"
    own = loaded.organisation(own_name)
    for organisation in [None, *loaded.others(own_name)]:
        code = organisation.code if organisation else ""
        for side in Side:
            key = url_key(figure_key(Scope(organisation=code or ""), Quantity.STAFF_HOURS, side))
            assert ask(staff, f"{base}figures/{key}/").status == 404, key
        if code:
            assert ask(staff, f"{base}?organisation={code}").status == 404
    key = url_key(figure_key(Scope(organisation=own.code or ""), Quantity.STAFF_HOURS, Side.SAVING))
    assert ask(staff, f"{base}figures/{key}/").status == 200


def _read_by(role: Role) -> dict[str, object]:
    """What the policy lets a role read, and how far."""
    return {
        f"{label} {action}": roles[role]
        for label, (_scope, grants) in SCOPES.items()
        for action, roles in grants.items()
        if action in READS and role in roles
    }


# Whoever may read the same is answered the same: the observer is asked too once the policy tells them apart.
READERS = [Role.COUNCIL] if _read_by(Role.COUNCIL) == _read_by(Role.OBSERVER) else [Role.COUNCIL, Role.OBSERVER]


def test_nothing_but_the_policy_tells_council_and_observer_apart() -> None:
    """Or else reading the same grants would not say that both are answered the same."""
    named = re.compile(r"""Role\.(COUNCIL|OBSERVER)|["'](council|observer)["']""")
    known = {
        "bpr/access/policy.py",
        "bpr/access/models.py",
        "reports/services/sample.py",
        "reports/content/__init__.py",
    }
    files = [
        path
        for part in ("bpr", "hearings", "reports", "templates", "usecases")
        for path in (BASE_DIR / part).rglob("*.*")
    ]
    sources = {path.relative_to(BASE_DIR).as_posix(): path for path in files if path.suffix in (".py", ".html")}
    found = {name for name, path in sources.items() if named.search(path.read_text(encoding="utf-8"))}
    assert {name for name in found - known if "/migrations/" not in name and "bpr/sample/" not in name} == set()


@pytest.mark.parametrize("role", READERS)
def test_council_reads_no_names_of_respondents(loaded: Loaded, role: Role) -> None:
    client, secrets = client_as(loaded.person(role)), _names(loaded)
    wrong = _leaks(follow_links(client, *_pages(loaded), limit=150), secrets)
    for address in guesses(loaded.project):
        answer = ask(client, address.url)
        wrong += _leaks(iter([answer]), secrets)
        if _is_contact(address) and answer.status == 200:
            wrong.append(f"200 {address}")
    assert not wrong, _lines(wrong)


def _names(loaded: Loaded) -> dict[str, str]:
    """Names of respondents and of the staff of the organisations."""
    return {name_mark(o.code): f"person of {o.name}" for o in loaded.project.organisations.all() if o.code}


def _is_contact(address: Address) -> bool:
    """Hearings, people and work in the background are none of the council's business."""
    return any(isinstance(obj, Hearing | HearingRevision | Membership | Job | User) for obj in address.objects)


ISSUED_ONLY = ("reports:index", "reports:pdf", "reports:bundle", "report-detail", "report-pdf", "report-bundle")


def test_the_ministry_fetches_issued_reports_and_nothing_else(loaded: Loaded) -> None:
    client, answered = client_as(loaded.person(Role.MINISTRY)), set()
    secrets = _names(loaded) | _secrets_of(list(loaded.project.organisations.all()))
    wrong = _leaks(follow_links(client, *_pages(loaded)), secrets)
    for address in guesses(loaded.project):
        answer = ask(client, address.url)
        wrong += _leaks(iter([answer]), secrets)
        if answer.status == 200 and address.objects:
            answered.add((address.route.url_name, getattr(address.objects[-1], "state", "")))
    assert not wrong, _lines(wrong)
    details = {(name, state) for name, state in answered if state}
    assert {name for name, _state in answered} <= {*ISSUED_ONLY, "project-detail"}
    assert {state for _name, state in details} == {"issued"}
    assert ("reports:pdf", "issued") in details


def test_a_leader_of_another_project_meets_nothing(loaded: Loaded) -> None:
    client = client_as(loaded.foreign_leader)
    secrets = _names(loaded) | _secrets_of(list(loaded.project.organisations.all())) | {loaded.project.name: "project"}
    wrong = _leaks(follow_links(client, "/", "/api/v1/"), {**_names(loaded), loaded.project.name: "project"})
    for address in guesses(loaded.project):
        if not _belongs_to(address, loaded.project):
            continue
        answer = ask(client, address.url)
        wrong += _leaks(iter([answer]), secrets)
        if answer.status != 404:
            wrong.append(f"{answer.status} {address}")
    assert not wrong, _lines(wrong)


def _belongs_to(address: Address, project: Project) -> bool:
    """Does the address name anything of ``project``? The catalogue of organisations and accounts belong to none."""
    if address.route.url_name.startswith(("access:organisation", "access:person")) or not address.objects:
        return False
    return not any(isinstance(obj, Project) and obj != project for obj in address.objects)


OPEN_TO_ALL = {"access:sign-in", "healthz"}


def test_without_signing_in_there_is_only_the_sign_in(loaded: Loaded) -> None:
    client, wrong = Client(), []
    for address in guesses(loaded.project):
        if address.route.url_name not in OPEN_TO_ALL:
            answer = ask(client, address.url)
            wrong += [] if answer.status in (302, 401, 405) else [f"{answer.status} {address}"]
            wrong += _leaks(iter([answer]), {loaded.project.name: "project"})
    assert not wrong, _lines(wrong)


def test_questions_about_a_foreign_object_are_not_answered_either(loaded: Loaded) -> None:
    """HEAD and OPTIONS, filters and pages: neither the content nor the number of what is foreign."""
    client, foreign = client_as(loaded.foreign_leader), loaded.project
    hearing = Hearing.objects.filter(organisation__name=PAIR[0])[0]
    for url in (f"/api/v1/hearings/{hearing.pk}/", f"/projects/{foreign.pk}/hearings/{hearing.pk}/"):
        assert ask(client, url, "HEAD").status in (404, 405)
        assert text_mark(PAIR[0]) not in ask(client, url, "OPTIONS").text
    for name in ("hearings", "process-versions", "use-cases", "assessments", "reports", "organisations"):
        answer = client.get(f"/api/v1/{name}/", {"project": foreign.pk})
        assert answer.json()["count"] == 0, name
        ordered = client.get(f"/api/v1/{name}/", {"ordering": "sheet", "search": text_mark(PAIR[0])})
        assert text_mark(PAIR[0]) not in ordered.content.decode()


def test_counts_of_staff_are_those_of_their_own(loaded: Loaded, staff: Client, own_name: str) -> None:
    own = Hearing.objects.filter(organisation__name=own_name).count()
    assert staff.get("/api/v1/hearings/").json()["count"] == own
    assert staff.get("/api/v1/organisations/").json()["count"] == 1
    assert staff.get("/api/v1/hearings/", {"page": 2}).status_code == 404


def test_jobs_are_their_owners_and_the_teams(loaded: Loaded) -> None:
    """What a job was given is told to nobody; who may not see a job can neither read nor stop it."""
    mine, theirs = (Job.objects.get(owner=loaded.person(Role.HEARING_STAFF, name)) for name in PAIR)
    people = {
        "owner": (client_as(mine.owner), 200),
        "team": (client_as(loaded.person(Role.ANALYST)), 200),
        "other staff": (client_as(theirs.owner), 404),
        "council": (client_as(loaded.person(Role.COUNCIL)), 404),
        "ministry": (client_as(loaded.person(Role.MINISTRY)), 404),
        "another project": (client_as(loaded.foreign_leader), 404),
    }
    for who, (client, status) in people.items():
        for url in (f"/jobs/{mine.pk}/", f"/api/v1/jobs/{mine.pk}/"):
            answer = ask(client, url)
            assert answer.status == status, (who, url)
        assert "params" not in ask(client, f"/api/v1/jobs/{mine.pk}/").text
        assert ask(client, f"/jobs/{mine.pk}/cancel/").status == 405
        assert ask(client, f"/api/v1/jobs/{mine.pk}/cancel/").status == 405
    for who in ("other staff", "council", "ministry", "another project"):
        assert people[who][0].post(f"/jobs/{mine.pk}/cancel/").status_code == 404
        assert people[who][0].post(f"/api/v1/jobs/{mine.pk}/cancel/").status_code == 404
    mine.refresh_from_db()
    assert mine.state == "queued"


def test_the_report_names_no_respondents(loaded: Loaded) -> None:
    """The frozen content is what council and ministry read as PDF and bundle."""
    assessment = Assessment.objects.get(project=loaded.project)
    content = content_build(loaded.project, assessment)
    marks = Marks(version=1, sha256="0" * 64, made_on="令和8年11月20日")
    bundle = bundle_build(content=content, assessment=assessment, marks=marks, pdf=b"%PDF-1.7")
    texts = [json.dumps(content, ensure_ascii=False), *_texts_in(bundle)]
    assert not [what for secret, what in _names(loaded).items() if any(secret in text for text in texts)]
    assert "周南市" in texts[0]
    assert len(texts) > 50


def _texts_in(archive: bytes) -> Iterator[str]:
    """Every file of a bundle as text, those of the workbook in it too."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for name in files.namelist():
            if name.endswith(".xlsx"):
                yield from _texts_in(files.read(name))
            else:
                yield files.read(name).decode(errors="ignore")
