from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.bpmn.model import Flow, FlowKind, Node, Pool, ProcessModel
from bpr.core.flow import Amount, FlowError, expected_flow
from bpr.core.values import ChangeKind, FormUse, PerformerKind
from tests.core.flow_models import F, chain, model, node, step


def minutes(flow_model: ProcessModel) -> F:
    return expected_flow(flow_model).per_case(Amount.STAFF_MINUTES)


def test_a_chain_adds_up() -> None:
    result = expected_flow(chain(step("a", "3", waiting_minutes=Decimal(60)), step("b", "4.5")))
    assert result.per_case(Amount.STAFF_MINUTES) == F("7.5")
    assert result.per_case(Amount.WAITING_MINUTES) == 60
    assert result.lead_minutes == F("67.5")
    assert result.assumptions == () == result.findings


def test_a_decision_weights_by_share_and_exactly() -> None:
    flow_model = model(
        [node("S", "start"), node("x", "xor"), node("a", values=step("a", "10")), node("b", values=step("b", "3")),
         node("E", "end")],
        ("S", "x"), ("x", "a", "0.1"), ("x", "b", "0.9"), ("a", "E"), ("b", "E"),
    )  # fmt: skip
    assert minutes(flow_model) == F("3.7")
    assert expected_flow(flow_model).lead_minutes == F("3.7")


def test_a_loop_back_is_visited_one_over_one_minus_share_times() -> None:
    flow_model = model(
        [node("S", "start"), node("a"), node("x", "xor"), node("E", "end")],
        ("S", "a"), ("a", "x"), ("x", "a", "0.3"), ("x", "E", "0.7"),
    )  # fmt: skip
    result = expected_flow(flow_model)
    assert result.visits["a"] == F(10, 7)
    assert result.lead_minutes == F(10, 7)


def test_missing_shares_are_spread_over_the_rest_and_said() -> None:
    flow_model = model(
        [node("S", "start"), node("x", "xor"), node("a"), node("b"), node("c"), node("E", "end")],
        ("S", "x"), ("x", "a", "0.5"), ("x", "b"), ("x", "c"), ("a", "E"), ("b", "E"), ("c", "E"),
    )  # fmt: skip
    result = expected_flow(flow_model)
    assert (result.visits["a"], result.visits["b"], result.visits["c"]) == (F(1, 2), F(1, 4), F(1, 4))
    assert "残り50%を均等に" in result.assumptions[0]


@pytest.mark.parametrize("shares", [("0.6", "0.6"), ("0.3", "0.3")])
def test_shares_other_than_one_name_the_decision(shares: tuple[str, str]) -> None:
    flow_model = model(
        [node("S", "start"), node("x", "xor", name="不備はあるか"), node("a"), node("b"), node("E", "end")],
        ("S", "x"), ("x", "a", shares[0]), ("x", "b", shares[1]), ("a", "E"), ("b", "E"),
    )  # fmt: skip
    with pytest.raises(FlowError, match=r"「不備はあるか」（id: x）.*合計が(120|60)%"):
        expected_flow(flow_model)


def test_thirds_in_whole_per_cent_are_scaled_and_said() -> None:
    flow_model = model(
        [node("S", "start"), node("x", "xor"), node("a"), node("b"), node("c"), node("E", "end")],
        ("S", "x"), ("x", "a", "0.33"), ("x", "b", "0.33"), ("x", "c", "0.33"), ("a", "E"), ("b", "E"), ("c", "E"),
    )  # fmt: skip
    result = expected_flow(flow_model)
    assert result.visits["E"] == 1
    assert "99%" in result.assumptions[0]


def parallel(join: str = "and", split: str = "and", shares: tuple[str | None, ...] = (None, None)) -> ProcessModel:
    ways = [("s", key) if share is None else ("s", key, share) for key, share in zip("ab", shares, strict=True)]
    return model(
        [node("S", "start"), node("s", split), node("a", values=step("a", "10")), node("b", values=step("b", "4")),
         node("j", join, name="合流"), node("c", values=step("c", "1")), node("E", "end")],
        ("S", "s"), *ways, ("a", "j"), ("b", "j"), ("j", "c"), ("c", "E"),
    )  # fmt: skip


def test_parallel_branches_all_work_and_the_longest_counts_for_the_lead_time() -> None:
    result = expected_flow(parallel())
    assert result.visits["j"] == result.visits["c"] == 1
    assert result.per_case(Amount.STAFF_MINUTES) == 15
    assert result.lead_minutes == 11


def test_inclusive_branches_join_once() -> None:
    result = expected_flow(parallel("or", "or", ("0.6", "0.8")))
    assert result.visits["j"] == 1
    assert result.per_case(Amount.STAFF_MINUTES) == 6 + F("3.2") + 1
    assert result.lead_minutes == F("0.6") * 10 + F("0.4") * F("0.8") * 4 + 1


@pytest.mark.parametrize(
    "broken", [parallel("and", "xor", ("0.5", "0.5")), parallel("and", "or", ("0.7", "0.7"))], ids=["xor", "or"]
)
def test_a_join_that_waits_for_ever_is_named(broken: ProcessModel) -> None:
    with pytest.raises(FlowError, match=r"「合流」（id: j）.*待ち続けます") as caught:
        expected_flow(broken)
    assert caught.value.element_id == "j"


def test_a_branch_that_leaves_before_its_parallel_join_is_a_deadlock() -> None:
    flow_model = model(
        [node("S", "start"), node("s", "and"), node("a"), node("x", "xor"), node("b"), node("j", "and"),
         node("E", "end"), node("F", "end")],
        ("S", "s"), ("s", "a"), ("s", "b"), ("a", "x"), ("x", "j", "0.5"), ("x", "F", "0.5"), ("b", "j"), ("j", "E"),
    )  # fmt: skip
    with pytest.raises(FlowError, match="id: j"):
        expected_flow(flow_model)


XFLOWS = (
    ("S", "x"), ("x", "p", "0.5"), ("x", "q", "0.5"), ("p", "a"), ("p", "b"), ("q", "a"), ("q", "b"),
    ("a", "j"), ("b", "j"), ("j", "E"),
)  # fmt: skip


@pytest.mark.parametrize("kind", ["and", "or"])
def test_two_alternative_splits_may_share_their_branches_and_their_join(kind: str) -> None:
    flow_model = model(
        [node("S", "start"), node("x", "xor"), node("p", kind), node("q", kind), node("a", values=step("a", "6")),
         node("b", values=step("b", "4")), node("j", kind), node("E", "end")],
        *XFLOWS,
    )  # fmt: skip
    result = expected_flow(flow_model)
    assert (result.visits["a"], result.visits["j"]) == (1, 1)
    assert result.lead_minutes == 6


def test_a_join_that_needs_itself_first_is_a_deadlock() -> None:
    flow_model = model(
        [node("S", "start"), node("j", "and"), node("a"), node("s", "and"), node("E", "end")],
        ("S", "j"), ("j", "a"), ("a", "s"), ("s", "j"), ("s", "E"),
    )  # fmt: skip
    with pytest.raises(FlowError, match="id: j"):
        expected_flow(flow_model)


def test_a_branch_of_three_that_joins_earlier_counts_once_for_the_lead_time() -> None:
    flow_model = model(
        [node("S", "start"), node("s", "and"), node("a", values=step("a", "5")), node("b", values=step("b", "3")),
         node("c", values=step("c", "7")), node("i", "and"), node("d", values=step("d", "4")), node("j", "and"),
         node("E", "end")],
        ("S", "s"), ("s", "a"), ("s", "b"), ("s", "c"), ("a", "i"), ("b", "i"), ("i", "d"), ("d", "j"), ("c", "j"),
        ("j", "E"),
    )  # fmt: skip
    result = expected_flow(flow_model)
    assert result.visits["d"] == 1
    assert result.lead_minutes == 9


def test_a_nameless_decision_is_named_by_what_comes_before() -> None:
    flow_model = model(
        [node("S", "start"), node("a", name="審査"), node("x", "xor", name=""), node("b"), node("c"), node("E", "end")],
        ("S", "a"), ("a", "x"), ("x", "b", "0.9"), ("x", "c", "0.9"), ("b", "E"), ("c", "E"),
    )  # fmt: skip
    with pytest.raises(FlowError, match="分岐「審査」の後（id: x）の割合の合計が180%"):
        expected_flow(flow_model)


@pytest.mark.parametrize("share", ["1", "0"])
def test_a_loop_without_a_way_out_is_named(share: str) -> None:
    leave = str(1 - Decimal(share)) if share == "1" else "0"
    back = "1"
    flow_model = model(
        [node("S", "start"), node("a", name="補正依頼"), node("x", "xor"), node("E", "end")],
        ("S", "a"), ("a", "x"), ("x", "a", back), ("x", "E", leave),
    )  # fmt: skip
    with pytest.raises(FlowError, match=r"終わらない繰返し.*「補正依頼」（id: a）"):
        expected_flow(flow_model)


def test_a_loop_that_multiplies_its_tokens_is_endless() -> None:
    flow_model = model(
        [node("S", "start"), node("a"), node("s", "and"), node("E", "end")],
        ("S", "a"), ("a", "s"), ("s", "a"), ("s", "E"),
    )  # fmt: skip
    with pytest.raises(FlowError, match="終わらない繰返し"):
        expected_flow(flow_model)


def test_a_step_out_of_reach_is_a_finding_and_counts_nothing() -> None:
    flow_model = model([node("S", "start"), node("a"), node("lost"), node("E", "end")], ("S", "a"), ("a", "E"))
    result = expected_flow(flow_model)
    assert result.visits["lost"] == 0
    assert result.findings == ("作業「lost」（id: lost）には、始まりから到達しません",)
    assert [item.node_id for item in result.executed_steps] == ["a"]


def test_nothing_that_starts_is_an_error() -> None:
    with pytest.raises(FlowError, match="業務の始まりがありません"):
        expected_flow(model([node("a"), node("b")], ("a", "b"), ("b", "a")))


def test_two_start_events_are_alternatives_and_said() -> None:
    flow_model = model(
        [node("S", "start"), node("T", "start"), node("a"), node("b"), node("E", "end")],
        ("S", "a"), ("T", "b"), ("a", "b"), ("b", "E"),
    )  # fmt: skip
    result = expected_flow(flow_model)
    assert (result.visits["a"], result.visits["b"]) == (F(1, 2), 1)
    assert "開始が2つ" in result.assumptions[0]


def test_a_sub_process_is_left_as_often_as_it_is_entered() -> None:
    flow_model = model(
        [node("S", "start"), node("x", "xor"), node("sub", "sub"), node("s", "start", "sub"), node("f", "and", "sub"),
         node("i", parent="sub", values=step("i", "5")), node("k", parent="sub", values=step("k", "2")),
         node("e1", "end", "sub"), node("e2", "end", "sub"), node("b"), node("E", "end")],
        ("S", "x"), ("x", "sub", "0.4"), ("x", "b", "0.6"), ("sub", "b"), ("b", "E"),
        ("s", "f"), ("f", "i"), ("f", "k"), ("i", "e1"), ("k", "e2"),
    )  # fmt: skip
    result = expected_flow(flow_model)
    assert result.visits["i"] == F("0.4")
    assert result.visits["b"] == 1
    assert result.lead_minutes == F("0.4") * 5 + 1


def test_an_interrupting_boundary_event_takes_its_share() -> None:
    flow_model = model(
        [node("S", "start"), node("a"), node("t", "boundary", attached_to="a"), node("b"), node("c"), node("E", "end")],
        ("S", "a"), ("a", "b"), ("t", "c", "0.1"), ("b", "E"), ("c", "E"),
    )  # fmt: skip
    result = expected_flow(flow_model)
    assert (result.visits["b"], result.visits["c"], result.visits["E"]) == (F("0.9"), F("0.1"), 1)


def test_control_passes_between_pools_by_message() -> None:
    resident = step("r", "9", performer_kind=PerformerKind.RESIDENT)
    nodes = [node("S", "start", "R"), node("r", parent="R", values=resident), node("throw", "end", "R"),
             node("m", "start"), node("a"), node("E", "end")]  # fmt: skip
    flows = [("S", "r", None, FlowKind.SEQUENCE), ("r", "throw", None, FlowKind.SEQUENCE),
             ("throw", "m", Decimal(1), FlowKind.MESSAGE), ("m", "a", None, FlowKind.SEQUENCE),
             ("a", "E", None, FlowKind.SEQUENCE)]  # fmt: skip
    made = [Flow(id=f"f{i}", kind=kind, source=s, target=t, share=q) for i, (s, t, q, kind) in enumerate(flows)]
    pools = (Pool(id="p1", name="住民", process="R"), Pool(id="p2", name="市", process="P"))
    result = expected_flow(
        ProcessModel(id="D", process_ids=("R", "P"), pools=pools, nodes=tuple(nodes), flows=tuple(made))
    )
    assert result.visits["a"] == 1
    assert result.per_case(Amount.RESIDENT_MINUTES) == 9
    assert result.per_case(Amount.STAFF_MINUTES) == 1
    assert result.lead_minutes == 10


def test_amounts_per_case_by_kind_of_performer() -> None:
    result = expected_flow(
        chain(
            step("r", "6", performer="住民", performer_kind=PerformerKind.RESIDENT, resident_visits=Decimal(1),
                 resident_travel_minutes=Decimal(40), resident_waiting_minutes=Decimal(15),
                 attached_documents=Decimal(2)),
            step("s", "2", forms_read=(FormUse(name="転入届"),),
                 forms_made=(FormUse(name="異動届", sheets=Decimal(2)),)),
            step("k", "0.5", performer_kind=PerformerKind.SYSTEM),
            step("o", "7", performer_kind=PerformerKind.OTHER_ORGANISATION, direct_cost_yen=Decimal(84)),
            step("gone", "99", change=ChangeKind.REMOVED),
        )
    )  # fmt: skip
    expected = {
        Amount.STAFF_MINUTES: 2, Amount.RESIDENT_MINUTES: 6, Amount.OTHER_ORGANISATION_MINUTES: 7,
        Amount.SYSTEM_MINUTES: F("0.5"), Amount.WAITING_MINUTES: 0, Amount.SHEETS_MADE: 2, Amount.SHEETS_READ: 1,
        Amount.RESIDENT_VISITS: 1, Amount.RESIDENT_TRAVEL_MINUTES: 40, Amount.RESIDENT_WAITING_MINUTES: 15,
        Amount.ATTACHED_DOCUMENTS: 2, Amount.DIRECT_COST_YEN: 84,
    }  # fmt: skip
    assert {amount: result.per_case(amount) for amount in Amount} == expected
    assert result.form_names == ("異動届", "転入届")
    assert result.minutes_by_performer()["住民", PerformerKind.RESIDENT] == 6
    assert len(result.steps) == 4


def test_a_step_without_minutes_is_a_finding() -> None:
    result = expected_flow(chain(step("a", None)))
    assert result.per_case(Amount.STAFF_MINUTES) == 0
    assert result.findings == ("作業「a」（id: a）の処理時間がないため、0分としました",)


# Block-structured processes with closed-form answers: each block knows its own work and lead time.


@dataclass
class Block:
    """A piece of a process from ``first`` to ``last``; ``work`` and ``lead`` are its closed-form expectations."""

    nodes: list[Node]
    flows: list[tuple]
    first: str
    last: str
    work: F
    lead: F


_percent = st.integers(1, 99).map(lambda n: Decimal(n) / 100)


@st.composite
def blocks(draw: st.DrawFn, depth: int = 3) -> Block:
    kind = draw(st.sampled_from(["task"] if depth == 0 else ["task", "series", "xor", "and", "or", "loop"]))
    name = f"n{draw(st.uuids()).hex[:12]}"
    if kind == "task":
        time = draw(st.integers(0, 60))
        return Block([node(name, values=step(name, str(time)))], [], name, name, F(time), F(time))
    if kind == "loop":
        inner, back = draw(blocks(depth=depth - 1)), draw(_percent)
        entry, gate = node(f"{name}i", "xor"), node(f"{name}o", "xor")
        flows = [(entry.id, inner.first), (inner.last, gate.id), (gate.id, entry.id, str(back))]
        out = node(f"{name}x", "catch")
        flows.append((gate.id, out.id, str(1 - back)))
        times = 1 / (1 - F(back))
        return Block(
            [*inner.nodes, entry, gate, out],
            inner.flows + flows,
            entry.id,
            out.id,
            inner.work * times,
            inner.lead * times,
        )
    one, two = draw(blocks(depth=depth - 1)), draw(blocks(depth=depth - 1))
    if kind == "series":
        flows = [*one.flows, *two.flows, (one.last, two.first)]
        return Block(one.nodes + two.nodes, flows, one.first, two.last, one.work + two.work, one.lead + two.lead)
    split, join = node(f"{name}s", kind), node(f"{name}j", kind)
    p, q = _branch_shares(kind, draw)
    ways = (
        [(split.id, one.first, str(p)), (split.id, two.first, str(q))]
        if kind != "and"
        else [(split.id, one.first), (split.id, two.first)]
    )
    flows = [*one.flows, *two.flows, *ways, (one.last, join.id), (two.last, join.id)]
    p, q = F(p), F(q)
    lead = p * one.lead + q * two.lead
    if kind != "xor":
        (big, pb), (small, ps) = sorted([(one.lead, p), (two.lead, q)], reverse=True)
        lead = pb * big + (1 - pb) * ps * small
    return Block([*one.nodes, *two.nodes, split, join], flows, split.id, join.id, p * one.work + q * two.work, lead)


def _branch_shares(kind: str, draw: st.DrawFn) -> tuple[Decimal, Decimal]:
    p = draw(_percent)
    if kind == "and":
        return Decimal(1), Decimal(1)
    return (p, 1 - p) if kind == "xor" else (p, min(Decimal(1), 1 - p + draw(_percent)))


@settings(max_examples=80, deadline=None)
@given(blocks())
def test_block_structured_processes_meet_their_closed_form(block: Block) -> None:
    flow_model = model(
        [node("S", "start"), *block.nodes, node("E", "end")], ("S", block.first), *block.flows, (block.last, "E")
    )
    result = expected_flow(flow_model)
    assert result.visits["E"] == 1
    assert result.per_case(Amount.STAFF_MINUTES) == block.work
    assert result.lead_minutes == block.lead
