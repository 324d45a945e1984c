"""What a drawing would lose if it were changed from the rows, which know nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpr.core.bpmn.model import SUBPROCESS_TAGS, Node, ProcessModel
from bpr.core.steps.from_model import steps_in_order
from bpr.core.steps.problems import Problem
from bpr.core.steps.rewire import lines_behind, ways_by_key
from bpr.core.steps.rows import StepRow

_PLAIN = frozenset({"startEvent", "endEvent", "exclusiveGateway", "parallelGateway", "inclusiveGateway"})
_OURS = frozenset({"", "開始", "終了"})  # names of what rows are drawn with
_KINDS = {
    "boundaryEvent": "作業に付けたイベント", "intermediateCatchEvent": "途中のイベント",
    "intermediateThrowEvent": "途中のイベント", "eventBasedGateway": "イベントによる分岐", "startEvent": "開始",
    "endEvent": "終了", "exclusiveGateway": "分岐", "parallelGateway": "並行の分岐", "inclusiveGateway": "分岐",
    "complexGateway": "複合の分岐",
}  # fmt: skip
_WEIGHTS = dict.fromkeys(SUBPROCESS_TAGS, -3) | {"boundaryEvent": -2, "startEvent": 1, "endEvent": 2}
_MOST_NAMED = 3


def lost_by(
    drawing: ProcessModel, changed: ProcessModel, before: Sequence[StepRow], wanted: Sequence[StepRow]
) -> list[Node]:
    """What ``drawing`` has, ``changed`` has not, and nobody took out of the table; what weighs most first, and before
    that what rides on a step whose row was changed."""
    steps = _led_elsewhere(drawing, before, wanted)
    meant = _meant(drawing, steps)
    lost = [node for node in _lost(drawing, changed) if not _is_plain(node) and node.id not in meant]
    return sorted(lost, key=lambda node: (node.attached_to not in steps, _WEIGHTS.get(node.tag, 0)))


def refusal(lost: Sequence[Node], before: Sequence[StepRow], wanted: Sequence[StepRow]) -> Problem:
    """The problem, at the first row that changed, that names what would be lost."""
    at, row = _first_change(before, wanted)
    more = f"ほか{len(lost) - _MOST_NAMED}個" if len(lost) > _MOST_NAMED else ""
    names = "・".join(filter(None, [*map(_named, lost[:_MOST_NAMED]), more]))
    message = f"この変更を表から入れると、図の{names}が失われます。図の上で直してください"
    return Problem(row_key=row.values.key, row=at + 1, column="次の作業", message=message)


def _led_elsewhere(drawing: ProcessModel, before: Sequence[StepRow], wanted: Sequence[StepRow]) -> list[str]:
    """Steps whose rows now lead elsewhere, and to where none of the other rows leads in their place."""
    old, new = ways_by_key(before), ways_by_key(wanted)
    moved_on = list(new.values())
    steps = zip((row.values.key for row in before), steps_in_order(drawing), strict=True)
    return [node.id for key, node in steps if old[key] != new.get(key) and old[key] not in moved_on]


def _meant(drawing: ProcessModel, steps: Sequence[str]) -> set[str]:
    """Branches and ends behind rows that lead elsewhere: these go because the table says so."""
    behind = [flow.target for node_id in steps for flow in lines_behind(drawing, node_id)]
    nodes = [drawing.node_by_id[node_id] for node_id in behind]
    return {node.id for node in nodes if node.is_gateway or node.tag == "endEvent"}


def _lost(drawing: ProcessModel, anew: ProcessModel) -> Iterator[Node]:
    """Steps that are gone were taken out of the table; so was what rode on them."""
    steps = {node.id for node in drawing.nodes if node.is_activity and node.tag not in SUBPROCESS_TAGS}
    gone = {node_id for node_id in steps if node_id not in anew.node_by_id}
    for node in drawing.nodes:
        if node.id not in anew.node_by_id and node.id not in steps and node.attached_to not in gone:
            yield node


def _is_plain(node: Node) -> bool:
    """What is drawn from rows as well: unnamed gateways, a start, an end, catching and throwing of messages;
    with nothing said of them."""
    is_message = node.is_event and node.event_definitions == ("messageEventDefinition",) and not node.attached_to
    is_plain_event = node.is_event and not node.event_definitions
    is_ours = is_message or (node.tag in _PLAIN and (is_plain_event or node.is_gateway))
    is_silent = node.name in _OURS and not node.documentation and node.share is None
    return (is_ours or node.tag == "eventBasedGateway") and is_silent


def _named(node: Node) -> str:
    kind = "サブプロセス" if node.tag in SUBPROCESS_TAGS else _KINDS.get(node.tag, "要素")
    return f"{kind}「{node.name}」" if node.name else f"{kind}（{node.id}）"


def _first_change(before: Sequence[StepRow], wanted: Sequence[StepRow]) -> tuple[int, StepRow]:
    for at, (one, other) in enumerate(zip(before, wanted, strict=False)):
        if one != other:
            return at, other
    at = min(len(before), len(wanted) - 1)
    return at, wanted[at]
