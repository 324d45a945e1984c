"""Expected lead time over the and/or structure of a token graph; see :mod:`bpr.core.flow` for what it means."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bpr.core.flow_graph import EXIT, ROOT, SplitKind, TokenGraph
from bpr.core.flow_solve import reachable


def expected_lead(graph: TokenGraph, visits: Mapping[str, Fraction], durations: Mapping[str, Fraction]) -> Fraction:
    """Minutes from the start of a case to its end."""
    return _Lead(graph, visits, durations).of(set(graph.reached) | {ROOT})


class _Lead:
    """Blocks are regions between a split of several tokens and the node where all its ways meet again."""

    def __init__(self, graph: TokenGraph, visits: Mapping[str, Fraction], durations: Mapping[str, Fraction]) -> None:
        self.graph, self.visits, self.durations = graph, visits, durations
        self.blocks = {split: self._branches(split) for split in graph.splits if self._opens_block(split)}
        self.sizes = {split: len(set().union(*branches)) for split, branches in self.blocks.items()}

    def of(self, nodes: set[str]) -> Fraction:
        """Expected minutes per case spent in ``nodes``: what is in a row plus its outermost blocks."""
        rest = set(nodes)
        total = Fraction(0)
        for split in sorted(self.blocks.keys() & nodes, key=lambda split: (-self.sizes[split], split)):
            if split in rest:
                rest -= set().union(*self.blocks[split])
                total += self._block(split)
        return total + sum((self._minutes(node) for node in rest), Fraction(0))

    def _opens_block(self, split: str) -> bool:
        taken = split == ROOT or split in self.graph.reached
        if not taken or self.graph.splits[split] is SplitKind.EXCLUSIVE:
            return False
        # A way that leads back to its own split is a loop, not a branch: it is counted by its visits.
        return all(split not in branch for branch in self._branches(split))

    def _branches(self, split: str) -> list[set[str]]:
        stop = frozenset({self.graph.postdominators.get(split, EXIT), EXIT})
        return [reachable(self.graph.successors, [target], stop) for target in self.graph.successors[split]]

    def _block(self, split: str) -> Fraction:
        """Expected longest branch, with branch i present in a share p_i of the split's executions."""
        times = self._visits(split)
        present = [self._present(split, target) for target in self.graph.successors[split]]
        if not times:
            return Fraction(0)
        lengths = [self.of(branch) / self._entered(split, branch) for branch in self.blocks[split]]
        ways = sorted(zip(lengths, present, strict=True), reverse=True)
        expected, none_longer = Fraction(0), Fraction(1)
        for length, p in ways:
            expected += none_longer * p * length
            none_longer *= 1 - p
        return times * expected

    def _entered(self, split: str, branch: set[str]) -> Fraction:
        """How often per case a branch begins: by this split, or by another that leads to the same steps."""
        block = set().union(*self.blocks[split])
        tokens = [
            edge.share * self._visits(edge.source)
            for edge in self.graph.edges
            if edge.target in branch and edge.source not in block
        ]
        tokens += [share for node, share in self.graph.entries.items() if node in branch]
        return sum(tokens, Fraction(0)) or Fraction(1)  # an empty branch leads straight to the join

    def _present(self, split: str, target: str) -> Fraction:
        if split == ROOT:
            return Fraction(1)
        shares = [edge.share for edge in self.graph.outgoing[split] if edge.target == target]
        return max(shares)

    def _visits(self, node: str) -> Fraction:
        return Fraction(1) if node == ROOT else self.visits.get(node, Fraction(0))

    def _minutes(self, node: str) -> Fraction:
        return self._visits(node) * self.durations.get(node, Fraction(0))
