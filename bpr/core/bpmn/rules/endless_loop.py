"""A loop that no case ever leaves: expected visits would be infinite."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.control import ControlEdge, reached_ids
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words
from bpr.core.bpmn.model import Node


def check(diagram: Checked) -> Iterator[Finding]:
    edges = [edge for edge in diagram.graph.edges if edge.share != 0]
    endless = diagram.graph.reached - _ending(edges, diagram.graph.reached)
    told: set[str] = set()
    for node in sorted(diagram.model.nodes, key=lambda node: not node.is_activity) if endless else ():
        if node.id not in endless:
            continue
        behind = reached_ids(edges, [edge.target for edge in edges if edge.source == node.id])
        if node.id in behind and not behind & told:
            told |= behind
            yield _finding(diagram, node)


def _finding(diagram: Checked, node: Node) -> Finding:
    name = diagram.named(node)
    return Finding(
        rule="endless_loop",
        severity=Severity.ERROR,
        topic=Topic.STRUCTURE,
        element_id=node.id,
        ja=Words(
            f"{name.ja}を通る繰り返しから抜ける道がありません",
            "繰り返しを終える枝（例：終了（90%））を書き足してください",
        ),
        en=Words(
            f"No way leads out of the loop through {name.en}",
            "Add a branch that ends the repetition, with its share (for example: end, 90%).",
        ),
    )


def _ending(edges: list[ControlEdge], reached: set[str]) -> set[str]:
    """Reached nodes from which a case can come to where nothing follows."""
    backwards = [
        ControlEdge(source=edge.target, target=edge.source, share=edge.share, kind=edge.kind) for edge in edges
    ]
    return reached_ids(backwards, reached - {edge.source for edge in edges})
