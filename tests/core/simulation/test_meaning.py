"""Calendars, batches, priorities, shares of a person, parallel work: small cases worked out by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bpr.core.simulation import (
    Arrivals,
    Batch,
    Calendar,
    CaseClass,
    LogRows,
    Pool,
    Scenario,
    StepWork,
    fixed,
    japanese_days_off,
    office_hours,
    replicate,
    simulate,
)  # fmt: skip
from tests.core.flow_models import chain, model, node, step
from tests.core.simulation.scenarios import MONDAY, exponential, given, one_step

HOUR, DAY = 60, 1440
OPEN = office_hours(hours=((9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR)))


def one(minutes: float, arrives: float, **pool: object) -> np.ndarray:
    """Start and end of one piece of work of a case that comes at ``arrives``."""
    scenario = given(
        one_step(), {"a": StepWork(work=fixed(minutes), pool="窓口")},
        (Pool(name="窓口", people=(1.0,), **pool),), interval=fixed(arrives),  # type: ignore[arg-type]
    )  # fmt: skip
    rows: list[LogRows] = []
    replicate(scenario, log=rows.append)
    return np.array([rows[0].start[0], rows[0].end[0]])


@pytest.mark.parametrize(
    ("minutes", "arrives", "start", "end"),
    [
        (30, 10 * HOUR, 10 * HOUR, 10 * HOUR + 30),
        (30, 5 * HOUR, 9 * HOUR, 9 * HOUR + 30),  # before opening: waits
        (90, 11 * HOUR, 11 * HOUR, 13 * HOUR + 30),  # over noon: suspended
        (60, 11 * HOUR, 11 * HOUR, 12 * HOUR),  # ends with the morning
        (2 * HOUR, 16 * HOUR, 16 * HOUR, DAY + 10 * HOUR),  # goes on the next day
        (2 * HOUR, 4 * DAY + 16 * HOUR, 4 * DAY + 16 * HOUR, 7 * DAY + 10 * HOUR),  # from Friday to Monday
        (10, 5 * DAY, 7 * DAY + 9 * HOUR, 7 * DAY + 9 * HOUR + 10),  # a Saturday
        (10, 12 * HOUR, 13 * HOUR, 13 * HOUR + 10),  # 12:00 is closed already
    ],
)
def test_work_waits_for_opening_and_is_suspended_over_closing(
    minutes: float, arrives: float, start: float, end: float
) -> None:
    assert one(minutes, arrives, calendar=OPEN).tolist() == [start, end]


def test_a_holiday_is_closed() -> None:
    closed = office_hours(frozenset({date(2026, 4, 7)}), hours=((9 * HOUR, 17 * HOUR),))
    assert one(HOUR, DAY + 10 * HOUR, calendar=closed).tolist() == [2 * DAY + 9 * HOUR, 2 * DAY + 10 * HOUR]


def test_half_a_person_takes_twice_as_long() -> None:
    scenario = given(
        one_step(), {"a": StepWork(work=fixed(30), pool="窓口")}, (Pool(name="窓口", people=(0.5,), yen_per_hour=3000),)
    )
    run = replicate(scenario)
    assert run.lead.tolist() == [60]
    assert run.cost.tolist() == [1500]  # paid for the work, not for the time it lies


def test_utilisation_is_counted_in_open_hours() -> None:
    """Poisson arrivals round the clock at 4 an hour of opening, 10 minutes each, two people."""
    arrivals = Arrivals(interval=exponential(15), calendar=OPEN)
    scenario = given(
        one_step(), {"a": StepWork(work=fixed(10), pool="窓口")},
        (Pool(name="窓口", people=(1.0, 1.0), calendar=OPEN),),
        arrivals=arrivals, cases=20_000, warm_up=500, replications=5,
    )  # fmt: skip
    assert simulate(scenario).pools[0].utilisation.mean == pytest.approx(10 / 15 / 2, rel=0.02)


def test_arrivals_follow_the_weights_of_months_weekdays_and_hours() -> None:
    weights = Arrivals(
        interval=exponential(5), calendar=OPEN, months=(1, 1, 3, 3, *[1] * 8), weekdays=(2, 1, 1, 1, 1, 1, 1),
        hours=tuple(2.0 if hour == 9 else 1.0 for hour in range(24)),
    )  # fmt: skip
    rows: list[LogRows] = []
    scenario = given(
        one_step(),
        {"a": StepWork(work=fixed(0), pool="誰でも")},
        (Pool(name="誰でも"),),
        arrivals=weights,
        cases=60_000,
    )
    replicate(scenario, log=rows.append)
    ready = np.concatenate([piece.ready for piece in rows])
    hours = (ready % DAY // HOUR).astype(int)
    weekdays = (ready // DAY % 7).astype(int)
    assert set(hours) == {9, 10, 11, 13, 14, 15, 16}
    assert set(weekdays) == {0, 1, 2, 3, 4}
    assert (hours == 9).sum() / (hours == 10).sum() == pytest.approx(2, rel=0.05)
    assert (weekdays == 0).sum() / (weekdays == 3).sum() == pytest.approx(2, rel=0.05)
    first_year = ready[ready < 365 * DAY]
    open_minutes = sum(end - start for start, end in OPEN.intervals(MONDAY, 365))
    assert len(first_year) == pytest.approx(open_minutes / 5, rel=0.02)


def test_a_priority_goes_first_and_equals_keep_their_order() -> None:
    split = model(
        [node("S", "start"), node("x", "and"), node("slow"), node("late"), node("early"), node("j", "and"),
         node("E", "end")],
        ("S", "x"), ("x", "slow"), ("x", "late"), ("x", "early"), ("slow", "j"), ("late", "j"), ("early", "j"),
        ("j", "E"),
    )  # fmt: skip
    work = {
        "slow": StepWork(work=fixed(10), pool="窓口", priority=5),
        "late": StepWork(work=fixed(1), pool="窓口", priority=9),
        "early": StepWork(work=fixed(1), pool="窓口", priority=2),
    }
    rows: list[LogRows] = []
    run = replicate(given(split, work, (Pool(name="窓口", people=(1.0,)),), interval=fixed(100)), log=rows.append)
    order = [run.compiled.nodes[index][1] for index in rows[0].node[np.argsort(rows[0].start)]]
    assert order == ["early", "slow", "late"]
    assert run.lead.tolist() == [12]


def test_parallel_work_takes_as_long_as_the_longest() -> None:
    both = model(
        [node("S", "start"), node("x", "and"), node("a"), node("b"), node("j", "and"), node("c"), node("E", "end")],
        ("S", "x"), ("x", "a"), ("x", "b"), ("a", "j"), ("b", "j"), ("j", "c"), ("c", "E"),
    )  # fmt: skip
    steps = {key: StepWork(work=fixed(minutes), pool="誰でも") for key, minutes in (("a", 5), ("b", 8), ("c", 2))}
    assert replicate(given(both, steps, (Pool(name="誰でも"),))).lead.tolist() == [10]


def test_a_batch_waits_for_its_size() -> None:
    steps = {"a": StepWork(work=fixed(2), pool="窓口", batch=Batch(size=3, setup=fixed(4)))}
    run = replicate(given(one_step(), steps, (Pool(name="窓口", people=(1.0,)),), cases=3))
    assert run.lead.tolist() == [30, 20, 10]  # all end at 40: 30 + 4 + 3 × 2
    assert run.cost.tolist() == [0, 0, 0]
    assert run.node_work.sum() == 10


def test_a_batch_goes_at_its_time() -> None:
    steps = {"a": StepWork(work=fixed(1), pool="窓口", batch=Batch(period_minutes=DAY, offset_minutes=16 * HOUR))}
    run = replicate(
        given(one_step(), steps, (Pool(name="窓口", people=(1.0,)),), interval=fixed(6 * HOUR), cases=4)
    )  # 6:00 and 12:00; 18:00, 24:00 and two more
    assert run.lead.tolist() == [10 * HOUR + 2, 4 * HOUR + 2, 22 * HOUR + 4, 16 * HOUR + 4]


def test_a_delay_is_elapsed_time_and_needs_nobody() -> None:
    steps = {"a": StepWork(work=fixed(5), delay=fixed(3 * DAY), pool="窓口")}
    run = replicate(given(one_step(), steps, (Pool(name="窓口", people=(1.0,)),), cases=20))
    assert set(run.lead.tolist()) == {3 * DAY + 5}


def test_two_use_cases_share_their_staff() -> None:
    def of(name: str, minutes: float) -> CaseClass:
        return CaseClass(
            name=name, model=one_step(), arrivals=Arrivals(interval=exponential(10)),
            steps={"a": StepWork(work=exponential(minutes), pool="窓口")},
        )  # fmt: skip

    shared = Scenario(
        name="2つ", classes=(of("転入", 3), of("転出", 3)), pools=(Pool(name="窓口", people=(1.0,)),), first_day=MONDAY,
        cases=40_000, warm_up=2000, replications=6,
    )  # fmt: skip
    result = simulate(shared)  # together an M/M/1 queue with λ = 0.2, μ = 1/3: waits 0.6·3/0.4
    for item in result.classes:
        assert item.waiting_minutes.mean == pytest.approx(4.5, rel=0.06)


def test_days_off_of_municipal_offices() -> None:
    found = japanese_days_off(date(2026, 12, 27), 10, lambda day: day == date(2027, 1, 1))
    assert found == {date(2026, 12, day) for day in (29, 30, 31)} | {date(2027, 1, day) for day in (1, 2, 3)}


def test_hours_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="重ならない順"):
        Calendar(name="窓口", weekdays=(((600, 500),),) + ((),) * 6)
    with pytest.raises(ValueError, match="1分もありません"):
        Calendar(name="窓口", weekdays=((),) * 7)


def test_the_to_be_draws_the_same_as_the_as_is() -> None:
    """Common random numbers: a step that is kept takes as long for the same case, whatever else changes."""
    before, after = chain(step("a"), step("b")), chain(step("b"))
    works = {key: StepWork(work=exponential(5), pool="誰でも") for key in "ab"}
    logs = []
    for process in (before, after):
        steps = {key: work for key, work in works.items() if key in process.node_by_id}
        rows: list[LogRows] = []
        run = replicate(given(process, steps, (Pool(name="誰でも"),), cases=50), log=rows.append)
        is_b = [run.compiled.nodes[index][1] == "b" for index in rows[0].node]
        taken = (rows[0].end - rows[0].start)[is_b]
        logs.append(taken[np.argsort(rows[0].case[is_b])])
    assert logs[0] == pytest.approx(logs[1])
