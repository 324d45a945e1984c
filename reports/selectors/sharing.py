"""団体別の負担と効果 of an assessment: what each municipality bears, against its own saving."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bpr.core.assessment import Assessment as Calculation
from bpr.core.burdens import Burden, burdens
from bpr.core.figures import Quantity, Scope
from bpr.core.inputs import CostSharing, SharingMember
from bpr.core.readings import By
from reports.models import Assessment


@dataclass(frozen=True, kw_only=True)
class Burdens:
    """All rows; they add up to the project's investment. ``equal_percent`` is the part shared by 均等割."""

    equal_percent: Decimal
    rows: tuple[Burden, ...]

    @property
    def unassessed(self) -> tuple[str, ...]:
        """Who bears costs but has no assessed saving."""
        return tuple(row.name for row in self.rows if not row.is_assessed)

    @property
    def without_population(self) -> tuple[str, ...]:
        """Whose population is not known, so that 人口割 gives them nothing."""
        return tuple(row.name for row in self.rows if not row.population)

    @property
    def shared_yen(self) -> Decimal:
        return sum((row.shared_yen for row in self.rows), Decimal(0))

    @property
    def own_yen(self) -> Decimal:
        return sum((row.own_yen for row in self.rows), Decimal(0))


def burdens_of(assessment: Assessment, calculation: Calculation) -> Burdens | None:
    """None where there is no investment, or nobody to share it.

    Records of schema 2 kept the terms of sharing beside them and no rows; these are then made from what was frozen.
    """
    sharing = calculation.sharing or _earlier_sharing(assessment.sources.get("cost_sharing"))
    if sharing is None:
        return None
    rows = calculation.burdens if calculation.sharing else _earlier_burdens(calculation, sharing)
    return Burdens(equal_percent=(sharing.equal_part * 100).normalize() + 0, rows=rows) if rows else None


def _earlier_sharing(frozen: dict[str, Any] | None) -> CostSharing | None:
    if not frozen:
        return None
    members = (SharingMember(**item) for item in frozen["municipalities"])
    return CostSharing(equal_part=Decimal(frozen["equal_percent"]) / 100, members=tuple(members))


def _earlier_burdens(calculation: Calculation, sharing: CostSharing) -> tuple[Burden, ...]:
    if calculation.investment is None:
        return ()
    names = calculation.names(By.ORGANISATION)
    found = {scope.organisation: calculation.row(scope, Quantity.TOTAL_YEN, "").saving for scope in names}
    return burdens(
        investments=calculation.investments,
        sharing=sharing,
        assessed=tuple(_member(calculation, scope) for scope in names),
        savings={key: saving for key, saving in found.items() if saving is not None},
        whole=calculation.investment,
        policy=calculation.policy,
    )


def _member(calculation: Calculation, scope: Scope) -> SharingMember:
    line = calculation.lines_in(scope)[0]
    return SharingMember(key=scope.organisation, name=line.organisation_name, population=line.population or 0)
