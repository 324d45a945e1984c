"""The tornado: how far a saving moves when one input goes from its minimum to its maximum, as a Plotly figure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from bpr.core.units import format_number
from reports.render.chart import Tone
from reports.render.chart_plotly import COLOURS, PATTERNS

_LABEL_CHARACTERS, _LABEL_LINES = 12, 2
_BAR_PIXELS = 44


@dataclass(frozen=True, kw_only=True, slots=True)
class TornadoBar:
    """One input: the saving at its minimum and at its maximum."""

    name: str
    at_minimum: Decimal
    at_maximum: Decimal


def tornado_figure(bars: Sequence[TornadoBar], *, base: Decimal, unit: str, names: tuple[str, str]) -> dict[str, Any]:
    """``{"data": […], "layout": {…}}``; bars go out from ``base``, the saving with all inputs as said."""
    labels = [_label(rank, bar.name) for rank, bar in enumerate(bars, start=1)]
    ends = ([bar.at_minimum for bar in bars], [bar.at_maximum for bar in bars])
    tones = (Tone.AS_IS, Tone.TO_BE)
    data = [_side(labels, values, base, name, tone) for values, name, tone in zip(ends, names, tones, strict=True)]
    content: dict[str, Any] = go.Figure(data=data, layout=_layout(len(bars), base, unit)).to_plotly_json()
    content["layout"].pop("template", None)
    return content


def _label(rank: int, name: str) -> str:
    """Its place in the ranking tells it apart where the name has to be cut."""
    most = _LABEL_CHARACTERS * _LABEL_LINES
    short = name if len(name) <= most else f"{name[: most - 1]}…"
    return f"{rank} " + "<br>".join(textwrap.wrap(short, _LABEL_CHARACTERS))


def _side(labels: list[str], values: list[Decimal], base: Decimal, name: str, tone: Tone) -> go.Bar:
    """``customdata`` is what the table of the chart says."""
    return go.Bar(
        name=name,
        orientation="h",
        y=labels,
        x=[float(value - base) for value in values],
        base=float(base),
        customdata=[float(value) for value in values],
        hovertext=[format_number(value) for value in values],
        hovertemplate="%{y}<br>%{hovertext}<extra>" + name + "</extra>",
        marker={
            "color": COLOURS[tone],
            "pattern": {
                "shape": PATTERNS[tone], "fillmode": "overlay", "fgcolor": "#ffffff", "fgopacity": 0.6, "size": 6,
                "solidity": 0.2,
            },
        },
    )  # fmt: skip


def _layout(count: int, base: Decimal, unit: str) -> dict[str, Any]:
    line = {
        "type": "line", "x0": float(base), "x1": float(base), "yref": "paper", "y0": 0, "y1": 1,
        "line": {"color": "#1a1a1c", "width": 1},
    }  # fmt: skip
    return {
        "barmode": "overlay",
        "legend": {"orientation": "h", "y": 1, "yanchor": "bottom"},
        "margin": {"l": 10, "r": 20, "t": 30, "b": 40},
        "separators": ".,",
        "height": 110 + _BAR_PIXELS * count,
        "shapes": [line],
        "xaxis": {"title": {"text": unit}, "tickformat": ",", "automargin": True},
        "yaxis": {"autorange": "reversed", "automargin": True},
    }
