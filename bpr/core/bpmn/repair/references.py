"""References to what is not there, or to what cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bpr.core.bpmn.model import ACTIVITY_TAGS
from bpr.core.bpmn.names import local_name
from bpr.core.bpmn.repair.note import Repair
from bpr.core.bpmn.tree import Reference, Tree

_FLOW_TAGS = frozenset({"sequenceFlow", "messageFlow", "association", "conversationLink"})
_ENDS = ("sourceRef", "targetRef")
_DATA_TAGS = frozenset({"dataInputAssociation", "dataOutputAssociation"})
# Whole only with its references: without them it says nothing.
_ONLY_REFERENCES = frozenset({"messageFlowAssociation", "participantAssociation", "conversationAssociation"})


def repair_dangling(tree: Tree) -> list[Repair]:
    """References to what is not there go; a flow without an end goes as a whole, which may leave others dangling."""
    found: list[Repair] = []
    while more := [*_loose_flows(tree), *_dangling(tree)]:
        found += more
        tree.walk()
    return found


def _loose_flows(tree: Tree) -> Iterator[Repair]:
    for tag, element in tree.semantic:
        if tag not in _FLOW_TAGS:
            continue
        missing = [end for end in map(element.get, _ENDS) if end not in tree.by_id and not _is_imported(element, end)]
        if missing:
            remove(element)
            element_id = element.get("id", "")
            yield Repair(f"線「{element_id}」の端「{missing[0] or '未記入'}」がないため、線を除きました", element_id)


def _dangling(tree: Tree) -> Iterator[Repair]:
    for reference in tree.references:
        if reference.target in tree.by_id or (reference.tag in _FLOW_TAGS and reference.attribute in _ENDS):
            continue
        if reference.attribute == "bpmnElement":
            yield from _shape(reference)
        elif not reference.attribute:
            yield from _text(reference)
        elif not _is_imported(reference.element, reference.target):
            yield _attribute(reference)


def _shape(reference: Reference) -> Iterator[Repair]:
    if reference.tag == "BPMNPlane":
        del reference.element.attrib["bpmnElement"]
    else:
        remove(reference.element)
    yield Repair(f"図形が指す要素「{reference.target}」がないため、図形を除きました", reference.target)


def _attribute(reference: Reference) -> Repair:
    element, name = reference.element, reference.attribute
    del element.attrib[name]
    if reference.tag in _ONLY_REFERENCES:
        remove(element)
    return _said(element, name, reference.target)


def _text(reference: Reference) -> Iterator[Repair]:
    element = reference.element
    holder = element.getparent()
    if holder is None or len(element) or _is_imported(element, reference.target):
        return
    if reference.tag == "targetRef" and local_name(holder.tag) == "dataOutputAssociation":
        remove(holder)
    remove(element)
    yield _said(holder, reference.tag, reference.target)


def _said(holder: etree._Element, name: str, target: str) -> Repair:
    element_id = _id_of(holder)
    said = f"「{element_id}」の {name} が指す「{target or '未記入'}」がないため、参照を除きました"
    return Repair(said, element_id)


def _id_of(element: etree._Element) -> str:
    """Id of the element or of what it is in: children of an activity often have none."""
    at: etree._Element | None = element
    while at is not None and not at.get("id"):
        at = at.getparent()
    return at.get("id", "") if at is not None else local_name(element.tag)


def _is_imported(element: etree._Element, reference: str | None) -> bool:
    """A prefixed name of another namespace may point into another file, which is allowed."""
    prefix, colon, _name = (reference or "").partition(":")
    target = element.getroottree().getroot().get("targetNamespace")
    return bool(colon) and element.nsmap.get(prefix) not in (None, target)


def remove(element: etree._Element) -> None:
    """Take an element out; the blank text behind it goes as well."""
    holder = element.getparent()
    if holder is not None:
        holder.remove(element)


def repair_misled(tree: Tree) -> list[Repair]:
    """References to what is there but cannot be meant: flows that end at a flow, events on what is no activity."""
    flows = {element.get("id") for tag, element in tree.semantic if tag in _FLOW_TAGS}
    found = [
        said
        for tag, element in tree.semantic
        if tag in _FLOW_TAGS or tag == "boundaryEvent"
        for said in (_misled_event(tree, element) if tag == "boundaryEvent" else _misled_flow(tag, element, flows))
    ]
    if found:
        tree.walk()
    return found + (repair_dangling(tree) if found else [])


def _misled_flow(tag: str, element: etree._Element, flows: set[str | None]) -> Iterator[Repair]:
    if tag != "association" and not flows.isdisjoint(map(element.get, _ENDS)):
        remove(element)
        element_id = element.get("id", "")
        yield Repair(f"線「{element_id}」の端が別の線のため、線を除きました", element_id)


def _misled_event(tree: Tree, element: etree._Element) -> Iterator[Repair]:
    """An event on nothing is one between steps: the schema and other tools know no event on nothing."""
    host = tree.by_id.get(element.get("attachedToRef", ""))
    if host is not None and local_name(host.tag) in ACTIVITY_TAGS:
        return
    element.tag = f"{{{etree.QName(element).namespace}}}intermediateCatchEvent"
    for name in {"attachedToRef", "cancelActivity"} & set(element.keys()):
        del element.attrib[name]
    element_id = element.get("id", "")
    yield Repair(f"「{element_id}」を載せた作業がないため、流れの途中のイベントに変えました", element_id)
