"""From staffing and processes to two scenarios: arrivals that add up, people who are there, the same luck twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from bpr.core.congestion import (
    BatchAsked,
    CongestionError,
    Pair,
    Question,
    Settings,
    build,
    default_settings,
    measure_pair,
    pair_from_json,
    pair_result,
    pair_to_json,
    strains,
)
from bpr.core.congestion.pools import people_there
from bpr.core.figures import Side
from bpr.core.flow import expected_flow
from bpr.core.inputs import CaseInput
from bpr.core.simulation import ScenarioError, read_scenario
from bpr.core.simulation.arrivals import ArrivalStream
from bpr.core.staffing import DEFAULT_HOURS, Staffing, arrival_pattern, open_months, people_of, staff_group
from bpr.core.values import ChangeKind, PerformerKind
from bpr.core.workload import volume
from tests.core.flow_models import D, F, chain, model, node, step
from tests.core.test_localise import counted

MARCH = (D(1000),) * 11 + (D(3000),)


def never(_day: date) -> bool:
    return False


def as_is() -> Any:
    """受付 5分, then one of ten comes back for 入力 12分 again; 審査 8分 after a day."""
    return model(
        [
            node("S", "start"),
            node("uke", values=step("uke", "5")),
            node("nyu", values=step("nyu", "12")),
            node("x", "xor"),
            node("shi", values=step("shi", "8", waiting_minutes=D(1440))),
            node("E", "end"),
        ],
        ("S", "uke"), ("uke", "nyu"), ("nyu", "x"), ("x", "nyu", "0.1"), ("x", "shi", "0.9"), ("shi", "E"),
    )  # fmt: skip


def case(to_be: Any = None, *, cases: int = 14_000, months: tuple[Decimal, ...] = MARCH, key: str = "U") -> CaseInput:
    return CaseInput(
        use_case_key=key, use_case_name=f"届{key}", category_key="A", category_name="申請", organisation_key="1",
        organisation_name="市", as_is=as_is(), to_be=to_be,
        volume=volume(cases_per_year=D(cases), months=tuple(x * cases / 14_000 for x in months)),
    )  # fmt: skip


def question(*cases: CaseInput, people: str = "4", available: str = "1", **more: Any) -> Question:
    group = staff_group(
        key="g", name="窓口", performers=["市民課"], people=people_of(D(people)), hours=DEFAULT_HOURS,
        available=D(available), source="聞取り",
    )  # fmt: skip
    staffing = Staffing(organisation="市", hours=DEFAULT_HOURS, groups=(group,), **more)
    return Question(
        name="市", cases=cases, staffing=staffing, fiscal_year=2026, yen_per_hour=D(3000), annual_hours=D(3000),
        is_holiday=never,
    )  # fmt: skip


def settings(**values: Any) -> Settings:
    return Settings(**{"cases": 300, "warm_up": 20, "replications": 3, **values})


def scenarios(asked: Question, how: Settings) -> Pair:
    documents = json.loads(json.dumps(vars(build(asked, how)) | {"files": None, "said": None}, default=str))
    by_key = {item.use_case_key: item for item in asked.cases}
    files = {
        file: by_key[key].to_be if side is Side.TO_BE else by_key[key].as_is
        for file, (key, side) in build(asked, how).files.items()
    }

    def read(document: Any) -> Any:
        models = {item["name"]: files[item["file"]] for item in document["processes"]}
        return read_scenario(document, models, is_holiday=never).scenario

    return Pair(as_is=read(documents["as_is"]), to_be=read(documents["to_be"]))


def quiet(_done: int, _total: int) -> None:
    return None


def test_cases_come_as_often_as_the_volume_says_month_by_month() -> None:
    asked = question(case())
    scenario = replace(scenarios(asked, settings(warm_up=0)).as_is, first_day=date(2026, 4, 1))
    stream = ArrivalStream(scenario.classes, np.array([7], dtype=np.uint64), scenario.first_day, 14_000)
    times = np.concatenate([stream.more().time for _ in range(2)])
    year = times[times < 365 * 1440]
    assert len(year) == pytest.approx(14_000, rel=0.02)
    assert (year >= 334 * 1440).sum() == pytest.approx(3000, rel=0.05)
    assert (year < 30 * 1440).sum() == pytest.approx(1000, rel=0.08)
    minutes = sum(month.minutes for month in open_months(DEFAULT_HOURS, 2026, never))
    assert scenario.classes[0].arrivals.interval.mean == pytest.approx(minutes / 14_000)


def test_a_run_begins_so_long_before_the_year_as_the_warm_up_takes() -> None:
    asked = question(case())
    assert build(asked, settings(warm_up=3000)).as_is["first_day"] in ("2026-03-01", "2026-03-02")
    assert build(asked, settings(warm_up=0)).as_is["first_day"] == "2026-04-01"


def test_peaks_within_week_and_day_count_cases_not_minutes() -> None:
    """Twice as many on Mondays; all at 8 o'clock, which is open for half an hour."""
    weights = [D(0)] * 24
    weights[8], weights[9] = D(1), D(1)
    pattern = arrival_pattern(use_case_key="U", weekdays=[D(x) for x in (2, 1, 1, 1, 1, 0, 0)], hours=weights)
    arrivals = build(question(case(), patterns={"U": pattern}), settings()).as_is["processes"][0]["arrivals"]
    assert arrivals["hours"][8] == 2 * arrivals["hours"][9] > 0
    assert arrivals["weekdays"][0] == pytest.approx(2 * arrivals["weekdays"][1])
    assert arrivals["weekdays"][5] == 0


def test_people_for_a_part_of_their_time_are_fewer_people_and_no_tiny_rest() -> None:
    def shares(people: str, presence: F) -> list[float]:
        return people_there(question(case(), people=people).staffing.groups[0], presence)

    assert shares("2.5", F(1)) == [1, 1, 0.5]
    assert shares("3", F(1, 2)) == [0.75, 0.75]
    assert shares("3.02", F(99, 100)) == [pytest.approx(2.9898 / 3)] * 3
    assert shares("1", F(1, 10)) == [0.1]


def test_without_a_change_both_sides_are_the_same_to_the_last_bit() -> None:
    same = as_is()
    pair = scenarios(question(case(), case(same, key="V")), settings())
    part = measure_pair(pair, 1, quiet)
    assert part.as_is == part.to_be
    difference = pair_result(pair, [part, measure_pair(pair, 2, quiet)])["difference"]
    assert difference["whole"]["lead_minutes"] == {"mean": 0, "low": 0, "high": 0}


def test_what_the_organisation_keeps_is_repeated_and_interrupted_as_today_on_both_sides() -> None:
    """The generic to-be says 2 notices and 10% late; the organisation 2.5 and 30%, and it changes none of it."""
    own = counted(notice=D("2.5"), late=D("0.3"))
    asked = question(replace(case(counted(notice=D(2), late=D("0.1"))), as_is=own))
    pair = scenarios(asked, settings())
    assert expected_flow(pair.to_be.classes[0].model).visits == expected_flow(own).visits
    part = measure_pair(pair, 1, quiet)
    assert part.as_is == part.to_be
    assert strains(pair.as_is) == strains(pair.to_be)


def test_two_decisions_never_draw_the_same_random_numbers() -> None:
    """The to-be asks twice what the as-is asks once: both ways lead to the same steps."""
    nodes = [node("S", "start"), *(node(key, values=step(key)) for key in "abc"), node("x", "xor"), node("E", "end")]
    asks = ("x", "b", "0.5"), ("x", "c", "0.5")
    ends = ("b", "E"), ("c", "E")
    own = model(nodes, ("S", "a"), ("a", "x"), *asks, *ends)
    again = [node("n", values=step("n", change=ChangeKind.ADDED)), node("first", "xor"), node("y", "xor")]
    to_be = model(
        [*nodes, *again], ("S", "a"), ("a", "first"), ("first", "x", "0.5"), ("first", "n", "0.5"), ("n", "y"),
        ("y", "b", "0.5"), ("y", "c", "0.5"), *asks, *ends,
    )  # fmt: skip
    documents = build(question(replace(case(to_be), as_is=own)), settings())
    keys = documents.to_be["processes"][0]["keys"]
    assert len(set(keys.values())) == len(keys)


def test_what_a_step_takes_less_is_found_exactly_for_each_case() -> None:
    """入力 by a system in 2 minutes; there are people enough, so that the pairs differ by that and the nights."""
    changed = replace(
        step("nyu", "2"), performer="システム", performer_kind=PerformerKind.SYSTEM, change=ChangeKind.AUTOMATED
    )
    to_be = replace(as_is(), nodes=tuple(replace(n, values=changed) if n.id == "nyu" else n for n in as_is().nodes))
    pair = scenarios(question(case(to_be), people="40"), settings(replications=4))
    result = pair_result(pair, [measure_pair(pair, number, quiet) for number in range(4)])
    lead, cost = (result["difference"]["whole"][name] for name in ("lead_minutes", "cost_yen"))
    assert lead["low"] > 0
    assert cost["mean"] == pytest.approx(12 / 0.9 * 50, rel=0.05)
    spread = result["as_is"]["whole"]["lead_minutes"]
    assert lead["high"] - lead["low"] < spread["high"] - spread["low"]
    assert result["as_is"]["whole"] == result["as_is"]["processes"][0] | {"name": ""}


def test_figures_of_a_replication_survive_being_kept() -> None:
    pair = scenarios(question(case(), case(key="rare", cases=1, months=(D(0),) * 12)), settings(cases=5, warm_up=0))
    parts = [measure_pair(pair, number, quiet) for number in range(3)]
    kept = [pair_from_json(json.loads(json.dumps(pair_to_json(part)))) for part in parts]
    assert json.dumps(pair_result(pair, kept)) == json.dumps(pair_result(pair, parts))


def test_too_few_people_are_named_with_what_would_help() -> None:
    """14,000 × (5 + 12 / 0.9 + 8) min in 51.4 weeks without days off: 119 hours a week; a person has 38.75."""
    found = strains(scenarios(question(case(), people="2"), settings()).as_is)[0]
    assert found.offered_hours == 2 * 38.75
    assert found.asked_hours == pytest.approx(14_000 * (13 + 12 / 0.9) / 60 / 51.4, rel=0.01)
    assert (found.is_stable, found.level, found.missing, found.peak_month) == (False, "overloaded", 2, 3)
    left = [found.asked_hours * (100 - found.percent_to_cut + more) / 100 for more in (0, 1)]
    assert left[0] < found.offered_hours <= left[1]  # the least whole per cent that helps
    enough = strains(scenarios(question(case(), people="4"), settings()).as_is)[0]
    assert (enough.is_stable, enough.missing, enough.is_stable_at_peak) == (True, 0, False)
    assert (enough.percent_to_cut, enough.level) == (0, "tight" if enough.ratio >= 0.85 else "busy")


def test_what_is_said_names_every_default_and_its_source() -> None:
    batch = {("U", "shi"): BatchAsked(size=5, at_minute=960)}
    documents = build(question(case(), available="0.5"), settings(batches=batch, priorities={"U": 2}))
    texts = {item.text: item for item in documents.said}
    group = next(item for text, item in texts.items() if text.startswith("「窓口」は4人"))
    assert "50%" in group.text
    assert (group.kind, group.source, group.is_default) == ("group", "聞取り", False)
    assert any("改革案がまだない" in text for text in texts)
    assert any("16時00分" in text for text in texts)
    spec = documents.as_is["processes"][0]["steps"]["shi"]
    assert spec["batch"] == {"size": 5, "period_minutes": 1440, "offset_minutes": 960}
    assert (spec["delay"], spec["priority"], spec["pool"]) == (1440, 2, "窓口")


def test_defaults_measure_a_year_and_more_where_little_happens() -> None:
    assert default_settings([case()]) == Settings(cases=14_000, warm_up=1167, replications=10)
    few = default_settings([case(cases=20)])
    assert (few.cases, few.replications) == (200, 30)
    with pytest.raises(CongestionError, match="件数が0"):
        default_settings([case(cases=0)])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"cases": 0}, "測る件数"),
        ({"replications": 1}, "繰返し"),
        ({"cases": 200_000, "replications": 200}, "慣らしの件数）×繰返し"),
        ({"priorities": {"U": 10}}, "優先順位"),
    ],
)
def test_settings_that_make_no_sense_are_named(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(CongestionError, match=message):
        settings(**wrong)


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"shares": {"f9": 0.5}}, "shares.f9"),
        ({"shares": {"f3": 2}}, "shares.f3"),
        ({"repeats": {"x": {"loop": "standard", "count": 2}}}, "repeats.x"),
        ({"repeats": {"uke": {"loop": "often", "count": 2}}}, "repeats.uke.loop"),
        ({"repeats": {"uke": {"loop": "standard", "count": -1}}}, "repeats.uke.count"),
        ({"keys": {"nowhere": "a"}}, "keys.nowhere"),
        ({"keys": {"uke": 3}}, "keys.uke"),
    ],
)
def test_a_wrong_share_or_key_in_a_scenario_is_named(part: dict[str, Any], place: str) -> None:
    document = build(question(case()), settings()).as_is
    document["processes"][0] |= part
    with pytest.raises(ScenarioError, match=place):
        read_scenario(document, {"届U": as_is()}, is_holiday=never)


def test_shares_of_a_scenario_replace_those_of_the_diagram() -> None:
    document = build(question(case()), settings()).as_is
    document["processes"][0]["shares"] = {"f3": 0.5, "f4": 0.5}
    found = read_scenario(document, {"届U": as_is()}, is_holiday=never).scenario
    assert [flow.share for flow in found.classes[0].model.flows][3:5] == [D("0.5"), D("0.5")]


def test_chains_without_work_of_the_own_staff_have_no_group_to_watch() -> None:
    outside = chain(step("a", "5", performer="住民", performer_kind=PerformerKind.RESIDENT))
    asked = question(replace(case(), as_is=outside))
    assert strains(scenarios(asked, settings()).as_is) == ()
