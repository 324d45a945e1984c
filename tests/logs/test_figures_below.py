"""What logs take from apps above, and what pages of lower apps see of them: opening hours, 件数."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from bpr.access.models import User
from bpr.access.opening_hours import opening_hours
from bpr.access.project_figures import FigureScope, project_figure
from bpr.core.logs import EventLog, measure, to_json
from bpr.core.staffing import DEFAULT_HOURS
from bpr.logs.hours import hours_for, sent
from bpr.logs.models import LogState, MeasuredVolume, ProcessLog
from bpr.logs.services import log_adopt, log_undo
from bpr.staffing.services import office_hours_save
from hearings.models import Hearing, HearingState, HearingVolume
from tests.core.logs.logs import read
from tests.core.test_assessment import as_is
from tests.factories import OrganisationFactory, World, client_as
from tests.logs.cases import NODES, csv_text, log_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return log_world()


def year_log() -> EventLog:
    return read(*csv_text().splitlines()[1:])


def measured_log(w: World, name: str) -> ProcessLog:
    """A log of 48 cases a year that was measured against the as-is that was heard."""
    found = to_json(measure(year_log(), as_is(), NODES | {"電話対応": ""}))
    return ProcessLog.objects.create(
        use_case=w.use_case, organisation=w.city, name=name, kind="csv", size=1, sha256="0" * 64,
        state=LogState.MEASURED, measurement=found, version=w.heard_version, measured_at=timezone.now(),
        uploaded_by=w.hearing_staff,
    )  # fmt: skip


def save_hours(w: World, organisation: Any, name: str, spans: list[str]) -> None:
    office_hours_save(
        actor=w.leader, project=w.project, organisation=organisation, name=name, weekdays={"mon": spans, "wed": spans},
        days_off=["2026-04-08"], japanese_holidays=True, evidence_kind="ledger", source="条例",
    )  # fmt: skip


def test_minutes_are_counted_in_the_hours_of_the_organisation(w: World) -> None:
    third = OrganisationFactory()
    w.project.organisations.add(third)
    assert opening_hours(w.project, third) == DEFAULT_HOURS
    save_hours(w, None, "全団体", ["09:00-12:00"])
    assert opening_hours(w.project, third).name == "全団体"
    save_hours(w, third, "住民課", ["10:00-12:00"])
    own = opening_hours(w.project, third)
    assert (own.name, opening_hours(w.project, w.city).name) == ("住民課", "本庁")
    log = read("1,届出の受付,2026/4/6 9:00,2026/4/6 17:00,", "2,届出の受付,2026/4/6 11:30,2026/4/15 10:15,")
    hours = hours_for(sent(own), log)
    step = measure(log, as_is(), NODES, hours=hours).step("uketsuke")
    assert step is not None
    assert step.minutes is not None
    # 4/6 (Mon) 10–12; then 11:30–12 on 4/6, 4/8 is a day off, 4/13 10–12, 4/15 10–10:15
    assert step.minutes.mean * 2 == 120 + (30 + 120 + 15)


def test_the_mapping_page_and_the_job_know_the_hours(w: World) -> None:
    from bpr.logs import tasks

    activities = [{"name": "届出の受付", "events": 1, "cases": 1, "timed": 1, "median_minutes": 8}]
    summary = {"events": 1, "cases": 1, "staff": 0, "first": "2026-04-06", "last": "2026-04-06"}
    log = measured_log(w, "a.csv")
    ProcessLog.objects.filter(pk=log.pk).update(
        summary=summary | {"activities": activities, "proposals": {}}, clock="office", stored="x.csv"
    )
    page = client_as(w.hearing_staff).get(reverse("logs:mapping", args=[w.project.pk, log.pk])).content.decode()
    assert "「職員と暦」に入れた「本庁」の分だけ" in page
    log.refresh_from_db()
    asked = tasks._hours(log)
    assert asked is not None
    assert asked["name"] == "本庁"
    log.clock = "all"
    assert tasks._hours(log) is None


def cases(w: World, person: User, **scope: int) -> tuple[Decimal, str] | None:
    found = project_figure("cases", person, FigureScope(project=w.project, use_case_id=w.use_case.pk, **scope))
    return (found.value, found.source) if found else None


def test_the_editor_converts_with_the_counted_volume(w: World) -> None:
    Hearing.objects.filter(pk=w.other_hearing.pk).update(state=HearingState.CONFIRMED)
    HearingVolume.objects.update_or_create(
        hearing=w.other_hearing, defaults={"cases_per_year": 30, "evidence_kind": "ledger"}
    )
    assert cases(w, w.analyst) == (1230, "確認済のヒアリング2件の合計")
    log_adopt(actor=w.leader, log=measured_log(w, "a.csv"), items=["volume"])
    assert cases(w, w.analyst) == (78, "操作ログで数えた件数1件と、確認済のヒアリング1件の合計")
    city = cases(w, w.hearing_staff, organisation_id=w.city.pk)
    assert city == (48, "操作ログで数えた件数1件の合計")
    assert cases(w, w.other_staff) == (30, "確認済のヒアリング1件の合計")
    assert cases(w, w.ministry) is None
    Hearing.objects.filter(pk=w.hearing.pk).update(state=HearingState.SUBMITTED)
    assert cases(w, w.analyst) == (30, "確認済のヒアリング1件の合計")


def test_taking_the_later_of_two_volumes_back_leaves_the_earlier_one(w: World) -> None:
    def standing() -> list[str]:
        rows = MeasuredVolume.objects.filter(use_case=w.use_case, organisation=w.city, withdrawn_at=None)
        return [row.log.name for row in rows]

    first, second = measured_log(w, "a.csv"), measured_log(w, "b.csv")
    for log in (first, second):
        log_adopt(actor=w.leader, log=log, items=["volume"])
    assert standing() == ["b.csv"]
    log_undo(actor=w.leader, log=second)
    assert standing() == ["a.csv"]
    log_undo(actor=w.leader, log=first)
    assert standing() == []
    log_adopt(actor=w.leader, log=second, items=["volume"])
    log_adopt(actor=w.leader, log=first, items=["volume"])
    log_undo(actor=w.leader, log=second)  # it had given way already
    assert standing() == ["a.csv"]
