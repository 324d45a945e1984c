"""The frozen forms of this app: the question and the result as plain JSON, and back without loss.

Question::

    {"schema": 1, "assessment": {"number", "title", "sha256"}, "table_sha256", "engine", "seed", "draws",
     "priors": {"amount": {…}, …}, "quantities": [{"key", "name", "unit"}],
     "wage": {"yen_per_hour", "formula"} or null,
     "left_out": [sentences of use cases], "partly_used": [sentences of organisations], "warnings": [sentences],
     "weakest": the kind of evidence that holds for the whole estimate,
     "decided": {key of a heard use case: statistic, "" where it has none},
     "use_cases": [{"key", "name", "driver", "heard": [
         {"organisation", "name", "as_is": {key: text}, "to_be": {…}, "cases": text or null}]}]}

Amounts are text, so that nothing is lost. A range is [low, median, high].
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from bpr.core.national import (
    ClassCoverage,
    Estimate,
    Estimated,
    Heard,
    Municipality,
    NationalInput,
    NationalResult,
    NationalUseCase,
    NextHearing,
    PerCase,
    Prior,
    Priors,
    Range,
    UseCaseCoverage,
    WidthShare,
)
from bpr.core.snapshot import to_bytes

SCHEMA = 1
Json = dict[str, Any]


# the question


def input_from(content: Json, *, municipalities: tuple[Municipality, ...], classes: tuple[str, ...]) -> NationalInput:
    """What the calculation takes, from a frozen question and the table that it is of."""
    return NationalInput(
        municipalities=municipalities,
        size_classes=classes,
        quantities=tuple(PerCase(**item) for item in content["quantities"]),
        use_cases=tuple(_use_case_from(item) for item in content["use_cases"]),
        seed=content["seed"],
        draws=content["draws"],
        priors=Priors(**{name: Prior(**item) for name, item in content["priors"].items()}),
    )


def _use_case_from(item: Json) -> NationalUseCase:
    heard = tuple(_heard_from(each) for each in item["heard"])
    return NationalUseCase(key=item["key"], name=item["name"], driver=item["driver"], heard=heard)


def _heard_from(item: Json) -> Heard:
    as_is, to_be = ({key: Decimal(text) for key, text in item[side].items()} for side in ("as_is", "to_be"))
    cases = None if item["cases"] is None else Decimal(item["cases"])
    return Heard(organisation=item["organisation"], as_is=as_is, to_be=to_be, cases_per_year=cases)


# the result


def _range_to(value: Range) -> list[str]:
    return [f"{part:f}" for part in (value.low, value.median, value.high)]


def _range_from(parts: Sequence[str]) -> Range:
    low, median, high = map(Decimal, parts)
    return Range(low=low, median=median, high=high)


def _estimate_to(item: Estimate) -> Json:
    return {
        "key": item.key,
        "name": item.name,
        "cases": _range_to(item.cases),
        "quantities": {
            part.quantity: [_range_to(value) for value in (part.as_is, part.to_be, part.saving)]
            for part in item.quantities
        },
    }


def _estimate_from(data: Json) -> Estimate:
    return Estimate(
        key=data["key"],
        name=data["name"],
        cases=_range_from(data["cases"]),
        quantities=tuple(_estimated_from(key, parts) for key, parts in data["quantities"].items()),
    )


def _estimated_from(key: str, parts: Sequence[Sequence[str]]) -> Estimated:
    as_is, to_be, saving = map(_range_from, parts)
    return Estimated(quantity=key, as_is=as_is, to_be=to_be, saving=saving)


_LISTS = ("size_classes", "prefectures", "use_cases")


def result_to(result: NationalResult) -> Json:
    """All of a result but its municipalities."""
    return {
        "schema": SCHEMA,
        "country": _estimate_to(result.country),
        **{name: [_estimate_to(item) for item in getattr(result, name)] for name in _LISTS},
        "coverage": [_coverage_to(item) for item in result.coverage],
        "width_shares": [asdict(item) for item in result.width_shares],
        "next_hearings": [asdict(item) for item in result.next_hearings],
        "level": f"{result.level:f}",
        "seed": result.seed,
        "draws": result.draws,
    }


def result_from(data: Json) -> NationalResult:
    """The result that :func:`result_to` wrote, without municipalities."""
    return NationalResult(
        country=_estimate_from(data["country"]),
        size_classes=tuple(map(_estimate_from, data["size_classes"])),
        prefectures=tuple(map(_estimate_from, data["prefectures"])),
        use_cases=tuple(map(_estimate_from, data["use_cases"])),
        municipalities=(),
        coverage=tuple(map(_coverage_from, data["coverage"])),
        width_shares=tuple(WidthShare(**item) for item in data["width_shares"]),
        next_hearings=tuple(NextHearing(**item) for item in data["next_hearings"]),
        level=Decimal(data["level"]),
        seed=data["seed"],
        draws=data["draws"],
    )


def _coverage_to(item: UseCaseCoverage) -> Json:
    share = None if item.cases_share is None else f"{item.cases_share:f}"
    return asdict(item) | {"heard_cases": f"{item.heard_cases:f}", "cases_share": share}


def _coverage_from(data: Json) -> UseCaseCoverage:
    share = data["cases_share"]
    fields = data | {
        "classes": tuple(ClassCoverage(**item) for item in data["classes"]),
        "heard_cases": Decimal(data["heard_cases"]),
        "cases_share": None if share is None else Decimal(share),
        "driver_estimated": tuple(data["driver_estimated"]),
        "left_out": tuple(data["left_out"]),
    }
    return UseCaseCoverage(**fields)


# the municipalities


@dataclass(frozen=True, kw_only=True)
class MunicipalityRow:
    """One municipality of an estimate; ``heard``: how many use cases it told in full."""

    code: str
    prefecture: str
    size_class: str
    population: int | None
    heard: int
    estimate: Estimate

    @property
    def name(self) -> str:
        return self.estimate.name


def rows_of(result: NationalResult, table: Iterable[Municipality], heard: Mapping[str, int]) -> list[MunicipalityRow]:
    """The estimates of a result beside what the table says of each; ``heard`` by 団体コード."""
    return [
        MunicipalityRow(
            code=item.code,
            prefecture=item.prefecture,
            size_class=item.size_class,
            population=item.population,
            heard=heard.get(item.code, 0),
            estimate=estimate,
        )
        for item, estimate in zip(table, result.municipalities, strict=True)
    ]


def rows_to_bytes(rows: Iterable[MunicipalityRow]) -> bytes:
    """Compressed JSON."""
    data = [[row.prefecture, row.size_class, row.population, row.heard, _estimate_to(row.estimate)] for row in rows]
    return zlib.compress(to_bytes(data), 6)


def rows_from_bytes(content: bytes) -> list[MunicipalityRow]:
    """Inverse of :func:`rows_to_bytes`."""
    return [_row_from(*item) for item in json.loads(zlib.decompress(content))]


def _row_from(prefecture: str, size_class: str, population: int | None, heard: int, data: Json) -> MunicipalityRow:
    return MunicipalityRow(
        code=data["key"], prefecture=prefecture, size_class=size_class, population=population, heard=heard,
        estimate=_estimate_from(data),
    )  # fmt: skip
