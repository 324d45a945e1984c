"""Which activity of the log is which step, and what the jobs find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.access.policy import Action, decide, require
from bpr.core.logs.mapping import steps_of
from bpr.logs.job_kinds import LOG_MEASURE
from bpr.logs.models import Clock, LogState, ProcessLog
from bpr.logs.selectors.logs import as_is_of
from bpr.logs.services.uploads import locked, log_start, record, require_file, require_open
from usecases.selectors import version_model


@transaction.atomic
def mapping_save(*, actor: User, log: ProcessLog, mapping: Mapping[str, str], clock: str = Clock.ALL) -> ProcessLog:
    """Keep the mapping as far as it was made. "" means that the activity has no step (対応なし); activities that are
    missing are not decided yet. ValidationError where something of it is not in the log or not in the process."""
    require(decide(actor, Action.CHANGE, log))
    current = locked(log)
    require_open(current)
    _require_read(current)
    current.mapping, current.clock = _checked(current, mapping), Clock(clock)
    current.save(update_fields=["mapping", "clock"])
    return current


@transaction.atomic
def log_measure(*, actor: User, log: ProcessLog, mapping: Mapping[str, str], clock: str = Clock.ALL) -> ProcessLog:
    """Measure against the newest as-is, as a job. ValidationError until every activity is decided."""
    require(decide(actor, Action.CHANGE, log))
    current = locked(log)
    require_open(current)
    require_file(current)
    _require_read(current)
    checked = _checked(current, mapping)
    _require_decided(current, checked)
    before, current.mapping, current.clock = current.mapping, checked, Clock(clock)
    current.version = as_is_of(current)
    current.state, current.measurement, current.measured_at = LogState.READ, {}, None
    current.save()
    record(current, actor=actor, action="measure", changes={"mapping": [before, checked]})
    log_start(current, actor=actor, kind=LOG_MEASURE)
    return current


def log_read_store(*, log_id: int, summary: dict[str, Any]) -> None:
    """What the job read of the file. Within the transaction that holds the job."""
    log = ProcessLog.objects.select_for_update().get(pk=log_id)
    known = {item["name"] for item in summary["activities"]}
    log.summary, log.state = summary, LogState.READ
    log.mapping = {name: node for name, node in log.mapping.items() if name in known}
    log.save(update_fields=["summary", "state", "mapping"])


def log_measure_store(*, log_id: int, measurement: dict[str, Any]) -> None:
    """What the job measured. Within the transaction that holds the job."""
    log = ProcessLog.objects.select_for_update().get(pk=log_id)
    log.measurement, log.state, log.measured_at = measurement, LogState.MEASURED, timezone.now()
    log.save(update_fields=["measurement", "state", "measured_at"])


def _checked(log: ProcessLog, mapping: Mapping[str, str]) -> dict[str, str]:
    known = {item["name"] for item in log.summary["activities"]}
    steps = {node.id for node in steps_of(version_model(as_is_of(log)))}
    if lost := [name for name, node in mapping.items() if name not in known or (node and node not in steps)]:
        raise ValidationError(
            _("「%(name)s」の対応先が今のログか今の現行にありません。ページを開き直してください") % {"name": lost[0]}
        )
    return dict(mapping)


def _require_read(log: ProcessLog) -> None:
    if log.state == LogState.UPLOADED:
        raise ValidationError(_("先に列を確かめて、ファイルを読み取ってください"))


def _require_decided(log: ProcessLog, mapping: Mapping[str, str]) -> None:
    names = [item["name"] for item in log.summary["activities"]]
    if missing := [name for name in names if name not in mapping]:
        raise ValidationError(
            _(
                "対応を決めていない作業が%(count)s件あります（「%(name)s」など）。対応する作業がなければ「対応なし」を選んでください"
            )
            % {"count": len(missing), "name": missing[0]}
        )
    if not any(mapping.values()):
        raise ValidationError(_("すべて「対応なし」なので、何も測れません。少なくとも1つは作業を選んでください"))
