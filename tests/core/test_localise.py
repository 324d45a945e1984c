from __future__ import annotations

from dataclasses import replace

from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.flow import Amount, expected_flow
from bpr.core.localise import localise
from bpr.core.values import ChangeKind, Evidence, EvidenceKind, FormUse, PerformerKind, three_point
from tests.core.flow_models import D, F, chain, model, node, step

HEARD = (Evidence(kind=EvidenceKind.MEASURED, source="ヒアリング", reference="hearing:1/step:a"),)


def decision(check: str, check_minutes: str, bad: str, fix_minutes: str, **values: object):  # type: ignore[no-untyped-def]
    """受付 → 審査 → 不備? → (補正 → 審査) | 交付."""
    return model(
        [node("S", "start"), node("uketsuke", values=step("uketsuke", check_minutes, common_key="uketsuke")),
         node("shinsa", values=step("shinsa", check, **values)), node("x", "xor", name="不備はあるか"),
         node("hosei", values=step("hosei", fix_minutes)), node("kofu", values=step("kofu", "2")), node("E", "end")],
        ("S", "uketsuke"), ("uketsuke", "shinsa"), ("shinsa", "x"), ("x", "hosei", bad),
        ("x", "kofu", str(1 - D(bad))), ("hosei", "shinsa"), ("kofu", "E"),
    )  # fmt: skip


def test_kept_steps_take_the_organisations_own_values() -> None:
    own = step("a", "9", waiting_minutes=D(60), evidence=HEARD, forms_made=(FormUse(name="台帳", sheets=D(3)),))
    localised = localise(chain(step("a", "5"), step("b", "4", change=ChangeKind.CHANGED)), chain(own, step("b", "7")))
    got = localised.model.node_by_id["a"].values
    assert got is not None
    assert (got.handling_minutes, got.waiting_minutes, got.evidence) == (own.handling_minutes, 60, HEARD)
    assert got.forms_made == own.forms_made
    assert expected_flow(localised.model).per_case(Amount.STAFF_MINUTES) == 9 + 4
    assert localised.notes() == ("現行の値を引き継いだ作業: a",)
    assert localised.sources_of("a") == ("a",)
    assert localised.sources_of("b") == ()


def test_several_origins_are_added_up() -> None:
    as_is = chain(step("a", "3", direct_cost_yen=D(84)), step("b", "4", direct_cost_yen=D(10)))
    to_be = chain(step("ab", "1", origin_keys=("a", "b"), change=ChangeKind.MOVED))
    values = localise(to_be, as_is).model.node_by_id["ab"].values
    assert values is not None
    assert values.handling_minutes == three_point(D(7))
    assert values.direct_cost_yen == 94


def test_a_kept_step_that_the_organisation_does_not_have_keeps_the_to_be_value_and_says_so() -> None:
    localised = localise(chain(step("a", "5"), step("z", "6")), chain(step("a", "9")))
    assert expected_flow(localised.model).per_case(Amount.STAFF_MINUTES) == 15
    assert "現行に対応する作業がないため改革案の値を使った作業: z" in localised.notes()


def test_a_kept_decision_takes_the_organisations_own_shares() -> None:
    localised = localise(decision("5", "3", "0.10", "8"), decision("6", "4", "0.25", "9"))
    assert localised.split_ids == ("x",)
    assert expected_flow(localised.model).visits["hosei"] == F(1, 3)
    assert "現行の割合を引き継いだ分岐: 不備はあるか" in localised.notes()


def test_a_decision_after_a_changed_step_keeps_the_share_of_the_to_be() -> None:
    localised = localise(decision("5", "3", "0.10", "8", change=ChangeKind.CHANGED), decision("6", "4", "0.25", "9"))
    assert localised.split_ids == ()
    assert expected_flow(localised.model).visits["hosei"] == F(1, 9)


def performers(localised_model: object) -> dict[str, tuple[PerformerKind, str]]:
    return {n.id: (n.values.performer_kind, n.values.performer) for n in localised_model.steps()}  # type: ignore[attr-defined]


def test_performers_have_the_organisations_own_names() -> None:
    counter, section = PerformerKind.COUNTER, PerformerKind.SECTION
    as_is = chain(
        step("a", "1", performer="市民課", performer_kind=counter),
        step("b", "2", performer="こども政策課"),
        step("c", "3", performer="こども政策課"),
    )
    to_be = chain(
        step("a", "1", performer="子育て支援課"),  # kept: where it is today, whatever the generic one says
        step("b", "2", performer="子育て支援課"),
        step("c", "1", performer="子育て支援課", change=ChangeKind.CHANGED),
        step("d", "1", performer="子育て支援課", change=ChangeKind.ADDED),
        step("e", "1", performer="県", performer_kind=PerformerKind.OTHER_ORGANISATION, change=ChangeKind.ADDED),
    )
    assert performers(localise(to_be, as_is).model) == {
        "a": (counter, "市民課"), "b": (section, "こども政策課"), "c": (section, "こども政策課"),
        "d": (section, "こども政策課"), "e": (PerformerKind.OTHER_ORGANISATION, "県"),
    }  # fmt: skip


def test_a_step_that_moves_goes_to_whom_the_to_be_names() -> None:
    counter = PerformerKind.COUNTER
    as_is = chain(step("a", "1", performer="市民課", performer_kind=counter), step("b", "2", performer="こども政策課"))
    to_be = chain(
        step("a", "1", performer="窓口", performer_kind=counter),
        step("b", "2", performer="窓口", performer_kind=counter, change=ChangeKind.MOVED),
    )
    assert performers(localise(to_be, as_is).model)["b"] == (counter, "市民課")


def counted(*, notice: object, late: object, loop: str = "standard", **values: object) -> ProcessModel:
    """受付 → 通知 (repeated, with a deadline on it) → 交付; the deadline leads to 督促."""
    return model(
        [node("S", "start"), node("uketsuke", values=step("uketsuke", "3")),
         node("tsuchi", values=step("tsuchi", "2", **values), loop=loop, repeat=notice),
         node("kigen", "boundary", attached_to="tsuchi", event_definitions=("timerEventDefinition",), share=late),
         node("tokusoku", values=step("tokusoku", "10")), node("kofu", values=step("kofu", "1")), node("E", "end")],
        ("S", "uketsuke"), ("uketsuke", "tsuchi"), ("tsuchi", "kofu"), ("kigen", "tokusoku"), ("kofu", "E"),
        ("tokusoku", "E"),
    )  # fmt: skip


def minutes_of(process: ProcessModel) -> F:
    return expected_flow(process).per_case(Amount.STAFF_MINUTES)


def test_what_is_kept_is_repeated_and_interrupted_as_in_the_organisation() -> None:
    own = counted(notice=D("2.5"), late=D("0.3"))
    localised = localise(counted(notice=D(2), late=D("0.1")), own)
    assert minutes_of(localised.model) == minutes_of(own) == 3 + 5 + 3 + F("0.7")
    assert localised.notes()[1:] == (
        "現行の繰返しの回数を引き継いだ作業: tsuchi",
        "現行の割合を引き継いだイベント: kigen",
    )
    assert minutes_of(localise(counted(notice=D(2), late=D("0.1")), counted(notice=None, late=None)).model) == 6
    unmarked = counted(notice=None, late=D("0.1"), loop="")
    assert minutes_of(localise(counted(notice=D(2), late=D("0.1")), unmarked).model) == minutes_of(unmarked)


def test_what_is_changed_is_repeated_and_interrupted_as_in_the_to_be() -> None:
    to_be = counted(notice=D(2), late=D("0.1"), change=ChangeKind.CHANGED)
    localised = localise(to_be, counted(notice=D("2.5"), late=D("0.3")))
    assert minutes_of(localised.model) == 3 + 4 + 1 + F("0.9")
    assert not localised.counts.repeats | localised.counts.shares


def test_steps_of_different_counts_become_one_with_all_their_executions() -> None:
    as_is = chain(step("a", "3"), step("b", "4", forms_made=(FormUse(name="控え", sheets=D(2)),)))
    as_is = replace(as_is, nodes=tuple(repeated(each, "2.5") if each.id == "b" else each for each in as_is.nodes))
    both = localise(chain(step("ab", "1", origin_keys=("a", "b"), change=ChangeKind.KEPT)), as_is).model
    assert minutes_of(both) == minutes_of(as_is) == 13
    assert expected_flow(both).per_case(Amount.SHEETS_MADE) == 5


def repeated(each: Node, count: str) -> Node:
    return replace(each, loop="multi_sequential", repeat=D(count))


def parts(*, count: str, withdrawn: str, desk: str) -> ProcessModel:
    """Two starts into a repeated sub-process, beside which a withdrawal is handled."""
    process = model(
        [node("desk", "start", share=D(desk)), node("web", "start", share=1 - D(desk)), node("u"), node("w"),
         node("sub", "sub", loop="standard", repeat=D(count)), node("a", parent="sub"), node("E", "end"),
         node("v", "sub", triggered_by_event=True), node("vs", "start", "v", share=D(withdrawn)),
         node("torisage", parent="v", values=step("torisage", "7"))],
        ("desk", "u"), ("web", "w"), ("u", "sub"), ("w", "sub"), ("sub", "E"), ("vs", "torisage"),
    )  # fmt: skip
    return process


def test_sub_processes_starts_and_events_beside_the_process_are_the_organisations_own() -> None:
    own = parts(count="3", withdrawn="0.2", desk="0.9")
    localised = localise(parts(count="2", withdrawn="0.1", desk="0.5"), own)
    assert expected_flow(localised.model).visits == expected_flow(own).visits
    assert expected_flow(own).visits["a"] == 3
    assert set(localised.counts.shares) == {"desk", "web", "vs"}
