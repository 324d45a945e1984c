"""A BPMN file brought to another model: everything that is unknown or unchanged survives, nothing dangles."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Node, Point, ProcessModel
from bpr.core.bpmn.names import bpmn
from bpr.core.bpmn.parse import read_model

XSD = Path(__file__).parents[3] / "node_modules/bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd"

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:tool="urn:some-tool" id="d" targetNamespace="urn:t">
  <process id="P" tool:colour="green">
    <!-- 受付の前に -->
    <startEvent id="S" name="開始"><outgoing>f1</outgoing></startEvent>
    <task id="A" name="受付" tool:cost="12">
      <documentation>窓口で</documentation>
      <extensionElements><tool:note kind="x">残る</tool:note></extensionElements>
      <incoming>f1</incoming><outgoing>f2</outgoing>
    </task>
    <exclusiveGateway id="G" default="f3"><incoming>f2</incoming><outgoing>f3</outgoing><outgoing>f4</outgoing>
    </exclusiveGateway>
    <task id="B" name="審査"><incoming>f3</incoming><outgoing>f5</outgoing></task>
    <boundaryEvent id="T" attachedToRef="B"><timerEventDefinition id="td"/></boundaryEvent>
    <endEvent id="E"><incoming>f4</incoming><incoming>f5</incoming></endEvent>
    <sequenceFlow id="f1" sourceRef="S" targetRef="A"/>
    <sequenceFlow id="f2" sourceRef="A" targetRef="G"/>
    <sequenceFlow id="f3" sourceRef="G" targetRef="B" name="はい"/>
    <sequenceFlow id="f4" sourceRef="G" targetRef="E"/>
    <sequenceFlow id="f5" sourceRef="B" targetRef="E"/>
    <textAnnotation id="N"><text>月末に多い</text></textAnnotation>
    <association id="a1" sourceRef="B" targetRef="N"/>
  </process>
  <bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pl" bpmnElement="P">
    <bpmndi:BPMNShape id="s_A" bpmnElement="A" tool:shade="3">
      <dc:Bounds x="100" y="80" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s_B" bpmnElement="B"><dc:Bounds x="400" y="80" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="e_2" bpmnElement="f2">
      <di:waypoint x="200" y="120"/><di:waypoint x="300" y="120"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>
""".encode()


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(XSD))


def _document() -> BpmnDocument:
    return BpmnDocument.parse(FOREIGN)


def _applied(model: ProcessModel) -> BpmnDocument:
    document = _document()
    document.apply_model(model)
    again = BpmnDocument.parse(document.serialise())
    assert not again.repairs, again.repairs  # nothing dangles, everything in the schema's order
    if XSD.exists():
        _schema().assertValid(etree.fromstring(document.serialise()))
    return again


def _with(model: ProcessModel, node_id: str, **changes: object) -> ProcessModel:
    nodes = tuple(replace(node, **changes) if node.id == node_id else node for node in model.nodes)
    return replace(model, nodes=nodes)


def _element(document: BpmnDocument, element_id: str) -> bytes:
    return etree.tostring(document.root.find(f".//*[@id='{element_id}']"), method="c14n", with_tail=False)


def test_the_same_model_is_no_edit_at_all() -> None:
    document = _document()
    document.apply_model(read_model(document))
    assert document.serialise() == FOREIGN


def test_a_changed_name_touches_one_attribute() -> None:
    wanted = _with(read_model(_document()), "A", name="受け付ける")
    edited = _applied(wanted)
    renamed = etree.fromstring(FOREIGN.replace('name="受付"'.encode(), 'name="受け付ける"'.encode()))
    assert etree.tostring(edited.root, method="c14n") == etree.tostring(renamed, method="c14n")
    assert read_model(edited) == wanted


def test_foreign_content_of_an_edited_element_survives() -> None:
    wanted = _with(
        read_model(_document()), "A", tag="userTask", documentation="電話でも", bounds=Bounds(110, 80, 100, 80)
    )
    edited = _applied(wanted)
    text = _element(edited, "A").decode()
    assert "userTask" in text
    assert 'cost="12"' in text
    assert "残る" in text
    assert b'shade="3"' in _element(edited, "s_A")
    assert "<!-- 受付の前に -->" in edited.serialise().decode()
    assert read_model(edited) == wanted
    assert all(_element(edited, other) == _element(_document(), other) for other in ("B", "G", "T", "s_B", "e_2", "N"))


def test_a_removed_step_leaves_nothing_behind() -> None:
    model = read_model(_document())
    gone = {"B", "T", "f3", "f5", "a1"}
    wanted = replace(
        model,
        nodes=tuple(replace(node, default_flow="") for node in model.nodes if node.id not in gone),
        flows=tuple(flow for flow in model.flows if flow.id not in gone),
    )
    edited = _applied(wanted)
    assert read_model(edited) == wanted
    text = edited.serialise().decode()
    assert not any(f'"{element_id}"' in text or f">{element_id}<" in text for element_id in gone)


def test_new_elements_stand_where_the_schema_wants_them_and_are_drawn() -> None:
    model = read_model(_document())
    new = Node(id="C", tag="serviceTask", name="通知", parent="P", bounds=Bounds(700, 80, 100, 80), loop="standard")
    flow = Flow(
        id="f6", kind=FlowKind.SEQUENCE, source="G", target="C", parent="P", has_condition=True,
        waypoints=(Point(1, 2), Point(3, 4.5)), label_bounds=Bounds(5, 6, 7, 8),
    )  # fmt: skip
    edited = _applied(replace(model, nodes=(*model.nodes, new), flows=(*model.flows, flow)))
    found = read_model(edited)
    assert found.node_by_id["C"] == new
    assert next(each for each in found.flows if each.id == "f6") == flow
    gateway = edited.root.find(f".//{bpmn('exclusiveGateway')}")
    assert [part.text for part in gateway.findall(bpmn("outgoing"))] == ["f3", "f4", "f6"]
    condition = edited.root.find(f".//{bpmn('conditionExpression')}")
    assert "tFormalExpression" in condition.attrib.values()  # the file's default namespace has no prefix


def test_an_edit_and_its_undoing_give_the_same_file() -> None:
    model = read_model(_document())
    document = _document()
    document.apply_model(_with(model, "B", name="べつの名", documentation="一度だけ"))
    document.apply_model(model)
    assert etree.tostring(document.root, method="c14n") == etree.tostring(_document().root, method="c14n")


def test_branches_change_places_with_their_order() -> None:
    model = read_model(_document())
    ways = {flow.id: flow for flow in model.flows}
    ordered = [ways[name] for name in ("f1", "f2", "f4", "f3", "f5", "a1")]
    assert [flow.id for flow in read_model(_applied(replace(model, flows=tuple(ordered)))).flows] == [
        flow.id for flow in ordered
    ]


@pytest.mark.parametrize("end", ["source", "target"])
def test_a_flow_that_ends_nowhere_is_refused(end: str) -> None:
    model = read_model(_document())
    flows = tuple(replace(flow, **{end: "なし"}) if flow.id == "f2" else flow for flow in model.flows)
    with pytest.raises(Exception, match="線の端"):
        _document().apply_model(replace(model, flows=flows))
