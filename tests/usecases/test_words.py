"""The words in which a comparison of two diagrams says what differs."""

from __future__ import annotations

from decimal import Decimal

from bpr.core.bpmn.diff import FieldChange
from bpr.core.values import ThreePoint
from usecases.templatetags.process_tags import changed_value


def test_each_value_that_differs_is_said_with_its_unit() -> None:
    said = {
        ("loop", "", "standard"): "繰返しの印: ― → 繰り返す",
        ("loop", "multi_parallel", "multi_sequential"): "繰返しの印: 同時に何件も行う → 順に何件も行う",
        ("repeat", None, Decimal("2.5")): "繰返しの回数（平均）: ― → 2.5",
        ("share", Decimal("0.1"), Decimal("0.125")): "割合: 10% → 12.5%",
        ("handling_minutes", ThreePoint(likely=Decimal(5)), None): "処理時間: 5分 → ―",
    }
    for (field, before, after), words in said.items():
        assert changed_value(FieldChange(field=field, before=before, after=after)) == words
