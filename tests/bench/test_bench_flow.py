"""Expected values of a process of 100 steps for 1,741 organisations at once, each with shares and minutes of its own.

    .venv/bin/python -m pytest tests/bench/test_bench_flow.py --bench --benchmark-columns=median,rounds

Target of the issue: under 1 s. The floor is the product of the same visits and minutes, with the visits known. Times
are read, never asserted: what is asserted is that the work was done.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bpr.core.bpmn.model import Flow, Node, ProcessModel
from bpr.core.flow_many import FlowPlan, flow_plan
from tests.core.flow_models import model, node

STEPS, ORGANISATIONS, EVERY = 100, 1741, 5
Floats = NDArray[np.float64]


def long_process() -> ProcessModel:
    """100 steps in a row; after every fifth one case in ten goes back to it."""
    nodes: list[Node] = [node("S", "start")]
    flows: list[tuple[str, ...]] = []
    before = "S"
    for number in range(STEPS):
        step = f"a{number}"
        nodes.append(node(step))
        flows.append((before, step))
        before = step
        if number % EVERY == EVERY - 1:
            nodes.append(node(f"x{number}", "xor"))
            flows += [(step, f"x{number}"), (f"x{number}", step, "0.1")]
            before = f"x{number}"
    made = model([*nodes, node("E", "end")], *flows, (before, "E"))  # type: ignore[arg-type]
    return _with_rest(made)


def _with_rest(made: ProcessModel) -> ProcessModel:
    def share(flow: Flow) -> Flow:
        is_on = flow.source.startswith("x") and flow.share is None
        return replace(flow, share=Decimal("0.9")) if is_on else flow

    return replace(made, flows=tuple(share(flow) for flow in made.flows))


def of_all(plan: FlowPlan, shares: Floats, minutes: Floats) -> Floats:
    return np.asarray((plan.visits(shares) * minutes).sum(axis=1))


@pytest.fixture(scope="module")
def inputs() -> tuple[FlowPlan, Floats, Floats]:
    plan = flow_plan(long_process())
    generator = np.random.default_rng(1)
    shares = np.repeat(plan.shares[None, :], ORGANISATIONS, axis=0)
    for number in range(EVERY - 1, STEPS, EVERY):
        back = generator.uniform(0, 0.4, ORGANISATIONS)
        shares[:, plan.column(f"x{number}", f"a{number}")] = back
        after = next(target for source, target in plan.edges if source == f"x{number}" and target != f"a{number}")
        shares[:, plan.column(f"x{number}", after)] = 1 - back
    minutes = generator.uniform(1, 20, (ORGANISATIONS, len(plan.node_ids)))
    minutes[:, [at for at, name in enumerate(plan.node_ids) if not name.startswith("a")]] = 0
    return plan, shares, minutes


@pytest.mark.benchmark(group="expected minutes of 100 steps for 1,741 organisations")
def test_floor_numpy_product(benchmark: Any, inputs: tuple[FlowPlan, Floats, Floats]) -> None:
    plan, shares, minutes = inputs
    visits = plan.visits(shares)
    assert benchmark(lambda: (visits * minutes).sum(axis=1)).shape == (ORGANISATIONS,)


@pytest.mark.benchmark(group="expected minutes of 100 steps for 1,741 organisations")
def test_shares_of_their_own(benchmark: Any, inputs: tuple[FlowPlan, Floats, Floats]) -> None:
    found = benchmark(of_all, *inputs)
    assert found.shape == (ORGANISATIONS,)
    assert (found > 0).all()


@pytest.mark.benchmark(group="expected minutes of 100 steps for 1,741 organisations")
def test_reading_the_structure(benchmark: Any) -> None:
    assert len(benchmark(flow_plan, long_process()).node_ids) > STEPS
