"""The words of the table and the values that they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bpr.core.values import Confidence, EvidenceKind, PerformerKind, WorkKind

PERFORMER_KINDS: Mapping[str, PerformerKind] = MappingProxyType(
    {
        "住民": PerformerKind.RESIDENT,
        "窓口": PerformerKind.COUNTER,
        "原課": PerformerKind.SECTION,
        "他団体": PerformerKind.OTHER_ORGANISATION,
        "システム": PerformerKind.SYSTEM,
        "その他": PerformerKind.OTHER,
    }
)
WORK_KINDS: Mapping[str, WorkKind] = MappingProxyType(
    {"手作業": WorkKind.MANUAL, "システム利用": WorkKind.USER, "システム処理": WorkKind.SYSTEM}
)
EVIDENCE_KINDS: Mapping[str, EvidenceKind] = MappingProxyType(
    {
        "実測": EvidenceKind.MEASURED,
        "台帳": EvidenceKind.LEDGER,
        "公表値": EvidenceKind.PUBLISHED,
        "推計": EvidenceKind.ESTIMATED,
        "例示": EvidenceKind.ILLUSTRATIVE,
    }
)
CONFIDENCES: Mapping[str, Confidence] = MappingProxyType(
    {"高": Confidence.HIGH, "中": Confidence.MIDDLE, "低": Confidence.LOW}
)
