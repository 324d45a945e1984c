"""The interval over 30 replications covers what is known: the loan process, M/M/c, the utilisation within hours."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from scipy import integrate, stats

from bpr.core.flow import expected_flow
from bpr.core.simulation import Arrivals, Pool, StepWork, fixed, loads, office_hours, simulate
from tests.core.simulation.loan import GUARANTEED, PEOPLE, REFUSED, RETURNED, REVISED, WORK, loan_model, loan_scenario
from tests.core.simulation.scenarios import covers, exponential, given, one_step, queue
from tests.core.simulation.test_queues import erlang_c

REPLICATIONS = 30
ASKED, CHECKED, WRITTEN = 1 - Fraction(REFUSED), 1 / (1 - Fraction(RETURNED)), 1 / (1 - Fraction(REVISED))
#: executions per case, by hand: a loop of share s is run through s / (1 - s) times
VISITS = {
    "受付": 1, "書類確認": CHECKED, "補正依頼": CHECKED - 1, "所得照会": 1, "物件評価": 1, "返済査定": 1,
    "審査票作成": WRITTEN, "審査票修正": WRITTEN - 1, "否決通知": Fraction(REFUSED), "契約書作成": ASKED,
    "保険見積": ASKED, "決裁": ASKED, "保証人確認": ASKED * Fraction(GUARANTEED), "送金": ASKED, "台帳記録": ASKED,
}  # fmt: skip


def mean_of_the_longer(one: object, other: object) -> float:
    """E max(X, Y) = ∫ 1 − F(x) G(x) dx for independent times."""
    return float(integrate.quad(lambda x: 1 - one.cdf(x) * other.cdf(x), 0, 1000, limit=200)[0])  # type: ignore[attr-defined]


def lead_without_queues() -> float:
    """Means of the steps in a row, and of the longer of the two parallel pairs."""
    pairs = ("所得照会", "物件評価", "契約書作成", "保険見積")
    in_a_row = sum(float(VISITS[key]) * work.mean for key, (_, work) in WORK.items() if key not in pairs)
    valued = stats.lognorm(s=math.log(1.25) ** 0.5, scale=32 / 1.25**0.5)  # mean 32, deviation 16
    insured = stats.truncnorm(-4, float("inf"), loc=12, scale=3)
    asked = mean_of_the_longer(stats.expon(scale=16), valued)
    return in_a_row + asked + float(ASKED) * mean_of_the_longer(stats.expon(scale=9), insured)


def test_the_loan_process_is_that_of_the_benchmark() -> None:
    visits = expected_flow(loan_model()).visits
    assert {key: visits[key] for key in WORK} == VISITS
    assert sum(PEOPLE.values()) == 46
    assert all(load.is_stable for load in loads(loan_scenario()))


def test_visits_and_work_of_the_loan_process_are_unbiased() -> None:
    result = simulate(loan_scenario(cases=2000, replications=REPLICATIONS))
    outside = [
        (step.name, what)
        for step in result.steps
        for what, estimate, truth in (
            ("visits", step.visits, float(VISITS[step.name])), ("work", step.work_minutes, WORK[step.name][1].mean)
        )
        if not covers(estimate, truth)
    ]  # fmt: skip
    assert len(outside) <= 3  # 30 intervals of 95 %: 1.5 are expected to miss
    assert all(covers(step.visits, float(VISITS[step.name]), 1.6) for step in result.steps)
    cost = sum(float(VISITS[key]) * work.mean for key, (_, work) in WORK.items()) * 2800 / 60
    assert covers(result.classes[0].cost_yen, cost)


def test_lead_time_without_queues_is_that_of_the_integrals() -> None:
    crowded = loan_scenario(cases=2000, replications=REPLICATIONS)
    free = replace(crowded, pools=tuple(replace(pool, people=()) for pool in crowded.pools))
    assert covers(simulate(free).classes[0].lead_minutes, lead_without_queues())
    assert simulate(crowded).classes[0].waiting_minutes.mean > 1


def test_waiting_in_mmc_is_that_of_erlang() -> None:
    scenario = queue(
        servers=4, interval=exponential(1 / 3.2), work=exponential(1), cases=5000, warm_up=1000,
        replications=REPLICATIONS,
    )  # fmt: skip
    result = simulate(scenario)
    assert covers(result.classes[0].waiting_minutes, erlang_c(4, 3.2) / (4 * 0.2))
    assert covers(result.pools[0].utilisation, 0.8)


@pytest.mark.parametrize("minutes", [10, 200])
def test_arrivals_off_hours_and_work_over_closing_time_give_the_true_utilisation(minutes: float) -> None:
    """Cases come round the clock, people work 43.75 hours a week: ρ = λ E[S] / (c × open part) = 87 %."""
    hours = office_hours()
    people, load = 2, 0.87
    open_part = hours.minutes_per_week / (7 * 1440)
    scenario = given(
        one_step(), {"a": StepWork(work=fixed(minutes), pool="窓口")},
        (Pool(name="窓口", people=(1.0,) * people, calendar=hours),),
        arrivals=Arrivals(interval=exponential(minutes / (load * people * open_part))),
        cases=4000, warm_up=400, replications=REPLICATIONS,
    )  # fmt: skip
    assert loads(scenario)[0].ratio == pytest.approx(load)
    assert covers(simulate(scenario).pools[0].utilisation, load, 1.3)
