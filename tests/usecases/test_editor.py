"""The back end of the diagram editor: drafts that nobody overwrites, rows beside the diagram, versions of drafts."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bpr.access.models import AuditEntry
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.parse import read_model
from bpr.core.steps import model_to_rows
from bpr.core.values import EvidenceKind
from tests.factories import World, client_as, world
from tests.usecases.tables import with_common, with_to_be
from usecases.models import KeptCause, KeptDraft, ProcessDraft, ProcessModel, ProcessSide, ProcessVersion, ToBeDraft
from usecases.selectors.to_be import to_be_state
from usecases.services import to_be_draft_save

pytestmark = pytest.mark.django_db
MYNUMBER = "123456789018"


@pytest.fixture
def w() -> World:
    return world()


@pytest.fixture
def common(w: World) -> ProcessModel:
    """A common as-is of five steps."""
    return with_common(w.analyst, w.use_case).process_model


class Page:
    """A browser with the editor open."""

    def __init__(self, person: Any, process: ProcessModel) -> None:
        self.client: Client = client_as(person)
        self.address = reverse("usecases:editor", args=[process.use_case.project_id, process.pk])
        self.data = self.client.get(self.address).context["page_data"]
        self.revision, self.xml = self.data["revision"], self.data["xml"]

    def post(self, name: str, body: Any) -> Any:
        return self.client.post(self.data["urls"][name], json.dumps(body), content_type="application/json")

    def put(self, xml: str, **more: Any) -> Any:
        body = {"xml": xml, "revision": self.revision, **more}
        answer = self.client.put(self.data["urls"]["draft"], json.dumps(body), content_type="application/json")
        if answer.status_code == 200:
            self.revision, self.xml = answer.json()["revision"], xml
        return answer

    def save(self, reason: str = "描き直した") -> Any:
        return self.client.post(self.data["urls"]["save"], {"reason": reason, "revision": self.revision})


def _latest(process: ProcessModel) -> ProcessVersion:
    return process.versions.order_by("-number").first()  # type: ignore[return-value]


def _renamed(xml: str, old: str, new: str) -> str:
    assert old in xml
    return xml.replace(old, new)


def test_the_page_brings_everything_that_the_script_needs(w: World, common: ProcessModel) -> None:
    data = Page(w.analyst, common).data
    assert (data["side"], data["revision"], data["baseNumber"], data["latestNumber"]) == ("common", 0, 1, 1)
    assert [row["task"] for row in data["rows"]][:2] == ["届を受け付ける", "届を審査する"]
    assert {column["key"] for column in data["columns"]} >= {"number", "performer", "task", "minutes", "next", "note"}
    assert {"value": "resident", "label": "住民"} in data["vocabulary"]["performerKinds"]
    assert data["vocabulary"]["systems"] == ["住民記録システム"]
    assert data["evidence"]["Task_r1"][0]["kind"] == "estimated"
    assert set(data["shares"].values()) == {"0.1", "0.9"}


def test_a_saved_draft_is_there_when_the_page_is_opened_again(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    drawn = _renamed(page.xml, "届を審査する", "届を確かめる")
    answer = page.put(drawn).json()
    assert answer["rows"][1]["task"] == "届を確かめる"
    again = Page(w.leader, common)
    assert (again.xml, again.revision) == (drawn, answer["revision"])


def test_two_people_on_one_diagram_lose_nothing(w: World, common: ProcessModel) -> None:
    first, second = Page(w.analyst, common), Page(w.leader, common)
    theirs = _renamed(first.xml, "届を受け付ける", "窓口で受け付ける")
    mine = _renamed(second.xml, "届を審査する", "届を確かめる")
    assert first.put(theirs).status_code == 200
    answer = second.put(mine)
    assert answer.status_code == 409
    conflict = answer.json()
    assert (conflict["xml"], conflict["conflicts"]) == (theirs, [])
    assert "窓口で受け付ける" in conflict["merged_xml"]
    assert "届を確かめる" in conflict["merged_xml"]
    assert second.client.get(conflict["kept_url"]).content.decode() == mine
    assert ProcessDraft.objects.get().bpmn == theirs
    second.revision = conflict["revision"]
    assert second.put(conflict["merged_xml"]).status_code == 200
    assert first.put(_renamed(theirs, "入力", "登録")).status_code == 409  # and so on, never silently


def test_a_contradiction_is_said_in_words_and_mine_may_be_chosen(w: World, common: ProcessModel) -> None:
    first, second = Page(w.analyst, common), Page(w.leader, common)
    theirs = _renamed(first.xml, "届を審査する", "彼の名")
    mine = _renamed(second.xml, "届を審査する", "私の名")
    first.put(theirs)
    conflict = second.put(mine).json()
    assert [(each["what"], each["mine"], each["theirs"]) for each in conflict["conflicts"]] == [
        ("名前", "私の名", "彼の名")
    ]
    second.revision = conflict["revision"]
    assert second.put(mine, keep_mine=True).status_code == 200
    replaced = KeptDraft.objects.get(process_model=common, cause=KeptCause.REPLACED)
    assert (replaced.bpmn, replaced.drawn_by) == (theirs, w.analyst)


def test_a_refused_diagram_is_kept_once(w: World, common: ProcessModel) -> None:
    first, second = Page(w.analyst, common), Page(w.leader, common)
    first.put(_renamed(first.xml, "届を審査する", "彼の名"))
    for _ in range(3):
        assert second.put(_renamed(second.xml, "届を審査する", "私の名")).status_code == 409
    assert KeptDraft.objects.filter(process_model=common).count() == 1


def test_an_old_page_never_fits_a_new_draft(w: World, common: ProcessModel) -> None:
    old, new = Page(w.analyst, common), Page(w.leader, common)
    old.put(_renamed(old.xml, "届を審査する", "一人目"))
    new.client.post(new.data["urls"]["discard"])
    new = Page(w.leader, common)
    new.put(_renamed(new.xml, "届を審査する", "二人目"))
    assert old.put(_renamed(old.xml, "一人目", "一人目の続き")).status_code == 409
    assert "二人目" in ProcessDraft.objects.get().bpmn
    assert KeptDraft.objects.filter(process_model=common, cause=KeptCause.DISCARDED).exists()


def test_a_page_from_before_a_newer_version_conflicts_at_its_first_save(w: World, common: ProcessModel) -> None:
    early, other = Page(w.analyst, common), Page(w.leader, common)
    other.put(_renamed(other.xml, "届を受け付ける", "窓口で受け付ける"))
    assert other.save().status_code == 302
    answer = early.put(_renamed(early.xml, "届を審査する", "届を確かめる"))
    assert answer.status_code == 409
    assert "窓口で受け付ける" in answer.json()["merged_xml"]


def test_a_draft_becomes_a_version_as_it_was_drawn(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    drawn = re.sub(r'(<bpmn:\w+ id="Task_r2")', r'\1 xmlns:t="urn:tool" t:own="1"', page.xml)
    page.put(drawn)
    assert page.save("審査の名を直す").status_code == 302
    version = _latest(common)
    assert (version.number, version.reason, version.author) == (2, "審査の名を直す", w.analyst)
    assert version.bpmn == drawn
    assert not ProcessDraft.objects.exists()
    assert AuditEntry.objects.filter(action="version", object_id=str(version.pk)).exists()


def test_a_version_needs_a_reason_and_the_newest_draft(w: World, common: ProcessModel) -> None:
    page, other = Page(w.analyst, common), Page(w.leader, common)
    page.put(_renamed(page.xml, "届を審査する", "届を確かめる"))
    assert page.save(reason=" ").status_code == 302
    assert other.save().status_code == 409  # never saw that draft
    assert _latest(common).number == 1
    assert ProcessDraft.objects.exists()


def test_a_newer_version_is_merged_before_saving(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    page.put(_renamed(page.xml, "届を審査する", "届を確かめる"))
    newer = BpmnDocument.parse(_latest(common).bpmn.encode())
    newer.set_name("Task_r1", "窓口で受け付ける")
    ProcessVersion.objects.create(
        process_model=common, number=2, bpmn=newer.serialise().decode(), sha256=newer.sha256, author=w.leader
    )
    refused = page.save()
    assert refused.status_code == 409
    assert "第2版" in refused.content.decode()
    page.client.post(page.address + "merge/", {"revision": page.revision})
    merged = Page(w.analyst, common)
    assert merged.save().status_code == 302
    tasks = [row.task for row in model_to_rows(read_model(BpmnDocument.parse(_latest(common).bpmn.encode())))]
    assert tasks[:2] == ["窓口で受け付ける", "届を確かめる"]
    assert KeptDraft.objects.filter(process_model=common, cause=KeptCause.MERGED).exists()


# rows


def test_rows_come_into_the_diagram_and_nothing_is_stored(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    rows = page.data["rows"]
    rows[0] = {**rows[0], "task": "窓口で受け付ける", "minutes": "1時間"}
    answer = page.post("rows", {"xml": page.xml, "rows": rows}).json()
    step = read_model(BpmnDocument.parse(answer["xml"].encode())).step_by_key["r1"]
    assert (step.name, step.values.handling_minutes.likely) == ("窓口で受け付ける", Decimal(60))
    assert answer["rows"][0]["minutes"] == "60"
    assert not ProcessDraft.objects.exists()


def test_unchanged_rows_give_the_same_diagram(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    assert page.post("rows", {"xml": page.xml, "rows": page.data["rows"]}).json()["xml"] == page.xml


def test_cells_that_cannot_be_read_are_named(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    rows = [dict(row) for row in page.data["rows"]]
    rows[2]["minutes"], rows[3]["next"] = "たくさん", "99"
    found = page.post("rows", {"xml": page.xml, "rows": rows}).json()["problems"]
    assert [(each["row"], each["field"]) for each in found if each["field"] == "minutes"] == [(2, "minutes")]
    rows[2]["minutes"] = "5"
    found = page.post("rows", {"xml": page.xml, "rows": rows}).json()["problems"]
    assert [(each["row"], each["field"]) for each in found] == [(3, "next")]


# what must not come in


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda xml: xml.replace("<bpmn:definitions", "<!DOCTYPE x><bpmn:definitions", 1), "DOCTYPE"),
        (lambda xml: xml[: len(xml) // 2], "XML"),
        (lambda xml: "<html/>", "BPMN"),
        (lambda xml: xml.replace("届を審査する", f"審査 {MYNUMBER}"), "個人番号"),
        (lambda xml: xml.replace("<bpmn:process ", f"<!-- {MYNUMBER} --><bpmn:process ", 1), "個人番号"),
        (lambda xml: xml.replace("届を審査する", "審査 １２３４-５６７８-９０１８"), "個人番号"),
        (lambda xml: re.sub('likely="[^"]*"', 'likely="1E99"', xml), "作業の値"),
        (lambda xml: None, "図"),
    ],
)
def test_hostile_diagrams_are_refused_everywhere(w: World, common: ProcessModel, spoil: Any, words: str) -> None:
    page = Page(w.analyst, common)
    spoilt = spoil(page.xml)
    answers = [page.put(spoilt), page.post("check", {"xml": spoilt}), page.post("layout", {"xml": spoilt})]
    answers.append(page.post("rows", {"xml": spoilt, "rows": []}))
    assert [answer.status_code for answer in answers] == [422] * 4
    assert all(words in answer.json()["problems"][0]["message"] for answer in answers)
    assert not ProcessDraft.objects.exists()
    assert not KeptDraft.objects.filter(process_model=common).exists()


def test_a_number_that_must_not_be_stored_names_its_element(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    answer = page.put(_renamed(page.xml, "届を審査する", MYNUMBER))
    assert [problem["element"] for problem in answer.json()["problems"]] == ["Task_r2"]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"xml": NaN}'])
def test_what_is_no_request_is_answered(w: World, common: ProcessModel, body: str) -> None:
    page = Page(w.analyst, common)
    assert page.client.put(page.data["urls"]["draft"], body, content_type="application/json").status_code == 400


# evidence, removed steps, blank start, table and diagram


def test_a_figure_without_new_evidence_is_an_estimate(w: World, common: ProcessModel) -> None:
    measured = _latest(common).bpmn.replace('kind="estimated"', 'kind="measured"')
    page = Page(w.analyst, common)
    page.put(measured)
    page.save()
    page = Page(w.analyst, common)
    page.put(re.sub(r'(Task_r1".*?likely=")10"', r'\g<1>25"', page.xml, count=1, flags=re.DOTALL))
    page.save()
    steps = read_model(BpmnDocument.parse(_latest(common).bpmn.encode())).step_by_key
    changed, same = steps["r1"].values, steps["r2"].values
    assert (changed.evidence[0].kind, changed.evidence[0].source) == (EvidenceKind.ESTIMATED, "図の編集（第3版）")
    assert same.evidence[0].kind is EvidenceKind.MEASURED


def test_a_stored_diagram_that_cannot_be_read_is_said_on_the_page(w: World, common: ProcessModel) -> None:
    page = Page(w.analyst, common)
    page.put(page.xml)
    ProcessDraft.objects.update(bpmn="<definitions")
    answer = page.client.get(page.address)
    assert answer.status_code == 200
    assert answer.context["page_data"]["broken"] in answer.content.decode()
    assert "図を読み込めませんでした" in answer.content.decode()


def test_evidence_leads_to_the_hearing_row_of_this_project(w: World, common: ProcessModel) -> None:
    def urls(number: int) -> set[str]:
        xml = re.sub(r'(<bpr:evidence [^>]*reference=")[^"]*"', rf'\g<1>hearing:{number}/step:r1"', page.xml)
        evidence = page.post("check", {"xml": xml}).json()["evidence"]
        return {item["url"] for items in evidence.values() for item in items}

    page = Page(w.analyst, common)
    assert urls(w.hearing.pk) == {reverse("hearings:hearing", args=[w.project.pk, w.hearing.pk]) + "#step-r1"}
    assert urls(w.foreign_hearing.pk) == {""}


def test_steps_that_nothing_of_the_to_be_comes_from_are_removed(w: World) -> None:
    w.to_be_version.delete()
    to_be = with_to_be(w.analyst, w.use_case).process_model
    page = Page(w.analyst, to_be)
    rows = page.data["rows"][:-1]
    drawn = page.post("rows", {"xml": page.xml, "rows": rows}).json()["xml"]
    page.put(drawn)
    page.save()
    assert [item["common_key"] for item in _latest(to_be).removed] == ["hozon"]


def test_drawing_begins_with_a_pool_where_there_is_nothing(w: World) -> None:
    keys = [w.project.pk, w.use_case.pk]
    answer = client_as(w.analyst).post(reverse("usecases:draw_common", args=keys))
    process = ProcessModel.objects.get(use_case=w.use_case, side=ProcessSide.COMMON)
    assert answer.headers["Location"] == reverse("usecases:editor", args=[w.project.pk, process.pk])
    page = Page(w.analyst, process)
    model = read_model(BpmnDocument.parse(page.xml.encode()))
    assert ([pool.name for pool in model.pools], len(model.lanes)) == (["標準的な団体"], 1)
    assert {node.tag for node in model.nodes} == {"startEvent", "endEvent"}


def test_table_and_diagram_of_a_to_be_are_never_both_drafts(w: World) -> None:
    w.to_be_version.delete()
    to_be = with_to_be(w.analyst, w.use_case).process_model
    table = to_be_state(w.use_case).table
    to_be_draft_save(actor=w.analyst, use_case=w.use_case, table=table, base_number=1, revision=0)
    page = Page(w.leader, to_be)
    assert page.client.get(page.address).context["asks_about_table"]
    assert page.put(page.xml.replace("届を審査する", "届を確かめる")).status_code == 422
    page.client.post(page.address + "take-over/")
    assert not ToBeDraft.objects.exists()
    assert ProcessDraft.objects.exists()
    address = reverse("usecases:to_be_take_over", args=[w.project.pk, w.use_case.pk])
    assert page.client.post(address).status_code == 302
    assert ToBeDraft.objects.exists()
    assert not ProcessDraft.objects.exists()
    assert KeptDraft.objects.filter(process_model=to_be, cause=KeptCause.TAKEN_OVER).exists()


def test_kept_diagrams_can_be_deleted(w: World) -> None:
    page = Page(w.analyst, w.process)
    keys = [w.project.pk, w.process.pk, w.kept_draft.pk]
    assert page.client.post(reverse("usecases:editor_kept_delete", args=keys)).status_code == 302
    assert not KeptDraft.objects.filter(pk=w.kept_draft.pk).exists()


def test_presence_says_who_else_draws(w: World, common: ProcessModel) -> None:
    first, second = Page(w.analyst, common), Page(w.leader, common)
    first.post("presence", {})
    assert second.post("presence", {}).json()["others"] == [str(w.analyst)]


def test_every_page_leads_to_the_editor(w: World, common: ProcessModel) -> None:
    client = client_as(w.analyst)
    editor = reverse("usecases:editor", args=[w.project.pk, common.pk])
    pages = [
        reverse("usecases:version", args=[w.project.pk, _latest(common).pk]),
        reverse("usecases:processes", args=[w.project.pk]),
    ]
    assert all(editor in client.get(page).content.decode() for page in pages)
    to_be = reverse("usecases:editor", args=[w.project.pk, w.to_be.pk])
    assert to_be in client.get(reverse("usecases:to_be", args=[w.project.pk, w.use_case.pk])).content.decode()
    assert editor not in client_as(w.council).get(pages[1]).content.decode()
