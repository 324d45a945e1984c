"""80 % intervals hold the truth in 80 % of synthetic countries, and widen the fewer were heard."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from bpr.core.national import NationalResult, estimate
from tests.core.national.countries import CLASSES, Country, country, question

COUNTRIES = 140
BOUND = 3.3 * sqrt(0.8 * 0.2 / COUNTRIES)  # one false alarm in a thousand


def ask(made: Country, places: list[int], seed: int) -> NationalResult:
    return estimate(question(made.municipalities, made.told(places), seed=seed, draws=200))


def holds(estimated: object, truth: float) -> bool:
    return float(estimated.low) <= truth <= float(estimated.high)  # type: ignore[attr-defined]


@pytest.mark.parametrize("heard", [1, 2, 4, 10])
def test_intervals_hold_the_truth_as_often_as_they_say(heard: int) -> None:
    random = np.random.default_rng(heard)
    hits = np.zeros(4)
    for seed in range(COUNTRIES):
        made = country(random)
        places = [int(at) for at in random.choice(len(made.cases), heard, replace=False)]
        unheard = next(at for at in range(len(made.cases)) if at not in places)
        result = ask(made, places, seed)
        in_class = np.arange(len(made.cases)) % len(CLASSES) == 2
        hits += (
            holds(result.country.quantities[0].saving, made.saving),
            holds(result.country.cases, made.cases.sum()),
            holds(result.size_classes[2].quantities[0].to_be, (made.to_be * made.cases)[in_class].sum()),
            holds(result.municipalities[unheard].quantities[0].as_is, made.as_is[unheard] * made.cases[unheard]),
        )
    assert hits / COUNTRIES == pytest.approx(np.full(4, 0.8), abs=BOUND)


def test_the_fewer_were_heard_the_wider() -> None:
    random = np.random.default_rng(5)
    widths = np.zeros((20, 4))
    for seed in range(20):
        made = country(random)
        order = [int(at) for at in random.permutation(40)]
        for column, heard in enumerate((1, 4, 12, 36)):
            cases = ask(made, order[:heard], seed).country.cases
            widths[seed, column] = float((cases.high - cases.low) / cases.median)
    assert (np.diff(np.median(widths, axis=0)) < 0).all()


def test_one_hearing_gives_a_wide_interval_rather_than_a_figure_blown_up() -> None:
    made = country(np.random.default_rng(6))
    result = ask(made, [3], 1)
    as_is = result.country.quantities[0].as_is
    assert as_is.high > 3 * as_is.low
    assert any("あらかじめ置いた幅" in sentence for sentence in result.coverage[0].sentences)


def test_what_municipalities_share_does_not_cancel_out_in_the_country() -> None:
    """Ten times the municipalities: independent errors would narrow the country's interval by √10."""
    widths = []
    for count in (40, 400):
        made = country(np.random.default_rng(7), count=count)
        cases = ask(made, [0, 1, 2], 1).country.cases
        widths.append(float((cases.high - cases.low) / cases.median))
    assert widths[1] > 0.7 * widths[0]


def test_a_missing_driver_is_estimated_from_the_population_and_widens() -> None:
    made = country(np.random.default_rng(8))
    told = made.told(range(0, 36, 3))
    known = estimate(question(made.municipalities, told))
    without = [replace(item, drivers={}) if at in (4, 5) else item for at, item in enumerate(made.municipalities)]
    without[5] = replace(without[5], population=None)
    guessed = estimate(question(without, told))
    before, after = known.municipalities[4].cases, guessed.municipalities[4].cases
    assert after.high / after.low > before.high / before.low
    assert guessed.coverage[0].driver_estimated == ("第4市",)
    assert guessed.coverage[0].left_out == ("第5市",)
    assert guessed.municipalities[5].cases.high == 0
    assert [item.cases for item in guessed.municipalities[6:]] == [item.cases for item in known.municipalities[6:]]


def test_one_more_hearing_narrows_about_as_much_as_promised() -> None:
    promised, found = [], []
    for seed in range(30):
        made = country(np.random.default_rng(seed), count=80)
        order = [int(at) for at in np.random.default_rng(1000 + seed).permutation(80)]
        before = ask(made, order[:4], seed)
        best = before.next_hearings[0]
        further = next(at for at in order[4:] if CLASSES[at % 4] == best.size_class)
        after = ask(made, [*order[:4], further], seed)
        widths = [item.country.quantities[0].saving for item in (before, after)]
        promised.append(best.narrowing)
        found.append(1 - float((widths[1].high - widths[1].low) / (widths[0].high - widths[0].low)))
    assert np.mean(promised) == pytest.approx(np.median(found), rel=0.5)
