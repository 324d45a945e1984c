"""Small projects: one with a frozen assessment and drawn processes, one that can be calculated."""

from __future__ import annotations

from hearings.models import Hearing, HearingState, HearingVolume
from reports.models import Assumption, WhatIfScenario
from tests.core.test_assessment import as_is, to_be
from tests.factories import AssessmentFactory, World, calculated_of, world
from usecases.models import ProcessSide
from usecases.services import version_create


def reported_world() -> World:
    """``world()`` whose assessment holds figures of w.city and four others, and knows its processes."""
    w = world()
    Hearing.objects.filter(pk=w.hearing.pk).update(
        state=HearingState.CONFIRMED,
        sheet={
            "overview": {"purpose": "住民票を作る"},
            "respondents": [{"section": "市民課", "post": "主査", "name": "秘密 太郎"}],
            "issues": [
                {"kind": "課題", "text": "=二重に入力している", "impact": "大", "priority": "高", "measure": ""}
            ],
        },
    )
    w.use_case.code = "U"
    w.use_case.save()
    fields = calculated_of(w.city.code, w.city.name, hearing=w.hearing.pk)
    w.things["assessment"] = AssessmentFactory(
        project=w.project, author=w.analyst, number=2, sources=_sources(w), **fields
    )
    return w


def _sources(w: World) -> dict[str, object]:
    case = {
        "hearing": w.hearing.pk,
        "revision": w.hearing.revision,
        "use_case": w.use_case.pk,
        "organisation": w.city.pk,
        "as_is": w.version.pk,
        "as_is_sha256": w.version.sha256,
        "to_be": w.to_be_version.pk,
        "to_be_sha256": w.to_be_version.sha256,
    }
    return {"cases": [case], "left_out": ["ほか三市: 現行の業務プロセスがありません"]}


def confirmed_world() -> World:
    """Both organisations confirmed: the city with 1,200 cases (受付 5分), the town with 300 (受付 8分)."""
    w = world()
    WhatIfScenario.objects.all().delete()
    Assumption.objects.create(
        project=w.project, key="labour_yen_per_hour", value="3000", evidence_kind="ledger", source="令和7年度決算"
    )
    for organisation, hearing, cases, minutes in ((w.city, w.hearing, 1200, "5"), (w.town, w.other_hearing, 300, "8")):
        Hearing.objects.filter(pk=hearing.pk).update(state=HearingState.CONFIRMED)
        HearingVolume.objects.create(hearing=hearing, cases_per_year=cases, evidence_kind="ledger")
        version_create(
            actor=w.analyst, use_case=w.use_case, side=ProcessSide.AS_IS, organisation=organisation,
            model=as_is(receive=minutes),
        )  # fmt: skip
    version_create(actor=w.analyst, use_case=w.use_case, side=ProcessSide.TO_BE, model=to_be())
    return w
