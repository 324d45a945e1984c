"""Rows brought into a diagram that stands already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Node, ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import (
    StepRow,
    StepTableError,
    apply_rows,
    check_rows,
    model_to_rows,
    normalise_rows,
    parse_next,
    rows_to_model,
)
from bpr.core.values import PerformerKind, ThreePoint
from tests.core.step_tables import INQUIRY, MOVING_IN, PARALLEL_OVER_POOLS, row, table, tables


def _document(rows: Sequence[StepRow]) -> BpmnDocument:
    model = layout(rows_to_model(rows, name="転入届", organisation="市", tolerant=True))
    return BpmnDocument.parse(write_bpmn(model))


def _applied(document: BpmnDocument, rows: Sequence[StepRow]) -> ProcessModel:
    found = BpmnDocument.parse(apply_rows(document, rows, organisation="市").serialise())
    assert not found.repairs, found.repairs
    return read_model(found)


def _is_sound(rows: Sequence[StepRow]) -> bool:
    return all(problem.is_warning for problem in check_rows(rows))


def test_unchanged_rows_leave_the_document_alone() -> None:
    document = _document(MOVING_IN)
    assert apply_rows(document, MOVING_IN, organisation="市") is document


@pytest.mark.parametrize("rows", [MOVING_IN, INQUIRY, PARALLEL_OVER_POOLS])
def test_a_value_touches_one_element(rows: list[StepRow]) -> None:
    document = _document(rows)
    minutes = replace(rows[1].values, handling_minutes=ThreePoint(likely=Decimal(7)))
    before, after = read_model(document), _applied(document, [rows[0], replace(rows[1], values=minutes), *rows[2:]])
    assert [node.id for node in before.nodes if after.node_by_id[node.id] != node] == ["Task_s2"]
    assert (after.flows, after.lanes, after.pools) == (before.flows, before.lanes, before.pools)


def test_a_performer_with_another_name_keeps_the_lane() -> None:
    document = _document(INQUIRY)
    rows = [
        replace(each, values=replace(each.values, performer="課税課")) if each.values.performer == "税務課" else each
        for each in INQUIRY
    ]
    before, after = read_model(document), _applied(document, rows)
    assert [lane.id for lane in after.lanes] == [lane.id for lane in before.lanes]
    assert "課税課" in [lane.name for lane in after.lanes]
    assert model_to_rows(after) == normalise_rows(rows)


def test_a_new_row_moves_nothing_before_it() -> None:
    document = _document(MOVING_IN)
    before, after = read_model(document), _applied(document, [*MOVING_IN, row(5, "窓口", "控えを渡す")])
    steps = [node for node in before.nodes if node.is_activity]
    assert [after.node_by_id[node.id].bounds for node in steps] == [node.bounds for node in steps]
    assert after.node_by_id["Task_s5"].bounds


def test_a_step_may_go_to_a_new_pool() -> None:
    rows = [*INQUIRY[:3], replace(INQUIRY[3], values=replace(INQUIRY[3].values, performer="県", performer_kind=PerformerKind.OTHER_ORGANISATION))]  # fmt: skip  # noqa: E501
    after = _applied(_document(INQUIRY), rows)
    assert "県" in [pool.name for pool in after.pools]
    assert model_to_rows(after) == normalise_rows(rows)


def _by_hand() -> BpmnDocument:
    """What people draw: ids of a tool, one end for all, no merges; a note, a document and a deadline besides."""
    drawn = {"parent": "P", "bounds": Bounds(0, 0, 100, 80)}
    tags = {"s": "startEvent", "g": "exclusiveGateway", "e": "endEvent", "a": "task", "b": "userTask", "c": "task"}
    nodes = [Node(id=f"x_{key}", tag=tag, name=key, **drawn) for key, tag in tags.items()]
    nodes += [
        Node(id="x_note", tag="textAnnotation", text="月末に多い", **drawn),
        Node(id="x_paper", tag="dataObjectReference", name="届", **drawn),
        Node(id="x_late", tag="boundaryEvent", attached_to="x_b", event_definitions=("timerEventDefinition",), **drawn),
    ]
    ends = ["sa", "ag", "gb", "gc", "be", "ca"]
    flows = [
        Flow(id=f"x_{one}{two}", kind=FlowKind.SEQUENCE, source=f"x_{one}", target=f"x_{two}", parent="P")
        for one, two in ends
    ]
    flows += [
        Flow(id="x_n", kind=FlowKind.ASSOCIATION, source="x_b", target="x_note", parent="P", direction="None"),
        Flow(id="x_d", kind=FlowKind.DATA_INPUT, source="x_paper", target="x_b", parent="P"),
        Flow(id="x_le", kind=FlowKind.SEQUENCE, source="x_late", target="x_e", parent="P"),
    ]
    model = ProcessModel(id="P", name="手続", process_ids=("P",), nodes=tuple(nodes), flows=tuple(flows))
    return BpmnDocument.parse(write_bpmn(layout(model)))


def test_what_rows_cannot_say_survives_a_change_of_values() -> None:
    document = _by_hand()
    rows = model_to_rows(read_model(document))
    named = [replace(each, task="届を受け付ける") if each.task == "a" else each for each in rows]
    before, after = read_model(document), _applied(document, named)
    assert [node.id for node in before.nodes if after.node_by_id[node.id] != node] == ["x_a"]
    assert after.flows == before.flows


def test_what_rows_cannot_say_survives_a_change_of_the_flow() -> None:
    document = _by_hand()
    rows = model_to_rows(read_model(document))
    last = next(each for each in rows if each.task == "c")
    rows = [replace(each, next=parse_next("終了")) if each is last else each for each in rows]
    after = _applied(document, rows)
    assert {"x_note", "x_paper", "x_late", "x_a", "x_b", "x_c", "x_g"} <= set(after.node_by_id)
    assert {"x_n", "x_d", "x_le", "x_gb", "x_gc"} <= {flow.id for flow in after.flows}
    assert [each.next for each in model_to_rows(after)] == [each.next for each in normalise_rows(rows)]


def test_a_step_drawn_in_stands_behind_the_one_that_leads_to_it() -> None:
    """The editor writes no place in the table; the element may stand anywhere in the file."""
    document = _document(MOVING_IN)
    step = document.root.find(".//*[@id='Task_s2']//{urn:bpr-workbench:bpmn:1}step")
    del step.attrib["row"]
    assert [each.values.key for each in model_to_rows(read_model(document))] == ["s1", "s2", "s3", "s4"]


def test_rows_that_name_nothing_are_refused_with_their_cell() -> None:
    rows = table(("窓口", "受け付ける", "9"))
    with pytest.raises(StepTableError) as refused:
        apply_rows(_document(INQUIRY), rows, organisation="市")
    assert refused.value.problems[0].column == "次の作業"


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(tables(), tables())
def test_any_rows_come_back_as_they_went_in(before: list[StepRow], wanted: list[StepRow]) -> None:
    if not (_is_sound(before) and _is_sound(wanted)):
        return
    plain = model_to_rows(rows_to_model(wanted, name="転入届"))
    assert model_to_rows(_applied(_document(before), wanted)) == plain


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(tables(), st.data())
def test_ids_of_what_stays_are_stable(rows: list[StepRow], data: st.DataObject) -> None:
    if not _is_sound(rows) or len(rows) < 2:
        return
    document = _document(rows)
    gone = data.draw(st.integers(0, len(rows) - 1))
    left = [replace(each, next=parse_next("")) for at, each in enumerate(rows) if at != gone]
    after = _applied(document, left)
    assert {f"Task_{each.values.key}" for each in left} <= set(after.node_by_id)
