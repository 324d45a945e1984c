"""The table beside a diagram that came from another tool, as the page talks to it."""

from __future__ import annotations

import pytest

from tests.core.hand_drawn import boundary_timer, sub_process
from tests.factories import World, world
from tests.usecases.tables import with_common
from tests.usecases.test_editor import Page
from usecases.models import ProcessModel

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


@pytest.fixture
def common(w: World) -> ProcessModel:
    return with_common(w.analyst, w.use_case).process_model


def test_a_change_that_would_drop_a_deadline_is_refused_at_its_cell(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    xml = boundary_timer().serialise().decode()
    rows = page.put(xml).json()["rows"]
    assert rows[1]["task"] == "審査する"
    answer = page.post("rows", {"xml": xml, "rows": [rows[0], {**rows[1], "next": "終了"}, *rows[2:]]})
    assert answer.status_code == 422
    problem = answer.json()["problems"][0]
    assert (problem["row"], problem["field"]) == (1, "next")
    assert "作業に付けたイベント「二週間」" in problem["message"]


def test_a_name_typed_in_the_table_leaves_the_sub_process(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    xml = sub_process().serialise().decode()
    rows = page.put(xml).json()["rows"]
    answer = page.post("rows", {"xml": xml, "rows": [*rows[:2], {**rows[2], "task": "所得を確かめる"}, *rows[3:]]})
    assert answer.status_code == 200
    changed = answer.json()["xml"]
    assert "所得を確かめる" in changed
    assert (
        changed.replace("所得を確かめる", "所得を調べる").count('name="課税の審査"')
        == xml.count('name="課税の審査"')
        == 1
    )
