"""Exact linear algebra and dominance on small directed graphs, for :mod:`bpr.core.flow`.

Everything is done in fractions, so that a figure that a person works out by hand is met to the last digit.
Loops are solved one strongly connected component at a time; the rest is plain substitution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

Row = Mapping[str, Fraction]


class EndlessLoopError(ValueError):
    """The system has no finite non-negative solution; ``nodes`` are the members of the loop at fault."""

    def __init__(self, nodes: Sequence[str]) -> None:
        super().__init__(", ".join(nodes))
        self.nodes = tuple(nodes)


def solve(rows: Mapping[str, Row], constants: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Solve x[n] = constants[n] + Σ rows[n][m]·x[m] for all n; EndlessLoopError where there is no such x ≥ 0."""
    solution: dict[str, Fraction] = {}
    for component in components({node: tuple(row) for node, row in rows.items()}):
        members = set(component)
        known = {
            node: constants.get(node, Fraction(0))
            + sum((share * solution[other] for other, share in rows[node].items() if other not in members), Fraction(0))
            for node in component
        }
        solution.update(_solve_component(component, rows, known))
    return solution


def _solve_component(
    component: Sequence[str], rows: Mapping[str, Row], known: dict[str, Fraction]
) -> dict[str, Fraction]:
    if len(component) == 1 and component[0] not in rows[component[0]]:
        return known
    values = _eliminate(component, rows, known)
    if values is None or min(values.values()) < 0:
        raise EndlessLoopError(component)
    return values


def _eliminate(
    component: Sequence[str], rows: Mapping[str, Row], known: dict[str, Fraction]
) -> dict[str, Fraction] | None:
    """Gauss–Jordan on sparse rows of (I − P)x = known; None where singular."""
    members = set(component)
    matrix: dict[str, dict[str, Fraction]] = {}
    right = dict(known)
    for node in component:
        row = {other: -share for other, share in rows[node].items() if other in members}
        row[node] = row.get(node, Fraction(0)) + 1
        matrix[node] = row
    for pivot in component:
        factor = matrix[pivot].get(pivot, Fraction(0))
        if factor == 0:
            # I − P is an M-matrix: a vanishing diagonal during elimination means that nothing leaves the loop.
            return None
        matrix[pivot] = {other: value / factor for other, value in matrix[pivot].items()}
        right[pivot] /= factor
        for node in component:
            if node != pivot and matrix[node].get(pivot):
                _subtract(matrix, right, node, pivot)
    return right


def _subtract(matrix: dict[str, dict[str, Fraction]], right: dict[str, Fraction], node: str, pivot: str) -> None:
    row, times = matrix[node], matrix[node][pivot]
    for other, value in matrix[pivot].items():
        rest = row.get(other, Fraction(0)) - times * value
        if rest:
            row[other] = rest
        else:
            row.pop(other, None)
    right[node] -= times * right[pivot]


def components(successors: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Strongly connected components, successors before predecessors (Tarjan's algorithm without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []

    def open_node(node: str) -> tuple[str, list[str]]:
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        return node, list(successors.get(node, ()))

    def close_node(node: str) -> None:
        if low[node] == index[node]:
            cut = stack.index(node, 0)
            found.append(stack[cut:])
            on_stack.difference_update(stack[cut:])
            del stack[cut:]

    for root in successors:
        work = [open_node(root)] if root not in index else []
        while work:
            node, rest = work[-1]
            if rest:
                other = rest.pop(0)
                if other not in index:
                    work.append(open_node(other))
                elif other in on_stack:
                    low[node] = min(low[node], index[other])
                continue
            work.pop()
            close_node(node)
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
    return found


def reachable(
    successors: Mapping[str, Iterable[str]], roots: Iterable[str], stop: frozenset[str] = frozenset()
) -> set[str]:
    """Nodes that can be reached from ``roots`` (themselves included) without passing through ``stop``."""
    seen: set[str] = set()
    work = [root for root in roots if root not in stop]
    while work:
        node = work.pop()
        if node not in seen:
            seen.add(node)
            work.extend(other for other in successors.get(node, ()) if other not in stop)
    return seen


def reverse(successors: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The same graph with every edge turned round."""
    found: dict[str, list[str]] = {node: [] for node in successors}
    for node, others in successors.items():
        for other in others:
            found.setdefault(other, []).append(node)
    return found


def immediate_dominators(successors: Mapping[str, Iterable[str]], root: str) -> dict[str, str]:
    """The nearest node through which every way from ``root`` to a node leads (Cooper, Harvey and Kennedy)."""
    order = _postorder(successors, root)
    rank = {node: position for position, node in enumerate(order)}
    predecessors = reverse(successors)
    dominator = {root: root}

    def meet(first: str, second: str) -> str:
        while first != second:
            while rank[first] < rank[second]:
                first = dominator[first]
            while rank[second] < rank[first]:
                second = dominator[second]
        return first

    changed = True
    while changed:
        changed = False
        for node in reversed(order[:-1]):
            known = [other for other in predecessors[node] if other in dominator]
            new = known[0]
            for other in known[1:]:
                new = meet(new, other)
            if dominator.get(node) != new:
                dominator[node], changed = new, True
    return dominator


def _postorder(successors: Mapping[str, Iterable[str]], root: str) -> list[str]:
    order: list[str] = []
    seen = {root}
    work = [(root, iter(successors.get(root, ())))]
    while work:
        node, rest = work[-1]
        following = next((other for other in rest if other not in seen), None)
        if following is None:
            order.append(node)
            work.pop()
        else:
            seen.add(following)
            work.append((following, iter(successors.get(following, ()))))
    return order
