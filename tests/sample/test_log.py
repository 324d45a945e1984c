"""The sample's process log gives back, within what its cases can say, the process that it was made of."""

from __future__ import annotations

import math
from decimal import Decimal

from bpr.core.logs import LogColumns, OpeningHours, measure, read_csv
from bpr.core.staffing import DEFAULT_HOURS
from bpr.core.steps import rows_to_model
from bpr.core.values import ThreePoint
from bpr.sample import load_hearings, load_log, load_use_cases, log_file
from hearings.sheet import SheetContext, parse_sheet

MAX_BYTES = 60_000


def pert_mean(point: ThreePoint) -> float:
    low, high = point.minimum, point.maximum
    return float(point.likely if low is None or high is None else (low + 4 * point.likely + high) / 6)


def test_the_log_measures_what_the_hearing_says() -> None:
    content = load_log()
    key = content["organisation"], content["use_case"]
    said = next(item for item in load_hearings() if (item["organisation"], item["use_case"]) == key)
    use_case = next(item for item in load_use_cases()["use_cases"] if item["code"] == content["use_case"])
    context = SheetContext(common_steps=[dict(step) for step in use_case["common_steps"]])
    model = rows_to_model(list(parse_sheet(said["sheet"], context).rows), name="")
    log = read_csv(log_file(), LogColumns.from_json(content["columns"]))
    assert "例示" in content["name"]
    assert "模擬実行" in content["name"]
    assert log_file().stat().st_size <= MAX_BYTES
    mapping = {activity: model.step_by_key[step].id for activity, step in content["mapping"].items()}
    assert set(mapping) == set(log.activity_names)

    hours = OpeningHours(name=DEFAULT_HOURS.name, weekdays=DEFAULT_HOURS.weekdays)
    found = measure(log, model, mapping, hours=hours)
    assert (found.fit, found.cases, found.cut_cases) == (1.0, 110, 4)
    assert found.volume.cases_per_year == 110
    for step in filter(lambda step: step.minutes, found.steps):
        point = model.node_by_id[step.node_id].values
        assert step.minutes is not None
        assert point is not None
        assert point.handling_minutes is not None
        deviation = (step.minutes.p90 - step.minutes.p10) / 2.56
        error = 3.5 * deviation / math.sqrt(step.minutes.count) + 0.02
        assert abs(step.minutes.mean - pert_mean(point.handling_minutes)) < error, step.name
    shares = {flow.id: flow.share for flow in model.flows}
    for way in found.ways:
        truth = shares[way.flow_id] or Decimal(0)
        deviation = math.sqrt(float(truth * (1 - truth)) / way.of)
        assert abs(way.taken / way.of - float(truth)) < 3 * deviation, way.name
