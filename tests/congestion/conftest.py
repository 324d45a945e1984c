"""A city whose use case can be simulated, and a short way through a job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bpr.congestion.models import SimulationRun
from bpr.congestion.selectors.question import Prepared, cases_to_choose, prepared
from bpr.congestion.services.runs import run_request
from bpr.core.congestion import Settings
from bpr.jobs.models import Job
from bpr.jobs.services import job_claim, job_run
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from hearings.models import Hearing, HearingState, HearingVolume
from reports.models import Assumption
from tests.core.test_assessment import as_is, to_be
from tests.factories import World, world
from usecases.models import ProcessSide
from usecases.services import version_create


@pytest.fixture
def w(db: None) -> World:
    """The city confirmed: 14,000 cases a year; four people at the counter, three in the section."""
    w = world()
    for model in (ArrivalPattern, StaffGroup, OfficeHours, SimulationRun):
        model.objects.all().delete()
    Assumption.objects.create(
        project=w.project, key="labour_yen_per_hour", value="3000", unit="円", evidence_kind="ledger"
    )
    Hearing.objects.filter(pk=w.hearing.pk).update(state=HearingState.CONFIRMED, sheet={})
    HearingVolume.objects.create(
        hearing=w.hearing, cases_per_year=14_000, months=["1000"] * 11 + ["3000"], evidence_kind="ledger", source="台帳"
    )
    version_create(actor=w.analyst, use_case=w.use_case, side=ProcessSide.AS_IS, organisation=w.city, model=as_is())
    version_create(actor=w.analyst, use_case=w.use_case, side=ProcessSide.TO_BE, model=to_be())
    for name, performer, people in (("窓口の組", "窓口", 4), ("市民課の組", "市民課", 3)):
        StaffGroup.objects.create(
            project=w.project, organisation=w.city, name=name, performers=[performer], people=["1"] * people,
            evidence_kind="estimated", source="聞取り",
        )  # fmt: skip
    return w


@pytest.fixture
def ready(w: World) -> Callable[..., Prepared]:
    """The question on the city's use case with small settings."""

    def make(**changes: Any) -> Prepared:
        settings = Settings(**{"cases": 200, "warm_up": 20, "replications": 3, **changes})
        cases = cases_to_choose(w.project, w.city)
        return prepared(w.project, w.city, cases, [w.use_case.code], lambda _cases: settings)

    return make


@pytest.fixture
def asked(w: World, ready: Callable[..., Prepared]) -> Callable[..., SimulationRun]:
    """A run that waits for its job."""

    def ask(**changes: Any) -> SimulationRun:
        return run_request(actor=w.analyst, project=w.project, prepared=ready(**changes), title="試し")

    return ask


def work_off(job: Job | None) -> Job:
    """Do a job as a worker would."""
    assert job is not None
    handle = job_claim(job_id=job.pk)
    assert handle is not None
    job_run(handle=handle)
    job.refresh_from_db()
    return job
