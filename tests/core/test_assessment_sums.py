"""Whatever is assessed, every breakdown adds up to its total, to the yen (and to the hundredth of an hour)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr.core import snapshot
from bpr.core.assessment import Assessment, Assumption, Assumptions, CaseInput
from bpr.core.figures import TOTAL, Quantity, Scope, Side
from bpr.core.inputs import RemovedStep
from bpr.core.lines import BY_STEP
from bpr.core.readings import By
from bpr.core.steps import StepRow, rows_to_model
from bpr.core.units import RoundingPolicy
from bpr.core.values import ChangeKind, StepValues, ThreePoint
from bpr.core.workload import volume
from tests.core.processes import processes, table_of
from tests.core.test_assessment import run

_MEASURES = ("", "M1", "M2", "不明")
_amounts = st.decimals(0, 5000, places=2)


@st.composite
def _values(draw: st.DrawFn, values: StepValues, *, common: int, is_to_be: bool) -> StepValues:
    low, likely, high = sorted(draw(st.lists(_amounts, min_size=3, max_size=3)))
    time = draw(
        st.sampled_from([None, ThreePoint(likely=likely), ThreePoint(likely=likely, minimum=low, maximum=high)])
    )
    filled = replace(
        values, common_key=f"c{draw(st.integers(0, common))}", handling_minutes=time, direct_cost_yen=draw(_amounts),
        attached_documents=draw(st.integers(0, 3).map(Decimal)),
    )  # fmt: skip
    if not is_to_be:
        return filled
    origins = draw(st.lists(st.integers(0, common).map("c{}".format), max_size=3).map(tuple))
    change = draw(st.none() | st.sampled_from(ChangeKind))
    return replace(filled, change=change, origin_keys=origins, measure=draw(st.sampled_from(_MEASURES)))


@st.composite
def _rows(draw: st.DrawFn, *, is_to_be: bool) -> list[StepRow]:
    rows = table_of(draw(processes()))
    return [replace(row, values=draw(_values(row.values, common=len(rows), is_to_be=is_to_be))) for row in rows]


@st.composite
def _cases(draw: st.DrawFn) -> tuple[CaseInput, ...]:
    """Two use cases by up to three organisations, one of them perhaps without a to-be."""
    cases = []
    for use_case in ("u1", "u2"):
        to_be = rows_to_model(draw(_rows(is_to_be=True)), name=use_case) if draw(st.integers(0, 4)) else None
        for organisation in draw(st.sampled_from(["a", "ab", "abc"])):
            count = draw(st.decimals(0, 100_000, places=draw(st.integers(0, 1))))
            months = tuple(draw(st.lists(st.integers(0, 50).map(Decimal), min_size=12, max_size=12)))
            cases.append(
                CaseInput(
                    use_case_key=use_case, use_case_name=use_case, category_key=f"k{use_case}", category_name="型",
                    organisation_key=organisation, organisation_name=organisation, to_be=to_be,
                    as_is=rows_to_model(draw(_rows(is_to_be=False)), name=use_case),
                    volume=volume(cases_per_year=count, months=draw(st.sampled_from([(), months]))),
                    removed=(RemovedStep(origin_key="c0", measure="M3"),),
                )
            )  # fmt: skip
    return tuple(cases)


_policies = st.builds(
    RoundingPolicy, minutes_places=st.integers(0, 2), hours_places=st.integers(0, 2),
    total_unit_yen=st.sampled_from([Decimal(1), Decimal(10), Decimal(1000)]), count_places=st.integers(0, 1),
)  # fmt: skip


@settings(
    max_examples=12, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(_cases(), _policies, st.integers(0, 9999))
def test_every_breakdown_adds_up(cases: tuple[CaseInput, ...], policy: RoundingPolicy, rate: int) -> None:
    overhead = Assumption(value=Decimal(rate % 700))
    assumptions = Assumptions(unit_rate_yen_per_hour=Assumption(value=Decimal(rate)), overhead_yen_per_hour=overhead)
    result = run(*cases, policy=policy, assumptions=assumptions, draws=50)
    assert snapshot.from_json(snapshot.to_json(result)) == result
    for quantity in (quantity for quantity in Quantity if not quantity.is_derived):
        _check_tables(result, quantity)
    scopes = [TOTAL, *(line.scope for line in result.lines), Scope(organisation="a"), Scope(category="ku1")]
    for scope in scopes:
        _check_parts(result, scope)


def _check_tables(result: Assessment, quantity: Quantity) -> None:
    for by in By:
        rows = result.table(quantity, by)
        assert sum(row.as_is for row in rows) == result.value(TOTAL, quantity, Side.AS_IS)
        compared = [row.saving for row in rows if row.saving is not None]  # a line without a to-be saves nothing
        assert sum(compared) == result.value(TOTAL, quantity)
    in_categories = [
        row.saving or 0
        for category in result.names(By.CATEGORY)
        for row in result.table(quantity, By.ORGANISATION, category)
    ]
    assert sum(in_categories) == result.value(TOTAL, quantity)


def _saving(result: Assessment, scope: Scope, quantity: Quantity) -> Decimal:
    """A line without a to-be has no saving of its own; it counts as unchanged."""
    if scope.is_line and result.line(scope).to_be is None:
        return Decimal(0)
    return result.value(scope, quantity)


def _check_parts(result: Assessment, scope: Scope) -> None:
    for quantity in (*BY_STEP, Quantity.STEPS):
        saving = _saving(result, scope, quantity)
        assert sum(row.saving for row in result.by_measure(quantity, scope)) == saving
        assert sum(row.saving for row in result.by_step(quantity, scope)) == saving
    performers, months = result.by_performer(scope), result.by_month(scope)
    staff = [row for row in performers if row.kind.is_staff]
    as_is = {quantity: result.value(scope, quantity, Side.AS_IS) for quantity in Quantity}
    assert sum(row.as_is_hours for row in staff) == as_is[Quantity.STAFF_HOURS]
    assert sum(row.as_is_yen for row in performers) == as_is[Quantity.LABOUR_YEN]
    assert sum(row.saving_hours for row in staff) == _saving(result, scope, Quantity.STAFF_HOURS)
    assert sum(row.saving_yen for row in performers) == _saving(result, scope, Quantity.LABOUR_YEN)
    assert sum(row.as_is_hours for row in months) == as_is[Quantity.STAFF_HOURS]
    assert sum(row.saving_hours for row in months) == _saving(result, scope, Quantity.STAFF_HOURS)
    assert sum(row.cases for row in months) == sum(line.volume.cases_per_year for line in result.lines_in(scope))
