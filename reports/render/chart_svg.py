"""A chart as SVG for print, drawn without a browser."""

from __future__ import annotations

import io
import textwrap
from decimal import Decimal
from functools import lru_cache
from typing import Any

from matplotlib import font_manager, rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bpr.core.units import format_number
from reports.render.chart import Chart, ChartKind, Tone, waterfall_steps

_COLOURS = {
    Tone.AS_IS: "#9aa9bd",
    Tone.TO_BE: "#0031d8",
    Tone.SAVING: "#197a4b",
    Tone.INCREASE: "#ce0000",
    Tone.NEUTRAL: "#626264",
}
_HATCHES = {Tone.AS_IS: "", Tone.TO_BE: "///", Tone.SAVING: "", Tone.INCREASE: "xx", Tone.NEUTRAL: ".."}
_FONTS = ("BIZ UDPGothic", "Noto Sans CJK JP")
_WIDTH_INCHES = 6.7  # the text width of A4 portrait
_LABEL_CHARACTERS, _LONG_LABEL = 14, 24
_LYING = (ChartKind.BARS, ChartKind.TORNADO, ChartKind.RANGES)
_TICKS = 6  # at most so many numbers side by side


@lru_cache(maxsize=1)
def _family() -> list[str]:
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    return [name for name in _FONTS if name in known] or ["sans-serif"]


def chart_svg(chart: Chart) -> str:
    """The chart as an ``<svg>`` element. Text stays text: it can be searched, and as paths it took a fifth of the time
    of the whole report. The PDF embeds the font."""
    settings: Any = {  # its stub wants every name of matplotlib's settings
        "font.family": _family(), "font.size": 8, "svg.fonttype": "none", "svg.hashsalt": chart.key,
        "hatch.color": "#ffffff", "hatch.linewidth": 0.6, "axes.unicode_minus": False,
    }  # fmt: skip
    with rc_context(settings):
        figure = Figure(figsize=(_WIDTH_INCHES, _height(chart)), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        _DRAWN[chart.kind](axes, chart)
        _plain(axes, chart)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def _height(chart: Chart) -> float:
    if chart.kind in (ChartKind.TORNADO, ChartKind.RANGES):
        return 0.9 + 0.3 * len(chart.categories)
    if chart.kind is ChartKind.BARS:
        return 0.9 + 0.2 * len(chart.categories) * max(len(chart.series), 1)
    return 3.4 if chart.kind is ChartKind.WATERFALL else 2.4


def _plain(axes: Axes, chart: Chart) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    number = FuncFormatter(lambda value, _position: f"{value:,.0f}")
    if chart.kind in _LYING:
        axes.xaxis.set_major_locator(MaxNLocator(_TICKS))
        axes.xaxis.set_major_formatter(number)
        axes.set_xlabel(chart.unit)
    else:
        axes.yaxis.set_major_formatter(number)
        axes.set_ylabel(chart.unit)
    if len(chart.series) > 1:
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(chart.series), frameon=False)


def _wrapped(name: str) -> str:
    return "\n".join(textwrap.wrap(name, _LABEL_CHARACTERS)) or name


def _two_lines(name: str) -> str:
    most = 2 * _LONG_LABEL
    short = name if len(name) <= most else f"{name[: most - 1]}…"
    return "\n".join(textwrap.wrap(short, _LONG_LABEL))


def _bars(axes: Axes, chart: Chart) -> None:
    thickness = 0.8 / max(len(chart.series), 1)
    for index, series in enumerate(chart.series):
        places = [row + index * thickness for row in range(len(chart.categories))]
        values = [float(value or 0) for value in series.values]
        bars = axes.barh(
            places, values, thickness, label=series.name, color=_COLOURS[series.tone], hatch=_HATCHES[series.tone]
        )
        labels = ["" if value is None else format_number(value) for value in series.values]
        axes.bar_label(bars, labels, padding=2, fontsize=7)
    middle = thickness * (len(chart.series) - 1) / 2
    names = [_wrapped(name) for name in chart.categories]
    axes.set_yticks([row + middle for row in range(len(names))], names, linespacing=1.5)
    axes.invert_yaxis()
    axes.margins(x=0.12)


def _columns(axes: Axes, chart: Chart) -> None:
    thickness = 0.8 / max(len(chart.series), 1)
    for index, series in enumerate(chart.series):
        places = [column + index * thickness for column in range(len(chart.categories))]
        values = [float(value or 0) for value in series.values]
        axes.bar(places, values, thickness, label=series.name, color=_COLOURS[series.tone], hatch=_HATCHES[series.tone])
    middle = thickness * (len(chart.series) - 1) / 2
    axes.set_xticks([column + middle for column in range(len(chart.categories))], chart.categories)


def _waterfall(axes: Axes, chart: Chart) -> None:
    steps = waterfall_steps(chart)
    for index, step in enumerate(steps):
        bars = axes.bar(
            index, float(step.top - step.bottom), 0.7, bottom=float(step.bottom),
            color=_COLOURS[step.tone], hatch=_HATCHES[step.tone],
        )  # fmt: skip
        axes.bar_label(bars, [step.text], padding=2, fontsize=6)
    labels = ["\n".join(textwrap.wrap(step.name, 5)) for step in steps]  # as wide as its column
    axes.set_xticks(range(len(steps)), labels, fontsize=6, linespacing=1.5)
    axes.margins(y=0.1)


def _tornado(axes: Axes, chart: Chart) -> None:
    """Bars from the third series, the value with all inputs as said, to the first and to the second."""
    *ends, bases = chart.series
    middle = bases.values[0] or Decimal(0)
    base = float(middle)
    rows = range(len(chart.categories))
    for series in ends:
        widths = [float(value or 0) - base for value in series.values]
        axes.barh(
            rows, widths, 0.62, left=base, label=series.name, color=_COLOURS[series.tone], hatch=_HATCHES[series.tone]
        )
    axes.axvline(base, color=_COLOURS[bases.tone], linewidth=0.8, label=f"{bases.name} {format_number(middle)}")
    names = [_two_lines(name) for name in chart.categories]
    axes.set_yticks(rows, names, fontsize=7, linespacing=1.4)
    axes.invert_yaxis()
    axes.margins(x=0.05)


def _ranges(axes: Axes, chart: Chart) -> None:
    """A bar to the middle series, a line from the first to the third."""
    low, middle, high = ([float(value or 0) for value in series.values] for series in chart.series)
    reach = [
        [at - end for at, end in zip(middle, low, strict=True)],
        [end - at for at, end in zip(middle, high, strict=True)],
    ]
    tone = chart.series[1].tone
    axes.barh(
        range(len(middle)), middle, 0.62, xerr=reach, label=chart.series[1].name, color=_COLOURS[tone],
        error_kw={"elinewidth": 1.2, "capsize": 3, "label": f"{chart.series[0].name}〜{chart.series[2].name}"},
    )  # fmt: skip
    for row, (end, value) in enumerate(zip(high, chart.series[1].values, strict=True)):
        text = "" if value is None else format_number(value)
        axes.annotate(text, (end, row), xytext=(6, 0), textcoords="offset points", va="center", fontsize=7)
    names = [_two_lines(name) for name in chart.categories]
    axes.set_yticks(range(len(names)), names, fontsize=7, linespacing=1.4)
    axes.invert_yaxis()
    axes.margins(x=0.12)


_DRAWN = {
    ChartKind.BARS: _bars, ChartKind.COLUMNS: _columns, ChartKind.WATERFALL: _waterfall, ChartKind.TORNADO: _tornado,
    ChartKind.RANGES: _ranges,
}  # fmt: skip
