"""The common as-is of a use case, and the to-be that is cloned from it and changed as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.core.steps import StepRow, rows_to_model
from bpr.core.values import ChangeKind
from usecases.models import ProcessSide, ProcessVersion, UseCase
from usecases.selectors import version_latest, version_rows
from usecases.services.versions import VersionConflict, version_create


class NothingToClone(Exception):
    """There is no as-is yet that a to-be could start from."""


def common_key_of(row: StepRow) -> str:
    """Key of the row in the common taxonomy; its own key where none was given."""
    return row.values.common_key or row.values.key


@transaction.atomic
def common_adopt(*, actor: User, use_case: UseCase, source: ProcessVersion, reason: str = "") -> ProcessVersion:
    """Make one as-is the common as-is of the use case, and its steps the common taxonomy."""
    rows = [replace(row, values=replace(row.values, common_key=common_key_of(row))) for row in version_rows(source)]
    use_case.common_steps = [{"key": row.values.common_key, "name": row.task} for row in rows]
    use_case.save(update_fields=["common_steps"])
    return version_create(
        actor=actor,
        use_case=use_case,
        side=ProcessSide.COMMON,
        model=rows_to_model(rows, name=use_case.name, organisation=_("標準的な団体")),
        reason=reason or _("%(source)s を共通の現行とした") % {"source": source},
    )


def _kept(row: StepRow) -> StepRow:
    values = replace(row.values, change=ChangeKind.KEPT, origin_keys=(common_key_of(row),))
    return replace(row, values=values)


@transaction.atomic
def to_be_clone(*, actor: User, use_case: UseCase, reason: str = "") -> ProcessVersion:
    """Start the to-be from the common as-is: every step is kept until somebody changes it."""
    common = version_latest(use_case=use_case, side=ProcessSide.COMMON)
    if common is None:
        raise NothingToClone(_("先に「共通の現行」を決めてください。"))
    rows = [_kept(row) for row in version_rows(common)]
    return version_create(
        actor=actor,
        use_case=use_case,
        side=ProcessSide.TO_BE,
        model=rows_to_model(rows, name=use_case.name, organisation=_("改革後の団体")),
        reason=reason or _("共通の現行（第%(number)s版）から作成") % {"number": common.number},
    )


@transaction.atomic
def to_be_save(
    *,
    actor: User,
    use_case: UseCase,
    rows: Sequence[StepRow],
    removed: Sequence[dict[str, Any]],
    base_number: int,
    reason: str = "",
) -> ProcessVersion:
    """A new version of the to-be from its rows.

    ``removed`` lists the common steps that fall away: ``{"common_key", "measure", "reason"}``. VersionConflict where
    a version newer than ``base_number`` exists; StepTableError where the rows make no process.
    """
    latest = version_latest(use_case=use_case, side=ProcessSide.TO_BE)
    if latest and latest.number != base_number:
        raise VersionConflict(latest)
    return version_create(
        actor=actor,
        use_case=use_case,
        side=ProcessSide.TO_BE,
        model=rows_to_model(rows, name=use_case.name, organisation=_("改革後の団体")),
        reason=reason,
        removed=removed,
    )
