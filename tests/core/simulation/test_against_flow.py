"""Simulated means meet the expected values of the same process: visits of every step, minutes, parallel lead times."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from bpr.core.bpmn.model import ProcessModel
from bpr.core.flow import FlowError, expected_flow
from bpr.core.simulation import Arrivals, CaseClass, Pool, Scenario, StepWork, fixed, replicate
from bpr.core.steps import rows_to_model
from tests.core.flow_models import model, node, step
from tests.core.processes import processes, table_of
from tests.core.simulation.scenarios import MONDAY

CASES = 3000


def visits_of(process: ProcessModel, cases: int = CASES) -> dict[str, float]:
    """Mean executions per case of every step."""
    steps = {item.id: StepWork(work=fixed(1), pool="誰でも") for item in process.steps()}
    scenario = Scenario(
        name="x", classes=(CaseClass(name="k", model=process, arrivals=Arrivals(interval=fixed(1)), steps=steps),),
        pools=(Pool(name="誰でも"),), first_day=MONDAY, cases=cases,
    )  # fmt: skip
    run = replicate(scenario)
    names = [node_id for _, node_id in run.compiled.nodes]
    return {name: run.node_count[at] / cases for at, name in enumerate(names) if name in steps}


@given(processes())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_step_is_carried_out_as_often_as_expected(process: object) -> None:
    drawn = rows_to_model(table_of(process), name="x", organisation="A市")  # type: ignore[arg-type]
    try:
        expected = expected_flow(drawn).visits
    except FlowError:
        assume(False)
    for key, simulated in visits_of(drawn).items():
        # a loop may run often: its spread is not more than that of a geometric count of the same mean
        mean = float(expected[key])
        spread = (mean * (1 + mean) / CASES) ** 0.5
        assert abs(simulated - mean) <= 6 * spread + 0.004, key


def test_an_inclusive_split_takes_each_way_with_its_share_and_at_least_one() -> None:
    process = model(
        [node("S", "start"), node("x", "or"), node("a"), node("b"), node("c"), node("j", "or"), node("d"),
         node("E", "end")],
        ("S", "x"), ("x", "a", "0.7"), ("x", "b", "0.6"), ("x", "c", "0.2"), ("a", "j"), ("b", "j"), ("c", "j"),
        ("j", "d"), ("d", "E"),
    )  # fmt: skip
    found = visits_of(process, 20_000)
    assert found == pytest.approx({"a": 0.7, "b": 0.6, "c": 0.2, "d": 1.0}, abs=0.02)
    assert found["d"] == 1


def test_an_interrupting_boundary_event_takes_its_part_and_another_comes_besides() -> None:
    process = model(
        [node("S", "start"), node("a"), node("b1", "boundary", attached_to="a"), node("late"),
         node("b2", "boundary", attached_to="a", cancel_activity=False), node("told"), node("on"), node("E", "end"),
         node("E2", "end"), node("E3", "end")],
        ("S", "a"), ("a", "on"), ("on", "E"), ("b1", "late", "0.2"), ("late", "E2"), ("b2", "told", "0.3"),
        ("told", "E3"),
    )  # fmt: skip
    assert visits_of(process, 20_000) == pytest.approx({"a": 1, "on": 0.8, "late": 0.2, "told": 0.3}, abs=0.02)


def test_a_sub_process_is_left_once_all_of_it_is_done() -> None:
    process = model(
        [node("S", "start"), node("sub", "sub"), node("s", "start", "sub"), node("x", "and", "sub"),
         node("a", parent="sub", values=step("a", "4")), node("b", parent="sub", values=step("b", "9")),
         node("e1", "end", "sub"), node("e2", "end", "sub"), node("c"), node("E", "end")],
        ("S", "sub"), ("s", "x"), ("x", "a"), ("x", "b"), ("a", "e1"), ("b", "e2"), ("sub", "c"), ("c", "E"),
    )  # fmt: skip
    steps = {key: StepWork(work=fixed(minutes), pool="誰でも") for key, minutes in (("a", 4), ("b", 9), ("c", 1))}
    scenario = Scenario(
        name="x", classes=(CaseClass(name="k", model=process, arrivals=Arrivals(interval=fixed(100)), steps=steps),),
        pools=(Pool(name="誰でも"),), first_day=MONDAY, cases=3,
    )  # fmt: skip
    assert replicate(scenario).lead.tolist() == [10, 10, 10]
    assert expected_flow(process).visits["c"] == 1
