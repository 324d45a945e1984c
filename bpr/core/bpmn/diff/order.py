"""Which steps were moved: those that stand in another order than before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bpr.core.bpmn.diff.surroundings import Surroundings
from bpr.core.bpmn.model import ProcessModel


def moved_steps(before: ProcessModel, after: ProcessModel, pairs: Sequence[tuple[str, str]]) -> set[str]:
    """After ids of the fewest steps without which all ``pairs`` (before id, after id) keep their order.

    Two steps have an order where one comes before the other on some way and not the other way round, so that steps of
    parallel branches have none. The fewest are sought greedily: the step that contradicts most goes first.
    """
    old, new = Surroundings(before), Surroundings(after)
    was, now = old.precedes, new.precedes
    rows = [old.place[before_id] for before_id, _ in pairs]
    columns = [new.place[after_id] for _, after_id in pairs]
    earlier, later = was[np.ix_(rows, rows)], now[np.ix_(columns, columns)]
    turned = (earlier & ~earlier.T) & (later.T & ~later)
    turned = turned | turned.T
    moved: set[str] = set()
    while turned.any():
        worst = int(turned.sum(axis=1).argmax())
        moved.add(pairs[worst][1])
        turned[worst, :] = turned[:, worst] = False
    return moved
