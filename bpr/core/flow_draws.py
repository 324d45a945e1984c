"""Expected visits of one process for many draws of its shares at once.

The same linear system as :mod:`bpr.core.flow_many`, whose :class:`~bpr.core.flow_many.FlowPlan` is read here, solved by
eliminating nodes instead of by matrices: a value that does not depend on a drawn share stays one number, one that does
is an array over the draws. So a loop costs a few operations on arrays, and since every operation works draw by draw,
the answer of a draw does not depend on which others are calculated with it, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bpr.core.flow_errors import FlowError, label
from bpr.core.flow_expand import element_of
from bpr.core.flow_many import FlowPlan

Floats = NDArray[np.float64]
Value = float | Floats
_Row = dict[int, Value]


class DrawnFlow:
    """One process whose shares in ``columns`` (of ``plan.edges``) are drawn; the others stay as they are."""

    def __init__(self, plan: FlowPlan, columns: Iterable[int]) -> None:
        self.plan = plan
        self._base: list[float] = [float(value) for value in _without_copies(plan)]
        self._drawn = frozenset(columns)
        self._parts = tuple(part for part in plan.order if not self._touched.isdisjoint(part))
        self._orders = {part: _elimination_order(plan, part) for part in self._parts if _is_loop(plan, part)}

    @property
    def _touched(self) -> frozenset[int]:
        """Nodes whose visits depend on a drawn share."""
        found: set[int] = set()
        for part in self.plan.order:  # what comes before stands first; members of a loop depend on each other
            rows = [row for node in part for row in self.plan.rows[node]]
            if any(edge in self._drawn or source in found for source, edge, _ in rows):
                found.update(part)
        return frozenset(found)

    def visits(self, shares: Mapping[int, Value]) -> list[Value]:
        """Expected executions per case by node; ``shares`` by column. FlowError where a loop does not end."""
        found: list[Value] = list(self._base)
        for part in self._parts:
            if part in self._orders:
                self._solve(self._orders[part], shares, found)
            else:
                found[part[0]] = self._constant(part[0], shares, found, frozenset())
        for copy, element in self.plan.copies:
            found[element] = found[element] + found[copy]
        return found

    def _share(self, edge: int, factor: float, shares: Mapping[int, Value]) -> Value:
        if edge < 0:
            return factor
        share = shares.get(edge)
        return factor * (float(self.plan.shares[edge]) if share is None else share)

    def _constant(
        self, node: int, shares: Mapping[int, Value], visits: Sequence[Value], inside: frozenset[int]
    ) -> Value:
        total: Value = float(self.plan.entries[node])
        for source, edge, factor in self.plan.rows[node]:
            if source not in inside:
                total = total + visits[source] * self._share(edge, factor, shares)
        return total

    def _solve(self, order: Sequence[int], shares: Mapping[int, Value], visits: list[Value]) -> None:
        """v = b + C·v within a loop: node after node is put into the others' rows, then read back."""
        inside = frozenset(order)
        constants = {node: self._constant(node, shares, visits, inside) for node in order}
        rows = {node: self._inner_row(node, shares, inside) for node in order}
        for at, node in enumerate(order):
            self._close(node, rows, constants)
            for other in order[at + 1 :]:
                _substitute(other, node, rows, constants)
        for node in reversed(order):
            value = constants[node]
            for source, weight in rows[node].items():
                value = value + weight * visits[source]
            visits[node] = value

    def _inner_row(self, node: int, shares: Mapping[int, Value], inside: frozenset[int]) -> _Row:
        row: _Row = {}
        for source, edge, factor in self.plan.rows[node]:
            if source in inside:
                row[source] = row.get(source, 0.0) + self._share(edge, factor, shares)
        return row

    def _close(self, node: int, rows: dict[int, _Row], constants: dict[int, Value]) -> None:
        """What leads from a node to itself is summed up: 1 + c + c² + … = 1 ÷ (1 − c)."""
        again = rows[node].pop(node, None)
        if again is None:
            return
        left = 1.0 - again
        if np.min(left) <= 0:
            name = label(self.plan.model, self.plan.node_ids[node])
            raise FlowError(
                f"終わらない繰返しがあります: {name}。繰返しから出る道の割合を、幅の端でも0より大きくしてください",
                element_id=element_of(self.plan.node_ids[node]),
            )
        constants[node] = constants[node] / left
        rows[node] = {source: weight / left for source, weight in rows[node].items()}


def _substitute(other: int, node: int, rows: dict[int, _Row], constants: dict[int, Value]) -> None:
    weight = rows[other].pop(node, None)
    if weight is None:
        return
    constants[other] = constants[other] + weight * constants[node]
    for source, inner in rows[node].items():
        rows[other][source] = rows[other].get(source, 0.0) + weight * inner


def _without_copies(plan: FlowPlan) -> Floats:
    visits: Floats = plan.visits()[0]
    for copy, element in reversed(plan.copies):
        visits[element] -= visits[copy]
    return visits


def _is_loop(plan: FlowPlan, part: Sequence[int]) -> bool:
    return len(part) > 1 or any(source == part[0] for source, _, _ in plan.rows[part[0]])


def _elimination_order(plan: FlowPlan, part: Sequence[int]) -> tuple[int, ...]:
    """The members of a loop, always the one next that touches fewest others (Markowitz); ties by number."""
    inside = set(part)
    before = {node: {source for source, _, _ in plan.rows[node]} & inside for node in part}
    order: list[int] = []
    while inside:
        after = {node: {other for other in inside if node in before[other]} for node in inside}
        node = min(inside, key=lambda each: (len(before[each] - {each}) * len(after[each] - {each}), each))
        for other in after[node] - {node}:
            before[other] = (before[other] | before[node]) - {node}
        inside.remove(node)
        order.append(node)
    return tuple(order)
