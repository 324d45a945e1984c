"""What each kind of element means, in small models worked out by hand, and how what has no meaning is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.edit import apply_model
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import Flow, FlowKind, Node, ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.flow import FlowError, FlowResult, expected_flow
from bpr.core.flow_expand import with_instances
from bpr.core.flow_many import flow_plan
from tests.core.flow_models import D, F, model, node, step


def row(*middle: Node, flows: tuple = ()) -> ProcessModel:
    """Start → the first of ``middle`` … → end; the rest with their own ``flows``."""
    nodes = [node("S", "start"), *middle, node("E", "end")]
    return model(nodes, ("S", middle[0].id), *flows)


def seen(result: FlowResult, *keys: str) -> list[F]:
    return [result.visits[key] for key in keys]


@pytest.mark.parametrize(
    ("loop", "lead"), [("standard", F("7.5")), ("multi_sequential", F("7.5")), ("multi_parallel", F(3))]
)
def test_repetition_multiplies_work_and_lead_unless_side_by_side(loop: str, lead: F) -> None:
    process = row(node("a", loop=loop, repeat=D("2.5"), values=step("a", "3")), flows=(("a", "E"),))
    result = expected_flow(process)
    assert (result.visits["a"], result.visits["E"], result.lead_minutes) == (F("2.5"), 1, lead)
    assert result.assumptions == ()
    plan = flow_plan(process)
    assert plan.visits()[0][plan.node_ids.index("a")] == 2.5


def test_a_repetition_without_count_is_done_once_and_said() -> None:
    result = expected_flow(row(node("a", loop="standard", name="照合"), flows=(("a", "E"),)))
    assert result.visits["a"] == 1
    assert result.assumptions == ("「照合」（id: a）は繰返しの回数がないため、1回としました",)
    without = expected_flow(row(node("a", repeat=D(3)), flows=(("a", "E"),)))
    assert without.visits["a"] == 1
    assert "繰返しの印がない" in without.assumptions[0]


@pytest.mark.parametrize("repeat", ["-1", "10001", "NaN", "Infinity"])
def test_a_count_that_cannot_be_is_named(repeat: str) -> None:
    with pytest.raises(FlowError, match=r"「照合」（id: a）の繰返しの回数が.*0以上10,000以下") as caught:
        expected_flow(row(node("a", loop="standard", name="照合", repeat=D(repeat)), flows=(("a", "E"),)))
    assert caught.value.element_id == "a"


def test_more_instances_than_can_be_simulated_are_named() -> None:
    process = row(node("a", loop="multi_parallel", name="通知", repeat=D(51)), flows=(("a", "E"),))
    assert expected_flow(process).visits["a"] == 51
    with pytest.raises(FlowError, match=r"「通知」（id: a）の並行の繰返しが51回"):
        with_instances(process)


def bounded(*, stop: str | None = None, ways: tuple = (("a", "b"), ("a", "c"))) -> ProcessModel:
    events = (node("t", "boundary", attached_to="a", share=None if stop is None else D(stop)), node("late"))
    ends = (("b", "E"), ("c", "E"), ("t", "late"), ("late", "E"))
    return row(node("a"), node("b"), node("c"), *events, flows=(*ways, *ends))


def test_an_interrupting_event_is_an_alternative_of_several_ways_on() -> None:
    assert seen(expected_flow(bounded(stop="0.6")), "b", "c", "late") == [F("0.4"), F("0.4"), F("0.6")]
    assert seen(expected_flow(bounded(stop="1")), "b", "c", "late") == [0, 0, 1]
    silent = expected_flow(bounded())
    assert seen(silent, "b", "c", "late") == [1, 1, 0]
    assert silent.findings == ()  # that nothing leads to the step is not so
    assert any("「t」（id: t）は割合がないため、起きないものとしました" in text for text in silent.assumptions)


@pytest.mark.parametrize("shares", [("0.3", "0.7"), ("0.24", "0.56")])
def test_shares_beside_an_interrupting_event_are_of_the_rest_or_of_all(shares: tuple[str, str]) -> None:
    result = expected_flow(bounded(stop="0.2", ways=(("a", "b", shares[0]), ("a", "c", shares[1]))))
    assert seen(result, "b", "c", "late", "E") == [F("0.24"), F("0.56"), F("0.2"), 1]


def test_interrupting_events_of_more_than_everything_are_named() -> None:
    process = bounded(stop="0.7")
    process = replace(process, nodes=(*process.nodes, node("u", "boundary", attached_to="a", share=D("0.5"))))
    with pytest.raises(FlowError, match=r"「a」（id: a）を中断するイベントの割合の合計が120%"):
        expected_flow(process)


def test_a_branch_that_an_event_begins_besides_runs_beside_the_rest_of_the_case() -> None:
    process = row(
        node("a", values=step("a", "5")), node("b", values=step("b", "10")), node("F", "end"),
        node("t", "boundary", attached_to="a", cancel_activity=False, share=D("0.5")),
        node("tell", values=step("tell", "30")),
        flows=(("a", "b"), ("b", "E"), ("t", "tell"), ("tell", "F")),
    )  # fmt: skip
    result = expected_flow(process)
    assert (result.visits["E"], result.visits["tell"]) == (1, F("0.5"))
    assert result.lead_minutes == 5 + F("0.5") * 30 + F("0.5") * 10


def test_an_event_sub_process_of_a_whole_process_runs_in_its_share() -> None:
    event = [node("v", "sub", triggered_by_event=True, name="取下げ"), node("vs", "start", "v", share=D("0.1")),
             node("w", parent="v", values=step("w", "7")), node("ve", "end", "v")]  # fmt: skip
    process = row(node("a", values=step("a", "20")), *event, flows=(("a", "E"), ("vs", "w"), ("w", "ve")))
    result = expected_flow(process)
    assert (result.visits["a"], result.visits["w"], result.lead_minutes) == (1, F("0.1"), 20)
    assert result.assumptions == ("「取下げ」（id: v）が起きたときも、それまでの作業はすべて数えました",)
    silent = replace(process, nodes=tuple(replace(each, share=None) for each in process.nodes))
    assert (expected_flow(silent).visits["w"], expected_flow(silent).findings) == (0, ())
    assert "「取下げ」（id: v）は起きる割合がない" in expected_flow(silent).assumptions[0]


def test_compensation_leads_to_its_handler() -> None:
    handler = node("undo", is_for_compensation=True)
    event = node("t", "boundary", attached_to="a", share=D("0.2"), event_definitions=("compensateEventDefinition",))
    process = row(node("a"), event, handler, flows=(("a", "E"),))
    tie = Flow(id="tie", kind=FlowKind.ASSOCIATION, source="t", target="undo", parent="P")
    result = expected_flow(replace(process, flows=(*process.flows, tie)))
    assert seen(result, "a", "undo", "E") == [1, F("0.2"), 1]
    assert result.findings == ()


def gateway(kind: str, shares: tuple[str | None, str | None], join: str = "xor", **more: object) -> ProcessModel:
    ways = [("x", key) if share is None else ("x", key, share) for key, share in zip("ab", shares, strict=True)]
    return row(
        node("x", kind, **more), node("a", values=step("a", "4")), node("b", values=step("b", "6")), node("j", join),
        flows=(*ways, ("a", "j"), ("b", "j"), ("j", "E")),
    )  # fmt: skip


def test_a_complex_gateway_is_read_by_its_shares_and_waits_for_what_was_sent() -> None:
    one = expected_flow(gateway("complex", ("0.3", "0.7"), "complex"))
    assert (one.visits["E"], one.lead_minutes) == (1, F("5.4"))
    several = expected_flow(gateway("complex", ("0.5", "0.8"), "complex"))
    assert (several.visits["a"], several.visits["j"]) == (F("0.5"), 1)
    assert any("1つ以上の枝へ進む分岐と読みました" in text for text in several.assumptions)
    assert any("そろってから進む合流と読みました" in text for text in several.assumptions)


def test_an_event_based_gateway_takes_one_way_or_as_parallel_type_all() -> None:
    assert seen(expected_flow(gateway("event", ("0.3", None))), "a", "b") == [F("0.3"), F("0.7")]
    parallel = expected_flow(gateway("event", (None, None), "and", event_gateway_type="Parallel"))
    assert (parallel.visits["a"], parallel.visits["E"], parallel.lead_minutes) == (1, 1, 6)


def test_a_gateway_that_instantiates_begins_beside_a_start_event() -> None:
    nodes = [node("S", "start", share=D("0.25")), node("x", "event", instantiates=True), node("c", "catch"),
             node("d", "catch"), node("a"), node("E", "end")]  # fmt: skip
    process = model(nodes, ("S", "a"), ("x", "c", "0.5"), ("x", "d", "0.5"), ("c", "a"), ("d", "a"), ("a", "E"))
    assert seen(expected_flow(process), "S", "x", "c", "a") == [F("0.25"), F("0.75"), F("0.375"), 1]


def test_links_ad_hoc_content_and_ends_that_end_everything() -> None:
    link = {"event_definitions": ("linkEventDefinition",), "name": "A"}
    process = row(
        node("h", "adhoc", name="調査"), node("p", parent="h"), node("q", parent="h"), node("x", "and"),
        node("t", "throw", **link), node("c", "catch", **link), node("b"),
        node("Z", "end", event_definitions=("terminateEventDefinition",)),
        flows=(("h", "x"), ("x", "t"), ("x", "b"), ("c", "E"), ("b", "Z")),
    )  # fmt: skip
    result = expected_flow(process)
    assert seen(result, "p", "q", "c", "E", "b") == [1, 1, 1, 1, 1]
    assert any("「調査」（id: h）の中の作業は、それぞれ1回ずつ" in text for text in result.assumptions)
    assert any("並行するほかの枝は最後まで" in text for text in result.assumptions)
    cut = replace(process, nodes=tuple(each for each in process.nodes if each.id != "c"))
    cut = replace(cut, flows=tuple(flow for flow in cut.flows if flow.source != "c"))
    assert any("リンク「A」（id: t）の行き先がありません" in text for text in expected_flow(cut).findings)


def called(*calls: Node, content: tuple[Node, ...] = (), flows: tuple = ()) -> ProcessModel:
    inner = (node("qs", "start", "Q"), node("i", parent="Q", values=step("i", "5")), *content)
    ways = tuple((one.id, other.id) for one, other in pairwise(calls))
    process = row(*calls, *inner, flows=(*ways, (calls[-1].id, "E"), ("qs", "i"), *flows))
    return replace(process, process_ids=("P", "Q"))


def test_a_called_process_counts_where_it_is_called_and_not_by_itself() -> None:
    result = expected_flow(called(*(node(key, "call", called_element="Q") for key in ("c", "d"))))
    assert (result.visits["i"], result.visits["E"], result.lead_minutes) == (2, 1, 10)
    away = expected_flow(called(node("c", "call", called_element="elsewhere", name="他課の業務")))
    assert any("「他課の業務」（id: c）の呼び出し先がこの図になく" in text for text in away.assumptions)
    circle = called(
        node("c", "call", called_element="Q"), content=(node("again", "call", "Q", called_element="Q", name="再審査"),)
    )
    with pytest.raises(FlowError, match=r"「再審査」（id: again）をたどると、同じ呼び出しに戻ります"):
        expected_flow(circle)


# the file


def test_counts_and_shares_of_events_are_kept_in_the_file() -> None:
    process = bounded(stop="0.2")
    process = replace(process, nodes=tuple(_repeated(each) for each in process.nodes))
    document = BpmnDocument.parse(write_bpmn(process))
    read = read_model(document)
    assert (read.node_by_id["a"].repeat, read.node_by_id["t"].share, read.node_by_id["b"].repeat) == (
        D("2.5"),
        D("0.2"),
        None,
    )
    other = replace(
        read,
        nodes=tuple(replace(each, repeat=None, share=D("0.4")) if each.id in "at" else each for each in read.nodes),
    )
    other = replace(other, nodes=tuple(replace(each, share=None) if each.id == "a" else each for each in other.nodes))
    assert apply_model(document, other)
    again = read_model(document)
    assert (again.node_by_id["a"].repeat, again.node_by_id["a"].loop, again.node_by_id["t"].share) == (
        None,
        "standard",
        D("0.4"),
    )


def _repeated(each: Node) -> Node:
    return replace(each, loop="standard", repeat=Decimal("2.5")) if each.id == "a" else each


@pytest.mark.parametrize("text", ["-1", "たくさん", ""])
def test_a_count_that_cannot_be_read_names_its_element(text: str) -> None:
    process = row(replace(node("a"), loop="standard", repeat=D("2.5")), flows=(("a", "E"),))
    damaged = write_bpmn(process).replace(b'"2.5"', f'"{text}"'.encode())
    with pytest.raises(BpmnError, match="bpr:repeat の value") as caught:
        read_model(BpmnDocument.parse(damaged))
    assert caught.value.element == "a"


def test_the_cardinality_of_the_standard_is_read_as_a_count() -> None:
    process = row(replace(node("a"), loop="multi_sequential"), flows=(("a", "E"),))
    cardinality = b"<bpmn:loopCardinality>4</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    written = write_bpmn(process).replace(
        b'<bpmn:multiInstanceLoopCharacteristics isSequential="true"/>',
        b'<bpmn:multiInstanceLoopCharacteristics isSequential="true">' + cardinality,
    )
    assert read_model(BpmnDocument.parse(written)).node_by_id["a"].repeat == 4


def test_a_cancelled_transaction_asks_for_the_share_of_its_event() -> None:
    cancel = ("cancelEventDefinition",)
    process = row(
        node("T", "transaction"), node("s", "start", "T"), node("x", "xor", "T"), node("ok", "end", "T"),
        node("no", "end", "T", name="取消し", event_definitions=cancel), node("late"),
        node("t", "boundary", attached_to="T", event_definitions=cancel),
        flows=(("s", "x"), ("x", "no", "0.1"), ("x", "ok", "0.9"), ("T", "E"), ("t", "late"), ("late", "E")),
    )  # fmt: skip
    assert any("中の終了「取消し」（id: no）から起きるので" in text for text in expected_flow(process).assumptions)
    said = replace(process, nodes=tuple(replace(n, share=D("0.1")) if n.id == "t" else n for n in process.nodes))
    assert seen(expected_flow(said), "late", "E") == [F("0.1"), 1]
