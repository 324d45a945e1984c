"""Written files: valid against the OMG schemas, nothing lost on the way out and in."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Lane, Node, Point, Pool, ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import StepRow, model_to_rows, normalise_rows, rows_to_model
from tests.core.step_tables import INQUIRY, MOVING_IN, PARALLEL_OVER_POOLS, tables
from tests.core.step_values import step_values

SCHEMAS = Path(__file__).parents[3] / "node_modules/bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd"


@cache
def schema():
    if not SCHEMAS.exists():
        pytest.skip("the OMG schemas come with npm's bpmn-moddle, which is not installed")
    return etree.XMLSchema(etree.parse(SCHEMAS))


def read(data):
    return read_model(BpmnDocument.parse(data, source_name="test.bpmn"))


def by_id(items):
    return {item.id: item for item in items}


def assert_same(first, second):
    for group in ("pools", "lanes", "nodes", "flows"):
        assert by_id(getattr(first, group)) == by_id(getattr(second, group))
    assert (first.id, first.name, first.process_ids) == (second.id, second.name, second.process_ids)


def box(x=0.0, y=0.0):
    return Bounds(x, y, 100.0, 80.5)


def everything():
    """One element of every kind that a model can hold, drawn."""
    drawn = {"bounds": box(), "fill": "#ffffff", "stroke": "#0a1b2c"}
    tasks = [
        "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
        "callActivity", "subProcess", "adHocSubProcess", "transaction", "parallelGateway", "exclusiveGateway",
        "inclusiveGateway", "eventBasedGateway", "complexGateway",
    ]  # fmt: skip
    definitions = ["message", "timer", "signal", "conditional", "link", "escalation", "error", "compensate", "cancel"]
    nodes = [Node(id=f"n_{tag}", tag=tag, name=tag, parent="P", **drawn) for tag in tasks]
    nodes += [
        Node(
            id=f"e_{kind}", tag="intermediateCatchEvent", name=kind, parent="P",
            event_definitions=(f"{kind}EventDefinition",), **drawn,
        )
        for kind in definitions
    ]  # fmt: skip
    nodes += [
        Node(id="start", tag="startEvent", parent="P", label_bounds=box(1, 2), **drawn),
        Node(id="end", tag="endEvent", parent="P", event_definitions=("terminateEventDefinition",), **drawn),
        Node(id="edge", tag="boundaryEvent", parent="P", attached_to="n_task", cancel_activity=False, **drawn),
        Node(id="inner_start", tag="startEvent", parent="n_subProcess", is_interrupting=False, **drawn),
        Node(id="inner", tag="task", parent="n_subProcess", loop="multi_sequential", documentation="説明", **drawn),
        Node(id="repeat", tag="task", parent="P", loop="standard", is_for_compensation=True, **drawn),
        Node(id="handler", tag="subProcess", parent="P", triggered_by_event=True, is_expanded=False, **drawn),
        Node(id="store", tag="dataStoreReference", name="住民記録", parent="P", **drawn),
        Node(id="paper", tag="dataObjectReference", name="届", parent="P", is_collection=True, **drawn),
        Node(id="object", tag="dataObject", name="束", parent="P", **drawn),
        Node(id="in", tag="dataInput", name="入力", parent="P", **drawn),
        Node(id="out", tag="dataOutput", name="出力", parent="P", **drawn),
        Node(id="note", tag="textAnnotation", text="月末に\n多い", parent="P", **drawn),
        Node(id="frame", tag="group", name="審査", parent="C", **drawn),
    ]
    line = (Point(0.0, 0.0), Point(10.25, 20.0))
    flow = {"parent": "P", "waypoints": line, "stroke": "#112233"}
    flows = [
        Flow(id="f1", kind=FlowKind.SEQUENCE, source="start", target="n_exclusiveGateway", **flow),
        Flow(id="f2", kind=FlowKind.SEQUENCE, source="n_exclusiveGateway", target="n_task", name="はい",
             share=Decimal("0.9"), has_condition=True, label_bounds=box(), **flow),
        Flow(id="f3", kind=FlowKind.SEQUENCE, source="n_exclusiveGateway", target="end", share=Decimal("0.1"), **flow),
        Flow(id="f4", kind=FlowKind.SEQUENCE, source="inner_start", target="inner",
             **(flow | {"parent": "n_subProcess"})),
        Flow(id="d1", kind=FlowKind.DATA_INPUT, source="paper", target="n_task", **flow),
        Flow(id="d2", kind=FlowKind.DATA_OUTPUT, source="n_task", target="store", **flow),
        Flow(id="a1", kind=FlowKind.ASSOCIATION, source="n_task", target="note", direction="One", **flow),
        Flow(id="m1", kind=FlowKind.MESSAGE, source="black", target="start", name="届", **(flow | {"parent": "C"})),
    ]  # fmt: skip
    nodes[tasks.index("exclusiveGateway")] = replace(by_id(nodes)["n_exclusiveGateway"], default_flow="f3")
    return ProcessModel(
        id="C", name="すべて", process_ids=("P",),
        pools=(Pool(id="own", name="市", process="P", **drawn),
               Pool(id="black", name="住民", multiplicity=True, **drawn)),
        lanes=(
            Lane(id="L1", name="課", process="P", **drawn),
            Lane(id="L2", name="係", process="P", node_ids=("start", "n_task"), parent_lane="L1",
                 performer_kind="counter", is_horizontal=False, **drawn),
        ),
        nodes=tuple(nodes), flows=tuple(flows),
    )  # fmt: skip


@pytest.mark.parametrize("rows", [MOVING_IN, INQUIRY, PARALLEL_OVER_POOLS])
def test_models_made_of_rows_are_valid_bpmn(rows):
    data = write_bpmn(rows_to_model(rows, name="転入届", organisation="周南市"))
    schema().assertValid(etree.fromstring(data))
    assert BpmnDocument.parse(data).repairs == ()


def test_every_kind_of_element_is_written_valid():
    rules = schema()
    assert rules.validate(etree.fromstring(write_bpmn(everything()))), rules.error_log


def test_every_kind_of_element_comes_back_as_it_was():
    data = write_bpmn(everything())
    assert BpmnDocument.parse(data).repairs == ()
    assert_same(read(data), everything())
    again = write_bpmn(read(data))
    assert write_bpmn(read(again)) == again


def test_a_process_without_pools_and_an_empty_model_are_written():
    lone = ProcessModel(id="P", name="届", process_ids=("P",), nodes=(Node(id="a", tag="task", parent="P"),))
    assert_same(read(write_bpmn(lone)), lone)
    assert read(write_bpmn(ProcessModel(id="C"))).nodes == ()


def test_a_flow_into_nothing_is_refused():
    flow = Flow(id="f", kind=FlowKind.SEQUENCE, source="a", target="b", parent="P")
    lone = ProcessModel(id="P", process_ids=("P",), nodes=(Node(id="a", tag="task", parent="P"),), flows=(flow,))
    with pytest.raises(BpmnError, match="「b」が図にありません"):
        write_bpmn(lone)
    with pytest.raises(BpmnError, match="レーンにある要素「x」"):
        write_bpmn(replace(lone, flows=(), lanes=(Lane(id="L", name="", process="P", node_ids=("x",)),)))


@settings(max_examples=25, deadline=None)
@given(tables(), st.data())
def test_a_table_exported_and_imported_again_loses_nothing(rows, data):
    valued = [StepRow(task=row.task, next=row.next, values=_like(row, data.draw(step_values()))) for row in rows]
    model = rows_to_model(valued, name="転入届", tolerant=True)
    assert model_to_rows(read(write_bpmn(model))) == normalise_rows(valued)


def _like(row, values):
    kept = {name: getattr(row.values, name) for name in ("key", "number", "performer", "performer_kind")}
    return replace(values, **kept)
