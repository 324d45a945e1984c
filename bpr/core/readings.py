"""Reading an assessment: rows for tables and charts. Only stored, rounded numbers are added up here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from bpr.core.attribution import CAUSE_LABELS
from bpr.core.figures import TOTAL, Figure, Quantity, Scope, Side, figure_key
from bpr.core.frequency import BY_MEASURE
from bpr.core.influence import Influence
from bpr.core.inputs import Measure
from bpr.core.line_figures import line_figure
from bpr.core.lines import Line, PerformerPart, SideResult, StepDifference
from bpr.core.uncertainty import Interval
from bpr.core.units import RoundingPolicy, split_to_sum, unit_of
from bpr.core.values import ChangeKind, EvidenceKind, PerformerKind
from bpr.core.workload import MONTHS, monthly_shares


class By(StrEnum):
    """What the rows of a table stand for."""

    LINE = "line"
    ORGANISATION = "organisation"
    USE_CASE = "use_case"
    CATEGORY = "category"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a comparison. ``to_be``, ``saving`` and ``rate`` are None where a line has no to-be yet."""

    key: str
    name: str
    scope: Scope
    quantity: Quantity
    as_is: Decimal
    to_be: Decimal | None
    saving: Decimal | None
    rate: Decimal | None
    interval: Interval | None
    weakest: EvidenceKind | None
    is_complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PerformerRow:
    """Yearly hours and labour cost of one performer on both sides; the rows add up to the scope's figures."""

    performer: str
    kind: PerformerKind
    as_is_hours: Decimal
    to_be_hours: Decimal
    as_is_yen: Decimal
    to_be_yen: Decimal

    @property
    def saving_hours(self) -> Decimal:
        return self.as_is_hours - self.to_be_hours

    @property
    def saving_yen(self) -> Decimal:
        return self.as_is_yen - self.to_be_yen


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthRow:
    """Cases and staff hours of one calendar month; April first."""

    month: int
    cases: Decimal
    as_is_hours: Decimal
    to_be_hours: Decimal

    @property
    def saving_hours(self) -> Decimal:
        return self.as_is_hours - self.to_be_hours


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureRow:
    """Part of a saving that is due to one measure, or (``code`` empty) to what ``name`` says."""

    code: str
    name: str
    saving: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class StepRow:
    """Part of a line's saving that is due to one group of steps."""

    line: Scope
    as_is_names: tuple[str, ...]
    to_be_names: tuple[str, ...]
    change: ChangeKind
    cause: str
    measure: str
    reason: str  # the measure's name, or why there is none
    by_frequency: bool  # not named on the steps: acts through how often they are carried out
    saving: Decimal


@dataclass(frozen=True, kw_only=True)
class Readings:
    """What every page and report asks an assessment. Scopes without a key mean the whole."""

    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    intervals: tuple[Interval, ...]
    influences: tuple[Influence, ...]
    measures: tuple[Measure, ...]
    policy: RoundingPolicy

    @cached_property
    def measure_names(self) -> dict[str, str]:
        """Names of the measures by code, in their order."""
        return {measure.code: measure.name for measure in self.measures}

    @cached_property
    def _figure_by_key(self) -> dict[str, Figure]:
        return {figure.key: figure for figure in self.figures}

    @cached_property
    def _interval_by_key(self) -> dict[tuple[Scope, Quantity], Interval]:
        return {(interval.scope, interval.quantity): interval for interval in self.intervals}

    def figure(self, scope: Scope, quantity: Quantity, side: Side) -> Figure:
        """KeyError where there is none: a line without a to-be has only its as-is."""
        return self._figure_by_key[figure_key(scope, quantity, side)]

    def figure_by_key(self, key: str) -> Figure:
        return self._figure_by_key[key]

    def value(self, scope: Scope, quantity: Quantity, side: Side = Side.SAVING) -> Decimal:
        return self.figure(scope, quantity, side).value

    def interval(self, scope: Scope, quantity: Quantity) -> Interval | None:
        """The range of a saving; None where the quantity has none or nothing is compared."""
        return self._interval_by_key.get((scope, quantity))

    def line(self, scope: Scope) -> Line:
        return next(line for line in self.lines if line.scope == scope)

    def lines_in(self, scope: Scope = TOTAL) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_in(scope))

    def parts_of(self, figure: Figure) -> tuple[Figure, ...]:
        """The figures that a figure is made of, for going down the trace.

        A saving is made of its as-is and its to-be, a sum of its lines; a line's own figure has ``inputs`` instead.
        """
        if figure.side is Side.SAVING:
            return tuple(self.figure(figure.scope, figure.quantity, side) for side in (Side.AS_IS, Side.TO_BE))
        if figure.scope.is_line:
            return ()
        lines = self.lines_in(figure.scope)
        return tuple(line_figure(line, figure.quantity, figure.side, self._figure_by_key) for line in lines)

    def names(self, by: By, scope: Scope = TOTAL) -> dict[Scope, str]:
        """Scopes of the rows of a table with their names, in the order of the lines."""
        return {_row_scope(by, line, scope): _row_name(by, line) for line in self.lines_in(scope)}

    def table(self, quantity: Quantity, by: By | str = By.ORGANISATION, scope: Scope = TOTAL) -> tuple[Row, ...]:
        """One row per organisation, use case, category or line within ``scope`` (the whole, or one category).

        By organisation within a category the rows are category × organisation sums.
        """
        return tuple(self.row(row_scope, quantity, name) for row_scope, name in self.names(By(by), scope).items())

    def summary(self, scope: Scope = TOTAL) -> tuple[Row, ...]:
        """One row per quantity for one scope."""
        return tuple(self.row(scope, quantity, quantity.label) for quantity in Quantity)

    def row(self, scope: Scope, quantity: Quantity, name: str) -> Row:
        as_is = self.figure(scope, quantity, Side.AS_IS)
        to_be = self._figure_by_key.get(figure_key(scope, quantity, Side.TO_BE))
        saving = self._figure_by_key.get(figure_key(scope, quantity, Side.SAVING))
        return Row(
            key=f"{scope.key}:{quantity.value}",
            name=name,
            scope=scope,
            quantity=quantity,
            as_is=as_is.value,
            to_be=to_be.value if to_be else None,
            saving=saving.value if saving else None,
            rate=saving.rate if saving else None,
            interval=self.interval(scope, quantity),
            weakest=(saving or as_is).weakest,
            is_complete=bool(saving and saving.is_complete),
        )

    def by_performer(self, scope: Scope = TOTAL) -> tuple[PerformerRow, ...]:
        """Hours and yen by performer (name and kind), in order of appearance."""
        found: dict[tuple[str, PerformerKind], list[Decimal]] = {}
        for line in self.lines_in(scope):
            for offset, side in ((0, line.as_is), (2, _other_side(line))):
                for part in side.performers:
                    _add_part(found.setdefault((part.performer, part.kind), [Decimal(0)] * 4), offset, part)
        return tuple(
            PerformerRow(
                performer=name,
                kind=kind,
                as_is_hours=sums[0],
                as_is_yen=sums[1],
                to_be_hours=sums[2],
                to_be_yen=sums[3],
            )
            for (name, kind), sums in found.items()
        )

    def by_month(self, scope: Scope = TOTAL) -> tuple[MonthRow, ...]:
        """Cases and staff hours by month; they add up to the scope's year."""
        lines = self.lines_in(scope)
        cases = [self._monthly_cases(line) for line in lines]
        return tuple(
            MonthRow(
                month=month,
                cases=sum((counts[index] for counts in cases), Decimal(0)),
                as_is_hours=sum((line.as_is.staff_hours_by_month[index] for line in lines), Decimal(0)),
                to_be_hours=sum((_other_side(line).staff_hours_by_month[index] for line in lines), Decimal(0)),
            )
            for index, month in enumerate(MONTHS)
        )

    def _monthly_cases(self, line: Line) -> tuple[Decimal, ...]:
        year = line.volume.cases_per_year
        unit = min(unit_of(self.policy.count_places), Decimal((0, (1,), int(year.as_tuple().exponent))))
        return split_to_sum(year, [share * Fraction(year) for share in monthly_shares(line.volume)], unit)

    def by_measure(self, quantity: Quantity, scope: Scope = TOTAL) -> tuple[MeasureRow, ...]:
        """Parts of the saving by measure, then what is due to none; they add up to the saving of the scope."""
        found: dict[tuple[str, str], Decimal] = {}
        for _, difference in self._differences(scope):
            key = (difference.measure, self._reason(difference))
            found[key] = found.get(key, Decimal(0)) + difference.savings.get(quantity, Decimal(0))
        rows = [MeasureRow(code=code, name=name, saving=saving) for (code, name), saving in found.items()]
        order = {code: position for position, code in enumerate(self.measure_names)}
        shown = [row for row in rows if row.code or row.saving]
        return tuple(sorted(shown, key=lambda row: order.get(row.code, len(order) + (not row.code))))

    def by_step(self, quantity: Quantity, scope: Scope = TOTAL) -> tuple[StepRow, ...]:
        """Parts of the saving by group of steps, line by line; they add up to the saving of the scope."""
        return tuple(
            StepRow(
                line=line.scope,
                as_is_names=_names(line.as_is, difference.as_is),
                to_be_names=_names(_other_side(line), difference.to_be),
                change=difference.change,
                cause=difference.cause,
                measure=difference.measure,
                reason=self._reason(difference),
                by_frequency=difference.by_frequency,
                saving=difference.savings.get(quantity, Decimal(0)),
            )
            for line, difference in self._differences(scope)
        )

    def _differences(self, scope: Scope) -> Iterator[tuple[Line, StepDifference]]:
        return ((line, difference) for line in self.lines_in(scope) for difference in line.differences)

    def _reason(self, difference: StepDifference) -> str:
        if difference.cause == BY_MEASURE:
            return self.measure_names.get(difference.measure, difference.measure)
        return CAUSE_LABELS[difference.cause]


def _other_side(line: Line) -> SideResult:
    """The to-be; a line without one counts as unchanged."""
    return line.to_be or line.as_is


def _add_part(sums: list[Decimal], offset: int, part: PerformerPart) -> None:
    sums[offset] += part.hours
    sums[offset + 1] += part.labour_yen


def _names(side: SideResult, node_ids: tuple[str, ...]) -> tuple[str, ...]:
    names = {step.node_id: step.name for step in side.steps}
    return tuple(names[node_id] for node_id in node_ids)


def _row_scope(by: By, line: Line, scope: Scope) -> Scope:
    if by is By.ORGANISATION and not scope.use_case:
        return Scope(category=scope.category, organisation=line.scope.organisation)
    if by is By.USE_CASE and not scope.organisation:
        return Scope(use_case=line.scope.use_case)
    if by is By.CATEGORY:
        return Scope(category=line.category_key, organisation=scope.organisation)
    return line.scope


def _row_name(by: By, line: Line) -> str:
    names = {
        By.ORGANISATION: line.organisation_name,
        By.USE_CASE: line.use_case_name,
        By.CATEGORY: line.category_name,
    }
    return names.get(by, line.name)
