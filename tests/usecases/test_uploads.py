"""BPMN files from anywhere: taken in, or answered in Japanese; never a 500."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.factories import BPMN, World, client_as, world
from usecases.models import ProcessVersion

BOMB = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><d>&b;</d>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>'
UNDRAWN = BPMN[: BPMN.index("  <bpmndi:BPMNDiagram")] + "</bpmn:definitions>"
EMPTY = UNDRAWN[: UNDRAWN.index("    <bpmn:startEvent")] + "  </bpmn:process></bpmn:definitions>"
Upload = Callable[[bytes], HttpResponse]


@pytest.fixture
def one_world(db: None) -> World:
    return world()


@pytest.fixture
def upload(one_world: World) -> Upload:
    def send(data: bytes, name: str = "図.bpmn", side: str = "to_be") -> HttpResponse:
        address = f"/projects/{one_world.project.pk}/processes/import/"
        fields = {"use_case": one_world.use_case.pk, "side": side, "file": SimpleUploadedFile(name, data)}
        return client_as(one_world.analyst).post(address, fields)

    return send


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html><body>x</body></html>", "BPMN 2.0のファイルではありません"),
        ("ただの文です".encode(), "BPMN"),
        (b"PK\x03\x04" + bytes(200), "ファイル"),
        (OUTSIDE.encode(), "DOCTYPE"),
        (BOMB.encode(), "DOCTYPE"),
        (b"<x" * 30_000_000, "ファイルが大きすぎます"),
        (BPMN.encode()[:-60], "行目"),
        (BPMN.replace("受付", "受付").encode("cp932"), "UTF-8で保存し直してください"),
        (b'<?xml version="1.0" encoding="no-such"?><x/>', "文字コード"),
        (b"\x00" * 500, ""),
        (("<a>" * 5_000).encode(), ""),
        (EMPTY.encode(), "作業や分岐が1つもありません"),
    ],
    ids=["html", "text", "zip", "outside", "bomb", "90MB", "cut", "shift-jis", "encoding", "nul", "deep", "empty"],
)
def test_a_broken_file_is_answered_at_its_field(upload: Upload, data: bytes, words: str) -> None:
    before = ProcessVersion.objects.count()
    response = upload(data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "error-summary" in page
    assert words in page
    assert ProcessVersion.objects.count() == before


def test_no_file_and_no_organisation_are_said_together(one_world: World) -> None:
    address = f"/projects/{one_world.project.pk}/processes/import/"
    response = client_as(one_world.analyst).post(address, {"use_case": one_world.use_case.pk, "side": "as_is"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "団体を選んでください" in page
    assert "BPMNファイル: " in page


def test_a_good_file_is_kept_byte_for_byte(upload: Upload, one_world: World) -> None:
    data = BPMN.replace("受付", "受け付ける").encode()
    response = upload(data)
    version = ProcessVersion.objects.latest("pk")
    assert response.status_code == 302
    assert (version.number, version.bpmn.encode(), version.author) == (2, data, one_world.analyst)
    assert version.reason == "図.bpmn の取込"


@pytest.mark.parametrize("encoding", ["cp932", "utf-16"])
def test_another_encoding_is_kept_as_utf8(upload: Upload, encoding: str) -> None:
    name = {"cp932": "Shift_JIS"}.get(encoding, encoding)
    data = BPMN.replace('encoding="UTF-8"', f'encoding="{name}"').replace("受付", "受け付ける").encode(encoding)
    assert upload(data).status_code == 302
    assert "受け付ける" in ProcessVersion.objects.latest("pk").bpmn


def test_a_file_without_a_drawing_is_laid_out_and_says_so(upload: Upload, one_world: World) -> None:
    response = upload(UNDRAWN.encode())
    version = ProcessVersion.objects.latest("pk")
    page = client_as(one_world.analyst).get(response.headers["Location"]).content.decode()
    assert "BPMNShape" in version.bpmn
    assert 'data-element-id="Task_1"' in page


def test_names_in_a_file_cannot_break_out_of_the_page(upload: Upload, one_world: World) -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x"
    response = upload(BPMN.replace("受付", evil).encode())
    page = client_as(one_world.analyst).get(response.headers["Location"]).content.decode()
    assert "<script>alert(1)" not in page
    assert re.search(r"<[^>]*\sonload=", re.sub(r'"[^"]*"', '""', page)) is None  # inside quotes it is text
    assert "&lt;script&gt;alert(1)" in page


def test_the_use_case_of_another_project_is_no_choice(one_world: World) -> None:
    address = f"/projects/{one_world.project.pk}/processes/import/"
    fields = {"use_case": one_world.foreign_use_case.pk, "side": "to_be", "file": SimpleUploadedFile("a", b"x")}
    response = client_as(one_world.analyst).post(address, fields)
    assert response.status_code == 422
    assert one_world.foreign_use_case.name not in response.content.decode()
