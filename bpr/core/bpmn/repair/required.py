"""What the OMG schemas ask for and tools leave out, where it can be said without guessing."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from bpr.core.bpmn.names import bpmn
from bpr.core.bpmn.repair.note import Repair
from bpr.core.bpmn.repair.references import remove
from bpr.core.bpmn.tree import Tree

_TARGET_NAMESPACE = "urn:bpr-workbench:model"


def repair_required(tree: Tree) -> list[Repair]:
    found = _root(tree.root)
    for tag, element in tree.semantic:
        mend = _MENDS.get(tag)
        said = mend(element, tree) if mend else ""
        if said:
            element_id = element.get("id", "")
            found.append(Repair(f"「{element_id or tag}」{said}", element_id))
    return found


def _root(root: etree._Element) -> list[Repair]:
    if root.get("targetNamespace") is not None:
        return []
    root.set("targetNamespace", _TARGET_NAMESPACE)
    return [Repair(f"図の名前空間（targetNamespace）がないため、「{_TARGET_NAMESPACE}」としました", "")]


def _condition(element: etree._Element, _tree: Tree) -> str:
    if element.find(bpmn("condition")) is not None:
        return ""
    etree.SubElement(element, bpmn("condition"))
    return "に条件がないため、空の条件を置きました"


def _link(element: etree._Element, _tree: Tree) -> str:
    if element.get("name") is not None:
        return ""
    holder = element.getparent()
    element.set("name", holder.get("name", "") if holder is not None else "")
    return "のリンクに名前がないため、イベントの名前としました"


def _data_sets(element: etree._Element, _tree: Tree) -> str:
    missing = [tag for tag in ("inputSet", "outputSet") if element.find(bpmn(tag)) is None]
    for tag in missing:
        etree.SubElement(element, bpmn(tag))
    return f"に {'、'.join(missing)} がないため、空のものを置きました" if missing else ""


def _data_input(element: etree._Element, tree: Tree) -> str:
    """An input needs a target inside the node, for which a property stands in (as bpmn-js does it)."""
    holder = element.getparent()
    if element.find(bpmn("targetRef")) is not None or holder is None:
        return ""
    target = f"{element.get('id') or holder.get('id') or 'data'}_target"
    while target in tree.by_id:
        target += "_"
    tree.by_id[target] = element
    etree.SubElement(holder, bpmn("property"), id=target, name="__targetRef_placeholder")
    etree.SubElement(element, bpmn("targetRef")).text = target
    return "のデータの受け手（targetRef）がないため、仮の受け手を置きました"


def _data_output(element: etree._Element, _tree: Tree) -> str:
    if element.find(bpmn("targetRef")) is not None:
        return ""
    remove(element)
    return "のデータの行き先（targetRef）がないため、線を除きました"


_MENDS: dict[str, Callable[[etree._Element, Tree], str]] = {
    "conditionalEventDefinition": _condition,
    "linkEventDefinition": _link,
    "ioSpecification": _data_sets,
    "dataInputAssociation": _data_input,
    "dataOutputAssociation": _data_output,
}
