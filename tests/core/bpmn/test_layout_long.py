"""Ten workflows of 60 rows: drawn without fault, with few crossings, and readable labels, in both directions.

The bounds are a little above what the layout does today: they are there to notice when it gets worse.
"""

from __future__ import annotations

import pytest

from bpr.core.bpmn.layout import layout
from bpr.core.steps import rows_to_model
from tests.core.bpmn.layout_checks import faults, overlapping_edges
from tests.core.bpmn.layout_measures import covered_labels, measure
from tests.core.long_workflows import LONG_WORKFLOWS, ROWS

# crossings, bends, length of all edges in 1000 px (horizontal)
_LIMITS = {
    "nested": (14, 66, 40),
    "loops": (24, 96, 64),
    "four_pools": (8, 74, 45),
    "parallel": (0, 60, 33),
    "many_branches": (0, 75, 43),
    "long_names": (2, 46, 29),
    "single_lane": (0, 34, 12),
    "nine_lanes": (0, 86, 41),
    "messages": (75, 165, 150),
    "inclusive": (12, 76, 47),
}


def _drawn(name: str, orientation: str):
    return layout(rows_to_model(LONG_WORKFLOWS[name], name=name, organisation="周南市"), orientation)


@pytest.mark.parametrize("name", LONG_WORKFLOWS)
@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
def test_a_long_workflow_is_drawn_without_fault(name, orientation):
    model = _drawn(name, orientation)

    assert len(LONG_WORKFLOWS[name]) == ROWS
    assert faults(model) == []
    assert overlapping_edges(model) == []
    assert covered_labels(model) == []
    assert measure(model).border_labels == 0


@pytest.mark.parametrize("name", LONG_WORKFLOWS)
def test_a_long_workflow_crosses_and_bends_little(name):
    figures = measure(_drawn(name, "horizontal"))
    crossings, bends, length = _LIMITS[name]

    assert figures.crossings <= crossings
    assert figures.bends <= bends
    assert figures.length <= length * 1000
