"""The common steps of a use case: what every organisation's as-is and the to-be are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bpr.core.steps import StepRow
from usecases.models import ProcessSide, UseCase
from usecases.selectors.versions import version_latest, version_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class CommonStep:
    """One common step. ``row`` is its row in the common as-is, None where only single organisations do it."""

    key: str
    number: str  # as people name it: that of the common as-is, else 他1, 他2 …
    name: str
    row: StepRow | None = None

    @property
    def minutes(self) -> Decimal | None:
        handling = self.row.values.handling_minutes if self.row else None
        return handling.likely if handling else None


def common_steps_of(use_case: UseCase) -> tuple[CommonStep, ...]:
    """The steps of the common as-is in its order, then those of the taxonomy that it leaves out."""
    common = version_latest(use_case=use_case, side=ProcessSide.COMMON)
    drawn = {row.values.common_key or row.values.key: row for row in version_rows(common)} if common else {}
    steps = [CommonStep(key=key, number=row.values.number, name=row.task, row=row) for key, row in drawn.items()]
    others = [step for step in use_case.common_steps if step["key"] not in drawn]
    steps += [
        CommonStep(key=step["key"], number=f"他{at}", name=step["name"]) for at, step in enumerate(others, start=1)
    ]
    return tuple(steps)
