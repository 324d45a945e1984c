"""Without a performer the minutes of a step are nobody's."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import Node, ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    for node in model.nodes:
        if node.is_activity and not _has_performer(model, node):
            yield Finding(
                rule="missing_performer",
                severity=Severity.WARNING,
                element_id=node.id,
                message=f"{named(node)}の作業者が決まっていません",
                remedy="作業者（レーン）を書いてください",
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
