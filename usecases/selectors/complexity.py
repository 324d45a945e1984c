"""Complexity of two versions side by side, with what each measure says in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bpr.core.bpmn.complexity import Complexity, is_available, measured
from usecases.models import ProcessVersion
from usecases.selectors.versions import version_model

#: Field of Complexity → what it is called, what it says.
MEASURES: dict[str, tuple[str | Promise, str | Promise]] = {
    "activities": (_("作業の数（NOA）"), _("図にある作業の数。少ないほど見渡しやすい。")),
    "activities_joins_splits": (
        _("作業と分岐・合流の数（NOAJS）"),
        _("作業に、道が分かれる所と合わさる所を足した数。"),
    ),
    "activities_and_control": (
        _("作業・分岐・出来事の数（NOAC）"),
        _("さらに開始・終了などの出来事を足した、図の大きさ。"),
    ),
    "flows_per_node": (_("つながりの密さ（CNC）"), _("流れの線の数÷要素の数。1に近いほど一本道、大きいほど入り組む。")),
    "gateway_kinds": (_("分岐の種類の数"), _("排他・並行など、使われている分岐の種類。多いほど読みにくい。")),
    "gateway_degree": (_("分岐1つあたりの線の数"), _("1つの分岐・合流に出入りする線の平均。多いほど判断が複雑。")),
    "longest_path": (_("最も長い道の要素数"), _("始まりから終わりまで、最も多くの要素を通る道の長さ。")),
    "longest_path_activities": (_("最も長い道の作業数"), _("1件が通る可能性のある、最も多い作業の数。")),
}


@dataclass(frozen=True, kw_only=True)
class ComplexityLine:
    """One measure of both sides; None: not known."""

    name: str | Promise
    meaning: str | Promise
    before: float | None
    after: float | None
    places: int

    @property
    def change(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


def complexity_table(before: ProcessVersion, after: ProcessVersion) -> tuple[ComplexityLine, ...] | None:
    """The measures of both versions; None where they cannot be taken because the extra is not installed."""
    if not is_available():
        return None
    old, new = measured(version_model(before)), measured(version_model(after))
    return tuple(_line(field, old, new) for field in MEASURES)


def _line(field: str, old: Complexity, new: Complexity) -> ComplexityLine:
    name, meaning = MEASURES[field]
    before, after = getattr(old, field), getattr(new, field)
    places = 2 if isinstance(before, float) or isinstance(after, float) else 0
    return ComplexityLine(name=name, meaning=meaning, before=before, after=after, places=places)
