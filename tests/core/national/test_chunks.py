"""The same figures to the last bit, however the work is cut up, ordered, sent about and shared out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bpr.core.national import (
    NationalError,
    NationalInput,
    NationalUseCase,
    Partial,
    Plan,
    Sums,
    chunks_of,
    estimate,
    plan_national,
    run_chunk,
)
from tests.core.national.countries import DRIVER, country, question


@pytest.fixture(scope="module")
def asked() -> NationalInput:
    """Three use cases; a missing driver, a step gone, cases that were not told."""
    made = country(np.random.default_rng(3), count=37)
    municipalities = [replace(made.municipalities[0], drivers={}), *made.municipalities[1:]]
    told = made.told([1, 2, 6, 12])
    told[1] = replace(told[1], cases_per_year=None)
    told[2] = replace(told[2], to_be={key: value * 0 for key, value in told[2].to_be.items()})
    cases = [NationalUseCase(key=key, name=key, driver=DRIVER, heard=tuple(told[at:])) for at, key in enumerate("abc")]
    return replace(question(municipalities, [], draws=101), use_cases=tuple(cases))


@pytest.fixture(scope="module")
def plan(asked: NationalInput) -> Plan:
    return plan_national(asked)


@pytest.mark.parametrize(("use_cases", "municipalities"), [(1, 1), (2, 10), (3, 37), (1, 37), (3, 5)])
def test_any_cut_in_any_order(asked: NationalInput, plan: Plan, use_cases: int, municipalities: int) -> None:
    chunks = list(chunks_of(plan, use_cases_each=use_cases, municipalities_each=municipalities))
    np.random.default_rng(use_cases).shuffle(chunks)  # type: ignore[arg-type]
    sums = Sums(plan)
    for chunk in chunks:
        sums.add(Partial.from_bytes(run_chunk(plan, chunk).to_bytes()))
    assert sums.result() == estimate(asked)


def test_any_number_of_workers(asked: NationalInput) -> None:
    seen: list[tuple[int, int]] = []
    many = replace(asked, draws=20_000)
    one = estimate(many)
    assert estimate(many, workers=3, progress=lambda done, of: seen.append((done, of))) == one
    assert len(seen) > 1
    assert seen[-1][0] == seen[-1][1] == len(seen)


def test_draws_of_a_use_case_do_not_depend_on_the_others(asked: NationalInput) -> None:
    alone = estimate(replace(asked, use_cases=asked.use_cases[1:2]))
    assert alone.use_cases[0] == estimate(asked).use_cases[1]


def test_another_seed_gives_other_draws(asked: NationalInput) -> None:
    assert estimate(replace(asked, seed=2)).country != estimate(asked).country


def test_a_chunk_counts_once_and_none_may_be_missing(plan: Plan) -> None:
    first, *_ = chunks_of(plan, use_cases_each=1)
    sums = Sums(plan)
    sums.add(run_chunk(plan, first))
    with pytest.raises(NationalError, match="2回"):
        sums.add(run_chunk(plan, first))
    with pytest.raises(NationalError, match="74件"):
        sums.result()


def test_progress_may_stop_the_work(asked: NationalInput) -> None:
    class Cancelled(Exception):
        pass

    def stop(done: int, of: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        estimate(asked, progress=stop)
