"""Steps matched by wording and structure, where nobody said which is which.

Each pair has a likeness of its own (name, kind of performer, kind of work, forms, place in the process), weighted over
what both sides say. The best assignment of all pairs is sought; then every pair whose neighbours were matched to each
other gains, and the assignment is sought again, until it stays. Pairs that are settled already count as neighbours from
the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bpr.core.bpmn.diff.assignment import best_assignment
from bpr.core.bpmn.diff.surroundings import Surroundings
from bpr.core.bpmn.diff.wording import Matrix, name_likeness
from bpr.core.bpmn.model import Node, ProcessModel

NAME, PERFORMER, WORK, FORMS, PLACE = 0.62, 0.12, 0.06, 0.12, 0.08  # weights of what a pair has of its own
_NEIGHBOURS = 0.25  # weight of the neighbours against what a pair has of its own
_ROUNDS = 6
#: From which likeness, and from which likeness of names, two steps are taken for the same. Low, because a step that an
#: office does in its own way has another name; tests/sample/test_matching.py says what that costs in precision.
ALIKE, NAMES_ALIKE = 0.26, 0.05
#: Names this alike do not contradict each other: an equal id or key then settles the pair.
NOT_CONTRADICTING = 0.45
#: An equal id whose names contradict still counts where the neighbours agree this much and the performer is the same.
_SAME_PLACE = 0.6


@dataclass(frozen=True)
class Likeness:
    """What speaks for each pair of steps (before × after)."""

    own: Matrix
    names: Matrix
    neighbours: Matrix  # with the assignment that was found

    @property
    def whole(self) -> Matrix:
        return (1 - _NEIGHBOURS) * self.own + _NEIGHBOURS * self.neighbours

    @property
    def acceptable(self) -> NDArrayBool:
        return (self.whole >= ALIKE) & (self.names >= NAMES_ALIKE)


NDArrayBool = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Pair = tuple[int, int]


class Matcher:
    """Two models as matrices of their steps."""

    def __init__(self, before: ProcessModel, after: ProcessModel) -> None:
        self.before, self.after = Surroundings(before), Surroundings(after)
        old, new = self.before.steps, self.after.steps
        self.names = name_likeness([node.name for node in old], [node.name for node in new])
        self.own = self._own(old, new)
        self._ways = [
            (self.before.adjacency(self.before.next_steps), self.after.adjacency(self.after.next_steps)),
            (self.before.adjacency(self.before.earlier_steps), self.after.adjacency(self.after.earlier_steps)),
        ]

    def _own(self, old: Sequence[Node], new: Sequence[Node]) -> Matrix:
        kinds = _equal([_performer_kind(self.before.model, n) for n in old],
                       [_performer_kind(self.after.model, n) for n in new])  # fmt: skip
        works = _equal([_work(node) for node in old], [_work(node) for node in new])
        forms = _form_likeness(old, new)
        apart = self.before.positions[:, None] - self.after.positions[None, :]
        place = 1 - apart**2
        known = [(NAME, self.names), (PERFORMER, kinds), (WORK, works), (FORMS, forms), (PLACE, place)]
        total = sum(weight * ~np.isnan(matrix) for weight, matrix in known)
        score = sum(weight * np.nan_to_num(matrix) for weight, matrix in known)
        return np.asarray(score / np.maximum(total, NAME), dtype=np.float64)

    def likeness(self, settled: Mapping[int, Sequence[int]], open_before: Sequence[int], open_after: Sequence[int]
                 ) -> tuple[Likeness, list[Pair]]:  # fmt: skip
        """The best pairs of what is open, given the pairs (after → before) that are settled."""
        anchors = np.zeros_like(self.own)
        for new, olds in settled.items():
            anchors[list(olds), new] = 1.0
        pairs: list[Pair] = []
        found = Likeness(self.own, self.names, self._neighbours(anchors))
        for _round in range(_ROUNDS):
            best = _assigned(found, open_before, open_after)
            if best == pairs and _round:
                break
            pairs, matched = best, anchors.copy()
            for old, new in pairs:
                matched[old, new] = min(1.0, found.whole[old, new])
            found = Likeness(self.own, self.names, self._neighbours(matched))
        return found, pairs

    def _neighbours(self, matched: Matrix) -> Matrix:
        """The part of the neighbours of each pair that are matched to each other."""
        bordered = np.pad(matched, ((0, 1), (0, 1)))
        bordered[-1, -1] = 1.0
        support = np.zeros_like(self.own)
        for old, new in self._ways:
            most = np.maximum(old.sum(axis=1)[:, None], new.sum(axis=1)[None, :])
            support += np.minimum(1.0, old @ bordered @ new.T / np.maximum(most, 1.0)) / len(self._ways)
        return support

    def is_same_place(self, found: Likeness, old: int, new: int) -> bool:
        """Whether an equal id may join two steps whose names have nothing in common."""
        return self.before.has_flow and bool(found.neighbours[old, new] >= _SAME_PLACE) and (
            _performer_kind(self.before.model, self.before.steps[old])
            == _performer_kind(self.after.model, self.after.steps[new])
        )  # fmt: skip


def _assigned(found: Likeness, open_before: Sequence[int], open_after: Sequence[int]) -> list[Pair]:
    """The assignment of the open steps with the greatest sum, only of acceptable pairs."""
    if not open_before or not open_after:
        return []
    window = np.ix_(open_before, open_after)
    gain = np.where(found.acceptable, found.whole, 0.0)[window]
    rows, columns = best_assignment(gain)
    return [
        (open_before[row], open_after[column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if gain[row, column] > 0
    ]


def _performer_kind(model: ProcessModel, node: Node) -> str | None:
    if node.values:
        return node.values.performer_kind.value
    lane = model.lane_of.get(node.id)
    return (lane.performer_kind or None) if lane else None


def _work(node: Node) -> str | None:
    return node.values.work_kind.value if node.values else None


def _equal(first: Sequence[str | None], second: Sequence[str | None]) -> Matrix:
    """1 where equal, 0 where not, not-a-number where either is not known."""
    rows = [[np.nan if a is None or b is None else float(a == b) for b in second] for a in first]
    return np.array(rows, dtype=np.float64).reshape(len(first), len(second))


def _form_likeness(old: Sequence[Node], new: Sequence[Node]) -> Matrix:
    """How far the forms of two steps are the same; not-a-number where neither has any."""
    left, right = [_forms(node) for node in old], [_forms(node) for node in new]
    rows = [[2 * len(a & b) / (len(a) + len(b)) if a or b else np.nan for b in right] for a in left]
    return np.array(rows, dtype=np.float64).reshape(len(old), len(new))


def _forms(node: Node) -> frozenset[str]:
    values = node.values
    return frozenset(use.name for use in (*values.forms_read, *values.forms_made)) if values else frozenset()
