"""Rows changed beside diagrams that people drew: nothing that rows cannot say is lost without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import Branch, Next, NextKind, StepRow, StepTableError, apply_rows, model_to_rows, normalise_rows
from bpr.core.values import ThreePoint
from tests.core.hand_drawn import DIAGRAMS, boundary_timer, event_gateway, loop, sub_process, two_starts

EVERY = pytest.mark.parametrize("name", list(DIAGRAMS))
_NAMED_BESIDE = ("boundaryEvent", "intermediateCatchEvent", "subProcess", "textAnnotation", "dataObjectReference")


def _rows(document: BpmnDocument) -> list[StepRow]:
    return model_to_rows(read_model(document))


def _applied(document: BpmnDocument, rows: Sequence[StepRow]) -> ProcessModel:
    found = BpmnDocument.parse(apply_rows(document, rows, organisation="市").serialise())
    assert not found.repairs, found.repairs
    return read_model(found)


def _changed(
    rows: Sequence[StepRow], at: int, task: str = "", next_: Next | None = None, **values: object
) -> list[StepRow]:
    row = rows[at]
    new = replace(row, task=task or row.task, next=next_ or row.next, values=replace(row.values, **values))
    return [*rows[:at], new, *rows[at + 1 :]]


def _inserted(rows: Sequence[StepRow], at: int) -> list[StepRow]:
    """A row put behind ``at``, which now leads where that led."""
    values = replace(rows[at].values, key="new1", number="77")
    new = StepRow(task="足した作業", values=values, next=rows[at].next)
    return normalise_rows([*_changed(rows[: at + 1], at, next_=Next()), new, *rows[at + 1 :]])


def _deleted(rows: Sequence[StepRow], at: int) -> list[StepRow]:
    """A row taken out; what led to it leads to where it led first."""
    gone = rows[at]
    following = rows[at + 1].values.number if at + 1 < len(rows) else ""
    heir = gone.next.branches[0].to if gone.next.branches else following if gone.next.kind is NextKind.FOLLOWING else ""
    rest = []
    for row in (*rows[:at], *rows[at + 1 :]):
        branches = tuple(replace(b, to=heir) if b.to == gone.values.number else b for b in row.next.branches)
        rest.append(replace(row, next=replace(row.next, branches=branches)))
    return rest


def _edits(rows: Sequence[StepRow]) -> Iterator[list[StepRow]]:
    for at in range(len(rows)):
        yield _inserted(rows, at)
        if len(rows) > 1:
            yield _deleted(rows, at)
        yield _changed(rows, at, next_=Next(kind=NextKind.END))
        if at:
            yield _changed(rows, at, next_=Next(kind=NextKind.GOTO, branches=(Branch(to=rows[0].values.number),)))


@EVERY
def test_a_value_or_a_name_touches_one_element(name: str) -> None:
    document = DIAGRAMS[name]()
    before, rows = read_model(document), _rows(document)
    for at in range(len(rows)):
        after = _applied(document, _changed(rows, at, "新しい名", handling_minutes=ThreePoint(likely=Decimal(7))))
        assert sum(one != other for one, other in zip(before.nodes, after.nodes, strict=True)) == 1
        assert (after.flows, after.lanes, after.pools) == (before.flows, before.lanes, before.pools)


def _tried(document: BpmnDocument, rows: Sequence[StepRow]) -> ProcessModel | str:
    """The changed model, or why it was refused."""
    try:
        return _applied(document, rows)
    except StepTableError as error:
        return str(error)


@EVERY
def test_what_rows_cannot_say_stays_or_the_change_is_refused_by_its_name(name: str) -> None:
    document = DIAGRAMS[name]()
    before = read_model(document)
    applied = 0
    for rows in _edits(_rows(document)):
        after = _tried(document, rows)
        if isinstance(after, str):
            names = [node.name or node.id for node in before.nodes if not node.is_activity or node.tag == "subProcess"]
            assert any(each in after for each in names), after
            assert "図の上で直してください" in after
            continue
        applied += 1
        gone = {node.id for node in before.nodes} - set(after.node_by_id)
        gone_steps = {node_id for node_id in gone if before.node_by_id[node_id].is_activity}
        for node_id in gone:
            node = before.node_by_id[node_id]
            assert node.tag not in _NAMED_BESIDE or node.attached_to in gone_steps, (rows, node)
        assert len(gone_steps) <= 1
    assert applied > 3


@pytest.mark.parametrize("draw", [boundary_timer, sub_process, two_starts])
def test_repeat_counts_and_shares_of_events_stay_whatever_a_row_says(draw: object) -> None:
    plain = read_model(draw())  # type: ignore[operator]
    before = replace(plain, nodes=tuple(map(_counted, plain.nodes)))
    document = BpmnDocument.parse(write_bpmn(before))
    for rows in _edits(_rows(document)):
        after = _tried(document, rows)
        for node in () if isinstance(after, str) else after.nodes:
            if was := before.node_by_id.get(node.id):
                assert (node.loop, node.repeat, node.share) == (was.loop, was.repeat, was.share), rows
        counted = {node.id for node in before.nodes if node.share} if not isinstance(after, str) else set()
        assert all(each in after.node_by_id or _rode_on(before, each, after) for each in counted)


def _counted(node: Node) -> Node:
    if node.tag in ("boundaryEvent", "startEvent"):
        return replace(node, share=Decimal("0.5"))
    return replace(node, loop="standard", repeat=Decimal("2.5")) if node.is_activity else node


def _rode_on(before: ProcessModel, event: str, after: ProcessModel) -> bool:
    """The event went with its step, which the table no longer has."""
    return before.node_by_id[event].attached_to not in after.node_by_id


@pytest.mark.parametrize(
    ("draw", "at", "kept"),
    [
        (loop, 1, "g1"),  # the question 不備？ comes behind the new step
        (sub_process, 2, "g1"),
        (sub_process, 0, "p1"),
        (boundary_timer, 0, "b1"),
        (boundary_timer, 2, "e1"),
        (event_gateway, 1, "c1"),
        (two_starts, 0, "s1"),
    ],
)
def test_a_row_put_in_becomes_a_step_in_the_line(draw: object, at: int, kept: str) -> None:
    document = draw()  # type: ignore[operator]
    before, wanted = read_model(document), _inserted(_rows(document), at)
    after = _applied(document, wanted)
    assert model_to_rows(after) == wanted
    assert {node.id for node in before.nodes} < set(after.node_by_id)
    assert after.node_by_id[kept].name == before.node_by_id[kept].name
    new = after.step_by_key["new1"]
    assert new.bounds is not None
    assert len(after.incoming[new.id]) == len(after.outgoing[new.id]) == 1


def test_a_step_taken_out_of_a_sub_process_leaves_the_sub_process() -> None:
    document = sub_process()
    after = _applied(document, _deleted(_rows(document), 3))
    assert {"p1", "g1", "g2", "i1"} <= set(after.node_by_id)
    assert "i2" not in after.node_by_id


def test_the_deadline_of_a_step_is_named_when_the_table_would_drop_it() -> None:
    document = boundary_timer()
    rows = _rows(document)
    with pytest.raises(StepTableError) as refused:
        apply_rows(document, _changed(rows, 1, next_=Next(kind=NextKind.END)), organisation="市")
    problem = refused.value.problems[0]
    assert (problem.row, problem.column) == (2, "次の作業")
    assert "作業に付けたイベント「二週間」" in problem.message


def test_a_step_led_elsewhere_keeps_everything_else() -> None:
    document = two_starts()
    rows = _rows(document)
    to_decision = Next(kind=NextKind.GOTO, branches=(Branch(to=rows[3].values.number),))
    after = _applied(document, _changed(rows, 1, next_=to_decision))
    assert {"s0", "s1", "t1", "t2", "t3", "t4", "e1"} <= set(after.node_by_id)
    assert [row.next for row in model_to_rows(after)][1] == to_decision
