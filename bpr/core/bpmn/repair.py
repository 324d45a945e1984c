"""Putting right what other tools leave wrong in a BPMN file, each time with a sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from bpr.core.bpmn.model import ACTIVITY_TAGS
from bpr.core.bpmn.names import BPMN, BPMNDI, DC, bpmn, local_name

_NCNAME = re.compile(r"[^\W\d][\w.\-]*")
_TEXT_REFERENCES = ("incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef")
_REFERENCES = (
    "sourceRef",
    "targetRef",
    "processRef",
    "attachedToRef",
    "default",
    "dataObjectRef",
    "dataStoreRef",
    "bpmnElement",
    "categoryValueRef",
)
_REFERENCES_SET = frozenset(_REFERENCES)
_FLOW_TAGS = frozenset({"sequenceFlow", "messageFlow", "association", "conversationLink"})
_DATA_TAGS = frozenset({"dataInputAssociation", "dataOutputAssociation"})


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was put right while reading. ``element_id`` is the id after the repair."""

    message_ja: str
    element_id: str


def repair(root: etree._Element) -> tuple[Repair, ...]:
    """Repair the tree in place and say what was done, in the order: ids, references, drawing."""
    found = list(_repair_ids(root))
    found += _repair_prefixes(root)
    found += _repair_dangling(root)
    found += _repair_misled(root)
    found += _repair_orientation(root)
    return tuple(found)


def _elements(root: etree._Element, namespace: str) -> Iterator[etree._Element]:
    return root.iter(f"{{{namespace}}}*")


def _repair_ids(root: etree._Element) -> Iterator[Repair]:
    """Ids must be unique names; the first keeps a shared id, and references stay with it."""
    taken: set[str] = set()
    renamed: dict[str, str] = {}
    for element in (*_elements(root, BPMN), *_elements(root, BPMNDI)):
        old = element.get("id")
        if old is None or (old not in taken and _NCNAME.fullmatch(old)):
            taken.add(old or "")
            continue
        new = _legal_id(old, taken)
        taken.add(new)
        element.set("id", new)
        if _NCNAME.fullmatch(old):
            yield Repair(f"ID「{old}」が重複していたため、「{new}」に変えました", new)
        else:
            renamed.setdefault(old, new)
            yield Repair(f"ID「{old}」はXMLの名前として使えないため、「{new}」に変えました", new)
    if renamed:
        _follow_renamed(root, renamed)


def _legal_id(old: str, taken: set[str]) -> str:
    base = re.sub(r"[^\w.\-]", "_", old.strip())
    base = base if _NCNAME.fullmatch(base) else f"id_{base}"
    new, count = base, 1
    while new in taken:
        count += 1
        new = f"{base}_{count}"
    return new


def _follow_renamed(root: etree._Element, renamed: dict[str, str]) -> None:
    """References may carry a prefix before the old id."""
    for element in (*_elements(root, BPMN), *_elements(root, BPMNDI)):
        for name in _REFERENCES:
            old = element.get(name, "").rpartition(":")[2]
            if old in renamed:
                element.set(name, renamed[old])
        old = (element.text or "").strip().rpartition(":")[2]
        if local_name(element.tag) in _TEXT_REFERENCES and old in renamed:
            element.text = renamed[old]


def _repair_prefixes(root: etree._Element) -> list[Repair]:
    """References written as prefixed names («tns:Task_1») where the id itself is meant."""
    ids = _ids(root)
    count, first = 0, ""
    for element in (*_elements(root, BPMN), *_elements(root, BPMNDI)):
        for name in sorted(_REFERENCES_SET.intersection(element.keys())):
            plain = _without_prefix(element.get(name), ids)
            if plain:
                element.set(name, plain)
                count, first = count + 1, first or plain
        if local_name(element.tag) in _TEXT_REFERENCES:
            plain = _without_prefix((element.text or "").strip(), ids)
            if plain:
                element.text = plain
                count, first = count + 1, first or plain
    return [Repair(f"接頭辞のついた参照{count}か所を、IDだけの参照に直しました", first)] if count else []


def _without_prefix(reference: str | None, ids: set[str]) -> str:
    if not reference or reference in ids or ":" not in reference:
        return ""
    plain = reference.rpartition(":")[2]
    return plain if plain in ids else ""


def _ids(root: etree._Element) -> set[str]:
    return {element.get("id", "") for element in root.iter("*")} - {""}


def _repair_dangling(root: etree._Element) -> list[Repair]:
    """References to what is not there go; a flow without an end goes as a whole, which may leave others dangling."""
    found: list[Repair] = []
    while more := list(_repair_dangling_once(root, _ids(root))):
        found += more
    return found


def _repair_dangling_once(root: etree._Element, ids: set[str]) -> Iterator[Repair]:
    for element in list(_elements(root, BPMN)):
        yield from _repair_reference(element, ids)
    for element in list(_elements(root, BPMNDI)):
        target = element.get("bpmnElement")
        if target and target not in ids:
            if local_name(element.tag) == "BPMNPlane":
                del element.attrib["bpmnElement"]
            else:
                _remove(element)
            yield Repair(f"図形が指す要素「{target}」がないため、図形を除きました", target)


def _repair_reference(element: etree._Element, ids: set[str]) -> Iterator[Repair]:
    tag, element_id = local_name(element.tag), element.get("id", "")
    if tag in _FLOW_TAGS:
        missing = [end for end in (element.get("sourceRef"), element.get("targetRef")) if end not in ids]
        if missing:
            _remove(element)
            yield Repair(f"線「{element_id}」の端「{missing[0] or '未記入'}」がないため、線を除きました", element_id)
        return
    if tag in _TEXT_REFERENCES and (element.text or "").strip() not in ids:
        yield from _repair_text_reference(element)
    for name in _REFERENCES:
        target = element.get(name)
        if target and target not in ids and not _is_imported(element, target):
            del element.attrib[name]
            yield Repair(f"「{element_id}」の {name} が指す「{target}」がないため、参照を除きました", element_id)


def _is_imported(element: etree._Element, reference: str) -> bool:
    """A prefixed name of another namespace may point into another file, which is allowed."""
    prefix = reference.partition(":")[0] if ":" in reference else None
    target = element.getroottree().getroot().get("targetNamespace")
    return prefix is not None and element.nsmap.get(prefix) not in (None, target)


def _repair_misled(root: etree._Element) -> list[Repair]:
    """References to what is there but cannot be meant: flows that end at a flow, events on what is no activity."""
    elements = list(_elements(root, BPMN))
    flows = {element.get("id") for element in elements if local_name(element.tag) in _FLOW_TAGS}
    activities = {element.get("id") for element in elements if local_name(element.tag) in ACTIVITY_TAGS}
    found = []
    for element in elements:
        tag, element_id = local_name(element.tag), element.get("id", "")
        if tag in _FLOW_TAGS - {"association"} and flows & {element.get("sourceRef"), element.get("targetRef")}:
            _remove(element)
            found.append(Repair(f"線「{element_id}」の端が別の線のため、線を除きました", element_id))
        if tag == "boundaryEvent" and element.get("attachedToRef", "") not in activities | {""}:
            del element.attrib["attachedToRef"]
            found.append(Repair(f"「{element_id}」を載せた要素が作業ではないため、参照を除きました", element_id))
    return found + (_repair_dangling(root) if found else [])


def _repair_text_reference(element: etree._Element) -> Iterator[Repair]:
    holder = element.getparent()
    if holder is None or (local_name(holder.tag) in _DATA_TAGS and local_name(element.tag) == "targetRef"):
        return
    target = (element.text or "").strip() or "未記入"
    _remove(element)
    name = local_name(element.tag)
    holder_id = holder.get("id", "")
    yield Repair(f"「{holder_id}」の {name} が指す「{target}」がないため、参照を除きました", holder_id)


def _remove(element: etree._Element) -> None:
    """Take an element out; the blank text behind it goes as well."""
    holder = element.getparent()
    if holder is not None:
        holder.remove(element)


def _repair_orientation(root: etree._Element) -> list[Repair]:
    """Pools and lanes without isHorizontal: the way in which they are longer, lanes like their pool."""
    parts = {
        element.get("id", ""): local_name(element.tag)
        for tag in ("participant", "lane")
        for element in root.iter(bpmn(tag))
    }
    found = []
    for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        element_id = shape.get("bpmnElement", "")
        if element_id in parts and shape.get("isHorizontal") is None:
            horizontal = parts[element_id] == "lane" or _is_wide(shape)
            shape.set("isHorizontal", "true" if horizontal else "false")
            word = "横" if horizontal else "縦"
            found.append(Repair(f"「{element_id}」の向き（isHorizontal）がないため、{word}向きとしました", element_id))
    return found


def _is_wide(shape: etree._Element) -> bool:
    bounds = shape.find(f"{{{DC}}}Bounds")
    try:
        return bounds is None or float(bounds.get("width", "0")) >= float(bounds.get("height", "0"))
    except ValueError:
        return True
