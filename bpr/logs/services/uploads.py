"""Taking in the file of a log, reading it with the columns that a person confirmed, and letting it go."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, User
from bpr.access.policy import Action, decide, decide_in, require
from bpr.access.services import audit_record
from bpr.jobs.models import Job
from bpr.jobs.services import job_cancel, job_start
from bpr.logs.files import FileTooLarge, StoredFile, file_remove, orphans_remove, stored_file
from bpr.logs.job_kinds import LOG_READ
from bpr.logs.measured import without_cases
from bpr.logs.models import LogKind, LogState, ProcessLog
from bpr.logs.selectors.files import head_of
from usecases.models import UseCase

MOST_FILES = 10  # of the largest size that are kept at once of one organisation
SUFFIXES: Mapping[str, LogKind] = {
    ".csv": LogKind.CSV,
    ".tsv": LogKind.CSV,
    ".txt": LogKind.CSV,
    ".csv.gz": LogKind.CSV,
    ".xes": LogKind.XES,
    ".xes.gz": LogKind.XES,
}


def log_upload(
    *, actor: User, use_case: UseCase, organisation: Organisation, name: str, chunks: Iterable[bytes]
) -> ProcessLog:
    """Keep a file and look at its first rows. ValidationError where it cannot be a log: nothing is kept then.

    An XES file says itself what its columns are: it is read at once.
    """
    project = use_case.project
    require(decide_in(actor, Action.ADD, ProcessLog, project=project, organisation_id=organisation.pk))
    if not project.organisations.filter(pk=organisation.pk).exists():
        raise ValidationError(_("%(name)sはこの事業に参加していません") % {"name": organisation})
    suffix = _suffix(name)
    _require_room(use_case, organisation)
    orphans_remove(ProcessLog.objects.exclude(stored="").values_list("stored", flat=True))
    try:
        with stored_file(chunks, suffix=suffix) as stored:
            return _keep(actor, use_case, organisation, name, SUFFIXES[suffix], stored)
    except FileTooLarge as error:
        raise ValidationError(
            _("ファイルが大きすぎます。%(limit)sMBまでです。期間を区切るか、gzipで圧縮してください")
            % {"limit": error.limit // 1024 // 1024}
        ) from error


def _require_room(use_case: UseCase, organisation: Organisation) -> None:
    """Files that nobody needs any more would fill the disk in the end."""
    most = MOST_FILES * settings.LOG_UPLOAD_MAX_BYTES
    kept = ProcessLog.objects.filter(use_case__project=use_case.project, organisation=organisation).exclude(stored="")
    if (kept.aggregate(size=Sum("size"))["size"] or 0) >= most:
        raise ValidationError(
            _(
                "%(name)sの操作ログのファイルが合計で%(limit)sMBを超えています。要らないファイルを消してから取り込んでください"
            )
            % {"name": organisation, "limit": f"{most // 1024 // 1024:,}"}
        )


def _suffix(name: str) -> str:
    """The ending by which the file is read; ValidationError where it is none of ours."""
    found = [suffix for suffix in SUFFIXES if name.lower().endswith(suffix)]
    if not found:
        raise ValidationError(
            _(
                "「%(name)s」は読めない種類のファイルです。CSV（.csv）かXES（.xes）、またはそれをgzipで圧縮したもの（.csv.gz、.xes.gz）を選んでください"
            )
            % {"name": name}
        )
    return max(found, key=len)


def _keep(
    actor: User, use_case: UseCase, organisation: Organisation, name: str, kind: LogKind, stored: StoredFile
) -> ProcessLog:
    if not stored.size:
        raise ValidationError(_("「%(name)s」は空のファイルです") % {"name": name})
    guessed = head_of(stored.name, kind, name).columns
    with transaction.atomic():
        log = ProcessLog.objects.create(
            use_case=use_case, organisation=organisation, name=name[-200:], kind=kind, size=stored.size,
            sha256=stored.sha256, stored=stored.name, columns=guessed, uploaded_by=actor,
        )  # fmt: skip
        record(log, actor=actor, action="upload", changes={"sha256": [None, log.sha256], "size": [None, log.size]})
        if kind is LogKind.XES:
            log_start(log, actor=actor, kind=LOG_READ)
    return log


@transaction.atomic
def log_read(*, actor: User, log: ProcessLog, columns: Mapping[str, Any]) -> ProcessLog:
    """Read the whole file with these columns, as a job. What was mapped and measured of it before is dropped."""
    require(decide(actor, Action.CHANGE, log))
    current = locked(log)
    require_open(current)
    require_file(current)
    before, current.columns = current.columns, dict(columns)
    current.state, current.summary, current.measurement = LogState.UPLOADED, {}, {}
    current.version, current.measured_at = None, None
    current.save()
    record(current, actor=actor, action="read", changes={"columns": [before, current.columns]})
    log_start(current, actor=actor, kind=LOG_READ)
    return current


@transaction.atomic
def log_file_remove(*, actor: User, log: ProcessLog) -> ProcessLog:
    """Let the file go, and with it the numbers of cases that the measurement gives as examples."""
    require(decide(actor, Action.CHANGE, log))
    current = locked(log)
    require_idle(current)
    forget(current, actor=actor)
    return current


@transaction.atomic
def log_delete(*, actor: User, log: ProcessLog) -> None:
    """Delete a log with its file. ValidationError once it was adopted: versions of the process point to it then."""
    require(decide(actor, Action.CHANGE, log))
    current = locked(log)
    if current.is_frozen:
        raise ValidationError(
            _("この操作ログは現行の根拠になったことがあるので削除できません。元のファイルだけを消すことはできます")
        )
    if current.job is not None:
        job_cancel(job=current.job)
    record(current, actor=actor, action="delete", changes={"sha256": [current.sha256, None]})
    stored = current.stored
    current.delete()
    transaction.on_commit(lambda: file_remove(stored))


# shared with the other services of this app


def locked(log: ProcessLog) -> ProcessLog:
    """The row as it stands, held until the transaction ends."""
    rows = ProcessLog.objects.select_for_update(of=("self",))
    return rows.select_related("use_case__project", "organisation", "job", "version").get(pk=log.pk)


def record(
    log: ProcessLog, *, actor: User, action: str, changes: dict[str, list[Any]] | None = None, reason: str = ""
) -> None:
    """One entry of the audit log."""
    audit_record(
        actor=actor, action=action, obj=log, project=log.use_case.project, organisation=log.organisation,
        changes=changes, reason=reason,
    )  # fmt: skip


def log_start(log: ProcessLog, *, actor: User, kind: str) -> Job:
    """Start a job on the log; every start is one of its own."""
    job = job_start(
        kind=kind, project=log.use_case.project, owner=actor, params={"log": log.pk, "subject": log.name},
        key=f"{kind}:{log.pk}:{secrets.token_hex(6)}",
    )  # fmt: skip
    log.job = job
    log.save(update_fields=["job"])
    return job


def forget(log: ProcessLog, *, actor: User) -> None:
    """Remove the file and the examples of cases of a locked log."""
    if log.stored:
        stored, log.stored = log.stored, ""
        log.measurement = without_cases(log.measurement)
        log.save(update_fields=["stored", "measurement"])
        record(log, actor=actor, action="file_remove", changes={"sha256": [log.sha256, None]})
        transaction.on_commit(lambda: file_remove(stored))


def require_open(log: ProcessLog) -> None:
    """ValidationError where what was measured may not change any more, or something is under way."""
    require_idle(log)
    if log.is_frozen:
        raise ValidationError(
            _(
                "この測定は現行の根拠になったことがあるので変えられません。測り直すときは、ファイルをもう一度取り込んでください"
            )
        )


def require_idle(log: ProcessLog) -> None:
    if log.job is not None and log.job.is_active:
        raise ValidationError(_("前の処理がまだ終わっていません。終わるのを待つか、中止してください"))


def require_file(log: ProcessLog) -> None:
    if not log.stored:
        raise ValidationError(_("元のファイルは消してあります。ファイルをもう一度取り込んでください"))
