from __future__ import annotations

import pytest

from bpr.core.workload import monthly_hours, monthly_shares, volume, volume_findings, yearly_hours
from tests.core.flow_models import D, F

PEAK_IN_MARCH = tuple(D(n) for n in (300, 100, 100, 100, 100, 100, 100, 100, 100, 100, 200, 600))


def test_hours_of_a_year_and_its_months() -> None:
    item = volume(cases_per_year=D(2000), months=PEAK_IN_MARCH)
    assert yearly_hours(F("7.5"), item) == 250
    months = monthly_hours(F("7.5"), item)
    assert months[0] == F("37.5")
    assert months[11] == 75
    assert sum(months) == 250
    assert item.peak_month == 3
    assert list(volume_findings(item)) == []


def test_without_a_profile_every_month_is_alike_and_it_is_said() -> None:
    item = volume(cases_per_year=D(1200), months=(D(0),) * 12)
    assert set(monthly_shares(item)) == {F(1, 12)}
    assert item.peak_month is None
    assert "均等" in next(volume_findings(item))


def test_a_profile_that_does_not_add_up_gives_its_shape_only() -> None:
    item = volume(cases_per_year=D(1000), months=PEAK_IN_MARCH)
    assert sum(monthly_hours(F(60), item)) == 1000
    assert "2,000" in next(volume_findings(item))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"cases_per_year": D(-1)}, "0以上"),
        ({"cases_per_year": D(1), "months": (D(1),) * 11}, "12個.*11個"),
        ({"cases_per_year": D(5), "minimum": D(6)}, "最小≦年間件数≦最大"),
    ],
)
def test_a_volume_that_cannot_be_is_refused(arguments: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        volume(**arguments)
