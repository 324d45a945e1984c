"""What people read for the values of the core's enumerations."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from bpr.core.bpmn.diff import ElementKind
from bpr.core.flow import Amount
from bpr.core.values import ChangeKind, Confidence, EvidenceKind, PerformerKind, WorkKind

Label = str | Promise

PERFORMER_KINDS: Mapping[PerformerKind, Label] = {
    PerformerKind.RESIDENT: _("住民"),
    PerformerKind.COUNTER: _("窓口"),
    PerformerKind.SECTION: _("原課"),
    PerformerKind.OTHER_ORGANISATION: _("他団体"),
    PerformerKind.SYSTEM: _("システム"),
    PerformerKind.OTHER: _("その他"),
}
WORK_KINDS: Mapping[WorkKind, Label] = {
    WorkKind.MANUAL: _("手作業"),
    WorkKind.USER: _("システム利用"),
    WorkKind.SYSTEM: _("システム処理"),
}
EVIDENCE_KINDS: Mapping[EvidenceKind, Label] = {
    EvidenceKind.MEASURED: _("実測"),
    EvidenceKind.LEDGER: _("台帳"),
    EvidenceKind.PUBLISHED: _("公表値"),
    EvidenceKind.ESTIMATED: _("推計"),
    EvidenceKind.ILLUSTRATIVE: _("例示"),
}
CONFIDENCES: Mapping[Confidence, Label] = {
    Confidence.HIGH: _("高"),
    Confidence.MIDDLE: _("中"),
    Confidence.LOW: _("低"),
}
CHANGE_KINDS: Mapping[ChangeKind, Label] = {
    ChangeKind.KEPT: _("維持"),
    ChangeKind.CHANGED: _("変更"),
    ChangeKind.MERGED: _("統合"),
    ChangeKind.SPLIT: _("分割"),
    ChangeKind.REMOVED: _("廃止"),
    ChangeKind.AUTOMATED: _("自動化"),
    ChangeKind.MOVED: _("移管"),
    ChangeKind.ADDED: _("新設"),
}

ELEMENT_KINDS: Mapping[ElementKind, Label] = {
    ElementKind.EVENT: _("開始・終了など"),
    ElementKind.GATEWAY: _("分岐・合流"),
    ElementKind.DATA: _("帳票・注記"),
    ElementKind.FLOW: _("流れ"),
    ElementKind.LANE: _("作業者（レーン）"),
    ElementKind.POOL: _("団体（プール）"),
}
#: The repetition markers of an activity.
LOOPS: Mapping[str, Label] = {
    "standard": _("繰り返す"),
    "multi_parallel": _("同時に何件も行う"),
    "multi_sequential": _("順に何件も行う"),
}
#: What the fields of a change between two versions are called.
FIELDS: Mapping[str, Label] = {
    "name": _("名前"),
    "performer": _("作業者"),
    "performer_kind": _("作業者の区分"),
    "work_kind": _("作業区分"),
    "handling_minutes": _("処理時間"),
    "waiting_minutes": _("待ち時間（分）"),
    "resident_visits": _("来庁回数"),
    "resident_travel_minutes": _("移動時間（分）"),
    "resident_waiting_minutes": _("住民の待ち時間（分）"),
    "direct_cost_yen": _("直接経費（円）"),
    "attached_documents": _("添付書類"),
    "system": _("システム"),
    "forms_read": _("参照する帳票"),
    "forms_made": _("作成する帳票"),
    "loop": _("繰返しの印"),
    "repeat": _("繰返しの回数（平均）"),
    "share": _("割合"),
    "target": _("行き先"),
    "tag": _("図形の種類"),
    "event_definitions": _("きっかけ"),
    "text": _("文"),
}

#: Why a comparison takes two steps for the same work: words of the core, which is Japanese and knows no gettext.
MATCH_REASONS: tuple[str, ...] = (
    gettext_noop("手で決めた対応"),
    gettext_noop("改革案に書かれた元の作業"),
    gettext_noop("共通作業が同じ"),
    gettext_noop("同じ行を引き継いだ作業"),
    gettext_noop("図の中の同じ要素"),
    gettext_noop("名前が同じ"),
    gettext_noop("名前がほぼ同じ"),
    gettext_noop("名前が近い"),
    gettext_noop("名前の一部が同じ"),
    gettext_noop("作業者の区分が同じ"),
    gettext_noop("前後の作業が同じ"),
    gettext_noop("前後の作業も同じ"),
    gettext_noop("統合：後の作業の名前が、前の作業をともに含む"),
    gettext_noop("分割：前の作業の名前が、後の作業をともに含む"),
)

AMOUNTS: Mapping[str, Label] = {
    "steps": _("作業の数"),
    Amount.STAFF_MINUTES: _("職員の処理時間（分）"),
    Amount.SHEETS_MADE: _("作る帳票（枚）"),
    Amount.RESIDENT_VISITS: _("住民の来庁（回）"),
    Amount.ATTACHED_DOCUMENTS: _("添付書類（点）"),
}


def label(value: PerformerKind | WorkKind | EvidenceKind | Confidence | ChangeKind | None) -> Label:
    """Japanese name of an enumeration's value; "" for None."""
    match value:
        case PerformerKind():
            return PERFORMER_KINDS[value]
        case WorkKind():
            return WORK_KINDS[value]
        case EvidenceKind():
            return EVIDENCE_KINDS[value]
        case Confidence():
            return CONFIDENCES[value]
        case ChangeKind():
            return CHANGE_KINDS[value]
    return ""


def match_reason(text: str) -> str:
    """Why two steps are taken for the same work, in the language of the page; the core joins its reasons with 、."""
    parts = [text] if text in MATCH_REASONS else text.split("、")
    return gettext("、").join(gettext(part) for part in parts)
