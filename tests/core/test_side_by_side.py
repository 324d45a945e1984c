"""What stands out among organisations."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bpr.core.side_by_side import is_outlier, side_by_side
from bpr.core.steps import rows_to_model
from tests.core.step_tables import table

_values = st.lists(st.integers(1, 100).map(Decimal), min_size=1, max_size=12)


def _row(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


def test_among_four_the_one_far_away_stands_out() -> None:
    row = _row(10, 11, 9, 40)
    assert [is_outlier(value, row) for value in row] == [False, False, False, True]


def test_among_three_nobody_can_say() -> None:
    row = _row(10, 10, 100)
    assert not any(is_outlier(value, row) for value in row)


def test_nearly_equal_values_are_never_marked() -> None:
    row = _row(10, 10, 10, 10, 12)
    assert not any(is_outlier(value, row) for value in row)


@given(_values)
def test_half_of_the_values_never_stand_out(row: list[Decimal]) -> None:
    assert 2 * sum(is_outlier(value, row) for value in row) <= len(row)


@given(_values, st.integers(2, 50))
def test_the_unit_does_not_matter(row: list[Decimal], factor: int) -> None:
    larger = [value * factor for value in row]
    assert [is_outlier(v, row) for v in row] == [is_outlier(v, larger) for v in larger]


def _keyed(names: list[str], keys: list[str]) -> object:
    rows = table(*(("窓口", name) for name in names))
    return rows_to_model(
        [replace(row, values=replace(row.values, common_key=key)) for row, key in zip(rows, keys, strict=True)], name=""
    )


def test_steps_get_common_keys_from_outside_and_another_order_is_marked() -> None:
    reference = _keyed(["受け付ける", "確認する", "入力する"], ["a", "b", "c"])
    other = _keyed(["受付", "入力", "確認"], ["a", "", "b"])
    third = [node for node in other.steps() if node.name == "入力"]
    common = [("a", "受け付ける"), ("b", "確認する"), ("c", "入力する")]

    without = side_by_side({"x": other}, common, reference=reference)
    found = side_by_side({"x": other}, common, keys={"x": {third[0].id: "c"}}, reference=reference)

    assert [(row.name, row.is_common, row.done_by) for row in without] == [
        ("受け付ける", True, 1), ("確認する", True, 1), ("入力する", True, 0), ("入力", False, 1)
    ]  # fmt: skip
    assert [row.done_by for row in found] == [1, 1, 1]
    assert sum(cell.is_moved for row in found for cell in row.cells if cell) == 1
    assert not any(cell.is_moved for row in without for cell in row.cells if cell)
