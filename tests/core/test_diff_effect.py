"""What each change means adds up to what the whole process takes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from bpr.core.bpmn.diff import compare
from bpr.core.bpmn.model import ProcessModel
from bpr.core.diff_effect import SHOWN, diff_effects
from bpr.core.flow import Amount, expected_flow
from bpr.core.steps import StepRow, parse_next, rows_to_model
from bpr.core.values import ChangeKind, FormUse, PerformerKind, StepValues, three_point
from tests.core.flow_models import model, node, step


def _row(number: int, task: str, minutes: int, next_: str = "", **values: object) -> StepRow:
    said = StepValues(
        key=f"k{number}", number=str(number), performer="市民課", performer_kind=PerformerKind.SECTION,
        handling_minutes=three_point(Decimal(minutes)), **values,
    )  # fmt: skip
    return StepRow(task=task, values=said, next=parse_next(next_))


BEFORE = [
    _row(1, "届を受け付ける", 5),
    _row(2, "届を審査する", 10, "1（20% 不備あり）、3（80% 不備なし）"),
    _row(3, "住民記録に入力する", 8, forms_made=(FormUse(name="連絡票", sheets=Decimal(2)),)),
    _row(4, "連絡票を関係課に回す", 6, direct_cost_yen=Decimal(30)),
]
AFTER = [
    BEFORE[0],
    replace(BEFORE[1], next=parse_next("1（5% 不備あり）、3（95% 不備なし）")),
    replace(BEFORE[2], values=replace(BEFORE[2].values, handling_minutes=three_point(Decimal(3)), forms_made=())),
]


def test_the_parts_add_up_to_the_whole():
    before, after = rows_to_model(BEFORE, name=""), rows_to_model(AFTER, name="")
    flows = expected_flow(before), expected_flow(after)
    found = diff_effects(compare(before, after), *flows, yen_per_hour=Decimal(3000))

    for amount in SHOWN:
        assert sum(effect.before.amounts[amount] for effect in found.effects) == flows[0].per_case(amount)
        assert sum(effect.after.amounts[amount] for effect in found.effects) == flows[1].per_case(amount)
        assert found.total.change(amount) == flows[1].per_case(amount) - flows[0].per_case(amount)
    assert sum(effect.yen_change for effect in found.effects) == found.total.yen_change


def test_each_change_has_its_own_part_and_a_share_shows_where_it_acts():
    before, after = rows_to_model(BEFORE, name=""), rows_to_model(AFTER, name="")
    diff = compare(before, after)
    found = diff_effects(diff, expected_flow(before), expected_flow(after), yen_per_hour=Decimal(3000))
    kinds = dict(zip([entry.kind for entry in diff.entries], found.effects, strict=False))

    reception = found.effects[0]
    assert (reception.before.visits, reception.after.visits) == (Fraction(5, 4), Fraction(20, 19))
    assert found.effects[2].change(Amount.STAFF_MINUTES) == -5
    assert found.effects[2].change(Amount.SHEETS_MADE) == -2
    removed = kinds[ChangeKind.REMOVED]
    assert removed.change(Amount.STAFF_MINUTES) == -6
    assert removed.yen_change == -(Fraction(6, 60) * 3000 + 30)


def test_without_a_wage_there_is_no_yen():
    model = rows_to_model(BEFORE, name="")
    found = diff_effects(compare(model, model), expected_flow(model), expected_flow(model))

    assert found.total.yen_change is None
    assert found.total.change(Amount.STAFF_MINUTES) == 0


def test_a_changed_repeat_count_and_a_changed_share_of_an_event_show_where_they_act():
    before, after = (_counted(repeat, late) for repeat, late in ((4, "0.2"), (3, "0.1")))
    diff = compare(before, after)
    found = diff_effects(diff, expected_flow(before), expected_flow(after))
    changes = {entry.after_ids[0]: each.change(Amount.STAFF_MINUTES) for entry, each in zip(
        diff.entries, found.effects, strict=True)}  # fmt: skip
    assert changes == {"tsuchi": -2, "tokusoku": Fraction(-1)}
    assert found.total.change(Amount.STAFF_MINUTES) == -3


def _counted(repeat: int, late: str) -> ProcessModel:
    """A step of two minutes, repeated, with a deadline on it that leads to one of ten."""
    return model(
        [node("S", "start"), node("tsuchi", values=step("tsuchi", "2"), loop="standard", repeat=Decimal(repeat)),
         node("kigen", "boundary", attached_to="tsuchi", share=Decimal(late)),
         node("tokusoku", values=step("tokusoku", "10")), node("E", "end")],
        ("S", "tsuchi"), ("tsuchi", "E"), ("kigen", "tokusoku"), ("tokusoku", "E"),
    )  # fmt: skip
