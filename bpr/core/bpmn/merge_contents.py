"""Two people changed one diagram: what this program does not read of it, merged in the XML, element by element.

``merge.py`` merges what the model holds. What is left is whatever no writing of the models has: expressions of timers
and conditions, documentation of lines, settings of other tools, messages and errors beside the processes, styles.
Attributes and children are compared in the three files: what only mine changed is brought into the merged file, what
both changed differently is listed, and so is what theirs had changed in something that gave way to mine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.edit import Writing
from bpr.core.bpmn.edit_parts import adapt_types
from bpr.core.bpmn.merge_words import CHANGED, REMOVED, MergeConflict, excerpt, name_of_part
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.names import BPMN, BPMNDI, BPR, local_name
from bpr.core.bpmn.repair import repair

_NOT_COMPARED = frozenset({"id", "bpmnElement", "dataObjectRef", "categoryValueRef", "exporter", "exporterVersion"})
_LISTS = frozenset({"incoming", "outgoing", "flowNodeRef", "laneSet", "childLaneSet"})
_IDENTIFYING = ("id", "name", "key")
_DIAGRAM, _PLANE = f"{{{BPMNDI}}}BPMNDiagram", f"{{{BPMNDI}}}BPMNPlane"
_LABEL = f"{{{BPMNDI}}}BPMNLabel"
_OURS = f"{{{BPR}}}"
_Key = tuple[str, str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sides:
    """One element in the three files and in the merged one, and as the three models write it."""

    base: etree._Element | None
    mine: etree._Element | None
    theirs: etree._Element | None
    merged: etree._Element | None
    written: tuple[etree._Element, ...] = ()

    @property
    def files(self) -> tuple[etree._Element | None, ...]:
        return self.base, self.mine, self.theirs, self.merged


class Contents:
    """The contents of three files (base, mine, theirs, as they are before a merge) beside what their models say."""

    def __init__(self, documents: Sequence[BpmnDocument], models: Sequence[ProcessModel]) -> None:
        self.roots = [deepcopy(document.root) for document in documents]
        self.writings = [Writing(model) for model in models]
        self.items = frozenset[str]().union(*(writing.ids for writing in self.writings))
        self.elements = [_by_id(root) for root in self.roots]
        self.conflicts: list[MergeConflict] = []
        self.has_changed = False
        self._of = ("", "")  # id and name of the item that is being merged

    def differs(self, item_id: str, side: int) -> bool:
        """True where the file ``side`` (1 mine, 2 theirs) says something else of an item than the base."""
        before, after = self.elements[0].get(item_id), self.elements[side].get(item_id)
        return before is not None and after is not None and self._said(before) != self._said(after)

    def merge_into(self, document: BpmnDocument) -> list[MergeConflict]:
        """Bring what mine changed into ``document``: theirs, with the merged model in it. Gives the contradictions."""
        merged = _by_id(document.root)
        self._element(self._sides([*self.roots, document.root]))
        for item_id in sorted(self.items & merged.keys() & self.elements[1].keys()):
            self._of = item_id, merged[item_id].get("name", "")
            self._element(self._sides([*(found.get(item_id) for found in self.elements), merged[item_id]], item_id))
        self._merge_drawing(document.root, merged)
        if self.has_changed:
            repair(document.root)
            document.mark_edited()
        return self.conflicts

    def _sides(self, files: Sequence[etree._Element | None], item_id: str = "") -> _Sides:
        found = (writing.items.get(item_id) if item_id else writing.root for writing in self.writings)
        written = tuple(element for element in found if element is not None)
        return _Sides(base=files[0], mine=files[1], theirs=files[2], merged=files[3], written=written)

    # one element

    def _element(self, sides: _Sides) -> None:
        """Attributes, text and children of an element that mine and the merged file have."""
        mine, merged = sides.mine, sides.merged
        if mine is None or merged is None:
            return
        self._attributes(sides, mine, merged)
        if len({_text(element) for element in sides.written}) > 1:
            return  # a text of the models, with all that is in it
        texts = [_text(element) for element in sides.files]
        if self._takes(str(merged.tag), sides, texts):
            merged.text = mine.text
        for inner in self._children(sides):
            self._child(inner, merged)

    def _attributes(self, sides: _Sides, mine: etree._Element, merged: etree._Element) -> None:
        before = [] if sides.base is None else [str(name) for name in sides.base.attrib]
        for name in dict.fromkeys([*before, *map(str, mine.attrib)]):
            if name in _NOT_COMPARED or len({element.get(name) for element in sides.written}) > 1:
                continue  # the models differ in it and have been merged
            values = [None if element is None else element.get(name) for element in sides.files]
            if self._takes(name, sides, values):
                _set(merged, name, mine.get(name))

    def _takes(self, name: str, sides: _Sides, values: Sequence[str | None]) -> bool:
        """True where mine alone changed a text or an attribute. Where both did, that is listed."""
        base, mine, theirs, merged = values
        if mine in (base, merged):
            return False
        if sides.theirs is not None and theirs != base:
            self._note(name, excerpt(mine), excerpt(theirs))
            return False
        self.has_changed = True
        return True

    def _note(self, name: str, mine: str, theirs: str) -> None:
        item_id, item_name = self._of
        what = name_of_part(name)
        self.conflicts.append(MergeConflict(element_id=item_id, name=item_name, what=what, mine=mine, theirs=theirs))

    # children

    def _children(self, sides: _Sides) -> list[_Sides]:
        """The children that are no items of their own, those of the same key together."""
        elements = [*sides.files, *sides.written]
        groups = [list(self._own(element)) if element is not None else [] for element in elements]
        several = {tag for group in groups for tag, count in Counter(str(e.tag) for e in group).items() if count > 1}
        base, mine, theirs, merged, *written = (_keyed(group, several) for group in groups)
        return [
            _Sides(
                base=base.get(key),
                mine=mine.get(key),
                theirs=theirs.get(key),
                merged=merged.get(key),
                written=tuple(group[key] for group in written if key in group),
            )
            for key in dict.fromkeys((*base, *mine, *theirs, *merged))
        ]

    def _own(self, element: etree._Element) -> Iterator[etree._Element]:
        """Children that are neither items nor our own values, nor the drawing."""
        drawing = element.find(_DIAGRAM)
        for child in element.iterchildren("*"):
            tag = str(child.tag)
            is_known = tag.startswith(_OURS) or local_name(tag) in _LISTS or child.get("id") in self.items
            if not is_known and child is not drawing:
                yield child

    def _child(self, sides: _Sides, holder: etree._Element) -> None:
        base, mine, theirs, merged = sides.files
        if merged is not None:
            if mine is not None:
                self._element(sides)
            elif base is not None and not sides.written:
                self._take_away(merged, base, theirs)
        elif theirs is not None and not self._alike(theirs, base):
            self._note(str(theirs.tag), REMOVED if mine is None else CHANGED, CHANGED)
        elif mine is not None and base is None and not sides.written:
            self._copy(mine, holder)
        elif mine is not None and base is not None and theirs is None and not self._alike(mine, base):
            self._note(str(mine.tag), CHANGED, REMOVED)

    def _take_away(self, merged: etree._Element, base: etree._Element, theirs: etree._Element | None) -> None:
        """What mine removed, where theirs left it as it was."""
        holder = merged.getparent()
        if theirs is not None and not self._alike(theirs, base):
            self._note(str(merged.tag), REMOVED, CHANGED)
        elif holder is not None:
            holder.remove(merged)
            self.has_changed = True

    def _copy(self, mine: etree._Element, holder: etree._Element) -> None:
        made = deepcopy(mine)
        made.tail = None
        had = len(made)
        for child in list(made.iterdescendants("*")):
            outer = child.getparent()
            if outer is not None and (str(child.tag).startswith(_OURS) or child.get("id") in self.items):
                outer.remove(child)
        if len(made) or not had:
            holder.append(made)
            adapt_types(made)
            self.has_changed = True

    def _alike(self, one: etree._Element, other: etree._Element | None) -> bool:
        return other is not None and self._said(one) == self._said(other)

    def _said(self, element: etree._Element) -> tuple[object, ...]:
        """Everything that an element says itself, however it is written."""
        attributes = sorted((str(name), str(value)) for name, value in element.attrib.items())
        return element.tag, attributes, _text(element), [self._said(child) for child in self._own(element)]

    # the drawing

    def _merge_drawing(self, root: etree._Element, merged: Mapping[str, etree._Element]) -> None:
        """What shapes, lines and their labels have beside places and colours, which are the model's."""
        *files, drawn = (_drawn_parts(element) for element in (*self.roots, root))
        written = [_drawn_parts(writing.root) for writing in self.writings]
        for key, part in drawn.items():
            base, mine, theirs = (found.get(key) for found in files)
            known = tuple(found[key] for found in written if key in found)
            owner = merged.get(key[0])
            self._of = key[0], owner.get("name", "") if owner is not None else ""
            if mine is not None:
                self._attributes(_Sides(base=base, mine=mine, theirs=theirs, merged=part, written=known), mine, part)


def _by_id(root: etree._Element) -> dict[str, etree._Element]:
    return {element.get("id", ""): element for element in root.iter(f"{{{BPMN}}}*") if element.get("id")}


def _text(element: etree._Element | None) -> str | None:
    return None if element is None else (element.text or "").strip()


def _set(element: etree._Element, name: str, value: str | None) -> None:
    if value is not None:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _keyed(elements: Sequence[etree._Element], several: Collection[str]) -> dict[_Key, etree._Element]:
    """By tag; where there are several of it in one of the files also by what names them, else by their order."""
    found: dict[_Key, etree._Element] = {}
    count = Counter[tuple[str, str]]()
    for element in elements:
        tag = str(element.tag)
        names = (element.get(attribute) for attribute in _IDENTIFYING)
        named = next((name for name in names if name), "") if tag in several else ""
        found[tag, named, count[tag, named]] = element
        count[tag, named] += 1
    return found


def _drawn_parts(root: etree._Element) -> dict[tuple[str, str], etree._Element]:
    """Shapes and lines of the first diagram by the element that they show, and their labels."""
    plane = root.find(f"{_DIAGRAM}/{_PLANE}")
    found: dict[tuple[str, str], etree._Element] = {}
    for part in plane if plane is not None else ():
        element_id = part.get("bpmnElement", "")
        found.setdefault((element_id, ""), part)
        label = part.find(_LABEL)
        if label is not None:
            found.setdefault((element_id, "label"), label)
    return found
