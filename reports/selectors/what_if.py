"""What a 「もし変わったら」 stands on: one use case ready to be asked, and the levers that can be moved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from bpr.access.models import Project
from bpr.access.policy import Action, Person, restrict
from bpr.core.bpmn.errors import BpmnError
from bpr.core.figures import Quantity, Side
from bpr.core.flow import FlowError
from bpr.core.units import format_number
from bpr.core.what_if import Questions, StepBase, WayBase, WhatIf
from bpr.logs.models import MeasuredVolume
from hearings.models import Hearing, HearingState
from hearings.selectors import staff_told
from reports import assumptions
from reports.models import Assumption
from reports.selectors.assembly import assemble
from reports.selectors.sight import organisation_key
from usecases.models import ProcessSide, ProcessVersion, UseCase
from usecases.selectors import versions_latest

ALL_ORGANISATIONS = "volume"
WAGE = "wage"
PEOPLE = "people"
_HALF = Decimal("0.5")


class WhatIfImpossible(Exception):
    """Why nothing can be asked of a use case, in Japanese, and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One use case with the data of the project as it stands. ``digest`` names that data.

    ``people`` do the work of all its organisations together, as ``told`` of these said themselves; each person works
    ``hours_per_person`` in a year.
    """

    questions: Questions
    people: Decimal
    told: int
    hours_per_person: Decimal
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


@dataclass(frozen=True, kw_only=True)
class Askable:
    """A use case in the list; ``organisations`` have a confirmed hearing, ``scenarios`` are kept."""

    use_case: UseCase
    organisations: int
    has_to_be: bool
    scenarios: int


def askable(user: Person, project: Project) -> list[Askable]:
    """The use cases of a project with how far each is ready to be asked, in their order."""
    to_be = ProcessVersion.objects.filter(process_model__use_case=OuterRef("pk"), process_model__side=ProcessSide.TO_BE)
    rows = restrict(user, Action.VIEW, UseCase.objects.filter(project=project)).annotate(
        heard=Count("hearings", filter=Q(hearings__state=HearingState.CONFIRMED), distinct=True),
        kept=Count("what_if_scenarios", distinct=True),
        drawn=Exists(to_be),
    )
    return [
        Askable(use_case=row, organisations=row.heard, has_to_be=row.drawn, scenarios=row.kept)
        for row in rows.order_by("category__order", "order", "code")
    ]


def ground_of(use_case: UseCase) -> Ground:
    """The use case with what the project holds now. WhatIfImpossible where it cannot be calculated."""
    try:
        return _ground(_digest(use_case), use_case.pk)
    except (FlowError, BpmnError, ValueError) as error:
        raise WhatIfImpossible(str(error)) from error


def _digest(use_case: UseCase) -> str:
    """Names what an assessment would be made of: confirmed hearings, counted volumes, newest versions, assumptions."""
    hearings = Hearing.objects.filter(use_case=use_case, state=HearingState.CONFIRMED).order_by("pk")
    versions = versions_latest(ProcessVersion.objects.filter(process_model__use_case=use_case).defer("bpmn"))
    stored = Assumption.objects.filter(project=use_case.project_id)
    counted = MeasuredVolume.objects.filter(use_case=use_case, withdrawn_at__isnull=True)
    content = [
        use_case.code,
        list(
            hearings.values_list("pk", "revision", "organisation__name", "organisation__code", "volume__cases_per_year")
        ),
        sorted((version.process_model_id, version.sha256) for version in versions.values()),
        list(counted.order_by("pk").values_list("pk", flat=True)),
        list(stored.values_list("key", "value")),
    ]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


@lru_cache(maxsize=32)
def _ground(digest: str, use_case_id: int) -> Ground:
    """Read once per process and state of the data: reading takes half a second, an answer a hundredth."""
    use_case = UseCase.objects.select_related("project").get(pk=use_case_id)
    data = assemble(use_case.project).input
    questions = Questions(data, use_case.code)
    hours_per_person = data.assumptions.hours_per_fte.value
    people, told = _people(use_case, questions, hours_per_person)
    return Ground(
        questions=questions,
        people=people,
        told=told,
        hours_per_person=hours_per_person,
        steps={side: questions.steps(side) for side in (Side.AS_IS, Side.TO_BE)},
        ways=questions.ways(),
        digest=digest,
    )


def _people(use_case: UseCase, questions: Questions, hours_per_person: Decimal) -> tuple[Decimal, int]:
    """The staff of all organisations, and how many organisations told theirs; of the others what their hours take."""
    confirmed = Hearing.objects.filter(use_case=use_case, state=HearingState.CONFIRMED)
    keys = {row.pk: organisation_key(row.code, row.pk) for row in use_case.project.organisations.all()}
    told = {keys[pk]: count for (_code, pk), count in staff_told(confirmed).items() if pk in keys}
    hours = questions.answer(WhatIf()).values[Side.AS_IS][Quantity.STAFF_HOURS]
    people = [
        told.get(line.organisation) or _half_persons(Decimal(str(hours[at])) / hours_per_person)
        for at, line in enumerate(questions.lines)
    ]
    return sum(people, Decimal(0)), sum(line.organisation in told for line in questions.lines)


def _half_persons(people: Decimal) -> Decimal:
    return (people / _HALF).to_integral_value(ROUND_CEILING) * _HALF


def _people_source(ground: Ground) -> str:
    organisations = len(ground.questions.lines)
    if ground.told == organisations:
        return _("既定値：確認済ヒアリングの担当職員数の計")
    return _(
        "既定値：%(organisations)s団体のうち%(told)s団体は確認済ヒアリングの担当職員数、"
        "ほかは現行の時間から求めた人数（0.5人単位で切上げ）"
    ) % {"organisations": organisations, "told": ground.told}


def levers_of(ground: Ground, project: Project) -> list[Lever]:
    """Everything that can be changed, in the order of the page, with where its value comes from."""
    return [
        _overall(),
        *_volumes(ground),
        *_wage(ground, project),
        _staff(ground),
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


def _staff(ground: Ground) -> Lever:
    people = float(ground.people)
    return Lever(
        name=PEOPLE, group="staff", label=_("担当職員（全団体の計）"), unit=_("人"), base=_rounded(people),
        exact=people, source=_people_source(ground), slider=_rounded(people) * 2,
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
    """One lever of a decision of two ways, else one for each way; one for each event on a step."""
    ways = [way for way in ground.ways if not way.is_event]
    two = {way.split for way in ways if sum(other.split == way.split for other in ways) == 2}
    seen: set[str] = set()
    for way in sorted(ways, key=lambda way: not way.name):  # of two ways the one with a name
        if way.split not in two or way.split not in seen:
            seen.add(way.split)
            yield _share(way)
    yield from (_event(way) for way in ground.ways if way.is_event)


def _share(way: WayBase) -> Lever:
    return _share_lever(
        way,
        label=_("%(split)sの分岐：%(way)s") % {"split": way.split_name, "way": way.name or _("それ以外")},
        split=way.split,
    )


def _event(way: WayBase) -> Lever:
    """Its share is no part of a decision: several events of one step can be changed."""
    words = {"step": way.split_name, "event": way.name or _("名前のないイベント")}
    return _share_lever(way, label=_("%(step)sで起きるイベント：%(event)s") % words, split="")


def _share_lever(way: WayBase, *, label: str, split: str) -> Lever:
    kept = _("既定値：現行のままの割合。団体の平均（件数で加重）")
    own = _("各団体の現行の割合を引き継ぐので、改革案には書けません。")
    return Lever(
        name=f"share-{way.flow}", group="share", label=label, unit="％", base=_rounded(way.share * 100),
        exact=way.share * 100, key=way.flow, split=split, slider=Decimal(100), high=Decimal(100),
        source=kept if way.own else _("既定値：改革案のいちばん新しい版"), to_be_note=own if way.own else "",
    )  # fmt: skip


def _rounded(value: float) -> Decimal:
    """As it is shown and typed: two places at most, without empty ones."""
    rounded = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded.normalize()
