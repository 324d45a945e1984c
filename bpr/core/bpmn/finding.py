"""What a check of a diagram has to say: one finding, in words that municipal staff can act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bpr.core.bpmn.model import Node


class Severity(StrEnum):
    """ERROR: figures cannot be calculated; WARNING: they may be wrong; HINT: the diagram could be clearer."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """``rule`` is the name of the rule's module; ``element_id`` "" means the diagram as a whole."""

    rule: str
    severity: Severity
    element_id: str
    message: str
    remedy: str


_KINDS = {
    "startEvent": "開始",
    "endEvent": "終了",
    "exclusiveGateway": "分岐",
    "inclusiveGateway": "複数選択の分岐",
    "parallelGateway": "並行の分岐",
    "eventBasedGateway": "イベント待ちの分岐",
    "complexGateway": "複合の分岐",
}


def named(node: Node) -> str:
    """How a message names an element: by its name, or by what it is where it has none."""
    kind = "作業" if node.is_activity else _KINDS.get(node.tag, "イベント")
    return f"{kind}「{node.name.strip() or node.id}」"
