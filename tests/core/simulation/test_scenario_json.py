"""The JSON scenario: what it says arrives, what it leaves out comes from the diagram, what is wrong is named."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bpr.core.simulation import (
    DistributionKind,
    ScenarioError,
    loads,
    read_scenario,
    result_json,
    simulate,
)  # fmt: skip
from bpr.core.values import three_point
from tests.core.flow_models import D, chain, step

MODEL = chain(step("a", "10", performer="市民課", waiting_minutes=D(60)), step("b", "4", performer="市民課"))
DOCUMENT: dict[str, Any] = {
    "version": 1,
    "name": "転入",
    "first_day": "2026-04-01",
    "seed": 7,
    "cases": 200,
    "replications": 3,
    "calendars": {
        "開庁": {
            "weekdays": {day: ["08:30-12:00", "13:00-17:15"] for day in ("mon", "tue", "wed", "thu", "fri")},
            "days_off": ["2026-04-10"],
            "japanese_holidays": True,
        }
    },
    "pools": {"市民課": {"people": 2.5, "calendar": "開庁", "yen_per_hour": 2800}},
    "processes": [
        {
            "name": "転入届",
            "arrivals": {"per_year": 6000, "calendar": "開庁", "months": [1, 1, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1]},
            "steps": {"b": {"work": {"kind": "gamma", "mean": 4, "deviation": 1}, "priority": 1}},
        }
    ],
}


def read(document: object) -> Any:
    return read_scenario(document, {"転入届": MODEL}, is_holiday=lambda day: day == date(2026, 4, 29))


def test_what_is_said_arrives_and_the_rest_comes_from_the_diagram() -> None:
    found = read(DOCUMENT)
    scenario = found.scenario
    assert scenario.pools[0].people == (1.0, 1.0, 0.5)
    days_off = scenario.pools[0].calendar.days_off
    assert {date(2026, 4, 10), date(2026, 4, 29), date(2026, 12, 29)} <= days_off
    steps = scenario.classes[0].steps
    assert (steps["a"].pool, steps["a"].work.mean, steps["a"].delay.mean) == ("市民課", 10, 60)
    assert steps["b"].work.kind is DistributionKind.GAMMA
    assert steps["b"].priority == 1
    assert found.assumptions == ("「転入届」: 最小と最大がないため、いつも同じ時間がかかるものとした作業: a",)


def test_three_points_of_the_diagram_become_pert() -> None:
    model = chain(step("a", None))
    values = model.node_by_id["a"].values
    assert values is not None
    ranged = replace(values, handling_minutes=three_point(D(5), D(2), D(9)))
    node = replace(model.node_by_id["a"], values=ranged)
    model = replace(model, nodes=tuple(node if item.id == "a" else item for item in model.nodes))
    document = deepcopy(DOCUMENT)
    document["processes"][0]["steps"] = {}
    found = read_scenario(document, {"転入届": model}, is_holiday=lambda _: False)
    work = found.scenario.classes[0].steps["a"].work
    assert work is not None
    assert (work.kind, work.mean) == (DistributionKind.PERT, pytest.approx((2 + 4 * 5 + 9) / 6))
    assert found.assumptions == ()


def test_the_answer_is_plain_json() -> None:
    scenario = read(DOCUMENT).scenario
    answer = json.loads(json.dumps(result_json(simulate(scenario), loads=loads(scenario)), allow_nan=False))
    assert answer["processes"][0]["cases"]["mean"] == 200
    assert answer["processes"][0]["lead_percentiles"]["50"]["mean"] > 0
    assert 0 < answer["pools"][0]["utilisation"]["mean"] < 1
    assert [item["element"] for item in answer["steps"]] == ["a", "b"]
    assert answer["loads"][0]["ratio"] < 1


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        (("version",), 2, "version", "読めません"),
        (("first_day",), "4月1日", "first_day", "2026-04-01"),
        (("sead",), 1, "sead", "この項目はありません"),
        (("cases",), "多い", "cases", "整数"),
        (("cases",), 0, "", "1以上"),
        (("pools", "市民課", "people"), 0, "pools.市民課.people", "0より大きい"),
        (("pools", "市民課", "people"), [2], "pools.市民課", "1以下"),
        (("pools", "市民課", "calendar"), "夜間", "pools.市民課.calendar", "「夜間」"),
        (("pools",), {}, "processes[0]", "同じ名前の担当者の集まり"),
        (("calendars", "開庁", "weekdays", "mon"), ["8時から"], "calendars.開庁.weekdays.mon[0]", "08:30-17:15"),
        (("calendars", "開庁", "weekdays", "月"), [], "calendars.開庁.weekdays.月", "曜日"),
        (("calendars", "開庁", "days_off"), ["x"], "calendars.開庁.days_off[0]", "2026-04-01"),
        (("processes",), [], "processes", "1つ以上"),
        (("processes", 0, "name"), "転出届", "processes[0].name", "「転出届」"),
        (("processes", 0, "steps", "zzz"), {}, "processes[0].steps.zzz", "要素 zzz"),
        (("processes", 0, "steps", "b", "work"), {"kind": "beta"}, "processes[0].steps.b.work.kind", "gamma"),
        (("processes", 0, "steps", "b", "work"), {"kind": "uniform", "minimum": 3, "maximum": 1},
         "processes[0].steps.b.work", "最小"),
        (("processes", 0, "steps", "b", "work"), -1, "processes[0].steps.b.work", "0以上"),
        (("processes", 0, "steps", "b", "batch"), {}, "processes[0].steps.b.batch", "まとめ処理"),
        (("processes", 0, "arrivals"), {}, "processes[0].arrivals", "どちらか1つ"),
        (("processes", 0, "arrivals", "per_year"), 0, "processes[0].arrivals.per_year", "0より大きく"),
        (("processes", 0, "arrivals", "months"), [1, 2], "processes[0].arrivals", "12個"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(path: tuple[Any, ...], value: object, place: str, words: str) -> None:
    document = deepcopy(DOCUMENT)
    target = document
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(ScenarioError, match=words) as caught:
        read(document)
    assert caught.value.place == place
