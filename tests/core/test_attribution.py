"""Which measure a saving comes from: the Shapley value, by hand and by its axioms, in fractions."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.attribution import Part, group_parts
from bpr.core.bpmn.model import ProcessModel
from bpr.core.flow import Amount, expected_flow
from bpr.core.frequency import BY_MEASURE, FLOW, MAX_OWNERS, Frequencies, Player, frequencies
from bpr.core.localise import localise
from bpr.core.shapley import MAX_PLAYERS, shapley
from bpr.core.step_groups import step_groups
from bpr.core.values import ChangeKind, StepValues
from tests.core.flow_models import D, F, chain, model, node, step

CHANGED = ChangeKind.CHANGED
M1, M2, M3 = ((BY_MEASURE, code) for code in ("M1", "M2", "M3"))
_worths = st.integers(0, 4).flatmap(
    lambda count: st.lists(st.integers(-50, 50), min_size=1 << count, max_size=1 << count)
)


def table(worths: list[int], names: str) -> dict[frozenset[str], F]:
    members = [frozenset(name for at, name in enumerate(names) if number >> at & 1) for number in range(len(worths))]
    return dict(zip(members, map(F, worths), strict=True))


@given(_worths, _worths, st.randoms(use_true_random=False))
def test_the_axioms_of_the_shapley_value(first: list[int], second: list[int], random) -> None:  # type: ignore[no-untyped-def]
    names = "abcd"[: len(first).bit_length() - 1]
    game = table(first, names)
    value = shapley(names, game.__getitem__)
    assert sum(value.values()) == game[frozenset(names)] - game[frozenset()]
    shuffled = random.sample(names, len(names))
    assert shapley(shuffled, game.__getitem__) == value
    if len(second) == len(first):
        other = table(second, names)
        both = shapley(names, lambda some: game[some] + other[some])
        assert both == {name: value[name] + shapley(names, other.__getitem__)[name] for name in names}
    with_dummy = shapley([*names, "z"], lambda some: game[some - {"z"}])
    assert with_dummy == value | {"z": 0}
    twins = shapley([*names, "y", "z"], lambda some: game[some - {"y", "z"}] + 7 * len(some & {"y", "z"}) ** 2)
    assert twins["y"] == twins["z"] == 14


def test_the_airport_game() -> None:
    """S. C. Littlechild, G. Owen, "A Simple Expression for the Shapley Value in a Special Case" (1973): a runway costs
    what its largest aircraft needs; each stretch is shared equally by the aircraft that need it."""
    lengths = {"small": 6, "middle": 18, "large": 30}
    value = shapley(list(lengths), lambda some: F(max((lengths[name] for name in some), default=0)))
    assert value == {"small": 2, "middle": 2 + 6, "large": 2 + 6 + 12}


def test_too_many_players_and_one_named_twice_are_refused() -> None:
    for players in ([str(number) for number in range(MAX_PLAYERS + 1)], ["a", "a"]):
        with pytest.raises(ValueError, match="at most 12"):
            shapley(players, lambda some: F(len(some)))


def checked(first: StepValues, correction: StepValues, share: str) -> ProcessModel:
    """受付 (``first``) → 不備? → (補正 →) 入力."""
    nodes = [node("S", "start"), node(first.key, values=first), node("x", "xor"),
             node(correction.key, values=correction), node("m", "xor"), node("nyuryoku", values=step("nyuryoku", "7")),
             node("E", "end")]  # fmt: skip
    flows = [("S", first.key), (first.key, "x"), ("x", correction.key, share), ("x", "m", str(1 - D(share))),
             (correction.key, "m"), ("m", "nyuryoku"), ("nyuryoku", "E")]  # fmt: skip
    return model(nodes, *flows)


def minutes(as_is: ProcessModel, to_be: ProcessModel, removed: Mapping[str, str] | None = None) -> dict[Player, F]:
    """Staff minutes per case that each player saves; checked to add up group by group."""
    gone, own = removed or {}, localise(to_be, as_is).model
    found: dict[Player, F] = {}
    frequent = frequencies(as_is=as_is, to_be=own, removed=gone)
    for group in step_groups(expected_flow(as_is).steps, expected_flow(own).steps):
        parts = group_parts(group, gone, frequent)
        whole = sum(s.per_case(Amount.STAFF_MINUTES) for s in group.as_is)
        whole -= sum(s.per_case(Amount.STAFF_MINUTES) for s in group.to_be)
        assert sum(saved(part) for part in parts) == whole
        assert sum(part.count for part in parts) == sum(bool(s.visits) for s in group.as_is) - sum(
            bool(s.visits) for s in group.to_be
        )
        for part in parts:
            found[part.player] = found.get(part.player, F(0)) + saved(part)
    return {player: value for player, value in found.items() if value}


def saved(part: Part) -> F:
    return sum((item.per_case(Amount.STAFF_MINUTES) for item in part.steps), F(0))


_minutes = st.decimals(0, 60, places=1)
_shares = st.decimals("0.01", "0.99", places=2)


@settings(max_examples=40, deadline=None)
@given(_minutes, _minutes, _minutes, _minutes, _shares, _shares)
def test_rarer_and_shorter_share_what_they_save_only_together(a0: D, a1: D, b0: D, b1: D, p0: D, p1: D) -> None:
    """M1 changes 受付 (a0 → a1) so that p0 → p1 are corrected; M2 changes 補正 (b0 → b1)."""
    as_is = checked(step("uketsuke", str(a0)), step("hosei", str(b0)), str(p0))
    to_be = checked(step("uketsuke", str(a1), change=CHANGED, measure="M1"),
                    step("hosei", str(b1), change=CHANGED, measure="M2"), str(p1))  # fmt: skip
    expected = {
        M1: F(a0) - F(a1) + (F(p0) - F(p1)) * (F(b0) + F(b1)) / 2,
        M2: (F(b0) - F(b1)) * (F(p0) + F(p1)) / 2,
    }
    assert minutes(as_is, to_be) == {player: value for player, value in expected.items() if value}


def test_a_change_of_frequency_without_a_measure_is_its_own_player() -> None:
    as_is = checked(step("uketsuke", "5"), step("hosei", "10"), "0.5")
    nobody = step("uketsuke", "5", change=CHANGED)
    assert minutes(as_is, checked(nobody, step("hosei", "10"), "0.1")) == {FLOW: 4}
    shorter = step("hosei", "4", change=CHANGED, measure="M2")  # 6 minutes × (0.5 + 0.1) ÷ 2
    assert minutes(as_is, checked(nobody, shorter, "0.1")) == {M2: F("1.8"), FLOW: F("2.8")}


def test_doing_away_with_a_correction_ends_the_repeats_that_it_caused() -> None:
    """受付 5分 → 不備? 20 % → 補正 10分 → 受付 again: 1.25 × 受付, 0.25 × 補正."""
    as_is = model(
        [node("S", "start"), node("uketsuke", values=step("uketsuke", "5")), node("x", "xor"),
         node("hosei", values=step("hosei", "10")), node("nyuryoku", values=step("nyuryoku", "7")), node("E", "end")],
        ("S", "uketsuke"), ("uketsuke", "x"), ("x", "hosei", "0.2"), ("x", "nyuryoku", "0.8"), ("hosei", "uketsuke"),
        ("nyuryoku", "E"),
    )  # fmt: skip
    assert minutes(as_is, chain(step("uketsuke", "5"), step("nyuryoku", "7")), {"hosei": "M3"}) == {M3: F("3.75")}
    assert minutes(as_is, chain(step("uketsuke", "5"), step("nyuryoku", "7")))[FLOW] == F("1.25")
    shorter = step("uketsuke", "3", change=CHANGED, measure="M1")  # 2 × (1.25 + 1) ÷ 2 and 0.25 × (5 + 3) ÷ 2
    assert minutes(as_is, chain(shorter, step("nyuryoku", "7")), {"hosei": "M3"}) == {M1: F("2.25"), M3: F("3.5")}


def test_measures_named_on_one_group_change_it_only_together() -> None:
    as_is = chain(step("a", "6"), step("b", "6"))
    many = [step(f"n{number}", "0.5", change=ChangeKind.MERGED, origin_keys=("a", "b"), measure=f"M{number}")
            for number in range(MAX_PLAYERS + 3)]  # fmt: skip
    found = minutes(as_is, chain(*many))
    assert set(found.values()) == {(12 - F(1, 2) * len(many)) / len(many)}
    assert len(found) == len(many)


def test_no_changed_decision_no_frequencies() -> None:
    as_is = checked(step("uketsuke", "5"), step("hosei", "10"), "0.5")
    assert frequencies(as_is=as_is, to_be=localise(as_is, as_is).model, removed={}) == Frequencies()


def _decisions(shares: list[str], change: ChangeKind | None = None) -> ProcessModel:
    """A row of steps, each followed by a decision; the steps of the to-be are changed by a measure of their own."""
    nodes, flows, last = [node("S", "start")], [], "S"
    for at, share in enumerate(shares):
        values = step(f"a{at}", "1", change=change, measure=f"M{at}" if change else "")
        nodes += [node(f"a{at}", values=values), node(f"x{at}", "xor"),
                  node(f"b{at}", values=step(f"b{at}", "8")), node(f"m{at}", "xor")]  # fmt: skip
        flows += [(last, f"a{at}"), (f"a{at}", f"x{at}"), (f"x{at}", f"b{at}", share),
                  (f"x{at}", f"m{at}", str(1 - D(share))), (f"b{at}", f"m{at}")]  # fmt: skip
        last = f"m{at}"
    return model([*nodes, node("E", "end")], *flows, (last, "E"))


@pytest.mark.parametrize("many", [MAX_OWNERS, MAX_OWNERS + 1])
def test_beyond_the_limit_all_decisions_are_due_to_the_frequency(many: int) -> None:
    as_is, to_be = _decisions(["0.5"] * many), _decisions(["0.25"] * many, CHANGED)
    each = {(BY_MEASURE, f"M{at}"): 2 for at in range(many)}
    assert minutes(as_is, to_be) == (each if many <= MAX_OWNERS else {FLOW: 2 * many})
