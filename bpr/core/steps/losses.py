"""What a drawing would lose if its flow were drawn anew from the rows, which know nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpr.core.bpmn.model import SUBPROCESS_TAGS, Node, ProcessModel
from bpr.core.steps.problems import Problem
from bpr.core.steps.rows import StepRow

_PLAIN = frozenset({"startEvent", "endEvent", "exclusiveGateway", "parallelGateway", "inclusiveGateway"})
_OURS = frozenset({"", "開始", "終了"})  # names of what rows are drawn with
_KINDS = {
    "boundaryEvent": "作業に付けたイベント", "intermediateCatchEvent": "途中のイベント",
    "intermediateThrowEvent": "途中のイベント", "eventBasedGateway": "イベントによる分岐", "startEvent": "開始",
    "endEvent": "終了", "exclusiveGateway": "分岐", "parallelGateway": "並行の分岐", "inclusiveGateway": "分岐",
    "complexGateway": "複合の分岐",
}  # fmt: skip


def lost_by(
    drawing: ProcessModel, anew: ProcessModel, before: Sequence[StepRow], wanted: Sequence[StepRow]
) -> list[Problem]:
    """A problem, at the first row that changed, for each element of ``drawing`` that ``anew`` no longer has."""
    lost = [node for node in _lost(drawing, anew) if not _is_plain(node)]
    at, row = _first_change(before, wanted)
    return [Problem(row_key=row.values.key, row=at + 1, column="次の作業", message=_message(node)) for node in lost]


def _lost(drawing: ProcessModel, anew: ProcessModel) -> Iterator[Node]:
    """Steps that are gone were taken out of the table; so was what rode on them."""
    steps = {node.id for node in drawing.nodes if node.is_activity and node.tag not in SUBPROCESS_TAGS}
    gone = {node_id for node_id in steps if node_id not in anew.node_by_id}
    for node in drawing.nodes:
        if node.id not in anew.node_by_id and node.id not in steps and node.attached_to not in gone:
            yield node


def _is_plain(node: Node) -> bool:
    """What is drawn from rows as well: unnamed gateways, a start, an end, catching and throwing of messages."""
    is_message = node.is_event and node.event_definitions == ("messageEventDefinition",) and not node.attached_to
    is_plain_event = node.is_event and not node.event_definitions
    is_ours = is_message or (node.tag in _PLAIN and (is_plain_event or node.is_gateway))
    return (is_ours or node.tag == "eventBasedGateway") and node.name in _OURS and not node.documentation


def _message(node: Node) -> str:
    kind = "サブプロセス" if node.tag in SUBPROCESS_TAGS else _KINDS.get(node.tag, "要素")
    named = f"{kind}「{node.name}」" if node.name else f"{kind}（{node.id}）"
    return f"この変更は表からでは図に入れられません。図の{named}が失われます。図の上で直してください"


def _first_change(before: Sequence[StepRow], wanted: Sequence[StepRow]) -> tuple[int, StepRow]:
    for at, (one, other) in enumerate(zip(before, wanted, strict=False)):
        if one != other:
            return at, other
    at = min(len(before), len(wanted) - 1)
    return at, wanted[at]
