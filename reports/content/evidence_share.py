"""How much of the hours rests on which kind of evidence."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from bpr.core.assessment import Assessment
from bpr.core.figures import TOTAL, Quantity, Side, weakest_kind
from bpr.core.flow import Amount, StepFlow
from bpr.core.lines import Line
from bpr.core.units import split_to_sum, unit_of
from bpr.core.values import EvidenceKind

Shares = dict[EvidenceKind, Fraction]


def hours_by_evidence(assessment: Assessment, side: Side) -> dict[EvidenceKind, Decimal]:
    """Published hours of the whole on one side, divided by the evidence of the minutes of each step.

    A step whose minutes name no evidence (a design value of the to-be) counts as 推計. The parts add up to the
    published figure. A line without a to-be counts with its as-is.
    """
    exact: Shares = {}
    for line in assessment.lines:
        for step in _steps(line, side):
            kind = weakest_kind(item.kind for item in step.values.evidence) or EvidenceKind.ESTIMATED
            hours = step.per_case(Amount.STAFF_MINUTES) * Fraction(line.volume.cases_per_year) / 60
            exact[kind] = exact.get(kind, Fraction(0)) + hours
    total = assessment.value(TOTAL, Quantity.STAFF_HOURS, side)
    kinds = [kind for kind in EvidenceKind if kind in exact]
    unit = unit_of(assessment.policy.hours_places)
    return dict(zip(kinds, split_to_sum(total, [exact[kind] for kind in kinds], unit), strict=True))


def _steps(line: Line, side: Side) -> Iterable[StepFlow]:
    return line.as_is.steps if side is Side.AS_IS or line.to_be is None else line.to_be.steps
