"""What is wrong with a workflow table, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing to put right. ``row`` counts from 1; ``column`` is the heading of the table's column.

    A warning does not prevent the model from being made.
    """

    row_key: str
    row: int
    column: str
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.row}行目「{self.column}」：{self.message}"


class StepTableError(ValueError):
    """A workflow table that no process can be made of. ``problems`` holds all errors, in row order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
