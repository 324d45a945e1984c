"""What each change between two versions means: minutes, sheets, visits and yen of one case.

An entry's part is Σ expected visits × value over its steps, before and after. As every step is in exactly one entry,
the parts add up to the expected values of the whole process (:func:`bpr.core.flow.expected_flow`), exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bpr.core.bpmn.diff import ModelDiff
from bpr.core.flow import Amount, FlowResult, StepFlow

#: What is shown of a change, per case.
SHOWN = (Amount.STAFF_MINUTES, Amount.RESIDENT_MINUTES, Amount.SHEETS_MADE, Amount.RESIDENT_VISITS)


@dataclass(frozen=True, kw_only=True, slots=True)
class SideEffect:
    """One side of one entry, per case. ``yen`` is labour and direct cost, None where no wage is given."""

    visits: Fraction
    amounts: Mapping[Amount, Fraction]
    yen: Fraction | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """One entry, or the sum of all, before and after."""

    before: SideEffect
    after: SideEffect

    def change(self, amount: Amount) -> Fraction:
        """After minus before: negative where less is needed."""
        return self.after.amounts[amount] - self.before.amounts[amount]

    @property
    def yen_change(self) -> Fraction | None:
        if self.before.yen is None or self.after.yen is None:
            return None
        return self.after.yen - self.before.yen


@dataclass(frozen=True, kw_only=True, slots=True)
class DiffEffects:
    """``effects`` stand in the order of the diff's entries."""

    effects: tuple[Effect, ...]
    total: Effect


def diff_effects(
    diff: ModelDiff, before: FlowResult, after: FlowResult, *, yen_per_hour: Decimal | None = None
) -> DiffEffects:
    """The effect of each entry and their sum. ``yen_per_hour`` is the wage of one hour of staff work."""
    old, new = _by_step(before), _by_step(after)
    sides = [(_chosen(old, entry.before_ids), _chosen(new, entry.after_ids)) for entry in diff.entries]
    return DiffEffects(
        effects=tuple(_effect(mine, theirs, yen_per_hour) for mine, theirs in sides),
        total=_effect(before.steps, after.steps, yen_per_hour),
    )


def _by_step(flow: FlowResult) -> dict[str, StepFlow]:
    return {step.node_id: step for step in flow.steps}


def _chosen(steps: Mapping[str, StepFlow], ids: Sequence[str]) -> tuple[StepFlow, ...]:
    return tuple(steps[step_id] for step_id in ids if step_id in steps)


def _effect(before: Iterable[StepFlow], after: Iterable[StepFlow], wage: Decimal | None) -> Effect:
    return Effect(before=_side(tuple(before), wage), after=_side(tuple(after), wage))


def _side(steps: Sequence[StepFlow], wage: Decimal | None) -> SideEffect:
    amounts = {amount: _sum(steps, amount) for amount in SHOWN}
    yen = None
    if wage is not None:
        yen = amounts[Amount.STAFF_MINUTES] / 60 * Fraction(wage) + _sum(steps, Amount.DIRECT_COST_YEN)
    return SideEffect(visits=sum((step.visits for step in steps), Fraction(0)), amounts=amounts, yen=yen)


def _sum(steps: Iterable[StepFlow], amount: Amount) -> Fraction:
    return sum((step.per_case(amount) for step in steps), Fraction(0))
