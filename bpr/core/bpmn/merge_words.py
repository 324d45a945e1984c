"""What a merge says of a conflict, in plain Japanese."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bpr.core.bpmn.model import Bounds
from bpr.core.bpmn.names import BPMN
from bpr.core.values import Evidence, FormUse, ThreePoint

NAMES = {
    "name": "名前", "tag": "種類", "parent": "属する枠", "lane": "レーン", "bounds": "位置と大きさ",
    "label_bounds": "名前の位置", "waypoints": "線の通り道", "source": "線の始まり", "target": "線の終わり",
    "share": "割合", "share_range": "割合の幅", "share_of": "割合を数えた件数", "documentation": "説明", "text": "文",
    "fill": "塗りの色", "stroke": "線の色",
    "event_definitions": "イベントの種類", "attached_to": "載せた作業", "loop": "繰り返し", "repeat": "繰り返しの回数",
    "default_flow": "既定の線", "direction": "向き", "performer_kind": "作業者の区分", "number": "作業番号",
    "common_key": "共通作業", "performer": "作業者", "work_kind": "作業区分", "handling_minutes": "処理時間",
    "waiting_minutes": "待ち時間", "resident_visits": "来庁回数", "resident_travel_minutes": "移動時間",
    "resident_waiting_minutes": "住民の待ち", "direct_cost_yen": "直接経費", "attached_documents": "添付書類",
    "system": "使うシステム", "forms_read": "見る帳票", "forms_made": "作る帳票", "evidence": "根拠",
    "change": "変更", "origin_keys": "元の作業", "measure": "改革方策", "values": "作業の値",
}  # fmt: skip
_VALUES = {
    "resident": "住民", "counter": "窓口", "section": "原課", "other_organisation": "他団体", "system": "システム",
    "other": "その他", "manual": "手作業", "user": "システム利用", "kept": "維持", "changed": "変更",
    "merged": "統合", "removed": "廃止", "automated": "自動化", "moved": "移管", "added": "新設", "split": "分割",
    "measured": "実測", "ledger": "台帳", "published": "公表値", "estimated": "推計", "illustrative": "例示",
}  # fmt: skip
_PARTS = {
    "timeDuration": "待つ時間", "timeDate": "日時", "timeCycle": "繰り返しの時刻", "condition": "条件",
    "conditionExpression": "条件", "loopCondition": "繰り返しの条件", "loopCardinality": "繰り返しの回数",
    "completionCondition": "終わりの条件", "documentation": "説明", "script": "スクリプト", "messageRef": "メッセージ",
    "message": "メッセージ", "signalRef": "シグナル", "errorRef": "エラー", "dataState": "データの状態", "name": "名前",
}  # fmt: skip
_LONGEST = 60
WHOLE, REMOVED, CHANGED = "要素の全体", "削除", "変更"
_MINUTES = frozenset(name for name in NAMES if name.endswith("_minutes"))


@dataclass(frozen=True, kw_only=True, slots=True)
class MergeConflict:
    """One thing that both changed differently. ``mine`` and ``theirs`` say in words what each made of it."""

    element_id: str
    name: str
    what: str
    mine: str
    theirs: str


def name_of(field: str) -> str:
    """The name of a field as people know it."""
    return NAMES.get(field, "設定")


def name_of_part(name: str) -> str:
    """What an attribute or child of the XML is called, by its full name."""
    plain = name.rpartition("}")[2]
    is_foreign = "}" in name and not name.startswith(f"{{{BPMN}}}")
    return f"ほかのツールの設定「{plain}」" if is_foreign else _PARTS.get(plain, f"設定「{plain}」")


def excerpt(text: str | None) -> str:
    """A text of the XML, not more of it than can be read beside another."""
    plain = " ".join((text or "").split())
    if not plain:
        return "なし"
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def shown(field: str, value: object) -> str:
    """One side of a conflict in words."""
    if value is None or value == "" or value == ():
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if field == "share_range" and isinstance(value, tuple):
        return "～".join(f"{bound * 100:f}%" for bound in value)
    if isinstance(value, tuple):
        return "、".join(_part(part) for part in value) if field != "waypoints" else CHANGED
    if isinstance(value, Decimal):
        return f"{value * 100:f}%" if field == "share" else _amount(field, value)
    return _part(value)


def _amount(field: str, value: Decimal) -> str:
    return f"{value:f}{'分' if field in _MINUTES else ''}"


def _part(value: object) -> str:
    if isinstance(value, ThreePoint):
        bounds = [bound for bound in (value.minimum, value.likely, value.maximum) if bound is not None]
        return f"{'～'.join(f'{bound:f}' for bound in bounds)}分"
    if isinstance(value, FormUse):
        return f"{value.name} {value.sheets:f}枚"
    if isinstance(value, Evidence):
        return " ".join(filter(None, (_VALUES[value.kind], value.source)))
    if isinstance(value, Bounds):
        return f"左{value.x:g}・上{value.y:g}・幅{value.width:g}・高さ{value.height:g}"
    return _VALUES.get(value, str(value)) if isinstance(value, StrEnum) else str(value)
