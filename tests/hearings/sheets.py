"""Raw sheets for tests: one that is right, and ways to change it."""

from __future__ import annotations

import copy
from typing import Any

GOOD: dict[str, Any] = {
    "meta": {"held_on": "令和8年7月3日", "method": "対面"},
    "respondents": [{"section": "市民課", "post": "係長", "name": "試験花子"}],
    "overview": {"purpose": "居住関係の公証", "summary": "届出を受けて住民票を作る", "staff_count": "４人"},
    "steps": [
        {
            "key": "s01",
            "number": "1",
            "performer": "住民",
            "task": "転入届を書く",
            "minutes": "10",
            "forms_made": "転入届 1枚",
            "visits": "1",
            "travel": "40",
            "resident_waiting": "15",
            "attached_documents": "2点",
        },
        {
            "key": "s02",
            "number": "2",
            "performer": "市民課窓口",
            "performer_kind": "窓口",
            "task": "転入届を受け付け、本人を確認する",
            "minutes_min": "3",
            "minutes": "５",
            "minutes_max": "8",
            "next": "1（10% 不備あり）、3（90% 不備なし）",
            "forms_read": "転入届 1枚、転出証明書 1枚",
            "evidence_kind": "実測",
            "confidence": "高",
        },
        {
            "key": "s03",
            "number": "3",
            "performer": "市民課窓口",
            "task": "住民異動を入力する",
            "minutes": "1時間30分",
            "system": "住民記録システム",
            "waiting": "3日",
            "direct_cost": "84円",
            "next": "終了",
        },
    ],
    "volumes": {
        "year": "令和5年度",
        "annual": "3,412",
        "months": ["300", "284", "284", "284", "284", "284", "284", "284", "284", "284", "284", "272"],
        "evidence_kind": "台帳",
        "source": "住民基本台帳",
    },
    "forms": [{"name": "転入届", "kind": "紙様式", "maker": "住民", "retention": "5年", "note": ""}],
    "issues": [{"kind": "課題", "text": "二重に入力している", "step": "3", "impact": "大", "priority": "高"}],
}


def sheet(**parts: Any) -> dict[str, Any]:
    """A right sheet with whole parts replaced."""
    return {**copy.deepcopy(GOOD), **parts}


def with_step(index: int, **cells: str) -> dict[str, Any]:
    """A right sheet with cells of one step changed."""
    changed = sheet()
    changed["steps"][index].update(cells)
    return changed
