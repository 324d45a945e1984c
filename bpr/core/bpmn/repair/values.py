"""Attributes that have a few allowed values: other spellings are understood, anything else is the default."""

from __future__ import annotations

from bpr.core.bpmn.model import ACTIVITY_TAGS, GATEWAY_TAGS, SUBPROCESS_TAGS
from bpr.core.bpmn.repair.note import Repair
from bpr.core.bpmn.tree import Tree

Allowed = dict[str, tuple[str, ...]]

_FLAG = ("true", "false", "1", "0")
_MORE: dict[str, Allowed] = {
    "process": {"processType": ("None", "Public", "Private"), "isClosed": _FLAG, "isExecutable": _FLAG},
    "startEvent": {"isInterrupting": _FLAG, "parallelMultiple": _FLAG},
    "intermediateCatchEvent": {"parallelMultiple": _FLAG},
    "boundaryEvent": {"cancelActivity": _FLAG, "parallelMultiple": _FLAG},
    "eventBasedGateway": {"instantiate": _FLAG, "eventGatewayType": ("Exclusive", "Parallel")},
    "receiveTask": {"instantiate": _FLAG},
    "adHocSubProcess": {"ordering": ("Parallel", "Sequential"), "cancelRemainingInstances": _FLAG},
    "multiInstanceLoopCharacteristics": {"isSequential": _FLAG, "behavior": ("None", "One", "All", "Complex")},
    "sequenceFlow": {"isImmediate": _FLAG},
    "association": {"associationDirection": ("None", "One", "Both")},
    "BPMNShape": dict.fromkeys(("isHorizontal", "isExpanded", "isMarkerVisible", "isMessageVisible"), _FLAG),
    "BPMNEdge": {"messageVisibleKind": ("initiating", "non_initiating")},
}
_OF_GROUPS: tuple[tuple[frozenset[str], Allowed], ...] = (
    (frozenset({"dataObject", "dataInput", "dataOutput"}), {"isCollection": _FLAG}),
    (ACTIVITY_TAGS, {"isForCompensation": _FLAG}),
    (SUBPROCESS_TAGS, {"triggeredByEvent": _FLAG}),
    (GATEWAY_TAGS, {"gatewayDirection": ("Unspecified", "Converging", "Diverging", "Mixed")}),
)


def _allowed() -> dict[str, Allowed]:
    found = {tag: dict(allowed) for tag, allowed in _MORE.items()}
    for tags, allowed in _OF_GROUPS:
        for tag in tags:
            found.setdefault(tag, {}).update(allowed)
    return found


_ALLOWED = _allowed()


def repair_values(tree: Tree) -> list[Repair]:
    """«True» is «true», «diverging» is «Diverging»; what is none of the allowed values goes."""
    found = []
    for tag, element in (*tree.semantic, *tree.drawing):
        for name, allowed in _ALLOWED.get(tag, {}).items():
            old = element.get(name)
            if old is None or old in allowed:
                continue
            new = next((value for value in allowed if value.lower() == old.strip().lower()), None)
            if new is None:
                del element.attrib[name]
            else:
                element.set(name, new)
            element_id = element.get("bpmnElement") or element.get("id") or tag
            done = f"「{new}」に直しました" if new else "除きました"
            found.append(Repair(f"「{element_id}」の {name}「{old}」は規格にない値のため、{done}", element_id))
    return found
