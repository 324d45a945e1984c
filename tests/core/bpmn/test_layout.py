"""The layout: what must hold of every drawing, of random graphs and of the workflows that people type."""

from __future__ import annotations

import cProfile
import pstats
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import Flow, FlowKind, Lane, Node, Pool, ProcessModel
from bpr.core.steps import rows_to_model
from tests.core.bpmn.layout_checks import chain_model, drawn, faults, inside, intersect, overlapping_edges
from tests.core.step_tables import INQUIRY, MOVING_IN, PARALLEL_OVER_POOLS, row

_TAGS = ("task", "userTask", "exclusiveGateway", "parallelGateway", "startEvent", "endEvent", "intermediateCatchEvent")
_NAMES = st.sampled_from(["", "確認する", "住民異動届の記載内容と添付書類を点検し、不備があれば補正を依頼する"])


@st.composite
def models(draw: st.DrawFn) -> ProcessModel:
    """Any graph at all: two pools with lanes, a black box, every kind of link, cycles and self-loops."""
    count = draw(st.integers(1, 14))
    nodes, lanes = [], {"a1": [], "a2": [], "b1": []}
    for index in range(count):
        lane = draw(st.sampled_from(sorted(lanes)))
        lanes[lane].append(f"n{index}")
        nodes.append(Node(id=f"n{index}", tag=draw(st.sampled_from(_TAGS)), name=draw(_NAMES), parent=lane[0]))
        if nodes[-1].tag == "task" and draw(st.booleans()):
            host = nodes[-1]
            lanes[lane].append(f"r{index}")
            nodes.append(Node(id=f"r{index}", tag="boundaryEvent", parent=host.parent, attached_to=host.id))
    ends = st.sampled_from(nodes)
    flows = []
    for index, (source, target) in enumerate(draw(st.lists(st.tuples(ends, ends), max_size=22))):
        same = source.parent == target.parent
        if same and target.attached_to:
            continue  # nothing but a message leads to a boundary event
        flows.append(
            Flow(
                id=f"f{index}",
                kind=FlowKind.SEQUENCE if same else FlowKind.MESSAGE,
                source=source.id,
                target=target.id,
                name=draw(st.sampled_from(["", "不備あり"])),
            )
        )
    if draw(st.booleans()):
        flows.append(Flow(id="out", kind=FlowKind.MESSAGE, source=nodes[0].id, target="black"))
        flows.append(Flow(id="back", kind=FlowKind.MESSAGE, source="black", target=nodes[-1].id))
    return ProcessModel(
        id="d",
        process_ids=("a", "b"),
        pools=(Pool(id="A", name="市", process="a"), Pool(id="B", name="県", process="b"), Pool(id="black", name="国")),
        lanes=tuple(
            Lane(id=lane, name=f"課{lane}", process=lane[0], node_ids=tuple(ids)) for lane, ids in lanes.items()
        ),
        nodes=tuple(nodes),
        flows=tuple(flows),
    )


@given(models(), st.sampled_from(["horizontal", "vertical"]))
@settings(max_examples=150, deadline=None)
def test_any_graph_is_drawn_without_fault(model, orientation):
    assert faults(layout(model, orientation=orientation)) == []


@pytest.mark.parametrize("rows", [MOVING_IN, INQUIRY, PARALLEL_OVER_POOLS], ids=["loop", "inquiry", "parallel"])
@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
def test_workflows_are_drawn_without_fault_and_without_edges_on_each_other(rows, orientation):
    model = layout(rows_to_model(rows, name="転入", organisation="周南市"), orientation=orientation)

    assert faults(model) == []
    assert overlapping_edges(model) == []


def test_labels_cover_no_shape_and_no_other_label():
    model = drawn(rows_to_model(MOVING_IN, name="転入", organisation="周南市"))
    labels = [part.label_bounds for part in (*model.nodes, *model.flows) if part.label_bounds]

    assert len(labels) >= 3
    assert not [
        (label, node.id) for label in labels for node in model.nodes if node.bounds and intersect(label, node.bounds)
    ]
    assert not [(one, other) for i, one in enumerate(labels) for other in labels[i + 1 :] if intersect(one, other)]


def test_residents_stand_above_the_own_organisation_and_others_below():
    rows = [*MOVING_IN, row(5, "前住所地", "通知を受ける")]
    model = layout(rows_to_model(rows, name="転入", organisation="周南市"))
    names = [pool.name for pool in sorted(model.pools, key=lambda pool: pool.bounds.y)]

    assert names == ["住民", "周南市", "前住所地"]


def test_the_main_branch_stays_on_the_line_and_the_rare_one_steps_aside():
    model = drawn(
        rows_to_model(
            [
                row(1, "窓口", "点検する", "2（10% 不備あり）、3（90% 不備なし）"),
                row(2, "窓口", "補正する", "3"),
                row(3, "窓口", "入力する"),
            ],
            name="点検",
        )
    )
    first, rare, main = (node.bounds.centre.y for node in model.steps())

    assert main == first
    assert rare > first


def test_a_step_added_at_the_end_moves_nothing_before_it():
    rows = [
        row(i, "窓口" if i % 3 else "税務課", f"作業{i}", f"{i - 2}（10%）、{i + 1}（90%）" if i == 6 else "")
        for i in range(1, 12)
    ]
    before = layout(rows_to_model(rows, name="x"))
    after = layout(rows_to_model([*rows, row(12, "窓口", "最後の作業")], name="x"))
    steps = list(before.steps())

    assert len(steps) == 11
    assert [after.step_by_key[node.values.key].bounds for node in steps] == [node.bounds for node in steps]


def test_drawing_twice_gives_the_same():
    model = rows_to_model(PARALLEL_OVER_POOLS, name="x")

    assert layout(model) == layout(model)
    assert layout(layout(model)) == layout(model)


def test_twice_the_nodes_take_about_twice_the_work():
    """Work as calls of functions, which no other load changes; the milliseconds stand in tests/bench."""

    def calls(tasks):
        model = chain_model(tasks)
        layout(model)
        profile = cProfile.Profile()
        profile.runcall(layout, model)
        return pstats.Stats(profile).total_calls

    small, large = calls(49), calls(98)

    assert large < 2.2 * small
    assert large < 260_000  # 232,000 where a hundred nodes took 0.034 s


def test_a_model_without_pools_and_one_without_anything():
    chain = chain_model(4, lanes=1)
    bare = drawn(replace(chain, pools=(), lanes=()))

    assert len({node.bounds.centre.y for node in bare.nodes}) == 1
    assert layout(ProcessModel(id="empty")).nodes == ()


def test_nested_lanes_are_inside_each_other():
    model = chain_model(4, lanes=2)
    outer = Lane(id="outer", name="市民部", process="p")
    lanes = tuple(replace(lane, parent_lane="outer") for lane in model.lanes)
    result = drawn(replace(model, lanes=(outer, *lanes)))
    boxes = {lane.id: lane.bounds for lane in result.lanes}

    assert all(inside(boxes[lane.id], boxes["outer"]) for lane in lanes)
    assert boxes["l0"].x == boxes["outer"].x + 30 == result.pools[0].bounds.x + 60


def _node(node_id: str, tag: str = "task", parent: str = "p", **values: object) -> Node:
    return Node(id=node_id, tag=tag, parent=parent, **values)


def _flow(source: str, target: str, kind: FlowKind = FlowKind.SEQUENCE) -> Flow:
    return Flow(id=f"{source}-{target}", kind=kind, source=source, target=target)


def test_an_expanded_sub_process_is_drawn_around_its_content():
    model = drawn(
        ProcessModel(
            id="d",
            process_ids=("p",),
            nodes=(
                _node("s", "startEvent"),
                _node("sub", "subProcess", name="審査"),
                _node("a", parent="sub"),
                _node("inner", "subProcess", parent="sub"),
                _node("b", parent="inner"),
                _node("e", "endEvent"),
            ),
            flows=(_flow("s", "sub"), _flow("a", "inner"), _flow("sub", "e")),
        )
    )
    boxes = {node.id: node.bounds for node in model.nodes}

    assert inside(boxes["a"], boxes["sub"])
    assert inside(boxes["b"], boxes["inner"])
    assert inside(boxes["inner"], boxes["sub"])


def test_what_is_inside_a_collapsed_sub_process_is_not_drawn():
    model = layout(
        ProcessModel(
            id="d",
            process_ids=("p",),
            nodes=(_node("sub", "subProcess", is_expanded=False), _node("a", parent="sub"), _node("b", parent="sub")),
            flows=(_flow("a", "b"),),
        )
    )

    assert model.node_by_id["sub"].bounds.height == 80
    assert model.node_by_id["a"].bounds is None
    assert model.flows[0].waypoints == ()


def test_boundary_events_ride_on_their_activity_and_data_stands_beside_it():
    model = drawn(
        ProcessModel(
            id="d",
            process_ids=("p",),
            nodes=(
                _node("a"),
                _node("b"),
                _node(
                    "late", "boundaryEvent", attached_to="a", event_definitions=("timerEventDefinition",), name="7日"
                ),
                _node("remind"),
                _node("form", "dataObjectReference", name="申請書"),
                _node("note", "textAnnotation", text="窓口で確認する"),
            ),
            flows=(
                _flow("a", "b"),
                _flow("late", "remind"),
                _flow("form", "a", FlowKind.DATA_INPUT),
                _flow("note", "b", FlowKind.ASSOCIATION),
            ),
        )
    )
    boxes = {node.id: node.bounds for node in model.nodes}

    assert boxes["late"].centre.y == boxes["a"].bottom
    assert boxes["form"].centre.x == boxes["a"].centre.x
    assert boxes["note"].centre.x == boxes["b"].centre.x


def test_boxes_grow_with_the_name():
    short, long = (
        _node("a", name="確認"),
        _node("b", name="住民異動届の記載内容と添付書類を点検し、不備がある場合には補正を依頼する"),
    )
    model = layout(ProcessModel(id="d", process_ids=("p",), nodes=(short, long)))
    boxes = {node.id: node.bounds for node in model.nodes}

    assert (boxes["a"].width, boxes["a"].height) == (120, 80)
    assert boxes["b"].height > 90


def test_the_heavier_share_is_the_main_branch_whatever_the_order():
    nodes = (_node("g", "exclusiveGateway"), _node("x"), _node("y"))
    flows = (replace(_flow("g", "x"), share=Decimal("0.2")), replace(_flow("g", "y"), share=Decimal("0.8")))
    model = drawn(ProcessModel(id="d", process_ids=("p",), nodes=nodes, flows=flows))
    middle = {node.id: node.bounds.centre.y for node in model.nodes}

    assert middle["y"] == middle["g"] < middle["x"]


def test_a_group_surrounds_what_it_surrounded():
    before = layout(
        ProcessModel(id="d", process_ids=("p",), nodes=(_node("a"), _node("b"), _node("c")), flows=(_flow("a", "b"),))
    )
    box = before.node_by_id["b"].bounds
    group = _node("g", "group", name="審査", bounds=replace(box, x=box.x - 5, width=box.width + 10))
    after = layout(replace(before, nodes=(group, *before.nodes)), "vertical")
    boxes = {node.id: node.bounds for node in after.nodes}

    assert inside(boxes["b"], boxes["g"])
    assert not intersect(boxes["a"], boxes["g"])


def test_a_message_into_an_expanded_sub_process_ends_at_the_task_inside():
    model = drawn(
        ProcessModel(
            id="d",
            process_ids=("p",),
            pools=(Pool(id="P", name="市", process="p"), Pool(id="black", name="県")),
            nodes=(_node("sub", "subProcess"), _node("a", parent="sub"), _node("b", parent="sub")),
            flows=(_flow("a", "b"), _flow("black", "b", FlowKind.MESSAGE)),
        )
    )

    assert len(model.flows[1].waypoints) >= 2
    assert inside(model.node_by_id["b"].bounds, model.node_by_id["sub"].bounds)


def test_many_boundary_events_stand_side_by_side():
    riders = tuple(_node(f"e{at}", "boundaryEvent", attached_to="a") for at in range(5))
    for orientation in ("horizontal", "vertical"):
        model = layout(ProcessModel(id="d", process_ids=("p",), nodes=(_node("a"), *riders)), orientation)

        assert faults(model) == []
