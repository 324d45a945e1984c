"""The shape of a report's content: chapters of blocks, every figure and table numbered. Plain JSON.

Block types: ``heading``, ``text``, ``items``, ``table``, ``chart``, ``diagram``, ``headline``, ``evidence``. A cell is
a text, or ``{"text", "value"}`` where it is a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from reports.content.words import Cell, in_report_style
from reports.render.chart import Chart, chart_to_json

Block = dict[str, Any]
Row = Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Column:
    """``width`` is relative to the other columns; columns of the same ``group`` share a heading above theirs."""

    label: str
    width: float = 1.0
    is_number: bool = False
    group: str = ""


def text_column(label: str, width: float = 1.0) -> Column:
    return Column(label=label, width=width)


def number_column(label: str, width: float = 1.0, group: str = "") -> Column:
    return Column(label=label, width=width, is_number=True, group=group)


class Chapter:
    """Collects the blocks of one chapter and numbers its sections, figures and tables."""

    def __init__(self, number: int, title: str) -> None:
        self.number, self.title = number, title
        self._blocks: list[Block] = []
        self._plates: list[Block] = []  # diagrams on pages of their own, at the end of their section
        self._sections = self._parts = 0
        self._labels = {"図": 0, "表": 0}

    def section(self, title: str, *, new_page: bool = False) -> None:
        """2.1 …"""
        self._flush()
        self._sections, self._parts = self._sections + 1, 0
        number = f"{self.number}.{self._sections}"
        self._add("heading", level=2, number=number, text=title, anchor=f"section-{number}", new_page=new_page)

    def part(self, title: str) -> None:
        """（1） … within a section."""
        self._parts += 1
        anchor = f"section-{self.number}.{self._sections}.{self._parts}"
        self._add("heading", level=3, number=f"（{self._parts}）", text=title, anchor=anchor, new_page=False)

    def text(self, *paragraphs: str) -> None:
        for paragraph in paragraphs:
            for line in paragraph.splitlines():
                if line.strip():
                    self._add("text", text=line.strip(), leads=False)

    def items(self, texts: Iterable[str]) -> None:
        found = [text for text in texts if text]
        if found:
            self._add("items", items=found)

    def table(
        self,
        caption: str,
        columns: Sequence[Column],
        rows: Iterable[Row],
        *,
        intro: str = "",
        foot: Iterable[Row] = (),
        note: str = "",
        style: str = "",
    ) -> str:
        """A numbered table, named by ``intro`` (``{}`` stands for its label) before it. Returns the label."""
        label, anchor = self._label("表", "table")
        self._say(intro, label)
        self._add(
            "table", number=label, anchor=anchor, caption=caption, head=_head(columns), widths=_widths(columns),
            numbers=[column.is_number for column in columns], labels=[_full_label(column) for column in columns],
            rows=[list(row) for row in rows], foot=[list(row) for row in foot], note=note, style=style,
        )  # fmt: skip
        return label

    def chart(self, chart: Chart, *, intro: str = "", caption: str = "") -> None:
        """A numbered chart; one without any value is left out."""
        if chart.is_empty:
            return
        label, anchor = self._label("図", "figure")
        self._say(intro, label)
        data = chart_to_json(replace(chart, description=in_report_style(chart.description)))
        self._add("chart", number=label, anchor=anchor, caption=caption or chart.title, chart=data)

    def diagram(self, caption: str, parts: Sequence[dict[str, Any]], *, words: str, label: str, anchor: str) -> None:
        """A diagram on pages of its own at the end of the section; its label was taken by :meth:`reserve`.

        ``words`` say what it shows to those who do not see it.
        """
        plate = {"number": label, "anchor": anchor, "caption": caption, "words": words, "parts": list(parts)}
        self._plates.append({"type": "diagram", **plate})

    def reserve(self) -> tuple[str, str]:
        """Label and anchor of a figure that stands further back."""
        return self._label("図", "figure")

    def headline(self, items: Sequence[dict[str, str]]) -> None:
        self._add("headline", items=list(items))

    def evidence(self, title: str, lines: Iterable[tuple[str, str]]) -> None:
        """One compact block of label and text instead of a row of a giant table."""
        self._add("evidence", title=title, lines=[{"label": label, "text": text} for label, text in lines if text])

    def as_json(self) -> dict[str, Any]:
        self._flush()
        return {
            "number": self.number,
            "title": self.title,
            "anchor": f"chapter-{self.number}",
            "blocks": self._blocks,
        }

    def _flush(self) -> None:
        self._blocks += self._plates
        self._plates = []

    def _add(self, kind: str, **content: Any) -> None:
        self._blocks.append({"type": kind, **content})

    def _say(self, intro: str, label: str) -> None:
        if intro:
            self._add("text", text=intro.replace("{}", label), leads=True)  # stays with what it names

    def _label(self, mark: str, anchor: str) -> tuple[str, str]:
        self._labels[mark] += 1
        number = f"{self.number}-{self._labels[mark]}"
        return f"{mark}{number}", f"{anchor}-{number}"


def _full_label(column: Column) -> str:
    return f"{column.group} {column.label}" if column.group else column.label


def _widths(columns: Sequence[Column]) -> list[str]:
    total = sum(column.width for column in columns)
    return [f"{column.width / total * 100:.2f}%" for column in columns]


def _head(columns: Sequence[Column]) -> list[list[dict[str, Any]]]:
    """One row of headings, or two where columns are grouped."""
    if not any(column.group for column in columns):
        return [[{"text": column.label, "columns": 1, "rows": 1} for column in columns]]
    upper: list[dict[str, Any]] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        found = list(members)
        if group:
            upper.append({"text": group, "columns": len(found), "rows": 1})
        else:
            upper += [{"text": column.label, "columns": 1, "rows": 2} for column in found]
    return [upper, [{"text": column.label, "columns": 1, "rows": 1} for column in columns if column.group]]
