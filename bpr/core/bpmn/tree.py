"""One walk over the file: its BPMN elements, its drawing, what bears an id, and what refers to ids."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from lxml import etree

from bpr.core.bpmn.names import BPMN, BPMNDI

_ATTRIBUTES = frozenset({"default", "sourceRef", "targetRef", "bpmnElement", "sourceElement", "targetElement"}) | {
    "choreographyActivityShape",
    "labelStyle",
}
# Names of types, operations and processes of other files: nothing in this file has to bear them.
_OUTWARD = frozenset({"structureRef", "evaluatesToTypeRef", "calledChoreographyRef", "calledCollaborationRef"})
_TEXTS = frozenset({"incoming", "outgoing", "sourceRef", "targetRef"})


class Reference(NamedTuple):
    """``attribute`` is "" where the reference is the element's text. ``tag``: local name of the element."""

    element: etree._Element
    tag: str
    attribute: str
    target: str

    def point_to(self, target: str) -> None:
        if self.attribute:
            self.element.set(self.attribute, target)
        else:
            self.element.text = target


class Tree:
    """Elements in document order, with their local names. Walked once; :meth:`walk` again after a change."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.walk()

    def walk(self) -> None:
        self.semantic: list[tuple[str, etree._Element]] = []
        self.drawing: list[tuple[str, etree._Element]] = []
        self._references: list[Reference] | None = None
        self.by_id: dict[str, etree._Element] = {}  # of all namespaces, the first of each id
        groups = {BPMN: self.semantic, BPMNDI: self.drawing}
        for element in self.root.iter("*"):
            namespace, name = _parts(element.tag)
            if namespace in groups:
                groups[namespace].append((name, element))
            element_id = element.get("id")
            if element_id:
                self.by_id.setdefault(element_id, element)

    @property
    def references(self) -> list[Reference]:
        """References between elements of the file, the drawing's last."""
        if self._references is None:
            self._references = _references((*self.semantic, *self.drawing))
        return self._references


@cache
def _parts(tag: str) -> tuple[str, str]:
    namespace, _end, name = tag.rpartition("}")
    return namespace[1:], name


@cache
def _refers(name: str) -> bool:
    """True for attributes that name an element of the file."""
    return name in _ATTRIBUTES or (name.endswith("Ref") and name not in _OUTWARD)


@cache
def _refers_by_text(tag: str) -> bool:
    return tag in _TEXTS or (tag.endswith(("Ref", "Refs")) and tag not in _OUTWARD)


def _references(elements: Iterable[tuple[str, etree._Element]]) -> list[Reference]:
    found = []
    for tag, element in elements:
        for name, value in _attributes(element):
            if _refers(name):
                found.append(Reference(element, tag, name, value))
        if _refers_by_text(tag):
            found.append(Reference(element, tag, "", (element.text or "").strip()))
    return found


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    """The stubs of lxml do not know that attributes are always text."""
    return element.items()  # type: ignore[return-value]
