"""The words of the sheet and the values of the core that they stand for."""

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
METHODS = ("対面", "オンライン", "書面")
FORM_KINDS = ("紙様式", "台帳", "画面", "データベース", "電子ファイル")
ISSUE_KINDS = ("課題", "要望")
IMPACTS = ("大", "中", "小")
PRIORITIES = ("高", "中", "低")
