"""Rows → model → rows, and the shape of the models."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from bpr.core.bpmn.control import ControlKind, control_edges, entry_ids, reached_ids
from bpr.core.bpmn.model import FlowKind
from bpr.core.steps import (
    UNNAMED_TASK,
    Branch,
    Next,
    NextKind,
    StepTableError,
    check_rows,
    model_to_rows,
    normalise_rows,
    rows_to_model,
)  # fmt: skip
from tests.core.step_tables import INQUIRY, MOVING_IN, PARALLEL_OVER_POOLS, row, table, tables


def model_of(rows, **options):
    return rows_to_model(rows, name="転入届", organisation="周南市", **options)


def sequence(model):
    return {(flow.source, flow.target) for flow in model.sequence_flows()}


def messages(model):
    return {(flow.source, flow.target) for flow in model.flows if flow.kind is FlowKind.MESSAGE}


def assert_sound(model):
    """What every model made of rows has: own ids, no dangling flow, no sequence flow over pools, whole pools."""
    ids = [item.id for group in (model.nodes, model.flows, model.lanes, model.pools) for item in group]
    assert not [item for item, count in Counter(ids).items() if count > 1]
    process = {node.id: node.parent for node in model.nodes}
    for flow in model.flows:
        same = process[flow.source] == process[flow.target]
        assert same is (flow.kind is FlowKind.SEQUENCE)
    laned = {node_id for lane in model.lanes for node_id in lane.node_ids}
    for node in model.nodes:
        assert (node.id in laned) is (node.parent == "Process_own")
        assert node.tag != "startEvent" or node.id not in model.incoming
        assert node.tag != "endEvent" or node.id not in model.outgoing
        assert node.tag != "intermediateCatchEvent" or len(model.incoming[node.id]) >= 1
    for gateway in (node for node in model.nodes if node.tag == "eventBasedGateway"):
        for flow in model.outgoing[gateway.id]:
            assert [back.source for back in model.incoming[flow.target]] == [gateway.id]


def test_moving_in_crosses_between_resident_and_counter():
    model = model_of(MOVING_IN)
    assert_sound(model)
    assert [pool.name for pool in model.pools] == ["住民", "周南市"]
    assert [(lane.name, lane.performer_kind) for lane in model.lanes] == [("窓口", "counter")]
    assert messages(model) == {
        ("Task_s1", "Catch_s1.s2"), ("Throw_s2.s3", "Catch_s2.s3"), ("Task_s3", "Catch_s3.s2"),
    }  # fmt: skip
    tags = {node.id: node.tag for node in model.nodes}
    assert tags["Catch_s1.s2"] == tags["Catch_s2.s3"] == "startEvent"  # the resident may never be asked to correct
    assert tags["Catch_s3.s2"] == "intermediateCatchEvent"  # the counter waits for the corrected form
    assert {("Catch_s1.s2", "Merge_s2"), ("Catch_s3.s2", "Merge_s2"), ("Merge_s2", "Task_s2")} <= sequence(model)
    assert {("Throw_s2.s3", "Catch_s3.s2"), ("Split_s2", "Task_s4"), ("Task_s4", "End_s4")} <= sequence(model)


def test_the_case_has_one_way_through_all_pools_with_its_shares():
    edges = {(edge.source, edge.target): edge for edge in control_edges(model_of(MOVING_IN))}
    assert entry_ids(model_of(MOVING_IN)) == ["Start"]
    assert edges["Split_s2", "Throw_s2.s3"].share == Decimal("0.1")
    assert edges["Throw_s2.s3", "Catch_s2.s3"].kind is ControlKind.HANDOVER
    assert ("Throw_s2.s3", "Catch_s3.s2") not in edges  # waiting is not a way of the case
    assert ("Task_s1", "End_s1") not in edges


def test_shares_survive_the_crossing_of_pools():
    model = model_of(MOVING_IN)
    visits = dict.fromkeys(entry_ids(model), 1.0)
    for _ in range(60):
        following = dict.fromkeys(entry_ids(model), 1.0)
        for edge in control_edges(model):
            following[edge.target] = following.get(edge.target, 0.0) + visits.get(edge.source, 0.0) * float(edge.share)
        visits = following
    assert visits["Task_s2"] == pytest.approx(1 / 0.9)
    assert visits["Task_s3"] == pytest.approx(0.1 / 0.9)
    assert [visits["Task_s1"], visits["Task_s4"]] == pytest.approx([1, 1])


def test_an_inquiry_waits_for_its_answer():
    model = model_of(INQUIRY)
    assert_sound(model)
    assert [pool.name for pool in model.pools] == ["周南市", "前住所地"]
    assert messages(model) == {("Task_s2", "Catch_s2.s3"), ("Task_s3", "Catch_s3.s4")}
    assert ("Task_s2", "Catch_s3.s4") in sequence(model)
    assert model.node_by_id["Catch_s3.s4"].tag == "intermediateCatchEvent"


def test_parallel_branches_over_pools_wait_for_each_other():
    model = model_of(PARALLEL_OVER_POOLS)
    assert_sound(model)
    assert model.node_by_id["Join_s1.s4"].tag == "parallelGateway"
    assert {("Task_s2", "Join_s1.s4"), ("Catch_s3.s4", "Join_s1.s4")} <= sequence(model)
    assert ("Throw_s1.s3", "Catch_s3.s4") in sequence(model)


def test_several_answers_are_waited_for_behind_an_event_gateway():
    rows = table(
        ("窓口", "照会する"),
        ("前住所地", "調べる", "3（50% 該当）、4（50% 非該当）"),
        ("窓口", "該当として入力する", "終了"),
        ("窓口", "非該当として入力する"),
    )
    model = model_of(rows)
    assert_sound(model)
    assert {flow.target for flow in model.outgoing["Wait_s1.s2"]} == {"Catch_s2.s3", "Catch_s2.s4"}
    reached = reached_ids(control_edges(model), entry_ids(model))
    assert "Wait_s1.s2" not in reached
    assert {"Task_s3", "Task_s4"} <= reached


def test_nested_branches_join_inside_out_and_alternatives_merge_before_the_join():
    rows = table(
        ("窓口", "始める", "2＋5"),
        ("窓口", "甲", "3（30%）、4（70%）"),
        ("窓口", "乙", "6"),
        ("窓口", "丙", "6"),
        ("窓口", "丁", "6"),
        ("窓口", "終える"),
    )
    flows = sequence(model_of(rows))
    assert {("Task_s3", "Merge_s3.s6"), ("Task_s4", "Merge_s3.s6"), ("Merge_s3.s6", "Join_s1.s6")} <= flows
    assert {("Task_s5", "Join_s1.s6"), ("Join_s1.s6", "Task_s6")} <= flows


def test_a_loop_back_into_a_join_goes_through_a_merge():
    rows = table(
        ("窓口", "始める", "2＋3"),
        ("窓口", "甲", "4"),
        ("窓口", "乙", "4"),
        ("窓口", "確かめる", "4（20% やり直し）、終了（80%）"),
    )
    flows = sequence(model_of(rows))
    assert {("Join_s1.s4", "Merge_s4"), ("Split_s4", "Merge_s4"), ("Merge_s4", "Task_s4")} <= flows


def test_ids_of_other_rows_stay_when_a_row_changes():
    changed = [*MOVING_IN[:3], replace(MOVING_IN[3], task="入力して確かめる", next=Next(kind=NextKind.END))]
    before, after = model_of(MOVING_IN), model_of(changed)
    assert [node.id for node in before.nodes] == [node.id for node in after.nodes]
    longer = [*MOVING_IN, row(5, "税務課", "通知する")]
    assert set(before.node_by_id) - set(model_of(longer).node_by_id) == {"End_s4"}


def test_all_errors_of_a_table_come_at_once_with_row_and_column():
    rows = table(("住民", "書く", "9"), ("窓口", "受ける", "8、3"), ("窓口", "入力する"))
    rows[2] = replace(rows[2], values=replace(rows[2].values, number="２"))
    with pytest.raises(StepTableError) as raised:
        model_of(rows)
    found = [(problem.row, problem.row_key, problem.column) for problem in raised.value.problems]
    assert found == [(1, "s1", "次の作業"), (2, "s2", "次の作業"), (2, "s2", "次の作業"), (3, "s3", "作業番号")]
    assert "作業番号「9」の行がありません" in str(raised.value)


def test_a_table_without_an_end_and_an_unreachable_row_are_named():
    endless = table(("窓口", "受ける"), ("窓口", "確かめる", "1"), ("窓口", "入力する"))
    errors = [problem for problem in check_rows(endless) if not problem.is_warning]
    assert [(problem.row, "着く道がありません" in problem.message) for problem in errors] == [(2, True)]
    warnings = check_rows(table(("窓口", "受ける", "3"), ("窓口", "飛ばされる"), ("窓口", "入力する")))
    assert [(problem.row, problem.is_warning) for problem in warnings] == [(2, True)]


def test_shares_above_100_percent_are_an_error_of_the_row():
    over = (Branch(to="1", share=Decimal("0.7")), Branch(to="", share=Decimal("0.4")))
    rows = [replace(table(("窓口", "受ける"))[0], next=Next(kind=NextKind.EXCLUSIVE, branches=over))]
    assert "割合の合計が110%" in check_rows(rows)[0].message
    assert check_rows([])[0].message.startswith("作業が1行もありません")


def test_a_half_typed_table_is_drawn():
    rows = table(("窓口", "受ける", "7"), ("窓口", "", "1、9"), ("窓口", "入力する"))
    rows = [replace(item, values=replace(item.values, key="", number="1")) for item in rows]
    model = model_of(rows, tolerant=True)
    assert_sound(model)
    assert [node.name for node in model.steps()] == ["受ける", UNNAMED_TASK, "入力する"]
    assert model_of([], tolerant=True).nodes == ()


@settings(max_examples=75, deadline=None)
@given(tables())
def test_rows_come_back_from_their_model(rows):
    model = model_of(rows, tolerant=True)
    assert_sound(model)
    assert model_to_rows(model) == normalise_rows(rows)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_every_reachable_row_is_reached_by_the_case(rows):
    model = model_of(rows, tolerant=True)
    unreachable = {problem.row_key for problem in check_rows(rows) if problem.is_warning}
    reached = reached_ids(control_edges(model), entry_ids(model))
    if not [problem for problem in check_rows(rows) if not problem.is_warning]:
        assert {node.values.key for node in model.steps() if node.id not in reached} == unreachable
