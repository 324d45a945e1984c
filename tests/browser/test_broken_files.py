"""Broken uploads: a clear answer in Japanese, the page stays usable, and never an error of the server."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.sheet import SheetPage
from tests.browser.visitor import Visitor
from tests.browser.world import UPLOAD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>'


def _file(name: str, data: bytes, kind: str = XLSX) -> Any:
    return {"name": name, "mimeType": kind, "buffer": data}


def _zip(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def _other_workbook() -> bytes:
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "ほかの表"
    book.save(buffer)
    return buffer.getvalue()


def _upload_page(person: Visitor) -> None:
    SheetPage(person, UPLOAD)
    person.open("Excelを取り込む")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ただの文字.xlsx", "Excelではない".encode()),
        ("別の書庫.xlsx", _zip("a.txt", b"nothing")),
        ("ほかの表.xlsx", _other_workbook()),
        ("古い形式.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("空.xlsx", b""),
    ],
)
def test_a_file_that_is_no_hearing_workbook_is_answered_in_japanese(visitor: SignIn, name: str, data: bytes) -> None:
    person = visitor("kudamatsu1")
    person.expect_status(422)
    _upload_page(person)
    person.page.locator('input[type="file"]').set_input_files(_file(name, data))
    person.press("取り込む")
    expect(person.page.locator(".error-summary")).to_be_visible()
    assert any("ぁ" <= letter <= "ん" for letter in person.page.locator(".error-summary").inner_text())
    expect(person.page.get_by_role("button", name="取り込む", exact=True)).to_be_visible()


def test_a_word_in_a_number_cell_is_named_with_its_cell(visitor: SignIn, tmp_path: Any) -> None:
    person = visitor("kudamatsu1")
    person.expect_status(422)
    _upload_page(person)
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Excel様式を取る（.xlsx）").click()
    path = tmp_path / "filled.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    page = book["業務手順"]
    heading = next(cell for row in page.iter_rows(max_row=10) for cell in row if "標準" in str(cell.value or ""))
    task = next(cell for cell in page[heading.row] if "作業の内容" in str(cell.value or ""))
    wrong = page.cell(heading.row + 3, heading.column, "だいたい五分くらい")
    page.cell(heading.row + 3, task.column, "受け付ける")
    book.save(path)
    person.page.locator('input[type="file"]').set_input_files(path)
    person.press("取り込む")
    row = person.page.locator("#workbook-problems tr", has_text="だいたい五分くらい")
    expect(row).to_contain_text(wrong.coordinate)
    expect(row).to_contain_text("業務手順")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("文字.bpmn", "図ではない".encode()),
        ("宣言.bpmn", DOCTYPE),
        ("別.bpmn", b"<html><body/></html>"),
        ("切れた.bpmn", b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="a">'),
        ("空.bpmn", b""),
    ],
)
def test_a_file_that_is_no_bpmn_is_answered_in_japanese(visitor: SignIn, name: str, data: bytes) -> None:
    person = visitor("bunseki")
    person.expect_status(422)
    person.go("/projects/1/processes/")
    person.open("BPMNを取り込む")
    person.page.get_by_label("ユースケース").select_option(index=1)
    person.page.locator('input[type="file"]').set_input_files(_file(name, data, "application/xml"))
    person.page.locator("#main form button[type=submit]").last.click()
    expect(person.page.locator(".error-summary")).to_be_visible()
    assert any("ぁ" <= letter <= "ん" for letter in person.page.locator(".error-summary").inner_text())
