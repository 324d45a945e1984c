"""Which step change and which measure a line's saving comes from; the parts add up to the saving exactly.

Method: the Shapley value over measures (L. S. Shapley, "A Value for n-Person Games", 1953; :mod:`bpr.core.shapley`).

The players are the measures and, where something changes that no measure is named for, 「方策未設定」 (a step) or
「件数・割合の変化」 (how often steps are carried out). The game is a sum of small games, one for each group of steps
(:mod:`bpr.core.step_groups`), and the Shapley value of a sum is the sum of the values. What a group needs per year
when only the players of S are in is

* as long as not all players named on the group are in S: Σ executions(S) × value over its as-is steps,
* from then on: Σ executions × value over its to-be steps, times executions(S) ÷ executions(all) of its as-is steps (1
  for an added group): as often as the as-is steps would be carried out if the others had not changed that.

executions(S) are those of the as-is in which the decisions moved or closed by measures of S have the to-be's shares
(:mod:`bpr.core.frequency`). So a measure that makes a step rarer and one that makes it shorter share what they save
only together. Several measures named on one group bring the change about only together: they get equal parts. A kept
group is as-is with executions(S); what its to-be differs by beyond all measures is the part of 「件数・割合の変化」.

With all players in, this is the to-be; with none, the as-is: hence the parts add up. Where more than
:data:`~bpr.core.shapley.MAX_PLAYERS` players act on one group, those named on it share all of its saving equally. The
number of steps is divided equally among those named on the group. Everything is exact in fractions; only then it is
rounded, by largest remainder, and a part of exactly 0 is given nothing of the rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

from bpr.core.figures import Quantity
from bpr.core.flow import StepFlow
from bpr.core.frequency import BY_FLOW, BY_MEASURE, FLOW, UNATTRIBUTED, Frequencies, Player
from bpr.core.inputs import RemovedStep
from bpr.core.lines import BY_STEP, StepDifference, Terms, exact_yearly, part_unit
from bpr.core.shapley import MAX_PLAYERS, shapley
from bpr.core.step_groups import StepGroup, step_groups
from bpr.core.units import split_to_sum

CAUSE_LABELS = {BY_FLOW: "件数・割合の変化", UNATTRIBUTED: "方策未設定"}
_ONLY_STEPS = (Quantity.STEPS,)
_NOBODY: Player = (UNATTRIBUTED, "")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One player's part of one group.

    ``steps`` are the group's steps with the executions per case that the player saves (negative: adds), ``count`` the
    number of steps; ``is_named`` is False where it acts only through how often they are carried out.
    """

    group: StepGroup
    player: Player
    steps: tuple[StepFlow, ...]
    count: Fraction
    is_named: bool

    def exact(self, quantity: Quantity, terms: Terms) -> Fraction:
        """The part of the yearly saving, unrounded."""
        if quantity is Quantity.STEPS:
            return self.count
        return sum((exact_yearly(quantity, step, terms) for step in self.steps), Fraction(0))


def attribute(
    *,
    as_is: Sequence[StepFlow],
    to_be: Sequence[StepFlow],
    removed: Mapping[str, str],
    frequencies: Frequencies,
    savings: Mapping[Quantity, Decimal],
    terms: Terms,
) -> tuple[StepDifference, ...]:
    """The line's ``savings`` (rounded) by group of steps and measure, in the order of the process.

    ``removed`` names the measure of each removed common key (:func:`removing_measures`).
    """
    parts = [part for group in step_groups(as_is, to_be) for part in group_parts(group, removed, frequencies)]
    rounded: list[dict[Quantity, Decimal]] = [{} for _ in parts]
    for quantity in (*BY_STEP, *_ONLY_STEPS):
        values = _rounded(quantity, [part.exact(quantity, terms) for part in parts], savings[quantity], terms)
        for row, value in zip(rounded, values, strict=True):
            if value:
                row[quantity] = value
    saving = {id(part.group) for part, row in zip(parts, rounded, strict=True) if row}
    return tuple(
        _difference(part, row)
        for part, row in zip(parts, rounded, strict=True)
        if row or (part.is_named and (_is_measure(part.player) or id(part.group) not in saving))
    )


def _is_measure(player: Player) -> bool:
    """Measures are shown with a saving of 0 too; what stands for none only where nobody else has a part."""
    return player[0] == BY_MEASURE


def removing_measures(removed: Iterable[RemovedStep]) -> dict[str, str]:
    """Common key of each removed step that has a measure → the measure."""
    return {item.origin_key: item.measure for item in removed if item.measure}


def _rounded(quantity: Quantity, exact: Sequence[Fraction], total: Decimal, terms: Terms) -> list[Decimal]:
    unit = Decimal(1) if quantity is Quantity.STEPS else part_unit(quantity, terms.policy)
    sharing = [at for at, value in enumerate(exact) if value] or list(range(len(exact)))
    found = [Decimal(0)] * len(exact)
    for at, value in zip(sharing, split_to_sum(total, [exact[at] for at in sharing], unit), strict=True):
        found[at] = value
    return found


def group_parts(group: StepGroup, removed: Mapping[str, str], frequencies: Frequencies) -> list[Part]:
    """The parts of all who act on one group, those named on it first. They add up to as-is − to-be."""
    named = _named(group, removed)
    moving = frequencies.owners if frequencies.move(group.as_is) else ()
    players = list(dict.fromkeys([*named, *moving]))
    if moving and 1 < len(players) <= MAX_PLAYERS:
        return _shapley_parts(group, named, players, frequencies)
    return _equal_parts(group, named)


def _named(group: StepGroup, removed: Mapping[str, str]) -> list[Player]:
    codes = group.measures(removed)
    return [(BY_MEASURE, code) for code in codes] or [FLOW if group.is_kept else _NOBODY]


def _equal_parts(group: StepGroup, named: Sequence[Player]) -> list[Part]:
    many = len(named)
    steps = tuple(replace(step, visits=step.visits / many) for step in group.as_is)
    steps += tuple(replace(step, visits=-step.visits / many) for step in group.to_be)
    count = _count(group) / many
    return [Part(group=group, player=player, steps=steps, count=count, is_named=True) for player in named]


def _shapley_parts(
    group: StepGroup, named: Sequence[Player], players: Sequence[Player], frequencies: Frequencies
) -> list[Part]:
    game = _Game(group, frozenset(named), frequencies)
    steps = (*group.as_is, *group.to_be)
    values = [shapley(players, partial(game.executions, step)) for step in steps]
    count = _count(group) / len(named)
    return [
        Part(
            group=group,
            player=player,
            steps=tuple(replace(step, visits=-value[player]) for step, value in zip(steps, values, strict=True)),
            count=count if player in named else Fraction(0),
            is_named=player in named,
        )
        for player in players
    ]


def _count(group: StepGroup) -> Fraction:
    return Fraction(_executed(group.as_is) - _executed(group.to_be))


def _executed(steps: Iterable[StepFlow]) -> int:
    return sum(1 for step in steps if step.visits)


class _Game:
    """Executions per case of a group's steps when only some players are in."""

    def __init__(self, group: StepGroup, named: frozenset[Player], frequencies: Frequencies) -> None:
        self._group, self._named, self._frequencies = group, named, frequencies
        self._everybody = frozenset(frequencies.owners)

    def executions(self, step: StepFlow, coalition: frozenset[Player]) -> Fraction:
        is_as_is = any(step is own for own in self._group.as_is)
        is_changed = self._named <= coalition
        if not is_as_is:
            return self._of_to_be(step, coalition) if is_changed else Fraction(0)
        now = self._frequencies.of(step, coalition)
        if self._named == {FLOW}:
            return now - self._frequencies.of(step, self._everybody) if is_changed else now
        return Fraction(0) if is_changed else now

    def _of_to_be(self, step: StepFlow, coalition: frozenset[Player]) -> Fraction:
        if self._named == {FLOW}:
            return step.visits
        now, at_last = (
            sum((self._frequencies.of(own, who) for own in self._group.as_is), Fraction(0))
            for who in (coalition, self._everybody)
        )
        return step.visits * now / at_last if at_last else step.visits


def _difference(part: Part, savings: dict[Quantity, Decimal]) -> StepDifference:
    cause, measure = part.player
    return StepDifference(
        as_is=tuple(step.node_id for step in part.group.as_is),
        to_be=tuple(step.node_id for step in part.group.to_be),
        change=part.group.change,
        cause=cause,
        measure=measure,
        by_frequency=not part.is_named,
        savings=savings,
    )
