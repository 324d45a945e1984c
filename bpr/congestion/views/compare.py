"""Two runs side by side."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.congestion.models import SimulationRun
from bpr.congestion.selectors.runs import differences, is_paired, runs_visible
from bpr.congestion.views.common import project_for, run_for, shell
from bpr.congestion.views.words import Compared, EstimateJson, Unit, time_unit, yen_unit

_FIGURES = (("lead_minutes",), ("lead_percentiles", "90"), ("waiting_minutes",), ("cost_yen",))


@login_required
@require_GET
def compare(request: HttpRequest, project_id: int) -> HttpResponse:
    """What is different between two runs?"""
    project = project_for(request, project_id)
    runs = [run for run in runs_visible(request.user, project) if run.is_done]
    chosen = [_chosen(request, project_id, name, runs, at) for at, name in enumerate(("a", "b"))]
    context = shell(request, project, trail=_("2つを比べる")) | {"runs": runs}
    if chosen[0] is None or chosen[1] is None:
        return render(request, "congestion/compare.html", context)
    one, two = chosen[0], chosen[1]
    paired = is_paired(one, two)
    context |= {"one": one, "two": two, "is_paired": paired, "sides": list(_sides(one, two, paired))}
    return render(request, "congestion/compare.html", context)


def _chosen(
    request: HttpRequest, project_id: int, name: str, runs: list[SimulationRun], at: int
) -> SimulationRun | None:
    """The run of the address, else the newest but ``at``."""
    asked = request.GET.get(name, "")
    if not asked:
        return run_for(request, project_id, runs[at].pk) if len(runs) > at else None
    if not any(str(run.pk) == asked for run in runs):
        raise Http404
    return run_for(request, project_id, int(asked))


def _sides(one: SimulationRun, two: SimulationRun, paired: bool) -> Any:
    """(word, [(use case, rows)]) of each side; where the runs are not paired there is no interval of the difference."""
    found = differences(one, two) if paired else None
    for side, word in (("as_is", _("現行")), ("to_be", _("改革案"))):
        both = [_cases(run.result[side]) for run in (one, two)]
        apart = _cases(found[side]) if found else {}
        names = [name for name in both[0] if name in both[1]]
        yield word, [(name, _rows(both[0][name], both[1][name], apart.get(name))) for name in names]


def _cases(side: dict[str, Any]) -> dict[str, Any]:
    """Figures by name of the use case, all together first."""
    return {_("すべてのユースケース"): side["whole"]} | {item["name"]: item for item in side["processes"]}


def _rows(before: dict[str, Any], after: dict[str, Any], apart: dict[str, Any] | None) -> list[Compared]:
    names = (
        _("受付から終わりまで（平均）"),
        _("10件のうち9件が終わるまで"),
        _("手が空くのを待つ時間"),
        _("1件の人件費"),
    )
    rows = []
    for name, path in zip(names, _FIGURES, strict=True):
        first, second = _at(before, path), _at(after, path)
        unit = _unit(path, first)
        rows.append(
            Compared(
                name=name, unit=unit, before=first, after=second,
                difference=_at(apart, path) if apart else _plain(first, second),
            )
        )  # fmt: skip
    return rows


def _unit(path: tuple[str, ...], item: EstimateJson) -> Unit:
    return yen_unit() if path == ("cost_yen",) else time_unit(item["mean"])


def _at(data: dict[str, Any], path: tuple[str, ...]) -> EstimateJson:
    found: Any = data
    for key in path:
        found = found[key]
    return dict(found)


def _plain(first: EstimateJson, second: EstimateJson) -> EstimateJson:
    """first − second without an interval."""
    one, two = first["mean"], second["mean"]
    return {"mean": None if one is None or two is None else one - two, "low": None, "high": None}
