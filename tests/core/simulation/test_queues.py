"""Queues with known answers: M/M/1, M/M/c and M/G/1 (Erlang C, Pollaczek–Khinchine), and Little's law."""

from __future__ import annotations

from dataclasses import replace
from math import factorial

import pytest

from bpr.core.simulation import Distribution, DistributionKind, fixed, loads, overload_messages, simulate
from tests.core.simulation.scenarios import covers, exponential, queue

K = DistributionKind


def erlang_c(servers: int, offered: float) -> float:
    """Probability of waiting in M/M/c (A. K. Erlang, 1917); ``offered`` = λ/μ."""
    last = offered**servers / factorial(servers) * servers / (servers - offered)
    return last / (sum(offered**k / factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (1, 0.8), (3, 0.9), (10, 0.7)])
def test_mmc_waits_as_long_as_erlang_says(servers: int, load: float) -> None:
    result = simulate(queue(servers=servers, interval=exponential(1 / (load * servers)), work=exponential(1)))
    wait = erlang_c(servers, load * servers) / (servers * (1 - load))
    assert covers(result.classes[0].waiting_minutes, wait)
    assert covers(result.classes[0].lead_minutes, wait + 1)
    assert covers(result.pools[0].utilisation, load, 1.5)
    # Little: the mean length of the queue is the rate times the mean wait
    assert result.pools[0].queue_length.mean == pytest.approx(
        load * servers * result.classes[0].waiting_minutes.mean, rel=0.02
    )


@pytest.mark.parametrize(
    ("work", "square"),  # with E[S] = 1: E[S²] = 1 + variance
    [
        (fixed(1), 1.0),
        (Distribution(K.UNIFORM, (0.0, 2.0)), 1 + 4 / 12),
        (Distribution(K.GAMMA, (1.0, 0.5)), 1.25),
        (Distribution(K.LOGNORMAL, (1.0, 1.0)), 2.0),
        (Distribution(K.TRIANGULAR, (0.5, 1.0, 1.5)), 1 + (0.25 + 1 + 2.25 - 0.5 - 0.75 - 1.5) / 18),
        (Distribution(K.PERT, (0.0, 1.0, 2.0)), 1 + 4 / 28),
        (Distribution(K.EMPIRICAL, (0.5, 0.5, 2.0)), (0.25 + 0.25 + 4) / 3),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Distribution) else "",
)
def test_mg1_waits_as_long_as_pollaczek_and_khinchine_say(work: Distribution, square: float) -> None:
    assert work.mean == pytest.approx(1)
    result = simulate(queue(interval=exponential(1 / 0.7), work=work))
    assert covers(result.classes[0].waiting_minutes, 0.7 * square / (2 * (1 - 0.7)), 1.2)
    assert covers(result.steps[0].work_minutes, 1, 1.2)


def test_normal_times_are_never_negative_and_their_mean_says_so() -> None:
    work = Distribution(K.NORMAL, (1.0, 1.0))
    result = simulate(queue(interval=exponential(4), work=work))
    assert work.mean > 1.2
    assert covers(result.steps[0].work_minutes, work.mean)


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    scenario = queue(interval=exponential(1.5), work=exponential(1), cases=500, replications=2)
    first, again = simulate(scenario), simulate(scenario)
    assert first.classes == again.classes
    assert first.pools == again.pools
    assert simulate(replace(scenario, seed=1)).classes != first.classes


def test_a_pool_that_cannot_keep_up_is_named_before_anything_runs() -> None:
    found = loads(queue(servers=2, interval=exponential(1), work=exponential(3)))
    assert found[0].ratio == pytest.approx(1.5)
    assert "「窓口」" in overload_messages(found)[0]
    assert not overload_messages(loads(queue(servers=4, interval=exponential(1), work=exponential(3))))
