"""Two people change one diagram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.merge import merge
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import Next, NextKind, StepRow, apply_rows, check_rows, model_to_rows, rows_to_model
from bpr.core.values import ThreePoint
from tests.core.step_tables import MOVING_IN, row, tables


def _file(rows: Sequence[StepRow]) -> bytes:
    return write_bpmn(layout(rows_to_model(rows, name="転入届", organisation="市", tolerant=True)))


def _edited(data: bytes, rows: Sequence[StepRow]) -> bytes:
    return apply_rows(BpmnDocument.parse(data), rows, organisation="市").serialise()


def _read(data: bytes) -> ProcessModel:
    document = BpmnDocument.parse(data)
    assert not document.repairs, document.repairs
    return read_model(document)


def _changed(rows: Sequence[StepRow], at: int, task: str = "", **values: object) -> list[StepRow]:
    new = replace(rows[at], task=task or rows[at].task, values=replace(rows[at].values, **values))
    return [*rows[:at], new, *rows[at + 1 :]]


BASE = _file(MOVING_IN)


def test_what_only_one_changed_is_taken() -> None:
    other = _edited(BASE, _changed(MOVING_IN, 1, "受け付ける"))
    assert merge(BASE, BASE, other).document == other
    assert merge(BASE, other, BASE).document == other
    assert merge(BASE, other, other) == merge(BASE, BASE, other)


def test_changes_of_different_steps_come_together() -> None:
    mine = _edited(BASE, _changed(MOVING_IN, 0, "届を書く"))
    theirs = _edited(BASE, _changed(MOVING_IN, 3, system="住民記録"))
    found = merge(BASE, mine, theirs)
    assert found.conflicts == ()
    rows = model_to_rows(_read(found.document))
    assert (rows[0].task, rows[3].values.system) == ("届を書く", "住民記録")


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    same = _changed(MOVING_IN, 1, "受け付ける")
    found = merge(BASE, _edited(BASE, _changed(same, 0, "書く")), _edited(BASE, _changed(same, 3, "入れる")))
    assert found.conflicts == ()
    assert [each.task for each in model_to_rows(_read(found.document))] == [
        "書く",
        "受け付ける",
        "転入届を直す",
        "入れる",
    ]


def test_a_contradiction_is_listed_in_words_and_theirs_stands() -> None:
    mine = _edited(BASE, _changed(MOVING_IN, 1, "私の名", handling_minutes=ThreePoint(likely=Decimal(7))))
    theirs = _edited(BASE, _changed(MOVING_IN, 1, "彼の名", handling_minutes=ThreePoint(likely=Decimal(9)), system="S"))
    found = merge(BASE, mine, theirs)
    assert [(each.element_id, each.what, each.mine, each.theirs) for each in found.conflicts] == [
        ("Task_s2", "名前", "私の名", "彼の名"),
        ("Task_s2", "処理時間", "7分", "9分"),
    ]
    step = _read(found.document).step_by_key["s2"]
    assert (step.name, step.values and step.values.system) == ("彼の名", "S")


def test_what_one_removed_and_the_other_changed_stays_as_theirs_has_it() -> None:
    without = [MOVING_IN[0], replace(MOVING_IN[1], next=Next()), MOVING_IN[3]]
    changed = _changed(MOVING_IN, 2, "訂正する")
    kept = merge(BASE, _edited(BASE, without), _edited(BASE, changed))
    assert _read(kept.document).step_by_key["s3"].name == "訂正する"
    assert ("要素の全体", "削除", "変更") in {(each.what, each.mine, each.theirs) for each in kept.conflicts}
    gone = merge(BASE, _edited(BASE, changed), _edited(BASE, without))
    assert "s3" not in _read(gone.document).step_by_key


def test_both_may_add_steps() -> None:
    mine = _edited(BASE, [*MOVING_IN, row(9, "窓口", "控えを渡す")])
    theirs = _edited(BASE, [*MOVING_IN[:3], replace(MOVING_IN[3], next=Next(kind=NextKind.END))])
    keys = _read(merge(BASE, mine, theirs).document).step_by_key
    assert set(keys) == {"s1", "s2", "s3", "s4", "s9"}


def test_what_the_program_does_not_know_comes_along_from_both() -> None:
    mine = BASE.replace(b'id="Task_s1"', b'xmlns:t="urn:t" t:m="1" id="Task_s1"', 1)
    theirs = _edited(BASE, _changed(MOVING_IN, 1, "受け付ける")).replace(
        b'id="Task_s4"', b'xmlns:t="urn:t" t:o="1" id="Task_s4"', 1
    )
    text = merge(BASE, mine, theirs).document
    steps = {step.get("id"): step for step in BpmnDocument.parse(text).root.iter("{*}manualTask", "{*}userTask")}
    assert steps["Task_s4"].get("{urn:t}o") == "1"
    assert steps["Task_s1"].get("{urn:t}m") == "1"
    assert "受け付ける".encode() in text


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(tables(), tables(), tables())
def test_any_merge_can_be_read_and_is_whole(a: list[StepRow], b: list[StepRow], c: list[StepRow]) -> None:
    if any(not problem.is_warning for rows in (a, b, c) for problem in check_rows(rows)):
        return
    base = _file(a)
    found = merge(base, _edited(base, b), _edited(base, c))
    _read(found.document)
    assert all(each.what and each.mine and each.theirs for each in found.conflicts)
