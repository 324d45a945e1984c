"""From the file of a log to figures of an assessment that stand on it, and back."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bpr.access.models import AuditEntry
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.write import write_bpmn
from bpr.core.values import EvidenceKind
from bpr.jobs.models import JobState
from bpr.logs.files import path_of
from bpr.logs.models import LogState, MeasuredVolume, ProcessLog
from bpr.logs.selectors.mapping import UNDECIDED
from bpr.logs.services import adoption
from bpr.sandbox import Sandbox
from reports.selectors.assembly import assemble
from reports.selectors.freshness import changes_since
from reports.services import assessment_run
from tests.core.flow_models import model, node
from tests.factories import World, client_as
from tests.logs.cases import NODES, csv_text, log_world
from usecases.models import ProcessSide
from usecases.selectors import version_latest, version_model

pytestmark = pytest.mark.django_db

COLUMNS = {"case": "受付番号", "activity": "作業名", "start": "開始日時", "end": "終了日時", "resource": "担当者"}


@pytest.fixture
def w() -> World:
    return log_world()


def send(w: World, client: Client, text: str, *, name: str = "窓口.csv") -> Any:
    data = {
        "use_case": w.use_case.pk,
        "organisation": w.city.pk,
        "file": SimpleUploadedFile(name, text.encode("cp932"), content_type="text/csv"),
    }
    return client.post(reverse("logs:upload", args=[w.project.pk]), data)


def address(log: ProcessLog, name: str) -> str:
    return reverse(f"logs:{name}", args=[log.use_case.project_id, log.pk])


def newest(w: World) -> ProcessLog:
    return ProcessLog.objects.exclude(pk__in=[w.log.pk, w.other_log.pk, w.foreign_log.pk]).get()


def mapped(log: ProcessLog) -> dict[str, str]:
    """The form of the mapping page with every activity decided."""
    names = enumerate(item["name"] for item in log.summary["activities"])
    return {f"activity-{number}": NODES.get(name, "") for number, name in names}


@pytest.fixture
def measured(w: World, django_capture_on_commit_callbacks: Any) -> ProcessLog:
    """A log that the city's own person took in, read, mapped and measured."""
    client = client_as(w.hearing_staff)
    assert send(w, client, csv_text()).status_code == 302
    log = newest(w)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(log, "columns"), COLUMNS).status_code == 302
    log.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(log, "mapping"), mapped(log) | {"clock": "all"}).status_code == 302
    log.refresh_from_db()
    assert log.state == LogState.MEASURED, log.job and log.job.error
    return log


def test_road(w: World, measured: ProcessLog, django_capture_on_commit_callbacks: Any) -> None:
    leader = client_as(w.leader)
    page = leader.get(address(measured, "log")).content.decode()
    for text in ("図のとおりに流れた案件", "年間件数は48件", "電話対応", "12／48"):
        assert text in page, text
    before, heard = assessment_run(actor=w.leader, project=w.project), w.heard_version
    assert not changes_since(before, w.project)

    with django_capture_on_commit_callbacks(execute=True):
        sent = leader.post(address(measured, "adopt"), {"items": ["minutes", "shares", "volume"]})
    assert sent.status_code == 302
    version = version_latest(use_case=w.use_case, side=ProcessSide.AS_IS, organisation=w.city)
    assert version
    assert version.number == heard.number + 1
    assert version.state == "draft"
    assert "測定を採用" in version.reason
    values = version_model(version).node_by_id["uketsuke"].values
    assert values
    assert values.handling_minutes
    assert values.handling_minutes.likely == Decimal(8)
    evidence = values.evidence[0]
    assert (evidence.kind, evidence.reference) == (EvidenceKind.MEASURED, f"log:{measured.pk}/step:uketsuke")
    assert {flow.target: flow.share for flow in version_model(version).outgoing["x"]}["hosei"] == Decimal("0.25")

    case = next(item for item in assemble(w.project).input.cases if item.organisation_name == w.city.name)
    assert case.volume.cases_per_year == 48
    assert case.volume.evidence[0].reference == f"log:{measured.pk}/volume"
    assert changes_since(before, w.project) == ["操作ログで数えた件数 1件", "業務プロセス 1件"]
    after = assessment_run(actor=w.leader, project=w.project)
    assert not changes_since(after, w.project)

    measured.refresh_from_db()
    assert measured.stored == ""
    assert not any(item["sample_cases"] for item in measured.measurement.get("unmapped", ()) if "sample_cases" in item)
    assert {"upload", "read", "measure", "adopt", "file_remove"} <= set(
        AuditEntry.objects.filter(object_label="logs.ProcessLog").values_list("action", flat=True)
    )
    figure = _trace(leader, w, after)
    for anchor in ("step-uketsuke", "volume"):
        assert f"{address(measured, 'log')}#{anchor}" in figure

    assert leader.post(address(measured, "undo")).status_code == 302
    restored = version_latest(use_case=w.use_case, side=ProcessSide.AS_IS, organisation=w.city)
    assert restored
    assert restored.number == heard.number + 2
    assert restored.sha256 == heard.sha256
    assert not MeasuredVolume.objects.filter(withdrawn_at=None).exists()
    assert assemble(w.project).input.cases[0].volume.cases_per_year == 1200


def _trace(client: Client, w: World, assessment: Any) -> str:
    """The page of the staff hours of the city's as-is."""
    from bpr.core.figures import Quantity, Scope, Side, figure_key
    from reports.selectors.sight import organisation_key
    from reports.views.rows import url_key

    scope = Scope(use_case=w.use_case.code, organisation=organisation_key(w.city.code, w.city.pk))
    key = url_key(figure_key(scope, Quantity.STAFF_HOURS, Side.AS_IS))
    return client.get(reverse("reports:figure", args=[w.project.pk, assessment.pk, key])).content.decode()


def test_adopting_twice_and_over_a_newer_process(w: World, measured: ProcessLog) -> None:
    leader = client_as(w.leader)
    assert leader.post(address(measured, "adopt"), {"items": ["volume"], "keep_file": "on"}).status_code == 302
    again = leader.post(address(measured, "adopt"), {"items": ["minutes"]}, follow=True)
    assert "先に採用を取りやめてください" in again.content.decode()
    assert "変えられません" in leader.post(address(measured, "mapping"), mapped(measured)).content.decode()
    leader.post(address(measured, "undo"))
    from tests.core.test_assessment import as_is
    from usecases.services import version_create

    version_create(actor=w.analyst, use_case=w.use_case, side="as_is", organisation=w.city, model=as_is(receive="9"))
    late = leader.post(address(measured, "adopt"), {"items": ["minutes"]}, follow=True)
    assert "もう一度測ってから採用してください" in late.content.decode()


def test_shares_that_never_leave_a_loop_are_not_adopted(
    w: World, measured: ProcessLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a process would stop every later assessment of the project."""
    endless = model(
        [node("S", "start"), node("a"), node("again", "xor"), node("E", "end")],
        ("S", "a"), ("a", "again"), ("again", "a", "1"), ("again", "E", "0"),
    )  # fmt: skip
    monkeypatch.setattr(adoption, "measured_bpmn", lambda *_given: write_bpmn(layout(endless)))
    answer = client_as(w.leader).post(address(measured, "adopt"), {"items": ["shares"]}, follow=True)
    assert "現行を計算できなくなります" in answer.content.decode()
    assert ProcessLog.objects.get(pk=measured.pk).state == LogState.MEASURED


def test_who_sees_numbers_of_cases(w: World, measured: ProcessLog) -> None:
    numbers = "R0004"
    for person, sees in ((w.hearing_staff, True), (w.analyst, True), (w.council, False), (w.observer, False)):
        client = client_as(person)
        page = client.get(address(measured, "log")).content.decode()
        data = json.dumps(client.get(reverse("log-detail", args=[measured.pk])).json(), ensure_ascii=False)
        assert (numbers in page, numbers in data) == (sees, sees), person
        assert "秘密" not in page + data
    stored = json.dumps([measured.summary, measured.measurement], ensure_ascii=False)
    assert "秘密" not in stored


def test_drafts_are_kept_while_mapping(w: World, measured: ProcessLog) -> None:
    client = client_as(w.hearing_staff)
    sent = mapped(measured) | {"activity-0": UNDECIDED, "clock": "office"}
    answer = client.post(address(measured, "mapping-draft"), sent, headers={"HX-Request": "true"})
    assert "下書きを保存しました" in answer.content.decode()
    measured.refresh_from_db()
    first = measured.summary["activities"][0]["name"]
    assert first not in measured.mapping
    assert measured.clock == "office"
    refused = client.post(address(measured, "mapping"), sent)
    assert refused.status_code == 422
    assert "対応を決めていない作業が1件" in refused.content.decode()


def test_files_are_private_and_go(w: World, measured: ProcessLog, django_capture_on_commit_callbacks: Any) -> None:
    path = path_of(measured.stored)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    for url in (f"/media/logs/{path.name}", f"/static/logs/{path.name}"):
        assert client_as(w.leader).get(url).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        client_as(w.hearing_staff).post(address(measured, "delete"))
    assert not path.exists()
    assert not ProcessLog.objects.filter(pk=measured.pk).exists()


def test_a_running_job_is_cancelled(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child is stopped at the next pulse, and nothing is stored."""
    from bpr.jobs.services import job_cancel, job_claim, job_run
    from bpr.logs import sandboxed
    from bpr.logs.services import log_read

    client = client_as(w.hearing_staff)
    send(w, client, csv_text(months=1))
    log = log_read(actor=w.hearing_staff, log=newest(w), columns=COLUMNS | {"transition": ""})
    assert log.job
    handle = job_claim(job_id=log.job.pk)
    assert handle
    original = handle.progress

    def cancelled(percent: int, message: str) -> None:
        original(percent, message)
        job_cancel(job=handle.job)

    monkeypatch.setattr(sandboxed, "Sandbox", Sandbox)  # one that has to start first, so that a pulse comes in time
    monkeypatch.setattr(sandboxed, "_PULSE_SECONDS", 0.01)
    monkeypatch.setattr(handle, "progress", cancelled)
    job_run(handle=handle)
    log.refresh_from_db()
    assert log.job.state == JobState.CANCELLED
    assert log.state == LogState.UPLOADED
    assert log.summary == {}


def test_api_takes_in_reads_and_measures(w: World, django_capture_on_commit_callbacks: Any) -> None:
    client = client_as(w.hearing_staff)

    def ask(name: str, log: int, **data: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(f"log-{name}", args=[log]), data, content_type="application/json")

    file = SimpleUploadedFile("窓口.csv", csv_text(months=2).encode())
    data = {"use_case": w.use_case.pk, "organisation": w.city.pk, "file": file}
    made = client.post(reverse("log-list"), data)
    assert made.status_code == 201, made.content.decode()
    key = made.json()["id"]
    assert made.json()["columns"]["case"] == "受付番号"
    file.seek(0)
    assert client.post(reverse("log-list"), data | {"organisation": w.town.pk, "file": file}).status_code == 404
    broken = SimpleUploadedFile("窓口.csv", b"\xff\xff\x81\x00\n\x80\x80")
    refused = client.post(reverse("log-list"), data | {"file": broken})
    assert refused.status_code == 400
    assert "文字コード" in refused.json()["file"][0]

    assert ask("measure", key, mapping={}).status_code == 400
    assert ask("read", key, **COLUMNS).status_code == 200
    found = client.get(reverse("log-detail", args=[key])).json()
    assert found["job"]["state"] == JobState.DONE
    assert found["summary"]["cases"] == 8
    mapping = {item["name"]: NODES.get(item["name"], "") for item in found["summary"]["activities"]}
    assert ask("measure", key, mapping=mapping, clock="office").status_code == 200
    found = client.get(reverse("log-detail", args=[key])).json()
    assert found["state"] == LogState.MEASURED
    assert found["measurement"]["hours_name"]
    refused = client_as(w.analyst).post(
        reverse("log-adopt", args=[key]), {"items": ["volume"]}, content_type="application/json"
    )
    assert refused.status_code == 400
    assert "1年間の件数は、このログからは言えません" in refused.content.decode()
    assert client_as(w.council).get(reverse("log-detail", args=[key])).json()["job"] is None
