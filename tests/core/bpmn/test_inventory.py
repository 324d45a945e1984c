# ruff: noqa: E501 - BPMN as text
"""Nothing is lost on the way through, what other tools leave wrong is mended, and what is written is valid.

The corpus tests run over the folder that BPR_BPMN_CORPUS names, and are skipped without it.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.inventory import counts, differences, take_inventory
from bpr.core.bpmn.model import FlowKind
from bpr.core.bpmn.names import BPMN, BPMNDI, DC, DI, XSI
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.render import render_svg
from bpr.core.bpmn.source import read_xml
from bpr.core.bpmn.tree import Tree
from bpr.core.bpmn.write import write_bpmn

SCHEMAS = Path(__file__).parents[3] / "node_modules/bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd"
FIXTURES = sorted((Path(__file__).parents[2] / "fixtures/bpmn").glob("*.bpmn"))
_FOLDER = os.environ.get("BPR_BPMN_CORPUS", "")
CORPUS = sorted(path for path in Path(_FOLDER).rglob("*") if path.suffix in (".bpmn", ".xml")) if _FOLDER else []
NAMESPACES = f'xmlns="{BPMN}" xmlns:bpmndi="{BPMNDI}" xmlns:dc="{DC}" xmlns:di="{DI}"'


@cache
def schema() -> etree.XMLSchema:
    if not SCHEMAS.exists():
        pytest.skip("the OMG schemas come with npm's bpmn-moddle, which is not installed")
    return etree.XMLSchema(etree.parse(SCHEMAS))


def file(inside: str, drawing: str = "", *, root: str = 'targetNamespace="urn:x"', after: str = "") -> bytes:
    plane = f'<bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="DP" bpmnElement="P">{drawing}</bpmndi:BPMNPlane>'
    drawn = f"{plane}</bpmndi:BPMNDiagram>" if drawing else ""
    return f'<definitions {NAMESPACES} {root}><process id="P">{inside}</process>{after}{drawn}</definitions>'.encode()


def shape(element: str, x: str = "10", rest: str = "") -> str:
    bounds = f'<dc:Bounds x="{x}" y="20" width="100" height="80"/>'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}" {rest}>{bounds}</bpmndi:BPMNShape>'


def assert_whole(data: bytes, *, may_differ: bool = False) -> BpmnDocument:
    """Export and import again: the same facts, no reference to nothing, nothing left to mend."""
    document = BpmnDocument.parse(data)
    document.mark_edited()  # so that it is really written
    written = document.serialise()
    assert differences(take_inventory(document.root), take_inventory(read_xml(written))) == ()
    assert BpmnDocument.parse(written).repairs == ()
    tree = Tree(document.root)
    loose = [item for item in tree.references if item.target not in tree.by_id and ":" not in item.target]
    assert loose == []
    was_valid = schema().validate(etree.fromstring(data)) if not may_differ else False
    assert not was_valid or schema().validate(read_xml(written)), schema().error_log[0]
    return document


@pytest.mark.parametrize("path", FIXTURES + CORPUS, ids=lambda path: path.name)
def test_files_come_back_whole(path: Path) -> None:
    document = assert_whole(path.read_bytes(), may_differ=path in FIXTURES)
    assert counts(take_inventory(document.root))
    for diagram in document.diagrams():
        assert render_svg(read_model(document, diagram_id=diagram.id)).startswith("<svg")


MENDED = {
    "documentation behind": '<task id="T"><incoming>F</incoming><documentation>規則</documentation></task>'
    '<startEvent id="S"/><sequenceFlow id="F" sourceRef="S" targetRef="T"/>',
    "lanes behind": '<task id="T"/><laneSet id="L"><lane id="A"><flowNodeRef>T</flowNodeRef></lane></laneSet>',
    "condition left out": '<startEvent id="S"><conditionalEventDefinition id="C"/></startEvent>',
    "link without name": '<intermediateThrowEvent id="S" name="続き"><linkEventDefinition id="C"/></intermediateThrowEvent>',
    "no sets of data": '<ioSpecification id="I"><dataInput id="D"/></ioSpecification>',
    "data without receiver": '<dataObjectReference id="D"/><task id="T"><dataInputAssociation id="A">'
    "<sourceRef>D</sourceRef></dataInputAssociation></task>",
    "data without giver": '<task id="T"><dataOutputAssociation id="A"/></task>',
    "event on nothing": '<boundaryEvent id="B" attachedToRef="gone"><timerEventDefinition id="Z"/></boundaryEvent>',
    "small direction": '<task id="T"/><textAnnotation id="N"/><association id="A" sourceRef="T" targetRef="N" '
    'associationDirection="none"/>',
    "flags in other spelling": '<task id="T" isForCompensation="FALSE"/><startEvent id="S" isInterrupting="yes"/>',
    "directions in small letters": '<exclusiveGateway id="G" gatewayDirection="diverging"/>',
    "message that is gone": '<startEvent id="S"><messageEventDefinition id="M" messageRef="gone"/></startEvent>',
    "ids in Japanese": '<startEvent id="開始"/><task id="受付"/><sequenceFlow id="流れ" sourceRef="開始" targetRef="受付"/>',
}


@pytest.mark.parametrize("inside", MENDED.values(), ids=MENDED)
def test_what_the_schema_refuses_is_mended(inside: str) -> None:
    data = file(inside)
    document = assert_whole(data)
    assert document.repairs
    assert schema().validate(document.root), schema().error_log[0]


def test_a_file_without_target_namespace_gets_one() -> None:
    document = assert_whole(file('<task id="T"/>', root=""))
    assert document.root.get("targetNamespace")


def test_ids_in_japanese_become_names_that_bpmn_js_reads_and_stay_the_same() -> None:
    first, second = (read_model(BpmnDocument.parse(file(MENDED["ids in Japanese"]))) for _time in range(2))
    assert first == second
    assert all(node.id.isascii() for node in first.nodes)
    assert {flow.source for flow in first.flows} | {flow.target for flow in first.flows} == {n.id for n in first.nodes}


def test_a_way_that_is_missing_is_drawn_straight() -> None:
    edge = '<bpmndi:BPMNEdge id="F_di" bpmnElement="F"/>'
    inside = '<task id="T"/><task id="U"/><sequenceFlow id="F" sourceRef="T" targetRef="U"/>'
    document = assert_whole(file(inside, shape("T") + shape("U", "200") + edge))
    assert [(point.x, point.y) for point in read_model(document).flows[0].waypoints] == [(110, 60), (200, 60)]
    alone = assert_whole(file(inside, shape("T") + edge))
    assert read_model(alone).flows[0].waypoints == ()


def test_decimal_commas_are_read() -> None:
    document = assert_whole(file('<task id="T"/>', shape("T", "10,5")))
    bounds = read_model(document).node_by_id["T"].bounds
    assert bounds is not None
    assert bounds.x == 10.5
    assert len(document.repairs) == 1
    assert schema().validate(read_xml(document.serialise()))


def test_diagrams_are_told_apart() -> None:
    other = '<process id="Q" name="別"><task id="U"/></process>'
    drawing = f'<bpmndi:BPMNDiagram name="二"><bpmndi:BPMNPlane bpmnElement="Q">{shape("U")}</bpmndi:BPMNPlane>'
    data = file('<task id="T"/>', shape("T"), after=f"{other}{drawing}</bpmndi:BPMNDiagram>")
    document = BpmnDocument.parse(data)
    assert [(item.id, item.name, item.elements) for item in document.diagrams()] == [("#1", "二", 1), ("D", "D", 1)]
    assert set(read_model(document, diagram_id="D").node_by_id) == {"T"}
    document.put_first("D")
    assert set(read_model(BpmnDocument.parse(document.serialise())).node_by_id) == {"T"}


def test_processes_without_a_drawing_can_be_chosen() -> None:
    document = BpmnDocument.parse(file('<task id="T"/>', after='<process id="Q" name="別"><task id="U"/></process>'))
    assert [(item.id, item.is_drawn, item.elements) for item in document.diagrams()] == [
        ("P", False, 1),
        ("Q", False, 1),
    ]
    assert set(read_model(document, diagram_id="Q").node_by_id) == {"U"}


def test_the_inside_of_a_sub_process_is_no_choice() -> None:
    inner = f'<bpmndi:BPMNDiagram id="E"><bpmndi:BPMNPlane bpmnElement="S">{shape("T")}</bpmndi:BPMNPlane>'
    data = file('<subProcess id="S"><task id="T"/></subProcess>', shape("S"), after=f"{inner}</bpmndi:BPMNDiagram>")
    assert {item.id: item.inside for item in BpmnDocument.parse(data).diagrams()} == {"E": "S", "D": ""}


def test_choreographies_and_conversations_are_read_and_drawn() -> None:
    people = '<participant id="A" name="甲"/><participant id="B" name="乙"/>'
    task = f'<choreographyTask id="T" name="依頼" initiatingParticipantRef="A">{"".join(f"<participantRef>{p}</participantRef>" for p in "AB")}</choreographyTask>'
    band = shape("A", rest='choreographyActivityShape="T_di"').replace('id="A_di"', 'id="band"')
    plane = f'<bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane bpmnElement="C">{shape("T")}{band}</bpmndi:BPMNPlane>'
    data = (
        f'<definitions {NAMESPACES} targetNamespace="urn:x"><choreography id="C">{people}{task}</choreography>{plane}'
    )
    document = BpmnDocument.parse(f"{data}</bpmndi:BPMNDiagram></definitions>".encode())
    model = read_model(document)
    assert (model.pools, [node.tag for node in model.nodes], document.repairs) == ((), ["choreographyTask"], ())
    assert "依頼" in render_svg(model)
    with pytest.raises(BpmnError, match="会話やコレオグラフィ"):
        write_bpmn(model)


def test_a_conversation_hangs_on_its_pools() -> None:
    inside = (
        '<participant id="A" name="甲"/><conversation id="V" name="相談"/>'
        '<conversationLink id="L" sourceRef="A" targetRef="V"/>'
    )
    plane = (
        f'<bpmndi:BPMNPlane bpmnElement="C">{shape("A", rest="isHorizontal=" + chr(34) + "true" + chr(34))}{shape("V")}'
    )
    data = f'<definitions {NAMESPACES} targetNamespace="urn:x"><collaboration id="C">{inside}</collaboration>'
    document = BpmnDocument.parse(
        f"{data}<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>".encode()
    )
    model = read_model(document)
    assert [(flow.kind, flow.source, flow.target) for flow in model.flows] == [(FlowKind.CONVERSATION, "A", "V")]


def test_the_inventory_sees_every_kind_of_fact() -> None:
    base = file('<task id="T" name="甲"><documentation>x</documentation></task>', shape("T"))
    before = take_inventory(read_xml(base))
    for old, new, kind in (
        (b'name="\xe7\x94\xb2"', b'name="x"', "names"),
        (b">x<", b">y<", "documentation"),
        (b'x="10"', b'x="11"', "bounds"),
        (b'targetNamespace="urn:x"', b'targetNamespace="urn:y"', "attributes"),
        (b"<task", b"<userTask", "nodes"),
    ):
        after = take_inventory(
            read_xml(base.replace(old, new).replace(b"</task>", b"</userTask>" if kind == "nodes" else b"</task>"))
        )
        assert kind in {item.kind for item in differences(before, after)}
    assert differences(before, take_inventory(read_xml(base.replace(b'x="10"', b'x="10.0"')))) == ()


LOCAL = f'xmlns:n5="{BPMN}"'
SHADOWED = {
    "a leaf": f'<n5:incoming {LOCAL} xmlns="">F</n5:incoming>',
    "with children": f'<n5:extensionElements {LOCAL} xmlns=""><x:a xmlns:x="urn:x"/></n5:extensionElements>',
    "children without namespace": f'<n5:extensionElements {LOCAL} xmlns=""><a><b/></a></n5:extensionElements>',
    "another default": f'<n5:extensionElements {LOCAL} xmlns="urn:x"><a><b/></a></n5:extensionElements>',
    "a type": f'<n5:standardLoopCharacteristics {LOCAL}><n5:loopCondition xmlns:xsi="{XSI}" '
    'xsi:type="n5:tFormalExpression">x</n5:loopCondition></n5:standardLoopCharacteristics>',
}


@pytest.mark.parametrize("shadowed", SHADOWED.values(), ids=SHADOWED)
def test_an_element_with_declarations_of_its_own_keeps_its_namespace_when_it_is_moved(shadowed: str) -> None:
    inside = f'<task id="T">{shadowed}<documentation>x</documentation></task><startEvent id="S"/>'
    document = assert_whole(file(f'{inside}<sequenceFlow id="F" sourceRef="S" targetRef="T"/>'))
    assert any("順番" in item.message_ja for item in document.repairs)
    assert schema().validate(read_xml(document.serialise())) or shadowed == SHADOWED["children without namespace"]


def test_what_stands_beside_the_root_stays_where_namespaces_are_declared_anew() -> None:
    data = file(f'<task id="T">{SHADOWED["with children"]}<documentation>x</documentation></task>')
    written = BpmnDocument.parse(b"<?a b?><!-- c -->" + data + b"<!-- d --><?e f?>").serialise()
    assert re.search(
        rb"<\?a b\?>\s*<!-- c -->\s*<\w+:definitions.*</\w+:definitions>\s*<!-- d -->\s*<\?e f\?>", written, re.S
    )
