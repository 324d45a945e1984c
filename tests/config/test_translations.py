"""The English catalogue is complete and sound, and pages follow the language that a person chose, nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bpr.access.models import Project, Role, User
from bpr.core.bpmn.diff.matching import BY_COMMON_KEY, BY_ELEMENT_ID, BY_HAND, BY_ORIGIN, BY_STEP_KEY
from bpr.core.figures import Quantity
from bpr.workflow import vocabulary
from reports.content import content_build
from reports.selectors.words import core_text
from tests.factories import (
    CategoryFactory,
    MembershipFactory,
    ProjectFactory,
    UseCaseFactory,
    UserFactory,
    client_as,
)
from tests.reports.cases import case, frozen
from usecases.labels import MATCH_REASONS, match_reason
from usecases.to_be_table import CHANGES

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
SOURCES = ("bpr", "hearings", "reports", "usecases", "templates")
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w+\}")
# Words that people type into a sheet: it takes them in Japanese only, so English hints must quote them.
CELL_WORDS = (
    *vocabulary.PERFORMER_KINDS,
    *vocabulary.WORK_KINDS,
    *vocabulary.EVIDENCE_KINDS,
    *vocabulary.CONFIDENCES,
    *vocabulary.ISSUE_KINDS,
    *CHANGES,
    "日",
    "枚",
)
QUOTED = re.compile(rf"[“(]\d*(?:{'|'.join(CELL_WORDS)})[”)]")


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """A page that was asked for in English leaves English active in the thread: the next tests expect Japanese."""
    with translation.override("ja"):
        yield


@lru_cache(maxsize=1)
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def english(entry: polib.POEntry) -> tuple[str, ...]:
    return tuple(entry.msgstr_plural.values()) if entry.msgid_plural else (entry.msgstr,)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """Every text that is marked for translation, taken from a copy: makemessages writes beside what it reads."""
    copy = tmp_path_factory.mktemp("sources")
    for folder in SOURCES:
        shutil.copytree(settings.BASE_DIR / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "data"))
    (copy / "locale").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        patch.setattr(settings, "LOCALE_PATHS", [str(copy / "locale")])
        call_command("makemessages", locale=["en"], verbosity=0)
    return polib.pofile(str(copy / "locale" / "en" / "LC_MESSAGES" / "django.po"))


def test_every_text_has_an_english_translation(marked: polib.POFile) -> None:
    translated = {(entry.msgctxt, entry.msgid) for entry in catalogue() if entry.translated() and not entry.fuzzy}
    places = {(entry.msgctxt, entry.msgid): ", ".join(path for path, _line in entry.occurrences) for entry in marked}
    missing = [f"{places[key]}: {key[1]}" for key in places if key not in translated]
    assert len(places) > 1000
    assert not missing, "run makemessages -l en and translate:\n" + "\n".join(missing)


def test_no_translation_is_left_over(marked: polib.POFile) -> None:
    used = {(entry.msgctxt, entry.msgid) for entry in marked}
    assert [entry.msgid for entry in catalogue() if (entry.msgctxt, entry.msgid) not in used] == []


def test_placeholders_survive_the_translation() -> None:
    wrong = [
        f"{entry.msgid} → {text}"
        for entry in catalogue()
        for text in english(entry)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid))
    ]
    assert not wrong, "\n".join(wrong)


def test_english_texts_are_english() -> None:
    texts = [text for entry in catalogue() for text in english(entry)]
    assert [text for text in texts if JAPANESE.search(QUOTED.sub("", text))] == []


@pytest.mark.parametrize("quantity", Quantity)
def test_quantities_have_english_names(quantity: Quantity) -> None:
    """Their Japanese names stand in the core, which knows no gettext; reports mark them for the catalogue."""
    with translation.override("en"):
        assert not JAPANESE.search(core_text(quantity.label))
        assert not JAPANESE.search(core_text(quantity.unit))


@pytest.mark.parametrize("reason", [*MATCH_REASONS, BY_HAND, BY_ORIGIN, BY_COMMON_KEY, BY_STEP_KEY, BY_ELEMENT_ID])
def test_reasons_of_a_match_have_english_words(reason: str) -> None:
    with translation.override("en"):
        assert not JAPANESE.search(match_reason(reason))
    with translation.override("ja"):
        assert match_reason(reason) == reason


class _Texts(HTMLParser):
    """What people see or hear of a page that is not marked as another language."""

    SAID = ("alt", "aria-label", "placeholder", "title")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._is_japanese = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_japanese = tag != "html" and dict(attrs).get("lang") == "ja"
        self.texts += [value for name, value in attrs if name in self.SAID and value]

    def handle_data(self, data: str) -> None:
        if not self._is_japanese:
            self.texts.append(data.strip())


def japanese_texts(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "en"
    parser = _Texts()
    parser.feed(answer.content.decode())
    assert len(parser.texts) > 10
    return [text for text in parser.texts if JAPANESE.search(text)]


def choose_english(client: Client) -> Client:
    client.post(reverse("access:language"), {"language": "en", "next": "/"})
    return client


@pytest.fixture
def plain_project() -> Project:
    """A project whose data hold no Japanese, so that what is Japanese on its pages is the interface."""
    project = ProjectFactory(name="Trial project")
    UseCaseFactory(category=CategoryFactory(project=project, code="A", name="Enquiry"), name="Moving in")
    return project


def member(project: Project, role: Role) -> User:
    user = UserFactory(username=role.value, display_name=f"Person {role.value}")
    MembershipFactory(user=user, project=project, role=role)
    return user


@pytest.mark.django_db
def test_the_browser_does_not_choose_the_language(client: Client) -> None:
    page = client.get(reverse("access:sign-in"), headers={"Accept-Language": "en-GB,en"})
    assert page.headers["Content-Language"] == "ja"
    assert "サインインする" in page.content.decode()


@pytest.mark.django_db
def test_the_sign_in_page_is_english_once_chosen(client: Client) -> None:
    assert japanese_texts(choose_english(client), reverse("access:sign-in")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.LEADER, Role.ANALYST, Role.OBSERVER])
def test_pages_of_a_project_are_english_once_chosen(plain_project: Project, role: Role) -> None:
    client = choose_english(client_as(member(plain_project, role)))
    pages = ["/", *(reverse(name, args=[plain_project.pk]) for name in PROJECT_PAGES[role])]
    left = {page: japanese_texts(client, page) for page in pages}
    assert left == {page: [] for page in pages}


OPEN_PAGES = ("usecases:project", "usecases:use_cases", "usecases:processes", "reports:assessments", "reports:index")
PROJECT_PAGES = {
    Role.LEADER: (*OPEN_PAGES, "hearings:index", "hearings:open", "access:members", "access:settings"),
    Role.ANALYST: (*OPEN_PAGES, "hearings:index", "reports:assumptions", "usecases:use_case_new"),
    Role.OBSERVER: OPEN_PAGES,
}


@pytest.mark.django_db
def test_the_report_is_japanese_whoever_asks_for_it(plain_project: Project) -> None:
    assessment = plain_project.assessments.create(
        number=1, engine_version="test", author=UserFactory(), **frozen([case(("352152", "周南市", 5))])
    )
    with translation.override("ja"):
        wanted = content_build(plain_project, assessment)
    with translation.override("en"):
        assert content_build(plain_project, assessment) == wanted
    assert wanted["chapters"][0]["title"] == "事業の概要"
