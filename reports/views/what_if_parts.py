"""What the page of 「もし変わったら」 and its answers show: levers, figures, scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bpr.access.policy import Action, restrict
from bpr.access.shell import actor_of
from bpr.core.figures import Quantity
from bpr.core.units import format_number
from reports.models import WhatIfScenario
from reports.render.chart import Chart, ChartKind, Series, Tone
from reports.render.chart_plotly import plotly_figure
from reports.selectors.what_if import Ground, Lever
from reports.selectors.what_if_reading import Answered, Reading, Triple, answer_or_reason, read
from reports.selectors.words import core_text
from reports.services.what_if import may_delete
from usecases.models import UseCase


@dataclass(frozen=True, kw_only=True)
class Field:
    """A lever as a field: what stands in it, and what is wrong with that."""

    lever: Lever
    text: str
    error: str
    is_changed: bool
    slider: str  # where the slider stands: at the value that is calculated with


@dataclass(frozen=True, kw_only=True)
class Group:
    """Levers that belong together."""

    title: str
    note: str
    fields: Sequence[Field]
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the comparison: nothing changed, what is on the page, or a scenario."""

    name: str
    words: Sequence[str]
    answered: Answered | None
    reason: str = ""
    scenario: WhatIfScenario | None = None
    is_outdated: bool = False
    lost: int = 0
    may_delete: bool = False
    into_to_be: Sequence[str] = ()
    is_now: bool = False


def lever_groups(reading: Reading) -> list[Group]:
    """The levers in the order of the page; a group is open where something in it is changed."""
    titles = {
        "volume": (_("件数"), _("全団体の件数を何％にするか。件数は案にだけ残り、改革案や件数の記録は変わりません。")),
        "cases": (
            _("団体ごとの件数"),
            _("空の欄は、上の全団体の倍率に従います。件数を入れた団体には、その件数を使い、倍率をかけません。"),
        ),
        "wage": (_("人件費単価"), _("全団体に同じ単価を使います。案にだけ残り、前提は変わりません。")),
        "staff": (
            _("職員"),
            _(
                "全団体の担当職員の計。時間や費用は変わらず、忙しさ（1年の労働時間のうちこの業務が占める割合）が変わります。"
            ),
        ),
        "to_be": (_("改革案の作業の分"), _("各団体の分に同じ倍率をかけます。案は改革案にできます。")),
        "share": (
            _("改革案の分岐とイベントの割合"),
            _(
                "1つの枝を動かすと、同じ分岐のほかの枝は残りを元の比で分け合います。"
                "作業の途中で起きるイベントは、その割合だけが変わります。"
            ),
        ),
        "as_is": (_("現行の作業の分"), _("団体の平均がこの分になるように、各団体の分に同じ倍率をかけます。")),
    }
    return [
        Group(title=title, note=note, fields=fields, is_open=name in ("volume", "wage", "staff") or _is_touched(fields))
        for name, (title, note) in titles.items()
        if (fields := [_field(reading, lever) for lever in reading.levers if lever.group == name])
    ]


def _field(reading: Reading, lever: Lever) -> Field:
    name = lever.name
    return Field(
        lever=lever,
        text=reading.typed[name],
        error=reading.errors.get(name, ""),
        is_changed=name in reading.values,
        slider=f"{reading.values.get(name, lever.base):f}",
    )


def _is_touched(fields: Sequence[Field]) -> bool:
    return any(field.is_changed or field.error for field in fields)


def answer_context(request: HttpRequest, use_case: UseCase, ground: Ground, reading: Reading) -> dict[str, Any]:
    """The answer, the answer without a change, and the scenarios beside both."""
    base, _none = answer_or_reason(ground, read(reading.levers, {}))
    answered, reason = answer_or_reason(ground, reading)
    rows = [Row(name=_("変えない場合"), words=(), answered=base)]
    scenarios = _scenario_rows(request, use_case, ground, reading.levers)
    if reading.values and not any(row.scenario and row.scenario.changes == reading.changes for row in scenarios):
        rows.append(Row(name=_("いまの値"), words=reading.words(), answered=answered, reason=reason, is_now=True))
    rows += scenarios
    chart = _chart(rows)
    return {
        "use_case": use_case,
        "reading": reading,
        "reason": reason,
        "cards": _cards(answered, base, is_changed=bool(reading.values)) if answered else [],
        "answered": answered,
        "rows": rows,
        "chart": chart,
        "figure": plotly_figure(chart),
    }


def _scenario_rows(request: HttpRequest, use_case: UseCase, ground: Ground, levers: Sequence[Lever]) -> list[Row]:
    stored = WhatIfScenario.objects.filter(use_case=use_case).select_related("author")
    found = []
    for scenario in restrict(request.user, Action.VIEW, stored):
        scenario.use_case = use_case
        reading = read(levers, scenario.changes)
        answered, reason = answer_or_reason(ground, reading)
        found.append(
            Row(
                name=scenario.name, words=reading.words(), answered=answered, reason=reason, scenario=scenario,
                is_outdated=scenario.digest != ground.digest, lost=len(reading.lost),
                may_delete=may_delete(actor_of(request), scenario),
                into_to_be=[lever.label for lever in reading.to_be_changes],
            )
        )  # fmt: skip
    return found


def _cards(answered: Answered, base: Answered | None, *, is_changed: bool) -> list[dict[str, Any]]:
    before = base if is_changed else None
    return [
        _card(Quantity.STAFF_HOURS, answered.hours, before.hours if before else None, 1, main=True),
        _card(Quantity.TOTAL_YEN, answered.yen, before.yen if before else None, 0, main=False),
        *([_load_card(answered.load, before.load if before else None)] if answered.load else []),
    ]


def _load_card(now: Triple, before: Triple | None) -> dict[str, Any]:
    """How busy the staff is; above 100 % their time does not suffice."""
    card = _card(Quantity.FTE, now, before, 1, main=False)
    words = _("職員の時間が足りません。") if max(now.as_is, now.to_be) > 100 else ""
    return card | {
        "name": _("担当職員の忙しさ"),
        "as_is": f"{card['as_is']}%",
        "to_be": f"{card['to_be']}%",
        "unit": _("ポイント"),
        "note": f"{words}{card['note']}",
    }


def _card(quantity: Quantity, now: Triple, before: Triple | None, places: int, *, main: bool) -> dict[str, Any]:
    note = _("変えない場合の削減 %(saving)s") % {"saving": format_number(before.saving, places)} if before else ""
    return {
        "name": core_text(quantity.label),
        "unit": core_text(quantity.unit),
        "as_is": format_number(now.as_is, places),
        "to_be": format_number(now.to_be, places),
        "saving": format_number(now.saving, places),
        "negative": now.saving < 0,
        "note": note,
        "main": main,
    }


def _chart(rows: Sequence[Row]) -> Chart:
    drawn = [(row.name, row.answered) for row in rows if row.answered]
    best_name, best = max(drawn, key=lambda pair: pair[1].hours.saving)
    return Chart(
        key="what-if",
        kind=ChartKind.BARS,
        title=_("職員の時間（全団体、年間）"),
        unit=core_text(Quantity.STAFF_HOURS.unit),
        categories=tuple(name for name, _answered in drawn),
        series=(
            Series(name=_("現行"), tone=Tone.AS_IS, values=tuple(answered.hours.as_is for _name, answered in drawn)),
            Series(name=_("改革案"), tone=Tone.TO_BE, values=tuple(answered.hours.to_be for _name, answered in drawn)),
        ),
        description=_("削減が最も大きいのは「%(name)s」で、%(saving)s時間です。")
        % {"name": best_name, "saving": format_number(best.hours.saving, 1)},
    )
