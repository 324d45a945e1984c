"""Logs of a project, and the addresses behind evidence that points into them."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bpr.access.models import Project
from bpr.access.policy import Action, Person, restrict
from bpr.logs.models import ProcessLog
from usecases.models import ProcessSide, ProcessVersion
from usecases.selectors import version_latest


def reference_of(log: ProcessLog) -> str:
    """The key by which figures point to a log; steps add "/step:<key>", decisions "/way:<flow id>", the volume
    "/volume"."""
    return f"log:{log.pk}"


def source_of(log: ProcessLog) -> str:
    """The log in words, as evidence names it: part of the figures, never translated."""
    return f"操作ログ {log.organisation} {log.use_case}（{log.name}）"


def log_id_of(reference: str) -> int:
    """Number of the log that a reference points into, 0 where it points elsewhere."""
    kind, _colon, number = reference.partition("/")[0].partition(":")
    return int(number) if kind == "log" and number.isascii() and number.isdigit() and len(number) < 10 else 0


def evidence_urls(user: Person, project_id: int, references: Iterable[str]) -> dict[str, str]:
    """Addresses of the rows of measurements that the person may open, by their references; one query."""
    numbers = {reference: number for reference in references if (number := log_id_of(reference))}
    if not numbers:
        return {}
    rows = ProcessLog.objects.filter(pk__in=set(numbers.values()), use_case__project=project_id)
    visible = set(restrict(user, Action.VIEW, rows).values_list("pk", flat=True))
    return {reference: _url(project_id, reference, pk) for reference, pk in numbers.items() if pk in visible}


def _url(project_id: int, reference: str, pk: int) -> str:
    tail = reference.partition("/")[2]
    kind, _colon, key = tail.partition(":")
    anchor = f"{kind}-{key}" if key else kind
    url = reverse("logs:log", args=[project_id, pk])
    return f"{url}#{anchor}" if anchor else url


def logs_of(project: Project) -> QuerySet[ProcessLog]:
    """All logs of a project with what lists show, unrestricted: pass through ``restrict`` before showing."""
    return (
        ProcessLog.objects.filter(use_case__project=project)
        .select_related("use_case__project", "organisation", "job", "uploaded_by")
        .defer("measurement", "summary", "mapping")
    )


def as_is_of(log: ProcessLog) -> ProcessVersion:
    """The newest as-is that the log is measured against; ValidationError where there is none."""
    version = version_latest(use_case=log.use_case, side=ProcessSide.AS_IS, organisation=log.organisation)
    if version is None:
        raise ValidationError(
            _("%(name)sの現行の業務プロセスがまだありません。先にヒアリングを提出してください")
            % {"name": log.organisation}
        )
    return version
