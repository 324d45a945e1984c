"""The table of all local governments: CSV files in, checked rows out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, OrganisationKind
from bpr.access.organisation_code import validate_organisation_code

DATA = Path(__file__).parent / "data"
MUNICIPALITIES = DATA / "municipalities.csv"
PREFECTURES = DATA / "prefectures.csv"


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    """One local government of the table; ``statistics`` holds the remaining columns, numbers as numbers."""

    code: str
    kind: str
    name: str
    kana: str
    prefecture: str
    designation: str
    population: int | None
    households: int | None
    statistics: dict[str, str | int | float]
    source: str


@dataclass(frozen=True, kw_only=True)
class _Layout:
    """Which column holds what; the columns that are not named here become ``statistics``."""

    kind: str
    name: str
    source: str
    designation: str = ""
    population: str = ""
    households: str = ""
    texts: frozenset[str] = frozenset()  # statistics that look like numbers and are none

    @property
    def own(self) -> set[str]:
        named = {self.name, self.designation, self.population, self.households, CODE, PREFECTURE, KANA}
        return named - {""}


CODE, PREFECTURE, KANA = "団体コード", "都道府県", "よみ"
_MUNICIPALITY = _Layout(
    kind=OrganisationKind.MUNICIPALITY,
    name="市区町村",
    designation="団体種別",
    population="総人口_R2国調",
    households="世帯数_R2",
    texts=frozenset({"標準地域コード"}),
    source="教育用標準データセット SSDSE-A-2025（独立行政法人統計センター）。"
    "団体コード・よみ・位置・URL: code4fukui/localgovjp（CC0）",
)
_PREFECTURE = _Layout(
    kind=OrganisationKind.PREFECTURE,
    name=PREFECTURE,
    texts=frozenset({"都道府県コード"}),
    source="団体コード・よみ: code4fukui/localgovjp（CC0）。平均給与月額: 総務省「地方公務員給与実態調査」令和6年",
)


class TableError(ValueError):
    """A cell of the table is wrong; the text names file, line, column, value and remedy."""


def municipalities(path: Path = MUNICIPALITIES) -> list[OrganisationRow]:
    """The municipalities of the table at ``path``. Raises TableError."""
    return list(_rows(path, _MUNICIPALITY))


def prefectures(path: Path = PREFECTURES) -> list[OrganisationRow]:
    """The prefectures of the table at ``path``. Raises TableError."""
    return list(_rows(path, _PREFECTURE))


def _rows(path: Path, layout: _Layout) -> Iterator[OrganisationRow]:
    seen: dict[str, int] = {}
    for line, cells in _lines(path, layout):
        row = _row(_Cells(path=path, line=line, cells=cells), layout)
        if row.code in seen:
            raise TableError(
                _("%(file)s %(line)d行目「団体コード」: %(code)s は%(first)d行目にもあります。一方を消してください。")
                % {"file": path.name, "line": line, "code": row.code, "first": seen[row.code]}
            )
        seen[row.code] = line
        yield row


def _lines(path: Path, layout: _Layout) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = sorted(layout.own - set(reader.fieldnames or ()))
            if missing:
                raise TableError(
                    _("%(file)s 1行目: 見出し「%(names)s」がありません。元の表の見出しのまま用意してください。")
                    % {"file": path.name, "names": "」「".join(missing)}
                )
            for cells in reader:
                yield reader.line_num, _checked(path, reader.line_num, cells)
    except UnicodeDecodeError as error:
        raise TableError(
            _("%(file)s: 文字コードがUTF-8ではありません。UTF-8で保存し直してください。") % {"file": path.name}
        ) from error
    except csv.Error as error:
        raise TableError(
            _("%(file)s %(line)d行目: CSVとして読めません（%(why)s）。引用符の閉じ忘れを確かめてください。")
            % {"file": path.name, "line": reader.line_num, "why": error}
        ) from error


def _checked(path: Path, line: int, cells: Mapping[Any, Any]) -> dict[str, str]:
    """DictReader files surplus cells under None and leaves missing ones None."""
    if None in cells or None in cells.values():
        raise TableError(
            _("%(file)s %(line)d行目: 列の数が見出しと合いません。区切りのコンマを確かめてください。")
            % {"file": path.name, "line": line}
        )
    return dict(cells)


@dataclass(frozen=True, kw_only=True)
class _Cells:
    """The cells of one line, which know where they stand."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def error(self, column: str, message: str) -> TableError:
        place = {"file": self.path.name, "line": self.line, "column": column, "value": self.cells[column]}
        return TableError(
            _("%(file)s %(line)d行目「%(column)s」: %(message)s（今の値: %(value)s）") % {**place, "message": message}
        )

    def text(self, column: str, *, field: str) -> str:
        """The text of a cell, no longer than the field of the organisation takes."""
        value = self.cells[column].strip() if column else ""
        limit = cast("CharField[str, str]", Organisation._meta.get_field(field)).max_length
        if limit is not None and len(value) > limit:
            raise self.error(column, _("%(limit)d文字以内にしてください。") % {"limit": limit})
        return value

    def needed(self, column: str, *, field: str) -> str:
        value = self.text(column, field=field)
        if not value:
            raise self.error(column, _("空です。値を入れてください。"))
        return value

    def code(self) -> str:
        value = self.needed(CODE, field="code")
        try:
            validate_organisation_code(value)
        except ValidationError as error:
            raise self.error(CODE, " ".join(error.messages)) from error
        return value

    def whole(self, column: str) -> int | None:
        value = self.cells[column].strip() if column else ""
        if not value:
            return None
        if not (value.isascii() and value.isdigit()):
            raise self.error(column, _("0以上の整数を半角数字で入れてください。"))
        return int(value)


def _row(cells: _Cells, layout: _Layout) -> OrganisationRow:
    return OrganisationRow(
        code=cells.code(),
        kind=layout.kind,
        name=cells.needed(layout.name, field="name"),
        kana=cells.text(KANA, field="kana"),
        prefecture=cells.needed(PREFECTURE, field="prefecture"),
        designation=cells.text(layout.designation, field="designation"),
        population=cells.whole(layout.population),
        households=cells.whole(layout.households),
        statistics=_statistics(cells.cells, layout),
        source=layout.source,
    )


def _statistics(cells: Mapping[str, str], layout: _Layout) -> dict[str, str | int | float]:
    rest = {name: value.strip() for name, value in cells.items() if name not in layout.own and value.strip()}
    return {name: value if name in layout.texts else _number(value) for name, value in rest.items()}


def _number(value: str) -> str | int | float:
    """A number where the cell holds one (93, 91.2); the text itself otherwise."""
    if re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    return float(value) if re.fullmatch(r"-?[0-9]+\.[0-9]+", value) else value
