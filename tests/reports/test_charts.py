"""Charts: one definition for page and print, with signs that cannot be misread."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bpr.core.figures import TOTAL, Quantity
from bpr.core.readings import By
from reports import charts
from reports.render.chart import Chart, chart_from_json, chart_to_json, waterfall_steps
from reports.render.chart_plotly import plotly_figure
from reports.render.chart_svg import chart_svg
from tests.reports.cases import calculated, case


@pytest.fixture(scope="module")
def drawn() -> dict[str, Chart]:
    calculation = calculated([case(("1", "一市", 5)), case(("2", "二市", 9), cases=1200)])
    return {
        "by": charts.chart_by(calculation, By.ORGANISATION, Quantity.STAFF_HOURS),
        "performer": charts.chart_by_performer(calculation),
        "waterfall": charts.chart_waterfall(calculation, Quantity.STAFF_HOURS),
        "worse": charts.chart_waterfall(calculation, Quantity.SYSTEM_HOURS),
        "month": charts.chart_by_month(calculation, TOTAL),
    }


@pytest.mark.parametrize("name", ["by", "performer", "waterfall", "worse", "month"])
def test_page_and_print_draw_the_same_categories(drawn: dict[str, Chart], name: str) -> None:
    chart = drawn[name]
    assert chart_from_json(chart_to_json(chart)) == chart
    [trace, *_rest] = plotly_figure(chart)["data"]
    assert tuple(trace["y"] if trace.get("orientation") == "h" else trace["x"]) == chart.categories
    assert chart_svg(chart).startswith("<svg")


def test_bars_hold_the_figures(drawn: dict[str, Chart]) -> None:
    as_is, to_be = plotly_figure(drawn["by"])["data"]
    assert (as_is["x"], to_be["x"]) == ([170.0, 420.0], [60.0, 200.0])  # 17分 × 600件, 21分 × 1,200件; 6分, 10分


def test_a_waterfall_goes_from_as_is_to_to_be(drawn: dict[str, Chart]) -> None:
    first, *middle, last = waterfall_steps(drawn["waterfall"])
    assert (first.change, last.change) == (590, 260)
    assert first.change + sum((step.change for step in middle), Decimal(0)) == last.change
    assert [step.text for step in middle] == ["−330"]
    assert (first.text, last.text) == ("590", "260")


def test_an_increase_has_its_sign_and_its_own_colour(drawn: dict[str, Chart]) -> None:
    _first, step, _last = waterfall_steps(drawn["worse"])
    assert (step.text, step.tone.value) == ("＋30", "increase")
    [trace] = plotly_figure(drawn["worse"])["data"]
    assert trace["customdata"] == [0.0, 30.0, 30.0]
    colours = trace["marker"]["color"]
    assert len(set(colours)) == 3
