"""A file of another tool made ready to be kept: read, mended, the diagram chosen put first, drawn if nobody drew it."""

from __future__ import annotations

from dataclasses import dataclass

from bpr.core.bpmn.diagrams import Diagram
from bpr.core.bpmn.document import BpmnDocument, Repair
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write_di import write_diagram

_LAID_OUT = "図の座標がなかったため、自動で並べて描きました"


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """What became of a file. ``bpmn`` is UTF-8, and empty where one of ``choices`` has to be chosen first."""

    bpmn: bytes = b""
    repairs: tuple[Repair, ...] = ()
    choices: tuple[Diagram, ...] = ()


def take_in(data: bytes, *, source_name: str = "", diagram_id: str = "", ask: bool = True) -> Intake:
    """Take in a file. With ``ask`` a file with several diagrams or processes gives back the choices, otherwise its
    first is taken.

    Of the file's own XML nothing is lost. Raises :class:`BpmnError` where it cannot be read, holds no step, or has no
    diagram of that id.
    """
    document = BpmnDocument.parse(data, source_name=source_name)
    choices = tuple(item for item in document.diagrams() if not item.inside)
    if ask and not diagram_id and len(choices) > 1:
        return Intake(repairs=document.repairs, choices=choices)
    return _taken(document, diagram_id)


def _taken(document: BpmnDocument, diagram_id: str) -> Intake:
    model = read_model(document, diagram_id=diagram_id or None)
    nodes = [node for node in model.nodes if node.is_flow_node]
    if not nodes:
        raise BpmnError(
            "図に作業や分岐が1つもありません。描いてから保存し直してください",
            en="The diagram has no step and no decision. Draw them and save it again.",
            element=diagram_id,
        )
    if any(node.bounds for node in nodes):
        if diagram_id:
            document.put_first(diagram_id)
        return Intake(bpmn=document.serialise_utf8(), repairs=document.repairs)
    write_diagram(document.root, layout(model), model.id if model.pools else model.process_ids[0])
    document.mark_edited()
    return Intake(bpmn=document.serialise_utf8(), repairs=(*document.repairs, Repair(_LAID_OUT, "")))
