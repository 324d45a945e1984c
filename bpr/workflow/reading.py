"""Reads the cells of one row, gathering every problem instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from bpr.workflow.cells import read_choice, read_number
from bpr.workflow.columns import Section
from bpr.workflow.problems import CellError, CellProblem

T = TypeVar("T")


@dataclass(kw_only=True)
class Findings:
    """Problems prevent a submission; warnings are shown and recorded."""

    problems: list[CellProblem] = field(default_factory=list)
    warnings: list[CellProblem] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class RowReader:
    """One row under reading. A cell that cannot be read counts as its default, so that reading goes on."""

    section: Section
    cells: Mapping[str, str]
    findings: Findings
    row: int | None = None

    def text(self, key: str) -> str:
        """The cell without blanks around it, checked for its length and for being there where it must."""
        column, value = self.section.column(key), self.cells[key].strip()
        if column.required and not value:
            self.problem(key, _("入れてください"))
        if len(value) > column.limit:
            message = _("%(count)s文字あります。%(limit)s文字までにしてください")
            self.problem(key, message % {"count": len(value), "limit": column.limit})
        return value

    def read(self, key: str, reader: Callable[[str], T], default: T) -> T:
        """The cell as ``reader`` understands it; ``default`` where it is blank or wrong."""
        value = self.text(key)
        if not value:
            return default
        try:
            return reader(value)
        except CellError as error:
            self.problem(key, str(error))
        return default

    def number(self, key: str, units: tuple[str, ...] = (), places: int = 2) -> Decimal:
        return self.read(key, lambda text: read_number(text, units=units, places=places), Decimal(0))

    def choice(self, key: str, choices: Mapping[str, T], default: T) -> T:
        return self.read(key, lambda text: read_choice(text, choices), default)

    def problem(self, key: str, message: str) -> None:
        self.findings.problems.append(self._at(key, message))

    def warn(self, key: str, message: str) -> None:
        self.findings.warnings.append(self._at(key, message))

    def _at(self, key: str, message: str) -> CellProblem:
        return CellProblem(
            section=str(self.section.label),
            row=self.row,
            column=str(self.section.column(key).label),
            value=self.cells[key].strip(),
            message=message,
            section_key=self.section.key,
            field=key,
        )
