"""The assumptions (前提) of a project: which there are, how they are read, and what holds where none is set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bpr.core.inputs import Assumption as CoreAssumption
from bpr.core.inputs import Assumptions
from bpr.core.units import RoundingMode, RoundingPolicy, format_number
from bpr.core.values import Evidence, EvidenceKind

if TYPE_CHECKING:
    from reports.models import Assumption


class AssumptionError(ValueError):
    """A value that cannot be read; the message names the item and says what to write."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One item. ``choices`` are given where the value is a rule and not a number."""

    key: str
    label: str | Promise
    unit: str | Promise
    default: str
    hint: str | Promise
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(10) ** 12
    choices: Mapping[str, str | Promise] | None = None


_YEN_ROUNDING: Mapping[str, str | Promise] = {
    "half_up_1": gettext_lazy("費用の行ごとに1円未満を四捨五入"),
    "floor_1": gettext_lazy("費用の行ごとに1円未満を切り捨て"),
    "half_up_1_floor_10": gettext_lazy("費用の行ごとに1円未満を四捨五入し、合計の10円未満を切り捨て"),
}
_RESIDENT_TIME: Mapping[str, str | Promise] = {
    "not_priced": gettext_lazy("時間のまま示し、金額に換算しない"),
}

KINDS: tuple[Kind, ...] = (
    Kind(
        key="labour_yen_per_hour",
        label=gettext_lazy("人件費単価"),
        unit=gettext_lazy("円／時間"),
        default="",
        hint=gettext_lazy("職員1人1時間の費用。空にすると「年間人件費÷年間労働時間」を使います。例：3285"),
        low=Decimal(1),
    ),
    Kind(
        key="annual_personnel_cost_yen",
        label=gettext_lazy("年間人件費（1人）"),
        unit=gettext_lazy("円／年"),
        default="",
        hint=gettext_lazy("単価を直接入れないときに使います。"),
        low=Decimal(1),
    ),
    Kind(
        key="annual_working_hours",
        label=gettext_lazy("年間労働時間（1人）"),
        unit=gettext_lazy("時間／年"),
        default="",
        hint=gettext_lazy("単価を直接入れないときに使います。例：1920"),
        low=Decimal(1),
        high=Decimal(8784),
    ),
    Kind(
        key="hours_per_fte",
        label=gettext_lazy("1人工の時間"),
        unit=gettext_lazy("時間／年"),
        default="1920",
        hint=gettext_lazy("8時間×240日＝1,920時間が既定値です。"),
        low=Decimal(1),
        high=Decimal(8784),
    ),
    Kind(
        key="overhead_yen_per_hour",
        label=gettext_lazy("庁費"),
        unit=gettext_lazy("円／時間"),
        default="",
        hint=gettext_lazy("光熱費などを時間当たりで加えるときに入れます。"),
    ),
    Kind(
        key="discount_rate",
        label=gettext_lazy("割引率"),
        unit=gettext_lazy("年（0.04＝4％）"),
        default="0.04",
        hint=gettext_lazy("複数年の効果を現在の価値に直すための率です。"),
        high=Decimal(1),
    ),
    Kind(
        key="evaluation_years",
        label=gettext_lazy("評価の期間"),
        unit=gettext_lazy("年"),
        default="5",
        hint=gettext_lazy("投資と効果を比べる年数です。"),
        low=Decimal(1),
        high=Decimal(30),
    ),
    Kind(
        key="minutes_places",
        label=gettext_lazy("時間（分）の端数"),
        unit=gettext_lazy("小数の桁"),
        default="2",
        hint=gettext_lazy("1件当たりの分を小数第何位まで示すか（四捨五入）。"),
        high=Decimal(4),
    ),
    Kind(
        key="yen_rounding",
        label=gettext_lazy("金額の端数"),
        unit="",
        default="half_up_1",
        hint=gettext_lazy("費用の端数処理の決まりです。"),
        choices=_YEN_ROUNDING,
    ),
    Kind(
        key="resident_time",
        label=gettext_lazy("住民の時間の扱い"),
        unit="",
        default="not_priced",
        hint=gettext_lazy("住民の時間は人件費に入れません。"),
        choices=_RESIDENT_TIME,
    ),
    Kind(
        key="equal_percent",
        label=gettext_lazy("費用の分担：均等割"),
        unit="％",
        default="50",
        hint=gettext_lazy("残りは人口割です。"),
        high=Decimal(100),
    ),
)
BY_KEY: Mapping[str, Kind] = {kind.key: kind for kind in KINDS}


def checked(key: str, value: str) -> str:
    """The value as it is stored; AssumptionError where it cannot be used."""
    kind = BY_KEY.get(key)
    if kind is None:
        raise AssumptionError(_("前提に「%(key)s」という項目はありません。") % {"key": key})
    text = value.strip()
    if kind.choices is not None:
        return _chosen(kind, text)
    return text if not text and not kind.default else str(_number(kind, text))


def _chosen(kind: Kind, text: str) -> str:
    if text not in (kind.choices or {}):
        raise AssumptionError(_("「%(label)s」は一覧から選んでください。") % {"label": kind.label})
    return text


def _number(kind: Kind, text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not kind.low <= number <= kind.high:
        raise AssumptionError(
            _("「%(label)s」は %(low)s 以上 %(high)s 以下の数で入れてください（入力: %(text)s）。")
            % {"label": kind.label, "low": kind.low, "high": f"{kind.high:f}", "text": text}
        )
    return number


def shown_value(kind: Kind, value: str) -> str | Promise:
    """The value as people read it: the words of a rule, a number with its thousands separated."""
    if kind.choices:
        return kind.choices[value]
    return format_number(Decimal(value)) if value else value


@dataclass(frozen=True, kw_only=True)
class Line:
    """One assumption as it stands: its kind, its value, and where it comes from ("既定値" where nobody set it)."""

    kind: Kind
    value: str
    evidence_kind: EvidenceKind
    source: str
    is_default: bool

    @property
    def shown(self) -> str | Promise:
        return shown_value(self.kind, self.value)


def lines(stored: Iterable[Assumption]) -> list[Line]:
    """All assumptions of a project in a fixed order; ``stored`` are those that somebody set."""
    by_key = {row.key: row for row in stored}
    return [_line(kind, by_key.get(kind.key)) for kind in KINDS]


def _line(kind: Kind, row: Assumption | None) -> Line:
    if row is None:
        return Line(
            kind=kind,
            value=kind.default,
            evidence_kind=EvidenceKind.ILLUSTRATIVE,
            source=_("このシステムの既定値") if kind.default else "",
            is_default=True,
        )
    return Line(
        kind=kind, value=row.value, evidence_kind=EvidenceKind(row.evidence_kind), source=row.source, is_default=False
    )


def core_assumptions(current: Iterable[Line]) -> Assumptions:
    """What the calculation takes."""
    by_key = {line.kind.key: line for line in current}

    def read(key: str) -> CoreAssumption | None:
        line = by_key[key]
        if not line.value:
            return None
        evidence = Evidence(kind=line.evidence_kind, source=line.source, reference=f"assumption:{key}")
        return CoreAssumption(value=Decimal(line.value), evidence=(evidence,))

    given = {
        name: read(key)
        for name, key in {
            "unit_rate_yen_per_hour": "labour_yen_per_hour",
            "annual_personnel_cost_yen": "annual_personnel_cost_yen",
            "annual_working_hours": "annual_working_hours",
            "hours_per_fte": "hours_per_fte",
            "overhead_yen_per_hour": "overhead_yen_per_hour",
            "discount_rate": "discount_rate",
        }.items()
    }
    arguments: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return Assumptions(years=int(Decimal(by_key["evaluation_years"].value)), **arguments)


_POLICIES: Mapping[str, Callable[[RoundingPolicy], RoundingPolicy]] = {
    "half_up_1": lambda policy: policy,
    "floor_1": lambda policy: replace(policy, yen_mode=RoundingMode.FLOOR),
    "half_up_1_floor_10": lambda policy: replace(policy, total_unit_yen=Decimal(10), total_mode=RoundingMode.FLOOR),
}


def rounding_policy(current: Iterable[Line]) -> RoundingPolicy:
    """端数処理 of the project."""
    by_key = {line.kind.key: line.value for line in current}
    policy = RoundingPolicy(minutes_places=int(Decimal(by_key["minutes_places"])))
    return _POLICIES[by_key["yen_rounding"]](policy)
