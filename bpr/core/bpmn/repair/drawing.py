"""Shapes without a place and edges without a way, which no tool could draw."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bpr.core.bpmn.names import BPMNDI, DC, DI, bpmn, local_name
from bpr.core.bpmn.repair.note import Repair
from bpr.core.bpmn.repair.references import remove
from bpr.core.bpmn.tree import Tree

_BOUNDS, _WAYPOINT = f"{{{DC}}}Bounds", f"{{{DI}}}waypoint"
_SIZES, _PLACE = ("x", "y", "width", "height"), ("x", "y")
_NAMES: dict[object, tuple[str, ...]] = {_BOUNDS: _SIZES, _WAYPOINT: _PLACE}
_FARTHEST = 1e6  # pixels; beyond it nothing could be shown


def repair_drawing(tree: Tree) -> list[Repair]:
    found = [said for tag, element in tree.drawing if tag == "BPMNDiagram" for said in _diagram(tree, element)]
    found += _written_numbers(tree)
    places: dict[str, etree._Element] = {}
    for tag, element in tree.drawing:
        if tag == "BPMNShape":
            found += _shape(element, places)
        elif tag == "BPMNLabel":
            found += _label(element)
    for tag, element in tree.drawing:
        if tag == "BPMNEdge":
            found += _edge(tree, element, places)
    return found


def _written_numbers(tree: Tree) -> list[Repair]:
    """Numbers get the written form they need: a missing one is 0, and a comma, as some tools write, is a point."""
    mended = 0
    for _tag, element in tree.drawing:
        for child in element:
            for name in _NAMES.get(child.tag, ()):
                text = child.get(name)
                if text is None or "," in text:
                    mended += 1
                    child.set(name, "0" if text is None else text.replace(",", "."))
    return (
        [Repair(f"{mended}か所で、座標の数の書き方を直しました（抜けた数は0とし、小数点のカンマは点に）", "")]
        if mended
        else []
    )


def _diagram(tree: Tree, diagram: etree._Element) -> Iterator[Repair]:
    name = diagram.get("name") or diagram.get("id", "")
    plane = diagram.find(f"{{{BPMNDI}}}BPMNPlane")
    if plane is None:
        remove(diagram)
        yield Repair(f"図「{name}」に描かれたものがないため、図を除きました", diagram.get("id", ""))
    elif not plane.get("bpmnElement"):
        shown = _shown(tree)
        if shown:
            plane.set("bpmnElement", shown)
            yield Repair(f"図「{name}」が何の図かが書かれていないため、「{shown}」の図としました", shown)


def _shown(tree: Tree) -> str:
    """What a diagram that does not say it shows: pools if there are any, otherwise the process."""
    for tag in ("collaboration", "choreography", "process"):
        found = tree.root.find(f"{bpmn(tag)}[@id]")
        if found is not None:
            return found.get("id", "")
    return ""


def _shape(shape: etree._Element, places: dict[str, etree._Element]) -> Iterator[Repair]:
    element_id = shape.get("bpmnElement", "")
    bounds = shape.find(_BOUNDS)
    if bounds is None:
        remove(shape)
        yield Repair(f"「{element_id}」の図形に位置がないため、図形を除きました", element_id)
        return
    wrong = _wrong_number(bounds, _SIZES)
    if wrong:
        remove(shape)
        yield Repair(f"「{element_id}」の図形の座標 {wrong}が数でないため、図形を除きました", element_id)
        return
    places.setdefault(element_id, bounds)


def _label(label: etree._Element) -> Iterator[Repair]:
    bounds = label.find(_BOUNDS)
    wrong = _wrong_number(bounds, _SIZES) if bounds is not None else ""
    if bounds is not None and wrong:
        label.remove(bounds)
        holder = label.getparent()
        element_id = holder.get("bpmnElement", "") if holder is not None else ""
        yield Repair(f"「{element_id}」の名前の位置 {wrong}が数でないため、位置を除きました", element_id)


def _edge(tree: Tree, edge: etree._Element, places: dict[str, etree._Element]) -> Iterator[Repair]:
    element_id = edge.get("bpmnElement", "")
    for point in edge.findall(_WAYPOINT):
        wrong = _wrong_number(point, _PLACE)
        if wrong:
            edge.remove(point)
            yield Repair(f"「{element_id}」の線の座標 {wrong}が数でないため、その点を除きました", element_id)
    if len(edge.findall(_WAYPOINT)) >= 2:
        return
    ends = [places.get(end) for end in _ends(tree.by_id.get(element_id))]
    if len(ends) == 2 and None not in ends:
        _draw_straight(edge, *(end for end in ends if end is not None))
        yield Repair(f"「{element_id}」の線の通り道がないため、まっすぐ引きました", element_id)
    else:
        remove(edge)
        yield Repair(f"「{element_id}」の線の通り道がないため、線の図形を除きました", element_id)


def _ends(flow: etree._Element | None) -> list[str]:
    """Ids of what the flow joins; a data association is joined to what holds it."""
    if flow is None:
        return []
    holder = flow.getparent()
    owner = holder.get("id", "") if holder is not None else ""
    tag = local_name(flow.tag)
    if tag == "dataInputAssociation":
        return [(flow.findtext(bpmn("sourceRef")) or "").strip(), owner]
    if tag == "dataOutputAssociation":
        return [owner, (flow.findtext(bpmn("targetRef")) or "").strip()]
    return [flow.get("sourceRef", ""), flow.get("targetRef", "")]


def _draw_straight(edge: etree._Element, source: etree._Element, target: etree._Element) -> None:
    """From the middle of one shape's side to the middle of the other's."""
    for point in edge.findall(_WAYPOINT):
        edge.remove(point)
    first, last = _facing(source, target), _facing(target, source)
    for at, (x, y) in enumerate((first, last)):
        edge.insert(at, etree.Element(_WAYPOINT, x=_written(x), y=_written(y)))


def _facing(bounds: etree._Element, other: etree._Element) -> tuple[float, float]:
    x, y, width, height = _box(bounds)
    other_x, _other_y, other_width, _other_height = _box(other)
    if other_x >= x + width:
        return x + width, y + height / 2
    if other_x + other_width <= x:
        return x, y + height / 2
    return x + width / 2, y + (height if _box(other)[1] > y else 0)


def _box(bounds: etree._Element) -> tuple[float, ...]:
    return tuple(float(bounds.get(name, "0")) for name in _SIZES)


def _wrong_number(element: etree._Element, names: tuple[str, ...]) -> str:
    """«x「left」» of the first coordinate that is no number; "" where all are."""
    return next((f"{name}「{text}」" for name in names if not _is_number(text := element.get(name, "0"))), "")


def _written(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) <= _FARTHEST
    except ValueError:
        return False
