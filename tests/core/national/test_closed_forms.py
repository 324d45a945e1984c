"""What must come out exactly: complete hearings, steps that are gone or new, the model's own algebra."""

from __future__ import annotations

from decimal import Decimal
from statistics import NormalDist

import numpy as np
import pytest

from bpr.core.national import Heard, NationalInput, Prior, estimate
from bpr.core.national.normal import normal_quantile
from bpr.core.national.pooling import Posterior, class_draws, posterior_of, share_draws
from tests.core.national.countries import CLASSES, STAFF, code, country, heard, municipality, question

KEY = np.uint64(77)


def small(*told: Heard, count: int = 8) -> NationalInput:
    return question([municipality(at, size_class=CLASSES[at % 4], driver=100.0) for at in range(count)], told)


def test_a_complete_hearing_is_the_exact_sum_without_an_interval() -> None:
    told = [heard(at, 20.1 + at, 7.7, 33.3 * at) for at in range(8)]
    result = estimate(small(*told))
    cases = [Decimal(repr(33.3 * at)) for at in range(8)]
    expected = sum((item.as_is[STAFF.key] - item.to_be[STAFF.key]) * item.cases_per_year for item in told)
    saving = result.country.quantities[0].saving
    assert (saving.low, saving.median, saving.high) == (expected,) * 3
    assert result.country.cases.median == sum(cases)
    assert saving.is_exact
    assert not result.width_shares
    assert not result.next_hearings
    assert result.coverage[0].cases_share == 1


def test_a_heard_organisation_keeps_what_it_said() -> None:
    result = estimate(small(heard(0, 30, 10, 50), heard(1, 40, 10, 60)))
    first, unheard = result.municipalities[0], result.municipalities[2]
    assert first.quantities[0].saving.low == first.quantities[0].saving.high == Decimal(1000)
    assert unheard.quantities[0].saving.low < unheard.quantities[0].saving.high


def test_cases_alone_are_kept_and_the_rest_is_estimated() -> None:
    only_cases = Heard(organisation=code(2), cases_per_year=Decimal(77))
    result = estimate(small(heard(0, 30, 10, 50), heard(1, 40, 10, 60), only_cases)).municipalities[2]
    assert result.cases.low == result.cases.high == 77
    assert not result.quantities[0].as_is.is_exact


def test_a_saving_is_negative_where_more_work_was_heard() -> None:
    result = estimate(small(heard(0, 10, 30, 50), heard(1, 10, 29, 60), heard(2, 11, 31, 55)))
    assert result.country.quantities[0].saving.high < 0


def test_a_step_that_one_organisation_drops_is_not_dropped_for_all() -> None:
    one = estimate(small(heard(0, 30, 0, 50))).country.quantities[0]
    three = estimate(small(*(heard(at, 30, 0, 50) for at in range(3)))).country.quantities[0]
    assert one.to_be.low == 0
    assert one.to_be.high > three.to_be.high > 0


def test_zeros_that_nobody_said_are_not_invented_and_those_of_all_stay() -> None:
    kept = estimate(small(heard(0, 30, 20, 50), heard(1, 30, 20, 50)))
    assert all(item.quantities[0].to_be.low > 0 for item in kept.municipalities)
    never = estimate(small(heard(0, 0, 0, 50), heard(1, 0, 0, 50)))
    assert never.country.quantities[0].as_is.high == 0
    new = estimate(small(heard(0, 0, 5, 50), heard(1, 0, 5, 50)))
    assert new.country.quantities[0].as_is.high == 0
    assert new.country.quantities[0].saving.high < 0


def test_an_organisation_without_cases_makes_none_possible_for_others() -> None:
    result = estimate(small(heard(0, 30, 20, 50), heard(1, 30, 20, 60), heard(2, 30, 20, 0)))
    assert result.municipalities[2].cases.high == 0
    assert all(item.cases.low == 0 < item.cases.median for item in result.municipalities[3:])


def test_a_municipality_without_movers_has_no_cases() -> None:
    places = [municipality(0, size_class="大", driver=100.0), municipality(1, size_class="大", driver=0.0)]
    assert estimate(question(places, [heard(0, 30, 10, 50)])).municipalities[1].cases.high == 0


def test_the_normal_quantile() -> None:
    for p in (1e-300, 1e-12, 0.001, 0.0749, 0.0751, 0.3, 0.5, 0.6, 0.9, 0.99999):
        assert normal_quantile(p) == pytest.approx(NormalDist().inv_cdf(p), rel=1e-12, abs=1e-15)


def test_one_organisation_teaches_nothing_about_the_spread() -> None:
    prior = Prior()
    found = posterior_of(np.array([3.0]), np.array([1]), class_count=4, prior=prior)
    within, between = found.variances
    assert within == pytest.approx(prior.within**2 * np.exp(2 * prior.within_spread**2), rel=1e-3)
    assert between == pytest.approx(prior.between**2, rel=1e-3)


def test_many_organisations_teach_the_spread_and_the_class_means() -> None:
    random = np.random.default_rng(1)
    classes = np.arange(4000) % 4
    values = np.array([1.0, 1.5, 2.0, 2.5])[classes] + 0.7 * random.standard_normal(4000)
    found = posterior_of(values, classes, class_count=4, prior=Prior())
    assert found.variances[0] == pytest.approx(0.49, rel=0.05)
    theta = class_draws(found, seed=1, key=KEY, draws=2000).theta
    assert theta.mean(axis=1) == pytest.approx(found.mean, abs=0.01)
    assert theta.std(axis=1) == pytest.approx(np.full(4, 0.7 / np.sqrt(1000)), rel=0.1)


def certain(count: list[int], mean: list[float], sigma: float = 0.5, tau: float = 0.4) -> Posterior:
    return Posterior(np.array([sigma]), np.array([tau]), np.ones(1), np.array(count), np.array(mean))


def test_draws_have_the_mean_and_covariance_of_the_closed_form() -> None:
    found = certain([3, 1, 0, 0], [1.0, 2.0, 0.0, 0.0])
    theta = class_draws(found, seed=3, key=KEY, draws=40_000).theta
    assert np.cov(theta) == pytest.approx(found.covariance(), abs=0.006)
    # generalised least squares, by hand: V = τ² + σ² ÷ n
    weight = np.array([1 / (0.16 + 0.25 / 3), 1 / (0.16 + 0.25)])
    centre = weight @ (1.0, 2.0) / weight.sum()
    pull = np.array([0.25 / 3, 0.25]) * weight
    expected = [*((1 - pull) * (1.0, 2.0) + pull * centre), centre, centre]
    assert theta.mean(axis=1) == pytest.approx(expected, abs=0.01)


def test_one_more_hearing_changes_the_covariance_as_the_rank_one_formula_says() -> None:
    before, after = certain([3, 1, 0, 0], [1.0, 2.0, 0, 0]), certain([3, 1, 1, 0], [1.0, 2.0, 0, 0])
    covariance = before.covariance()
    fall = np.outer(covariance[2], covariance[2]) / (covariance[2, 2] + 0.25)
    assert covariance - after.covariance() == pytest.approx(fall, abs=1e-12)


def test_shares_of_states_follow_the_dirichlet() -> None:
    cumulated = share_draws((7, 2, -1, -1), seed=1, key=KEY, draws=20_000)
    assert cumulated[:, 0].mean() == pytest.approx(7.5 / 10, abs=0.005)
    assert cumulated[:, 0].var() == pytest.approx(0.75 * 0.25 / 11, rel=0.05)
    assert (cumulated[:, 1:] == 1).all()


def test_shares_of_the_width_add_up_and_the_class_nobody_was_heard_in_comes_first() -> None:
    made = country(np.random.default_rng(2))
    result = estimate(question(made.municipalities, made.told([0, 1, 2, 4, 5, 6, 8, 9, 10])))
    assert sum(item.share for item in result.width_shares) == pytest.approx(1)
    assert result.next_hearings[0].size_class == "極小"
    assert 0 < result.next_hearings[0].narrowing < 1
    assert result.coverage[0].classes_without == ("極小",)
    assert any("極小" in sentence for sentence in result.coverage[0].sentences)
