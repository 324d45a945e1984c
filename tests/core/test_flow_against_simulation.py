"""expected_flow() against an independent account of the same random processes (see ``processes.py``).

Expected values are compared exactly. Single cases are played through the drawn BPMN, pool by pool, with messages and
tokens, and must carry out just the steps that a walk through the tree does.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.flow import Amount, FlowResult, expected_flow
from bpr.core.steps import NextKind, StepRow, format_next, model_to_rows, normalise_rows, parse_next, rows_to_model
from tests.core.processes import PERFORMERS, Blocks, expected_lead, expected_visits, processes, table_of
from tests.core.token_play import BpmnPlay, Chance, play_tree

_thorough = settings(
    max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def drawn(rows: list[StepRow]):
    return rows_to_model(rows, name="転入届", organisation="周南市")


def visits_by_row(result: FlowResult) -> dict[str, Fraction]:
    return {step.values.key: step.visits for step in result.steps}


@_thorough
@given(processes())
def test_expected_values_are_those_of_the_tree(process: Blocks) -> None:
    rows = table_of(process)
    visits = expected_visits(process)
    result = expected_flow(drawn(rows))
    assert visits_by_row(result) == {row.values.key: times for row, times in zip(rows, visits, strict=True)}
    assert result.lead_minutes == expected_lead(process)
    staff = [PERFORMERS[row.values.performer].is_staff for row in rows]
    minutes = [Fraction(row.values.handling_minutes.likely) if row.values.handling_minutes else 0 for row in rows]
    assert result.per_case(Amount.STAFF_MINUTES) == sum(
        (times * each for times, each, own in zip(visits, minutes, staff, strict=True) if own), Fraction(0)
    )
    for amount, each in (
        (Amount.SHEETS_MADE, [row.values.forms_made[0].sheets for row in rows]),
        (Amount.RESIDENT_VISITS, [row.values.resident_visits for row in rows]),
    ):
        assert result.per_case(amount) == sum(
            (times * Fraction(value) for times, value in zip(visits, each, strict=True)), Fraction(0)
        )


@_thorough
@given(processes())
def test_nothing_is_lost_in_the_file_or_back_in_the_table(process: Blocks) -> None:
    rows = table_of(process)
    model = drawn(rows)
    before = expected_flow(model)
    document = BpmnDocument.parse(write_bpmn(model))
    assert document.repairs == ()
    read = read_model(document)
    after = expected_flow(read)
    assert (after.visits, after.steps, after.lead_minutes) == (before.visits, before.steps, before.lead_minutes)
    assert sorted(after.assumptions) == sorted(before.assumptions)
    again = model_to_rows(model)
    assert again == normalise_rows(rows) == model_to_rows(read)
    typed = [parse_next(format_next(row.next)) for row in again]
    assert [format_next(item) for item in typed] == [format_next(row.next) for row in again]
    assert visits_by_row(expected_flow(drawn(again))) == visits_by_row(before)


def shares_by_row(rows: list[StepRow]) -> dict[str, list[float]]:
    """Shares of each deciding row with what is unsaid filled in, as the tree has them."""
    found = {}
    for row in rows:
        said = [None if branch.share is None else float(branch.share) for branch in row.next.branches]
        rest = 1 - sum(share for share in said if share is not None)
        unsaid = said.count(None)
        inclusive = row.next.kind is NextKind.INCLUSIVE
        found[row.values.key] = [(1.0 if inclusive else rest / unsaid) if share is None else share for share in said]
    return found


@settings(_thorough, max_examples=150)
@given(processes(), st.integers(0, 10**6))
def test_a_case_goes_through_the_drawn_pools_as_through_the_tree(process: Blocks, seed: int) -> None:
    rows = table_of(process)
    played = BpmnPlay(drawn(rows), Chance(seed), shares_by_row(rows)).play()
    assert +played.done == +play_tree(process, Chance(seed))
    # A pool that waits while its case is in two places elsewhere may be left waiting; no step depends on that.
    together = any(row.next.kind in (NextKind.PARALLEL, NextKind.INCLUSIVE) for row in rows)
    assert together or not played.stuck
