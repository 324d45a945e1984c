"""A file with several diagrams asks which; a file once chosen stays chosen, for one person and project."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.factories import BPMN, World, client_as, world
from usecases.models import ProcessVersion
from usecases.version_import import Upload

SECOND = """<bpmn:process id="Process_2" name="交付"><bpmn:task id="Task_2" name="渡す"/></bpmn:process>"""
SECOND_DIAGRAM = """<bpmndi:BPMNDiagram id="Diagram_2" name="交付の図"><bpmndi:BPMNPlane id="Plane_2"
 bpmnElement="Process_2"><bpmndi:BPMNShape id="Task_2_di" bpmnElement="Task_2"><dc:Bounds x="10" y="10" width="100"
 height="80"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"""
TWO = BPMN.replace("  <bpmndi:BPMNDiagram", f"  {SECOND}\n  <bpmndi:BPMNDiagram", 1).replace(
    "</bpmn:definitions>", f"{SECOND_DIAGRAM}</bpmn:definitions>"
)
UNDRAWN = TWO[: TWO.index("<bpmndi:BPMNDiagram")] + "</bpmn:definitions>"
MENDED = BPMN.replace('sourceRef="Task_1"', 'sourceRef="tns:Task_1"')


@pytest.fixture
def w(db: None) -> World:
    return world()


def send(w: World, data: str | None = None, **fields: Any) -> HttpResponse:
    chosen = {"use_case": w.use_case.pk, "side": "to_be"} | fields
    if data is not None:
        chosen["file"] = SimpleUploadedFile("図.bpmn", data.encode())
    return client_as(w.analyst).post(f"/projects/{w.project.pk}/processes/import/", chosen)


def sealed(response: HttpResponse) -> str:
    found = re.search(r'name="upload" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize(("data", "choice"), [(TWO, "Diagram_2"), (UNDRAWN, "Process_2")])
def test_several_diagrams_ask_which_and_the_file_need_not_be_chosen_again(w: World, data: str, choice: str) -> None:
    before = ProcessVersion.objects.count()
    asked = send(w, data)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "取り込む図を選んでください" in page
    assert f'value="{choice}"' in page
    assert "選んだファイル: 図.bpmn" in page
    assert ProcessVersion.objects.count() == before
    assert send(w, upload=sealed(asked), diagram=choice).status_code == 302
    version = ProcessVersion.objects.latest("pk")
    shown = client_as(w.analyst).get(f"/projects/{w.project.pk}/processes/versions/{version.pk}/").content.decode()
    assert 'data-element-id="Task_2"' in shown
    assert 'data-element-id="Task_1"' not in shown
    assert "受付" in version.bpmn  # the other diagram stays in the file
    assert version.reason == "図.bpmn の取込"


def test_what_is_wrong_in_the_form_does_not_lose_the_file(w: World) -> None:
    refused = send(w, BPMN, side="as_is")
    assert refused.status_code == 422
    assert "団体を選んでください" in refused.content.decode()
    assert send(w, side="as_is", organisation=w.city.pk, upload=sealed(refused)).status_code == 302


def test_the_seal_is_for_one_person_and_project(w: World) -> None:
    upload = Upload(name="図.bpmn", data=BPMN.encode())
    mine = upload.sealed(user=w.analyst, project=w.project)
    assert Upload.unsealed(mine, user=w.analyst, project=w.project) == upload
    assert Upload.unsealed(mine, user=w.leader, project=w.project) is None
    assert Upload.unsealed(mine, user=w.analyst, project=w.foreign_project) is None
    assert Upload.unsealed(mine[:-2], user=w.analyst, project=w.project) is None
    assert send(w, upload=upload.sealed(user=w.leader, project=w.project)).status_code == 422


def test_a_refused_file_is_not_kept_and_tells_its_line(w: World) -> None:
    page = send(w, BPMN.replace("</bpmn:process>", "")).content.decode()
    assert "行目" in page
    assert "選んだファイル" not in page
    assert 'name="upload" value=' not in page


def test_an_unknown_diagram_is_refused(w: World) -> None:
    response = send(w, TWO)
    assert "この図はファイルにありません" in send(w, upload=sealed(response), diagram="x").content.decode()


def test_what_was_mended_is_told(w: World) -> None:
    client = client_as(w.analyst)
    file = SimpleUploadedFile("図.bpmn", MENDED.encode())
    fields = {"use_case": w.use_case.pk, "side": "to_be", "file": file}
    page = client.post(f"/projects/{w.project.pk}/processes/import/", fields, follow=True).content.decode()
    assert "接頭辞のついた参照1か所を、IDだけの参照に直しました" in page
