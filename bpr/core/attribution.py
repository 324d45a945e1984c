"""Which step change and which measure a line's saving comes from; the parts add up to the saving exactly.

Method: as-is and to-be steps are put together where a to-be step names the as-is step's common key as its origin
(transitively: what is merged or split forms one group). A group's part is Σ of its as-is steps − Σ of its to-be
steps, each being visits × value × cases. As every step is in just one group, the groups add up to the line. A group
that several measures act on is divided equally among them. A kept group differs only because its steps are carried
out more or less often: that part is 「件数・割合の変化」 unless a measure is named. A change without a measure is
「方策未設定」. Rounding is by largest remainder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from bpr.core.figures import Quantity
from bpr.core.flow import StepFlow
from bpr.core.inputs import RemovedStep
from bpr.core.lines import BY_STEP, StepDifference, Terms, exact_yearly, part_unit
from bpr.core.localise import is_kept, origin_keys, step_key
from bpr.core.units import split_to_sum
from bpr.core.values import ChangeKind, StepValues

BY_MEASURE, BY_FLOW, UNATTRIBUTED = "measure", "flow", "unattributed"
CAUSE_LABELS = {BY_FLOW: "件数・割合の変化", UNATTRIBUTED: "方策未設定"}
_ONLY_STEPS = (Quantity.STEPS,)


@dataclass
class _Group:
    as_is: list[StepFlow] = field(default_factory=list)
    to_be: list[StepFlow] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


def attribute(
    *,
    as_is: Sequence[StepFlow],
    to_be: Sequence[StepFlow],
    removed: Iterable[RemovedStep],
    savings: Mapping[Quantity, Decimal],
    terms: Terms,
) -> tuple[StepDifference, ...]:
    """The line's ``savings`` (rounded) by group of steps and measure, in the order of the process."""
    measures = {item.origin_key: item.measure for item in removed if item.measure}
    rows: list[tuple[_Group, str, int]] = []
    for group in _groups(as_is, to_be):
        codes = _measures(group, measures) or [""]
        rows += [(group, code, len(codes)) for code in codes]
    parts: list[dict[Quantity, Decimal]] = [{} for _ in rows]
    for quantity in (*BY_STEP, *_ONLY_STEPS):
        for part, value in zip(parts, _rounded_parts(rows, quantity, savings[quantity], terms), strict=True):
            if value:
                part[quantity] = value
    return tuple(_difference(group, code, part) for (group, code, _), part in zip(rows, parts, strict=True))


def _rounded_parts(
    rows: Sequence[tuple[_Group, str, int]], quantity: Quantity, total: Decimal, terms: Terms
) -> tuple[Decimal, ...]:
    if quantity is Quantity.STEPS:
        exact = [Fraction(_executed(group.as_is) - _executed(group.to_be), many) for group, _, many in rows]
        return split_to_sum(total, exact, Decimal(1))
    exact = [
        (_yearly(quantity, group.as_is, terms) - _yearly(quantity, group.to_be, terms)) / many
        for group, _, many in rows
    ]
    return split_to_sum(total, exact, part_unit(quantity, terms.policy))


def _yearly(quantity: Quantity, steps: Iterable[StepFlow], terms: Terms) -> Fraction:
    return sum((exact_yearly(quantity, step, terms) for step in steps), Fraction(0))


def _executed(steps: Iterable[StepFlow]) -> int:
    return sum(1 for step in steps if step.visits)


def _groups(as_is: Sequence[StepFlow], to_be: Sequence[StepFlow]) -> list[_Group]:
    groups: list[_Group] = []
    for step in as_is:
        _join(groups, {step_key(step.values)}).as_is.append(step)
    for step in to_be:
        keys = set(origin_keys(step.values))
        if keys:
            _join(groups, keys).to_be.append(step)
        else:
            groups.append(_Group(to_be=[step]))
    return groups


def _join(groups: list[_Group], keys: set[str]) -> _Group:
    """The one group of these keys, after merging the groups that share any."""
    touched = [group for group in groups if group.keys & keys]
    if not touched:
        groups.append(_Group(keys=set(keys)))
        return groups[-1]
    first, *others = touched
    first.keys |= keys
    for other in others:
        first.as_is += other.as_is
        first.to_be += other.to_be
        first.keys |= other.keys
        groups.remove(other)
    return first


def _measures(group: _Group, removed: Mapping[str, str]) -> list[str]:
    named = [step.values.measure for step in group.to_be if step.values.measure]
    gone = [] if group.to_be else [removed[key] for key in sorted(group.keys) if key in removed]
    return list(dict.fromkeys(named + gone))


def _difference(group: _Group, measure: str, savings: dict[Quantity, Decimal]) -> StepDifference:
    change = _change(group)
    return StepDifference(
        as_is=tuple(step.node_id for step in group.as_is),
        to_be=tuple(step.node_id for step in group.to_be),
        change=change,
        cause=BY_MEASURE if measure else BY_FLOW if _only_flow(group) else UNATTRIBUTED,
        measure=measure,
        savings=savings,
    )


def _only_flow(group: _Group) -> bool:
    return bool(group.as_is) and bool(group.to_be) and all(is_kept(step.values) for step in group.to_be)


def _change(group: _Group) -> ChangeKind:
    """What became of the group: the strongest change among its to-be steps."""
    if not group.to_be:
        return ChangeKind.REMOVED
    if not group.as_is and all(_is_added(step.values) for step in group.to_be):
        return ChangeKind.ADDED
    kinds = [step.values.change for step in group.to_be if step.values.change not in (None, ChangeKind.KEPT)]
    return next((kind for kind in kinds if kind is not None), ChangeKind.KEPT)


def _is_added(values: StepValues) -> bool:
    return values.change in (None, ChangeKind.ADDED)
