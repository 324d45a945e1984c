"""Expected visits of one process for many organisations at once, in float64: for what-if, draws and the whole country.

The structure (which ways there are, which joins wait for which splits) is read once from the model; shares may differ
from organisation to organisation. Same meaning and same linear system v = e + Pᵀv as :mod:`bpr.core.flow`, which stays
the exact one that figures come from; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpr.core.bpmn.model import ProcessModel
from bpr.core.flow import expected_flow
from bpr.core.flow_build import token_graph
from bpr.core.flow_errors import FlowError, label
from bpr.core.flow_expand import element_of
from bpr.core.flow_graph import TokenGraph
from bpr.core.flow_joins import splits_awaited
from bpr.core.flow_solve import components

Floats = NDArray[np.float64]
_CONSTANT = -1


@dataclass(frozen=True)
class FlowPlan:
    """The linear system of one process. Columns of shares are ``edges`` (source, target), of visits ``node_ids``."""

    model: ProcessModel
    node_ids: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    shares: Floats  # of the model itself, one for each edge
    entries: Floats
    rows: tuple[tuple[tuple[int, int, float], ...], ...]  # node → (source, edge or _CONSTANT, factor)
    order: tuple[tuple[int, ...], ...]  # loops together, what comes before first
    copies: tuple[tuple[int, int], ...] = ()  # (copy, its element): what is called more than once

    def column(self, source: str, target: str) -> int:
        """The column of the way from one element to another; ValueError where there is none."""
        return self.edges.index((source, target))

    def visits(self, shares: Floats | None = None) -> Floats:
        """Expected executions per case: organisations × nodes.

        ``shares``: organisations × edges; left out, the model's own. :class:`FlowError` where a loop does not end for
        one of them.
        """
        given = self.shares[None, :] if shares is None else shares
        found = np.zeros((len(given), len(self.node_ids)))
        for members in self.order:
            if len(members) == 1 and all(source != members[0] for source, _, _ in self.rows[members[0]]):
                found[:, members[0]] = self._known(members[0], given, found, ())
            else:
                found[:, list(members)] = self._loop(members, given, found)
        for copy, element in self.copies:
            found[:, element] += found[:, copy]
        return found

    def _known(self, node: int, shares: Floats, visits: Floats, inside: Sequence[int]) -> Floats:
        total = np.full(len(shares), self.entries[node])
        for source, edge, factor in self.rows[node]:
            if source not in inside:
                total += visits[:, source] * factor * (1.0 if edge == _CONSTANT else shares[:, edge])
        return total

    def _loop(self, members: tuple[int, ...], shares: Floats, visits: Floats) -> Floats:
        place = {node: at for at, node in enumerate(members)}
        matrix = np.broadcast_to(np.eye(len(members)), (len(shares), len(members), len(members))).copy()
        right = np.empty((len(shares), len(members)))
        for node, at in place.items():
            right[:, at] = self._known(node, shares, visits, members)
            for source, edge, factor in self.rows[node]:
                if source in place:
                    matrix[:, at, place[source]] -= factor * (1.0 if edge == _CONSTANT else shares[:, edge])
        try:
            solved = np.linalg.solve(matrix, right[:, :, None])[:, :, 0]
        except np.linalg.LinAlgError:
            solved = np.full(right.shape, -1.0)
        if solved.min(initial=0.0) < -1e-9 or not np.isfinite(solved).all():
            names = "、".join(label(self.model, self.node_ids[node]) for node in members[:3])
            raise FlowError(
                f"終わらない繰返しがあります: {names}。繰返しから出る道の割合を0より大きくしてください",
                element_id=element_of(self.node_ids[members[0]]),
            )
        return np.asarray(solved)


def flow_plan(model: ProcessModel) -> FlowPlan:
    """Read the structure of a process. Raises :class:`FlowError` as :func:`bpr.core.flow.expected_flow` does."""
    expected_flow(model)  # what it refuses is refused here
    graph = token_graph(model)
    copied = {node_id: element_of(node_id) for node_id in graph.reached & graph.model.node_by_id.keys()}
    node_ids = tuple(sorted(graph.reached | set(copied.values())))
    number = {node_id: at for at, node_id in enumerate(node_ids)}
    rows = tuple(_row(graph, number, node_id) for node_id in node_ids)
    members = {node_id: tuple(node_ids[source] for source, _, _ in rows[number[node_id]]) for node_id in node_ids}
    return FlowPlan(
        model=graph.model,
        node_ids=node_ids,
        edges=tuple((edge.source, edge.target) for edge in graph.edges),
        shares=np.array([float(edge.share) for edge in graph.edges]),
        entries=np.array([float(graph.entries.get(node_id, 0)) for node_id in node_ids]),
        rows=rows,
        order=tuple(tuple(number[node_id] for node_id in part) for part in components(members)),
        copies=tuple((number[copy], number[element]) for copy, element in copied.items() if copy != element),
    )


def _row(graph: TokenGraph, number: Mapping[str, int], node_id: str) -> tuple[tuple[int, int, float], ...]:
    """Coefficients of one node's visits; as ``bpr.core.flow`` reads them."""
    same = [graph.leaves[node_id]] if node_id in graph.leaves else splits_awaited(graph, node_id)
    if same:
        return tuple((number[source], _CONSTANT, 1.0) for source in same)
    divisor = len(graph.incoming[node_id]) if graph.waits_for_all(node_id) else 1
    return tuple(
        (number[edge.source], at, 1.0 / divisor)
        for at, edge in enumerate(graph.edges)
        if edge.target == node_id and edge.source in number
    )
