"""Building and issuing: one result, no half report, nothing left behind."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from openpyxl import load_workbook

from bpr.jobs.models import Job, JobState
from bpr.jobs.services import job_claim, job_run
from reports.models import Report, ReportState
from reports.render.report_pdf import Rendered
from reports.services import reports as services
from reports.services.report_files import ORPHAN_SECONDS, orphans_remove
from tests.factories import World
from tests.reports.projects import reported_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return reported_world()


@pytest.fixture(autouse=True)
def _quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF itself is tested elsewhere."""
    monkeypatch.setattr(services, "render_report", lambda content, marks: Rendered(f"%PDF {marks}".encode(), 7))


def stored() -> list[Path]:
    return [path for path in (Path(settings.MEDIA_ROOT) / "reports").rglob("*") if path.is_file()]


def requested(w: World) -> Job:
    return services.report_request(actor=w.analyst, project=w.project, assessment=w.assessment)


def run(job: Job) -> Job:
    handle = job_claim(job_id=job.pk)
    assert handle is not None
    job_run(handle=handle)
    job.refresh_from_db()
    return job


def test_asking_twice_builds_once_and_then_the_next_version(w: World) -> None:
    job = requested(w)
    assert requested(w).pk == job.pk
    assert run(job).state == JobState.DONE
    report = Report.objects.get(pk=job.result["report"])
    assert (report.version, report.state, report.page_count) == (3, ReportState.DRAFT, 7)
    assert len(stored()) == 2
    assert requested(w).pk != job.pk


def test_a_run_that_lost_its_lease_stores_nothing_and_the_next_one_does(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, before = requested(w), Report.objects.count()
    real = services.bundle_build

    def lose_lease(**values: Any) -> bytes:
        Job.objects.filter(pk=job.pk).update(lease_token="taken", lease_until="2026-01-01T00:00:00Z")
        return real(**values)

    monkeypatch.setattr(services, "bundle_build", lose_lease)
    handle = job_claim(job_id=job.pk)
    assert handle is not None
    job_run(handle=handle)
    assert Report.objects.count() == before
    assert stored() == []
    monkeypatch.setattr(services, "bundle_build", real)
    assert run(job).state == JobState.DONE
    assert Report.objects.count() == before + 1


def test_files_of_a_killed_run_are_removed_later_and_stored_ones_kept(w: World) -> None:
    run(requested(w))
    kept = set(stored())
    orphan = Path(settings.MEDIA_ROOT) / "reports" / "2026" / "half.pdf"
    orphan.write_bytes(b"%PDF half")
    assert orphans_remove() == 0
    old = time.time() - ORPHAN_SECONDS - 1
    for path in (*kept, orphan):
        os.utime(path, (old, old))
    assert orphans_remove() == 1
    assert set(stored()) == kept


def test_issuing_fixes_the_version_and_replaces_the_draft(
    w: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    report = Report.objects.get(pk=run(requested(w)).result["report"])
    draft = report.file.name
    job = services.report_issue_request(actor=w.leader, report=report)
    with django_capture_on_commit_callbacks(execute=True):
        assert run(job).state == JobState.DONE
    issued = Report.objects.get(pk=report.pk)
    assert issued.state == ReportState.ISSUED
    assert issued.sha256 == report.sha256
    assert "issued_on='令和".encode() in Path(issued.file.path).read_bytes()
    assert issued.file.name != draft
    assert len(stored()) == 2
    with pytest.raises(ValidationError, match="すでに発行"):
        services.report_issue(actor=w.leader, report=issued)


def test_a_leader_who_lost_the_role_meanwhile_issues_nothing(w: World) -> None:
    report = Report.objects.get(pk=run(requested(w)).result["report"])
    job = services.report_issue_request(actor=w.leader, report=report)
    w.leader.memberships.update(role="observer")
    assert run(job).state == JobState.FAILED
    assert Report.objects.get(pk=report.pk).state == ReportState.DRAFT


def test_only_the_leader_issues(w: World) -> None:
    report = Report.objects.get(pk=run(requested(w)).result["report"])
    with pytest.raises(PermissionDenied):
        services.report_issue(actor=w.analyst, report=report)


def test_a_changed_content_is_not_issued(w: World) -> None:
    report = Report.objects.get(pk=run(requested(w)).result["report"])
    report.content["cover"]["title"] = "別の報告書"
    report.save()
    with pytest.raises(ValidationError, match="一致しない"):
        services.report_issue(actor=w.leader, report=report)


def test_the_bundle_names_every_file_with_its_hash(w: World) -> None:
    report = Report.objects.get(pk=run(requested(w)).result["report"])
    with report.bundle.open("rb") as stream, zipfile.ZipFile(stream) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert {name: entry["sha256"] for name, entry in manifest["files"].items()} == {
        name: sha256(data).hexdigest() for name, data in files.items()
    }
    assert manifest["report"]["content_sha256"] == report.sha256
    assert sha256(files["figures.json"]).hexdigest() == w.assessment.sha256
    assert sum(name.endswith(".bpmn") for name in files) == sum(name.endswith(".svg") for name in files) == 2


def test_the_workbook_holds_numbers_and_no_formula(w: World) -> None:
    report = Report.objects.get(pk=run(requested(w)).result["report"])
    with report.bundle.open("rb") as stream, zipfile.ZipFile(stream) as archive:
        book = load_workbook(io.BytesIO(archive.read("data.xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    said = next(cell for cell in cells if cell.value == "=二重に入力している")
    assert said.quotePrefix
    assert any(isinstance(cell.value, int | float) for cell in cells)


def test_the_command_takes_the_same_road(w: World, tmp_path: Path) -> None:
    call_command("build_report", project=str(w.project.pk), out=tmp_path / "out", stdout=io.StringIO())
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "report.pdf", "bundle.zip", "figures.json", "content.json",
    }  # fmt: skip
    assert Report.objects.latest("version").author == w.leader
