"""An estimate as pages, files and the report read it: quantities in hours and yen, places in the order of interest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bpr.core.national import Estimate, Estimated, NationalResult, NextHearing, Range
from bpr.core.units import MINUTES_PER_HOUR
from bpr.national.frozen import Json
from bpr.national.models import NationalEstimate
from bpr.national.selectors.estimates import heard_in_full, result_of
from bpr.national.selectors.heard import DIRECT, RESIDENT, STAFF
from bpr.national.selectors.table import by_code
from bpr.national.words import scaled

_HOUR = Decimal(1) / MINUTES_PER_HOUR


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One quantity of a place in the unit that people read: what was, what would be, what is saved; per year."""

    key: str
    label: str | Promise
    unit: str | Promise
    as_is: Range
    to_be: Range
    saving: Range


@dataclass(frozen=True, kw_only=True)
class ClassRow:
    """A population class: who was heard of it, and its estimate."""

    name: str
    municipalities: int
    heard: int  # organisations heard in full on any use case
    without: int  # use cases on which nobody of the class was heard
    estimate: Estimate


@dataclass(frozen=True, kw_only=True)
class HeardRow:
    """What one organisation said on one use case, per case."""

    use_case: str
    use_case_name: str
    organisation: str
    name: str
    size_class: str
    cases: Decimal | None
    as_is: Decimal | None
    to_be: Decimal | None


class Reading:
    """One frozen estimate."""

    def __init__(self, estimate: NationalEstimate) -> None:
        self.estimate = estimate
        self.content: Json = estimate.question.content
        self.result: NationalResult = result_of(estimate)

    @cached_property
    def wage(self) -> Decimal | None:
        """Yen per hour, None where the project has no rate of its own."""
        wage = self.content["wage"]
        return Decimal(wage["yen_per_hour"]) if wage else None

    @cached_property
    def count(self) -> int:
        """All municipalities."""
        return sum(row.municipalities for row in self.classes)

    @cached_property
    def heard(self) -> Mapping[str, int]:
        """By 団体コード of the heard organisations: on how many use cases."""
        return heard_in_full(self.content)

    def measured(self, estimate: Estimate) -> list[Measured]:
        """Hours of staff, their yen at the project's wage, hours of residents, direct cost: what was asked of them."""
        parts = {item.quantity: item for item in estimate.quantities}
        found = []
        if STAFF in parts:
            found.append(_measured("hours", gettext_lazy("職員の処理時間"), _("時間"), parts[STAFF], _HOUR))
        if STAFF in parts and self.wage is not None:
            label = gettext_lazy("人件費に直すと")
            found.append(_measured("labour", label, _("円"), parts[STAFF], self.wage * _HOUR))
        if RESIDENT in parts:
            found.append(_measured("resident", gettext_lazy("住民の時間"), _("時間"), parts[RESIDENT], _HOUR))
        if DIRECT in parts:
            found.append(_measured("direct", gettext_lazy("直接経費"), _("円"), parts[DIRECT], Decimal(1)))
        return found

    def hours(self, estimate: Estimate) -> Measured:
        """The staff hours of a place; every estimate has them."""
        return self.measured(estimate)[0]

    @cached_property
    def classes(self) -> list[ClassRow]:
        """The population classes, the largest first."""
        coverage = self.result.coverage
        names = [by_code()[code].size_class for code in self.heard if code in by_code()]
        return [
            ClassRow(
                name=item.name,
                municipalities=coverage[0].classes[at].municipalities,
                heard=names.count(item.name),
                without=sum(not use_case.classes[at].heard for use_case in coverage),
                estimate=item,
            )
            for at, item in enumerate(self.result.size_classes)
        ]

    @cached_property
    def classes_without(self) -> list[str]:
        """Classes of which nobody was heard on anything."""
        return [row.name for row in self.classes if row.municipalities and not row.heard]

    @cached_property
    def thin(self) -> list[str]:
        """Names of the use cases that one organisation only was heard on."""
        return [item.name for item in self.result.coverage if item.heard <= 1]

    @cached_property
    def next_hearings(self) -> list[NextHearing]:
        """Where one more hearing narrows the staff hours most."""
        return [item for item in self.result.next_hearings if item.quantity == STAFF]

    def use_case_name(self, key: str) -> str:
        return next(item.name for item in self.result.use_cases if item.key == key)

    @cached_property
    def heard_rows(self) -> list[HeardRow]:
        """Every value that went in."""
        return [_heard_row(use_case, item) for use_case in self.content["use_cases"] for item in use_case["heard"]]

    @cached_property
    def drivers(self) -> Mapping[str, str]:
        """The statistic of each use case, by key."""
        return {item["key"]: item["driver"] for item in self.content["use_cases"]}


def _measured(key: str, label: str | Promise, unit: str, part: Estimated, factor: Decimal) -> Measured:
    as_is, to_be, saving = (scaled(value, factor) for value in (part.as_is, part.to_be, part.saving))
    return Measured(key=key, label=label, unit=unit, as_is=as_is, to_be=to_be, saving=saving)


def _heard_row(use_case: Json, item: Json) -> HeardRow:
    def read(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    known = by_code().get(item["organisation"])
    return HeardRow(
        use_case=use_case["key"],
        use_case_name=use_case["name"],
        organisation=item["organisation"],
        name=item["name"],
        size_class=known.size_class if known else "",
        cases=read(item["cases"]),
        as_is=read(item["as_is"].get(STAFF)),
        to_be=read(item["to_be"].get(STAFF)),
    )


def reach_sentences(reading: Reading) -> Sequence[str]:
    """How far the sample reaches, for right below the answer."""
    found = [
        _("%(count)s市区町村のうち%(heard)s団体のヒアリングからの推計です。聞いた団体の値はそのまま使い、残りは推計しました。")
        % {"count": f"{reading.count:,}",
           "heard": len(reading.heard)}
    ]  # fmt: skip
    if reading.classes_without:
        found.append(
            _("人口区分「%(names)s」は1団体も聞いていません。ほかの区分から推計し、その分だけ幅が広くなっています。")
            % {"names": "」「".join(str(_(name)) for name in reading.classes_without)}
        )
    if reading.thin:
        found.append(
            _("「%(names)s」は1団体の結果です。そのまま全国に掛けず、あらかじめ置いた広い幅で示しています。")
            % {"names": "」「".join(reading.thin)}
        )
    return found
