"""Pools and lanes that do not say which way they lie: others would write their names across."""

from __future__ import annotations

from lxml import etree

from bpr.core.bpmn.names import DC
from bpr.core.bpmn.repair.note import Repair
from bpr.core.bpmn.tree import Tree


def repair_orientation(tree: Tree) -> list[Repair]:
    """Pools and lanes without isHorizontal lie the way in which they are longer, lanes like the first pool."""
    parts = {element.get("id", ""): tag for tag, element in tree.semantic if tag in ("participant", "lane")}
    if not parts:
        return []
    found = []
    for tag, shape in tree.drawing:
        element_id = shape.get("bpmnElement", "")
        is_band = shape.get("choreographyActivityShape") is not None  # in a task, not a pool
        if tag == "BPMNShape" and element_id in parts and shape.get("isHorizontal") is None and not is_band:
            horizontal = parts[element_id] == "lane" or _is_wide(shape)
            shape.set("isHorizontal", "true" if horizontal else "false")
            word = "横" if horizontal else "縦"
            found.append(Repair(f"「{element_id}」の向き（isHorizontal）がないため、{word}向きとしました", element_id))
    return found


def _is_wide(shape: etree._Element) -> bool:
    bounds = shape.find(f"{{{DC}}}Bounds")
    return bounds is None or float(bounds.get("width", "0")) >= float(bounds.get("height", "0"))
