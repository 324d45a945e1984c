"""Which inputs move a saving, and how far: kept line by line with the assessment, read for any scope.

Each input is moved alone, the others at their likely values. For minutes and volumes the saving is linear in the input;
for shares it is calculated anew, because visits are not. *Contribution* is an input's part of the variance of the
saving, to first order: (Σ over lines of its signed standard deviation in hours)² ÷ the sum of these over all inputs.
What several inputs do only together is left out; it is small where ranges are moderate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

import numpy as np

from bpr.core.factors import Decision, DecisionStream, Factor, InputKind, Way, brought_to_one
from bpr.core.figures import Quantity, Scope
from bpr.core.flow import Amount
from bpr.core.flow_draws import Floats, Value
from bpr.core.ranges import AMOUNTS, TO_BE, RangeForm, RangeLine, likely_values
from bpr.core.uncertainty import Coefficients, coefficients, per_case, published
from bpr.core.units import RoundingPolicy
from bpr.core.values import Evidence

LIMIT = 20
_STAFF = AMOUNTS.index(Amount.STAFF_MINUTES)
_RESPONSE_DRAWS = 2_000
_ENDS = (0.1, 0.9)  # of a counted share
_PLACES = Decimal("0.000001")
_LEAST = Decimal("0.000001")


@dataclass(frozen=True, kw_only=True, slots=True)
class LineEffect:
    """What one input does to the saving of one line, in hours per year.

    ``at_minimum`` and ``at_maximum`` are changes against the likely value; ``deviation`` is the signed standard
    deviation; ``per_unit`` is the change for one unit more (for shares one percentage point is not told: 0).
    """

    line: Scope
    at_minimum: Decimal = Decimal(0)
    at_maximum: Decimal = Decimal(0)
    deviation: Decimal = Decimal(0)
    per_unit: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sensitivity:
    """One input with what it does to each line that depends on it.

    Shares are in per cent; the ends of a counted one are those of its 80 % range. ``place`` is the step (or 年間件数)
    in words, ``common_key`` what the same input of other organisations has too; ``counted_in`` cases of a share.
    """

    key: str
    name: str
    kind: InputKind
    unit: str
    likely: Decimal
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    counted_in: int | None = None
    place: str = ""
    common_key: str = ""
    evidence: tuple[Evidence, ...] = ()
    effects: tuple[LineEffect, ...] = ()

    @property
    def varies(self) -> bool:
        """True where it has a range."""
        return self.minimum is not None

    @property
    def is_of_to_be(self) -> bool:
        """True where the to-be itself says the value, for all organisations."""
        return TO_BE in self.key

    def in_scope(self, scope: Scope) -> tuple[LineEffect, ...]:
        """The effects on lines of a use case, an organisation, a line, or all; categories are not told apart."""
        return tuple(
            effect
            for effect in self.effects
            if scope.use_case in ("", effect.line.use_case) and scope.organisation in ("", effect.line.organisation)
        )

    def deviation_in(self, scope: Scope) -> Decimal:
        """Standard deviation of the scope's saving, in hours, that is due to this input."""
        return abs(sum((effect.deviation for effect in self.in_scope(scope)), Decimal(0)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Influence:
    """How far a saving moves (hours per year) when one input goes from its minimum to its maximum.

    ``contribution`` is the part of the variance (0..1) that is due to this input, None in old records.
    """

    name: str
    unit: str
    minimum: Decimal
    maximum: Decimal
    hours_at_minimum: Decimal
    hours_at_maximum: Decimal
    key: str = ""
    kind: InputKind | None = None
    contribution: Decimal | None = None
    evidence: tuple[Evidence, ...] = field(default=())

    @property
    def swing_hours(self) -> Decimal:
        """How many hours a year lie between both ends."""
        return abs(self.hours_at_maximum - self.hours_at_minimum)


# making


def sensitivities(form: RangeForm, *, seed: int) -> tuple[Sensitivity, ...]:
    """Every input of staff minutes, volume or shares with its effects, in the order of the lines."""
    likely = likely_values(form)
    found: dict[str, list[LineEffect]] = {}
    for line in form.lines:
        base = coefficients(line, {})
        for key, effect in _effects(form, line, base, likely, seed):
            found.setdefault(key, []).append(effect)
    return tuple(_sensitivity(form, key, tuple(effects), seed) for key, effects in found.items())


def _effects(
    form: RangeForm, line: RangeLine, base: Coefficients, likely: dict[str, float], seed: int
) -> Iterator[tuple[str, LineEffect]]:
    cases = likely[line.volume]
    for (key, amount), weight in base.items():
        if key and amount == _STAFF:
            assert isinstance(weight, float)  # noqa: S101 - nothing is drawn here
            yield key, _linear(line.scope, form.factors[key], weight * cases / 60)
    minutes = _staff_minutes(base, likely)
    assert isinstance(minutes, float)  # noqa: S101
    yield line.volume, _linear(line.scope, form.factors[line.volume], minutes / 60)
    for key in line.decisions:
        decision = form.decisions[key]
        if decision.varies:
            yield key, _response(line, decision, likely, seed, minutes)


def _staff_minutes(found: Coefficients, likely: dict[str, float]) -> Value:
    return per_case({pair: weight for pair, weight in found.items() if pair[1] == _STAFF}, likely)[_STAFF]


def _linear(line: Scope, factor: Factor, slope: float) -> LineEffect:
    return LineEffect(
        line=line,
        at_minimum=_exact(slope * (factor.minimum - factor.likely)),
        at_maximum=_exact(slope * (factor.maximum - factor.likely)),
        deviation=_exact(slope * factor.deviation),
        per_unit=_exact(slope),
    )


def _response(line: RangeLine, decision: Decision, likely: dict[str, float], seed: int, minutes: float) -> LineEffect:
    """The saving over draws of a decision; signed by whether it grows with the way that is told."""
    drawn = _draws(decision, seed)
    at = decision.ways.index(decision.told)
    both = [np.concatenate((ends, draws)) for ends, draws in zip(_at_ends(decision, drawn), drawn, strict=True)]
    moved = _staff_minutes(coefficients(line, {decision.key: both}), likely) - minutes
    hours = np.broadcast_to(moved, both[0].shape) * likely[line.volume] / 60
    rising = np.sign(np.cov(drawn[at], hours[2:])[0, 1])
    return LineEffect(
        line=line.scope,
        at_minimum=_exact(hours[0]),
        at_maximum=_exact(hours[1]),
        deviation=_exact(rising * np.std(hours[2:])),
    )


def _draws(decision: Decision, seed: int) -> list[Floats]:
    shares = DecisionStream(seed, decision).draw(_RESPONSE_DRAWS)
    return [np.broadcast_to(np.asarray(share, dtype=np.float64), (_RESPONSE_DRAWS,)) for share in shares]


def _ends(decision: Decision, drawn: Sequence[Floats]) -> tuple[float, float]:
    """The ends of the way that is told."""
    way = decision.told
    if way.minimum is not None and way.maximum is not None:
        return way.minimum, way.maximum
    low, high = np.quantile(drawn[decision.ways.index(way)], _ENDS)
    return float(low), float(high)


def _at_ends(decision: Decision, drawn: Sequence[Floats]) -> list[Floats]:
    """All shares where the way that is told is at its ends, the others sharing what is left."""
    told = decision.told
    ends: list[Floats | None] = [np.array(_ends(decision, drawn)) if way is told else None for way in decision.ways]
    return [np.broadcast_to(np.asarray(share, dtype=np.float64), (2,)) for share in brought_to_one(decision, ends)]


def _sensitivity(form: RangeForm, key: str, effects: tuple[LineEffect, ...], seed: int) -> Sensitivity:
    factor = form.factors.get(key)
    if factor is None:
        return _of_decision(form.decisions[key], effects, seed)
    return Sensitivity(
        key=key,
        name=factor.name,
        kind=factor.kind,
        unit=factor.unit,
        likely=_exact(factor.likely),
        minimum=_exact(factor.minimum) if factor.varies else None,
        maximum=_exact(factor.maximum) if factor.varies else None,
        place=factor.origin.place,
        common_key=factor.origin.common_key,
        evidence=factor.origin.evidence,
        effects=effects,
    )


def _of_decision(decision: Decision, effects: tuple[LineEffect, ...], seed: int) -> Sensitivity:
    told: Way = decision.told
    low, high = _ends(decision, _draws(decision, seed))
    return Sensitivity(
        key=decision.key,
        name=decision.name,
        kind=InputKind.SHARE,
        unit="%",
        likely=_exact(told.share * 100),
        minimum=_exact(low * 100),
        maximum=_exact(high * 100),
        counted_in=told.counted_in,
        place=decision.origin.place,
        common_key=decision.origin.common_key,
        evidence=decision.origin.evidence,
        effects=effects,
    )


def _exact(value: float) -> Decimal:
    """Six places: figures of a ranking, not of a sum."""
    exact = Decimal(f"{value:.6f}").normalize()
    return Decimal(0) if not exact else Decimal(f"{exact:f}")


# reading


class Measured(Protocol):
    """What a ranking is read from: an assessment."""

    @property
    def sensitivities(self) -> tuple[Sensitivity, ...]: ...

    @property
    def policy(self) -> RoundingPolicy: ...

    def value(self, scope: Scope, quantity: Quantity) -> Decimal: ...


def moving(items: Iterable[Sensitivity], scope: Scope) -> list[Sensitivity]:
    """The inputs that move a scope's saving, those that move it most first."""
    found = [(item.deviation_in(scope), item) for item in items if item.varies]
    return [item for deviation, item in sorted(found, key=lambda pair: (-pair[0], pair[1].name)) if deviation >= _LEAST]


def total_variance(items: Iterable[Sensitivity], scope: Scope) -> Decimal:
    """Of the scope's saving, in hours squared, to first order."""
    return sum((item.deviation_in(scope) ** 2 for item in items), Decimal(0))


def influences(
    items: Sequence[Sensitivity], *, scope: Scope, base: Decimal, policy: RoundingPolicy, limit: int = LIMIT
) -> tuple[Influence, ...]:
    """The inputs that move the saving of a scope most; ``base`` is that saving in hours with all values likely."""
    strongest = moving(items, scope)
    variance = total_variance(strongest, scope)
    return tuple(_influence(item, scope, base, variance, policy) for item in strongest[:limit])


def _influence(item: Sensitivity, scope: Scope, base: Decimal, variance: Decimal, policy: RoundingPolicy) -> Influence:
    effects = item.in_scope(scope)
    low = base + sum((effect.at_minimum for effect in effects), Decimal(0))
    high = base + sum((effect.at_maximum for effect in effects), Decimal(0))
    contribution = item.deviation_in(scope) ** 2 / variance
    return Influence(
        name=item.name,
        unit=item.unit,
        minimum=item.minimum or Decimal(0),
        maximum=item.maximum or Decimal(0),
        hours_at_minimum=published(Quantity.STAFF_HOURS, float(low), policy),
        hours_at_maximum=published(Quantity.STAFF_HOURS, float(high), policy),
        key=item.key,
        kind=item.kind,
        contribution=contribution.quantize(Decimal("0.0001")),
        evidence=item.evidence,
    )
