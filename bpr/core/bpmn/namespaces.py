"""Namespaces declared in such a way that elements can be moved in the tree without losing theirs.

lxml drops a declaration that an element repeats when the element is moved, and names the element by the outer one. That
goes wrong in two cases, both seen in files of Modelio and other Java tools: where the element also declares another
default («<n:task xmlns:n="…MODEL" xmlns="">», below «xmlns="…MODEL"»), and where the dropped prefix is used inside a
value («xsi:type="n:tFormalExpression"»). Such a file gets all its prefixes at the root, and no default there.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from lxml import etree

from bpr.core.bpmn.names import XSI

_TYPE = f"{{{XSI}}}type"


def with_movable_elements(root: etree._Element, text: str) -> etree._Element:
    """``root``, or a new root with the same content where an element could lose its namespace by being moved.

    ``text`` is what ``root`` was read from: most files declare everything at the root, which is seen from it quickly.
    """
    if text.count("xmlns") <= len(root.nsmap):
        return root
    elements = list(root.iter("*"))
    if not any(_is_shadow(element) or _has_local_type(element, root) for element in elements):
        return root
    types = [(element, *_resolved(element)) for element in elements if _TYPE in element.attrib]
    prefixes = _Prefixes(elements)
    made = _taken_over(root, prefixes.declared)
    for element, uri, name in types:
        (made if element is root else element).set(_TYPE, f"{prefixes.of[uri]}:{name}" if uri else name)
    return made


def type_of(element: etree._Element) -> str:
    """What ``xsi:type`` names, with its namespace instead of a prefix."""
    uri, name = _resolved(element)
    return f"{{{uri}}}{name}" if uri else name


def _resolved(element: etree._Element) -> tuple[str, str]:
    """Namespace and name of the type; no namespace where its prefix is not declared."""
    named = element.get(_TYPE, "")
    prefix, _colon, name = named.rpartition(":")
    uri = element.nsmap.get(prefix or None)
    return (uri, name) if uri else ("", named)


def _is_shadow(element: etree._Element) -> bool:
    """The element declares a default that is not its own namespace."""
    holder = element.getparent()
    default = element.nsmap.get(None) or ""
    return (
        holder is not None
        and default != (holder.nsmap.get(None) or "")
        and default != (etree.QName(element).namespace or "")
    )


def _has_local_type(element: etree._Element, root: etree._Element) -> bool:
    prefix = element.get(_TYPE, "").rpartition(":")[0]
    return bool(prefix) and element.nsmap.get(prefix) != root.nsmap.get(prefix)


class _Prefixes:
    """Every prefix of the file that means one thing, and one prefix for every namespace."""

    def __init__(self, elements: Iterable[etree._Element]) -> None:
        self.declared: dict[str, str] = {}
        self.of: dict[str, str] = {}
        used = dict.fromkeys(pair for element in elements for pair in element.nsmap.items() if pair[1])
        for prefix, uri in used:
            if prefix and prefix not in self.declared:
                self.declared[prefix] = uri
                self.of.setdefault(uri, prefix)
        for uri in dict.fromkeys(uri for _prefix, uri in used if uri not in self.of):
            prefix = next(name for at in count(1) if (name := f"ns{at}") not in self.declared)
            self.declared[prefix] = uri
            self.of[uri] = prefix


def _taken_over(root: etree._Element, nsmap: dict[str, str]) -> etree._Element:
    """All that stands in and beside ``root``, in a new root."""
    made = etree.Element(root.tag, nsmap=nsmap)
    made.attrib.update(root.attrib)
    made.text = root.text
    before, after = list(root.itersiblings(preceding=True)), list(root.itersiblings())
    made[:] = list(root)
    for node in reversed(before):
        made.addprevious(node)
    for node in reversed(after):
        made.addnext(node)
    return made
