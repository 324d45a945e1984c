"""The drawing: well-formed, inlinable, complete, and escaped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Node, Point, Pool, ProcessModel
from bpr.core.bpmn.render import Highlight, render_svg
from bpr.core.steps import rows_to_model
from bpr.core.values import ChangeKind
from tests.core.step_tables import MOVING_IN, PARALLEL_OVER_POOLS

_SVG = "{http://www.w3.org/2000/svg}"
_ALLOWED = {"svg", "g", "title", "desc", "rect", "circle", "path", "polygon", "text"}


def _moving_in() -> ProcessModel:
    return layout(rows_to_model(MOVING_IN, name="転入届", organisation="周南市"))


def _tree(svg: str) -> etree._Element:
    return etree.fromstring(svg)


def _by_id(tree: etree._Element) -> dict[str, etree._Element]:
    return {group.get("data-element-id"): group for group in tree.iter(f"{_SVG}g") if group.get("data-element-id")}


def _one(node: Node, **options: object) -> etree._Element:
    placed = replace(node, bounds=node.bounds or Bounds(10, 10, 120, 80))
    svg = render_svg(ProcessModel(id="d", process_ids=("p",), nodes=(placed,)), **options)
    return _by_id(_tree(svg))[node.id]


def test_every_drawn_element_is_a_group_of_its_own_with_a_title():
    model = _moving_in()
    groups = _by_id(_tree(render_svg(model)))

    assert set(groups) == {part.id for part in (*model.pools, *model.lanes, *model.nodes, *model.flows)}
    for node in model.steps():
        group = groups[node.id]
        assert group.get("tabindex") == "0"
        assert "bpmn-task" in group.get("class")
        assert group.findtext(f"{_SVG}title") == f"{node.values.number} {node.name}"


def test_the_drawing_names_itself_and_its_ids_carry_the_prefix():
    tree = _tree(render_svg(_moving_in(), title="転入届（現行）", description="説明", id_prefix="asis-"))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]

    assert tree.get("role") == "group"  # its shapes are read one by one
    assert tree.get("aria-labelledby") == "asis-diagram-title asis-diagram-desc"
    assert ids == ["asis-diagram-title", "asis-diagram-desc"]
    assert [tree[0].text, tree[1].text] == ["転入届（現行）", "説明"]


def test_without_a_title_the_model_and_its_contents_are_named():
    tree = _tree(render_svg(_moving_in()))

    assert tree[0].text == "転入届"
    assert "住民、周南市" in tree[1].text
    assert "作業4" in tree[1].text


def test_nothing_but_plain_shapes_with_presentation_attributes():
    svg = render_svg(_moving_in(), highlights={"x": Highlight(kind=ChangeKind.ADDED)})
    tree = _tree(svg)

    assert {etree.QName(element).localname for element in tree.iter()} <= _ALLOWED
    assert "style=" not in svg
    assert "url(" not in svg


def test_the_view_box_holds_all_coordinates_with_a_margin():
    model = _moving_in()
    tree = _tree(render_svg(model))
    x, y, width, height = map(float, tree.get("viewBox").split())

    assert (float(tree.get("width")), float(tree.get("height"))) == (width, height)
    for pool in model.pools:
        assert x + 20 <= pool.bounds.x
        assert pool.bounds.right + 20 <= x + width
        assert y + 20 <= pool.bounds.y
        assert pool.bounds.bottom + 20 <= y + height


def test_text_is_escaped_and_control_characters_are_left_out():
    group = _one(Node(id='a"<b>', tag="task", name="<script>&\x0b「課」"))

    assert "".join(text.text for text in group.iter(f"{_SVG}text")) == "<script>&「課」"


def test_an_empty_model_is_an_empty_sheet():
    assert _tree(render_svg(ProcessModel(id="empty"))).get("viewBox") == "0 0 200 100"


def test_a_highlight_changes_colour_line_and_carries_words():
    node = Node(id="a", tag="task", name="確認する", bounds=Bounds(0, 0, 120, 80))
    model = ProcessModel(id="d", nodes=(node,))
    svg = render_svg(model, highlights={"a": Highlight(kind=ChangeKind.REMOVED, comments=3)})
    frame = _by_id(_tree(svg))["a"].find(f"{_SVG}rect")

    assert frame.get("stroke-dasharray")
    assert frame.get("stroke") != _one(node).find(f"{_SVG}rect").get("stroke")
    assert "is-removed" in _by_id(_tree(svg))["a"].get("class")
    assert "廃止" in svg
    assert "意見 3 件" in svg


@pytest.mark.parametrize("kind", [kind for kind in ChangeKind if kind is not ChangeKind.KEPT])
def test_every_change_has_words_of_its_own_and_stands_in_the_legend(kind):
    node = Node(id="a", tag="task", bounds=Bounds(0, 0, 120, 80))
    model = ProcessModel(id="d", nodes=(node,))
    marked = {"a": Highlight(kind=kind)}

    assert "凡例" in render_svg(model, highlights=marked)
    assert "凡例" not in render_svg(model, highlights=marked, legend=False)
    assert "凡例" not in render_svg(model, highlights={"a": Highlight(kind=ChangeKind.KEPT)})


def test_the_colours_of_the_source_are_kept():
    frame = _one(Node(id="a", tag="userTask", fill="#ffeeaa", stroke="#112233")).find(f"{_SVG}rect")

    assert (frame.get("fill"), frame.get("stroke")) == ("#ffeeaa", "#112233")


@pytest.mark.parametrize(
    "tag", ["userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"]
)
def test_each_type_of_task_has_a_mark_of_its_own(tag):
    others = {etree.tostring(_one(Node(id="a", tag=other))) for other in ("task", "callActivity", "subProcess")}

    assert etree.tostring(_one(Node(id="a", tag=tag))) not in others
    assert _one(Node(id="a", tag=tag)).findall(f"{_SVG}g")


_EVENT_KINDS = (
    "message", "timer", "error", "escalation", "signal", "conditional", "link", "compensate", "cancel", "terminate",
)  # fmt: skip


def test_each_kind_of_event_has_a_mark_of_its_own():
    marks = {
        kind: etree.tostring(
            _one(
                Node(id="a", tag="endEvent", bounds=Bounds(0, 0, 36, 36), event_definitions=(f"{kind}EventDefinition",))
            )
        )
        for kind in _EVENT_KINDS
    }

    assert len(set(marks.values())) == len(_EVENT_KINDS)


def test_a_non_interrupting_boundary_event_is_dashed():
    event = Node(id="a", tag="boundaryEvent", bounds=Bounds(0, 0, 36, 36), cancel_activity=False)

    assert [circle.get("stroke-dasharray") for circle in _one(event).iter(f"{_SVG}circle")] == ["5 3", "5 3"]
    assert not _one(replace(event, cancel_activity=True)).find(f"{_SVG}circle").get("stroke-dasharray")


def _flow(kind: FlowKind, **values: object) -> Flow:
    points = (Point(0, 0), Point(50, 0), Point(50, 60))
    return Flow(id="f", kind=kind, source="a", target="b", waypoints=points, **values)


def _drawn_flow(flow: Flow, *nodes: Node) -> etree._Element:
    return _by_id(_tree(render_svg(ProcessModel(id="d", nodes=nodes, flows=(flow,)))))["f"]


def test_message_flows_are_dashed_with_a_circle_and_an_open_arrow():
    group = _drawn_flow(_flow(FlowKind.MESSAGE))
    line, arrow = group.findall(f"{_SVG}path")

    assert line.get("stroke-dasharray") == "7 4"
    assert group.find(f"{_SVG}circle").get("fill") == arrow.get("fill") == "#ffffff"


def test_default_and_conditional_flows_have_a_mark_at_their_start():
    plain = _drawn_flow(_flow(FlowKind.SEQUENCE))
    default = _drawn_flow(_flow(FlowKind.SEQUENCE), Node(id="a", tag="task", default_flow="f"))
    conditional = _drawn_flow(_flow(FlowKind.SEQUENCE, has_condition=True), Node(id="a", tag="task"))

    assert [len(group.findall(f"{_SVG}path")) for group in (plain, default, conditional)] == [2, 3, 3]


def test_a_black_box_pool_shows_its_name_without_a_heading_band():
    pool = Pool(id="a", name="国", bounds=Bounds(0, 0, 400, 60))
    group = _by_id(_tree(render_svg(ProcessModel(id="d", pools=(pool,)))))["a"]

    assert len(group.findall(f"{_SVG}rect")) == 1
    assert group.findtext(f"{_SVG}text") == "国"


def test_vertical_headings_set_one_character_below_the_other():
    model = layout(rows_to_model(PARALLEL_OVER_POOLS, name="照会", organisation="周南市"))
    pool = next(pool for pool in model.pools if pool.name == "周南市")
    texts = _by_id(_tree(render_svg(model)))[pool.id].findall(f"{_SVG}text")

    assert [text.text for text in texts] == ["周", "南", "市"]
    assert [float(text.get("y")) for text in texts] == sorted(float(text.get("y")) for text in texts)
