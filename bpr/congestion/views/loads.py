"""Rows on how much each staff group is asked to do, before and after a run."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bpr.congestion.selectors.question import Prepared
from bpr.core.congestion import Strain
from bpr.core.figures import Side
from bpr.core.staffing import StaffGroup

LEVELS: dict[str, str | Promise] = {
    "overloaded": _("追いつかない"),
    "tight": _("いっぱい"),
    "busy": _("忙しい"),
    "easy": _("余裕がある"),
}


@dataclass(frozen=True, kw_only=True)
class LoadRow:
    """One group before the run: who is there, what both sides ask."""

    name: str
    group: StaffGroup | None
    sides: tuple[Strain, ...]

    @property
    def offered_hours(self) -> float:
        return self.sides[0].offered_hours


def load_rows(ready: Prepared) -> list[LoadRow]:
    """The busiest group first."""
    groups = {group.name: group for group in ready.question.staffing.groups}
    pairs = zip(ready.strains[Side.AS_IS], ready.strains[Side.TO_BE], strict=True)
    rows = [LoadRow(name=one.group, group=groups.get(one.group), sides=(one, two)) for one, two in pairs]
    return sorted(rows, key=lambda row: -max(strain.ratio for strain in row.sides))
