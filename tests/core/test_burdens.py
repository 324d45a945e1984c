"""Who bears what of an investment, against its own saving: by hand, and adding up whatever is entered."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.assessment_json import answer_json
from bpr.core.burdens import Burden, burdens
from bpr.core.inputs import CostSharing, Investment, SharingMember
from bpr.core.savings import InvestmentResult, investment_result
from bpr.core.units import RoundingPolicy
from tests.core.flow_models import D
from tests.core.test_assessment import run

POLICY = RoundingPolicy()
TOWNS = (
    SharingMember(key="s", name="周南市", population=137_000),
    SharingMember(key="a", name="阿武町", population=3_000),
)


def borne(
    *costs: Investment, saved: dict[str, int], equal: str = "0.5", members: tuple[SharingMember, ...] = TOWNS,
    rate: str = "0", years: int = 3,
) -> tuple[InvestmentResult, tuple[Burden, ...]]:  # fmt: skip
    savings = {key: D(value) for key, value in saved.items()}
    whole = investment_result(
        investments=costs, saving_yen_per_year=sum(savings.values(), D(0)), discount_rate=D(rate), years=years,
        policy=POLICY,
    )  # fmt: skip
    assessed = tuple(SharingMember(key=key, name=key) for key in saved)
    sharing = CostSharing(equal_part=D(equal), members=members)
    return whole, burdens(
        investments=costs, sharing=sharing, assessed=assessed, savings=savings, whole=whole, policy=POLICY
    )


def test_a_share_and_an_own_cost_against_the_own_saving() -> None:
    """1,400,000円 half by 均等割, half by 人口割 (137:3): 350,000 + 685,000 and 350,000 + 15,000; 阿武町 has its own
    terminals for 35,000円 a year from year 1 on, too."""
    whole, (big, small) = borne(
        Investment(name="構築", initial_yen=D(1_400_000)),
        Investment(name="端末", year=1, running_yen=D(35_000), organisation="a"),
        saved={"s": 690_000, "a": 90_000},
    )
    assert (big.name, big.shared_yen, big.own_yen) == ("周南市", 1_035_000, 0)
    assert (small.name, small.shared_yen, small.own_yen) == ("阿武町", 365_000, 105_000)
    assert [row.balance_yen for row in small.result.years] == [-365_000, -310_000, -255_000, -200_000]
    assert (big.result.payback_years, small.result.payback_years) == (D("1.5"), None)
    assert (big.result.net_present_value_yen, small.result.net_present_value_yen) == (1_035_000, -200_000)
    assert whole.net_present_value_yen == 835_000


def test_who_has_no_saving_assessed_bears_its_part_all_the_same() -> None:
    _, rows = borne(Investment(name="構築", initial_yen=D(100)), saved={"s": 10, "x": 5}, equal="1")
    assert [(row.organisation, row.cost_yen, row.is_assessed) for row in rows] == [
        ("s", 50, True), ("a", 50, False), ("x", 0, True),
    ]  # fmt: skip


def test_the_answer_of_the_console_says_what_is_not_known() -> None:
    members = (SharingMember(key="a", name="a市", population=3), SharingMember(key="z", name="z町", population=1))
    sharing = CostSharing(equal_part=D(0), members=members)
    answer = answer_json(run(investments=(Investment(name="構築", initial_yen=D(1_000_000)),), sharing=sharing))
    rows = [
        tuple(row[name] for name in ("name", "shared_yen", "saving_yen_per_year", "payback_years"))
        for row in answer["burdens"]
    ]
    assert rows == [("a市", 750_000, 1_810_493, 0.5), ("z町", 250_000, None, None)]


def test_what_cannot_be_shared_is_not_shared_in_silence() -> None:
    nobody = tuple(SharingMember(key=key, name=key) for key in "sa")
    cost, own = Investment(name="構築", initial_yen=D(100)), Investment(name="端末", initial_yen=D(7), organisation="s")
    assert borne(cost, saved={"s": 10}, members=nobody)[1] == ()
    assert borne(cost, saved={"s": 10}, members=())[1] == ()
    assert [row.cost_yen for row in borne(cost, saved={}, members=nobody, equal="1")[1]] == [50, 50]
    assert [row.cost_yen for row in borne(own, saved={"s": 10}, members=nobody)[1]] == [7, 0]


def test_running_costs_go_on_from_the_same_year_for_all() -> None:
    """The project's running costs are last stated for year 2; what only stands in year 1 ends there, for its bearer
    as for the project."""
    whole, (big, small) = borne(
        Investment(name="保守", year=2, running_yen=D(100)),
        Investment(name="研修", year=1, running_yen=D(9), organisation="a"),
        saved={"s": 1, "a": 1}, equal="1",
    )  # fmt: skip
    assert [row.running_yen for row in whole.years] == [0, 9, 100, 100]
    assert [row.running_yen for row in big.result.years] == [0, 0, 50, 50]
    assert [row.running_yen for row in small.result.years] == [0, 9, 50, 50]


_costs = st.builds(
    Investment, name=st.just("n"), year=st.integers(0, 4), initial_yen=st.integers(0, 10**9).map(Decimal),
    running_yen=st.integers(0, 10**7).map(Decimal), organisation=st.sampled_from(["", "", "s", "a", "x"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(_costs, max_size=5), st.dictionaries(st.sampled_from("sax"), st.integers(-(10**6), 10**8)),
    st.decimals(0, 1, places=2), st.decimals("-0.5", 1, places=3), st.integers(1, 6),
)  # fmt: skip
def test_the_rows_add_up_to_the_project(
    costs: list[Investment], saved: dict[str, int], equal: Decimal, rate: Decimal, years: int
) -> None:
    members = (*TOWNS, SharingMember(key="x", name="x", population=7))
    whole, rows = borne(*costs, saved=saved, equal=str(equal), members=members, rate=str(rate), years=years)
    for at, year in enumerate(whole.years):
        for field in ("initial_yen", "running_yen", "saving_yen", "balance_yen"):
            assert sum(getattr(row.result.years[at], field) for row in rows) == getattr(year, field)
    assert sum(row.cost_yen for row in rows) == whole.cost_yen
    assert sum(row.result.net_present_value_yen for row in rows) == whole.net_present_value_yen
    assert all(row.shared_yen >= 0 and row.own_yen >= 0 for row in rows)
