"""From a scenario to the integer arrays of the kernel. The meaning of the diagram is that of ``flow_graph``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from bpr.core.bpmn.model import Node
from bpr.core.flow import expected_flow
from bpr.core.flow_build import token_graph
from bpr.core.flow_expand import element_of, element_or_copy, with_calls, with_instances
from bpr.core.flow_graph import AGAIN, EXIT, LEAVE, REPEAT, ROOT, Edge, SplitKind, TokenGraph
from bpr.core.flow_joins import splits_awaited
from bpr.core.flow_solve import reachable
from bpr.core.simulation.calendars import Calendar
from bpr.core.simulation.distributions import Distribution, distribution_table
from bpr.core.simulation.kernel import (
    ALL_WAYS,
    FREELY,
    NONE,
    ONE_WAY,
    SOME_WAYS,
    WHEN_ALL,
    WHEN_NO_OTHER,
    Program,
)
from bpr.core.simulation.scenario import CaseClass, Pool, Scenario, StepWork

_LEAVING = {SplitKind.EXCLUSIVE: ONE_WAY, SplitKind.INCLUSIVE: SOME_WAYS, SplitKind.PARALLEL: ALL_WAYS}
MANY = 1 << 40  # people of an unlimited pool


@dataclass(frozen=True)
class Compiled:
    """The program, and what its indices mean."""

    program: Program
    free: np.ndarray  # people of each speed at the start
    calendars: tuple[Calendar, ...]
    nodes: tuple[tuple[int, str], ...]  # (case class, element id) of each node; what is no element begins with "#"
    visits: tuple[dict[str, float], ...]  # expected visits by case class
    booked_on: np.ndarray  # node → the node that its figures belong to: another one for copies of an element


def number_of(*parts: object) -> np.uint64:
    """A 64-bit number that stands for some words, the same on every machine."""
    text = "\x1f".join(map(str, parts)).encode()
    return np.uint64(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little"))


def compile_scenario(scenario: Scenario, *, replication: int = 0) -> Compiled:
    """FlowError where a process has no expected values: what cannot be calculated is not simulated either."""
    parts = _Parts(scenario)
    for index, item in enumerate(scenario.classes):
        parts.add_class(index, item)
    return parts.compiled(replication)


@dataclass
class _Ranges:
    """Lists of each node, one behind the other."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    share: list[float] = field(default_factory=list)

    def add(self, targets: Sequence[int], shares: Sequence[float] = ()) -> None:
        self.first.append(len(self.target))
        self.target += targets
        self.share += shares
        self.last.append(len(self.target))

    def arrays(self, name: str, target: str = "target") -> dict[str, np.ndarray]:
        found = {f"{name}_first": _ints(self.first), f"{name}_last": _ints(self.last)}
        found[f"{name}_{target}"] = _ints(self.target)
        return found | ({f"{name}_share": np.array(self.share, dtype=np.float64)} if target == "target" else {})


def _ints(values: Sequence[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


class _Parts:
    """Gathers the arrays of all case classes."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.pool_index = {pool.name: index for index, pool in enumerate(scenario.pools)}
        self.distributions: list[Distribution] = []
        self.nodes: list[tuple[int, str]] = []
        self.booked_on: list[int] = []
        self.entry: list[int] = []
        self.visits: list[dict[str, float]] = []
        self.key: list[np.uint64] = []
        self.columns: dict[str, list[float]] = {
            name: []
            for name in (
                "enters", "ways_in", "leaves", "delay", "work", "setup", "pool", "priority", "batch_size",
                "batch_period", "batch_offset", "repeat", "body", "again",
            )
        }  # fmt: skip
        self.ways, self.regions, self.opened = (_Ranges() for _ in range(3))

    def add_class(self, index: int, item: CaseClass) -> None:
        model, wrappers = with_instances(with_calls(item.model))
        graph = token_graph(model)
        flow = expected_flow(item.model)
        self.visits.append({node_id: float(count) for node_id, count in flow.visits.items()})
        order = [ROOT, *sorted(graph.reached, key=_document_order(graph))]
        number = {node_id: len(self.nodes) + at for at, node_id in enumerate(order)}
        self.entry.append(number[ROOT])
        self._name_nodes(index, order, wrappers)
        joins = _Joins(graph)
        for node_id in order:
            self._add_node(graph, joins, number, item, node_id)
            self._add_work(item.steps.get(_worked_on(node_id, wrappers)))

    def _name_nodes(self, index: int, order: Sequence[str], wrappers: frozenset[str]) -> None:
        """Figures of a copy are booked on the first node of its element."""
        first: dict[str, int] = {}
        for node_id in order:
            element = _worked_on(node_id, wrappers)
            at = first.setdefault(element, len(self.nodes))
            self.booked_on.append(at)
            self.nodes.append((index, element if at == len(self.nodes) else f"#{node_id}"))

    def _add_node(
        self, graph: TokenGraph, joins: _Joins, number: dict[str, int], item: CaseClass, node_id: str
    ) -> None:
        self.key.append(number_of("node", _key(node_id, item.step_keys)))
        self._put(enters=joins.enters(node_id), ways_in=len(graph.incoming.get(node_id, ())))
        self.regions.add([number[join] for join in joins.around(node_id)])
        self.opened.add([number[join] for join in joins.opened_by(node_id)])
        self._add_ways(graph, number, node_id)
        self._add_repetition(graph, number, node_id)

    def _add_repetition(self, graph: TokenGraph, number: dict[str, int], node_id: str) -> None:
        own = element_or_copy(node_id)
        is_part = own in graph.repeats and node_id in (REPEAT + own, AGAIN + own)
        self._put(
            repeat=float(graph.repeats[own]) if is_part else 1.0,
            body=number.get(own, number.get(AGAIN + own, NONE)) if is_part else NONE,
            again=number[AGAIN + own] if is_part else NONE,
        )

    def _put(self, **values: float) -> None:
        for name, value in values.items():
            self.columns[name].append(value)

    def _add_ways(self, graph: TokenGraph, number: dict[str, int], node_id: str) -> None:
        ways = _ways_of(graph, node_id)
        kind = graph.splits.get(node_id)
        shares = [float(edge.share) for edge in ways]
        if kind is SplitKind.EXCLUSIVE:
            shares = list(np.cumsum(shares))
        self._put(leaves=_LEAVING[kind] if kind else ALL_WAYS)
        self.ways.add([number[edge.target] for edge in ways], shares)

    def _add_work(self, step: StepWork | None) -> None:
        step = step or StepWork()
        batch = step.batch
        self._put(
            delay=self._distribution(step.delay),
            work=self._distribution(step.work),
            setup=self._distribution(batch.setup if batch else None),
            pool=self.pool_index[step.pool] if step.work else NONE,
            priority=step.priority,
            batch_size=batch.size if batch else 1,
            batch_period=batch.period_minutes if batch else 0.0,
            batch_offset=batch.offset_minutes if batch else 0.0,
        )

    def _distribution(self, item: Distribution | None) -> int:
        if item is None:
            return NONE
        self.distributions.append(item)
        return len(self.distributions) - 1

    def compiled(self, replication: int) -> Compiled:
        scenario, columns = self.scenario, self.columns
        calendars = tuple(dict.fromkeys(pool.calendar for pool in scenario.pools))
        speeds = [_speeds(pool) for pool in scenario.pools]
        speed_last = np.cumsum([len(found) for found in speeds], dtype=np.int64)
        priorities = sorted(set(columns["priority"]))
        rank = {priority: at for at, priority in enumerate(priorities)}
        table = distribution_table(self.distributions)
        fields: dict[str, Any] = {
            name: _ints([int(x) for x in columns[name]])
            for name in ("enters", "ways_in", "leaves", "delay", "work", "setup", "pool", "batch_size", "body", "again")
        }
        fields |= {
            name: np.array(columns[name], dtype=np.float64) for name in ("batch_period", "batch_offset", "repeat")
        }
        fields |= self.ways.arrays("way")
        fields |= self.regions.arrays("region", "join") | self.opened.arrays("opened", "join")
        program = Program(
            **fields,
            entry=_ints(self.entry),
            class_seed=self._seeds(replication),
            key=np.array(self.key, dtype=np.uint64),
            priority=_ints([rank[priority] for priority in columns["priority"]]),
            pool_calendar=_ints([calendars.index(pool.calendar) for pool in scenario.pools]),
            pool_wage=np.array([pool.yen_per_hour / 60 for pool in scenario.pools], dtype=np.float64),
            speed_first=speed_last - _ints([len(found) for found in speeds]),
            speed_last=speed_last,
            speed=np.array([speed for found in speeds for speed, _ in found], dtype=np.float64),
            priorities=len(priorities),
            code=table.code,
            parameter=table.parameter,
            values=table.values,
            warm_up=scenario.warm_up,
            cases=scenario.cases,
        )
        free = _ints([count for found in speeds for _, count in found])
        return Compiled(program, free, calendars, tuple(self.nodes), tuple(self.visits), _ints(self.booked_on))

    def _seeds(self, replication: int) -> np.ndarray:
        seed = self.scenario.seed
        names = [item.name for item in self.scenario.classes]
        return np.array([number_of("class", seed, replication, name) for name in names], dtype=np.uint64)


def _document_order(graph: TokenGraph) -> Callable[[str], tuple[int, str]]:
    place = {node.id: at for at, node in enumerate(graph.model.nodes)}
    return lambda node_id: (place.get(element_or_copy(node_id), -1), node_id)


def _speeds(pool: Pool) -> list[tuple[float, int]]:
    """How many people of each share there are, fastest first."""
    if pool.is_unlimited:
        return [(1.0, MANY)]
    return [(share, pool.people.count(share)) for share in sorted(set(pool.people), reverse=True)]


def _key(node_id: str, step_keys: Mapping[str, str]) -> str:
    """The name that random numbers go by: the same for the same part of the same step in as-is and to-be."""
    element = element_of(node_id)
    part, _, copy = node_id.rpartition(element or node_id)
    return part + step_keys.get(element, element) + copy


def _worked_on(node_id: str, wrappers: frozenset[str]) -> str:
    """The element that is carried out at a node; for parts of one and for what holds its instances no element."""
    return f"#{node_id}" if node_id in wrappers else node_id if node_id.startswith("#") else element_of(node_id)


def _ways_of(graph: TokenGraph, node_id: str) -> list[Edge]:
    """Ways on of a node that are ever taken."""
    if node_id == ROOT:
        return [Edge(ROOT, target, share) for target, share in graph.entries.items() if share]
    found = [edge for edge in graph.outgoing.get(node_id, ()) if edge.share]
    if found:
        return found
    # an end, or the end of a sub-process: the way out is in the structure only
    return [Edge(node_id, target, Fraction(1)) for target in graph.successors.get(node_id, ()) if target != EXIT]


class _Joins:
    """Which nodes wait for tokens, and the regions whose tokens they wait for."""

    def __init__(self, graph: TokenGraph) -> None:
        self.graph = graph
        self.openers: dict[str, list[str]] = {}
        for node_id in graph.reached:
            holder = graph.leaves.get(node_id)
            if node_id.startswith(LEAVE) and holder is not None and holder in graph.filled:
                self.openers[node_id] = [holder]
            elif holder is None and (splits := splits_awaited(graph, node_id)):
                self.openers[node_id] = splits
        self.regions = {
            join: reachable(
                graph.successors, [t for s in splits for t in graph.successors[s]], frozenset({join})
            ) - {join}
            for join, splits in self.openers.items()
        }  # fmt: skip

    def enters(self, node_id: str) -> int:
        if node_id in self.openers:
            return WHEN_NO_OTHER
        if self.graph.waits_for_all(node_id):
            return WHEN_ALL
        return FREELY

    def around(self, node_id: str) -> list[str]:
        return sorted(join for join, region in self.regions.items() if node_id in region)

    def opened_by(self, node_id: str) -> list[str]:
        return sorted(join for join, splits in self.openers.items() if node_id in splits)


def node_of(compiled: Compiled, scenario: Scenario, index: int) -> Node | None:
    """The element behind a node of the program; None for those that only the calculation knows."""
    at, node_id = compiled.nodes[index]
    return scenario.classes[at].model.node_by_id.get(node_id)
