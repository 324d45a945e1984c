"""Entering and deleting opening hours, staff groups and arrival patterns. ValidationError says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, Project, User
from bpr.access.policy import Action, decide, decide_in, require
from bpr.access.services import audit_record
from bpr.access.services.audit import field_values, fields_assign
from bpr.core import staffing as core
from bpr.core.values import EvidenceKind
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.staffing.notation import Unreadable
from bpr.staffing.selectors.staffing import group_of, hours_of, pattern_of
from usecases.models import UseCase

Row = OfficeHours | StaffGroup | ArrivalPattern
MOST_ROWS = 50  # of hours or groups of one organisation: pages stay quick
R = TypeVar("R", OfficeHours, StaffGroup, ArrivalPattern)


@transaction.atomic
def office_hours_save(
    *,
    actor: User,
    project: Project,
    organisation: Organisation | None,
    name: str,
    weekdays: Mapping[str, Sequence[str]],
    days_off: Sequence[str],
    japanese_holidays: bool,
    evidence_kind: str,
    source: str = "",
    row: OfficeHours | None = None,
) -> OfficeHours:
    """New hours, or those of ``row`` changed. Without an organisation they hold for all of the project.

    ``weekdays`` are spans by mon … sun, ``days_off`` ISO dates.
    """
    fields = {
        "name": name, "weekdays": dict(weekdays), "days_off": list(days_off), "japanese_holidays": japanese_holidays,
        "evidence_kind": _kind(evidence_kind), "source": source,
    }  # fmt: skip
    target = row or OfficeHours(project=project, organisation=organisation)
    _one_after_the_other(project, target)
    _require_free(OfficeHours, target, name)
    return _save(actor, project, target, fields, hours_of)


@transaction.atomic
def staff_group_save(
    *,
    actor: User,
    project: Project,
    organisation: Organisation | None,
    name: str,
    performers: Sequence[str],
    people: Sequence[str],
    office_hours: OfficeHours | None = None,
    available_percent: Decimal = Decimal(100),
    yen_per_hour: Decimal | None = None,
    evidence_kind: str,
    source: str = "",
    row: StaffGroup | None = None,
) -> StaffGroup:
    """A new group, or ``row`` changed. No people at all: their number is not known."""
    target = row or StaffGroup(project=project, organisation=organisation)
    _one_after_the_other(project, target)
    _require_free(StaffGroup, target, name)
    _require_performers_free(target, performers)
    _require_hours_within(target, office_hours)
    fields = {
        "name": name, "performers": list(dict.fromkeys(performers)), "people": list(people),
        "office_hours": office_hours, "available_percent": available_percent, "yen_per_hour": yen_per_hour,
        "evidence_kind": _kind(evidence_kind), "source": source,
    }  # fmt: skip
    return _save(actor, project, target, fields, lambda group: group_of(group, group.performers, core.DEFAULT_HOURS))


@transaction.atomic
def arrival_pattern_save(
    *,
    actor: User,
    use_case: UseCase,
    organisation: Organisation | None,
    weekdays: Sequence[str],
    hours: Sequence[str],
    evidence_kind: str,
    source: str = "",
    row: ArrivalPattern | None = None,
) -> ArrivalPattern:
    """A new pattern, or ``row`` changed (its use case stays); there is one for each use case and organisation."""
    target = row or ArrivalPattern(use_case=use_case, organisation=organisation)
    _one_after_the_other(use_case.project, target)
    known = ArrivalPattern.objects.filter(use_case=target.use_case, organisation=target.organisation)
    known = known.exclude(pk=target.pk)
    if known.exists():
        message = _("「%(use_case)s」の受付の山はすでにあります。一覧からそれを変更してください。")
        raise ValidationError({"use_case": message % {"use_case": use_case}})
    if not any(weekdays) and not any(hours):
        raise ValidationError(_("曜日別か時刻別の、どちらかの件数を入れてください。"))
    fields = {
        "weekdays": list(weekdays), "hours": list(hours), "evidence_kind": _kind(evidence_kind), "source": source,
    }  # fmt: skip
    return _save(actor, target.use_case.project, target, fields, pattern_of)


@transaction.atomic
def row_delete(*, actor: User, row: Row) -> None:
    """Delete hours, a group or a pattern for good; the audit log keeps what they said. Hours in use are kept."""
    require(decide(actor, Action.CHANGE, row))
    _one_after_the_other(_project(row), row)
    if isinstance(row, OfficeHours) and (users := list(row.groups.values_list("name", flat=True))):
        message = _("「%(name)s」は職員の組（%(groups)s）が使っています。先に組の開庁時間を変えてください。")
        raise ValidationError(message % {"name": row, "groups": "、".join(users)})
    audit_record(
        actor=actor, action="delete", obj=row, project=_project(row), organisation=row.organisation,
        changes={name: [old, None] for name, (_none, old) in field_values(row, _columns(row)).items()},
    )  # fmt: skip
    row.delete()


def _save(actor: User, project: Project, row: R, fields: dict[str, Any], check: Callable[[R], object]) -> R:
    """Assign, check as the calculation will read it, store, record."""
    is_new = row.pk is None
    _require_granted(actor, project, row)
    changes = fields_assign(row, fields)
    row.full_clean(validate_constraints=False)
    try:
        check(row)
    except (core.StaffingError, Unreadable) as error:
        raise ValidationError(str(error)) from None
    row.save()
    if changes:
        action = "create" if is_new else "change"
        audit_record(
            actor=actor, action=action, obj=row, project=project, organisation=row.organisation, changes=changes
        )
    return row


def _one_after_the_other(project: Project, row: Row) -> None:
    """What is entered for a project is checked and stored while nobody else does; a row must not be gone meanwhile."""
    Project.objects.select_for_update().get(pk=project.pk)
    if row.pk is not None and not type(row)._default_manager.filter(pk=row.pk).exists():
        raise ValidationError(_("ほかの人が先に削除しました。ページを開き直してください。"))


def _require_granted(actor: User, project: Project, row: Row) -> None:
    if row.pk is not None:
        require(decide(actor, Action.CHANGE, row))
        return
    organisation = row.organisation_id
    require(decide_in(actor, Action.ADD, type(row), project=project, organisation_id=organisation))
    if organisation is not None and not project.organisations.filter(pk=organisation).exists():
        raise ValidationError({"organisation": _("この事業に参加している団体を選んでください。")})


def _columns(row: Row) -> tuple[str, ...]:
    return tuple(field.name for field in row._meta.concrete_fields if field.name not in ("id", "project"))


def _project(row: Row) -> Project:
    return row.use_case.project if isinstance(row, ArrivalPattern) else row.project


def _kind(value: str) -> str:
    try:
        return EvidenceKind(value).value
    except ValueError:
        raise ValidationError({"evidence_kind": _("根拠の種類を一覧から選んでください。")}) from None


def _require_free(model: type[OfficeHours] | type[StaffGroup], row: OfficeHours | StaffGroup, name: str) -> None:
    others = model.objects.filter(project=row.project, organisation=row.organisation).exclude(pk=row.pk)
    if others.count() >= MOST_ROWS:
        message = _("入れられるのは%(most)s件までです。使わないものを削除するか、まとめてください。")
        raise ValidationError(message % {"most": MOST_ROWS})
    if others.filter(name=name).exists():
        message = _("「%(name)s」という名前はすでに使われています。別の名前にしてください。")
        raise ValidationError({"name": message % {"name": name}})


def _require_performers_free(row: StaffGroup, performers: Sequence[str]) -> None:
    """The work of a performer belongs to one group of an organisation."""
    others = StaffGroup.objects.filter(project=row.project, organisation=row.organisation).exclude(pk=row.pk)
    for other in others:
        shared = [name for name in performers if name in other.performers]
        if shared:
            message = _("「%(names)s」は職員の組「%(group)s」が受け持っています。どちらか一方にしてください。")
            raise ValidationError({"performers": message % {"names": "、".join(shared), "group": other}})


def _require_hours_within(row: StaffGroup, hours: OfficeHours | None) -> None:
    if hours is None:
        return
    is_there = OfficeHours.objects.filter(pk=hours.pk).exists()  # and not deleted since it was chosen
    is_own = hours.project_id == row.project_id and hours.organisation_id in (None, row.organisation_id)
    if not is_there or not is_own:
        raise ValidationError({"office_hours": _("この団体の開庁時間から選んでください。")})
