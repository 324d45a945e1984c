"""What the organisations said, from the frozen assessment: amounts per case by use case, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bpr.core.assessment import Assessment
from bpr.core.flow import Amount
from bpr.core.lines import Line, SideResult
from bpr.core.national import PerCase
from bpr.core.units import RoundingMode, format_number, rounded
from bpr.national.frozen import Json
from bpr.national.selectors.table import by_code

STAFF, RESIDENT, DIRECT = "staff_minutes", "resident_minutes", "direct_yen"
QUANTITIES = (
    PerCase(key=STAFF, name="職員の処理時間", unit="分"),
    PerCase(key=RESIDENT, name="住民の時間", unit="分"),
    PerCase(key=DIRECT, name="直接経費", unit="円"),
)
_AMOUNTS = {
    STAFF: (Amount.STAFF_MINUTES,),
    RESIDENT: (Amount.RESIDENT_MINUTES, Amount.RESIDENT_TRAVEL_MINUTES, Amount.RESIDENT_WAITING_MINUTES),
    DIRECT: (Amount.DIRECT_COST_YEN,),
}
_UNIT = Decimal("0.000001")  # amounts per case are exact fractions; finer than this nobody has measured
FAR_APART = 10  # organisations whose cases per unit of the statistic differ by more are named


@dataclass(frozen=True, kw_only=True)
class HeardUseCase:
    """One use case of an assessment: its lines of municipalities of the table, and what was left out of it."""

    key: str
    name: str
    lines: tuple[Line, ...]
    left_out: tuple[str, ...]

    @property
    def is_compared(self) -> bool:
        """Somebody was heard on both sides, with all minutes known."""
        return any(_is_known(line.as_is) and line.to_be and _is_known(line.to_be) for line in self.lines)


def heard_use_cases(calculation: Assessment) -> dict[str, HeardUseCase]:
    """By key, in the order of the assessment."""
    found: dict[str, list[Line]] = {}
    for line in calculation.lines:
        found.setdefault(line.scope.use_case, []).append(line)
    return {key: _use_case(key, lines) for key, lines in found.items()}


def _use_case(key: str, lines: Sequence[Line]) -> HeardUseCase:
    known = tuple(line for line in lines if line.scope.organisation in by_code())
    return HeardUseCase(key=key, name=lines[0].use_case_name, lines=known, left_out=tuple(_left_out(lines)))


def _left_out(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        if line.scope.organisation not in by_code():
            yield f"{line.name}: 市区町村の表にない団体なので、使っていません"
        elif not _is_known(line.as_is) or (line.to_be and not _is_known(line.to_be)):
            yield f"{line.name}: 処理時間の分からない作業があるため、件数だけを使いました"
        elif line.to_be is None:
            yield f"{line.name}: 改革案がないため、現行と件数だけを使いました"


def _is_known(side: SideResult) -> bool:
    return side.is_complete


def is_told(use_cases: Iterable[HeardUseCase], quantity: str) -> bool:
    """Somebody has any of the quantity at all; one that nobody has is not estimated."""
    sides = (side for item in use_cases for line in item.lines for side in (line.as_is, line.to_be) if side)
    return any(_amount(side, quantity) for side in sides)


def heard_json(item: HeardUseCase, quantities: Sequence[str]) -> list[Json]:
    """The lines of a use case as they stand in a frozen question."""
    return [
        {
            "organisation": line.scope.organisation,
            "name": line.organisation_name,
            "cases": f"{line.volume.cases_per_year:f}",
            "as_is": _amounts(line.as_is, line.to_be, quantities),
            "to_be": _amounts(line.to_be, line.as_is, quantities),
        }
        for line in item.lines
    ]


def _amounts(side: SideResult | None, other: SideResult | None, quantities: Sequence[str]) -> dict[str, str]:
    """Amounts per case; none where minutes of this side, or of the one that it is compared with, are not known."""
    if side is None or not _is_known(side) or (other and not _is_known(other)):
        return {}
    return {key: f"{_amount(side, key):f}" for key in quantities}


def _amount(side: SideResult, quantity: str) -> Decimal:
    amounts = (step.per_case(amount) for step in side.steps for amount in _AMOUNTS[quantity])
    return rounded(sum(amounts, Fraction(0)), _UNIT, RoundingMode.HALF_UP)


def far_apart(item: HeardUseCase, driver: str) -> Iterator[str]:
    """Organisations whose cases do not go together with the statistic: one of them may be wrong."""
    rates = sorted(_rates(item, driver))
    if len(rates) > 1 and rates[-1][0] > FAR_APART * rates[0][0]:
        (low, one), (high, other) = rates[0], rates[-1]
        yield (
            f"「{item.name}」の件数÷統計「{driver}」が、"
            f"{one}は{format_number(low, 3)}、{other}は{format_number(high, 3)}と{FAR_APART}倍より離れています。"
            "件数の数え方（年度・届出の範囲）がそろっているか確かめてください"
        )


def _rates(item: HeardUseCase, driver: str) -> Iterator[tuple[Decimal, str]]:
    for line in item.lines:
        base, cases = by_code()[line.scope.organisation].drivers.get(driver, 0.0), line.volume.cases_per_year
        if base > 0 and cases > 0:
            yield cases / Decimal(base), line.organisation_name
