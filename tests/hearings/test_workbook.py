"""The workbook: what goes out comes back, and what is broken is answered in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from hearings.shape import shaped
from hearings.sheet import SheetContext
from hearings.workbook.problems import WorkbookInvalid, WorkbookProblem
from hearings.workbook.reading import read_workbook
from tests.hearings.sheets import sheet, with_step
from tests.hearings.workbooks import COMMON_STEPS, step_cell, unsaved_hearing, workbook_of

CONTEXT = SheetContext(common_steps=COMMON_STEPS)


def read(data: bytes) -> Any:
    return read_workbook(data, filename="回答.xlsx", common_steps=COMMON_STEPS)


def problems_of(data: bytes) -> list[WorkbookProblem]:
    try:
        return list(read(data).problems(CONTEXT))
    except WorkbookInvalid as invalid:
        return list(invalid.problems)


def in_steps(change: Callable[[Any], None]) -> Callable[[Workbook], None]:
    return lambda book: change(book["業務手順"])


def set_step(key: str, value: object, row: int = 2) -> Callable[[Workbook], None]:
    return in_steps(lambda steps: steps.__setitem__(step_cell(key, row), value))


def test_what_goes_out_comes_back_unchanged() -> None:
    raw = with_step(1, common_key="shinsa", note="1行目\n2行目")
    content = read(workbook_of(raw))
    assert content.problems(CONTEXT) == []
    assert content.sheet == shaped(raw)


def test_the_template_of_an_empty_sheet_opens_and_lists_what_is_missing() -> None:
    found = problems_of(workbook_of({}))
    assert {(item.sheet, item.column) for item in found} == {("業務手順", "作業の内容"), ("業務量", "年間件数")}


def test_the_language_of_the_page_does_not_change_the_workbook() -> None:
    with translation.override("en"):
        content = read(workbook_of(sheet()))
        assert content.problems(CONTEXT) == []


def test_headings_stay_ids_are_hidden_and_lists_are_offered() -> None:
    book = load_workbook(io.BytesIO(workbook_of(sheet())))
    assert book.sheetnames[:6] == ["説明", "業務説明", "業務手順", "業務量", "帳票", "課題・要望"]
    assert book["_識別"].sheet_state == "hidden"
    steps = book["業務手順"]
    assert steps.freeze_panes == "F2"
    assert steps.column_dimensions["A"].hidden
    lists = {rule.formula1 for rule in steps.data_validations.dataValidation}
    assert {"=common_steps", '"手作業,システム利用,システム処理"'} <= lists


@pytest.mark.parametrize("text", ["=1+1", "+81", "-5度", "@SUM(A1)", "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    data = workbook_of(with_step(1, note=text))
    cell = load_workbook(io.BytesIO(data))["業務手順"][step_cell("note", 2)]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert read(data).sheet["steps"][1]["note"] == text.strip()


def test_names_go_out_only_to_those_who_may_see_them() -> None:
    from hearings.workbook.writing import write_workbook

    data = write_workbook(unsaved_hearing(sheet()), with_contacts=False)
    texts = [str(cell.value) for page in load_workbook(io.BytesIO(data)) for row in page for cell in row]
    assert not any("試験花子" in text for text in texts)


@pytest.mark.parametrize(
    ("key", "value", "typed"),
    [
        ("minutes", "１２", "１２"),
        ("minutes", 12.5, "12.5"),
        ("minutes", "1時間30分", "1時間30分"),
        ("direct_cost", "1,084", "1,084"),
        ("note", datetime(2026, 7, 3), "2026-07-03"),
        ("next", 3, "3"),
        ("note", 0.1, "0.1"),
    ],
)
def test_values_are_taken_as_a_person_would_type_them(key: str, value: object, typed: str) -> None:
    raw = with_step(1, minutes_max="90", minutes_min="")
    content = read(workbook_of(raw, set_step(key, value)))
    assert content.problems(CONTEXT) == []
    assert content.sheet["steps"][1][key] == typed


@pytest.mark.parametrize("value", ["令和8年7月3日", "Ｒ８.７.３", date(2026, 7, 3), 46206])
def test_dates_are_understood_in_every_dress(value: object) -> None:
    content = read(workbook_of(sheet(), lambda book: book["業務説明"].__setitem__("B3", value)))
    assert content.problems(CONTEXT) == []


def test_text_in_number_cells_is_named_with_file_sheet_cell_value_and_remedy() -> None:
    def change(book: Workbook) -> None:
        book["業務手順"][step_cell("minutes", 2)] = "五分"
        book["業務手順"][step_cell("direct_cost", 3)] = "多め"
        book["業務量"]["B4"] = "約3千"
        book["業務説明"]["B3"] = "7月3日"

    found = problems_of(workbook_of(sheet(), change))
    assert [(item.sheet, item.cell, item.value) for item in found] == [
        ("業務説明", "B3", "7月3日"),
        ("業務手順", step_cell("minutes", 2), "五分"),
        ("業務手順", step_cell("direct_cost", 3), "多め"),
        ("業務量", "B4", "約3千"),
    ]
    assert str(found[1]).startswith(
        f"回答.xlsx シート「業務手順」 {step_cell('minutes', 2)}「処理時間 標準（分）」（入力：五分）："
    )


def test_a_renamed_sheet_is_asked_for_by_its_name() -> None:
    def change(book: Workbook) -> None:
        book["業務手順"].title = "Sheet1"

    (problem,) = problems_of(workbook_of(sheet(), change))
    assert problem.sheet == "業務手順"
    assert "Sheet1" in problem.message


def test_a_missing_heading_and_a_missing_label_are_named() -> None:
    def change(book: Workbook) -> None:
        book["業務手順"]["E1"] = "なにか"
        book["業務量"]["A4"] = None

    found = {(item.sheet, item.message.split("。")[0]) for item in problems_of(workbook_of(sheet(), change))}
    assert found == {
        ("業務手順", "見出しがありません：作業の内容"),
        ("業務量", "A列の見出し「年間件数」がありません"),
    }


def test_merged_cells_are_refused_with_their_area() -> None:
    (problem,) = problems_of(workbook_of(sheet(), in_steps(lambda steps: steps.merge_cells("D3:D4"))))
    assert "D3:D4" in problem.message


def test_rows_may_be_inserted_anywhere_and_columns_moved() -> None:
    def change(book: Workbook) -> None:
        book["業務手順"].insert_rows(3, 2)
        book["業務説明"].insert_rows(4)
        book["帳票"].move_range("D1:D50", cols=10)

    content = read(workbook_of(sheet(), change))
    assert content.problems(CONTEXT) == []
    assert content.sheet == shaped(sheet())


def test_a_copied_row_gets_a_key_of_its_own() -> None:
    def change(steps: Any) -> None:
        for column in range(1, 24):
            steps.cell(5, column).value = steps.cell(4, column).value
        steps[step_cell("number", 4)] = "4"

    steps = read(workbook_of(sheet(), in_steps(change))).sheet["steps"]
    assert len({row["key"] for row in steps}) == 4


def test_a_formula_without_a_result_is_refused() -> None:
    (problem,) = problems_of(workbook_of(sheet(), set_step("minutes", "=1+1")))
    assert (problem.cell, problem.value) == (step_cell("minutes", 2), "=1+1")
    assert "計算式" in problem.message


def test_values_far_outside_are_refused_and_take_no_time() -> None:
    (problem,) = problems_of(workbook_of(sheet(), in_steps(lambda steps: steps.__setitem__("XFD1048576", "x"))))
    assert "範囲" in problem.message


def test_too_many_rows_are_refused() -> None:
    def change(steps: Any) -> None:
        for row in range(2, 520):
            steps.cell(row, 5).value = "作業"

    (problem,) = problems_of(workbook_of(sheet(), in_steps(change)))
    assert "500行まで" in problem.message


def test_a_mynumber_is_refused_with_its_cell_and_not_repeated() -> None:
    (problem,) = problems_of(workbook_of(sheet(), set_step("note", "123456789018")))
    assert problem.cell == step_cell("note", 2)
    assert "123456789018" not in str(problem)


@cache
def good_workbook() -> bytes:
    return workbook_of(sheet())


def zipped(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def repacked(replaced: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(good_workbook())) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()} | replaced)


def hostile() -> dict[str, tuple[bytes, str]]:
    return {
        "empty": (b"", "読めません"),
        "text": ("団体,業務\n".encode("cp932"), "読めません"),
        "pdf": (b"%PDF-1.7 ...", "読めません"),
        "old xls or password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "パスワード"),
        "another zip": (zipped({"a.txt": b"x"}), "読めません"),
        "cut off": (good_workbook()[:-200], "読めません"),
        "30 MB": (b"PK\x03\x04" + b"0" * 30 * 2**20, "大きすぎます"),
        "bomb": (repacked({"xl/sharedStrings.xml": b" " * (50 * 2**20)}), "大きくなりすぎる"),
        "many entries": (repacked({f"xl/x{i}.bin": b"" for i in range(400)}), "大きくなりすぎる"),
        "doctype": (repacked({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "読めません"),
        "doctype in utf-16": (
            repacked({"xl/workbook.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")}),
            "読めません",
        ),
        "macros": (repacked({"xl/vbaProject.bin": b"x"}), "マクロ"),
        "broken xml": (repacked({"xl/workbook.xml": b"<workbook"}), "開けません"),
    }


HOSTILE = hostile()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_answered_in_words(name: str) -> None:
    data, words = HOSTILE[name]
    (problem,) = problems_of(data)
    assert words in problem.message
    assert str(problem).startswith("回答.xlsx")
