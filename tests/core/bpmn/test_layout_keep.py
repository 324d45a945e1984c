"""Laying out a changed model around its drawing: what is kept stays, what is new fits in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Lane, Node, Pool, ProcessModel
from bpr.core.steps import StepRow, rows_to_model
from bpr.core.values import StepValues
from tests.core.bpmn.layout_checks import chain_model, faults
from tests.core.step_tables import KINDS, MOVING_IN, row, table, tables

_ORIENTATIONS = st.sampled_from(["horizontal", "vertical"])
_LONG = table(*(("窓口" if at % 3 else "税務課", f"作業{at}") for at in range(1, 10)))


def _model(rows: list[StepRow]) -> ProcessModel:
    return rows_to_model(rows, name="転入", organisation="周南市", tolerant=True)


def _with_key(made: StepRow, key: str) -> StepRow:
    return replace(made, values=replace(made.values, key=key))


def _moved(before: ProcessModel, after: ProcessModel) -> list[tuple[float, float, float]]:
    """(earlier x, move right, move down) of each shape that is in both drawings, in the same lane and pool."""
    stayed = [node for node in before.nodes if _home(before, node.id) == _home(after, node.id)]
    pairs = [(node.bounds, after.node_by_id[node.id].bounds) for node in stayed]
    assert all((old.width, old.height) == (new.width, new.height) for old, new in pairs)
    return [(old.x, new.x - old.x, new.y - old.y) for old, new in pairs]


def _home(model: ProcessModel, node_id: str) -> tuple[str, str]:
    """Process and lane of a node; nothing that any node has where it does not exist."""
    node, lane = model.node_by_id.get(node_id), model.lane_of.get(node_id)
    return (node.parent, lane.id if lane else "") if node else ("?", "?")


@given(tables(), _ORIENTATIONS)
@settings(max_examples=40, deadline=None)
def test_an_unchanged_model_is_drawn_as_it_was(rows, orientation):
    model = _model(rows)
    before = layout(model, orientation)

    assert layout(model, keep=before) == before


@given(tables(), _ORIENTATIONS, st.data())
@settings(max_examples=40, deadline=None)
def test_a_row_more_moves_others_at_most_as_one_block_and_leaves_no_fault(rows, orientation, data):
    before = layout(_model(rows), orientation)
    at = data.draw(st.integers(0, len(rows)))
    new = row("new", data.draw(st.sampled_from(sorted(KINDS))), "新しい作業を行う")
    after = layout(_model([*rows[:at], new, *rows[at:]]), keep=before)
    moves = _moved(before, after)

    assert faults(after) == []
    assert all(right >= 0 and down >= 0 for _, right, down in moves)


@given(tables(), _ORIENTATIONS, st.data())
@settings(max_examples=30, deadline=None)
def test_a_row_less_leaves_no_fault(rows, orientation, data):
    before = layout(_model(rows), orientation)
    at = data.draw(st.integers(0, len(rows) - 1))
    after = layout(_model([*rows[:at], *rows[at + 1 :]]) if len(rows) > 1 else _model(rows), keep=before)

    assert faults(after) == []


@given(tables(), tables(), _ORIENTATIONS)
@settings(max_examples=35, deadline=None)
def test_any_change_leaves_no_fault(rows, others, orientation):
    before = layout(_model(rows), orientation)
    after = layout(_model(others), keep=before)

    assert faults(after) == []


def test_a_row_appended_moves_nothing():
    before = layout(_model(_LONG))
    after = layout(_model([*_LONG, row(10, "窓口", "最後の作業")]), keep=before)

    assert len(_moved(before, after)) > 9
    assert {(right, down) for _, right, down in _moved(before, after)} == {(0, 0)}
    assert faults(after) == []


def test_a_row_inserted_moves_only_what_stands_to_its_right_and_by_one_distance():
    before = layout(_model(_LONG))
    after = layout(_model([*_LONG[:4], row("new", "窓口", "確認する"), *_LONG[4:]]), keep=before)
    moves = _moved(before, after)
    line = after.node_by_id["Task_snew"].bounds.x

    assert faults(after) == []
    assert len({right for _, right, _ in moves if right}) == 1
    assert all((right == 0) == (x < line) for x, right, _ in moves)
    assert {down for _, _, down in moves} == {0}


def test_a_row_removed_leaves_its_gap():
    before = layout(_model(_LONG))
    after = layout(_model([*_LONG[:4], *_LONG[5:]]), keep=before)

    assert {(right, down) for _, right, down in _moved(before, after)} == {(0, 0)}
    assert faults(after) == []


def test_other_names_and_shares_move_nothing_and_renew_only_their_labels():
    before = layout(_model(MOVING_IN))
    split = table(("窓口", "x", "3（25% 書類の不足）、4（75% 不備なし）"))[0].next
    changed = [replace(MOVING_IN[0], task="転入届を窓口で記入する"), replace(MOVING_IN[1], next=split), *MOVING_IN[2:]]
    after = layout(_model(changed), keep=before)
    labels = {flow.id: flow.label_bounds for flow in before.flows}
    renewed = {flow.id for flow in after.flows if flow.label_bounds != labels[flow.id]}

    assert [node.bounds for node in after.nodes] == [node.bounds for node in before.nodes]
    assert [flow.waypoints for flow in after.flows] == [flow.waypoints for flow in before.flows]
    assert renewed
    assert renewed <= {flow.id for flow in after.outgoing["Split_s2"]}


def test_a_performer_renamed_keeps_the_drawing():
    before = layout(_model(_LONG))
    renamed = [
        replace(each, values=replace(each.values, performer="市民課")) if each.values.performer == "窓口" else each
        for each in _LONG
    ]
    after = layout(_model(renamed), keep=before)

    assert "市民課" in {lane.name for lane in after.lanes}
    assert [node.bounds for node in after.nodes] == [node.bounds for node in before.nodes]
    assert [lane.bounds for lane in after.lanes] == [lane.bounds for lane in before.lanes]


def test_a_new_lane_stands_at_the_foot_of_its_pool_and_a_new_pool_below():
    before = layout(_model(_LONG))
    after = layout(
        _model(
            [*_LONG, row(10, "前住所地", "回答する"), replace(row(11, "窓口", "印刷する"), values=_values("印刷室"))]
        ),
        keep=before,
    )
    bands = {band.name: band.bounds for band in (*after.pools, *after.lanes)}

    assert faults(after) == []
    assert bands["印刷室"].bottom == bands["周南市"].bottom > before.pools[0].bounds.bottom
    assert bands["前住所地"].y > bands["周南市"].bottom
    assert {(right, down) for _, right, down in _moved(before, after)} == {(0, 0)}


def _values(performer: str) -> StepValues:
    return replace(row(11, "窓口", "x").values, performer=performer)


def test_a_lane_that_is_gone_leaves_no_hole():
    before = layout(_model(_LONG))
    after = layout(_model([each for each in _LONG if each.values.performer == "窓口"]), keep=before)

    assert len(before.lanes) == 2
    assert [lane.bounds.height for lane in after.lanes] == [sum(lane.bounds.height for lane in before.lanes)]
    assert faults(after) == []


def test_a_step_that_changes_its_lane_moves_alone():
    before = layout(_model(_LONG))
    changed = [
        replace(each, values=replace(each.values, performer="税務課")) if at == 3 else each
        for at, each in enumerate(_LONG)
    ]
    after = layout(_model(changed), keep=before)
    moved = [node.id for node in before.nodes if after.node_by_id[node.id].bounds.y != node.bounds.y]

    assert moved == ["Task_s4"]
    assert faults(after) == []


def _flow(source: str, target: str, kind: FlowKind = FlowKind.SEQUENCE) -> Flow:
    return Flow(id=f"{source}-{target}", kind=kind, source=source, target=target)


def _hand_drawn(*, lanes: bool) -> ProcessModel:
    """As another tool may have drawn it: odd coordinates, a slanting link, shapes off the rows."""
    places = {
        "s": (101.37, 120.11, 30, 30),
        "a": (199.9, 97.5, 100, 80),
        "b": (333.3, 203.7, 100, 80),
        "e": (510, 230, 36, 36),
    }
    tags = {"s": "startEvent", "e": "endEvent"}
    nodes = tuple(
        Node(id=key, tag=tags.get(key, "task"), name=key, parent="p", bounds=Bounds(*place))
        for key, place in places.items()
    )
    ways = (("s", "a"), ("a", "b"), ("b", "e"))
    boxes = {node.id: node.bounds for node in nodes}
    flows = tuple(
        replace(_flow(one, other), waypoints=(_right(boxes[one]), _left(boxes[other]))) for one, other in ways
    )
    pool = Pool(id="P", name="市", process="p", bounds=Bounds(40, 60, 560, 260))
    band = Lane(id="L", name="課", process="p", node_ids=tuple(places), bounds=Bounds(70, 60, 530, 260))
    return ProcessModel(
        id="d",
        process_ids=("p",),
        pools=(pool,) if lanes else (),
        lanes=(band,) if lanes else (),
        nodes=nodes,
        flows=flows,
    )


def _right(box: Bounds):
    return replace(box.centre, x=box.right)


def _left(box: Bounds):
    return replace(box.centre, x=box.x)


@pytest.mark.parametrize("lanes", [True, False])
def test_a_drawing_of_another_tool_keeps_its_coordinates(lanes):
    before = _hand_drawn(lanes=lanes)
    new = Node(id="n", tag="task", name="通知する", parent="p")
    members = tuple(replace(lane, node_ids=(*lane.node_ids, "n")) for lane in before.lanes)
    changed = replace(before, nodes=(*before.nodes, new), lanes=members, flows=(*before.flows, _flow("b", "n")))
    after = layout(changed, keep=before)

    assert after.nodes[:4] == before.nodes
    assert after.flows[:3] == before.flows
    assert [fault for fault in faults(after) if "slanted" not in fault] == []


def test_shares_of_a_kept_drawing_need_no_coordinates_of_the_model():
    """The model that comes from a table has none of its own."""
    bare = _model(MOVING_IN)
    before = layout(bare)
    shared = replace(bare, flows=tuple(replace(flow, share=Decimal("0.5")) for flow in bare.flows))

    assert all(node.bounds is None for node in bare.nodes)
    assert [node.bounds for node in layout(shared, keep=before).nodes] == [node.bounds for node in before.nodes]


def test_new_boundary_events_data_and_sub_processes_find_their_place():
    before = layout(chain_model(5))
    pool = before.pools[0].process
    new = (
        Node(id="late", tag="boundaryEvent", parent=pool, attached_to="t2"),
        Node(id="form", tag="dataObjectReference", name="申請書", parent=pool),
        Node(id="sub", tag="subProcess", name="審査", parent=pool),
        Node(id="in1", tag="task", name="見る", parent="sub"),
        Node(id="in2", tag="task", name="決める", parent="sub"),
    )
    lanes = tuple(
        replace(lane, node_ids=(*lane.node_ids, "late", "sub") if "t2" in lane.node_ids else lane.node_ids)
        for lane in before.lanes
    )
    flows = (*before.flows, _flow("late", "sub"), _flow("in1", "in2"), _flow("form", "t3", FlowKind.DATA_INPUT))
    after = layout(replace(before, nodes=(*before.nodes, *new), lanes=lanes, flows=flows), keep=before)
    boxes = {node.id: node.bounds for node in after.nodes}

    assert faults(after) == []
    assert boxes["late"].centre.y == boxes["t2"].bottom
    assert boxes["sub"].x < boxes["in1"].x < boxes["in2"].x < boxes["sub"].right
