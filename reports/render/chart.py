"""A chart as data: one definition that the page (Plotly) and the print (SVG) both draw."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bpr.core.units import format_number


class ChartKind(StrEnum):
    BARS = "bars"  # grouped horizontal bars: as-is beside to-be
    COLUMNS = "columns"  # grouped columns over an ordered axis (months)
    WATERFALL = "waterfall"  # from as-is down to to-be, one step per measure
    RANGES = "ranges"  # print only: low, middle and high of each category, as a bar with a whisker
    TORNADO = "tornado"  # print only: at the minimum and at the maximum of each input, and the value they go out from


class Tone(StrEnum):
    """Meaning of a series; each renderer has its own colour and hatch for it."""

    AS_IS = "as_is"
    TO_BE = "to_be"
    SAVING = "saving"
    INCREASE = "increase"
    NEUTRAL = "neutral"


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Values in the order of the chart's categories; None where there is none."""

    name: str
    tone: Tone
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """``description`` says in words what the picture shows; it is its alternative text."""

    key: str
    kind: ChartKind
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    description: str

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)


def chart_to_json(chart: Chart) -> dict[str, Any]:
    """JSON-serialisable form; decimals become text, so that nothing is lost."""
    data = asdict(chart)
    for series in data["series"]:
        series["values"] = [None if value is None else str(value) for value in series["values"]]
    return data


def chart_from_json(data: dict[str, Any]) -> Chart:
    """Inverse of :func:`chart_to_json`."""
    series = tuple(
        Series(
            name=item["name"],
            tone=Tone(item["tone"]),
            values=tuple(None if value is None else Decimal(value) for value in item["values"]),
        )
        for item in data["series"]
    )
    return Chart(
        key=data["key"],
        kind=ChartKind(data["kind"]),
        title=data["title"],
        unit=data["unit"],
        categories=tuple(data["categories"]),
        series=series,
        description=data["description"],
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class WaterfallStep:
    """One column of a waterfall: from ``bottom`` to ``top``; totals stand on the axis."""

    name: str
    bottom: Decimal
    top: Decimal
    tone: Tone
    change: Decimal
    is_total: bool = False

    @property
    def text(self) -> str:
        """A total as it is, a step with its sign: 「−1,200」 where it takes away, 「＋30」 where it adds."""
        amount = format_number(abs(self.change))
        if self.is_total:
            return format_number(self.change)
        return f"{'＋' if self.change > 0 else '−' if self.change else ''}{amount}"


def waterfall_steps(chart: Chart) -> tuple[WaterfallStep, ...]:
    """Columns of a waterfall chart.

    Its only series starts with the as-is total, ends with the to-be total, and holds the savings between them
    (positive: the column goes down).
    """
    values = [value or Decimal(0) for value in chart.series[0].values]
    level, steps = values[0], [_total(chart.categories[0], values[0], Tone.AS_IS)]
    for name, saving in zip(chart.categories[1:-1], values[1:-1], strict=True):
        after = level - saving
        tone = Tone.SAVING if saving >= 0 else Tone.INCREASE
        steps.append(
            WaterfallStep(name=name, bottom=min(level, after), top=max(level, after), tone=tone, change=-saving)
        )
        level = after
    return (*steps, _total(chart.categories[-1], values[-1], Tone.TO_BE))


def _total(name: str, value: Decimal, tone: Tone) -> WaterfallStep:
    bottom, top = min(value, Decimal(0)), max(value, Decimal(0))
    return WaterfallStep(name=name, bottom=bottom, top=top, tone=tone, change=value, is_total=True)
