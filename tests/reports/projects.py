"""A small project with a frozen assessment and drawn processes, for the tests of the report."""

from __future__ import annotations

from hearings.models import Hearing, HearingState
from tests.factories import AssessmentFactory, World, world
from tests.reports.cases import frozen_with_others


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
    fields = frozen_with_others(w.city.code, w.city.name, hearing=w.hearing.pk)
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
