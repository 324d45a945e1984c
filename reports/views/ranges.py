"""幅: how sure is the saving, what moves it, and where would more hearings narrow it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.access.policy import Action, decide_in, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.core.factors import InputKind
from bpr.core.figures import Quantity, Scope, Side, figure_key
from bpr.core.influence import Influence, Sensitivity
from bpr.core.narrowing import HEARINGS, Narrowing, Unranged
from bpr.core.readings import By
from bpr.core.units import format_number
from bpr.core.values import EvidenceKind
from hearings.models import Hearing
from reports.models import Assessment
from reports.render.chart_tornado import TornadoBar, tornado_figure
from reports.selectors.evidence import Proof, Proofs, proofs_for
from reports.selectors.ranges import Ranged, Sureness, sureness
from reports.selectors.sight import Sight, newest_sight, scope_name
from reports.selectors.words import core_text, figure_text
from reports.views.rows import trace_url

_BARS = 10
_PLACES = 15
_FIRST = 3  # organisations named beside a place


@login_required
@require_GET
def ranges(request: HttpRequest, project_id: int) -> HttpResponse:
    """How sure is the saving?"""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW_SHARE, Assessment, project=project))
    crumbs = [(_("効果"), "reports:assessments"), (_("幅"), "")]
    context = project_shell(request, project, current="assessments", tab="ranges", crumbs=crumbs)
    sight = newest_sight(request.user, project)
    if sight is None or sight.is_empty:
        may_add = decide_in(request.user, Action.ADD, Assessment, project=project)
        return render(request, "reports/ranges.html", context | {"is_empty": True, "may_add": bool(may_add)})
    scope = _scope(request, sight)
    found = sureness(sight, scope or sight.root)
    sees_hearings = bool(decide_in(request.user, Action.VIEW, Hearing, project=project))
    context |= _page(request, sight, found) | {"missing": scope is None, "sees_hearings": sees_hearings}
    return render(request, "reports/ranges.html", context)


def _scope(request: HttpRequest, sight: Sight) -> Scope | None:
    """What is asked for; None where the organisation has not got the use case."""
    use_case, organisation = (request.GET.get(name, "") for name in ("use_case", "organisation"))
    within = sight.scope(organisation=organisation)
    if use_case and not any(line.scope.use_case == use_case for line in sight.calculation.lines_in(sight.root)):
        raise Http404
    asked = Scope(use_case=use_case, organisation=within.organisation)
    return asked if sight.calculation.lines_in(asked) else None


def _page(request: HttpRequest, sight: Sight, found: Sureness) -> dict[str, Any]:
    evidence = [item for row in found.influences for item in row.evidence]
    evidence += [item for place in _first_items(found) for item in place.evidence]
    proofs = proofs_for(actor_of(request), sight, evidence)
    return {
        "sight": sight,
        "found": found,
        "scope_name": scope_name(sight.calculation, found.scope),
        "choices": _choices(sight, found.scope),
        "headline": _card(sight, found.scope, found.hours) if found.hours else None,
        "cards": [_card(sight, found.scope, item) for item in found.ranged if item is not found.hours],
        "figure": _tornado(sight, found),
        "influences": [_row(item, proofs) for item in found.influences],
        "steps": _steps(found),
        "places": _places(sight, found, proofs),
        "unranged": [_gap(sight, item, proofs) for item in found.unranged[:_PLACES]],
        "ways": found.count(InputKind.SHARE, ranged=True),
        "minutes_without": found.count(InputKind.MINUTES, ranged=False),
        "volumes_without": found.count(InputKind.VOLUME, ranged=False),
    }


def _first_items(found: Sureness) -> list[Sensitivity]:
    shown: list[Narrowing | Unranged] = [*(found.outlook.places[:_PLACES] if found.outlook else ())]
    shown += found.unranged[:_PLACES]
    return [item for place in shown for item in place.items[:_FIRST]]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A scope that one can turn to."""

    name: str
    value: str
    selected: bool


def _choices(sight: Sight, scope: Scope) -> dict[str, list[Choice]]:
    """Use cases and organisations of the person's sight."""
    calculation = sight.calculation
    use_cases = calculation.names(By.USE_CASE, Scope())
    organisations = {} if sight.own else calculation.names(By.ORGANISATION, Scope())
    own = {line.scope.use_case for line in calculation.lines_in(sight.root)}
    return {
        "use_case": [
            Choice(name=name, value=each.use_case, selected=each.use_case == scope.use_case)
            for each, name in use_cases.items()
            if each.use_case in own
        ],
        "organisation": [
            Choice(name=name, value=each.organisation, selected=each.organisation == scope.organisation)
            for each, name in organisations.items()
        ],
    }


@dataclass(frozen=True, kw_only=True)
class Card:
    """A saving with its range, in words."""

    name: str
    unit: str
    value: str
    low: str
    median: str
    high: str
    note: str
    url: str
    is_ranged: bool
    crosses_zero: bool
    weakest: EvidenceKind | None


def _card(sight: Sight, scope: Scope, item: Ranged) -> Card:
    policy, quantity, interval = sight.calculation.policy, item.quantity, item.interval
    value, low, median, high = (
        figure_text(number, quantity, policy) for number in (item.value, interval.low, interval.median, interval.high)
    )
    return Card(
        name=core_text(quantity.label),
        unit=core_text(quantity.unit),
        value=value,
        low=low,
        median=median,
        high=high,
        note=interval.coverage_note,
        url=trace_url(sight, figure_key(scope, quantity, Side.SAVING)),
        is_ranged=bool(interval.ranged_inputs),
        crosses_zero=interval.low < 0 < interval.high,
        weakest=item.weakest,
    )


def _tornado(sight: Sight, found: Sureness) -> dict[str, Any] | None:
    if not found.influences or found.hours is None:
        return None
    items = {item.key: item for item in found.items}
    bars = [
        TornadoBar(
            name=_short(sight, items[item.key]), at_minimum=item.hours_at_minimum, at_maximum=item.hours_at_maximum
        )
        for item in found.influences[:_BARS]
    ]
    names = (_("入力が最小のとき"), _("入力が最大のとき"))
    return tornado_figure(bars, base=found.hours.value, unit=core_text(Quantity.STAFF_HOURS.unit), names=names)


def _short(sight: Sight, item: Sensitivity) -> str:
    return f"{_owner(sight, item)} {core_text(item.place)}"


def _owner(sight: Sight, item: Sensitivity) -> str:
    """Whose value it is."""
    if item.is_of_to_be:
        return _("改革案")
    return sight.calculation.line(item.effects[0].line).organisation_name


@dataclass(frozen=True, kw_only=True)
class InfluenceRow:
    """An input of the ranking with where it was heard."""

    influence: Influence
    proofs: list[Proof]

    @property
    def percent(self) -> str:
        part = self.influence.contribution or Decimal(0)
        return _("1未満") if part < Decimal("0.01") else format_number(part * 100, 0)


def _row(item: Influence, proofs: Proofs) -> InfluenceRow:
    return InfluenceRow(influence=item, proofs=proofs.of(item.evidence))


@dataclass(frozen=True, kw_only=True)
class Step:
    """The range after some more hearings, where they take most."""

    hearings: int
    width: str
    percent: str  # by how much narrower


def _steps(found: Sureness) -> list[Step]:
    """After 1, 3 and 10 hearings over all places."""
    if found.outlook is None or found.hours is None:
        return []
    width = found.hours.interval.width
    return [
        Step(hearings=count, width=format_number(width * left, 0), percent=_narrower(left))
        for count, left in zip(HEARINGS, found.outlook.left, strict=True)
    ]


def _narrower(left: Decimal) -> str:
    part = (1 - left) * 100
    return _("1未満") if 0 < part < 1 else format_number(part, 0)


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """Where one could ask, what it would do, and whom to ask first."""

    place: Narrowing
    use_case: str
    kind: str
    percent: str
    narrower: list[str]
    first: list[tuple[str, str]]  # name, address of the hearing row or ""
    more: int


def _kind_word(place: Narrowing) -> str:
    words = {InputKind.MINUTES: _("処理時間"), InputKind.VOLUME: _("件数"), InputKind.SHARE: _("割合")}
    word = words[place.kind]
    return _("%(kind)s（改革案の見込み）") % {"kind": word} if place.is_of_to_be else word


def _places(sight: Sight, found: Sureness, proofs: Proofs) -> list[PlaceRow]:
    places = found.outlook.places[:_PLACES] if found.outlook else ()
    return [
        PlaceRow(
            place=place,
            use_case=_use_case_name(sight, place.use_case),
            kind=_kind_word(place),
            percent=format_number(place.contribution * 100, 0),
            narrower=[_narrower(left) for left in place.left],
            first=_whom(sight, place.items, proofs),
            more=max(len(place.items) - _FIRST, 0),
        )
        for place in places
    ]


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """A step without a range, and whom to ask for one."""

    gap: Unranged
    use_case: str
    first: list[tuple[str, str]]
    more: int


def _gap(sight: Sight, item: Unranged, proofs: Proofs) -> GapRow:
    return GapRow(
        gap=item,
        use_case=_use_case_name(sight, item.use_case),
        first=_whom(sight, item.items, proofs),
        more=max(len(item.items) - _FIRST, 0),
    )


def _use_case_name(sight: Sight, key: str) -> str:
    return next(line.use_case_name for line in sight.calculation.lines if line.scope.use_case == key)


def _whom(sight: Sight, items: Sequence[Sensitivity], proofs: Proofs) -> list[tuple[str, str]]:
    """Names of whom to ask, with the address of the row where the input stands; the to-be's own values have none."""
    found = []
    for item in items[:_FIRST]:
        found.append((_owner(sight, item), next((proof.url for proof in proofs.of(item.evidence) if proof.url), "")))
    return found
