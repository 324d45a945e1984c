"""Ranges of savings by Monte Carlo.

Only what was said as a range, or counted, varies: minutes with a minimum and a maximum, shares with a range or counted
in cases, volumes with bounds (:mod:`bpr.core.factors` says how each is drawn). A value without is taken as fixed (no
spread is invented for it), and every interval says how many of its inputs had one. Visits are not linear in shares, so
they are calculated anew for every draw. As-is and to-be share their draws where they share a value.

Work is done use case by use case, its draws in chunks. What is kept of the draws are the savings of the lines of one
use case and the sums that are not complete yet: with O organisations at most (3·O + 4) × quantities × draws numbers of
8 bytes, besides one line's inputs for one chunk; it does not grow with the number of use cases. Neither the size of a
chunk nor other lines change a bit of an interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from bpr.core.factors import DecisionStream, FactorStream
from bpr.core.figures import Quantity, Scope
from bpr.core.flow import Amount
from bpr.core.flow_draws import Value
from bpr.core.lines import COSTS, COUNTS, HOURS
from bpr.core.ranges import AMOUNTS, RangeForm, RangeLine
from bpr.core.units import RoundingPolicy

Draws = NDArray[np.float64]
LEVEL = Decimal("0.8")
CHUNK = 5_000
ADDED = (*HOURS, *COUNTS, *COSTS, Quantity.TOTAL_YEN)
_OF_LINE = (Quantity.STAFF_MINUTES_PER_CASE, Quantity.WAITING_MINUTES_PER_CASE)
_ALWAYS = (Quantity.STAFF_HOURS, Quantity.TOTAL_YEN, Quantity.STAFF_MINUTES_PER_CASE)
_FIXED = ""  # key of what no factor goes into
_AT = {amount: at for at, amount in enumerate(AMOUNTS)}
_PER_CASE = {
    Quantity.STAFF_MINUTES_PER_CASE: Amount.STAFF_MINUTES, Quantity.WAITING_MINUTES_PER_CASE: Amount.WAITING_MINUTES
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """Range of a saving beside its figure: between ``low`` and ``high`` lie ``level`` (0.8: eight of ten) of the draws.

    ``ranged_inputs`` of ``inputs`` were given with a minimum and maximum, or counted in cases; the others stood still.
    """

    scope: Scope
    quantity: Quantity
    low: Decimal
    median: Decimal
    high: Decimal
    level: Decimal
    ranged_inputs: int
    inputs: int

    @property
    def coverage_note(self) -> str:
        """What the range covers, in words."""
        if not self.ranged_inputs:
            return "最小・最大のある入力がないため、幅はありません"
        fixed = self.inputs - self.ranged_inputs
        return f"入力{self.inputs}件のうち幅のある{self.ranged_inputs}件を動かし、{fixed}件は固定しました"

    @property
    def width(self) -> Decimal:
        """High − low, in the unit of the quantity."""
        return self.high - self.low


Coefficients = dict[tuple[str, int], Value]  # (factor or _FIXED, amount) → per case and unit of the factor


def coefficients(line: RangeLine, shares: Mapping[str, Sequence[Value]]) -> Coefficients:
    """What each factor counts for in the saving of one case; ``shares`` of decisions by key, likely where left out."""
    visits = [_visits(line, side, shares) for side in (0, 1)]
    found: Coefficients = {}
    for term in line.terms:
        of_side = visits[term.side]
        count = term.visits if of_side is None or term.node < 0 else of_side[term.node]
        signed = term.sign * count
        for key in term.minutes:
            found[key, term.amount] = found.get((key, term.amount), 0.0) + signed
        for amount, value in term.fixed:
            found[_FIXED, amount] = found.get((_FIXED, amount), 0.0) + signed * value
    return found


def _visits(line: RangeLine, side: int, shares: Mapping[str, Sequence[Value]]) -> list[Value] | None:
    flow = line.flows[side]
    if flow is None or not any(key in shares for key, _ in flow.uses):
        return None
    columns = {
        column: share
        for key, ways in flow.uses
        if key in shares
        for way, share in zip(ways, shares[key], strict=True)
        for column in way
    }
    return flow.flow.visits(columns)


def per_case(found: Coefficients, values: Mapping[str, Value]) -> list[Value]:
    """The saving of one case in each of ``AMOUNTS``, for values of the factors."""
    totals: list[Value] = [0.0] * len(AMOUNTS)
    for (key, amount), weight in found.items():
        if key == _FIXED:
            totals[amount] = totals[amount] + weight
        elif not _is_nothing(weight):
            totals[amount] = totals[amount] + weight * values[key]
    return totals


def _is_nothing(weight: Value) -> bool:
    return isinstance(weight, float) and weight == 0.0


def yearly(line: RangeLine, amounts: Sequence[Value], cases: Value) -> dict[Quantity, Value]:
    """The saving of one year in each of :data:`ADDED`, and per case."""
    found: dict[Quantity, Value] = {}
    for quantity, amount in HOURS.items():
        found[quantity] = amounts[_AT[amount]] * cases / 60
    for quantity, amount in COUNTS.items():
        found[quantity] = amounts[_AT[amount]] * cases
    hours = found[Quantity.STAFF_HOURS]
    found[Quantity.LABOUR_YEN] = hours * line.yen_per_hour
    found[Quantity.OVERHEAD_YEN] = hours * line.overhead_yen_per_hour
    found[Quantity.DIRECT_COST_YEN] = amounts[_AT[Amount.DIRECT_COST_YEN]] * cases
    found[Quantity.TOTAL_YEN] = sum((found[cost] for cost in COSTS[1:]), start=found[COSTS[0]])
    for quantity, amount in _PER_CASE.items():
        found[quantity] = amounts[_AT[amount]]
    return {quantity: 0.0 if _is_zero(value) else value for quantity, value in found.items()}


def _is_zero(value: Value) -> bool:
    """Nothing to save in any draw (0 × cases): no range."""
    return not isinstance(value, float) and not value.any()


def intervals(
    *,
    form: RangeForm,
    scopes: Sequence[Scope],
    seed: int,
    draws: int,
    policy: RoundingPolicy,
    hours_per_fte: Decimal,
    chunk: int = CHUNK,
) -> tuple[Interval, ...]:
    """80 % intervals of each scope, in the order of ``scopes``: of yearly quantities, of lines also per case.

    A quantity in which nothing varies has none, but for hours, yen and minutes per case. Raises FlowError where a
    range holds a share with which a loop does not end.
    """
    run = _Run(form, seed=seed, draws=draws, chunk=chunk)
    found: dict[Scope, list[Interval]] = {}
    for scope, values in _by_scope(form, scopes, run):
        values = _with_fte(values, float(hours_per_fte))
        found[scope] = [
            _interval(scope, quantity, value, _counts(form, scope, quantity), policy)
            for quantity, value in values.items()
            if not isinstance(value, float) or quantity in _ALWAYS
        ]
    return tuple(interval for scope in scopes for interval in found.get(scope, ()))


Values = dict[Quantity, Value]


def _by_scope(form: RangeForm, scopes: Sequence[Scope], run: _Run) -> Iterator[tuple[Scope, Values]]:
    """The draws of each scope, given out and forgotten as soon as its last line is in."""
    lines = _in_order(form.lines)
    waiting = {scope: sum(line.is_in(scope) for line in lines) for scope in scopes}
    open_sums: dict[Scope, Values] = {}
    for use_case in dict.fromkeys(line.scope.use_case for line in lines):
        members = [line for line in lines if line.scope.use_case == use_case]
        for line, values in zip(members, run.use_case(members), strict=True):
            for scope in scopes:
                if not line.is_in(scope):
                    continue
                sums = open_sums.get(scope)
                open_sums[scope] = values if scope.is_line else _added(sums, values)
                waiting[scope] -= 1
                if not waiting[scope]:
                    yield scope, open_sums.pop(scope)


def _in_order(lines: Sequence[RangeLine]) -> list[RangeLine]:
    """Use case by use case, category by category, so that sums are complete as early as can be."""
    categories = list(dict.fromkeys(line.category for line in lines))
    use_cases = list(dict.fromkeys(line.scope.use_case for line in lines))
    return sorted(lines, key=lambda line: (categories.index(line.category), use_cases.index(line.scope.use_case)))


def _added(sums: Values | None, values: Values) -> Values:
    if sums is None:
        return {quantity: values[quantity] for quantity in ADDED}
    return {quantity: sums[quantity] + values[quantity] for quantity in ADDED}


def _with_fte(values: Values, hours_per_fte: float) -> Values:
    return values | {Quantity.FTE: values[Quantity.STAFF_HOURS] / hours_per_fte}


class _Run:
    """One Monte Carlo run, use case by use case."""

    def __init__(self, form: RangeForm, *, seed: int, draws: int, chunk: int) -> None:
        self.form, self.seed, self.draws = form, seed, draws
        self.sizes = [min(chunk, draws - start) for start in range(0, draws, chunk)]

    def use_case(self, lines: Sequence[RangeLine]) -> list[Values]:
        """The savings of all draws of each line."""
        streams = _Streams(self.form, self.seed, _shared_keys(lines))
        found: list[Values] = [{} for _ in lines]
        start = 0
        for size in self.sizes:
            streams.begin(size)
            for line, kept in zip(lines, found, strict=True):
                for quantity, value in self._line(line, streams).items():
                    _keep(kept, quantity, value, slice(start, start + size), self.draws)
            start += size
        return found

    def _line(self, line: RangeLine, streams: _Streams) -> Values:
        shares = {key: streams.shares(key) for key in line.decisions if self.form.decisions[key].varies}
        found = coefficients(line, shares)
        needed = {key for (key, _), weight in found.items() if key != _FIXED and not _is_nothing(weight)}
        values = {key: streams.value(key) for key in sorted(needed)}
        return yearly(line, per_case(found, values), streams.value(line.volume))


def _shared_keys(lines: Sequence[RangeLine]) -> frozenset[str]:
    """Inputs of several lines: what the to-be says itself."""
    seen: set[str] = set()
    shared: set[str] = set()
    for line in lines:
        keys = {key for term in line.terms for key in term.minutes} | set(line.decisions)
        shared |= keys & seen
        seen |= keys
    return frozenset(shared)


class _Streams:
    """The streams of a use case; within a chunk what several lines share is drawn once."""

    def __init__(self, form: RangeForm, seed: int, shared: frozenset[str]) -> None:
        self.form, self.seed, self.shared = form, seed, shared
        self.factors: dict[str, FactorStream] = {}
        self.decisions: dict[str, DecisionStream] = {}
        self.drawn: dict[str, Value] = {}
        self.decided: dict[str, list[Value]] = {}
        self.size = 0

    def begin(self, size: int) -> None:
        self.size = size
        self.drawn.clear()
        self.decided.clear()

    def value(self, key: str) -> Value:
        factor = self.form.factors[key]
        if not factor.varies:
            return factor.likely
        if key in self.drawn:
            return self.drawn[key]
        if key not in self.factors:
            self.factors[key] = FactorStream(self.seed, factor)
        value = self.factors[key].draw(self.size)
        if key in self.shared:
            self.drawn[key] = value
        return value

    def shares(self, key: str) -> list[Value]:
        if key in self.decided:
            return self.decided[key]
        if key not in self.decisions:
            self.decisions[key] = DecisionStream(self.seed, self.form.decisions[key])
        shares: list[Value] = list(self.decisions[key].draw(self.size))
        if key in self.shared:
            self.decided[key] = shares
        return shares


def _keep(kept: Values, quantity: Quantity, value: Value, at: slice, draws: int) -> None:
    """A number that a chunk gives once, and arrays in one piece."""
    old = kept.get(quantity)
    if isinstance(value, float) and (old is None or isinstance(old, float)):
        kept[quantity] = value
        return
    whole = np.full(draws, 0.0 if old is None else old) if old is None or isinstance(old, float) else old
    kept[quantity] = whole
    whole[at] = value


def _counts(form: RangeForm, scope: Scope, quantity: Quantity) -> tuple[int, int]:
    """How many inputs vary, of how many that the quantity depends on."""
    keys = {key for line in form.lines if line.is_in(scope) for key in _keys(line, quantity)}
    return sum(form.varies(key) for key in keys), len(keys)


def _keys(line: RangeLine, quantity: Quantity) -> Iterator[str]:
    amounts = {_AT[amount] for amount in _amounts_of(quantity)}
    for term in line.terms:
        if term.amount in amounts:
            yield from term.minutes
    yield from line.decisions
    if quantity not in _OF_LINE:
        yield line.volume


def _amounts_of(quantity: Quantity) -> tuple[Amount, ...]:
    others = HOURS | COUNTS | _PER_CASE | {Quantity.DIRECT_COST_YEN: Amount.DIRECT_COST_YEN}
    return (others.get(quantity, Amount.STAFF_MINUTES),)


def _interval(
    scope: Scope, quantity: Quantity, values: Value, counts: tuple[int, int], policy: RoundingPolicy
) -> Interval:
    tail = float(1 - LEVEL) / 2
    ends = np.quantile(values, (tail, 0.5, 1 - tail))
    low, median, high = (published(quantity, float(value), policy) for value in ends)
    return Interval(
        scope=scope, quantity=quantity, low=low, median=median, high=high, level=LEVEL, ranged_inputs=counts[0],
        inputs=counts[1],
    )  # fmt: skip


def published(quantity: Quantity, value: float, policy: RoundingPolicy) -> Decimal:
    """A drawn value passes the policy before anyone sees it; nine places first, to drop binary noise."""
    exact = Decimal(f"{value:.9f}")
    if quantity in HOURS:
        return policy.hours(exact)
    if quantity in COUNTS:
        return policy.count(exact)
    if quantity is Quantity.FTE:
        return policy.fte(exact)
    return policy.minutes(exact) if quantity.is_per_case else policy.yen(exact)
