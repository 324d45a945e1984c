"""The quick answer is the assessment's where nothing is changed, and moves as it must where something is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bpr.core.assessment import AssessmentInput, Assumption, Assumptions, CaseInput, assess
from bpr.core.figures import Quantity, Scope, Side
from bpr.core.flow import FlowError
from bpr.core.units import RoundingPolicy
from bpr.core.values import ChangeKind
from bpr.core.what_if import ANSWERED, Questions, WhatIf
from bpr.core.workload import volume
from tests.core.flow_models import D, chain, model, node, step
from tests.core.test_assessment import MEASURES, as_is, to_be

EXACT = RoundingPolicy()


def data() -> AssessmentInput:
    def case(key: str, cases: str, receive: str, bad: str) -> CaseInput:
        return CaseInput(
            use_case_key="u", use_case_name="転入", category_key="c", category_name="住民", organisation_key=key,
            organisation_name=f"{key}市", as_is=as_is(receive=receive, bad=bad), to_be=to_be(),
            volume=volume(cases_per_year=Decimal(cases)),
        )  # fmt: skip

    assumptions = Assumptions(
        unit_rate_yen_per_hour=Assumption(value=D(3000)), overhead_yen_per_hour=Assumption(value=D(500))
    )
    cases = (case("a", "1200", "5", "0.08"), case("b", "300", "8", "0.2"), case("d", "90", "4", "0"))
    return AssessmentInput(policy=EXACT, assumptions=assumptions, cases=cases, measures=MEASURES, draws=100)


def test_without_a_change_it_is_the_assessment() -> None:
    answer = Questions(data(), "u").answer(WhatIf())
    assessment = assess(data())
    for at, key in enumerate(answer.organisations):
        for side in (Side.AS_IS, Side.TO_BE):
            for quantity in ANSWERED:
                said = assessment.value(Scope(use_case="u", organisation=key), quantity, side)
                # the assessment rounds: hours and counts to 2 places at least, yen to 1, totals to 10
                assert answer.values[side][quantity][at] == pytest.approx(float(said), abs=10.1), (quantity, side)


def test_volumes_and_wages_go_in_proportion() -> None:
    questions = Questions(data(), "u")
    base = questions.answer(WhatIf())
    more = questions.answer(WhatIf(volume_factors={"": 2.0, "b": 0.5}, yen_per_hour=6000))
    hours = Quantity.STAFF_HOURS
    assert more.values[Side.AS_IS][hours] == pytest.approx(base.values[Side.AS_IS][hours] * [2, 1, 2])
    assert more.values[Side.AS_IS][Quantity.LABOUR_YEN] == pytest.approx(
        base.values[Side.AS_IS][Quantity.LABOUR_YEN] * [4, 2, 4]
    )


def test_minutes_and_shares_are_those_of_an_assessment_of_the_changed_process() -> None:
    given = data()
    changed = replace(
        given,
        cases=tuple(
            replace(case, as_is=as_is(receive=str(receive), bad="0.08"))
            for case, receive in zip(given.cases, (10, 16, 8), strict=True)
        ),
    )
    base = Questions(given, "u")
    bad = next(flow.id for flow in given.cases[0].as_is.sequence_flows() if flow.target == "hosei")
    asked = base.answer(WhatIf(minutes_factors={(Side.AS_IS, "uketsuke"): 2.0}, shares={(Side.AS_IS, bad): 0.08}))
    expected = Questions(changed, "u").answer(WhatIf())
    for quantity in ANSWERED:
        assert asked.values[Side.AS_IS][quantity] == pytest.approx(expected.values[Side.AS_IS][quantity])


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="0%から100%"):
        WhatIf(shares={(Side.TO_BE, "f"): 1.2})
    with pytest.raises(ValueError, match="0以上"):
        WhatIf(volume_factors={"": -1})
    with pytest.raises(ValueError, match="図にありません"):
        Questions(data(), "u").answer(WhatIf(shares={(Side.TO_BE, "zzz"): 0.5}))


def with_event(*, stops: bool, share: str = "0.2") -> AssessmentInput:
    """One step of a changed to-be with a deadline on it, which leads to ten minutes more."""
    process = model(
        [node("S", "start"), node("a", values=step("a", "5", change=ChangeKind.CHANGED)),
         node("t", "boundary", attached_to="a", cancel_activity=stops, share=D(share), name="期限"),
         node("late", values=step("late", "10", change=ChangeKind.ADDED)),
         node("b", values=step("b", "4", change=ChangeKind.CHANGED)), node("E", "end")],
        ("S", "a"), ("a", "b"), ("b", "E"), ("t", "late"), ("late", "E"),
    )  # fmt: skip
    asked = data()
    return replace(asked, cases=(replace(asked.cases[0], as_is=chain(step("a", "9"), step("b", "4")), to_be=process),))


@pytest.mark.parametrize(("stops", "share"), [(True, "0.2"), (False, "0.2"), (True, "1")])
def test_the_share_of_an_event_can_be_changed_as_if_it_were_drawn_so(stops: bool, share: str) -> None:
    asked = Questions(with_event(stops=stops, share=share), "u")
    (way,) = asked.ways()
    assert (way.flow, way.split_name, way.name, way.share, way.own) == ("t", "「a」", "期限", float(share), False)
    changed = asked.answer(WhatIf(shares={(Side.TO_BE, "t"): 0.5}))
    drawn = Questions(with_event(stops=stops, share="0.5"), "u").answer(WhatIf())
    for quantity in ANSWERED:
        assert changed.total(Side.TO_BE, quantity) == pytest.approx(drawn.total(Side.TO_BE, quantity))


def test_events_of_one_step_cannot_stop_more_than_everything() -> None:
    asked = with_event(stops=True)
    (case,) = asked.cases
    second = node("u", "boundary", attached_to="a", share=D("0.3"), name="取下げ")
    to_be = replace(case.to_be, nodes=(*case.to_be.nodes, second))
    questions = Questions(replace(asked, cases=(replace(case, to_be=to_be),)), "u")
    assert [way.flow for way in questions.ways()] == ["t", "u"]
    both = {(Side.TO_BE, "t"): 0.5, (Side.TO_BE, "u"): 0.5}
    assert questions.answer(WhatIf(shares=both)).total(Side.TO_BE, Quantity.STAFF_HOURS) == pytest.approx(
        1200 * 10 / 60
    )
    with pytest.raises(FlowError, match=r"「a」.*イベントの割合の合計が100%を超えます"):
        questions.answer(WhatIf(shares=both | {(Side.TO_BE, "t"): 0.8}))
