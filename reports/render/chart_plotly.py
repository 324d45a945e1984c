"""A chart as a Plotly figure for the page."""

from __future__ import annotations

import textwrap
from typing import Any

import plotly.graph_objects as go

from bpr.core.units import format_number
from reports.render.chart import Chart, ChartKind, Series, Tone, waterfall_steps

COLOURS = {
    Tone.AS_IS: "#8c9fb8",
    Tone.TO_BE: "#0031d8",
    Tone.SAVING: "#197a4b",
    Tone.INCREASE: "#ce0000",
    Tone.NEUTRAL: "#626264",
}
# A second sign beside the colour, for print in black and for people who do not see the difference.
PATTERNS = {Tone.AS_IS: "", Tone.TO_BE: "/", Tone.SAVING: "", Tone.INCREASE: "x", Tone.NEUTRAL: "."}
_LABEL_CHARACTERS = 12


def plotly_figure(chart: Chart) -> dict[str, Any]:
    """``{"data": […], "layout": {…}}`` as JSON-ready values."""
    draw = {ChartKind.BARS: _bars, ChartKind.COLUMNS: _columns, ChartKind.WATERFALL: _waterfall}[chart.kind]
    figure = go.Figure(data=draw(chart), layout=_layout(chart))
    content: dict[str, Any] = figure.to_plotly_json()
    content["layout"].pop("template", None)
    return content


def _layout(chart: Chart) -> dict[str, Any]:
    layout: dict[str, Any] = {
        "barmode": "overlay" if chart.kind is ChartKind.WATERFALL else "group",
        "showlegend": len(chart.series) > 1,
        "legend": {"orientation": "h", "y": 1, "yanchor": "bottom"},  # above the bars however few they are
        "margin": {"l": 10, "r": 80, "t": 30, "b": 40},  # the figure behind the longest bar needs its room
        "separators": ".,",
    }
    if chart.kind is not ChartKind.COLUMNS:
        thickness = 24 * len(chart.series) if chart.kind is ChartKind.BARS else 34
        layout |= {
            "height": 110 + thickness * len(chart.categories),
            "xaxis": {"title": {"text": chart.unit}, "tickformat": ",", "automargin": True, "range": _range(chart)},
            "yaxis": {
                "autorange": "reversed",
                "automargin": True,
                "tickmode": "array",
                "tickvals": list(chart.categories),
                "ticktext": ["<br>".join(textwrap.wrap(name, _LABEL_CHARACTERS)) for name in chart.categories],
            },
        }
    else:
        layout |= {
            "height": 380,
            "xaxis": {"automargin": True, "type": "category"},
            "yaxis": {"title": {"text": chart.unit}, "tickformat": ",", "automargin": True},
        }
    return layout


def _range(chart: Chart) -> list[float]:
    """From the lowest to the highest value."""
    if chart.kind is ChartKind.WATERFALL:
        values = [float(end) for step in waterfall_steps(chart) for end in (step.bottom, step.top)]
    else:
        values = [float(value) for series in chart.series for value in series.values if value is not None]
    low, high = min(0.0, *values), max(0.0, *values)
    room = (high - low) * 0.02 or 1.0
    return [low - room if low < 0 else 0.0, high + room]


def _marker(tone: Tone) -> dict[str, Any]:
    return {"color": COLOURS[tone], "pattern": _pattern(PATTERNS[tone])}


def _pattern(shape: str | list[str]) -> dict[str, Any]:
    """White lines over the colour; without ``overlay`` Plotly leaves the colour out."""
    return {"shape": shape, "fillmode": "overlay", "fgcolor": "#ffffff", "fgopacity": 0.6, "size": 6, "solidity": 0.2}


def _numbers(series: Series) -> list[float | None]:
    return [None if value is None else float(value) for value in series.values]


def _texts(series: Series) -> list[str]:
    return ["" if value is None else format_number(value) for value in series.values]


def _bars(chart: Chart) -> list[go.Bar]:
    return [
        go.Bar(
            name=series.name, orientation="h", y=list(chart.categories), x=_numbers(series), text=_texts(series),
            textposition="outside", cliponaxis=False, marker=_marker(series.tone),
            hovertemplate="%{y}<br>%{text}<extra>" + series.name + "</extra>",
        )
        for series in chart.series
    ]  # fmt: skip


def _columns(chart: Chart) -> list[go.Bar]:
    return [
        go.Bar(
            name=series.name, x=list(chart.categories), y=_numbers(series), text=_texts(series), textposition="none",
            marker=_marker(series.tone), hovertemplate="%{x}<br>%{text}<extra>" + series.name + "</extra>",
        )
        for series in chart.series
    ]  # fmt: skip


def _waterfall(chart: Chart) -> list[go.Bar]:
    """Lying, so that the long names of measures can be read; ``customdata`` is what the table of the chart says."""
    steps = waterfall_steps(chart)
    return [
        go.Bar(
            name=chart.series[0].name,
            orientation="h",
            y=[step.name for step in steps],
            x=[float(step.top - step.bottom) for step in steps],
            base=[float(step.bottom) for step in steps],
            customdata=[float(step.change) for step in steps],
            text=[step.text for step in steps],
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": [COLOURS[step.tone] for step in steps],
                "pattern": _pattern([PATTERNS[step.tone] for step in steps]),
            },
            hovertemplate="%{y}<br>%{text}<extra></extra>",
        )
    ]
