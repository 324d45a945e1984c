"""Tables of the command line: what Excel writes is read, what Excel would run is not written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bpr.cli.table import HEADINGS, read_table, write_table
from bpr.core.bpmn.errors import BpmnError
from bpr.core.steps import StepRow
from bpr.core.values import FormUse, PerformerKind, StepValues, WorkKind, three_point


def table(
    *lines: str, head: str = "作業番号,作業者,作業者の区分,作業の内容,処理時間 標準（分）,次の作業,見る帳票"
) -> bytes:
    return "\r\n".join((head, *lines)).encode("utf-8-sig")


def test_every_value_comes_back() -> None:
    values = StepValues(
        key="s1", number="1", common_key="receive", performer="市民課", performer_kind=PerformerKind.COUNTER,
        work_kind=WorkKind.USER, handling_minutes=three_point(Decimal("5.5"), Decimal(3), Decimal(20)),
        waiting_minutes=Decimal(1440), resident_visits=Decimal(1), resident_travel_minutes=Decimal(40),
        resident_waiting_minutes=Decimal(15), direct_cost_yen=Decimal(110), attached_documents=Decimal(2),
        system="住民記録", forms_read=(FormUse(name="転入届", sheets=Decimal(2)),), forms_made=(FormUse(name="控え"),),
    )  # fmt: skip
    rows = [StepRow(task="受け付ける、\n確かめる", values=values)]
    assert read_table(write_table(rows)) == rows


@pytest.mark.parametrize("text", ["=1+1", "+81", "-5", "@cmd", '=HYPERLINK("x")'])
def test_formulas_are_made_harmless_and_come_back(text: str) -> None:
    rows = [StepRow(task=text, values=StepValues(key="s1", number="1", performer="課"))]
    written = write_table(rows).decode("utf-8-sig")
    assert f"'{text[0]}" in written
    assert read_table(written.encode())[0].task == text


def test_people_write_full_width_and_leave_out_what_follows() -> None:
    rows = read_table(
        table("１,住民,住民,届け出る,,,", ",窓口,窓口,受け付ける,１２．５,,転入届 2枚、証明書", ",窓口,,返す,3,,")
    )
    assert [row.values.number for row in rows] == ["１", "2", "3"]
    assert rows[1].values.handling_minutes == three_point(Decimal("12.5"))
    assert [(form.name, form.sheets) for form in rows[1].values.forms_read] == [("転入届", 2), ("証明書", 1)]
    assert rows[2].values.performer_kind is PerformerKind.COUNTER


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "表が空です"),
        (b"\xff\x00\x81", "文字コードを読めません"),
        (table("x", head="番号,内容"), "見出し「作業者」「作業の内容」の列がありません"),
        (table("1,課,原課,見る,五分,,"), "2行目、処理時間 標準（分）"),
        (table("1,課,原課,見る,-1,,"), "0以上の数"),
        (table("1,課,役所,見る,1,,"), "「役所」は選べません。住民・窓口"),
        (table('1,課,原課,"見る'), "引用符"),
        (table(*["1,課,原課,見る,1,,"] * 501), "500行まで"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(BpmnError, match=said):
        read_table(data)


def test_headings_are_those_of_the_sheet() -> None:
    from bpr.workflow.columns import STEPS

    assert set(HEADINGS) <= {str(column.label) for column in STEPS.columns}
