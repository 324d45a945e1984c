"""Words of a drawing for those who hear it read or point at its parts."""

from __future__ import annotations

from bpr.core.bpmn.model import Flow, FlowKind, Node, ProcessModel
from bpr.core.bpmn.render.highlight import STYLES, Highlight

_GATEWAYS = {
    "exclusiveGateway": "分岐（どれか一つ）",
    "parallelGateway": "並行",
    "inclusiveGateway": "分岐（一つ以上）",
    "eventBasedGateway": "分岐（先に起きたこと）",
    "complexGateway": "分岐（複合）",
}
_EVENTS = {"startEvent": "開始", "endEvent": "終了"}
_DEFINITIONS = {
    "message": "メッセージ",
    "timer": "タイマー",
    "error": "エラー",
    "escalation": "エスカレーション",
    "cancel": "取消",
    "compensate": "補償",
    "conditional": "条件",
    "link": "リンク",
    "signal": "シグナル",
    "terminate": "強制終了",
}
_TASKS = {
    "subProcess": "サブプロセス",
    "adHocSubProcess": "アドホックのサブプロセス",
    "transaction": "トランザクション",
    "callActivity": "呼び出す業務",
}
_ARTIFACTS = {
    "dataObjectReference": "書類・データ",
    "dataObject": "書類・データ",
    "dataInput": "入力データ",
    "dataOutput": "出力データ",
    "dataStoreReference": "データの保管",
    "textAnnotation": "注記",
    "group": "まとまり",
    "choreographyTask": "やりとり",
    "subChoreography": "やりとりのまとまり",
    "callChoreography": "呼び出すやりとり",
    "conversation": "会話",
    "subConversation": "会話のまとまり",
    "callConversation": "呼び出す会話",
}
_FLOWS = {
    FlowKind.SEQUENCE: "次へ",
    FlowKind.MESSAGE: "連絡",
    FlowKind.CONVERSATION: "会話",
}


def element_title(node: Node) -> str:
    """The name of a node and what it is; a step's number stands before its name."""
    if node.is_gateway:
        kind = _GATEWAYS[node.tag]
        return f"{node.name}（{kind}）" if node.name else kind
    if node.is_event:
        return _event_title(node)
    number = f"{node.values.number} " if node.values and node.values.number else ""
    name = node.name or node.text
    kind = _TASKS.get(node.tag) or _ARTIFACTS.get(node.tag, "")
    return f"{number}{name}" + (f"（{kind}）" if kind and name else kind)


def _event_title(node: Node) -> str:
    place = _EVENTS.get(node.tag, "途中のできごと")
    kinds = [_DEFINITIONS.get(name.removesuffix("EventDefinition"), "") for name in node.event_definitions]
    kind = "・".join([place, *(word for word in kinds if word)])
    if not node.name:
        return kind
    return node.name if kind == place else f"{node.name}（{kind}）"


def flow_title(flow: Flow, label: str) -> str:
    """What stands beside a flow, else what it is."""
    return label or _FLOWS.get(flow.kind, "関連")


def marked(highlight: Highlight | None) -> str:
    """What is marked on an element, in words: 「新設。処理時間 5分。意見 2 件」."""
    if highlight is None:
        return ""
    style = STYLES.get(highlight.kind) if highlight.kind else None
    said = [highlight.label or style.word] if style else []
    said += [f"処理時間 {highlight.heat_label}"] if highlight.heat_label else []
    said += [f"意見 {highlight.comments} 件"] if highlight.comments else []
    return "。".join(said)


def summary(model: ProcessModel) -> str:
    """One sentence: who takes part, and how much there is."""
    names = [pool.name for pool in model.pools if pool.name] or [lane.name for lane in model.lanes if lane.name]
    tasks = sum(node.is_activity for node in model.nodes)
    gateways = sum(node.is_gateway for node in model.nodes)
    parties = f"{'、'.join(names)}の" if names else ""
    return f"{parties}業務フロー図。作業{tasks}、分岐と合流{gateways}。"
