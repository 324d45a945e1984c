"""Many organisations at once: the same as one by one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings

from bpr.core.flow import FlowError, expected_flow
from bpr.core.flow_many import flow_plan
from bpr.core.steps import rows_to_model
from tests.core.flow_models import model, node
from tests.core.processes import processes, table_of


@given(processes())
@settings(max_examples=60, deadline=None)
def test_visits_are_those_of_the_exact_calculation(process: object) -> None:
    drawn = rows_to_model(table_of(process), name="x", organisation="A市")  # type: ignore[arg-type]
    try:
        exact = expected_flow(drawn).visits
    except FlowError:
        assume(False)
    plan = flow_plan(drawn)
    found = dict(zip(plan.node_ids, plan.visits()[0], strict=True))
    for node_id, visits in exact.items():
        assert found.get(node_id, 0) == pytest.approx(float(visits), abs=1e-9)


def rework(share: str):  # type: ignore[no-untyped-def]
    return model(
        [node("S", "start"), node("a"), node("x", "xor"), node("fix"), node("E", "end")],
        ("S", "a"), ("a", "x"), ("x", "fix", share), ("x", "E", str(1 - Decimal(share))), ("fix", "a"),
    )  # fmt: skip


def test_each_organisation_has_its_own_shares() -> None:
    plan = flow_plan(rework("0.2"))
    back, on = plan.column("x", "fix"), plan.column("x", "E")
    shares = np.repeat(plan.shares[None, :], 1741, axis=0)
    shares[:, back] = np.linspace(0, 0.9, 1741)
    shares[:, on] = 1 - shares[:, back]
    visits = plan.visits(shares)[:, plan.node_ids.index("a")]
    assert visits == pytest.approx(1 / shares[:, on])
    one = 700
    there = rework(str(round(Decimal(shares[one, back]), 12)))
    assert visits[one] == pytest.approx(float(expected_flow(there).visits["a"]))


def test_a_loop_that_one_organisation_never_leaves_is_named() -> None:
    plan = flow_plan(rework("0.2"))
    shares = np.repeat(plan.shares[None, :], 3, axis=0)
    shares[1, plan.column("x", "fix")] = 1.0
    shares[1, plan.column("x", "E")] = 0.0
    with pytest.raises(FlowError, match="終わらない繰返し"):
        plan.visits(shares)


def test_what_the_exact_calculation_refuses_is_refused() -> None:
    broken = rework("0.2")
    flows = tuple(replace(flow, share=Decimal("0.9")) if flow.share else flow for flow in broken.flows)
    with pytest.raises(FlowError):
        flow_plan(replace(broken, flows=flows))
