"""Without a performer the minutes of a step are nobody's."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named, sentence
from bpr.core.bpmn.model import Node, ProcessModel


def check(diagram: Checked) -> Iterator[Finding]:
    for node in diagram.model.nodes:
        if node.is_activity and not _has_performer(diagram.model, node):
            name = named(node)
            yield Finding(
                rule="missing_performer",
                severity=Severity.WARNING,
                topic=Topic.FIGURES,
                element_id=node.id,
                ja=Words(f"{name.ja}の作業者が決まっていません", "作業者（レーン）を書いてください"),
                en=Words(sentence(f"{name.en} has no performer"), "Say who does it: put it into a named lane."),
            )


def _has_performer(model: ProcessModel, node: Node) -> bool:
    """Said in the values; for steps without values, by a named lane or pool. Inner steps are their sub-process's."""
    if node.values is not None:
        return bool(node.values.performer.strip())
    lane = model.lane_of.get(node.id)
    if lane is not None and lane.name.strip():
        return True
    parent = model.node_by_id.get(node.parent)
    if parent is not None:
        return _has_performer(model, parent)
    own_lanes = any(other.process == node.parent for other in model.lanes)
    return not own_lanes and any(pool.process == node.parent and pool.name.strip() for pool in model.pools)
