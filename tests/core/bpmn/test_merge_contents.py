"""What the model does not hold is merged as well: from both sides, or listed where both changed it."""

from __future__ import annotations

import pytest

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.merge import Merge, merge
from bpr.core.bpmn.model import Point, ProcessModel
from bpr.core.bpmn.parse import read_model

BASE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tool="urn:tool"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="D" targetNamespace="urn:x" exporter="E">
  <bpmn:message id="M1" name="通知" />
  <bpmn:process id="P" isExecutable="false">
    <bpmn:startEvent id="S"><bpmn:outgoing>F0</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="A" name="審査" tool:form="f1">
      <bpmn:documentation>審査の手引</bpmn:documentation>
      <bpmn:extensionElements><tool:settings retries="3">
        <tool:property name="p" value="1" /><tool:property name="q" value="1" />
      </tool:settings></bpmn:extensionElements>
      <bpmn:incoming>F0</bpmn:incoming><bpmn:outgoing>F1</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="T" name="期限" attachedToRef="A">
      <bpmn:outgoing>F2</bpmn:outgoing>
      <bpmn:timerEventDefinition id="TD"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P14D</bpmn:timeDuration>
      </bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:exclusiveGateway id="G" name="よいか"><bpmn:incoming>F1</bpmn:incoming><bpmn:outgoing>F3</bpmn:outgoing>
      <bpmn:outgoing>F4</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:endEvent id="E1" name="却下"><bpmn:incoming>F3</bpmn:incoming></bpmn:endEvent>
    <bpmn:endEvent id="E2" name="決定"><bpmn:incoming>F4</bpmn:incoming><bpmn:incoming>F2</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="F0" sourceRef="S" targetRef="A" />
    <bpmn:sequenceFlow id="F1" sourceRef="A" targetRef="G"><bpmn:documentation>送る</bpmn:documentation>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="F2" sourceRef="T" targetRef="E2" />
    <bpmn:sequenceFlow id="F3" sourceRef="G" targetRef="E1"><bpmn:conditionExpression
      xsi:type="bpmn:tFormalExpression">ng</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="F4" sourceRef="G" targetRef="E2" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BD"><bpmndi:BPMNPlane id="BP" bpmnElement="P">
    <bpmndi:BPMNShape id="S_di" bpmnElement="S"><dc:Bounds x="20" y="102" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="A_di" bpmnElement="A"><dc:Bounds x="100" y="80" width="100" height="80" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="T_di" bpmnElement="T"><dc:Bounds x="150" y="142" width="36" height="36" />
    </bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="G_di" bpmnElement="G"><dc:Bounds x="260" y="95" width="50" height="50" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="E1_di" bpmnElement="E1"><dc:Bounds x="400" y="20" width="36" height="36" />
    </bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="E2_di" bpmnElement="E2"><dc:Bounds x="400" y="202" width="36" height="36" />
    </bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="F0_di" bpmnElement="F0"><di:waypoint x="56" y="120" /><di:waypoint x="100" y="120" />
    </bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="F1_di" bpmnElement="F1"><di:waypoint x="200" y="120" /><di:waypoint x="260" y="120" />
    </bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="F2_di" bpmnElement="F2"><di:waypoint x="168" y="178" /><di:waypoint x="168" y="220" />
      <di:waypoint x="400" y="220" /></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="F3_di" bpmnElement="F3"><di:waypoint x="285" y="95" /><di:waypoint x="285" y="38" />
      <di:waypoint x="400" y="38" /></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="F4_di" bpmnElement="F4"><di:waypoint x="285" y="145" /><di:waypoint x="285" y="212" />
      <di:waypoint x="400" y="212" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""

# What one person may do that the model does not hold: (what stands there, what is put in its place).
CHANGES = {
    "timer": ("P14D", "P30D"),
    "condition": (">ng<", ">result = 'ng'<"),
    "attribute": ('tool:form="f1"', 'tool:form="f2"'),
    "attribute gone": (' tool:form="f1"', ""),
    "setting": ('retries="3"', 'retries="5"'),
    "property": ('name="q" value="1"', 'name="q" value="2"'),
    "property gone": ('<tool:property name="q" value="1" />', ""),
    "documentation of a line": (">送る<", ">文書で送る<"),
    "documentation": (">審査の手引<", ">審査の手引 改訂<"),
    "message": ('id="M1" name="通知"', 'id="M1" name="決定通知"'),
    "executable": ('isExecutable="false"', 'isExecutable="true"'),
    "style of a shape": ('id="A_di" bpmnElement="A"', 'id="A_di" bpmnElement="A" tool:shadow="1"'),
}
THEIRS = ('name="決定"', 'name="支給の決定"')


def _with(change: tuple[str, str], text: str = BASE) -> str:
    assert change[0] in text
    return text.replace(change[0], change[1], 1)


def _merged(mine: str, theirs: str, base: str = BASE) -> Merge:
    return merge(base.encode(), mine.encode(), theirs.encode())


def _text(found: Merge) -> str:
    document = BpmnDocument.parse(found.document)
    assert not document.repairs, document.repairs
    return found.document.decode()


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
@pytest.mark.parametrize("by_mine", [True, False])
def test_what_one_changed_is_in_the_merged_file(change: tuple[str, str], by_mine: bool) -> None:
    sides = (_with(change), _with(THEIRS)) if by_mine else (_with(THEIRS), _with(change))
    found = _merged(*sides)
    assert found.conflicts == ()
    text = _text(found)
    assert "支給の決定" in text
    assert change[1] in text.replace("&#x27;", "'")
    assert change[0] not in text or change[0] in change[1]


@pytest.mark.parametrize("name", [name for name in CHANGES if "gone" not in name])
def test_what_both_changed_differently_is_listed_and_theirs_stands(name: str) -> None:
    before, mine = CHANGES[name]
    theirs = mine.replace("1", "7") if name == "style of a shape" else before.replace(before[-2], "Z" + before[-2])
    if name == "executable":
        return  # there is no third thing that it could be
    found = _merged(_with((before, mine)), _with((before, theirs)))
    assert len(found.conflicts) == 1, found.conflicts
    conflict = found.conflicts[0]
    assert conflict.what
    assert conflict.mine != conflict.theirs
    assert theirs in _text(found)


def test_the_words_of_a_conflict_name_element_and_thing() -> None:
    found = _merged(_with(("P14D", "P30D")), _with(("P14D", "P7D")))
    conflict = found.conflicts[0]
    assert (conflict.element_id, conflict.name) == ("T", "期限")
    assert (conflict.what, conflict.mine, conflict.theirs) == ("待つ時間", "P30D", "P7D")


def test_what_one_added_beside_the_processes_comes_along() -> None:
    mine = _with(('<bpmn:message id="M1" name="通知" />', '<bpmn:message id="M1" name="通知" /><bpmn:error id="X1" />'))
    mine = _with((' tool:form="f1">', ' tool:form="f1" tool:error="X1">'), mine)
    text = _text(_merged(mine, _with(THEIRS)))
    assert '<bpmn:error id="X1"/>' in text
    assert 'tool:error="X1"' in text


@pytest.mark.parametrize("by_mine", [True, False])
def test_an_element_that_one_removed_and_the_other_set_up_anew_is_listed(by_mine: bool) -> None:
    removed = BASE[: BASE.index("    <bpmn:boundaryEvent")] + BASE[BASE.index("    <bpmn:exclusiveGateway") :]
    for part in (
        "<bpmn:incoming>F2</bpmn:incoming>",
        '    <bpmn:sequenceFlow id="F2" sourceRef="T" targetRef="E2" />\n',
    ):
        removed = _with((part, ""), removed)
    begin = removed.index('    <bpmndi:BPMNShape id="T_di"')
    removed = removed[:begin] + removed[removed.index('    <bpmndi:BPMNShape id="G_di"') :]
    begin = removed.index('    <bpmndi:BPMNEdge id="F2_di"')
    removed = removed[:begin] + removed[removed.index('    <bpmndi:BPMNEdge id="F3_di"') :]
    changed = _with(CHANGES["timer"])
    found = _merged(removed, changed) if by_mine else _merged(changed, removed)
    assert ("T", "要素の全体") in {(each.element_id, each.what) for each in found.conflicts}
    assert ("P30D" in _text(found)) == by_mine  # theirs stands


def test_an_expression_whose_event_the_other_made_another_kind_is_listed() -> None:
    begin, end = BASE.index("<bpmn:timerEventDefinition"), BASE.index("</bpmn:timerEventDefinition>")
    message = BASE[:begin] + '<bpmn:messageEventDefinition id="MD" messageRef="M1" />' + BASE[end + 28 :]
    found = _merged(message, _with(CHANGES["timer"]))
    assert [(each.element_id, each.mine, each.theirs) for each in found.conflicts] == [("T", "削除", "変更")]
    assert 'messageRef="M1"' in _text(found)


def test_a_line_whose_end_moved_is_attached_again() -> None:
    """Mine moves the end event, theirs bends the line to it: neither alone knows where it must end now."""
    mine = _with(('x="400" y="20" width', 'x="500" y="60" width'))
    mine = _with(('y="38" />\n      <di:waypoint x="400" y="38"', 'y="78" />\n      <di:waypoint x="500" y="78"'), mine)
    theirs = _with(('<di:waypoint x="285" y="38" />', '<di:waypoint x="285" y="30" /><di:waypoint x="320" y="30" />'))
    found = _merged(mine, theirs)
    model = _read(found)
    assert model.node_by_id["E1"].bounds is not None
    assert model.node_by_id["E1"].bounds.x == 500
    assert _ends_at(model, "F3", "E1")
    before = _read(_merged(BASE, BASE))
    for flow in ("F0", "F1", "F2", "F4"):
        assert _way(model, flow) == _way(before, flow)


def _with_task(node_id: str, after: str) -> str:
    """A task of one person at a place that the other may choose as well, with a line to it."""
    box = '<dc:Bounds x="600" y="180" width="100" height="80" />'
    shape = f'<bpmndi:BPMNShape id="{node_id}_di" bpmnElement="{node_id}">{box}</bpmndi:BPMNShape>'
    edge = (
        f'<bpmndi:BPMNEdge id="L{node_id}_di" bpmnElement="L{node_id}"><di:waypoint x="310" y="120" />'
        '<di:waypoint x="650" y="120" /><di:waypoint x="650" y="180" /></bpmndi:BPMNEdge>'
    )
    flow = f'<bpmn:sequenceFlow id="L{node_id}" sourceRef="G" targetRef="{node_id}" />'
    text = _with(("</bpmn:process>", f'<bpmn:task id="{node_id}" name="{after}" />{flow}</bpmn:process>'))
    return _with(("</bpmndi:BPMNPlane>", f"{shape}{edge}</bpmndi:BPMNPlane>"), text)


def test_two_steps_drawn_at_one_place_stand_beside_each_other() -> None:
    found = _merged(_with_task("N1", "私の作業"), _with_task("N2", "彼の作業"))
    model = _read(found)
    mine, theirs = (model.node_by_id[node_id].bounds for node_id in ("N1", "N2"))
    assert mine is not None
    assert theirs is not None
    assert (theirs.x, theirs.y) == (600, 180)
    assert mine.x >= theirs.right or mine.right <= theirs.x or mine.y >= theirs.bottom or mine.bottom <= theirs.y
    assert _ends_at(model, "LN1", "N1")
    assert _ends_at(model, "LN2", "N2")


def test_a_choreography_is_not_merged_but_listed() -> None:
    """It can be kept and shown, but no changed one can be written."""
    head, tail = BASE.split("  <bpmn:process", 1)
    body = tail[tail.index("</bpmn:process>") :].replace("</bpmn:process>", "</bpmn:choreography>", 1)
    task = '<bpmn:choreographyTask id="C" name="届出" initiatingParticipantRef="P1"/>'
    base = f'{head}  <bpmn:choreography id="P">{task}{body}'
    found = _merged(base.replace("届出", "申請"), base.replace("通知", "決定通知"), base)
    assert "図の全体" in found.conflicts[0].what
    assert "決定通知" in found.document.decode()


def _read(found: Merge) -> ProcessModel:
    return read_model(BpmnDocument.parse(found.document))


def _way(model: ProcessModel, flow_id: str) -> tuple[Point, ...]:
    return next(flow.waypoints for flow in model.flows if flow.id == flow_id)


def _ends_at(model: ProcessModel, flow_id: str, node_id: str) -> bool:
    end, box = _way(model, flow_id)[-1], model.node_by_id[node_id].bounds
    return box is not None and box.x - 1 <= end.x <= box.right + 1 and box.y - 1 <= end.y <= box.bottom + 1
