"""Taking what was measured over into the as-is as 実測, and taking it back."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.access.policy import Action, decide, require
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.intake import Intake
from bpr.core.bpmn.parse import read_model
from bpr.core.flow import FlowError, expected_flow
from bpr.core.values import EvidenceKind
from bpr.logs.measured import measured_bpmn, measurement_of
from bpr.logs.models import Adoptable, LogState, MeasuredVolume, ProcessLog
from bpr.logs.selectors.logs import as_is_of, source_of
from bpr.logs.services.uploads import forget, locked, record, require_idle
from usecases.models import ProcessSide, ProcessVersion, UseCase
from usecases.services import version_take_in


@transaction.atomic
def log_adopt(*, actor: User, log: ProcessLog, items: Collection[str], keep_file: bool = False) -> ProcessLog:
    """Make a new as-is with the measured minutes and shares, let the counted volume stand in place of the said one,
    and let the file go unless ``keep_file``. ``items`` are Adoptable values.

    ValidationError where nothing was measured yet, or the process changed since.
    """
    require(decide(actor, Action.CONFIRM, log))
    UseCase.objects.select_for_update().get(pk=log.use_case_id)  # of two logs one after the other: one volume counts
    current = locked(log)
    require_idle(current)
    chosen = _chosen(current, items)
    edits = {Adoptable.MINUTES, Adoptable.SHARES} & set(chosen)
    current.adopted_version = _version_with(current, actor=actor, items=edits) if edits else None
    if Adoptable.VOLUME in chosen:
        _volume_adopt(current, actor=actor)
    before, current.adopted = current.adopted, chosen
    current.state, current.adopted_by, current.adopted_at = LogState.ADOPTED, actor, timezone.now()
    current.save()
    record(current, actor=actor, action="adopt", changes={"adopted": [before, chosen]})
    if not keep_file:
        forget(current, actor=actor)
    return current


@transaction.atomic
def log_undo(*, actor: User, log: ProcessLog) -> ProcessLog:
    """Take an adoption back: a new as-is with the content of the one before, and the volume that stood before: of
    another log that is adopted still, else of the hearing.

    ValidationError where the process went on since: what came later would be lost.
    """
    require(decide(actor, Action.CONFIRM, log))
    current = locked(log)
    if current.state != LogState.ADOPTED:
        raise ValidationError(_("この測定は採用されていません"))
    if current.adopted_version is not None:
        _version_back(current, actor=actor)
    current.volumes.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    before, current.adopted = current.adopted, []
    current.state, current.adopted_version = LogState.MEASURED, None
    current.save()
    _volume_back(current)
    record(current, actor=actor, action="undo", changes={"adopted": [before, []]})
    return current


def _chosen(log: ProcessLog, items: Collection[str]) -> list[str]:
    if log.state == LogState.ADOPTED:
        raise ValidationError(_("この測定はもう採用されています。選び直すときは、先に採用を取りやめてください"))
    if log.state != LogState.MEASURED or log.version is None:
        raise ValidationError(_("まだ測っていません。作業の対応を決めて、測ってください"))
    chosen = [item.value for item in Adoptable if item.value in items]
    if not chosen:
        raise ValidationError(_("採用するものを1つ以上選んでください"))
    return chosen


def _version_with(log: ProcessLog, *, actor: User, items: Collection[str]) -> ProcessVersion:
    newest = as_is_of(log)
    if log.version is None or newest.sha256 != log.version.sha256:
        raise ValidationError(
            _("測ったあとで現行の業務プロセスが変わりました（第%(number)s版）。もう一度測ってから採用してください")
            % {"number": newest.number}
        )
    words = _("・").join(str(item.label) for item in Adoptable if item in items)
    bpmn = measured_bpmn(log, newest, items)
    _require_calculable(bpmn)
    return _version_made(
        log, actor=actor, bpmn=bpmn, like=newest,
        reason=f"{source_of(log)}の測定を採用（{words}）",
    )  # fmt: skip


def _require_calculable(bpmn: bytes) -> None:
    """A short log may never leave a loop: its shares would stop every later assessment."""
    try:
        expected_flow(read_model(BpmnDocument.parse(bpmn)))
    except FlowError as error:
        raise ValidationError(
            _(
                "測った値を入れると、現行を計算できなくなります。%(why)s。分岐の割合を外して採用するか、期間の長いログで測り直してください"
            )
            % {"why": error}
        ) from error


def _version_back(log: ProcessLog, *, actor: User) -> None:
    newest = as_is_of(log)
    if log.adopted_version is None or log.version is None or newest.pk != log.adopted_version.pk:
        raise ValidationError(
            _(
                "採用したあとに現行の第%(number)s版が作られています。取りやめるとその変更がなくなるので、図の編集で値を直してください"
            )
            % {"number": newest.number}
        )
    _version_made(
        log, actor=actor, bpmn=log.version.bpmn.encode("utf-8"), like=log.version,
        reason=f"{source_of(log)}の採用の取りやめ（第{log.version.number}版に戻す）",
    )  # fmt: skip


def _version_made(log: ProcessLog, *, actor: User, bpmn: bytes, like: ProcessVersion, reason: str) -> ProcessVersion:
    return version_take_in(
        actor=actor, use_case=log.use_case, side=ProcessSide.AS_IS, organisation=log.organisation,
        intake=Intake(bpmn=bpmn), filename="", reason=reason, hearing_reference=like.hearing_reference,
        removed=like.removed,
    )  # fmt: skip


def _volume_adopt(log: ProcessLog, *, actor: User) -> None:
    """The counted volume; an earlier one of the same pair gives way to it."""
    counted = measurement_of(log).volume
    if counted.cases_per_year is None:
        raise ValidationError(_("1年間の件数は、このログからは言えません。%(note)s") % {"note": counted.note})
    pair = {"use_case": log.use_case, "organisation": log.organisation}
    MeasuredVolume.objects.filter(**pair, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    MeasuredVolume.objects.create(
        **pair, log=log, cases_per_year=counted.cases_per_year, months=[str(count) for count in counted.months],
        year=f"{counted.first_day}〜{counted.last_day}", evidence_kind=EvidenceKind.MEASURED.value,
        source=source_of(log)[:300], adopted_by=actor,
    )  # fmt: skip


def _volume_back(log: ProcessLog) -> None:
    """Where no volume of the pair is left, the one that gave way last stands again, if its log is adopted still."""
    pair = MeasuredVolume.objects.filter(use_case=log.use_case, organisation=log.organisation)
    if pair.filter(withdrawn_at__isnull=True).exists():
        return
    kept = pair.filter(log__state=LogState.ADOPTED).order_by("-adopted_at", "-pk").select_related("log")
    last = next((row for row in kept if Adoptable.VOLUME in row.log.adopted), None)
    if last is not None:
        MeasuredVolume.objects.filter(pk=last.pk).update(withdrawn_at=None)
