"""What a 「もし変わったら」 stands on: one use case ready to be asked, and the levers that can be moved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from bpr.access.models import Project
from bpr.core.bpmn.errors import BpmnError
from bpr.core.figures import Side
from bpr.core.flow import FlowError
from bpr.core.units import format_number
from bpr.core.what_if import Questions, StepBase, WayBase
from hearings.models import Hearing, HearingState
from reports import assumptions
from reports.models import Assumption
from reports.selectors.assembly import assemble
from usecases.models import ProcessVersion, UseCase
from usecases.selectors import versions_latest

ALL_ORGANISATIONS = "volume"
WAGE = "wage"


class WhatIfImpossible(Exception):
    """Why nothing can be asked of a use case, in Japanese, and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One use case with the data of the project as it stands. ``digest`` names that data."""

    questions: Questions
    steps: dict[Side, tuple[StepBase, ...]]
    ways: tuple[WayBase, ...]
    digest: str

    @property
    def is_empty(self) -> bool:
        return not self.questions.lines


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One value that can be changed. ``base`` is what the data of the project says, as shown; ``exact`` is unrounded.

    ``slider`` is the value of the field at which its slider ends, None where it has none.
    """

    name: str
    group: str
    label: str
    unit: str
    base: Decimal
    exact: float
    source: str = ""
    key: str = ""
    split: str = ""
    to_be_note: str = ""  # what becomes of it in the to-be
    slider: Decimal | None = None
    high: Decimal = Decimal(10) ** 9 - 1

    @property
    def shown(self) -> str:
        return format_number(self.base)

    @property
    def prefilled(self) -> str:
        """What stands in the field before anything is typed: nothing, where an empty field means "like all"."""
        return "" if self.group == "cases" else f"{self.base:f}"

    @property
    def step(self) -> Decimal:
        """What the slider moves by: a hundredth of its way, or as fine as the value is shown."""
        return max((self.slider or Decimal(1)) / 200, Decimal("0.01"))


def ground_of(use_case: UseCase) -> Ground:
    """The use case with what the project holds now. WhatIfImpossible where it cannot be calculated."""
    try:
        return _ground(_digest(use_case), use_case.pk)
    except (FlowError, BpmnError, ValueError) as error:
        raise WhatIfImpossible(str(error)) from error


def _digest(use_case: UseCase) -> str:
    """Names the confirmed hearings, the newest versions and the assumptions: what an assessment would be made of."""
    hearings = Hearing.objects.filter(use_case=use_case, state=HearingState.CONFIRMED).order_by("pk")
    versions = versions_latest(ProcessVersion.objects.filter(process_model__use_case=use_case).defer("bpmn"))
    stored = Assumption.objects.filter(project=use_case.project_id)
    content = [
        use_case.code,
        list(
            hearings.values_list("pk", "revision", "organisation__name", "organisation__code", "volume__cases_per_year")
        ),
        sorted((version.process_model_id, version.sha256) for version in versions.values()),
        list(stored.values_list("key", "value")),
    ]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


@lru_cache(maxsize=32)
def _ground(digest: str, use_case_id: int) -> Ground:
    """Read once per process and state of the data: reading takes half a second, an answer a hundredth."""
    use_case = UseCase.objects.select_related("project").get(pk=use_case_id)
    questions = Questions(assemble(use_case.project).input, use_case.code)
    steps = {side: questions.steps(side) for side in (Side.AS_IS, Side.TO_BE)}
    return Ground(questions=questions, steps=steps, ways=questions.ways(), digest=digest)


def levers_of(ground: Ground, project: Project) -> list[Lever]:
    """Everything that can be changed, in the order of the page, with where its value comes from."""
    return [
        _overall(),
        *_volumes(ground),
        *_wage(ground, project),
        *_minutes(ground, Side.AS_IS),
        *_minutes(ground, Side.TO_BE),
        *_shares(ground),
    ]


def _overall() -> Lever:
    return Lever(
        name=ALL_ORGANISATIONS, group="volume", label=_("全団体の件数"), unit="％", base=Decimal(100), exact=100.0,
        source=_("既定値：確認済ヒアリングの件数のまま"), slider=Decimal(200),
    )  # fmt: skip


def _volumes(ground: Ground) -> Iterator[Lever]:
    for line in ground.questions.lines:
        if line.cases > 0:
            yield Lever(
                name=f"cases-{line.organisation}", group="cases", label=line.name, unit=_("件／年"),
                base=_rounded(line.cases), exact=line.cases, key=line.organisation,
                source=_("既定値：確認済ヒアリングの件数"),
            )  # fmt: skip


def _wage(ground: Ground, project: Project) -> Iterator[Lever]:
    rates = {line.yen_per_hour for line in ground.questions.lines}
    lines = {line.kind.key: line for line in assumptions.lines(Assumption.objects.filter(project=project))}
    given = lines["labour_yen_per_hour"]
    source = given.source if given.value else _("年間人件費÷年間労働時間")
    if len(rates) == 1:
        rate = rates.pop()
        yield Lever(
            name=WAGE, group="wage", label=_("人件費単価"), unit=_("円／時間"), base=_rounded(rate), exact=rate,
            source=_("既定値：前提（%(source)s）") % {"source": source or _("出典なし")}, slider=_rounded(rate) * 2,
        )  # fmt: skip


def _minutes(ground: Ground, side: Side) -> Iterator[Lever]:
    source = {
        Side.AS_IS: _("既定値：確認済の現行、団体の平均（回数で加重）"),
        Side.TO_BE: _("既定値：改革案のいちばん新しい版"),
    }[side]
    own = _("既定値：現行のままの作業。団体の平均（回数で加重）")
    kept = _("改革案にすると「変更」の作業になり、団体ごとの分は1つの値に置き換わります。")
    for step in ground.steps[side]:
        base = _rounded(step.minutes)
        if base:
            yield Lever(
                name=f"{side.value}-{step.key}", group=side.value, label=step.name, unit=_("分／回"), base=base,
                exact=step.minutes, key=step.key, source=own if step.kept else source, slider=base * 2,
                to_be_note=kept if step.kept else "",
            )  # fmt: skip


def _shares(ground: Ground) -> Iterator[Lever]:
    """One lever of a decision of two ways, else one for each way."""
    two = {way.split for way in ground.ways if sum(other.split == way.split for other in ground.ways) == 2}
    seen: set[str] = set()
    for way in sorted(ground.ways, key=lambda way: not way.name):  # of two ways the one with a name
        if way.split not in two or way.split not in seen:
            seen.add(way.split)
            yield _share(way)


def _share(way: WayBase) -> Lever:
    label = _("%(split)sの分岐：%(way)s") % {"split": way.split_name, "way": way.name or _("それ以外")}
    kept = _("既定値：現行のままの分岐。団体の平均（件数で加重）")
    own = _("各団体の現行の割合を引き継ぐ分岐なので、改革案には書けません。")
    return Lever(
        name=f"share-{way.flow}", group="share", label=label, unit="％", base=_rounded(way.share * 100),
        exact=way.share * 100, key=way.flow, split=way.split, slider=Decimal(100), high=Decimal(100),
        source=kept if way.own else _("既定値：改革案のいちばん新しい版"), to_be_note=own if way.own else "",
    )  # fmt: skip


def _rounded(value: float) -> Decimal:
    """As it is shown and typed: two places at most, without empty ones."""
    rounded = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded.normalize()
