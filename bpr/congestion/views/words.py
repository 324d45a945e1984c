"""Estimates as people read them: a mean with its interval, in the unit that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bpr.core.units import format_number

EstimateJson = Mapping[str, float | None]
_HOUR, _DAY = 60, 1440


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit, how much of the stored one it is, and with how many places it is shown."""

    name: str
    size: float = 1.0
    places: int = 1

    def text(self, value: float | None) -> str:
        return "―" if value is None else format_number(Decimal(str(round(value / self.size, 6))), self.places)

    def interval(self, item: EstimateJson) -> str:
        """「3.1〜3.4」, "" where there is none."""
        return "" if item["low"] is None else f"{self.text(item['low'])}〜{self.text(item['high'])}"


def time_unit(*minutes: float | None) -> Unit:
    """Days, hours or minutes, by the longest of some times."""
    longest = max((abs(value) for value in minutes if value is not None), default=0.0)
    if longest >= _DAY:
        return Unit(name=_("日"), size=_DAY)
    return Unit(name=_("時間"), size=_HOUR) if longest >= 2 * _HOUR else Unit(name=_("分"))


def yen_unit() -> Unit:
    return Unit(name=_("円"), places=0)


def percent_unit() -> Unit:
    return Unit(name="％", size=0.01, places=0)


def count_unit() -> Unit:
    return Unit(name=_("件"))


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One figure on both sides with the difference of the pairs, all as text with intervals."""

    name: str
    unit: Unit
    before: EstimateJson
    after: EstimateJson
    difference: EstimateJson

    @property
    def before_text(self) -> str:
        return self.unit.text(self.before["mean"])

    @property
    def after_text(self) -> str:
        return self.unit.text(self.after["mean"])

    @property
    def difference_text(self) -> str:
        return self.unit.text(self.difference["mean"])

    @property
    def before_interval(self) -> str:
        return self.unit.interval(self.before)

    @property
    def after_interval(self) -> str:
        return self.unit.interval(self.after)

    @property
    def difference_interval(self) -> str:
        return self.unit.interval(self.difference)

    @property
    def is_worse(self) -> bool:
        mean = self.difference["mean"]
        return mean is not None and mean < 0

    @property
    def low_text(self) -> str:
        return "" if self.difference["low"] is None else self.unit.text(self.difference["low"])

    @property
    def high_text(self) -> str:
        return self.unit.text(self.difference["high"])

    @property
    def verdict(self) -> str:
        """What the interval allows to say."""
        low, high = self.difference["low"], self.difference["high"]
        if low is None or high is None:
            return ""
        if low > 0:
            return _("減るといえる")
        return _("増えるといえる") if high < 0 else _("差があるとはいえない")


def compared(name: str, unit: Unit, result: Mapping[str, Any], *path: Any) -> Compared:
    """One figure of a result by its path below each side and the difference."""
    found = {side: _at(result[side], path) for side in ("as_is", "to_be", "difference")}
    return Compared(name=name, unit=unit, before=found["as_is"], after=found["to_be"], difference=found["difference"])


def _at(data: Any, path: tuple[Any, ...]) -> EstimateJson:
    for key in path:
        data = data[key]
    return dict(data)
