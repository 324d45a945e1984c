"""Every kind of BPMN that carries flow: closed form, many organisations at once and simulation say the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bpr.core.bpmn.model import ProcessModel
from bpr.core.flow import Amount, expected_flow
from bpr.core.flow_many import flow_plan
from bpr.core.simulation import Estimate, Pool, SimulationResult, StepWork, fixed, simulate
from tests.core.flow_blocks import Block, blocks, process_of
from tests.core.simulation.scenarios import given as given_scenario

_often = settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@_often
@given(blocks())
def test_work_lead_and_visits_meet_the_closed_form(block: Block) -> None:
    process = process_of(block)
    result = expected_flow(process)
    assert result.visits["E"] == 1
    assert result.per_case(Amount.STAFF_MINUTES) == block.work
    assert result.lead_minutes == block.lead
    plan = flow_plan(process)
    many = dict(zip(plan.node_ids, plan.visits()[0], strict=True))
    assert [many.get(key, 0.0) for key in result.visits] == pytest.approx([float(v) for v in result.visits.values()])


def simulated(process: ProcessModel, *, cases: int = 400) -> SimulationResult:
    """Everybody is there for every step at once, so that nothing waits."""
    steps = {
        item.id: StepWork(work=fixed(float(item.values.handling_minutes.likely)), pool="誰でも")
        for item in process.steps()
        if item.values and item.values.handling_minutes
    }
    pool = Pool(name="誰でも", yen_per_hour=60)
    return simulate(given_scenario(process, steps, (pool,), interval=fixed(1000), cases=cases, replications=30))


def covers(found: Estimate, truth: float) -> bool:
    """In the 95 % interval over the replications, with room for many comparisons and for what hardly ever happens."""
    reach = 2.3 * ((found.high or 0) - found.mean)
    return abs(found.mean - truth) <= reach + 1e-3 * (1 + truth)


@settings(_often, max_examples=15, phases=[Phase.generate])
@given(blocks())
def test_the_simulation_carries_out_every_step_as_often(block: Block) -> None:
    process = process_of(block)
    expected, found = expected_flow(process).visits, simulated(process)
    assert covers(found.whole.cost_yen, float(block.work))
    for item in found.steps:
        truth = float(expected[item.element_id])
        assert covers(item.visits, truth), (item.element_id, item.visits, truth)


@settings(_often, max_examples=15, phases=[Phase.generate])
@given(blocks(kinds=("task", "series", "decision", "loop", "repeat", "sub", "call")))
def test_the_simulated_lead_time_is_the_expected_one_where_nothing_runs_side_by_side(block: Block) -> None:
    """Where branches run side by side the expected one is the longest expectation, which may be less."""
    process = process_of(block)
    several = any(each.loop == "multi_parallel" and each.tag == "subProcess" for each in process.nodes)
    found = simulated(process).whole.lead_minutes
    assert covers(found, float(block.lead)) or (several and found.mean > block.lead)
