"""What is laid over a version's drawing, and its pages for print."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from bpr.core.bpmn.finding import Finding, Severity, Topic, Words
from bpr.core.values import ChangeKind
from tests.factories import World, client_as, world
from tests.usecases.tables import REMOVED, to_be_steps, with_to_be
from usecases import services
from usecases.models import ProcessSide, ProcessVersion, UseCase
from usecases.selectors import version_latest, version_model
from usecases.selectors.drawings import (
    DrawingView,
    Layer,
    changes_marks,
    drawn_model,
    drawn_view,
    finding_marks,
    minutes_marks,
    view_choices,
    view_of,
)
from usecases.selectors.pages import changes_of


@pytest.fixture
def w(db: None) -> World:
    return world()


@pytest.fixture
def to_be(w: World) -> ProcessVersion:
    """A to-be of real rows whose steps say what changed."""
    case: UseCase = services.use_case_create(
        actor=w.analyst, project=w.project, category=w.category, code="R1", name="転入届の受付"
    )
    with_to_be(w.analyst, case)
    version = version_latest(use_case=case, side=ProcessSide.TO_BE)
    assert version is not None
    return version


def _page(person: Any, version: ProcessVersion, rest: str) -> str:
    client: Client = client_as(person)
    project = version.process_model.use_case.project_id
    response = client.get(f"/projects/{project}/processes/versions/{version.pk}/{rest}")
    assert response.status_code == 200, rest
    return response.content.decode()


def _drawing(page: str) -> str:
    found = re.search(r"data-diagram-view[^>]*>(<svg.*?</svg>)", page, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("params", "view"),
    [
        ({}, DrawingView()),
        ({"layer": "minutes", "orientation": "vertical"}, DrawingView(layer=Layer.MINUTES, is_vertical=True)),
        ({"paper": "a4", "orientation": "portrait"}, DrawingView(paper="A4", is_vertical=True)),
        ({"layer": "<script>", "paper": "B5", "orientation": "up"}, DrawingView()),
    ],
)
def test_an_address_says_the_view_and_nothing_else(params: dict[str, str], view: DrawingView) -> None:
    assert view_of(params) == view


def test_each_choice_changes_one_thing_and_keeps_the_others() -> None:
    choices = view_choices(DrawingView(layer=Layer.MINUTES, paper="A4"))

    assert [choice["query"] for choice in choices["orientations"]] == [
        "?layer=minutes&paper=A4",
        "?layer=minutes&orientation=vertical&paper=A4",
    ]
    assert [choice["query"] for choice in choices["layers"]][:2] == [
        "?layer=changes&paper=A4",
        "?layer=minutes&paper=A4",
    ]
    assert [choice["label"] for choice in choices["papers"] if choice["chosen"]] == ["A4"]


def test_only_layers_with_something_on_them_are_offered_beside_the_chosen_one() -> None:
    choices = view_choices(DrawingView(layer=Layer.COMMENTS), (Layer.MINUTES,))

    assert [choice["label"] for choice in choices["layers"]] == ["処理時間の濃淡", "コメント", "なし"]


def _default(version: ProcessVersion, **given: Any) -> Layer | None:
    shown = {"visible": ProcessVersion.objects.all(), "threads": [], "findings": []} | given
    return drawn_view(version, DrawingView(), **shown).view.layer


def test_without_a_wish_the_first_layer_that_has_something_is_shown(w: World, to_be: ProcessVersion) -> None:
    as_is = w.version
    words = Words("事", "策")
    found = Finding(rule="r", severity=Severity.HINT, topic=Topic.STRUCTURE, element_id="x", ja=words, en=words)

    assert _default(as_is, findings=[found]) is Layer.FINDINGS
    assert _default(as_is) is (Layer.MINUTES if minutes_marks(version_model(as_is)) else Layer.NONE)
    assert _default(to_be) is not Layer.CHANGES  # nothing was changed yet


def test_corrected_matches_are_what_the_changes_of_a_to_be_show(w: World, to_be: ProcessVersion) -> None:
    """One step of the common as-is is said to have no successor: its clone is new then, also on the version's page."""
    common = version_latest(use_case=to_be.process_model.use_case, side=ProcessSide.COMMON)
    assert common is not None
    step = next(version_model(to_be).steps())
    assert step.values is not None
    services.match_correct(actor=w.analyst, before=common, after=to_be, key=step.values.key, is_after=True, partners=[])

    marks = changes_marks(to_be, ProcessVersion.objects.all())

    assert marks[step.id].kind is ChangeKind.ADDED


def test_the_usual_layer_shows_what_the_steps_of_a_to_be_say(w: World, to_be: ProcessVersion) -> None:
    case = to_be.process_model.use_case
    body = {"table": {"steps": to_be_steps(), "removed": REMOVED}, "base_number": 1, "reason": "案"}
    client_as(w.analyst).post(
        f"/projects/{case.project_id}/use-cases/{case.pk}/to-be/edit/save/", body, content_type="application/json"
    )
    to_be = to_be.process_model.versions.get(number=2)
    drawn = _drawing(_page(w.analyst, to_be, ""))
    said = {kind for kind in changes_of(version_model(to_be)).values() if kind is not ChangeKind.KEPT}

    assert said
    assert all(f"is-{kind}" in drawn for kind in said)


def test_minutes_are_coloured_and_written(w: World, to_be: ProcessVersion) -> None:
    marks = minutes_marks(version_model(to_be))
    drawn = _drawing(_page(w.analyst, to_be, "?layer=minutes"))

    assert max(mark.heat or 0 for mark in marks.values()) == 1
    assert all(mark.heat_label.endswith("分") for mark in marks.values())
    assert all(mark.heat_label in drawn for mark in marks.values())
    assert "処理時間  0分" in drawn
    assert "is-added" not in drawn


def test_comments_are_counted_on_their_layer_only(w: World, to_be: ProcessVersion) -> None:
    step = next(version_model(to_be).steps())
    services.comment_add(actor=w.analyst, version=to_be, text="なぜ", element_id=step.id)

    assert "意見 1 件" in _drawing(_page(w.analyst, to_be, "?layer=comments"))
    assert "意見" not in _drawing(_page(w.analyst, to_be, "?layer=none"))


def test_the_gravest_finding_of_an_element_is_marked() -> None:
    def finding(element_id: str, severity: Severity) -> Finding:
        words = Words("事", "策")
        return Finding(rule="r", severity=severity, topic=Topic.STRUCTURE, element_id=element_id, ja=words, en=words)

    marks = finding_marks([finding("a", Severity.HINT), finding("a", Severity.ERROR), finding("", Severity.ERROR)])

    assert {key: mark.finding for key, mark in marks.items()} == {"a": "error"}


def test_a_layer_without_marks_says_so(w: World, to_be: ProcessVersion) -> None:
    assert "印を付けるものがありません" in _page(w.analyst, to_be, "?layer=comments")
    assert "印を付けるものがありません" not in _page(w.analyst, to_be, "?layer=none")


def test_an_as_is_is_compared_with_the_version_before_it(w: World, to_be: ProcessVersion) -> None:
    """A new version of the same text has no differences; only versions of the same process count."""
    again = ProcessVersion.objects.create(
        process_model=to_be.process_model, number=to_be.number + 1, bpmn=w.version.bpmn, author=w.analyst, reason="別"
    )
    drawn = _drawing(_page(w.analyst, again, ""))

    assert "is-added" in drawn or "is-changed" in drawn


def test_from_top_to_bottom_it_is_the_same_process(w: World, to_be: ProcessVersion) -> None:
    upright = drawn_model(to_be, DrawingView(is_vertical=True))
    stored = version_model(to_be)

    assert [node.id for node in upright.nodes] == [node.id for node in stored.nodes]
    assert not any(pool.is_horizontal for pool in upright.pools)
    assert drawn_model(to_be, DrawingView()) is stored


@pytest.mark.parametrize(
    ("query", "sheets"),
    [("", "sheets--A3-landscape"), ("?paper=A4&orientation=vertical", "sheets--A4-portrait")],
)
def test_the_print_page_has_sheets_of_the_paper_asked_for(
    w: World, to_be: ProcessVersion, query: str, sheets: str
) -> None:
    page = _page(w.analyst, to_be, f"print/{query}")

    assert sheets in page
    assert page.count('class="sheet"') >= 1
    assert "data-print" in page


def test_the_print_page_keeps_the_layer(w: World, to_be: ProcessVersion) -> None:
    assert "処理時間  0分" in _page(w.analyst, to_be, "print/?layer=minutes")


def test_the_svg_is_plain_unless_a_layer_is_asked_for(w: World, to_be: ProcessVersion) -> None:
    assert "凡例" not in _page(w.analyst, to_be, "process.svg")
    assert "凡例" in _page(w.analyst, to_be, "process.svg?layer=minutes")
