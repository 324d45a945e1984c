"""People needed: closed forms by hand, holidays and leap years, and what must hold whatever the numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import jpholiday
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.figures import Side
from bpr.core.flow import StepFlow
from bpr.core.staffing import (
    DEFAULT_HOURS,
    CaseWork,
    Staffing,
    StaffingError,
    StaffNeeds,
    Terms,
    Told,
    arrival_pattern,
    arrival_shares,
    fiscal_year_label,
    half_people,
    hours,
    median,
    open_months,
    peaks,
    people_of,
    people_told,
    spare_people,
    staff_group,
    staff_needs,
)
from bpr.core.values import PerformerKind, StepValues, ThreePoint
from bpr.core.workload import Volume, cases_by_month, volume

DAY = ((510, 720), (780, 1035))  # 8:30–12:00, 13:00–17:15: 7.75 hours
WEEK = (DAY,) * 5 + ((), ())


def never(_day: date) -> bool:
    return False


def step(minutes: str, *, performer: str = "市民課", visits: str = "1", kind: str = "counter") -> StepFlow:
    values = StepValues(
        key=performer + minutes,
        performer=performer,
        performer_kind=PerformerKind(kind),
        handling_minutes=ThreePoint(likely=Decimal(minutes)),
    )
    return StepFlow(node_id=performer + minutes, name="受付", visits=Fraction(visits), values=values)


def work(count: Volume, *steps: StepFlow, to_be: tuple[StepFlow, ...] | None = None, key: str = "A") -> CaseWork:
    return CaseWork(use_case_key=key, use_case_name=f"手続{key}", volume=count, as_is=steps, to_be=to_be)


def needs_of(
    *works: CaseWork, available: str = "1", people: tuple[str, ...] = ("1",), annual: int = 3000
) -> StaffNeeds:
    return staff_needs(staffing=staffing(available=available, people=people), cases=works, terms=terms(annual=annual))


def staffing(
    *, available: str = "1", people: tuple[str, ...] = ("1",), patterns: dict[str, object] | None = None
) -> Staffing:
    office = hours(name="窓口", weekdays=WEEK, japanese_holidays=False)
    group = staff_group(
        key="g", name="市民課", performers=("市民課",), people=[Decimal(share) for share in people], hours=office,
        available=Decimal(available),
    )  # fmt: skip
    return Staffing(organisation="試験市", hours=office, groups=(group,), patterns=patterns or {})  # type: ignore[arg-type]


def terms(*, annual: int = 3000, year: int = 2026) -> Terms:
    return Terms(fiscal_year=year, annual_hours=Decimal(annual), is_holiday=never)


def flat(cases: int) -> Volume:
    return volume(cases_per_year=Decimal(cases))


def test_need_of_a_month_by_hand() -> None:
    """6,000 cases × 10 minutes; 900 of them in March 2027 (23 open days × 7.75 h = 178.25 h)."""
    months = (*(Decimal(450) for _ in range(10)), Decimal(600), Decimal(900))
    found = needs_of(work(volume(cases_per_year=Decimal(6000), months=months), step("10")))
    march = found.groups[0]
    assert march.months[11].days == 23
    assert march.as_is.hours[11] == 150  # 900 × 10 ÷ 60
    assert march.as_is.exact[11] == Fraction(150) / Fraction("178.25")
    assert march.as_is.people[11] == Decimal(1)
    assert march.months[march.busy].month == 3
    assert sum(march.as_is.hours) == 1000


def test_available_and_attendance_shorten_what_a_person_has() -> None:
    """261 open days in FY2026 × 7.75 h = 2,022.75 h; 1,011.375 hours a year are half of that, 50 % a quarter."""
    found = needs_of(work(flat(12_000), step("10")), available="0.5", annual=1011).groups[0]
    assert sum(month.days for month in found.months) == 261
    assert found.attendance == Fraction(1011) / Fraction("2022.75")
    assert found.as_is.person_hours[0] == Fraction("170.5") * found.attendance / 2  # April 2026: 22 days
    assert needs_of(work(flat(12_000), step("10"))).groups[0].attendance == 1  # never more than the open time


def test_a_normal_month_is_the_median_and_rounding_goes_up_by_halves() -> None:
    assert median([Fraction(number) for number in range(12)]) == Fraction(11, 2)
    assert [half_people(Fraction(text)) for text in ("0", "0.01", "0.5", "2.5", "2.51")] == [
        Decimal(text) for text in ("0", "0.5", "0.5", "2.5", "3")
    ]
    assert people_of(Decimal("2.5")) == (Decimal(1), Decimal(1), Decimal("0.5"))


@pytest.mark.parametrize(
    ("present", "need", "spare"),
    [("1.8", "1.7", "0"), ("1.8", "1.8", "0"), ("1.8", "1.81", "-0.2"), ("3", "1.7", "1"), ("2", "2.01", "-0.5")],
)
def test_nobody_is_missing_where_those_there_do_the_work(present: str, need: str, spare: str) -> None:
    assert spare_people(Decimal(present), Fraction(need)) == Decimal(spare)


def test_pools_are_shared_by_use_cases_and_each_is_told_apart() -> None:
    first, second = work(flat(1200), step("30"), key="A"), work(flat(600), step("60"), key="B")
    both = needs_of(first, second, people=("1", "0.5"))
    side = both.groups[0].as_is
    assert [part.use_case_key for part in side.parts] == ["A", "B"]
    for month in range(12):
        assert sum(side.of_part(part)[month] for part in side.parts) == side.exact[month]
    assert side.exact[0] == Fraction(100) / Fraction("170.5")  # (100 × 30 + 50 × 60) ÷ 60 hours in April
    assert both.groups[0].spare(Side.AS_IS)[0] == Decimal("0.5")  # 1.5 there, 1 needed
    assert both.people(Side.AS_IS)[0] == Decimal(1)


def test_to_be_is_counted_beside_and_a_use_case_without_one_goes_on_as_it_is() -> None:
    reformed = work(flat(1200), step("30"), to_be=(step("15"),), key="A")
    found = needs_of(reformed, work(flat(600), step("60"), key="B"))
    to_be = found.groups[0].to_be
    assert to_be is not None
    assert to_be.hours[0] == 75  # 25 + 50
    assert found.without_to_be == ("手続B",)
    assert needs_of(work(flat(10), step("5"))).groups[0].to_be is None


def test_only_own_staff_needs_people_and_everybody_needs_a_group() -> None:
    resident = step("60", performer="住民", kind="resident")
    assert needs_of(work(flat(1200), step("30"), resident)).groups[0].as_is.hours[0] == 50
    with pytest.raises(StaffingError, match="「税務課」を受け持つ職員の組がありません"):
        needs_of(work(flat(1200), step("30", performer="税務課")))


def test_no_cases_need_nobody() -> None:
    found = needs_of(work(flat(0), step("30"))).groups[0]
    assert found.as_is.people == (Decimal(0),) * 12
    assert peaks(found, staffing(), Side.AS_IS, 0).exact[0, 9] == 0


def test_months_know_holidays_leap_years_and_the_end_of_the_year() -> None:
    by_month = {month.month: month for month in open_months(DEFAULT_HOURS, 2026, jpholiday.is_holiday)}
    assert by_month[5].days == 18  # 21 weekdays less 5/4, 5/5, 5/6 (3 May is a Sunday)
    assert by_month[12].days == 20  # 23 weekdays less 29, 30, 31
    assert by_month[1].days == 19  # 21 weekdays less 1/1 and 成人の日 1/11
    assert by_month[4].minutes == by_month[4].days * 465
    leap = open_months(hours(name="毎日", weekdays=(DAY,) * 7, japanese_holidays=False), 2027, never)
    assert [month.days for month in leap if month.month == 2] == [29]
    assert by_month[2].first_day == date(2027, 2, 1)
    assert [fiscal_year_label(year) for year in (2018, 2019, 2026)] == ["2018年度", "令和元年度", "令和8年度"]


def test_days_off_and_closed_months_are_named() -> None:
    december = frozenset(date(2026, 12, day) for day in range(1, 32))
    office = hours(name="出張所", weekdays=WEEK, days_off=december)
    group = staff_group(key="g", name="出張所", performers=("市民課",), people=[Decimal(1)], hours=office)
    closed = Staffing(organisation="試験市", hours=office, groups=(group,))
    with pytest.raises(StaffingError, match="「出張所」は、12月に開いている日がありません"):
        staff_needs(staffing=closed, cases=[work(flat(120), step("5"))], terms=terms())
    assert staff_needs(staffing=closed, cases=[work(flat(0), step("5"))], terms=terms()).groups[0].as_is.most == 0


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        (((),) * 7, "開いている時間が1分もありません"),
        ((DAY,) * 5, "7日分を入れてください（5日分あります）"),
        ((((720, 510),), *((),) * 6), "月曜: 時間帯は"),
        ((((510, 800), (780, 1035)), *((),) * 6), "重ならない"),
    ],
)
def test_hours_that_cannot_be_are_refused_by_name(weekdays: object, words: str) -> None:
    with pytest.raises(StaffingError, match=words):
        hours(name="窓口", weekdays=weekdays)  # type: ignore[arg-type]


def test_groups_and_patterns_are_checked() -> None:
    office = hours(name="窓口", weekdays=WEEK)
    with pytest.raises(StaffingError, match="受け持つ作業者"):
        staff_group(key="g", name="空", performers=(), people=(), hours=office)
    with pytest.raises(StaffingError, match="1人の割合"):
        staff_group(key="g", name="組", performers=("市民課",), people=[Decimal(2)], hours=office)
    with pytest.raises(StaffingError, match="充てられる割合"):
        staff_group(key="g", name="組", performers=("市民課",), people=(), hours=office, available=Decimal(0))
    with pytest.raises(StaffingError, match="時刻別の件数は24個"):
        arrival_pattern(use_case_key="A", hours=[Decimal(1)] * 23)
    with pytest.raises(StaffingError, match="曜日別の件数は0以上"):
        arrival_pattern(use_case_key="A", weekdays=[Decimal(0)] * 7)
    with pytest.raises(StaffingError, match="年間労働時間が0"):
        needs_of(work(flat(1), step("5")), annual=0)


def test_evenly_arriving_work_needs_in_every_hour_what_the_month_needs() -> None:
    found = needs_of(work(flat(6000), step("10")), available="0.6", annual=1800).groups[0]
    even = peaks(found, staffing(available="0.6"), Side.AS_IS, 0)
    assert even.is_even
    assert set(even.exact.values()) == {found.as_is.exact[0]}
    assert even.hours == (8, 9, 10, 11, 13, 14, 15, 16, 17)


def test_peak_hour_by_hand() -> None:
    """April 2026: 4 Mondays. A third of the week on Monday (2:1:1:1:1), half of a day from 9 to 10 o'clock."""
    pattern = arrival_pattern(
        use_case_key="A",
        weekdays=[Decimal(weight) for weight in (2, 1, 1, 1, 1, 0, 0)],
        hours=[Decimal({9: 6, 10: 3, 14: 3}.get(hour, 0)) for hour in range(24)],
    )
    team = staffing(patterns={"A": pattern})
    found = needs_of(work(flat(12_000), step("10"))).groups[0]
    week = peaks(found, team, Side.AS_IS, 0)
    days = 4 * 2 + 4 + 5 + 5 + 4  # Mondays count twice; Wednesdays and Thursdays come five times
    assert week.busiest == (0, 9)
    assert week.exact[0, 9] == Fraction(1000 * 2, days) / 2 * 10 / 60
    assert week.exact[0, 11] == 0
    assert not week.findings


def test_arrivals_while_closed_are_spread_and_said() -> None:
    pattern = arrival_pattern(use_case_key="A", hours=[Decimal({9: 3, 22: 1}.get(hour, 0)) for hour in range(24)])
    team = staffing(patterns={"A": pattern})
    found = needs_of(work(flat(12_000), step("10"))).groups[0]
    week = peaks(found, team, Side.AS_IS, 0)
    assert week.findings == (
        "「手続A」の受付の山のうち25％は開いていない時間のものです。開いている時間に、そこでの山と同じ比で割り振りました",
    )
    night = arrival_pattern(use_case_key="A", hours=[Decimal(hour == 22) for hour in range(24)])
    with pytest.raises(StaffingError, match="開いている時間（4月）に1件もありません"):
        peaks(found, staffing(patterns={"A": night}), Side.AS_IS, 0)


def test_people_of_a_hearing_are_split_by_their_work_and_never_added_over_use_cases() -> None:
    told = [
        Told(
            use_case_name="転入",
            hours_by_performer={"市民課": Fraction(300), "税務課": Fraction(100)},
            people=Decimal(4),
        ),
        Told(use_case_name="転出", hours_by_performer={"市民課": Fraction(10)}, people=Decimal(2)),
        Told(use_case_name="死亡", hours_by_performer={"福祉課": Fraction(10)}),
    ]
    found = people_told(told)
    assert found["市民課"][0] == 3
    assert found["税務課"][0] == 1
    assert "福祉課" not in found
    assert found["市民課"][1] == "既定値：ヒアリング「転入」の担当職員数 4人を、現行の作業時間の比で0.5人ごとに分けた数"


counts = st.integers(0, 5000)
weights = st.lists(st.integers(0, 50), min_size=24, max_size=24).filter(lambda row: any(row[9:12]))


@settings(max_examples=40, deadline=None)
@given(months=st.lists(counts, min_size=12, max_size=12), minutes=st.integers(1, 240), percent=st.integers(5, 100))
def test_months_add_up_and_people_are_enough_but_not_half_a_person_too_many(
    months: list[int], minutes: int, percent: int
) -> None:
    item = volume(cases_per_year=Decimal(sum(months)), months=tuple(map(Decimal, months)))
    found = needs_of(work(item, step(str(minutes))), available=f"{Decimal(percent) / 100}", annual=1900).groups[0]
    side = found.as_is
    assert sum(side.hours) == Fraction(sum(months) * minutes, 60)
    assert sum(cases_by_month(item)) == sum(months)
    for hours_needed, person, people in zip(side.hours, side.person_hours, side.people, strict=True):
        assert people * 2 == int(people * 2)
        assert Fraction(people) * person >= hours_needed
        assert people == 0 or (Fraction(people) - Fraction(1, 2)) * person < hours_needed
    assert min(side.people) <= side.normal <= max(side.people)


@settings(max_examples=30, deadline=None)
@given(hour_weights=weights, year=st.integers(2024, 2032), month=st.integers(0, 11))
def test_arrivals_of_a_month_add_up_to_one(hour_weights: list[int], year: int, month: int) -> None:
    found = open_months(DEFAULT_HOURS, year, jpholiday.is_holiday)[month]
    pattern = arrival_pattern(use_case_key="A", hours=list(map(Decimal, hour_weights)))
    shares = arrival_shares(DEFAULT_HOURS, pattern, found)
    assert sum(share * found.weekday_days[day] for (day, _hour), share in shares.items()) == 1
