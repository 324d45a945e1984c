"""A log against a process: minutes and waiting of each step, shares of each decision, volumes, and what does not fit.

Every distinct sequence of steps (variant) is replayed once on the net of the model; all else is sums over columns.

Meanings. *Minutes* of an execution: its end − its start by the clock, or within opening hours where they are given.
*Waiting* before a step: from the last end of the steps that it had to wait for (of all branches of a parallel join) to
its start, by the same clock; what began before it was possible, waited 0 minutes. Where the log has only one time,
waiting contains the handling time. *Share*: passages of a decision that took the way ÷ passages seen. Passages on a
detour that the model does not allow, and those that the log cannot tell apart, are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from bpr.core.bpmn.model import ProcessModel
from bpr.core.logs.edges import Edges, case_times, edges_of
from bpr.core.logs.errors import refusal
from bpr.core.logs.executions import Executions, Variants, executions, variants, waiting_minutes
from bpr.core.logs.hours import OpeningHours, counted
from bpr.core.logs.mapping import steps_of
from bpr.core.logs.model import EventLog, Floats
from bpr.core.logs.net import net_of
from bpr.core.logs.replay import Replayer
from bpr.core.logs.result import Measurement, Spread, StepMeasure, Unmapped
from bpr.core.logs.tally import SAMPLES, Tally
from bpr.core.logs.volume import volume_of

_DAY = 1440
_SAME = 0.01  # minutes that are no overlap
NOT_SEEN = "ログにこの作業の記録がありません"
NO_PAIR = "開始と終了の両方の時刻のある記録がないため、処理時間は測れません"
NO_CLOCK = "日付だけで時刻がないため、処理時間は測れません"


def measure(
    log: EventLog, model: ProcessModel, mapping: Mapping[str, str], *, hours: OpeningHours | None = None
) -> Measurement:
    """Measure ``log`` against ``model``. ``mapping``: activity name → node id of a step, "" or absent for none.

    With ``hours`` minutes and waiting are counted within them. LogError where the mapping names a step that the model
    does not have, or maps nothing; FlowError where called processes call each other.
    """
    steps = _checked_steps(log, model, mapping)
    found = executions(log, mapping, steps, hours)
    groups = variants(found)
    net = net_of(model, set(mapping.values()) - {""})
    replayer, tally = Replayer(net), Tally(model)
    for number in range(len(groups.counts)):
        _replay(log, found, groups, steps, replayer, tally, number)
    waiting = waiting_minutes(found, groups, tally.before)
    edges = edges_of(log, found, groups, tally)
    begun = case_times(log)[0][found.case]
    measured = tuple(_steps(log, model, mapping, steps, found, waiting))
    return Measurement(
        source_name=log.source_name, events=len(log), cases=log.case_count, steps=measured,
        ways=tally.ways(net.decisions), volume=volume_of(log, begun[~edges.begun_before]), fitting_cases=tally.fitting,
        measured_cases=len(found.case), misfits=tally.misfits(), unmapped=tuple(_unmapped(log, mapping)),
        never_seen=tuple(step.name for step in measured if not step.executions), variants=tally.top_variants(),
        variant_count=len(groups.counts), mapping=dict(mapping), hours_name=hours.name if hours else "",
        notes=(*_notes(log, model, replayer, tally, steps, hours), *_case_notes(log, found, edges)),
        cut_cases=int(edges.cut.sum()),
    )  # fmt: skip


def _checked_steps(log: EventLog, model: ProcessModel, mapping: Mapping[str, str]) -> list[str]:
    steps = [step.id for step in steps_of(model)]
    for activity, node_id in mapping.items():
        if node_id and node_id not in steps:
            raise refusal(
                f"対応先の作業（{node_id}）が図にありません", "作業の対応を選び直してください", value=activity
            )
    if not any(mapping.get(name) for name in log.activity_names):
        raise refusal("図の作業に対応する作業名が1つもありません", "作業の対応を選んでください", file=log.source_name)
    return steps


def _replay(
    log: EventLog,
    found: Executions,
    groups: Variants,
    steps: Sequence[str],
    replayer: Replayer,
    tally: Tally,
    number: int,
) -> None:
    cases = groups.cases(number, SAMPLES)
    case = cases[0]
    own = found.step[found.first[case] : found.first[case + 1]]
    sequence = [steps[at] for at in own.tolist()]
    samples = [log.case_names[int(found.case[one])] for one in cases]
    tally.add(sequence, replayer.replay(sequence), int(groups.counts[number]), samples)


def _steps(
    log: EventLog,
    model: ProcessModel,
    mapping: Mapping[str, str],
    steps: Sequence[str],
    found: Executions,
    waiting: Floats,
) -> Iterator[StepMeasure]:
    by_step = np.argsort(found.step, kind="stable")
    bounds = np.searchsorted(found.step[by_step], np.arange(len(steps) + 1))
    owner, has_clock = found.owner, _has_clock(log)
    for at, node_id in enumerate(steps):
        rows = by_step[bounds[at] : bounds[at + 1]]
        minutes = spread_of(found.minutes[rows]) if has_clock else None
        yield StepMeasure(
            node_id=node_id, name=model.node_by_id[node_id].name, executions=len(rows),
            activities=tuple(name for name in log.activity_names if mapping.get(name) == node_id),
            cases=_distinct(owner[rows]), minutes=minutes, waiting=spread_of(waiting[rows]),
            why_not="" if minutes else _why_not(len(rows), has_clock=has_clock),
        )  # fmt: skip


def _distinct(owner: np.ndarray) -> int:
    """Number of different cases of rows in the order of cases."""
    return int((np.diff(owner) != 0).sum()) + bool(len(owner))


def _why_not(count: int, *, has_clock: bool) -> str:
    if not count:
        return NOT_SEEN
    return NO_PAIR if has_clock else NO_CLOCK


def _has_clock(log: EventLog) -> bool:
    """False where all starts or all ends are dates only: a difference of a date and a time is no minutes."""
    columns = [values[~np.isnan(values)] for values in (log.start, log.end)]
    return all(bool((values % _DAY).any()) for values in columns if len(values))


def spread_of(values: Floats) -> Spread | None:
    """Spread of the values that are known, None without any."""
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    p10, median, p90 = (float(value) for value in np.percentile(known, (10, 50, 90)))
    return Spread(count=len(known), mean=float(known.mean()), p10=p10, median=median, p90=p90)


def _unmapped(log: EventLog, mapping: Mapping[str, str]) -> Iterator[Unmapped]:
    for code, name in enumerate(log.activity_names):
        if mapping.get(name):
            continue
        cases = log.case[log.activity == code]
        distinct = np.unique(cases)
        samples = tuple(log.case_names[int(case)] for case in distinct[:SAMPLES])
        yield Unmapped(activity=name, events=len(cases), cases=len(distinct), sample_cases=samples)


def _notes(
    log: EventLog,
    model: ProcessModel,
    replayer: Replayer,
    tally: Tally,
    steps: Sequence[str],
    hours: OpeningHours | None,
) -> Iterator[str]:
    yield from map(str, log.notes)
    if np.isnan(log.start).all():
        yield "日時が1つだけのログです。処理時間は測れず、待ち時間には処理時間が含まれます"
    if hours:
        yield f"処理時間と待ち時間は「{hours.name}」の中だけを数えました"
        if outside := _outside(log, hours):
            yield f"その外だけで行われた記録が{outside:,}件あり、処理時間0分と数えました"
    if overlapping := _overlapping(log):
        yield (
            f"同じ担当者の作業が重なっている記録が{overlapping:,}件あります。"
            "まとめて行った作業の時間が、件数だけ重ねて数えられている恐れがあります"
        )
    free = [model.node_by_id[step].name for step in steps if step not in replayer.known_steps]
    free = [name for name in free if any(name == variant for item in tally.variants for variant in item.steps)]
    if free:
        yield f"図の流れの外にあるため、順序を確かめなかった作業: {'、'.join(free)}"
    if tally.cut:
        yield f"考えられる通り方が多すぎるため、順序と分岐の割合を確かめられなかった案件: {tally.cut:,}件"


def _overlapping(log: EventLog) -> int:
    """Executions that begin while the same person is at another one."""
    is_timed = (log.resource >= 0) & (log.end > log.start)
    who, start, end = log.resource[is_timed], log.start[is_timed], log.end[is_timed]
    if not len(who):
        return 0
    order = np.lexsort((start, who))
    apart = who[order] * (log.last_time - log.first_time + 1)  # what one person did lies behind all of the one before
    start, end = start[order] + apart, end[order] + apart
    return int((start[1:] < np.maximum.accumulate(end)[:-1] - _SAME).sum())


def _outside(log: EventLog, hours: OpeningHours) -> int:
    """Executions that took time, of which none lies within the hours."""
    start, end = counted(hours, log.start, log.end)
    return int(((log.end > log.start) & (end == start)).sum())


def _case_notes(log: EventLog, found: Executions, edges: Edges) -> Iterator[str]:
    if others := log.case_count - len(found.case):
        yield f"図の作業に対応する記録が1つもない案件が{others:,}件あります。件数にも数えていません"
    yield from edges.notes()
