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
_FARTHEST = 1e6  # pixels; beyond it nothing could be shown


def repair_drawing(tree: Tree) -> list[Repair]:
    found = [said for tag, element in tree.drawing if tag == "BPMNDiagram" for said in _diagram(tree, element)]
    return found + _Mender(tree).run()


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


class _Mender:
    """Shapes, labels and edges of one file. ``places``: bounds of shapes by the id of what they show."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._places: dict[str, etree._Element] = {}
        self._rewritten = 0

    def run(self) -> list[Repair]:
        found: list[Repair] = []
        for tag, element in self._tree.drawing:
            if tag == "BPMNShape":
                found += self._shape(element)
            elif tag == "BPMNLabel":
                found += self._label(element)
        for tag, element in self._tree.drawing:
            if tag == "BPMNEdge":
                found += self._edge(element)
        if self._rewritten:
            said = f"{self._rewritten}か所で、座標の数の書き方を直しました（抜けた数は0、小数点のカンマは点としました）"
            found.append(Repair(said, ""))
        return found

    def _shape(self, shape: etree._Element) -> Iterator[Repair]:
        element_id = shape.get("bpmnElement", "")
        bounds = shape.find(_BOUNDS)
        if bounds is None:
            remove(shape)
            yield Repair(f"「{element_id}」の図形に位置がないため、図形を除きました", element_id)
        elif wrong := self._wrong_number(bounds, _SIZES):
            remove(shape)
            yield Repair(f"「{element_id}」の図形の座標 {wrong}が数でないため、図形を除きました", element_id)
        else:
            self._places.setdefault(element_id, bounds)

    def _label(self, label: etree._Element) -> Iterator[Repair]:
        bounds, holder = label.find(_BOUNDS), label.getparent()
        if bounds is not None and (wrong := self._wrong_number(bounds, _SIZES)):
            label.remove(bounds)
            element_id = holder.get("bpmnElement", "") if holder is not None else ""
            yield Repair(f"「{element_id}」の名前の位置 {wrong}が数でないため、位置を除きました", element_id)

    def _edge(self, edge: etree._Element) -> Iterator[Repair]:
        element_id, left = edge.get("bpmnElement", ""), 0
        for point in edge.findall(_WAYPOINT):
            if wrong := self._wrong_number(point, _PLACE):
                edge.remove(point)
                yield Repair(f"「{element_id}」の線の座標 {wrong}が数でないため、その点を除きました", element_id)
            else:
                left += 1
        if left < 2:
            yield self._drawn_straight(edge, element_id)

    def _drawn_straight(self, edge: etree._Element, element_id: str) -> Repair:
        ends = [self._places.get(end) for end in _ends(self._tree.by_id.get(element_id))]
        if len(ends) == 2 and None not in ends:
            _draw_straight(edge, *(end for end in ends if end is not None))
            return Repair(f"「{element_id}」の線の通り道がないため、まっすぐ引きました", element_id)
        remove(edge)
        return Repair(f"「{element_id}」の線の通り道がないため、線の図形を除きました", element_id)

    def _wrong_number(self, element: etree._Element, names: tuple[str, ...]) -> str:
        """«x「left」» of the first coordinate that is no number; "" where all are.

        A missing one is 0; a comma is a decimal point, as some tools write where Windows is set so.
        """
        for name in names:
            text = element.get(name)
            if text is not None and _is_number(text):
                continue
            plain = "0" if text is None else text.replace(",", ".")
            if not _is_number(plain):
                return f"{name}「{text}」"
            element.set(name, plain)
            self._rewritten += 1
        return ""


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


def _written(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) <= _FARTHEST
    except ValueError:
        return False
