"""The rows of a log as executions of steps, case by case, and the cases that did the same steps in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpr.core.logs.hours import OpeningHours, counted
from bpr.core.logs.model import EventLog, Floats

Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
SEEDS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)


@dataclass(frozen=True, eq=False)
class Executions:
    """Executions by case and time. ``step`` indexes the steps asked for; times are those of the counting clock.

    ``first`` is the place of the first execution of each case, with the number of executions at its end; ``case`` the
    number in the log of each case. ``minutes`` is NaN where start or end is not said.
    """

    step: Longs
    begin: Floats
    finish: Floats
    minutes: Floats
    first: Longs
    case: Longs

    def __len__(self) -> int:
        return len(self.step)

    @property
    def lengths(self) -> Longs:
        return np.diff(self.first)

    @property
    def owner(self) -> Longs:
        """Place of the case of each execution."""
        return np.repeat(np.arange(len(self.case)), self.lengths)


def executions(
    log: EventLog, mapping: Mapping[str, str], steps: Sequence[str], hours: OpeningHours | None
) -> Executions:
    """Executions of mapped activities. Rows of one case that follow one another and stand for the same step by
    different activities (受付開始, 受付終了) are one execution; their minutes are added."""
    number = {step: at for at, step in enumerate(steps)}
    of_activity = np.array([number.get(mapping.get(name, ""), -1) for name in log.activity_names], dtype=np.int64)
    order = log.order()
    order = order[of_activity[log.activity[order]] >= 0]
    case, step = log.case[order], of_activity[log.activity[order]]
    is_new = _is_new(case, step, log.activity[order])
    heads = np.flatnonzero(is_new)
    start, end = (values[order] for values in counted(hours, log.start, log.end))
    finish = np.where(np.isnan(end), start, end)
    begins_case = np.ones(len(heads), dtype=bool)
    begins_case[1:] = case[heads][1:] != case[heads][:-1]
    first = np.flatnonzero(begins_case)
    return Executions(
        step=step[heads], begin=np.where(np.isnan(start), end, start)[heads],
        finish=np.maximum.reduceat(finish, heads) if len(heads) else finish, minutes=_added(end - start, heads),
        first=np.append(first, len(heads)), case=case[heads][first].astype(np.int64),
    )  # fmt: skip


def _is_new(case: NDArray[Any], step: Longs, activity: NDArray[Any]) -> Bools:
    """True where an execution begins: another case or step, or an activity that comes again (開始 終了 開始 終了)."""
    changes = np.ones(len(case), dtype=bool)
    changes[1:] = (case[1:] != case[:-1]) | (step[1:] != step[:-1])
    head = activity[np.flatnonzero(changes)][np.cumsum(changes) - 1]
    again: Bools = activity == head
    again[1:] |= activity[1:] == activity[:-1]
    found: Bools = changes | again
    return found


def _added(minutes: Floats, heads: Longs) -> Floats:
    """Minutes of each execution; NaN where no row of it has both times."""
    if len(heads) == len(minutes):
        return minutes
    is_timed = ~np.isnan(minutes)
    sums = np.add.reduceat(np.where(is_timed, minutes, 0.0), heads)
    return np.where(np.add.reduceat(is_timed.astype(np.int64), heads) > 0, sums, np.nan)


@dataclass(frozen=True, eq=False)
class Variants:
    """Cases in groups of the same sequence. ``of_case``: the group of each case; ``by_group``: cases group by group."""

    of_case: Longs
    counts: Longs
    by_group: Longs

    def cases(self, group: int, most: int) -> list[int]:
        """The first cases of a group."""
        end = int(self.ends[group])
        begin = end - int(self.counts[group])
        return [int(case) for case in self.by_group[begin : min(end, begin + most)]]

    @cached_property
    def ends(self) -> Longs:
        return np.cumsum(self.counts)


def variants(found: Executions) -> Variants:
    """Groups by two 64-bit sums over (place, step) of each case: that two of 2,000,000 different sequences fall
    together has a chance below 10⁻²⁵."""
    place = np.arange(len(found)) - np.repeat(found.first[:-1], found.lengths)
    key = (place.astype(np.uint64) << np.uint64(20)) | found.step.astype(np.uint64)
    sums = [np.add.reduceat(mixed(key, seed), found.first[:-1]) for seed in SEEDS]
    both = np.rec.fromarrays([*sums, found.lengths])
    _keys, of_case, counts = np.unique(both, return_inverse=True, return_counts=True)
    of_case = of_case.astype(np.int64)
    return Variants(of_case=of_case, counts=counts, by_group=np.argsort(of_case, kind="stable"))


def mixed(key: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """Each key spread over all 64 bits (SplitMix64)."""
    with np.errstate(over="ignore"):
        value = key * np.uint64(seed) + np.uint64(seed)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(value ^ (value >> np.uint64(31)))


def waiting_minutes(found: Executions, groups: Variants, before: Sequence[Sequence[tuple[int, int]]]) -> Floats:
    """Of each execution the minutes from the last end of what it waited for; NaN where nothing is known before it.

    ``before``: of each group pairs of places in the sequence, an execution and one that it waited for. Where the next
    one began before the last ended, nothing was waited.
    """
    counts = np.array([len(pairs) for pairs in before], dtype=np.int64)
    flat = np.array([pair for pairs in before for pair in pairs], dtype=np.int64).reshape(-1, 2)
    offset = np.concatenate([[0], np.cumsum(counts)])[:-1]
    of_case = counts[groups.of_case]
    row = np.repeat(offset[groups.of_case], of_case) + _counting(of_case)
    base = np.repeat(found.first[:-1], of_case)
    latest = np.full(len(found), -np.inf)
    np.maximum.at(latest, base + flat[row, 0], found.finish[base + flat[row, 1]])
    return np.where(np.isinf(latest), np.nan, np.maximum(found.begin - latest, 0.0))


def _counting(counts: Longs) -> Longs:
    """0, 1, … of each count, one behind the other."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
