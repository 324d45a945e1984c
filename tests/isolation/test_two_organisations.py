"""Staff of two organisations see nothing of each other, whichever way they ask; nor does anybody else see too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db.models import Model
from django.test import Client

from bpr.access.models import Membership, Organisation, Participation, Role
from bpr.core.figures import Quantity, Scope, Side, figure_key
from hearings.models import Hearing, HearingRevision
from reports.models import Assessment
from reports.views.rows import url_key
from tests.factories import client_as
from tests.isolation.crawl import Address, Answer, ask, follow_links, guesses, unknown_parts
from tests.isolation.loaded import Loaded, name_mark, text_mark
from usecases.models import Comment, ProcessModel, ProcessVersion

pytestmark = pytest.mark.django_db

PAIR = ("周南市", "下松市")
# A published case is in the sample with its source, which names the city (public knowledge).
PUBLIC_NAMES = frozenset({"つくば市"})
DENIED = (302, 403, 404, 405)


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
    answers = list(follow_links(staff, *_pages(loaded)))
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
        if foreign and answer.status != 404:
            wrong.append(f"{answer.status} {address}")
        wrong += _leaks(iter([answer]), secrets)
    assert not wrong, _lines(wrong)
    assert asked_foreign > 500


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
