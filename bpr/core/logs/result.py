"""What was measured: figures of steps, ways, months and cases of a log against one process. Frozen, kept as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from bpr.core.codec import Decoder, Encoder
from bpr.core.values import Confidence, ThreePoint, three_point

_PLACES = Decimal("0.01")
MANY, ENOUGH = 100, 30  # executions from which a measured figure is of high and of middle confidence


def confidence_of(count: int) -> Confidence:
    """確からしさ by the size of the sample: 100 and more 高, 30 and more 中, fewer 低."""
    if count >= MANY:
        return Confidence.HIGH
    return Confidence.MIDDLE if count >= ENOUGH else Confidence.LOW


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """Minutes of ``count`` executions: mean, and the 10th, 50th and 90th percentile."""

    count: int
    mean: float
    p10: float
    median: float
    p90: float

    @property
    def three_point(self) -> ThreePoint:
        """最小・標準・最大 as written to a step: P10, **mean**, P90, to 0.01 minutes.

        Expected values multiply 標準 by visits, so it has to be the mean: with the median the sum over a year would
        not be the minutes that the log adds up to. Where few very long executions pull the mean beyond P90 (or short
        ones below P10), the bound goes with it.
        """
        low, mean, high = (
            Decimal(str(value)).quantize(_PLACES, ROUND_HALF_UP) for value in (self.p10, self.mean, self.p90)
        )
        return three_point(mean, min(low, mean), max(high, mean))


@dataclass(frozen=True, kw_only=True, slots=True)
class StepMeasure:
    """One step of the model. ``minutes`` is None where it cannot be measured; ``why_not`` says why.

    ``waiting`` is from the end of what came before in the case to the beginning of this step.
    """

    node_id: str
    name: str
    activities: tuple[str, ...]  # names in the log that stand for it
    executions: int
    cases: int  # cases in which it was done at least once
    minutes: Spread | None
    waiting: Spread | None
    why_not: str = ""

    @property
    def confidence(self) -> Confidence:
        return confidence_of(self.minutes.count if self.minutes else 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class WayMeasure:
    """One way on from a decision: taken ``taken`` of ``of`` times. ``share`` is None where it was never decided.

    ``why_not`` says why the ways of this decision cannot be told apart by the log; nothing is guessed then.
    """

    decision_id: str
    decision_name: str
    flow_id: str
    name: str  # label of the way, else what it leads to
    taken: int
    of: int
    undecided: int = 0  # passages of the decision after which the log does not show the way taken
    why_not: str = ""

    @property
    def share(self) -> Decimal | None:
        if not self.of or self.why_not:
            return None
        return (Decimal(self.taken) / Decimal(self.of)).quantize(Decimal("0.0001"))

    @property
    def confidence(self) -> Confidence:
        return confidence_of(self.of)


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthCount:
    """Cases that began in a month. ``is_whole`` is False for a month that the log covers in part."""

    month: str  # 2026-04
    cases: int
    is_whole: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Volume:
    """件数. ``cases_per_year`` only where the log covers at least 12 months; ``note`` says how it was made or why not.

    ``months`` are the means of April to March, empty where there is no year.
    """

    first_day: str  # ISO dates
    last_day: str
    by_month: tuple[MonthCount, ...]
    cases_per_year: Decimal | None
    months: tuple[Decimal, ...]
    note: str


class MisfitKind(StrEnum):
    """ORDER: ``second`` cannot come after ``first``. START, END: a case cannot begin or end with ``first``."""

    ORDER = "order"
    START = "start"
    END = "end"


@dataclass(frozen=True, kw_only=True, slots=True)
class Misfit:
    """An order that the model does not allow: how often, in how many cases, and a few of them."""

    kind: MisfitKind
    first_id: str
    first: str  # names
    second_id: str
    second: str
    count: int
    cases: int
    sample_cases: tuple[str, ...]

    @property
    def text(self) -> str:
        """A sentence."""
        if self.kind is MisfitKind.START:
            return f"図では「{self.first}」から始まりません"
        if self.kind is MisfitKind.END:
            return f"図では「{self.first}」で終わりません"
        return f"図では「{self.first}」の次に「{self.second}」は来ません"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unmapped:
    """An activity of the log that stands for no step: its executions were left out of order and shares."""

    activity: str
    events: int
    cases: int
    sample_cases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """Cases that did the same steps in the same order."""

    steps: tuple[str, ...]  # names; of a long case the first ones
    length: int
    cases: int
    fits: bool
    sample_case: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """A log measured against a process. ``notes`` say in words what could not be measured and why."""

    source_name: str
    events: int
    cases: int
    steps: tuple[StepMeasure, ...]
    ways: tuple[WayMeasure, ...]
    volume: Volume
    fitting_cases: int
    measured_cases: int  # cases with at least one mapped step: those of shares, fit and volume
    misfits: tuple[Misfit, ...]
    unmapped: tuple[Unmapped, ...]
    never_seen: tuple[str, ...]  # names of steps
    variants: tuple[Variant, ...]
    variant_count: int
    mapping: dict[str, str]
    hours_name: str = ""  # opening hours that minutes were counted in, "" for the clock
    notes: tuple[str, ...] = ()
    cut_cases: int = 0  # measured cases that do not fit only because the log begins or ends in them

    @property
    def fit(self) -> float | None:
        """Part of the whole cases that the model allows from beginning to end."""
        return self.fitting_cases / self.whole_cases if self.whole_cases else None

    @property
    def whole_cases(self) -> int:
        """Measured cases without those that the edges of the log cut."""
        return self.measured_cases - self.cut_cases

    def step(self, node_id: str) -> StepMeasure | None:
        return next((step for step in self.steps if step.node_id == node_id), None)

    def ways_of(self, decision_id: str) -> Iterable[WayMeasure]:
        return (way for way in self.ways if way.decision_id == decision_id)


def to_json(measurement: Measurement) -> dict[str, Any]:
    """Plain data without loss."""
    found: dict[str, Any] = Encoder().encode(measurement)
    return found


def from_json(data: Any) -> Measurement:
    """Inverse of :func:`to_json`. CodecError names the place of what does not fit."""
    found: Measurement = Decoder([]).decode(Measurement, data)
    return found
