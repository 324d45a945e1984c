"""Ready-made changes of a to-be table keep the flow together and are undone by putting the table back."""

from __future__ import annotations

import pytest

from bpr.access.models import User
from bpr.core.steps import check_rows
from tests.usecases.tables import with_to_be
from usecases.models import UseCase
from usecases.selectors.common import CommonStep, common_steps_of
from usecases.selectors.to_be import to_be_state
from usecases.to_be_changes import ChangeRefused, row_add, row_automate, row_remove, rows_merge, step_restore
from usecases.to_be_rows import to_be_read
from usecases.to_be_table import ToBeTable


@pytest.fixture
def table(analyst: User, use_case: UseCase) -> ToBeTable:
    with_to_be(analyst, use_case)
    return to_be_state(use_case).table


@pytest.fixture
def common(table: ToBeTable, use_case: UseCase) -> tuple[CommonStep, ...]:
    return common_steps_of(use_case)


def _cells(table: ToBeTable, name: str) -> list[str]:
    return [row[name] for row in table.steps]


def _problems(table: ToBeTable, use_case: UseCase) -> list[str]:
    reading = to_be_read(use_case=use_case, table=table)
    assert [problem for problem in check_rows(reading.rows) if problem.is_warning] == []
    return [str(problem) for problem in reading.findings.problems]


def test_the_clone_needs_no_mending(table: ToBeTable, use_case: UseCase) -> None:
    assert _cells(table, "origins") == ["1", "2", "3", "4", "5"]
    assert set(_cells(table, "change")) == {"維持"}
    assert _problems(table, use_case) == []


def test_removing_leads_branches_on_and_notes_the_origin(
    table: ToBeTable, common: tuple[CommonStep, ...], use_case: UseCase
) -> None:
    after = row_remove(table, key="r3", common=common, measure="M1", reason="自動で入る")
    assert _cells(after, "next")[1] == "1（10% 不備あり）、4（90% 不備なし）"
    assert after.removed == ({"common_key": "nyuryoku", "measure": "M1", "reason": "自動で入る"},)
    assert _problems(after, use_case) == []


def test_removing_a_split_makes_its_ways_those_of_the_row_before(
    table: ToBeTable, common: tuple[CommonStep, ...], use_case: UseCase
) -> None:
    first = row_remove(table, key="r1", common=common)
    assert _cells(first, "next")[0] == "2（10% 不備あり）、3（90% 不備なし）"  # who went back to 1 goes to where 1 led
    last = row_remove(table, key="r5", common=common)
    assert _cells(last, "next")[-1] == ""
    assert _problems(last, use_case) == []


def test_restoring_brings_the_row_back_to_its_place(
    table: ToBeTable, common: tuple[CommonStep, ...], use_case: UseCase
) -> None:
    without = row_remove(table, key="r4", common=common)
    back = step_restore(without, common_key="shougou", common=common)
    assert _cells(back, "task") == _cells(table, "task")
    assert back.removed == ()
    assert _problems(back, use_case) == []


def test_automating_takes_no_figure_over(table: ToBeTable, use_case: UseCase) -> None:
    after = row_automate(table, key="r3", system="住民記録システム", measure="M1")
    row = after.steps[2]
    assert (row["performer"], row["performer_kind"], row["work_kind"], row["change"]) == (
        "住民記録システム", "システム", "システム処理", "自動化",
    )  # fmt: skip
    assert row["minutes"] == ""
    assert _problems(after, use_case) == []


def test_merging_adds_up_times_forms_and_origins(table: ToBeTable, use_case: UseCase) -> None:
    after = rows_merge(table, keys=["r3", "r4"], measure="M1")
    row = after.steps[2]
    assert (row["origins"], row["minutes"], row["change"]) == ("3、4", "15", "統合")
    assert len(after.steps) == 4
    assert _problems(after, use_case) == []


def test_a_new_row_has_a_free_number_and_no_origin(table: ToBeTable) -> None:
    after = row_add(table, after="r2")
    assert (after.steps[2]["change"], after.steps[2]["number"], after.steps[2]["origins"]) == ("新設", "6", "")
    assert after.steps[2]["performer"] == "市民課"
    assert len({row["key"] for row in after.steps}) == 6


def test_impossible_changes_say_why(table: ToBeTable, common: tuple[CommonStep, ...]) -> None:
    with pytest.raises(ChangeRefused, match="2つ以上"):
        rows_merge(table, keys=["r1"])
    with pytest.raises(ChangeRefused, match="どのシステム"):
        row_automate(table, key="r1", system=" ")
    with pytest.raises(ChangeRefused, match="行を選んでから"):
        row_remove(table, key="nothing", common=common)
    with pytest.raises(ChangeRefused, match="共通の現行にない"):
        step_restore(table, common_key="nothing", common=common)
