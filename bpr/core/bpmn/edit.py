"""Bringing a BPMN file to another model with the fewest edits, so that everything unknown in it survives.

The model as it is and the model as it should be are both written afresh (``write.py``); what differs between the two
writings is done to the file. An element that is written alike twice is never touched, so its foreign attributes,
extensions, colours and comments stay as they are; of an element that differs only the attributes and children that do.
References that removals leave behind, and the order of children that the schemas ask for, are put right by the same
repairs as on reading.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property
from itertools import pairwise

from lxml import etree

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.edit_drawing import edit_drawing
from bpr.core.bpmn.edit_parts import adapt_types, patch_attributes, patch_children
from bpr.core.bpmn.extension import ROW, STEP, read_row
from bpr.core.bpmn.model import SUBPROCESS_TAGS, FlowKind, ProcessModel
from bpr.core.bpmn.names import BPMN, bpmn, local_name
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.repair import repair
from bpr.core.bpmn.write import write_tree

_LANE_SETS = frozenset({"laneSet", "childLaneSet"})
_HOLDERS = SUBPROCESS_TAGS | {"process", "collaboration", "lane"}  # what is in them is looked after one by one
_HELPERS = frozenset({"extensionElements", "ioSpecification", *_LANE_SETS})


def apply_model(document: BpmnDocument, wanted: ProcessModel, *, origin: BpmnDocument | None = None) -> bool:
    """Edit ``document`` in place so that it reads as ``wanted``; True where anything had to be edited.

    Raises :class:`BpmnError` where ``wanted`` has flows without ends. The order of elements other than steps is
    that of the file. ``origin`` is a file that new elements may come from with all that is in them.
    """
    before = read_model(document)
    if before == wanted:
        return False
    _Edit(document.root, before, wanted, origin.root if origin else None).run()
    repair(document.root)
    return True


class Writing:
    """One model written afresh, with the elements that stand for something in the model by id."""

    def __init__(self, model: ProcessModel) -> None:
        self.root = write_tree(model)
        for step in self.root.iter(STEP):
            if ROW in step.attrib:
                del step.attrib[ROW]  # the order of rows is looked after for all steps together
        parts = (model.pools, model.lanes, model.nodes, model.flows)
        self.ids = {*model.process_ids, *(part.id for group in parts for part in group)}
        collaboration = self.root.find(bpmn("collaboration"))
        if collaboration is not None:
            self.ids.add(collaboration.get("id", ""))

    @cached_property
    def items(self) -> dict[str, etree._Element]:
        found = {element.get("id", ""): element for element in self.root.iter(f"{{{BPMN}}}*")}
        return {item_id: element for item_id, element in found.items() if item_id in self.ids}

    def holder_id(self, element: etree._Element) -> str:
        """Id of the item that an element is written in; "" for the file itself."""
        holder = element.getparent()
        while holder is not None and holder.get("id") not in self.ids:
            holder = holder.getparent()
        return holder.get("id", "") if holder is not None else ""

    def beside(self, tag: str, element_id: str) -> etree._Element | None:
        """An element that is written beside an item and belongs to it."""
        return next((found for found in self.root.iter(bpmn(tag)) if found.get("id") == element_id), None)


class _Edit:
    def __init__(
        self, root: etree._Element, before: ProcessModel, wanted: ProcessModel, origin: etree._Element | None
    ) -> None:
        self.root, self.wanted = root, wanted
        self.origin = _by_id(origin) if origin is not None else {}
        self.old, self.new = Writing(before), Writing(wanted)
        self.real = _by_id(root)
        flows = any(True for _ in root.iter(bpmn("sequenceFlow")))
        self.lists_ends = not flows or any(True for _ in root.iter(bpmn("incoming"), bpmn("outgoing")))

    def run(self) -> None:
        patch_attributes(self.root, self.old.root, self.new.root, only=("name",))
        added = [item_id for item_id in self.new.items if item_id not in self.old.items]
        for item_id in added:
            self._add(item_id)
        for item_id in self.new.items:
            if item_id in self.old.items:
                self._patch(item_id)
        for item_id in self.old.items:
            if item_id not in self.new.items:
                self._remove(item_id)
        edit_drawing(self.root, self.old.root, self.new.root)
        self._order_ways_on()
        self._number_rows()

    # adding

    def _add(self, item_id: str) -> None:
        written = self.new.items[item_id]
        made = deepcopy(written if local_name(written.tag) in _HOLDERS else self.origin.get(item_id, written))
        for child in list(made.iterdescendants(f"{{{BPMN}}}*")):
            holder = child.getparent()
            if holder is not None and (child.get("id") in self.new.ids or local_name(child.tag) in _LANE_SETS):
                holder.remove(child)
            elif holder is made and not self.lists_ends and local_name(child.tag) in ("incoming", "outgoing"):
                made.remove(child)
        made.tail = None
        self._place(made, written)
        adapt_types(made)
        self.real[item_id] = made
        self._add_beside(written)

    def _place(self, made: etree._Element, written: etree._Element) -> None:
        """Into its holder, behind the nearest sibling that the file has too; the schema's order is repaired later."""
        holder = self._holder(written)
        for sibling in written.itersiblings(preceding=True):
            known = self.real.get(sibling.get("id", ""))
            if known is not None and known.getparent() is holder:
                holder.insert(holder.index(known) + 1, made)
                return
        if local_name(made.tag) == "collaboration":
            holder.insert(0, made)
        else:
            holder.append(made)

    def _holder(self, written: etree._Element) -> etree._Element:
        outer = self.new.holder_id(written)
        holder = self.real[outer] if outer else self.root
        parent = written.getparent()
        tag = local_name(parent.tag) if parent is not None else ""
        if tag not in _HELPERS or parent is None:
            return holder
        found = holder.find(bpmn(tag))
        if found is None:
            found = etree.SubElement(holder, bpmn(tag))
            self._name_helper(found, parent)
        return found

    def _name_helper(self, made: etree._Element, written: etree._Element) -> None:
        element_id = written.get("id")
        if element_id and element_id not in self.real:
            made.set("id", element_id)
            self.real[element_id] = made

    def _add_beside(self, written: etree._Element) -> None:
        """What a data reference, a group or a process input needs besides itself."""
        for reference, tag in (("dataObjectRef", "dataObject"), ("categoryValueRef", "categoryValue")):
            target = self.new.beside(tag, written.get(reference, ""))
            if target is not None and target.get("id") not in self.real:
                self._copy_beside(target, written)
        if local_name(written.tag) in ("dataInput", "dataOutput"):
            self._list_in_set(written)

    def _copy_beside(self, target: etree._Element, written: etree._Element) -> None:
        holder = target.getparent()
        is_category = holder is not None and local_name(holder.tag) == "category"
        made = deepcopy(holder if is_category and holder is not None else target)
        made.tail = None
        (self.root if is_category else self.real[written.get("id", "")].getparent()).append(made)  # type: ignore[union-attr]
        self.real[target.get("id", "")] = made

    def _list_in_set(self, written: etree._Element) -> None:
        holder = self.real[written.get("id", "")].getparent()
        kind = "input" if local_name(written.tag) == "dataInput" else "output"
        if holder is None:
            return
        group = holder.find(bpmn(f"{kind}Set"))
        group = etree.SubElement(holder, bpmn(f"{kind}Set")) if group is None else group
        etree.SubElement(group, bpmn(f"data{kind.title()}Refs")).text = written.get("id")

    # changing

    def _patch(self, item_id: str) -> None:
        old, new, real = self.old.items[item_id], self.new.items[item_id], self.real.get(item_id)
        if real is None:
            return
        if old.tag != new.tag:
            real.tag = f"{{{etree.QName(real).namespace}}}{local_name(new.tag)}"
        patch_attributes(real, old, new, without=("id", "dataObjectRef", "categoryValueRef"))
        patch_children(real, old, new, items=self.new.ids | self.old.ids, lists_ends=self.lists_ends)
        if self.old.holder_id(old) != self.new.holder_id(new):
            real.tail = None
            self._place(real, new)
        if local_name(new.tag) == "group":
            self._patch_group(real, old, new)

    def _patch_group(self, real: etree._Element, old: etree._Element, new: etree._Element) -> None:
        """The name of a group stands in a category of its own."""
        before, after = (
            writing.beside("categoryValue", written.get("categoryValueRef", ""))
            for writing, written in ((self.old, old), (self.new, new))
        )
        if after is None or (before is not None and before.get("value") == after.get("value")):
            return
        known = self.real.get(real.get("categoryValueRef", ""))
        if known is not None:
            known.set("value", after.get("value", ""))
        else:
            self._copy_beside(after, new)
            real.set("categoryValueRef", after.get("id", ""))

    # removing

    def _remove(self, item_id: str) -> None:
        real = self.real.get(item_id)
        holder = real.getparent() if real is not None else None
        if real is None or holder is None:
            return
        data_object = real.get("dataObjectRef")
        targets = [(part.text or "").strip() for part in real.findall(bpmn("targetRef"))]
        holder.remove(real)
        if data_object:
            self._remove_unused(data_object, "dataObject", "dataObjectRef")
        if local_name(real.tag) == "dataInputAssociation":
            for target in targets:
                self._remove_unused(target, "property", "")
        if local_name(holder.tag) in _LANE_SETS and not len(holder):
            outer = holder.getparent()
            if outer is not None:
                outer.remove(holder)

    def _remove_unused(self, element_id: str, tag: str, reference: str) -> None:
        element = self.real.get(element_id)
        used = reference and any(other.get(reference) == element_id for other in self.root.iter(f"{{{BPMN}}}*"))
        holder = element.getparent() if element is not None else None
        if element is not None and holder is not None and local_name(element.tag) == tag and not used:
            holder.remove(element)

    # order of branches and of the table

    def _order_ways_on(self) -> None:
        """Ways on from one element are read in the order of the file; where it is another, they change places."""
        order = {element: at for at, element in enumerate(self.root.iter(f"{{{BPMN}}}*"))}
        sources: dict[str, list[etree._Element]] = {}
        for flow in self.wanted.flows:
            if flow.kind in (FlowKind.SEQUENCE, FlowKind.MESSAGE) and flow.id in self.real:
                sources.setdefault(f"{flow.kind} {flow.source}", []).append(self.real[flow.id])
        for ways in sources.values():
            places = [order.get(way, -1) for way in ways]
            if places != sorted(places) and len({way.getparent() for way in ways}) == 1:
                _swap_into(ways, sorted(ways, key=lambda way: order.get(way, -1)))

    def _number_rows(self) -> None:
        """Positions in the table, where the file's no longer say the order of the steps."""
        steps = [self.real[node.id] for node in self.wanted.steps() if node.id in self.real]
        rows = [read_row(step) for step in steps]
        known = [row for row in rows if row]
        if len(known) == len(rows) and all(one < other for one, other in pairwise(known)):
            return
        if not known and self._in_file_order(steps):
            return
        for row, step in enumerate(steps, start=1):
            part = step.find(f"{bpmn('extensionElements')}/{STEP}")
            if part is not None and part.get(ROW) != str(row):
                part.set(ROW, str(row))

    def _in_file_order(self, steps: list[etree._Element]) -> bool:
        order = {element: at for at, element in enumerate(self.root.iter(f"{{{BPMN}}}*"))}
        places = [order.get(step, -1) for step in steps]
        return places == sorted(places)


def _by_id(root: etree._Element) -> dict[str, etree._Element]:
    return {element.get("id", ""): element for element in root.iter(f"{{{BPMN}}}*") if element.get("id")}


def _swap_into(wanted: list[etree._Element], standing: list[etree._Element]) -> None:
    """Put ``wanted`` where ``standing``, the same elements in the order of the file, are."""
    holder = standing[0].getparent()
    if holder is None:
        return
    children, tails = list(holder), [element.tail for element in standing]
    places = [children.index(element) for element in standing]
    for place, element, tail in zip(places, wanted, tails, strict=True):
        children[place], element.tail = element, tail
    holder[:] = children
