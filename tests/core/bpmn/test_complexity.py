"""Complexity measures against simple counts of our own."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.bpmn.complexity import Complexity, is_available, measured
from bpr.core.bpmn.model import Flow, FlowKind, Node, ProcessModel
from bpr.core.steps import rows_to_model
from tests.core.step_tables import MOVING_IN, PARALLEL_OVER_POOLS

pytestmark = pytest.mark.skipif(not is_available(), reason="the extra `complexity` is not installed")


def _model(tags: list[str], ends: list[tuple[int, int]]) -> ProcessModel:
    nodes = tuple(Node(id=f"n{at}", tag=tag) for at, tag in enumerate(tags))
    flows = tuple(
        Flow(id=f"f{at}", kind=FlowKind.SEQUENCE, source=f"n{a}", target=f"n{b}") for at, (a, b) in enumerate(ends)
    )
    return ProcessModel(id="m", nodes=nodes, flows=flows)


_TAGS = ["task", "userTask", "subProcess", "callActivity", "startEvent", "endEvent", "boundaryEvent",
         "exclusiveGateway", "parallelGateway", "inclusiveGateway"]  # fmt: skip


@st.composite
def graphs(draw: st.DrawFn) -> ProcessModel:
    tags = draw(st.lists(st.sampled_from(_TAGS), min_size=1, max_size=12))
    places = st.integers(0, len(tags) - 1)
    return _model(tags, draw(st.lists(st.tuples(places, places), max_size=14)))


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_the_measures_are_what_one_counts(model: ProcessModel) -> None:
    found = measured(model)
    gateways = [node for node in model.nodes if node.is_gateway]
    ends = {(flow.source, flow.target) for flow in model.flows}

    assert found.activities == sum(node.is_activity for node in model.nodes)
    assert found.activities_joins_splits == found.activities + len(gateways)
    assert found.activities_and_control == len(model.nodes)
    assert found.gateway_kinds == len({node.tag for node in gateways})
    assert found.flows_per_node == pytest.approx(len(ends) / len(model.nodes))
    if gateways:
        degree = sum((a == node.id) + (b == node.id) for node in gateways for a, b in ends)
        assert found.gateway_degree == pytest.approx(degree / len(gateways))
    else:
        assert found.gateway_degree is None


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 25))
def test_the_longest_path_of_a_chain_is_the_chain(size: int) -> None:
    tags = ["startEvent", *["task"] * size, "endEvent"]
    found = measured(_model(tags, [(at, at + 1) for at in range(size + 1)]))

    assert (found.longest_path, found.longest_path_activities) == (size + 2, size)
    assert found.flows_per_node == pytest.approx((size + 1) / (size + 2))


def test_processes_of_rows_with_loops_and_pools_are_measured() -> None:
    moving_in = measured(rows_to_model(MOVING_IN, name=""))
    over_pools = measured(rows_to_model(PARALLEL_OVER_POOLS, name=""))

    assert moving_in.activities == 4
    assert moving_in.longest_path_activities is not None
    assert moving_in.longest_path_activities >= 3
    assert over_pools.activities == 4
    assert over_pools.gateway_kinds >= 1


def test_too_many_ways_are_not_tried() -> None:
    """Twenty decisions one after the other have a million ways; bpmn-python would try each."""
    tags = ["startEvent", *["exclusiveGateway", "task", "task"] * 20, "endEvent"]
    ends = [(0, 1)]
    for at in range(1, 61, 3):
        ends += [(at, at + 1), (at, at + 2), (at + 1, at + 3), (at + 2, at + 3)]
    started = time.perf_counter()
    found = measured(_model(tags, ends))

    assert (found.longest_path, found.longest_path_activities) == (None, None)
    assert found.activities == 40
    assert time.perf_counter() - started < 5


def test_an_empty_process_has_no_ratios() -> None:
    assert measured(ProcessModel(id="m")) == Complexity(
        activities=0, activities_and_control=0, activities_joins_splits=0, flows_per_node=None, gateway_kinds=0,
        gateway_degree=None, longest_path=0, longest_path_activities=0,
    )  # fmt: skip
