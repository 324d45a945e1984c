"""Reading the typed rows of a common as-is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from bpr.core.steps import StepRow
from bpr.workflow.columns import STEPS
from bpr.workflow.problems import CellProblem, SheetInvalid
from bpr.workflow.reading import Findings
from bpr.workflow.step_rows import StepContext, read_steps
from usecases.models import UseCase
from usecases.to_be_table import Cells, shaped


def common_rows_parse(*, use_case: UseCase, steps: Sequence[Mapping[str, Any]], basis: str) -> list[StepRow]:
    """The rows; each is one common step of the use case, or a new one. SheetInvalid with every problem at once."""
    cells = shaped({"steps": steps}).steps
    names = {row["common_key"]: row["task"] for row in cells if row["common_key"]}
    names |= {step["key"]: step["name"] for step in use_case.common_steps}
    findings = Findings()
    context = StepContext(common_names=names, source=basis, reference=f"common:{use_case.pk}")
    rows = read_steps({STEPS.key: list(cells)}, context, findings)
    if problems := [*findings.problems, *_doubled(cells)]:
        raise SheetInvalid(problems)
    return [
        replace(row, values=replace(row.values, common_key=row.values.common_key or row.values.key)) for row in rows
    ]


def _doubled(cells: Sequence[Cells]) -> list[CellProblem]:
    """A common step stands in one row only: it is what organisations are compared by."""
    keys = [row["common_key"] for row in cells]
    column = STEPS.column("common_key")
    return [
        CellProblem(
            section=str(STEPS.label),
            row=at + 1,
            column=str(column.label),
            value=key,
            message=_("同じ共通作業が上の行にあります。1つの行にまとめてください"),
            section_key=STEPS.key,
            field=column.key,
        )
        for at, key in enumerate(keys)
        if key and key in keys[:at]
    ]
