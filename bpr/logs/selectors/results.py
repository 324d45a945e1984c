"""A measurement beside what was said in the hearing, row by row, for its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bpr.core.bpmn.model import ProcessModel
from bpr.core.logs import Measurement, MonthCount, StepMeasure, WayMeasure, measured_changes
from bpr.core.logs.mapping import steps_of
from bpr.core.values import Evidence, ThreePoint
from bpr.core.workload import MONTHS, Volume
from bpr.logs.measured import measurement_of
from bpr.logs.models import Adoptable, ProcessLog
from hearings.models import HearingVolume
from hearings.selectors import volume_of
from usecases.selectors import version_model


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One step. ``difference`` is measured mean minus what was said, in minutes."""

    key: str
    node_id: str
    number: str
    name: str
    said: ThreePoint | None
    evidence: Evidence | None
    measured: StepMeasure | None
    minutes: ThreePoint | None
    difference: Decimal | None


@dataclass(frozen=True, kw_only=True)
class WayLine:
    """One way on from a decision. ``difference`` in percentage points."""

    decision: str
    is_first: bool  # of its decision
    said: Decimal | None
    measured: WayMeasure
    difference: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        share = self.measured.share
        return None if share is None else share * 100

    @property
    def said_percent(self) -> Decimal | None:
        return None if self.said is None else self.said * 100


@dataclass(frozen=True, kw_only=True)
class MonthLine:
    """One month. ``said`` is what the hearing says of that month of the year, None where it has no months."""

    month: MonthCount
    said: Decimal | None
    difference: Decimal | None

    @property
    def label(self) -> str:
        year, _dash, number = self.month.month.partition("-")
        return _("%(year)s年%(month)s月") % {"year": year, "month": int(number)}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something that may be adopted: what it would change, "" and a reason where it cannot be adopted."""

    item: Adoptable
    text: str
    count: int
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """All that the page of a measured log shows."""

    measurement: Measurement
    steps: tuple[StepLine, ...]
    ways: tuple[WayLine, ...]
    months: tuple[MonthLine, ...]
    said_volume: Volume | None
    choices: tuple[Choice, ...]

    @property
    def fit_percent(self) -> Decimal | None:
        fit = self.measurement.fit
        return None if fit is None else Decimal(str(round(fit * 100, 1)))


def result_of(log: ProcessLog) -> Result | None:
    """What was measured, None before it was."""
    if not log.measurement or log.version is None:
        return None
    measurement, model = measurement_of(log), version_model(log.version)
    said = _said_volume(log)
    return Result(
        measurement=measurement,
        steps=tuple(_steps(measurement, model)),
        ways=tuple(_ways(measurement, model)),
        months=tuple(_month(item, said) for item in measurement.volume.by_month),
        said_volume=said,
        choices=tuple(_choices(measurement, model)),
    )


def _said_volume(log: ProcessLog) -> Volume | None:
    """件数 of the hearing that was submitted last, None where there is none."""
    rows = HearingVolume.objects.filter(hearing__use_case=log.use_case_id, hearing__organisation=log.organisation_id)
    stored = rows.select_related("hearing").first()
    return volume_of(stored.hearing) if stored else None


def _steps(measurement: Measurement, model: ProcessModel) -> Iterator[StepLine]:
    for node in steps_of(model):
        values, found = node.values, measurement.step(node.id)
        minutes = found.minutes.three_point if found and found.minutes else None
        said = values.handling_minutes if values else None
        yield StepLine(
            key=values.key if values else node.id,
            node_id=node.id,
            number=values.number if values else "",
            name=node.name,
            said=said,
            evidence=values.evidence[0] if values and values.evidence else None,
            measured=found,
            minutes=minutes,
            difference=minutes.likely - said.likely if minutes and said else None,
        )


def _ways(measurement: Measurement, model: ProcessModel) -> Iterator[WayLine]:
    said = {flow.id: flow.share for flow in model.flows} | {node.id: node.share for node in model.nodes}
    before = ""
    for way in sorted(measurement.ways, key=lambda way: way.decision_id):
        share = said.get(way.flow_id)
        counted = way.share
        yield WayLine(
            decision=way.decision_name,
            is_first=way.decision_id != before,
            said=share,
            measured=way,
            difference=None if share is None or counted is None else (counted - share) * 100,
        )
        before = way.decision_id


def _month(item: MonthCount, said: Volume | None) -> MonthLine:
    number = int(item.month[5:7])
    expected = said.months[MONTHS.index(number)] if said and said.has_profile else None
    return MonthLine(
        month=item, said=expected, difference=None if expected is None or not item.is_whole else item.cases - expected
    )


def _choices(measurement: Measurement, model: ProcessModel) -> Iterator[Choice]:
    changes = measured_changes(model, measurement)
    yield _choice(Adoptable.MINUTES, len(changes.minutes), _("処理時間を測れた作業がありません"))
    decisions = {item.decision_id for item in changes.shares}
    yield _choice(Adoptable.SHARES, len(decisions), _("割合を数えられた分岐がありません"))
    volume = measurement.volume
    whole = volume.cases_per_year is not None
    yield Choice(item=Adoptable.VOLUME, text=volume.note, count=int(whole), why_not="" if whole else volume.note)


def _choice(item: Adoptable, count: int, why_not: str) -> Choice:
    return Choice(item=item, text="", count=count, why_not="" if count else why_not)
