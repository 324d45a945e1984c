"""Where more hearings would narrow a range, against the arithmetic of standard errors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bpr.core.factors import InputKind
from bpr.core.figures import Scope
from bpr.core.influence import LineEffect, Sensitivity
from bpr.core.narrowing import outlook, without_range


def moved(
    key: str, deviation: str, *, kind: InputKind = InputKind.MINUTES, step: str = "s", organisation: str = "a",
    likely: str = "5", per_unit: str = "10", varies: bool = True,
) -> Sensitivity:  # fmt: skip
    line = Scope(use_case="u", organisation=organisation)
    end = Decimal(1) if varies else None
    effect = LineEffect(line=line, deviation=Decimal(deviation), per_unit=Decimal(per_unit))
    return Sensitivity(
        key=key, name=key, kind=kind, unit="分/回", likely=Decimal(likely), minimum=end, maximum=end, place=step,
        common_key=step, effects=(effect,),
    )  # fmt: skip


def test_one_input_narrows_with_the_root_of_the_number_of_statements() -> None:
    found = outlook([moved("x", "4")])
    assert found is not None
    assert [float(left) for left in found.left] == pytest.approx([2**-0.5, 4**-0.5, 11**-0.5])
    assert found.floor == 0


def test_volumes_stay_and_are_said_to() -> None:
    found = outlook([moved("x", "3"), moved("cases", "4", kind=InputKind.VOLUME, step="")])
    assert found is not None
    natural, asked = found.places
    assert (natural.is_natural, natural.left) == (True, (1, 1, 1))
    assert float(natural.contribution) == pytest.approx(16 / 25)
    assert float(found.floor) == pytest.approx(4 / 5)
    assert float(asked.left[0]) == pytest.approx(((16 + 4.5) / 25) ** 0.5)
    assert found.left == asked.left


def test_hearings_go_where_they_take_most() -> None:
    """Variances 16 and 1: the first three go to the first input (16 → 4), and its organisation is named first."""
    items = [moved("small", "1", organisation="b"), moved("large", "4")]
    found = outlook(items)
    assert found is not None
    assert len(found.places) == 1
    assert [item.key for item in found.places[0].items] == ["large", "small"]
    assert float(found.left[1]) == pytest.approx(((4 + 1) / 17) ** 0.5)
    assert found.left[2] < found.left[1] < found.left[0] < 1


def test_a_scope_knows_only_its_own_lines() -> None:
    items = [moved("x", "1"), moved("y", "9", organisation="b")]
    found = outlook(items, Scope(organisation="a"))
    assert found is not None
    assert [item.key for place in found.places for item in place.items] == ["x"]
    assert outlook(items, Scope(organisation="c")) is None
    assert outlook([moved("z", "0", varies=False)]) is None


def test_questions_without_a_range_are_ordered_by_how_much_organisations_differ() -> None:
    items = [
        moved("a1", "0", step="均一", likely="5", varies=False),
        moved("b1", "0", step="均一", likely="5", organisation="b", varies=False),
        moved("a2", "0", step="違う", likely="2", varies=False),
        moved("b2", "1", step="違う", likely="8", organisation="b"),
    ]
    found = without_range(items)
    assert [(item.place, [each.key for each in item.items]) for item in found] == [
        ("違う", ["a2"]),
        ("均一", ["a1", "b1"]),
    ]
    assert float(found[0].deviation) == pytest.approx(18**0.5)
    assert float(found[0].hours) == pytest.approx(10 * 18**0.5)
    assert found[1].hours == 0
    assert found[1].stake == 100
