"""Geometric facts of every BPMN shape: what tells it from its neighbours, and that its text stands inside it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree

from bpr.core.bpmn.layout.text import text_width
from bpr.core.bpmn.model import ACTIVITY_TAGS, Bounds, Flow, FlowKind, Lane, Node, Point, Pool, ProcessModel
from bpr.core.bpmn.render import Highlight, render_svg
from bpr.core.bpmn.render.palette import INK, PAPER, heat_fill, ink_on
from bpr.core.values import ChangeKind

_SVG = "{http://www.w3.org/2000/svg}"
_BOX = Bounds(100, 200, 120, 80)
_ROUND = Bounds(100, 200, 36, 36)
_DIAMOND = Bounds(100, 200, 50, 50)


def _tree(*nodes: Node, **options: object) -> etree._Element:
    return etree.fromstring(render_svg(ProcessModel(id="d", process_ids=("p",), nodes=nodes), **options))


def _group(tree: etree._Element, key: str = "a") -> etree._Element:
    return next(group for group in tree.iter(f"{_SVG}g") if group.get("data-element-id") == key)


def _drawn(tag: str, box: Bounds = _BOX, **values: object) -> etree._Element:
    return _group(_tree(Node(id="a", tag=tag, bounds=box, **values)))


def _marks(group: etree._Element) -> list[tuple[float, float]]:
    """Where the marks of a shape stand."""
    return [
        (float(place[1]), float(place[2]))
        for mark in group.findall(f"{_SVG}g")
        if (place := re.match(r"translate\((\S+) (\S+)\)", mark.get("transform", "")))
    ]


@pytest.mark.parametrize("tag", sorted(ACTIVITY_TAGS))
def test_an_activity_is_a_rounded_rectangle_on_its_bounds(tag):
    frame = _drawn(tag, name="確認", is_expanded=False).find(f"{_SVG}rect")

    assert [float(frame.get(key)) for key in ("x", "y", "width", "height")] == [100, 200, 120, 80]
    assert float(frame.get("rx")) > 0


def test_frames_tell_call_transaction_and_event_sub_process():
    plain, call = _drawn("task").find(f"{_SVG}rect"), _drawn("callActivity").find(f"{_SVG}rect")
    event = _drawn("subProcess", triggered_by_event=True, is_expanded=False).find(f"{_SVG}rect")

    assert float(call.get("stroke-width")) > 2 * float(plain.get("stroke-width"))
    assert len(_drawn("transaction", is_expanded=False).findall(f"{_SVG}rect")) == 2
    assert event.get("stroke-dasharray") == "2 4"
    assert plain.get("stroke-dasharray") is None


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"tag": "task"}, 0),
        ({"tag": "task", "loop": "standard"}, 1),
        ({"tag": "task", "loop": "multi_parallel"}, 1),
        ({"tag": "task", "loop": "multi_sequential", "is_for_compensation": True}, 2),
        ({"tag": "subProcess", "is_expanded": False}, 1),
        ({"tag": "subProcess", "is_expanded": True}, 0),
        ({"tag": "adHocSubProcess", "is_expanded": False, "loop": "standard"}, 3),
        ({"tag": "adHocSubProcess", "is_expanded": True}, 1),
        ({"tag": "callActivity"}, 1),
    ],
)
def test_marks_stand_in_a_row_in_the_middle_of_the_lower_border(values, count):
    marks = _marks(_drawn(**values))

    assert len(marks) == count
    assert all(y == 270 for _, y in marks)
    assert sum(x for x, _ in marks) == pytest.approx(160 * count)


def test_the_loops_differ():
    drawn = {etree.tostring(_drawn("task", loop=loop)) for loop in ("standard", "multi_parallel", "multi_sequential")}

    assert len(drawn) == 3


@pytest.mark.parametrize("tag", ["userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask"])
def test_the_type_of_a_task_stands_in_its_upper_left_corner(tag):
    assert _marks(_drawn(tag)) == [(115, 214)]


def test_a_receive_task_that_begins_a_case_has_a_circle_around_its_envelope():
    assert _drawn("receiveTask", instantiates=True).find(f".//{_SVG}circle") is not None
    assert _drawn("receiveTask").find(f".//{_SVG}circle") is None


@pytest.mark.parametrize(
    "name", ["申請書を受け付け、添付書類がそろっているかを一件ずつ確かめて台帳に書く", "Approve", "確認"]
)
@pytest.mark.parametrize("tag", ["task", "userTask", "callActivity"])
def test_the_name_of_a_task_stands_inside_it(name, tag):
    for text in _drawn(tag, name=name).findall(f"{_SVG}text"):
        size, x, y = (float(text.get(key)) for key in ("font-size", "x", "y"))
        half = text_width(text.text, size) / 2

        assert x - half >= 100
        assert x + half <= 220
        assert 200 + size * 0.7 <= y <= 280


def test_a_latin_word_is_not_cut_in_two():
    words = [text.text for text in _drawn("task", name="Automatically confirm").findall(f"{_SVG}text")]

    assert " ".join(words) == "Automatically confirm"


@pytest.mark.parametrize(
    ("tag", "rings"),
    [
        ("startEvent", 1),
        ("endEvent", 1),
        ("intermediateCatchEvent", 2),
        ("intermediateThrowEvent", 2),
        ("boundaryEvent", 2),
    ],
)
def test_events_are_circles_with_one_ring_or_two(tag, rings):
    circles = _drawn(tag, _ROUND).findall(f"{_SVG}circle")

    assert len(circles) == rings
    assert all((float(circle.get("cx")), float(circle.get("cy"))) == (118, 218) for circle in circles)
    assert max(float(circle.get("r")) for circle in circles) <= 18


def test_an_end_is_thicker_than_a_start_and_what_does_not_interrupt_is_dashed():
    def line(tag: str, **values: object) -> etree._Element:
        return _drawn(tag, _ROUND, **values).find(f"{_SVG}circle")

    assert float(line("endEvent").get("stroke-width")) >= 2 * float(line("startEvent").get("stroke-width"))
    assert line("startEvent", is_interrupting=False).get("stroke-dasharray")
    assert line("boundaryEvent", cancel_activity=False).get("stroke-dasharray")
    assert line("startEvent").get("stroke-dasharray") is None


_KINDS = ("message", "timer", "error", "escalation", "signal", "conditional", "link", "compensate", "cancel")


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("tag", ["startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "endEvent"])
def test_the_mark_of_an_event_stands_in_its_middle(kind, tag):
    assert _marks(_drawn(tag, _ROUND, event_definitions=(f"{kind}EventDefinition",))) == [(118, 218)]


@pytest.mark.parametrize("kind", ["message", "error", "escalation", "signal", "link", "compensate", "cancel"])
def test_what_throws_is_filled_and_what_catches_is_not(kind):
    def fills(tag: str) -> set[str]:
        group = _drawn(tag, _ROUND, event_definitions=(f"{kind}EventDefinition",), fill="#fefefe", stroke="#123456")
        return {path.get("fill") for path in group.iter(f"{_SVG}path")}

    assert "#123456" in fills("intermediateThrowEvent")
    assert "#123456" not in fills("intermediateCatchEvent")


def test_several_triggers_are_a_pentagon_and_all_of_them_a_cross():
    several = ("messageEventDefinition", "timerEventDefinition")
    multiple = _drawn("startEvent", _ROUND, event_definitions=several)
    parallel = _drawn("startEvent", _ROUND, event_definitions=several, is_parallel_multiple=True)

    assert len(multiple.find(f".//{_SVG}polygon").get("points").split()) == 5
    assert parallel.find(f".//{_SVG}polygon") is None
    assert parallel.find(f".//{_SVG}path") is not None


def test_a_gateway_is_a_diamond_between_the_middles_of_its_sides():
    points = _drawn("parallelGateway", _DIAMOND).find(f"{_SVG}polygon").get("points")

    assert points == "125,200 150,225 125,250 100,225"


def test_each_gateway_has_a_mark_of_its_own():
    kinds = [
        _drawn("exclusiveGateway", _DIAMOND),
        _drawn("inclusiveGateway", _DIAMOND),
        _drawn("parallelGateway", _DIAMOND),
        _drawn("complexGateway", _DIAMOND),
        _drawn("eventBasedGateway", _DIAMOND),
        _drawn("eventBasedGateway", _DIAMOND, instantiates=True),
        _drawn("eventBasedGateway", _DIAMOND, instantiates=True, event_gateway_type="Parallel"),
    ]

    assert len({etree.tostring(group[-1]) for group in kinds}) == len(kinds)
    assert all(_marks(group) == [(125, 225)] for group in kinds)
    assert _marks(_drawn("exclusiveGateway", _DIAMOND, marker_visible=False)) == []


def test_data_notes_and_stores_stay_inside_their_bounds():
    box = Bounds(100, 200, 36, 50)
    sheet = _drawn("dataObjectReference", box).find(f"{_SVG}path").get("d")

    assert sheet.startswith("M100 200H124L136 212V250H100Z")
    assert len(_marks(_drawn("dataObjectReference", box, is_collection=True))) == 1
    assert len(_marks(_drawn("dataInput", box))) == len(_marks(_drawn("dataOutput", box))) == 1
    assert etree.tostring(_drawn("dataInput", box)) != etree.tostring(_drawn("dataOutput", box))
    assert _drawn("dataStoreReference", Bounds(100, 200, 50, 50)).find(f"{_SVG}path").get("d").count("A") == 2
    assert _drawn("textAnnotation", text="注").find(f"{_SVG}path").get("d") == "M110 200H100V280H110"
    assert _drawn("group", name="窓口").find(f"{_SVG}rect").get("fill") == "none"


def test_choreography_has_bands_and_conversation_is_a_hexagon():
    task = _drawn("choreographyTask", name="依頼")
    conversation = _drawn("conversation", Bounds(100, 200, 60, 50), name="相談")

    assert task.find(f"{_SVG}path").get("d") == "M100 220H220M100 260H220"
    assert len(conversation.find(f"{_SVG}polygon").get("points").split()) == 6
    assert len(_marks(_drawn("subConversation", name="相談"))) == 1
    thick = _drawn("callConversation").find(f"{_SVG}polygon").get("stroke-width")
    assert float(thick) > float(conversation.find(f"{_SVG}polygon").get("stroke-width"))


def test_a_called_process_drawn_inside_its_activity_is_seen():
    inner = Node(id="i", tag="task", bounds=Bounds(300, 250, 100, 60))
    outer = Node(id="a", tag="callActivity", name="照会", bounds=Bounds(100, 200, 500, 200))
    tree = _tree(inner, outer)
    order = [group.get("data-element-id") for group in tree.iter(f"{_SVG}g") if group.get("data-element-id")]

    assert order == ["a", "i"]
    assert _marks(_group(tree)) == []
    assert float(_group(tree).find(f"{_SVG}text").get("y")) < 225


def test_a_message_has_its_envelope_in_the_middle_of_its_flow():
    points = (Point(0, 0), Point(0, 100), Point(60, 100))
    flow = Flow(id="a", kind=FlowKind.MESSAGE, source="x", target="y", waypoints=points, message="initiating")

    def last(shown: Flow) -> etree._Element:
        return _group(etree.fromstring(render_svg(ProcessModel(id="d", flows=(shown,)))))[-1]

    assert last(flow).get("transform") == "translate(0 80)"
    assert last(flow).get("fill") == PAPER
    assert last(replace(flow, message="non_initiating")).get("fill") not in (PAPER, "none")


@pytest.mark.parametrize(("direction", "heads"), [("None", 0), ("One", 1), ("Both", 2)])
def test_associations_point_where_they_are_directed(direction, heads):
    flow = Flow(
        id="a",
        kind=FlowKind.ASSOCIATION,
        source="x",
        target="y",
        waypoints=(Point(0, 0), Point(90, 0)),
        direction=direction,
    )
    group = _group(etree.fromstring(render_svg(ProcessModel(id="d", flows=(flow,)))))

    assert len(group.findall(f"{_SVG}path")) == 1 + heads
    assert group.find(f"{_SVG}path").get("stroke-dasharray")


def _pool_model(*, says_horizontal: bool) -> ProcessModel:
    lanes = tuple(
        Lane(
            id=f"l{at}",
            name="担当",
            process="p",
            bounds=Bounds(30, at * 100, 570, 100),
            is_horizontal=says_horizontal,
        )
        for at in range(2)
    )
    pool = Pool(id="a", name="市", process="p", bounds=Bounds(0, 0, 600, 200), is_horizontal=says_horizontal)
    return ProcessModel(id="d", process_ids=("p",), pools=(pool,), lanes=lanes)


@pytest.mark.parametrize("says_horizontal", [True, False])
def test_headings_stand_where_the_lanes_leave_room_whatever_the_file_says(says_horizontal):
    group = _group(etree.fromstring(render_svg(_pool_model(says_horizontal=says_horizontal))))
    heading = group.findall(f"{_SVG}rect")[1]

    assert (heading.get("width"), heading.get("height")) == ("30", "200")


def test_text_reads_on_every_colour():
    dark = _drawn("task", name="確認", fill="#10243c").find(f"{_SVG}text")
    light = _drawn("task", name="確認", fill="#ffe9b0").find(f"{_SVG}text")

    assert (dark.get("fill"), light.get("fill")) == (PAPER, INK)
    assert ink_on(heat_fill(1.0)) == PAPER
    assert ink_on(heat_fill(0.0)) == INK


def test_heat_colours_the_shape_writes_the_minutes_and_explains_itself():
    node = Node(id="a", tag="task", name="確認", bounds=_BOX)
    tree = _tree(node, highlights={"a": Highlight(heat=1.0, heat_label="20分")})
    words = [text.text for text in tree.iter(f"{_SVG}text")]

    assert _group(tree).find(f"{_SVG}rect").get("fill") == heat_fill(1.0)
    assert words.count("20分") == 2  # on the shape and in the legend
    assert _group(tree).get("aria-label") == "確認。処理時間 20分"


def test_heat_is_darker_the_longer_it_takes_also_in_grey():
    greys = [
        sum(int(heat_fill(at / 4)[place : place + 2], 16) * part for place, part in ((1, 30), (3, 59), (5, 11)))
        for at in range(5)
    ]

    assert greys == sorted(greys, reverse=True)
    assert min(a - b for a, b in pairwise(greys)) > 1500


def test_a_marked_flow_has_its_badge_in_its_middle_and_a_lane_its_finding():
    flow = Flow(id="f", kind=FlowKind.SEQUENCE, source="x", target="y", waypoints=(Point(0, 0), Point(200, 0)))
    model = replace(_pool_model(says_horizontal=True), flows=(flow,))
    svg = render_svg(model, highlights={"f": Highlight(kind=ChangeKind.ADDED), "l1": Highlight(finding="warning")})

    assert svg.count("新設") >= 2
    assert "is-added" in _group(etree.fromstring(svg), "f").get("class")
    assert 'class="bpmn-finding is-warning"' in svg
    assert "注意" in svg


@pytest.mark.parametrize("severity", ["error", "warning", "hint"])
def test_findings_differ_in_shape(severity):
    node = Node(id="a", tag="task", bounds=_BOX)

    def outline(kind: str) -> str:
        tree = _tree(node, highlights={"a": Highlight(finding=kind)}, legend=False)
        return tree.find(f".//{_SVG}g[@class='bpmn-finding is-{kind}']/{_SVG}path").get("d")

    assert all(outline(severity) != outline(other) for other in {"error", "warning", "hint"} - {severity})
