"""Building and issuing 成果報告書. A report is a frozen content with its PDF and bundle; it is never changed, only
issued, and corrected by a new version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, decide, decide_in, require
from bpr.access.services import audit_record
from bpr.jobs.models import Job
from bpr.jobs.services import job_start, run_inline
from reports.content import CHAPTERS, Built, content_digest, content_with_files
from reports.content.words import wareki
from reports.job_kinds import REPORT_BUILD, REPORT_ISSUE
from reports.models import Assessment, Report, ReportState
from reports.render.report_pdf import Marks, render_report
from reports.services.report_bundle import AttachmentLost, attached_files, bundle_build
from reports.services.report_files import StagedFiles, file_remove, orphans_remove, staged_files

#: Told how far the work is (0 to 100) and what is being done, in Japanese.
Say = Callable[[int, str], None]


class ReportTaken(Exception):
    """Another report of the project took the version while this one was being built."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """A report that is built and not yet stored."""

    content: dict[str, Any]
    sha256: str
    pdf: bytes
    pages: int
    bundle: bytes


def report_request(*, actor: User, project: Project, assessment: Assessment) -> Job:
    """Ask for a report of an assessment, built in the background. While it is being built, asking again gives the
    same job; afterwards a new version is built."""
    require(decide_in(actor, Action.ADD, Report, project=project))
    return job_start(owner=actor, project=project, **_job(project, assessment))


def report_build_now(*, actor: User, project: Project, assessment: Assessment) -> Report:
    """The same without a worker, for commands. JobError says why it failed."""
    require(decide_in(actor, Action.ADD, Report, project=project))
    job = run_inline(owner=actor, project=project, **_job(project, assessment))
    return Report.objects.get(pk=job.result["report"])


def _job(project: Project, assessment: Assessment) -> dict[str, Any]:
    version = version_next(project)
    return {
        "kind": REPORT_BUILD,
        "params": {"assessment": assessment.pk, "version": version},
        "key": f"{REPORT_BUILD}:{project.pk}:{version}:{assessment.pk}",
    }


def version_next(project: Project) -> int:
    """The version that the next report of the project takes."""
    return (Report.objects.filter(project=project).aggregate(Max("version"))["version__max"] or 0) + 1


def report_make(*, assessment: Assessment, version: int, say: Say) -> Product:
    """Content, PDF and bundle of a draft. Stores nothing; ``say`` may raise to stop the work."""
    orphans_remove()
    built = content_with_files(
        assessment.project,
        assessment,
        say=lambda number, title: say(
            5 + 30 * (number - 1) // len(CHAPTERS),
            _("第%(number)s章「%(title)s」をまとめています") % {"number": number, "title": title},
        ),
    )
    marks = Marks(version=version, sha256=content_digest(built.content), made_on=wareki(timezone.localdate()))
    return _product(built, assessment, marks, say)


def _product(built: Built, assessment: Assessment, marks: Marks, say: Say) -> Product:
    content = built.content
    say(35, _("図表をページに組んでいます"))
    rendered = render_report(content, marks)
    say(90, _("データ一式をまとめています"))
    bundle = bundle_build(content=content, assessment=assessment, marks=marks, pdf=rendered.pdf, attached=built.files)
    say(97, _("保存しています"))
    return Product(content=content, sha256=marks.sha256, pdf=rendered.pdf, pages=rendered.pages, bundle=bundle)


def product_files(product: Product, *, version: int) -> dict[str, bytes]:
    """What is stored of a product, by the beginning of its name."""
    year = timezone.localdate().year
    return {f"{year}/report-v{version}.pdf": product.pdf, f"{year}/report-v{version}.zip": product.bundle}


def report_store(*, actor: User, assessment: Assessment, version: int, product: Product, staged: StagedFiles) -> Report:
    """Store a product as a draft, within the caller's transaction. ReportTaken where the version is not free."""
    project = Project.objects.select_for_update().get(pk=assessment.project_id)
    if Report.objects.filter(project=project, version=version).exists():
        raise ReportTaken
    pdf, bundle = staged.names.values()
    report = Report.objects.create(
        project=project,
        assessment=assessment,
        version=version,
        content=product.content,
        sha256=product.sha256,
        file=pdf,
        bundle=bundle,
        page_count=product.pages,
        author=actor,
    )
    audit_record(actor=actor, action="create", obj=report, project=project, changes={"sha256": [None, product.sha256]})
    staged.place()
    return report


def report_issue_request(*, actor: User, report: Report) -> Job:
    """Ask for a draft to be issued in the background. ValidationError where it cannot be issued."""
    require(decide(actor, Action.ISSUE, report))
    _check_draft(Report.objects.get(pk=report.pk))
    return job_start(
        kind=REPORT_ISSUE,
        owner=actor,
        project=report.project,
        params={"report": report.pk},
        key=f"{REPORT_ISSUE}:{report.pk}",
    )


def report_issue(*, actor: User, report: Report) -> Report:
    """Issue a draft at once, for commands. ValidationError as for :func:`report_issued_make`."""
    require(decide(actor, Action.ISSUE, report))
    now = timezone.now()
    product = report_issued_make(report=report, now=now, say=lambda percent, message: None)
    with staged_files(product_files(product, version=report.version)) as staged, transaction.atomic():
        return report_issued_store(actor=actor, report=report, product=product, staged=staged, now=now)


def report_issued_make(*, report: Report, now: datetime, say: Say) -> Product:
    """The pages of a draft set anew from the frozen content, with version, date and hash instead of 案.

    Stores nothing. ValidationError where it was issued already or its content or an attached file is no longer what its
    hash says.
    """
    draft = Report.objects.select_related("assessment__project").get(pk=report.pk)
    _check_draft(draft)
    try:
        built = Built(content=draft.content, files=attached_files(draft))
    except AttachmentLost as error:
        raise ValidationError(
            _("%(why)sこのままでは発行できません。新しい版を作ってください。") % {"why": error}
        ) from error
    return _product(built, draft.assessment, _issue_marks(draft, now), say)


def _check_draft(report: Report) -> None:
    if report.state != ReportState.DRAFT:
        raise ValidationError(_("この版はすでに発行されています。直すときは新しい版を作ってください。"))
    if content_digest(report.content) != report.sha256:
        raise ValidationError(
            _("報告書の内容が作成時のハッシュと一致しないため、発行できません。新しい版を作ってください。")
        )


def _issue_marks(report: Report, now: datetime) -> Marks:
    made, issued = (wareki(timezone.localdate(moment)) for moment in (report.created_at, now))
    return Marks(version=report.version, sha256=report.sha256, made_on=made, issued_on=issued)


def report_issued_store(*, actor: User, report: Report, product: Product, staged: StagedFiles, now: datetime) -> Report:
    """Put the issued files in the place of the draft's, within the caller's transaction."""
    require(decide(actor, Action.ISSUE, report))
    locked = Report.objects.select_for_update().get(pk=report.pk)
    _check_draft(locked)
    old = [locked.file.name, locked.bundle.name]
    locked.file.name, locked.bundle.name = staged.names.values()
    locked.state, locked.issued_at, locked.issued_by, locked.page_count = ReportState.ISSUED, now, actor, product.pages
    locked.save(update_fields=["file", "bundle", "state", "issued_at", "issued_by", "page_count"])
    audit_record(
        actor=actor,
        action="issue",
        obj=locked,
        project=locked.project,
        changes={"state": [ReportState.DRAFT, ReportState.ISSUED], "sha256": [None, locked.sha256]},
    )
    staged.place()
    for name in filter(None, old):
        transaction.on_commit(partial(file_remove, name))
    return locked
