"""Two models on one drawing: what went stands beside what it stood beside."""

from __future__ import annotations

import pytest
from lxml import etree

from bpr.core.bpmn.diff import ElementDiff, ElementKind, ModelDiff, StepDiff
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Node, Point, ProcessModel
from bpr.core.bpmn.render import render_overlay
from bpr.core.values import ChangeKind

_SVG = "{http://www.w3.org/2000/svg}"


def _entry(kind: ChangeKind, before: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> StepDiff:
    return StepDiff(kind=kind, before_ids=before, after_ids=after)


def _task(key: str, x: float, y: float = 0.0) -> Node:
    return Node(id=key, tag="task", name=key, bounds=Bounds(x, y, 100, 80))


def _flow(key: str, source: Node, target: Node) -> Flow:
    assert source.bounds is not None
    assert target.bounds is not None
    points = (Point(source.bounds.right, 40), Point(target.bounds.x, 40))
    return Flow(id=key, kind=FlowKind.SEQUENCE, source=source.id, target=target.id, waypoints=points)


def _model(*nodes: Node, flows: tuple[Flow, ...] = ()) -> ProcessModel:
    return ProcessModel(id="d", name="転入届", nodes=nodes, flows=flows)


_A, _B, _C = _task("a", 0), _task("b", 200), _task("c", 400)
_BEFORE = _model(_A, _B, _C, flows=(_flow("f1", _A, _B), _flow("f2", _B, _C)))
_REMOVED = ModelDiff(
    entries=(
        _entry(ChangeKind.KEPT, ("a",), ("a",)),
        _entry(ChangeKind.KEPT, ("c",), ("c",)),
        _entry(ChangeKind.REMOVED, ("b",)),
    )
)


def _groups(svg: str) -> dict[str, etree._Element]:
    return {group.get("data-element-id"): group for group in etree.fromstring(svg).iter(f"{_SVG}g")}


def _frame(svg: str, key: str) -> tuple[float, float]:
    frame = _groups(svg)[key].find(f"{_SVG}rect")
    return float(frame.get("x")), float(frame.get("y"))


def test_a_removed_step_is_a_pale_dashed_ghost_in_its_old_place():
    svg = render_overlay(_BEFORE, _model(_A, _C), _REMOVED)
    ghost = _groups(svg)["b"]

    assert _frame(svg, "b") == (200, 0)
    assert ghost.find(f"{_SVG}rect").get("stroke-dasharray")
    assert float(ghost.getparent().get("opacity")) < 1
    assert "廃止" in svg
    assert {"f1", "f2"} <= set(_groups(svg))


def test_a_ghost_moves_with_the_steps_around_it():
    later = _model(_task("a", 1000, 500), _task("c", 1400, 500))

    assert _frame(render_overlay(_BEFORE, later, _REMOVED), "b") == (1200, 500)


def test_a_ghost_stands_aside_where_something_new_stands():
    new = _task("n", 200)
    diff = ModelDiff(entries=(*_REMOVED.entries, _entry(ChangeKind.ADDED, (), ("n",))))
    svg = render_overlay(_BEFORE, _model(_A, new, _C), diff)
    x, y = _frame(svg, "b")

    assert (x, y) != (200, 0)
    assert x + 100 <= 200 or x >= 300 or y >= 80 or y + 80 <= 0
    assert "is-added" in _groups(svg)["n"].get("class")


def test_ids_that_both_sides_use_are_told_apart():
    other = _task("b", 0, 300)
    svg = render_overlay(_BEFORE, _model(_A, other, _C), _REMOVED)

    assert {"b", "before-b"} <= set(_groups(svg))


@pytest.mark.parametrize("kind", [ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.SPLIT])
def test_what_changed_is_marked_once_and_has_no_ghost(kind):
    diff = ModelDiff(entries=(_entry(kind, ("a",), ("a",)), _entry(ChangeKind.KEPT, ("c",), ("c",))))
    svg = render_overlay(_model(_A, _C), _model(_A, _C), diff)

    assert f"is-{kind}" in _groups(svg)["a"].get("class")
    assert "opacity" not in svg


def test_of_merged_steps_those_that_went_are_ghosts():
    diff = ModelDiff(entries=(_entry(ChangeKind.MERGED, ("a", "b"), ("a",)), _entry(ChangeKind.KEPT, ("c",), ("c",))))
    svg = render_overlay(_BEFORE, _model(_A, _C), diff)

    assert "is-merged" in _groups(svg)["b"].get("class")
    assert "is-merged" in _groups(svg)["a"].get("class")


def test_a_flow_that_went_by_itself_is_a_ghost_between_the_steps_that_stayed():
    lost = ElementDiff(kind_of=ElementKind.FLOW, kind=ChangeKind.REMOVED, before_id="f1")
    kept = tuple(_entry(ChangeKind.KEPT, (key,), (key,)) for key in "ab")
    svg = render_overlay(
        _model(_A, _B, flows=(_flow("f1", _A, _B),)), _model(_A, _B), ModelDiff(entries=kept, elements=(lost,))
    )

    assert "is-removed" in _groups(svg)["f1"].get("class")
