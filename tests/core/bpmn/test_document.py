from decimal import Decimal
from pathlib import Path

import pytest

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import FlowKind, Point
from bpr.core.bpmn.names import BPMN
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.source import MAX_BYTES, MAX_ELEMENTS
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import model_to_rows, rows_to_model
from bpr.core.values import PerformerKind, StepValues
from tests.core.step_tables import MOVING_IN

FOREIGN = Path(__file__).parents[2] / "fixtures/bpmn/foreign.bpmn"


@pytest.fixture
def document():
    return BpmnDocument.parse(FOREIGN.read_bytes(), source_name=FOREIGN.name)


def xml(inside, *, head='<?xml version="1.0" encoding="UTF-8"?>'):
    return (
        f'{head}\n<definitions xmlns="{BPMN}" targetNamespace="urn:x"><process id="P">{inside}</process></definitions>'
    )


def test_what_other_tools_leave_wrong_is_repaired_and_said(document):
    said = "\n".join(repair.message_ja for repair in document.repairs)
    assert "ID「1」はBPMNの名前として使えないため、「id_1」に変えました" in said
    assert "線「Flow_gone」の端「Gone」がないため、線を除きました" in said
    assert "「Pool_office」の向き（isHorizontal）がないため、横向きとしました" in said
    assert "接頭辞のついた参照" in said
    assert "図形が指す要素「Gone」がない" in said
    assert BpmnDocument.parse(document.serialise()).repairs == ()


def test_a_foreign_diagram_is_read_whole(document):
    model = read_model(document)
    assert [(pool.name, pool.process) for pool in model.pools] == [
        ("総務課", "Process_office"),
        ("申請者", "Process_citizen"),
    ]
    assert [(lane.name, lane.parent_lane, lane.node_ids) for lane in model.lanes] == [
        ("総務課", "", ("Start_office",)), ("係長", "Lane_outer", ("id_1",)),
    ]  # fmt: skip
    task = model.node_by_id["id_1"]
    assert (task.name, task.loop, task.documentation) == ("内容を確かめる", "multi_sequential", "規則第3条")
    assert (task.fill, task.stroke) == ("#ffcc00", "")  # a colour that is none is not carried into drawings
    assert task.bounds.y == 50.5
    assert model.node_by_id["Sub_1"].is_expanded
    assert model.node_by_id["Task_pay"].parent == "Sub_1"
    assert not model.node_by_id["Boundary_1"].cancel_activity
    assert model.node_by_id["Boundary_1"].event_definitions == ("timerEventDefinition",)
    flows = {flow.id: flow for flow in model.flows}
    assert flows["Flow_2"].waypoints == (Point(200, 90), Point(300, 90))
    assert flows["Flow_yes"].has_condition
    assert flows["Association_1"].kind is FlowKind.ASSOCIATION
    assert (flows["Flow_1"].source, flows["Flow_1"].target) == ("Start_office", "id_1")


def test_a_foreign_diagram_becomes_rows(document):
    rows = model_to_rows(read_model(document))
    assert [(row.values.number, row.task, row.values.performer) for row in rows] == [
        ("1", "申請書を書く", "申請者"), ("2", "内容を確かめる", "係長"), ("3", "振り込む", "総務課"),
    ]  # fmt: skip
    assert rows[0].values.performer_kind is PerformerKind.RESIDENT
    assert [(branch.to, branch.label) for branch in rows[1].next.branches] == [("3", "はい"), ("2", "いいえ")]


def test_diagrams_are_listed_and_an_unknown_one_is_refused(document):
    assert [(item.id, item.name) for item in document.diagrams()] == [("Diagram_1", "全体")]
    assert read_model(document, diagram_id="Diagram_1") == read_model(document)
    with pytest.raises(BpmnError, match="この図はファイルにありません"):
        read_model(document, diagram_id="Diagram_9")


def test_an_untouched_file_stays_byte_for_byte_and_an_edit_changes_only_its_place():
    data = write_bpmn(rows_to_model(MOVING_IN, name="転入届"))
    document = BpmnDocument.parse(data)
    before = document.sha256
    assert document.serialise() == data
    document.set_step_values("Task_s2", StepValues(key="s2", number="2", system="住民記録システム"))
    document.set_name("Task_s2", "届を受ける")
    document.set_share("Flow_Split_s2_Task_s4", Decimal("0.8"))
    again = read_model(BpmnDocument.parse(document.serialise()))
    assert again.node_by_id["Task_s2"].values.system == "住民記録システム"
    assert again.node_by_id["Task_s2"].name == "届を受ける"
    assert [node.id for node in again.steps()] == ["Task_s1", "Task_s2", "Task_s3", "Task_s4"]
    assert {flow.id: flow.share for flow in again.flows}["Flow_Split_s2_Task_s4"] == Decimal("0.8")
    assert document.sha256 != before


def test_what_other_tools_wrote_survives_an_edit(document):
    document.set_step_values("id_1", StepValues(key="a"))
    text = document.serialise().decode()
    assert '<other:colour value="secret">そのまま</other:colour>' in text
    assert "A diagram as other tools draw it" in text


def test_edits_of_the_wrong_element_are_refused(document):
    with pytest.raises(BpmnError, match="作業ではない"):
        document.set_step_values("Gateway_1", StepValues(key="a"))
    with pytest.raises(BpmnError, match="この要素は図にありません"):
        document.set_name("nowhere", "名")
    with pytest.raises(BpmnError, match="0から1"):
        document.set_share("Flow_1", Decimal(2))
    with pytest.raises(BpmnError, match="線でもイベントでもない"):
        document.set_share("Gateway_1", Decimal(1))


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "utf-8"), ("utf-16", "UTF-16"), ("cp932", "Shift_JIS"), ("euc-jp", "EUC-JP")],
)
def test_files_of_all_usual_encodings_are_read(encoding, declared):
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    data = xml('<task id="T" name="①住民票の写し"/>'.replace("①", "" if encoding == "euc-jp" else "①"), head=head)
    name = read_model(BpmnDocument.parse(data.encode(encoding))).node_by_id["T"].name
    assert name.endswith("住民票の写し")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "XMLとして読めません"),
        (b"PK\x03\x04 not xml", "XMLとして読めません"),
        (xml("<task>").encode(), "XMLとして読めません"),
        (b"\xff\xfe\x00", "読めない文字"),
        ('<?xml version="1.0"?><p>住</p>'.encode("cp932"), "読めない文字"),
        (b'<?xml version="1.0" encoding="rot13"?><p/>', "文字コード「rot13」"),
        (b"<html/>", "BPMN 2.0のファイルではありません"),
        (xml("", head='<!DOCTYPE p [<!ENTITY e "x">]>').encode(), "DOCTYPE宣言"),
        (xml("", head='<?xml version="1.0"?><!doctype p SYSTEM "file:///etc/passwd">').encode("utf-16"), "DOCTYPE宣言"),
        (b" " * (MAX_BYTES + 1), "大きすぎます"),
        (xml("<a>" * 210 + "</a>" * 210).encode(), "200段を超えています"),
        (xml("<task/>" * (MAX_ELEMENTS + 1)).encode(), "要素が多すぎます"),
        (xml("<a/>" * (5 * MAX_ELEMENTS)).encode(), "要素が多すぎます"),
    ],
)
def test_what_is_not_bpmn_gets_a_clear_answer(data, said):
    with pytest.raises(BpmnError, match=said):
        BpmnDocument.parse(data)


def test_an_error_names_the_line():
    with pytest.raises(BpmnError, match="3行目") as raised:
        BpmnDocument.parse(xml("\n<task></process>").encode())
    assert raised.value.line == 3


def test_shared_ids_are_told_apart_and_references_stay_with_the_first():
    data = xml('<task id="A"/><task id="A"/><task id="B"/><sequenceFlow id="F" sourceRef="A" targetRef="B"/>')
    document = BpmnDocument.parse(data.encode())
    assert [repair.message_ja for repair in document.repairs] == ["ID「A」が重複していたため、「A_2」に変えました"]
    model = read_model(document)
    assert set(model.node_by_id) == {"A", "A_2", "B"}
    assert next(model.sequence_flows()).source == "A"


@pytest.mark.parametrize("coordinate", ["NaN", "1e9", "左"])
def test_a_shape_without_a_place_is_left_out_and_said(coordinate):
    data = FOREIGN.read_text().replace('y="50.5"', f'y="{coordinate}"')
    document = BpmnDocument.parse(data.encode())
    said = f"「id_1」の図形の座標 y「{coordinate}」が数でないため、図形を除きました"
    assert said in [repair.message_ja for repair in document.repairs]
    assert read_model(document).node_by_id["id_1"].bounds is None
