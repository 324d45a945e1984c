"""Children in the order of the OMG schemas: other tools refuse, or quietly drop, what stands out of it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bpr.core.bpmn.names import BPMN, BPMNDI, DC, DI, local_name
from bpr.core.bpmn.repair.note import Repair
from bpr.core.bpmn.tree import Tree

# One order serves all types, because it leaves out what no type has; what is not named stands with the flow elements.
_FIRST = (
    "import", "extension", "documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef",
    "partitionElement", "flowNodeRef", "childLaneSet", "incoming", "outgoing", "interfaceRef", "endPointRef",
    "participantMultiplicity", "supportedInterfaceRef", "ioSpecification", "ioBinding", "property",
    "dataInput", "dataOutput", "dataInputAssociation", "dataOutputAssociation", "inputSet", "outputSet",
    "performer", "humanPerformer", "potentialOwner", "resourceRole", "standardLoopCharacteristics",
    "multiInstanceLoopCharacteristics", "sourceRef", "targetRef", "transformation", "assignment",
    "laneSet", "participant",
)  # fmt: skip
_LAST = (
    "messageFlow", "eventDefinitionRef", "association", "group", "textAnnotation", "completionCondition", "rendering",
    "script", "activationCondition", "conversation", "subConversation", "callConversation", "conversationAssociation",
    "participantAssociation", "messageFlowAssociation", "correlationKey", "choreographyRef", "conversationLink",
    "correlationSubscription", "supports", "BPMNDiagram", "relationship",
)  # fmt: skip
_ALIKE = {"group": "association", "textAnnotation": "association", "performer": "resourceRole"} | {
    "subConversation": "conversation", "callConversation": "conversation", "humanPerformer": "resourceRole",
    "potentialOwner": "resourceRole", "multiInstanceLoopCharacteristics": "standardLoopCharacteristics",
}  # fmt: skip
_COORDINATES = (f"{{{DC}}}Bounds", f"{{{DI}}}waypoint")
_ELEMENTS = len(_FIRST)
_RANKS = {tag: rank for rank, tag in enumerate(_FIRST)} | {tag: _ELEMENTS + at for at, tag in enumerate(_LAST, start=1)}
_RANKS |= {tag: _RANKS[other] for tag, other in _ALIKE.items()}
_LATE_ROLES = _RANKS["conversationLink"]  # in a process roles come behind the artifacts, in an activity before its loop
# Types whose children are in this order; of the others, few tools write any.
_ORDERED = frozenset(
    {
        "definitions", "process", "collaboration", "participant", "lane", "laneSet", "task", "userTask", "manualTask",
        "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess",
        "adHocSubProcess", "transaction", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent",
        "boundaryEvent", "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway",
        "complexGateway", "sequenceFlow", "messageFlow", "dataInputAssociation", "dataOutputAssociation",
        "ioSpecification", "dataObject", "dataObjectReference", "dataStoreReference", "textAnnotation", "association",
    }
)  # fmt: skip


def repair_order(tree: Tree) -> list[Repair]:
    said = [holder for holder in _out_of_order(tree) if _sort(holder)]
    said += [holder for tag, label in tree.drawing if tag == "BPMNLabel" for holder in _put_last(label)]
    if not said:
        return []
    return [Repair(f"{len(said)}か所で、要素の順番をBPMNの規格どおりに並べ直しました", said[0].get("id", ""))]


def _put_last(label: etree._Element) -> Iterator[etree._Element]:
    """The label of a shape or line stands behind its coordinates; its holder, if it had to be put there."""
    holder = label.getparent()
    if holder is not None and next(label.itersiblings(*_COORDINATES), None) is not None:
        holder.append(label)
        yield holder


def _rank(tag: str, holder: str) -> int:
    rank = _RANKS.get(tag, _ELEMENTS)
    return _LATE_ROLES if holder == "process" and rank == _RANKS["resourceRole"] else rank


def _out_of_order(tree: Tree) -> list[etree._Element]:
    """Elements with a child of lower rank behind one of higher, found in one pass over the file."""
    names = {element: tag for tag, element in tree.semantic}
    highest: dict[etree._Element, int] = {}
    found: dict[etree._Element, None] = {}
    for tag, element in tree.semantic:
        holder = element.getparent()
        holder_tag = names.get(holder, "") if holder is not None else ""
        if holder is None or holder_tag not in _ORDERED:
            continue
        rank, before = _rank(tag, holder_tag), highest.get(holder, 0)
        if rank < before:
            found[holder] = None
        else:
            highest[holder] = rank
    return list(found) + [tree.root] * any(_is_early(element) for tag, element in tree.drawing if tag == "BPMNDiagram")


def _is_early(diagram: etree._Element) -> bool:
    """Something that is drawn stands behind the drawing."""
    following = diagram.getnext()
    tag = local_name(following.tag) if following is not None else ""
    return tag not in ("", "BPMNDiagram", "relationship", "extensionElements")


def _sort(holder: etree._Element) -> bool:
    """Sort the children; what is not of BPMN (comments, parts of tools) stays behind what it stood behind."""
    tag, rank, ranked = local_name(holder.tag), 0, []
    for child in holder:
        if isinstance(child.tag, str) and child.tag.startswith((f"{{{BPMN}}}", f"{{{BPMNDI}}}")):
            rank = _rank(local_name(child.tag), tag)
        ranked.append((rank, child))
    ordered = [child for _rank_of, child in sorted(ranked, key=lambda item: item[0])]
    if ordered == [child for _rank_of, child in ranked]:
        return False
    holder[:] = ordered
    return True
