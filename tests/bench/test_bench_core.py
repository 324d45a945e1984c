"""How fast the core is, beside lxml's bare parse of the same file in the same run.

Not collected by ``scripts/test`` (deselected unless asked for). Run it on a quiet machine with

    .venv/bin/python -m pytest tests/bench --bench --benchmark-columns=median,min,rounds

The table gives each time as a multiple of the quickest, lxml's parse. Times are read, never asserted: what is asserted
is that the work was done. The targets are those of the issue: a 100-element process parsed, checked and drawn in under
10 ms together, 100 rows laid out in under 50 ms, two such processes compared in under 100 ms. ``data`` has 100 steps,
``hundred`` 100 elements (nodes and flows). Beside ours stand the parsers of SpiffWorkflow and of bpmn-python, which
read the same file; what they leave out (drawing, values, mending) is theirs.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from bpr.core.bpmn.diff import compare
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.render import render_svg
from bpr.core.bpmn.rules import check_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.flow import expected_flow
from bpr.core.steps import Next, StepRow, parse_next, rows_to_model
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


@pytest.fixture(scope="module")
def hundred() -> bytes:
    """A file with 100 elements, pools and lanes among them."""
    return write_bpmn(layout(rows_to_model(rows(31), name="転入届")))


def _elements(model: ProcessModel) -> int:
    return sum(map(len, (model.pools, model.lanes, model.nodes, model.flows)))


def test_bare_parse_of_100_elements_by_lxml(benchmark: Any, hundred: bytes) -> None:
    assert benchmark(etree.fromstring, hundred) is not None


def test_parse_check_and_draw_100_elements(benchmark: Any, hundred: bytes) -> None:
    def work() -> tuple[ProcessModel, str]:
        model = read_model(BpmnDocument.parse(hundred))
        check_model(model)
        return model, render_svg(model)

    model, svg = benchmark(work)
    assert _elements(model) == pytest.approx(100, abs=10)
    assert svg.startswith("<svg")


def test_difference_of_two_processes(benchmark: Any, hundred: bytes) -> None:
    before = read_model(BpmnDocument.parse(hundred))
    after = rows_to_model([*rows(31)[:12], *rows(31)[13:]], name="転入届")
    assert benchmark(compare, before, after).entries


@pytest.fixture(scope="module")
def straight() -> bytes:
    """A process that SpiffWorkflow can read: one pool, no branch without a condition, executable."""
    table = [
        replace(row, next=Next(), values=replace(row.values, performer="窓口", performer_kind=PerformerKind.COUNTER))
        for row in rows()
    ]
    data = write_bpmn(layout(rows_to_model(table, name="転入届")))
    for name in (b"Start", b"End"):  # it gives these ids to elements of its own
        data = data.replace(b'"%b"' % name, b'"Event_%b"' % name).replace(b">%b<" % name, b">Event_%b<" % name)
    return data.replace(b'isExecutable="false"', b'isExecutable="true"')


def test_parse_of_a_straight_process(benchmark: Any, straight: bytes) -> None:
    assert len(list(benchmark(lambda: read_model(BpmnDocument.parse(straight))).steps())) == STEPS


def test_parse_of_a_straight_process_by_spiffworkflow(benchmark: Any, straight: bytes) -> None:
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser

    def parse() -> int:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(straight))
        return sum(len(parser.get_spec(process_id).task_specs) for process_id in parser.process_parsers)

    assert benchmark(parse) >= STEPS


@pytest.mark.filterwarnings("ignore")  # a library of 2017
def test_parse_by_bpmn_python(benchmark: Any, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    networkx = pytest.importorskip("networkx")
    diagram = pytest.importorskip("bpmn_python.bpmn_diagram_rep")
    monkeypatch.setattr(networkx.Graph, "node", property(lambda graph: graph.nodes), raising=False)
    monkeypatch.setattr(networkx.Graph, "edge", property(lambda graph: graph.adj), raising=False)
    path = tmp_path / "diagram.bpmn"
    path.write_bytes(data)

    def parse() -> int:
        graph = diagram.BpmnDiagramGraph()
        graph.load_diagram_from_xml_file(str(path))
        return len(graph.diagram_graph)

    try:
        parse()
    except Exception as error:
        pytest.skip(f"bpmn-python cannot read this file: {type(error).__name__}")
    assert benchmark(parse) > 0


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
