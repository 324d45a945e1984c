"""Sequences on the net of a process: what it allows fits, what it does not is named, what is unclear is not guessed."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.bpmn.model import ProcessModel
from bpr.core.logs.net import net_of
from bpr.core.logs.replay import Replayed, Replayer
from bpr.core.steps import NextKind, rows_to_model
from tests.core.flow_models import model, node
from tests.core.processes import Blocks, Loop, Split, Step, processes, table_of
from tests.core.simulation.loan import loan_model


def replayed(made: ProcessModel, text: str, *, unseen: str = "") -> Replayed:
    labelled = {item.id for item in made.nodes if item.is_activity} - set(unseen.split())
    return Replayer(net_of(made, labelled)).replay(text.split())


def shares(found: Replayed) -> dict[str, int]:
    return {way: count for (_decision, way), count in found.taken.items()}


def decision(*between: str) -> ProcessModel:
    """a, a decision between the steps named, z."""
    ways = [flow for step in between for flow in (("x", step, "0.5"), (step, "j"))]
    return model(
        [node("S", "start"), node("E", "end"), node("x", "xor"), node("j", "xor"), *map(node, ("a", *between, "z"))],
        ("S", "a"), ("a", "x"), *ways, ("x", "j", "0.1"), ("j", "z"), ("z", "E"),
    )  # fmt: skip


def parallel(kind: str = "and") -> ProcessModel:
    return model(
        [node("S", "start"), node("E", "end"), node("g", kind), node("j", kind), *map(node, "abcz")],
        ("S", "a"), ("a", "g"), ("g", "b", "1"), ("g", "c", "1"), ("b", "j"), ("c", "j"), ("j", "z"), ("z", "E"),
    )  # fmt: skip


def test_ways_of_a_decision_are_told_by_what_comes_next() -> None:
    made = decision("b", "c")
    ways = {flow.target: flow.id for flow in made.outgoing["x"]}
    for middle, target in (("b", "b"), ("c", "c"), ("", "j")):
        found = replayed(made, f"a {middle} z")
        assert found.fits
        assert shares(found) == {ways[target]: 1}


def test_what_the_log_cannot_tell_apart_is_not_guessed() -> None:
    found = replayed(decision("b", "c"), "a z", unseen="c")  # through c, which the log never has, or past it?
    assert found.fits
    assert not found.taken
    assert found.undecided == Counter({"x": 1})
    assert shares(replayed(decision("b", "c"), "a b z", unseen="c")) == {"f2": 1}


def test_parallel_branches_come_in_any_order_and_wait_for_each_other() -> None:
    for order in ("a b c z", "a c b z"):
        found = replayed(parallel(), order)
        assert found.fits
        assert found.before == [(), (0,), (0,), (1, 2)]
    assert replayed(parallel(), "a b z").misfits == [2]
    assert replayed(parallel(), "a b c").misfits == [3]
    assert replayed(parallel(), "z a b c z").misfits == [0]


def test_inclusive_branches_join_those_that_were_taken() -> None:
    made = parallel("or")
    for order, taken in (("a b z", {"f2": 1}), ("a c z", {"f3": 1}), ("a c b z", {"f2": 1, "f3": 1})):
        found = replayed(made, order)
        assert found.fits
        assert shares(found) == taken
        assert found.passed == Counter({"g": 1})
    assert replayed(made, "a z").misfits == [1]


def test_a_complex_gateway_is_read_as_the_expected_values_read_it() -> None:
    both = parallel("complex")  # shares of 100 % and 100 %: at least one of the ways
    for order in ("a b z", "a c b z"):
        assert replayed(both, order).fits
    one = model(
        [node("S", "start"), node("g", "complex"), *map(node, "abc")],
        ("S", "a"), ("a", "g"), ("g", "b", "0.5"), ("g", "c", "0.5"),
    )  # fmt: skip
    assert replayed(one, "a b").fits
    assert not replayed(one, "a b c").fits


def test_loops_markers_sub_processes_and_boundary_events() -> None:
    looped = model(
        [node("S", "start"), node("E", "end"), node("x", "xor"), node("a"), node("b", loop="standard")],
        ("S", "a"), ("a", "x"), ("x", "a", "0.3"), ("x", "b"), ("b", "E"),
    )  # fmt: skip
    found = replayed(looped, "a a a b b")
    assert found.fits
    assert shares(found) == {"f2": 2, "f3": 1}
    inside = [node("si", "start", "sub"), node("i", parent="sub"), node("k", parent="sub")]
    edge = node("late", "boundary", attached_to="sub")
    held = model(
        [node("S", "start"), node("E", "end"), node("sub", "sub"), edge, *inside, node("z"), node("call")],
        ("S", "sub"), ("si", "i"), ("i", "k"), ("sub", "z"), ("late", "call"), ("call", "z"), ("z", "E"),
    )  # fmt: skip
    assert replayed(held, "i k z").fits
    assert replayed(held, "i call z").fits
    assert replayed(held, "i z").misfits == [1]
    timed = model(
        [node("S", "start"), node("E", "end"), node("out", "boundary", attached_to="a"), *map(node, "abc")],
        ("S", "a"), ("a", "b"), ("b", "E"), ("out", "c", "0.2"), ("c", "E"),
    )  # fmt: skip
    assert shares(replayed(timed, "a c")) == {"out": 1}
    assert shares(replayed(timed, "a b")) == {"f1": 1}


@pytest.mark.parametrize(
    ("order", "misfits"),
    [
        ("受付 書類確認 所得照会 物件評価 返済査定 審査票作成 否決通知", []),
        ("受付 所得照会 物件評価 返済査定 審査票作成 否決通知", [1]),  # a step is missing
        ("受付 書類確認 物件評価 返済査定 審査票作成 否決通知", [3]),  # a branch is missing
        ("受付 書類確認 決裁 物件評価 所得照会 返済査定 審査票作成 否決通知", [2]),  # a step too many
        ("書類確認 所得照会 物件評価 返済査定 審査票作成 否決通知", [0]),
        ("受付 書類確認 所得照会", [3]),
    ],
)
def test_what_does_not_fit_is_named_once(order: str, misfits: list[int]) -> None:
    assert replayed(loan_model(), order).misfits == misfits


# every case that a random process can play fits it, and says how its decisions went


def sequence(blocks: Blocks, before: int, random: Random) -> tuple[list[str], bool]:
    """Keys of the rows of one case in an order that it may have; False where it ends on the way."""
    rows: list[str] = []
    before += sum(map(size, blocks))
    for block in blocks:
        before -= size(block)
        own, goes_on = of_block(block, before, random)
        rows += own
        if not goes_on:
            return rows, False
    return rows, True


def size(block: object) -> int:
    if isinstance(block, Loop):
        return sum(map(size, block.body)) + 1 + sum(map(size, block.rework))
    return 1 + (sum(size(inner) for _, blocks in block.branches for inner in blocks) if isinstance(block, Split) else 0)


def of_block(block: object, before: int, random: Random) -> tuple[list[str], bool]:
    if isinstance(block, Step):
        return [f"s{before + 1}"], True
    if isinstance(block, Loop):
        return of_loop(block, before, random)
    assert isinstance(block, Split)
    starts, at = [], before
    for _share, blocks in block.branches:
        starts.append(at)
        at += sum(map(size, blocks))
    chosen = range(len(starts)) if block.kind is NextKind.PARALLEL else [random.randrange(len(starts))]
    if block.kind is NextKind.INCLUSIVE:
        chosen = random.sample(range(len(starts)), random.randint(1, len(starts)))
    parts = [sequence(block.branches[way][1], starts[way], random) for way in chosen]
    goes_on = all(on and not block.ends[way] for way, (_rows, on) in zip(chosen, parts, strict=True))
    return [f"s{before + size(block)}", *mixed([rows for rows, _on in parts], random)], goes_on


def of_loop(block: Loop, before: int, random: Random) -> tuple[list[str], bool]:
    decided = before + sum(map(size, block.rework)) + 1
    rows: list[str] = []
    for _round in range(3):
        own, goes_on = sequence(block.body, decided, random)
        rows += own
        if not goes_on:
            return rows, False
        rows.append(f"s{decided}")
        if _round == 2 or random.random() < 0.5:
            return rows, True
        rows += sequence(block.rework, before, random)[0]
    raise AssertionError


def mixed(parts: list[list[str]], random: Random) -> list[str]:
    order = [at for at, part in enumerate(parts) for _row in part]
    random.shuffle(order)
    left = [iter(part) for part in parts]
    return [next(left[at]) for at in order]


@settings(max_examples=25, deadline=None)
@given(processes(), st.randoms(use_true_random=False))
def test_cases_of_random_processes_fit_them(process: Blocks, random: Random) -> None:
    made = rows_to_model(table_of(process), name="業務", organisation="A市")
    replayer = Replayer(net_of(made, {step.id for step in made.steps()}))
    for _case in range(3):
        keys, _on = sequence(process, 0, random)
        found = replayer.replay([made.step_by_key[key].id for key in keys])
        if found.is_cut:  # told, and nothing is counted
            assert not found.taken
            continue
        assert found.fits, keys
        assert all(waited is not None and all(one < at for one in waited) for at, waited in enumerate(found.before))
        for name, passed in found.passed.items():
            counts = [count for (decided, _way), count in found.taken.items() if decided == name]
            assert max(counts) <= passed <= sum(counts)
