"""What is wrong with a sheet, said so that the person can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

MAX_SHOWN_VALUE = 40


def cell_place(*, section: str, row: int | None, column: str) -> str:
    """Where a cell stands, in words: 「業務手順 3行目「処理時間」」."""
    if row is not None and column:
        cell = _("%(row)s行目「%(column)s」") % {"row": row, "column": column}
    elif row is not None:
        cell = _("%(row)s行目") % {"row": row}
    else:
        cell = _("「%(column)s」") % {"column": column} if column else ""
    return " ".join(part for part in (section, cell) if part)


class CellError(ValueError):
    """The text of one cell cannot be understood; the message says the remedy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CellProblem:
    """One thing to mend.

    ``section`` and ``column`` are the Japanese names on the sheet, ``row`` counts from 1 (None where the section has
    no rows). ``section_key`` and ``field`` are the keys in the raw sheet, by which a page finds the cell.
    """

    section: str
    row: int | None
    column: str
    value: str
    message: str
    section_key: str = ""
    field: str = ""

    @property
    def place(self) -> str:
        return cell_place(section=self.section, row=self.row, column=self.column)

    @property
    def shown_value(self) -> str:
        text = " ".join(self.value.split())
        return text if len(text) <= MAX_SHOWN_VALUE else f"{text[:MAX_SHOWN_VALUE]}…"

    def __str__(self) -> str:
        value = _("（入力：%(value)s）") % {"value": self.shown_value} if self.value else ""
        return _("%(place)s%(value)s：%(message)s") % {"place": self.place, "value": value, "message": self.message}


class SheetInvalid(ValueError):
    """The sheet cannot be submitted; ``problems`` holds everything that must be mended."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class SheetRefused(SheetInvalid):
    """The sheet must not even be kept as a draft (個人番号, too long)."""


class SheetMalformed(ValueError):
    """The data is not a hearing sheet at all."""
