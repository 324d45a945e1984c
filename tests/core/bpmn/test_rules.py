"""Each rule with a diagram that it passes and one that it finds fault with."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from bpr.core.bpmn.model import Flow, FlowKind, Lane, Node, Pool, ProcessModel
from bpr.core.bpmn.rules import Severity, check_model, rule_names
from bpr.core.steps import check_rows, rows_to_model
from bpr.core.values import StepValues, ThreePoint
from tests.core.step_tables import INQUIRY, MOVING_IN, PARALLEL_OVER_POOLS, table, tables

TAGS = {"s": "startEvent", "e": "endEvent", "x": "exclusiveGateway", "p": "parallelGateway", "t": "task"}


def diagram(*lines, **shares):
    """A diagram of lines like "s1 t1 e1": the first letter of an id is its kind; shares by flow, "x1_t1=0.5"."""
    ids = dict.fromkeys(node_id for line in lines for node_id in line.split())
    pairs = dict.fromkeys((a, b) for line in lines for a, b in zip(line.split(), line.split()[1:], strict=False))
    values = {
        node_id: StepValues(key=node_id, performer="窓口", handling_minutes=ThreePoint(likely=Decimal(5)))
        for node_id in ids
    }
    nodes = tuple(
        Node(id=i, tag=TAGS[i[0]], name=f"名{i}", parent="P", values=values[i] if i[0] == "t" else None) for i in ids
    )
    flows = tuple(
        Flow(id=f"{a}_{b}", kind=FlowKind.SEQUENCE, source=a, target=b, parent="P", share=_share(shares, a, b))
        for a, b in pairs
    )
    lane = Lane(id="L", name="窓口", process="P", node_ids=tuple(ids))
    return ProcessModel(
        id="C", name="届", process_ids=("P",), pools=(Pool(id="O", name="市", process="P"),), lanes=(lane,),
        nodes=nodes, flows=flows,
    )  # fmt: skip


def _share(shares, source, target):
    return Decimal(shares[f"{source}_{target}"]) if f"{source}_{target}" in shares else None


def with_task(model, **changes):
    return replace(model, nodes=tuple(replace(n, **changes) if n.id == "t1" else n for n in model.nodes))


def with_values(model, **changes):
    return with_task(model, values=replace(model.node_by_id["t1"].values, **changes))


def found(model):
    return {(finding.rule, finding.element_id) for finding in check_model(model)}


STRAIGHT = diagram("s1 t1 e1")
VALID = {
    "straight": STRAIGHT,
    "branch": diagram("s1 t1 x1 t2 x2 e1", "x1 t3 x2", x1_t2="0.1", x1_t3="0.9"),
    "rest of the shares": diagram("s1 t1 x1 t2 e1", "x1 e1", x1_t2="0.1"),
    "loop": diagram("s1 x1 t1 x2 e1", "x2 x1", x2_x1="0.2", x2_e1="0.8"),
    "parallel": diagram("s1 p1 t1 p2 e1", "p1 t2 p2"),
    "alternatives inside a parallel branch": diagram(
        "s1 p1 x1 t1 x2 p2 e1", "x1 t2 x2", "p1 t3 p2", x1_t1="0.5", x1_t2="0.5"
    ),
    "loop around a parallel part": diagram("s1 x1 p1 t1 p2 x2 e1", "p1 t2 p2", "x2 x1", x2_x1="0.5", x2_e1="0.5"),
}
INVALID = [
    ("missing_start", diagram("t1 e1"), "O"),
    ("missing_end", diagram("s1 t1"), "O"),
    ("unreachable_step", diagram("s1 t1 e1", "t2 e1"), "t2"),
    ("dead_end", diagram("s1 x1 t1 e1", "x1 t2", x1_t1="0.5", x1_t2="0.5"), "t2"),
    ("missing_name", with_task(STRAIGHT, name="　"), "t1"),
    ("missing_performer", with_values(STRAIGHT, performer=" "), "t1"),
    ("missing_minutes", with_values(STRAIGHT, handling_minutes=None), "t1"),
    ("missing_share", diagram("s1 x1 t1 e1", "x1 t2 e1"), "x1"),
    ("share_sum", diagram("s1 x1 t1 e1", "x1 t2 e1", x1_t1="0.5", x1_t2="0.4"), "x1"),
    ("share_sum", diagram("s1 x1 t1 e1", "x1 t2 e1", x1_t1="1.1"), "x1"),
    ("empty_lane", replace(STRAIGHT, lanes=(*STRAIGHT.lanes, Lane(id="L2", name="空", process="P"))), "L2"),
    ("endless_loop", diagram("s1 x1 t1 x2 x1", "x2 e1", x2_x1="1", x2_e1="0"), "t1"),
    ("deadlocking_join", diagram("s1 x1 t1 p1 e1", "x1 t2 p1", x1_t1="0.5", x1_t2="0.5"), "p1"),
    ("starving_join", diagram("s1 p1 x1 t1 p2 e1", "x1 e2", "p1 t2 p2", x1_t1="0.5", x1_e2="0.5"), "p2"),
    ("unsynchronised_merge", diagram("s1 p1 t1 x1 e1", "p1 t2 x1"), "x1"),
]


@pytest.mark.parametrize("name", VALID)
def test_nothing_is_found_in_a_good_diagram(name):
    assert found(VALID[name]) == set()


@pytest.mark.parametrize(("rule", "model", "element_id"), INVALID)
def test_a_fault_is_found_at_its_element(rule, model, element_id):
    assert (rule, element_id) in found(model)


def test_every_rule_has_an_example_and_says_what_to_do():
    assert {rule for rule, _, _ in INVALID} == set(rule_names())
    for _, model, _ in INVALID:
        for finding in check_model(model):
            assert finding.message
            assert finding.remedy


def test_errors_come_first():
    model = with_values(diagram("s1 t1 e1", "t2 e1"), handling_minutes=None)
    severities = [finding.severity for finding in check_model(model)]
    assert severities == [Severity.ERROR, Severity.WARNING]


def test_minutes_of_residents_are_only_a_hint():
    findings = [
        finding for finding in check_model(rows_to_model(INQUIRY, name="照会")) if "処理時間" in finding.message
    ]
    assert {finding.element_id: finding.severity for finding in findings}["Task_s3"] is Severity.HINT


@pytest.mark.parametrize("rows", [MOVING_IN, INQUIRY, PARALLEL_OVER_POOLS])
def test_models_made_of_rows_lack_only_figures(rows):
    assert {rule for rule, _ in found(rows_to_model(rows, name="届"))} == {"missing_minutes"}


def test_a_parallel_branch_that_ends_early_is_found_in_rows_as_well():
    rows = table(
        ("窓口", "受ける", "2＋3"),
        ("窓口", "調べる", "4（90%）、終了（10%）"),
        ("窓口", "待つ", "4"),
        ("窓口", "決める"),
    )
    assert ("starving_join", "Join_s1.s4") in found(rows_to_model(rows, name="届"))


@settings(max_examples=40, deadline=None)
@given(tables())
def test_any_table_can_be_checked_and_unreachable_rows_are_the_unreachable_steps(rows):
    problems = check_rows(rows)
    if any(not problem.is_warning for problem in problems):
        return
    findings = check_model(rows_to_model(rows, name="届"))
    unreachable = {finding.element_id for finding in findings if finding.rule == "unreachable_step"}
    assert unreachable == {f"Task_{problem.row_key}" for problem in problems}
    assert not [finding for finding in findings if finding.rule in ("endless_loop", "share_sum")]
