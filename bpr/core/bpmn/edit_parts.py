"""Attributes and children of one element: what differs between two writings, done to the element of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from copy import deepcopy

from lxml import etree

from bpr.core.bpmn.extension import ROW, extension_elements
from bpr.core.bpmn.names import BPMN, XSI, bpmn, local_name

_LISTS = frozenset({"flowNodeRef", "incoming", "outgoing"})
_ENDS = frozenset({"incoming", "outgoing"})
_TEXTS = frozenset({"documentation", "text", "sourceRef", "targetRef"})
_EXTENSIONS = "extensionElements"
_TYPE = f"{{{XSI}}}type"
_SKIPPED = frozenset({"laneSet", "childLaneSet", "ioSpecification", "property", "dataObject"})


def patch_attributes(
    real: etree._Element,
    old: etree._Element,
    new: etree._Element,
    *,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> None:
    """Set or take away the attributes that differ between ``old`` and ``new``."""
    for name in only or dict.fromkeys([*map(str, old.attrib), *map(str, new.attrib)]):
        before, after = old.get(name), new.get(name)
        if before == after or name in without:
            continue
        if after is None:
            if name in real.attrib:
                del real.attrib[name]
        else:
            real.set(name, after)


def patch_children(
    real: etree._Element, old: etree._Element, new: etree._Element, *, items: Collection[str], lists_ends: bool
) -> None:
    """Bring the children that belong to the element itself; ``items`` are looked after one by one elsewhere."""
    for tag in dict.fromkeys([*_own_tags(old, items), *_own_tags(new, items)]):
        before, after = (_children(element, tag, items) for element in (old, new))
        if _said(before) == _said(after):
            continue
        if tag == _EXTENSIONS:
            _patch_extensions(real, before, after)
        elif tag in _LISTS:
            if tag not in _ENDS or lists_ends:
                _patch_list(real, tag, before, after)
        else:
            _replace(real, tag, after, items)


def _own_tags(element: etree._Element, items: Collection[str]) -> Iterator[str]:
    for child in element.iterchildren("*"):
        tag = local_name(child.tag)
        if child.get("id") not in items and tag not in _SKIPPED:
            yield tag


def _children(element: etree._Element, tag: str, items: Collection[str]) -> list[etree._Element]:
    return [child for child in element.findall(bpmn(tag)) if child.get("id") not in items]


def _said(elements: list[etree._Element]) -> list[bytes]:
    return [etree.tostring(element, method="c14n", with_tail=False) for element in elements]


def _patch_extensions(real: etree._Element, before: list[etree._Element], after: list[etree._Element]) -> None:
    """Our own parts in place of those that are there; parts of other tools are not touched."""
    old, new = ({str(part.tag): part for holder in group for part in holder} for group in (before, after))
    for tag in dict.fromkeys([*old, *new]):
        if _said([old[tag]] if tag in old else []) != _said([new[tag]] if tag in new else []):
            _patch_extension(real, tag, new.get(tag))
    found = real.find(bpmn(_EXTENSIONS))
    if found is not None and not len(found):
        real.remove(found)


def _patch_extension(real: etree._Element, tag: str, wanted: etree._Element | None) -> None:
    holder = extension_elements(real)
    known = holder.find(tag)
    if wanted is None:
        if known is not None:
            holder.remove(known)
        return
    made = deepcopy(wanted)
    made.tail = known.tail if known is not None else None
    if known is None:
        holder.append(made)
        return
    if row := known.get(ROW):
        made.set(ROW, row)
    holder.replace(known, made)


def _patch_list(real: etree._Element, tag: str, before: list[etree._Element], after: list[etree._Element]) -> None:
    """References written as text: those that are gone go, new ones come behind the last."""
    old, new = ([(part.text or "").strip() for part in group] for group in (before, after))
    known = real.findall(bpmn(tag))
    for part in known:
        text = (part.text or "").strip()
        if text in old and text not in new:
            real.remove(part)
    there = {(part.text or "").strip() for part in known}
    for text in new:
        if text not in old and text not in there:
            _behind(real, tag, etree.Element(bpmn(tag))).text = text


def _behind(real: etree._Element, tag: str, made: etree._Element) -> etree._Element:
    last = real.findall(bpmn(tag))
    real.insert(real.index(last[-1]) + 1 if last else len(real), made)
    return made


def _replace(real: etree._Element, tag: str, after: list[etree._Element], items: Collection[str]) -> None:
    known = _children(real, tag, items)
    if tag in _TEXTS and len(after) == 1 and known:
        known[0][:] = []
        known[0].text = after[0].text
        return
    if tag in _TEXTS:
        known = known[:1]
    for part in known:
        real.remove(part)
    for part in after:
        made = deepcopy(part)
        made.tail = None
        real.append(made)
        adapt_types(made)


def adapt_types(made: etree._Element) -> None:
    """``xsi:type`` names a type with a prefix: that of the file that it now stands in."""
    for element in made.iter("*"):
        named = element.get(_TYPE)
        if named and named.startswith("bpmn:"):
            prefix = next((key for key, uri in element.nsmap.items() if uri == BPMN), None)
            plain = named.partition(":")[2]
            element.set(_TYPE, f"{prefix}:{plain}" if prefix else plain)
