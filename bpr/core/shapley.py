"""The Shapley value: how a result that several bring about together is divided among them.

Source: L. S. Shapley, "A Value for n-Person Games", Contributions to the Theory of Games II (1953), pp. 307–317. Each
player is given its mean contribution over all orders in which the players can come in. It is the only division that
adds up to the whole, treats alike those who contribute alike, gives nothing to those who contribute nothing, and of
the sum of two games gives the sum of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from math import factorial
from typing import TypeVar

Player = TypeVar("Player", bound=Hashable)

#: 2¹² coalitions are the most that one game is asked for.
MAX_PLAYERS = 12


def shapley(players: Sequence[Player], worth: Callable[[frozenset[Player]], Fraction]) -> dict[Player, Fraction]:
    """Each player's part of ``worth(all) − worth(none)``, exactly; ``worth`` is asked once for every coalition.

    ValueError where there are more than :data:`MAX_PLAYERS` or one is named twice.
    """
    count = len(players)
    if count > MAX_PLAYERS or len(set(players)) < count:
        raise ValueError(f"shapley: {count} players, at most {MAX_PLAYERS}, each once")
    worths = [worth(_coalition(players, members)) for members in range(1 << count)]
    weights = [Fraction(factorial(size) * factorial(count - size - 1), factorial(count)) for size in range(count)]
    return {player: _mean_contribution(worths, weights, 1 << at) for at, player in enumerate(players)}


def _coalition(players: Sequence[Player], members: int) -> frozenset[Player]:
    return frozenset(player for at, player in enumerate(players) if members >> at & 1)


def _mean_contribution(worths: Sequence[Fraction], weights: Sequence[Fraction], own: int) -> Fraction:
    return sum(
        (
            weights[members.bit_count()] * (worths[members | own] - worths[members])
            for members in range(len(worths))
            if not members & own and worths[members | own] != worths[members]
        ),
        Fraction(0),
    )
