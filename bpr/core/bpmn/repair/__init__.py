"""Putting right what other tools leave wrong in a BPMN file, each time with a sentence that says so.

Each step looks at a :class:`~bpr.core.bpmn.tree.Tree`; it is walked again only after a step that changed something.
"""

from __future__ import annotations

from lxml import etree

from bpr.core.bpmn.repair.drawing import repair_drawing
from bpr.core.bpmn.repair.ids import repair_ids, repair_prefixes
from bpr.core.bpmn.repair.note import Repair
from bpr.core.bpmn.repair.order import repair_order
from bpr.core.bpmn.repair.orientation import repair_orientation
from bpr.core.bpmn.repair.references import repair_dangling, repair_misled
from bpr.core.bpmn.repair.required import repair_required
from bpr.core.bpmn.repair.values import repair_values
from bpr.core.bpmn.tree import Tree

__all__ = ["Repair", "repair"]
_STEPS = (
    repair_ids,
    repair_prefixes,
    repair_dangling,
    repair_misled,
    repair_drawing,
    repair_values,
    repair_orientation,
    repair_required,
    repair_order,
)


_MOST_ROUNDS = 10


def repair(root: etree._Element) -> tuple[Repair, ...]:
    """Repair the tree in place and say what was done, in the order: ids, references, drawing, what the schema asks.

    A later step may leave work for an earlier one, so rounds go on until nothing is found.
    """
    tree, found = Tree(root), list[Repair]()
    for _round in range(_MOST_ROUNDS):
        more = _one_round(tree)
        found += more
        if not more:
            break
    return tuple(found)


def _one_round(tree: Tree) -> list[Repair]:
    found = []
    for step in _STEPS:
        said = step(tree)
        if said:
            tree.walk()
        found += said
    return found
