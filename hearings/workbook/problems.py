"""What is wrong with an uploaded workbook: file, sheet, cell, value and remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkbookProblem:
    """One thing to mend in the workbook. ``cell`` is an Excel address, "" where the whole sheet or file is meant."""

    file: str
    message: str
    sheet: str = ""
    cell: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    @property
    def place(self) -> str:
        sheet = _("シート「%(sheet)s」") % {"sheet": self.sheet} if self.sheet else ""
        column = f"「{self.column}」" if self.column else ""
        return " ".join(part for part in (sheet, self.cell + column) if part)

    def __str__(self) -> str:
        value = _("（入力：%(value)s）") % {"value": self.value} if self.value else ""
        place = f" {self.place}" if self.place else ""
        return f"{self.file}{place}{value}：{self.message}"


class WorkbookInvalid(ValueError):
    """The workbook was not taken; ``problems`` holds everything that must be mended."""

    def __init__(self, problems: Sequence[WorkbookProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
