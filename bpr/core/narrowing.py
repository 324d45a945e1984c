"""How much narrower a range would become if more were asked, and where: a plan for the next hearings.

Model. The variance of a scope's saving is the sum of what its inputs contribute (:mod:`bpr.core.influence`), so its
80 % range is as wide as √variance. What an input says today counts as one statement about its mean; m further
independent statements of the same kind (another respondent, another timed case; for a counted share another count of
as many cases) leave variance ÷ (1 + m), because a standard error shrinks with 1 ÷ √n. The width that is left is
today's × √(variance left ÷ variance today). Hearings are given out one by one, each to the input where it takes most.

What hearings cannot narrow: volumes. Their range is how years differ, and asking again does not make the years alike.
It is shown as what remains. The model knows nothing of inputs that were given without a range; for these
:func:`without_range` says where a range would matter most, by how much organisations differ on the same step: an
ordering of questions, never a spread that goes into a figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import heapify, heapreplace

from bpr.core.factors import InputKind
from bpr.core.figures import TOTAL, Scope
from bpr.core.influence import Sensitivity, moving, total_variance

HEARINGS = (1, 3, 10)
_SAME = 2  # organisations that a spread between them needs


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowing:
    """Where one could ask: one step (or decision, or volume) of a use case over the organisations.

    ``contribution`` is its part of the variance (0..1); ``left`` the part of today's width (0..1) that stays after 1, 3
    and 10 further hearings, as in :data:`HEARINGS`; ``items`` its inputs, those where asking takes most first.
    ``is_of_to_be``: an estimate of the to-be, to be asked where it is done that way already, or tried. ``is_natural``:
    the range is how years differ, so asking leaves it.
    """

    use_case: str
    place: str
    kind: InputKind
    contribution: Decimal
    left: tuple[Decimal, ...]
    items: tuple[Sensitivity, ...]

    @property
    def is_of_to_be(self) -> bool:
        """True where the to-be itself says the values."""
        return self.items[0].is_of_to_be

    @property
    def is_natural(self) -> bool:
        """True where the range is how years differ."""
        return self.kind is InputKind.VOLUME


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """A scope's range and where it could be narrowed. ``left`` is as in :class:`Narrowing`, over all places together.

    ``floor`` is the part of today's width that no hearing takes away.
    """

    places: tuple[Narrowing, ...]
    left: tuple[Decimal, ...]
    floor: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Unranged:
    """A step whose minutes some organisations gave without a range. Order questions by it.

    ``hours`` is what the differences between the organisations (``deviation`` minutes, standard deviation) would mean
    for the saving; ``stake`` the hours of the saving that rest on these minutes.
    """

    use_case: str
    place: str
    hours: Decimal
    deviation: Decimal
    stake: Decimal
    items: tuple[Sensitivity, ...]


def outlook(sensitivities: Sequence[Sensitivity], scope: Scope = TOTAL) -> Outlook | None:
    """Where to ask for a scope, what matters most first; None where nothing has a range."""
    items = moving(sensitivities, scope)
    whole = total_variance(items, scope)
    if not whole:
        return None
    variances = {item.key: item.deviation_in(scope) ** 2 for item in items}
    natural = sum((variances[item.key] for item in items if item.kind is InputKind.VOLUME), Decimal(0))
    askable = [variances[item.key] for item in items if item.kind is not InputKind.VOLUME]
    places = [
        _narrowing(use_case, members, variances, whole)
        for (use_case, _), members in _by_place(items, scope).items()
    ]  # fmt: skip
    return Outlook(
        places=tuple(sorted(places, key=lambda place: (-place.contribution, place.use_case, place.place))),
        left=_left(askable, whole),
        floor=_part(natural, whole),
    )


def _by_place(items: Iterable[Sensitivity], scope: Scope) -> dict[tuple[str, str], list[Sensitivity]]:
    """Inputs of one use case and common step together; those of the to-be itself apart."""
    found: dict[tuple[str, str], list[Sensitivity]] = defaultdict(list)
    for item in items:
        name = item.kind if item.kind is InputKind.VOLUME else item.common_key or item.key
        found[item.in_scope(scope)[0].line.use_case, f"{item.is_of_to_be}:{item.kind}:{name}"].append(item)
    return found


def _narrowing(
    use_case: str, items: Sequence[Sensitivity], variances: Mapping[str, Decimal], whole: Decimal
) -> Narrowing:
    own = [variances[item.key] for item in items]
    kind = items[0].kind
    return Narrowing(
        use_case=use_case,
        place=items[0].place,
        kind=kind,
        contribution=sum(own, Decimal(0)) / whole,
        left=(Decimal(1),) * len(HEARINGS) if kind is InputKind.VOLUME else _left(own, whole),
        items=tuple(items),
    )


def _left(variances: Sequence[Decimal], whole: Decimal) -> tuple[Decimal, ...]:
    """Part of the width that stays after each number of hearings, given out where each takes most."""
    queue = [(-_gain(variance, 0), at, variance, 0) for at, variance in enumerate(variances)]
    heapify(queue)
    taken, found = Decimal(0), {}
    for hearing in range(1, max(HEARINGS) + 1):
        if queue:
            gain, at, variance, asked = queue[0]
            taken -= gain
            heapreplace(queue, (-_gain(variance, asked + 1), at, variance, asked + 1))
        found[hearing] = _part(whole - taken, whole)
    return tuple(found[hearing] for hearing in HEARINGS)


def _gain(variance: Decimal, asked: int) -> Decimal:
    """What one more statement takes from the variance of an input of which ``asked`` more were made."""
    return variance / (1 + asked) - variance / (2 + asked)


def _part(variance: Decimal, whole: Decimal) -> Decimal:
    return max(variance / whole, Decimal(0)).sqrt()


def without_range(sensitivities: Iterable[Sensitivity], scope: Scope = TOTAL) -> tuple[Unranged, ...]:
    """Steps of which minutes were given without a range, where the organisations differ most in hours first.

    The spread is taken over all organisations that have the step, also those outside ``scope``.
    """
    minutes = [item for item in sensitivities if item.kind is InputKind.MINUTES and not item.is_of_to_be]
    likely: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    missing: dict[tuple[str, str], list[Sensitivity]] = defaultdict(list)
    for item in minutes:
        place = item.effects[0].line.use_case, item.common_key or item.key
        likely[place].append(item.likely)
        if not item.varies and item.in_scope(scope):
            missing[place].append(item)
    found = [
        _unranged(use_case, items, _deviation(likely[use_case, key]), scope)
        for (use_case, key), items in missing.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.hours, -each.stake, each.use_case, each.place)))


def _unranged(use_case: str, items: Sequence[Sensitivity], deviation: Decimal, scope: Scope) -> Unranged:
    weights = [sum((effect.per_unit for effect in item.in_scope(scope)), Decimal(0)) for item in items]
    hours = sum((weight**2 for weight in weights), Decimal(0)).sqrt() * deviation
    ordered = sorted(zip(weights, items, strict=True), key=lambda pair: (-abs(pair[0]), pair[1].name))
    return Unranged(
        use_case=use_case,
        place=items[0].place,
        hours=hours,
        deviation=deviation,
        stake=sum((abs(weight * item.likely) for weight, item in ordered), Decimal(0)),
        items=tuple(item for _, item in ordered),
    )


def _deviation(values: Sequence[Decimal]) -> Decimal:
    if len(values) < _SAME:
        return Decimal(0)
    mean = sum(values, Decimal(0)) / len(values)
    return (sum(((value - mean) ** 2 for value in values), Decimal(0)) / (len(values) - 1)).sqrt()
