"""A loop that no case ever leaves: expected visits would be infinite."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.control import ControlEdge, control_edges, entry_ids, reached_ids
from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    edges = [edge for edge in control_edges(model) if edge.share != 0]
    reached = reached_ids(edges, entry_ids(model))
    endless = reached - _ending(edges, reached)
    told: set[str] = set()
    for node in sorted(model.nodes, key=lambda node: not node.is_activity):
        if node.id not in endless:
            continue
        behind = reached_ids(edges, [edge.target for edge in edges if edge.source == node.id])
        if node.id in behind and not behind & told:
            told |= behind
            yield Finding(
                rule="endless_loop",
                severity=Severity.ERROR,
                element_id=node.id,
                message=f"{named(node)}を通る繰り返しから抜ける道がありません",
                remedy="繰り返しを終える枝（例：終了（90%））を書き足してください",
            )


def _ending(edges: list[ControlEdge], reached: set[str]) -> set[str]:
    """Reached nodes from which a case can come to where nothing follows."""
    backwards = [
        ControlEdge(source=edge.target, target=edge.source, share=edge.share, kind=edge.kind) for edge in edges
    ]
    return reached_ids(backwards, reached - {edge.source for edge in edges})
