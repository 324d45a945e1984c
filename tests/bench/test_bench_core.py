"""How fast the core is, beside lxml's bare parse of the same file in the same run.

Not collected by ``scripts/test`` (deselected unless asked for). Run it on a quiet machine with

    .venv/bin/python -m pytest tests/bench --bench --benchmark-columns=median,min,rounds

The table gives each time as a multiple of the quickest, lxml's parse. Times are read, never asserted: what is asserted
is that the work was done. The targets are those of the issue: a 100-element process parsed, checked and drawn in under
10 ms together, 100 rows laid out in under 50 ms. The process here has 100 steps, so more elements than that.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.render import render_svg
from bpr.core.bpmn.rules import check_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.flow import expected_flow
from bpr.core.steps import StepRow, parse_next, rows_to_model
from bpr.core.values import PerformerKind, StepValues, three_point

STEPS = 100
PERFORMERS = (("住民", PerformerKind.RESIDENT), ("窓口", PerformerKind.COUNTER), ("税務課", PerformerKind.SECTION))


def rows(count: int = STEPS) -> list[StepRow]:
    """A row in five asks for a correction; performers change every tenth row."""
    made = []
    for at in range(1, count + 1):
        performer, kind = PERFORMERS[at // 10 % 3]
        following = f"{at + 1}（90%）、{at}（10% 不備）" if at % 5 == 0 and at < count else ""
        values = StepValues(
            key=f"s{at}", number=str(at), performer=performer, performer_kind=kind,
            handling_minutes=three_point(Decimal(at)),
        )  # fmt: skip
        made.append(StepRow(task=f"作業{at}", values=values, next=parse_next(following)))
    return made


@pytest.fixture(scope="module")
def drawn() -> ProcessModel:
    return layout(rows_to_model(rows(), name="転入届"))


@pytest.fixture(scope="module")
def data(drawn: ProcessModel) -> bytes:
    return write_bpmn(drawn)


def test_bare_parse_by_lxml(benchmark: Any, data: bytes) -> None:
    assert benchmark(etree.fromstring, data) is not None


def test_parse(benchmark: Any, data: bytes) -> None:
    model = benchmark(lambda: read_model(BpmnDocument.parse(data)))
    assert len(list(model.steps())) == STEPS


def test_check(benchmark: Any, drawn: ProcessModel) -> None:
    assert isinstance(benchmark(check_model, drawn), list)


def test_draw(benchmark: Any, drawn: ProcessModel) -> None:
    assert benchmark(render_svg, drawn).startswith("<svg")


def test_layout(benchmark: Any) -> None:
    model = rows_to_model(rows(), name="転入届")
    assert all(node.bounds for node in benchmark(layout, model).nodes if node.is_flow_node)


def test_rows_to_model(benchmark: Any) -> None:
    table = rows()
    assert len(list(benchmark(rows_to_model, table, name="転入届").steps())) == STEPS


def test_expected_values(benchmark: Any, drawn: ProcessModel) -> None:
    assert len(benchmark(expected_flow, drawn).steps) == STEPS
