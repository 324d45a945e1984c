"""Which diagrams a file holds, so that a person can say which one is meant."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import SUBPROCESS_TAGS
from bpr.core.bpmn.names import BPMN, BPMNDI, bpmn, local_name

_DIAGRAM, _PLANE = f"{{{BPMNDI}}}BPMNDiagram", f"{{{BPMNDI}}}BPMNPlane"
_DRAWN = (f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagram:
    """One diagram of a file, or one process of a file that draws none.

    ``elements`` counts shapes and lines (or elements, undrawn). ``inside`` is the id of the sub-process whose content
    it draws: such a diagram belongs to another one and is no choice of its own.
    """

    id: str
    name: str
    elements: int
    is_drawn: bool = True
    inside: str = ""


def diagrams_of(root: etree._Element) -> tuple[Diagram, ...]:
    """Diagrams in document order; without any, the processes where several stand side by side; otherwise nothing."""
    drawn = drawings(root)
    if drawn:
        return tuple(_drawn(root, element, diagram_id) for diagram_id, element in drawn.items())
    processes = [element for element in root.findall(bpmn("process")) if element.get("id")]
    if len(processes) < 2 or root.find(bpmn("collaboration")) is not None:
        return ()
    return tuple(_undrawn(element) for element in processes)


def drawings(root: etree._Element) -> dict[str, etree._Element]:
    """``BPMNDiagram`` elements by their id; those without one are called by their place."""
    return {element.get("id") or f"#{at}": element for at, element in enumerate(root.findall(_DIAGRAM), start=1)}


def drawing(root: etree._Element, diagram_id: str) -> etree._Element | None:
    """The ``BPMNDiagram`` of that id, None for an undrawn process of that id. BpmnError where there is neither."""
    found = drawings(root)
    if diagram_id in found:
        return found[diagram_id]
    if not found and any(diagram_id == element.get("id") for element in root.findall(bpmn("process"))):
        return None
    raise BpmnError(
        "この図はファイルにありません。図の一覧から選び直してください",
        en="The file has no such diagram. Choose one of its list.",
        element=diagram_id,
    )


def _drawn(root: etree._Element, element: etree._Element, diagram_id: str) -> Diagram:
    plane = element.find(_PLANE)
    shown_id = plane.get("bpmnElement", "") if plane is not None else ""
    shown = next((item for item in root.iter(f"{{{BPMN}}}*") if shown_id and item.get("id") == shown_id), None)
    is_part = shown is not None and local_name(shown.tag) in SUBPROCESS_TAGS
    return Diagram(
        id=diagram_id,
        name=element.get("name") or _name(shown) or diagram_id,
        elements=sum(1 for _shape in element.iter(*_DRAWN)),
        inside=shown_id if is_part else "",
    )


def _undrawn(process: etree._Element) -> Diagram:
    count = sum(1 for element in process.iter(f"{{{BPMN}}}*") if element.get("id")) - 1
    return Diagram(
        id=process.get("id", ""), name=_name(process) or process.get("id", ""), elements=count, is_drawn=False
    )


def _name(shown: etree._Element | None) -> str:
    """The name of what is drawn, or of the pools in it."""
    if shown is None:
        return ""
    pools = [element.get("name", "") for element in shown.findall(bpmn("participant"))]
    return shown.get("name") or "・".join(filter(None, pools))
