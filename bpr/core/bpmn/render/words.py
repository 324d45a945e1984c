"""Words of a drawing for those who hear it read or point at its parts."""

from __future__ import annotations

from bpr.core.bpmn.model import Node, ProcessModel

_GATEWAYS = {
    "exclusiveGateway": "分岐（どれか一つ）",
    "parallelGateway": "並行",
    "inclusiveGateway": "分岐（一つ以上）",
    "eventBasedGateway": "分岐（先に起きたこと）",
    "complexGateway": "分岐",
}
_EVENTS = {"startEvent": "開始", "endEvent": "終了"}


def element_title(node: Node) -> str:
    """The name of a node, or what it is; a step's number stands before its name."""
    if node.is_gateway:
        kind = _GATEWAYS[node.tag]
        return f"{node.name}（{kind}）" if node.name else kind
    if node.is_event:
        return node.name or _EVENTS.get(node.tag, "途中のできごと")
    number = f"{node.values.number} " if node.values and node.values.number else ""
    return f"{number}{node.name or node.text}"


def summary(model: ProcessModel) -> str:
    """One sentence: who takes part, and how much there is."""
    names = [pool.name for pool in model.pools if pool.name] or [lane.name for lane in model.lanes if lane.name]
    tasks = sum(node.is_activity for node in model.nodes)
    gateways = sum(node.is_gateway for node in model.nodes)
    parties = f"{'、'.join(names)}の" if names else ""
    return f"{parties}業務フロー図。作業{tasks}、分岐と合流{gateways}。"
