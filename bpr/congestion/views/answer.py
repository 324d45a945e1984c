"""What the page of a run shows of its frozen result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bpr.access.evidence_pages import evidence_urls
from bpr.congestion.models import SimulationRun
from bpr.congestion.views.loads import LEVELS
from bpr.congestion.views.words import (
    Compared,
    EstimateJson,
    Unit,
    compared,
    count_unit,
    percent_unit,
    time_unit,
    yen_unit,
)
from bpr.core.congestion import level_of
from bpr.core.units import format_number
from reports.render.chart import Chart, ChartKind, Series, Tone

POINTS = {
    "50": gettext_lazy("半分が終わるまで"),
    "80": gettext_lazy("10件のうち8件が終わるまで"),
    "90": gettext_lazy("10件のうち9件が終わるまで"),
    "95": gettext_lazy("20件のうち19件が終わるまで"),
}
MOST_STEPS = 10
Result = Mapping[str, Any]


def headline(result: Result) -> list[Compared]:
    """The four figures that answer the question of the page."""
    whole = [result[side]["whole"] for side in ("as_is", "to_be")]
    lead = time_unit(*(side["lead_minutes"]["mean"] for side in whole))
    wait = time_unit(*(side["waiting_minutes"]["mean"] for side in whole))
    return [
        compared(_("受付から終わりまで（平均）"), lead, result, "whole", "lead_minutes"),
        compared(_("10件のうち9件が終わるまで"), lead, result, "whole", "lead_percentiles", "90"),
        compared(_("職員の手が空くのを待つ時間（1件あたり）"), wait, result, "whole", "waiting_minutes"),
        compared(_("1件の人件費"), yen_unit(), result, "whole", "cost_yen"),
    ]


@dataclass(frozen=True, kw_only=True)
class UseCaseRows:
    """One use case: mean, percentiles, waiting and cost on both sides."""

    name: str
    cases: str
    rows: Sequence[Compared]


def use_cases(result: Result) -> list[UseCaseRows]:
    """All cases together where there are several use cases, then each."""
    names = [item["name"] for item in result["as_is"]["processes"]]
    found = [_use_case(result, name, "processes", at) for at, name in enumerate(names)]
    return [_use_case(result, _("すべてのユースケース"), "whole"), *found] if len(names) > 1 else found


def _use_case(result: Result, name: str, *path: Any) -> UseCaseRows:
    side = result["as_is"]
    for key in path:
        side = side[key]
    lead = time_unit(side["lead_percentiles"]["95"]["mean"])
    points = [compared(str(words), lead, result, *path, "lead_percentiles", point) for point, words in POINTS.items()]
    return UseCaseRows(
        name=name,
        cases=format_number(round(side["cases"]["mean"])),
        rows=[
            compared(_("平均"), lead, result, *path, "lead_minutes"),
            *points,
            compared(_("職員の手が空くのを待つ時間"), time_unit(side["waiting_minutes"]["mean"]), result, *path,
                     "waiting_minutes"),
            compared(_("1件の人件費"), yen_unit(), result, *path, "cost_yen"),
        ],
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One staff group: how busy it is on both sides, in figures and in a word, and its queue."""

    name: str
    people: float
    busy: Compared
    levels: tuple[str | Promise, str | Promise]
    queue: Compared
    longest: tuple[str, str]


def groups(result: Result) -> list[GroupRow]:
    """The busiest first."""
    rows = [_group(result, at) for at in range(len(result["as_is"]["pools"]))]
    return sorted(rows, key=lambda row: -max(row.busy.before["mean"] or 0, row.busy.after["mean"] or 0))


def _group(result: Result, at: int) -> GroupRow:
    sides = [result[side]["pools"][at] for side in ("as_is", "to_be")]
    return GroupRow(
        name=sides[0]["name"],
        people=sides[0]["people"],
        busy=compared(_("忙しさ"), percent_unit(), result, "pools", at, "utilisation"),
        levels=(_level(sides[0]), _level(sides[1])),
        queue=compared(_("待っている件数"), count_unit(), result, "pools", at, "queue_length"),
        longest=(_longest(sides[0]), _longest(sides[1])),
    )


def _level(pool: Mapping[str, Any]) -> str | Promise:
    return LEVELS[level_of(pool["utilisation"]["mean"] or 0)]


def _longest(pool: Mapping[str, Any]) -> str:
    return Unit(name="", places=0).text(pool["longest_queue"]["mean"])


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """One step and how long a case waits at it: for staff, and for what must happen elsewhere before it."""

    use_case: str
    name: str
    group: str
    total: float
    queue: str
    delay: str
    each: str
    longest: str
    unit: str
    diagram: str
    hearing: str


def waiting_steps(request: HttpRequest, run: SimulationRun, side: str) -> list[StepRow]:
    """Where most of all waiting of one side arises (per case × cases), with the way to the reason."""
    sources = _Sources(run, side)
    cases = {item["name"]: item["cases"]["mean"] or 0 for item in run.result[side]["processes"]}
    found = sorted(_waits(run, side), key=lambda pair: -pair[1] * cases[pair[0]["process"]])[:MOST_STEPS]
    asked = {sources.reference(step) for step, _total in found}
    urls = evidence_urls(user=request.user, project_id=run.project_id, references=asked)
    unit = time_unit(*(total for _step, total in found))
    return [
        StepRow(
            use_case=step["process"], name=step["name"] or step["element"], group=sources.spec(step).get("pool", ""),
            total=total, queue=unit.text(_queue(step)), delay=unit.text(total - _queue(step)), unit=unit.name,
            each=_estimate_text(step["waiting_minutes"]), longest=_estimate_text(step["longest_waiting_minutes"]),
            diagram=sources.diagram(step), hearing=urls.get(sources.reference(step), ""),
        )
        for step, total in found
    ]  # fmt: skip


def _waits(run: SimulationRun, side: str) -> Iterator[tuple[Mapping[str, Any], float]]:
    """Steps with the minutes that a case waits at them."""
    sources = _Sources(run, side)
    for step in run.result[side]["steps"]:
        delay = sources.spec(step).get("delay", 0.0) * (step["visits"]["mean"] or 0)
        if total := _queue(step) + delay:
            yield step, total


def _queue(step: Mapping[str, Any]) -> float:
    return float((step["visits"]["mean"] or 0) * (step["waiting_minutes"]["mean"] or 0))


def _estimate_text(item: EstimateJson) -> str:
    unit = time_unit(item["mean"])
    return f"{unit.text(item['mean'])}{unit.name}"


class _Sources:
    """From a step of a result to what was asked of it, its diagram and its hearing row."""

    def __init__(self, run: SimulationRun, side: str) -> None:
        self.run = run
        self.processes = {item["name"]: item for item in run.question[side]["processes"]}

    def spec(self, step: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.processes[step["process"]]["steps"].get(step["element"], {})
        return found

    def reference(self, step: Mapping[str, Any]) -> str:
        return str(self.run.sources["steps"][self._file(step)].get(step["element"], ""))

    def diagram(self, step: Mapping[str, Any]) -> str:
        version = self.run.sources["versions"][self._file(step)]
        return reverse("usecases:version", args=[self.run.project_id, version])

    def _file(self, step: Mapping[str, Any]) -> str:
        return str(self.processes[step["process"]]["file"])


def lead_chart(found: UseCaseRows) -> Chart:
    """After how long so many of a hundred cases are done."""
    rows = found.rows[1 : 1 + len(POINTS)]
    unit = rows[0].unit
    last = rows[-1]
    return Chart(
        key="congestion-lead", kind=ChartKind.BARS,
        title=_("受付から、いつまでに終わるか（%(name)s）") % {"name": found.name},
        unit=unit.name, categories=tuple(row.name for row in rows),
        series=_both(rows),
        description=_("20件のうち19件が終わるまで、現行は%(before)s%(unit)s、改革案は%(after)s%(unit)sです。")
        % {"before": last.before_text, "after": last.after_text, "unit": unit.name},
    )  # fmt: skip


def busy_chart(found: Sequence[GroupRow]) -> Chart:
    """How much of the open time each group works."""
    return Chart(
        key="congestion-busy", kind=ChartKind.BARS, title=_("職員の忙しさ（いる時間のうち働いている割合）"),
        unit="％", categories=tuple(row.name for row in found), series=_both([row.busy for row in found]),
        description=_("いちばん忙しいのは「%(name)s」で、現行%(before)s％、改革案%(after)s％です。")
        % {"name": found[0].name, "before": found[0].busy.before_text, "after": found[0].busy.after_text},
    )  # fmt: skip


def _both(rows: Sequence[Compared]) -> tuple[Series, Series]:
    return (
        Series(name=_("現行"), tone=Tone.AS_IS, values=tuple(_decimal(row.before, row.unit) for row in rows)),
        Series(name=_("改革案"), tone=Tone.TO_BE, values=tuple(_decimal(row.after, row.unit) for row in rows)),
    )


def _decimal(item: EstimateJson, unit: Unit) -> Decimal | None:
    mean = item["mean"]
    return None if mean is None else round(Decimal(str(round(mean / unit.size, 6))), unit.places)
