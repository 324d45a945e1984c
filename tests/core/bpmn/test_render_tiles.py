"""A long diagram on pages: nothing is cut in two, nothing is lost, and every page says where it belongs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree

from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Node, Point, ProcessModel
from bpr.core.bpmn.render import Highlight
from bpr.core.bpmn.render.cuts import crossings, spans
from bpr.core.bpmn.render.tiles import SMALLEST_SCALE, Sheet, fits, natural_orientation, tiles, tiles_on
from bpr.core.steps import StepRow, rows_to_model
from bpr.core.values import ChangeKind, PerformerKind, StepValues

_SVG = "{http://www.w3.org/2000/svg}"
_PX_PER_MM = 96 / 25.4


def _long(count: int = 40, orientation: str = "horizontal") -> ProcessModel:
    performers = (("住民", PerformerKind.RESIDENT), ("窓口", PerformerKind.COUNTER), ("税務課", PerformerKind.SECTION))
    rows = [
        StepRow(
            task=f"作業{at}",
            values=StepValues(
                key=f"s{at}",
                number=str(at),
                performer=performers[at // 8 % 3][0],
                performer_kind=performers[at // 8 % 3][1],
            ),
        )
        for at in range(count)
    ]
    return layout(rows_to_model(rows, name="転入届"), orientation)


def _groups(page: str) -> list[etree._Element]:
    return [group for group in etree.fromstring(page).iter(f"{_SVG}g") if group.get("data-element-id")]


def _windows(page: str) -> list[tuple[float, float, float, float, etree._Element]]:
    inner = etree.fromstring(page).iter(f"{_SVG}svg")
    return [(*map(float, svg.get("viewBox").split()), svg) for svg in inner if svg.get("x") is not None]


def _headings(page: str) -> set[str]:
    return {group.get("aria-label") for group in _groups(page) if "bpmn-lane" in group.get("class")}


@pytest.mark.parametrize(("orientation", "paper"), [("horizontal", "A3"), ("vertical", "A4")])
def test_no_task_is_cut_and_none_is_lost(orientation, paper):
    model = _long(orientation=orientation)
    whole: set[str] = set()
    for page in tiles(model, paper):
        for x, y, width, height, svg in _windows(page):
            for group in svg.iter(f"{_SVG}g"):
                box = model.node_by_id[group.get("data-element-id")].bounds if _is_task(group) else None
                if box and box.right > x and box.x < x + width and box.bottom > y and box.y < y + height:
                    assert box.x >= x
                    assert box.right <= x + width
                    assert box.y >= y
                    assert box.bottom <= y + height
                    whole.add(group.get("data-element-id"))

    assert whole == {node.id for node in model.steps()}


def _is_task(group: etree._Element) -> bool:
    return "bpmn-task" in (group.get("class") or "")


@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
def test_every_page_repeats_the_headings_of_the_lanes(orientation):
    model = _long(orientation=orientation)
    pages = tiles(model, "A4")

    assert len(pages) > 1
    assert all(_headings(page) == {lane.name for lane in model.lanes} for page in pages)


def test_a_line_over_a_cut_has_the_same_number_on_both_sides():
    model = _long()
    numbers = [
        text.text
        for page in tiles(model, "A4")
        for group in etree.fromstring(page).iter(f"{_SVG}g")
        if group.get("class") == "bpmn-continued"
        for text in group.iter(f"{_SVG}text")
    ]

    assert numbers
    assert all(numbers.count(number) == 2 for number in numbers)
    assert {int(number) for number in numbers} == set(range(1, len(numbers) // 2 + 1))


def test_pages_say_which_of_how_many_they_are():
    pages = tiles(_long(), "A4", title="転入届（現行）")

    for at, page in enumerate(pages, 1):
        assert etree.fromstring(page).findtext(f"{_SVG}title") == f"転入届（現行）（{at}/{len(pages)}）"
        assert f">{at}/{len(pages)}</text>" in page


@pytest.mark.parametrize(
    ("paper", "orientation", "size"),
    [("A3", "landscape", (420, 297)), ("A4", "landscape", (297, 210)), ("A4", "portrait", (210, 297))],
)
def test_pages_fit_the_paper_and_stay_readable(paper, orientation, size):
    for page in tiles(_long(), paper, orientation=orientation):
        tree = etree.fromstring(page)
        width, height = float(tree.get("width")), float(tree.get("height"))

        assert width <= size[0] * _PX_PER_MM
        assert height <= size[1] * _PX_PER_MM
        assert width / float(tree.get("viewBox").split()[2]) >= SMALLEST_SCALE - 1e-9


def test_a_small_diagram_is_one_page_without_page_marks():
    (page,) = tiles(_long(3), "A4")

    assert "1/1" not in page
    assert "bpmn-continued" not in page


def test_low_parts_stand_below_each_other_on_one_page():
    pages = tiles(_long(), "A3")

    assert max(len(_windows(page)) for page in pages) > 1


def test_a_legend_stands_on_every_page():
    model = _long()
    pages = tiles(model, "A4", highlights={next(model.steps()).id: Highlight(kind=ChangeKind.ADDED)})

    assert all("凡例" in page for page in pages)


def test_upright_diagrams_stand_on_upright_pages():
    assert natural_orientation(_long(3)) == "landscape"
    assert natural_orientation(_long(3, "vertical")) == "portrait"
    assert natural_orientation(ProcessModel(id="empty")) == "landscape"


def test_a_diagram_without_pools_is_cut_too():
    nodes = tuple(Node(id=f"n{at}", tag="task", bounds=Bounds(at * 160, at % 3 * 700, 120, 80)) for at in range(30))
    model = ProcessModel(id="d", nodes=nodes)
    seen = {group.get("data-element-id") for page in tiles(model, "A4") for group in _groups(page)}

    assert seen == {node.id for node in nodes}


def test_cuts_run_between_shapes_and_leave_labels_whole_where_they_can():
    shapes = [(0, 40), (60, 100), (120, 160)]

    assert spans(0, 160, 110, shapes, []) == [(0, 50), (50, 160)]
    assert spans(0, 160, 110, shapes, [(42, 58), (100, 118)]) == [(0, 59), (59, 160)]
    assert spans(0, 100, 60, [(10, 90)], []) == [(0, 54), (54, 100)]


def test_flows_on_one_line_cross_a_cut_once():
    flow = Flow(id="f", kind=FlowKind.SEQUENCE, source="a", target="b", waypoints=(Point(0, 20), Point(100, 20)))
    model = ProcessModel(id="d", flows=(flow, replace(flow, id="g")))
    found = crossings(model, [(0, 50), (50, 100)], [(0, 40)])

    assert [(crossing.place, crossing.along) for crossing in found] == [(50, 20)]


def test_other_paper_is_refused_by_name():
    with pytest.raises(ValueError, match=re.escape("用紙「B5」は使えません")):
        tiles(_long(3), "B5")


def test_what_fits_is_whole_on_its_page():
    model = _long(3)
    sheet = Sheet("big", 3000, 2000)

    assert fits(model, sheet)
    assert not fits(_long(), Sheet("small", 300, 200))
    assert len(tiles_on(model, sheet)) == 1
