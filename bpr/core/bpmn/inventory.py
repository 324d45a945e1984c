"""Everything that a BPMN file says, as facts that can be compared: what went in has to come out.

A fact is a key (kind, element, aspect) with a value. Kinds: nodes, flows, lanes, pools, names, references, attributes,
documentation, extensions, content, shapes, bounds, waypoints, labels. Blank text, prefixes of namespaces and the order
of attributes say nothing and are left out; the order of children is kept in ``content``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from bpr.core.bpmn.model import ACTIVITY_TAGS, EVENT_TAGS, GATEWAY_TAGS
from bpr.core.bpmn.names import BPMNDI, DC, DI, XSI, bpmn, local_name
from bpr.core.bpmn.namespaces import type_of

Key = tuple[str, str, str]
Inventory = Mapping[Key, str]

_FLOWS = frozenset({"sequenceFlow", "messageFlow", "association", "conversationLink"}) | {
    "dataInputAssociation",
    "dataOutputAssociation",
}
_NODES = ACTIVITY_TAGS | EVENT_TAGS | GATEWAY_TAGS
_KINDS = {"lane": "lanes", "participant": "pools"} | dict.fromkeys(_FLOWS, "flows") | dict.fromkeys(_NODES, "nodes")
_REFERENCE_TEXTS = frozenset({"incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef"})
_EXTENSIONS = bpmn("extensionElements")
_TYPE = f"{{{XSI}}}type"


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One fact that is not the same in both; "" where a side does not have it."""

    kind: str
    element_id: str
    aspect: str
    before: str
    after: str


def take_inventory(root: etree._Element) -> Inventory:
    """All facts of a file. What has no id is told by what it is in and its place there."""
    facts: dict[Key, str] = {}
    names = _Names()
    for element in root.iter("*"):
        if _is_inside_extension(element):
            continue
        for key, value in _facts(element, names.of(element)):
            facts[key] = value
    return facts


def counts(inventory: Inventory) -> dict[str, int]:
    """How many facts of each kind."""
    return dict(sorted(Counter(kind for kind, _element, _aspect in inventory).items()))


def differences(before: Inventory, after: Inventory) -> tuple[Difference, ...]:
    return tuple(
        Difference(kind=key[0], element_id=key[1], aspect=key[2], before=before.get(key, ""), after=after.get(key, ""))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    )


class _Names:
    """How an element is called: its id, or the name of what holds it with tag and place."""

    def __init__(self) -> None:
        self._known: dict[etree._Element, str] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def of(self, element: etree._Element) -> str:
        holder = element.getparent()
        tag, outer = local_name(element.tag), self._known.get(holder, "") if holder is not None else ""
        called = element.get("bpmnElement") if tag in ("BPMNShape", "BPMNEdge") else element.get("id")
        self._counts[outer, called or tag] += 1
        count = self._counts[outer, called or tag]
        name = called if called and count == 1 and tag not in ("BPMNShape", "BPMNEdge") else f"{outer}/{called or tag}"
        self._known[element] = name if count == 1 else f"{name}[{count}]"
        return self._known[element]


def _is_inside_extension(element: etree._Element) -> bool:
    """Extensions are compared whole, with their ``extensionElements``."""
    holder = element.getparent()
    return any(at.tag == _EXTENSIONS for at in (holder, *element.iterancestors()) if at is not None)


def _facts(element: etree._Element, name: str) -> Iterator[tuple[Key, str]]:
    namespace, tag = etree.QName(element).namespace, local_name(element.tag)
    if element.tag == _EXTENSIONS:
        yield ("extensions", name, ""), _canonical(element)
    elif namespace in (DC, DI):
        yield _place(element, name, tag)
    elif namespace == BPMNDI:
        yield ("labels" if tag == "BPMNLabel" else "shapes", name, ""), tag
        yield from _attributes(element, name)
    else:
        yield (_KINDS.get(tag, "content"), name, ""), _place_of_tag(element)
        yield from _attributes(element, name)
        yield from _text(element, name, tag)


def _place_of_tag(element: etree._Element) -> str:
    """What the element is, and in what."""
    holder = element.getparent()
    inside = (holder.get("id") or local_name(holder.tag)) if holder is not None else ""
    return f"{element.tag} in {inside}"


def _attributes(element: etree._Element, name: str) -> Iterator[tuple[Key, str]]:
    for attribute, value in element.attrib.items():
        plain = str(attribute)
        if plain == _TYPE:
            yield ("attributes", name, plain), type_of(element)
        elif plain == "name":
            yield ("names", name, ""), str(value)
        elif plain.endswith("Ref") or plain in ("default", "bpmnElement"):
            yield ("references", name, plain), str(value)
        else:
            yield ("attributes", name, plain), str(value)


def _text(element: etree._Element, name: str, tag: str) -> Iterator[tuple[Key, str]]:
    if tag == "documentation":
        yield ("documentation", name, ""), _canonical(element)
    elif tag in _REFERENCE_TEXTS or tag.endswith(("Ref", "Refs")):
        yield ("references", name, tag), (element.text or "").strip()
    elif (element.text or "").strip():
        yield ("content", name, "text"), element.text or ""


def _place(element: etree._Element, name: str, tag: str) -> tuple[Key, str]:
    """Coordinates as numbers: «50» and «50.0» are the same place."""
    numbers = ", ".join(f"{key!s}={_number(str(value))}" for key, value in sorted(element.attrib.items()))
    holder = element.getparent()
    kind = {"waypoint": "waypoints", "Bounds": "bounds"}.get(tag, "content")
    is_label = holder is not None and local_name(holder.tag) == "BPMNLabel"
    return ("labels" if is_label and kind == "bounds" else kind, name, "place" if is_label else ""), numbers


def _number(text: str) -> str:
    try:
        return f"{float(text):.6f}"
    except ValueError:
        return text


def _canonical(element: etree._Element) -> str:
    """The element with all that is in it as one line: full names, attributes sorted, without blank text.

    Not C14N: it refuses the relative namespaces that some tools write.
    """
    attributes = "".join(f" {name!s}={value!r}" for name, value in sorted(element.attrib.items()))
    content = _said(element.text) + "".join(_canonical(child) + _said(child.tail) for child in element)
    return f"<{element.tag}{attributes}>{content}</>"


def _said(text: str | None) -> str:
    return text if text and text.strip() else ""
