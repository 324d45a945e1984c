"""Draws against closed forms; bit for bit the same however they are cut; nothing invented."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from bpr.core.assessment import Assessment, assess, sum_scopes
from bpr.core.factors import Decision, DecisionStream, Factor, FactorStream, Way, pert
from bpr.core.figures import TOTAL, Quantity, Scope
from bpr.core.flow import expected_flow
from bpr.core.flow_draws import DrawnFlow
from bpr.core.flow_many import flow_plan
from bpr.core.inputs import CaseInput
from bpr.core.localise import localise
from bpr.core.ranges import Compared, RangeForm, range_form
from bpr.core.snapshot import from_json, to_json
from bpr.core.uncertainty import Interval, intervals
from bpr.core.units import RoundingPolicy
from bpr.core.values import ChangeKind
from tests.core.range_cases import big_case, case, process, question

POLICY = RoundingPolicy()
LINE = Scope(use_case="tennyu", organisation="a")


def factor(low: float, likely: float, high: float) -> Factor:
    return Factor(key="x", name="x", likely=likely, minimum=low, maximum=high, unit="分/回")


def saved(rows: list[tuple[str, str, str]], *, cases: str = "600", **more: object) -> Assessment:
    """All minutes of the as-is are saved."""
    none = [(task, "0", "") for task, _, _ in rows]
    to_be = process(none, change=ChangeKind.KEPT, changed=[task for task, _, _ in rows])
    return assess(replace(question(case("a", process(rows), to_be, cases=cases)), **more))  # type: ignore[arg-type]


def find(found: Assessment, quantity: Quantity = Quantity.STAFF_HOURS, scope: Scope = LINE) -> Interval:
    interval = found.interval(scope, quantity)
    assert interval is not None
    return interval


def form_of(*cases: CaseInput) -> RangeForm:
    data = question(*cases)
    lines = assess(replace(data, draws=10)).lines
    pairs = zip(lines, cases, strict=True)
    compared = [
        Compared(line=line, as_is=c.as_is, localised=localise(c.to_be, c.as_is)) for line, c in pairs if c.to_be
    ]
    return range_form(compared, data.assumptions)


def run(form: RangeForm, *, chunk: int = 5000, seed: int = 7, draws: int = 3000) -> tuple[Interval, ...]:
    lines = [line.scope for line in form.lines]
    return intervals(
        form=form, scopes=(*lines, Scope(use_case="tennyu"), TOTAL), seed=seed, draws=draws, policy=POLICY,
        hours_per_fte=Decimal(1920), chunk=chunk,
    )  # fmt: skip


def test_pert_has_its_mean_its_deviation_and_stays_in_bounds() -> None:
    item = factor(2, 3, 10)
    draws = pert(np.random.default_rng(3), item, 200_000)
    assert draws.mean() == pytest.approx((2 + 4 * 3 + 10) / 6, abs=0.02)
    assert draws.std() == pytest.approx(item.deviation, rel=0.01)
    assert 2 <= draws.min() <= draws.max() <= 10


@pytest.mark.parametrize("bounds", [(0, 0, 1), (0, 1, 1), (0, 1e-9, 1e12), (1e11, 1e12, 1e12), (5, 5, 5 + 1e-12)])
def test_draws_are_numbers_at_the_edges(bounds: tuple[float, float, float]) -> None:
    draws = pert(np.random.default_rng(1), factor(*bounds), 1_000)
    assert np.isfinite(draws).all()
    assert bounds[0] <= draws.min() <= draws.max() <= bounds[2]


def test_a_counted_share_has_the_moments_of_its_beta_distribution() -> None:
    decision = Decision(key="k", name="k", ways=(Way(name="", share=0.1, counted_in=50), Way(name="", share=0.9)))
    told, rest = DecisionStream(1, decision).draw(200_000)
    a, b = 5.5, 45.5
    assert np.mean(told) == pytest.approx(a / (a + b), rel=0.01)
    assert np.var(told) == pytest.approx(a * b / ((a + b) ** 2 * (a + b + 1)), rel=0.02)
    assert np.allclose(told + rest, 1)


def test_ways_counted_together_are_a_dirichlet_distribution() -> None:
    ways = tuple(Way(name="", share=share, counted_in=20) for share in (0.2, 0.3, 0.5))
    drawn = DecisionStream(1, Decision(key="k", name="k", ways=ways)).draw(200_000)
    alphas, total = (4.5, 6.5, 10.5), 21.5
    for draws, alpha in zip(drawn, alphas, strict=True):
        mean = alpha / total
        assert np.mean(draws) == pytest.approx(mean, rel=0.01)
        assert np.var(draws) == pytest.approx(mean * (1 - mean) / (total + 1), rel=0.02)
    assert np.allclose(sum(drawn), 1)


@given(
    st.lists(
        st.tuples(st.floats(0.05, 1), st.sampled_from([None, 10, 500, "range"])), min_size=2, max_size=5
    )
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_ways_of_a_choice_always_make_one(weights: list[tuple[float, int | str | None]]) -> None:
    total = sum(weight for weight, _ in weights)
    ways = tuple(
        Way(name="", share=weight / total, minimum=weight / total / 2, maximum=1.0)
        if said == "range"
        else Way(name="", share=weight / total, counted_in=said)  # type: ignore[arg-type]
        for weight, said in weights
    )
    drawn = DecisionStream(3, Decision(key="k", name="k", ways=ways)).draw(50)
    assert np.allclose(sum(drawn), 1)
    assert min(np.min(draws) for draws in drawn) >= 0


@given(st.integers(1, 4), st.integers(0, 2**32))
def test_a_stream_does_not_care_how_it_is_cut(pieces: int, seed: int) -> None:
    whole = FactorStream(seed, factor(1, 2, 5)).draw(40)
    cut = FactorStream(seed, factor(1, 2, 5))
    parts = [cut.draw(size) for size in [7] * pieces + [40 - 7 * pieces]]
    assert np.array_equal(np.concatenate(parts), whole)


def test_one_step_agrees_with_the_quantiles_of_its_beta_distribution() -> None:
    """minimum 5, likely 10, maximum 20 → 5 + 15 × Beta(1 + 4·5/15, 1 + 4·10/15); 600 cases, 3,000 yen an hour."""
    expected = [5 + 15 * quantile for quantile in beta.ppf([0.1, 0.5, 0.9], 1 + 4 * 5 / 15, 1 + 4 * 10 / 15)]
    found = saved([("受付", "5/10/20", "")], draws=40_000)
    for name, minutes in zip(("low", "median", "high"), expected, strict=True):
        assert float(getattr(find(found), name)) == pytest.approx(minutes * 10, rel=0.015)
        assert float(getattr(find(found, Quantity.TOTAL_YEN), name)) == pytest.approx(minutes * 30_000, rel=0.015)
        assert float(getattr(find(found, Quantity.FTE), name)) == pytest.approx(minutes * 10 / 1920, abs=0.01)
        assert float(getattr(find(found, Quantity.STAFF_MINUTES_PER_CASE), name)) == pytest.approx(minutes, rel=0.015)
    assert find(found).coverage_note == "入力3件のうち幅のある1件を動かし、2件は固定しました"
    assert found.interval(LINE, Quantity.RESIDENT_VISITS) is None


def test_a_product_of_independent_inputs_has_its_mean_and_variance() -> None:
    """Hours = minutes × cases ÷ 60; E = E·E, Var = Var·Var + Var·E² + E²·Var. Read off contributions and quantiles."""
    minutes, cases = factor(5, 10, 20), factor(500, 600, 900)
    found = saved([("受付", "5/10/20", "")], cases="500/600/900", draws=100_000)
    first, second = (FactorStream(number, item).draw(200_000) for number, item in enumerate((minutes, cases)))
    low, high = np.quantile(first * second / 60, (0.1, 0.9))
    assert float(find(found).low) == pytest.approx(low, rel=0.01)
    assert float(find(found).high) == pytest.approx(high, rel=0.01)
    parts = {item.kind.value if item.kind else "": item.contribution for item in found.influences}
    weights = {"minutes": (minutes.deviation * 600) ** 2, "volume": (cases.deviation * 10) ** 2}
    for kind, weight in weights.items():
        assert float(parts[kind] or 0) == pytest.approx(weight / sum(weights.values()), abs=0.001)


def test_a_loop_is_visited_one_over_one_minus_p_times_in_every_draw() -> None:
    model = process([("受付", "10", "1（10%〜40% 不備あり）、2"), ("通知", "1", "")])
    plan = flow_plan(model)
    back = next(at for at, (_, target) in enumerate(plan.edges) if target == "Merge_s1" and plan.shares[at] == 0.25)
    on = next(at for at, share in enumerate(plan.shares) if share == 0.75)
    p = np.linspace(0, 0.99, 50)
    visits = DrawnFlow(plan, [back, on]).visits({back: p, on: 1 - p})
    assert np.allclose(visits[plan.node_ids.index("Task_s1")], 1 / (1 - p))
    assert np.allclose(visits[plan.node_ids.index("Task_s2")], 1)


def test_a_counted_loop_agrees_with_the_quantiles_of_one_over_one_minus_p() -> None:
    rows = [("受付", "10", "1（20%／40件中 不備あり）、2"), ("通知", "0", "")]
    p = beta.ppf([0.1, 0.5, 0.9], 8.5, 32.5)
    found = saved(rows, draws=40_000)
    hours = find(found)
    assert [float(hours.low), float(hours.median), float(hours.high)] == pytest.approx(list(100 / (1 - p)), rel=0.01)
    assert hours.ranged_inputs == 1
    bar = found.influences[0]
    assert (bar.kind, bar.contribution) == ("share", 1)
    assert float(bar.hours_at_maximum) > float(bar.hours_at_minimum)
    assert bar.name == "a市「転入届」現行「受付」で「不備あり」となる割合"


@given(st.lists(st.floats(0.01, 0.9), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_drawn_visits_are_those_of_the_exact_calculation(shares: list[float]) -> None:
    """Nested loops and a decision, share by share."""
    one, two, three = (f"{round(share * 100)}%" for share in shares)
    rows = [
        ("受付", "1", ""), ("確認", "1", f"1（{one}）、3"), ("審査", "1", f"2（{two}）、4"),
        ("決裁", "1", f"6（{three}）、5"), ("通知", "1", ""), ("保管", "1", ""),
    ]  # fmt: skip
    drawn = process([(task, minutes, onward.replace("%", "%／90件中")) for task, minutes, onward in rows])
    plan = flow_plan(drawn)
    found = DrawnFlow(plan, range(len(plan.edges))).visits(dict(enumerate(plan.shares)))
    exact = expected_flow(process(rows)).visits
    for node_id in ("Task_s1", "Task_s3", "Task_s5", "Task_s6"):
        assert float(found[plan.node_ids.index(node_id)]) == pytest.approx(float(exact[node_id]))


def test_an_organisations_own_share_moves_both_sides_together() -> None:
    rows = [("受付", "10", "1（10%〜40% 不備あり）、2"), ("通知", "2/3/8", "")]
    to_be = process([("受付", "99", "1（1%）、2"), ("通知", "5", "")], change=ChangeKind.KEPT)
    found = assess(question(case("a", process(rows), to_be)))
    assert find(found).low == find(found).high == 0
    assert all(item.deviation_in(LINE) == 0 for item in found.sensitivities)


def test_nothing_is_invented_without_a_range() -> None:
    found = saved([("受付", "5", "1（10%）、2"), ("審査", "3", ""), ("通知", "1", "")])
    hours = find(found)
    assert hours.low == hours.median == hours.high == found.value(LINE, Quantity.STAFF_HOURS)
    assert "幅はありません" in hours.coverage_note
    assert found.influences == ()
    assert found.interval(LINE, Quantity.FTE) is None


def test_neither_chunks_nor_neighbours_change_a_bit() -> None:
    cases = [big_case(number) for number in range(3)]
    form = form_of(*cases)
    whole = run(form)
    assert run(form, chunk=701) == whole
    assert run(form, seed=8) != whole
    alone = run(form_of(cases[1]))
    mine = [item for item in whole if item.scope == form.lines[1].scope]
    assert mine
    assert [item for item in alone if item.scope == form.lines[1].scope] == mine


def test_sums_hold_what_their_lines_share() -> None:
    """The to-be's own minutes are one input of all organisations: their sum moves with it, not with its average."""
    rows, generic = [("受付", "10", "")], [("受付", "1/5/9", "")]
    cases = [case(key, process(rows), process(generic, change=ChangeKind.KEPT, changed=["受付"])) for key in "abc"]
    found = assess(question(*cases))
    one, all_three = find(found), find(found, scope=TOTAL)
    assert float(all_three.width) == pytest.approx(3 * float(one.width), abs=0.1)
    assert all_three.ranged_inputs == 1
    assert len(found.influences) == 1


def test_scopes_of_several_use_cases_add_up_and_are_kept_in_the_record() -> None:
    rows, generic = [("受付", "5/10/20", "")], [("受付", "1", "")]
    to_be = process(generic, change=ChangeKind.KEPT, changed=["受付"])
    cases = [case(key, process(rows), to_be, use_case=use) for use in ("u1", "u2") for key in "ab"]
    found = assess(question(*cases, draws=500))
    for scope in sum_scopes(found.lines):
        interval = find(found, scope=scope)
        assert interval.low < found.value(scope, Quantity.STAFF_HOURS) < interval.high
    assert from_json(to_json(found)) == found


def test_a_range_in_which_a_loop_does_not_end_is_named() -> None:
    plan = flow_plan(process([("受付", "10", "1（50%〜100% 不備あり）、2"), ("通知", "1", "")]))
    columns = [at for at, share in enumerate(plan.shares) if share in (0.75, 0.25)]
    back, on = sorted(columns, key=lambda at: -plan.shares[at])
    with pytest.raises(ValueError, match="幅の端でも0より大きく"):
        DrawnFlow(plan, columns).visits({back: np.array([0.5, 1.0]), on: np.array([0.5, 0.0])})
