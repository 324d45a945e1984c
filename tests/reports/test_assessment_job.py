"""An assessment is calculated in the background: one result, or a reason and nothing stored."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bpr.access.models import Membership, Role
from bpr.jobs.models import Job, JobState
from bpr.jobs.services import job_claim, job_run
from reports.models import Assessment, Assumption
from reports.services import assessment_request, assessment_run
from tests.factories import World, client_as
from tests.reports.projects import confirmed_world
from usecases.models import ProcessVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return confirmed_world()


def run(job: Job) -> Job:
    handle = job_claim(job_id=job.pk)
    assert handle is not None
    job_run(handle=handle)
    job.refresh_from_db()
    return job


def requested(w: World) -> Job:
    return assessment_request(actor=w.analyst, project=w.project, title="協議会")


def test_asking_twice_calculates_once_and_then_the_next(w: World) -> None:
    job = requested(w)
    assert requested(w) == job
    assert run(job).state == JobState.DONE
    made = Assessment.objects.get(pk=job.result["assessment"])
    assert (made.title, made.author) == ("協議会", w.analyst)
    assert made.sha256 == assessment_run(actor=w.analyst, project=w.project).sha256
    assert requested(w) != job


def test_what_cannot_be_calculated_says_why_and_stores_nothing(w: World) -> None:
    before = Assessment.objects.count()
    job = requested(w)
    broken = ProcessVersion.objects.filter(process_model__side="as_is").first()
    assert broken is not None
    ProcessVersion.objects.filter(pk=broken.pk).update(bpmn=broken.bpmn.replace("</", "<", 1))
    run(job)
    assert job.state == JobState.FAILED
    assert job.error
    assert Assessment.objects.count() == before
    page = client_as(w.analyst).get(reverse("reports:assessments", args=[w.project.pk])).content.decode()
    assert job.error.split("「")[0] in page
    assert 'value="協議会"' in page  # what was typed is still there


def test_who_lost_the_role_meanwhile_assesses_nothing(w: World) -> None:
    job = requested(w)
    Membership.objects.get(user=w.analyst, project=w.project).delete()
    Membership.objects.create(user=w.analyst, project=w.project, role=Role.OBSERVER)
    before = Assessment.objects.count()
    assert run(job).state == JobState.FAILED
    assert Assessment.objects.count() == before


def test_without_a_wage_it_is_said_before_anything_begins(w: World) -> None:
    Assumption.objects.filter(key="labour_yen_per_hour").delete()
    answer = client_as(w.analyst).post(reverse("reports:run", args=[w.project.pk]), {"title": "名前"})
    assert answer.status_code == 422
    assert "人件費単価がありません" in answer.content.decode()
    assert not Job.objects.filter(kind="assessment.run").exists()


def test_the_api_answers_with_the_job(w: World) -> None:
    url = reverse("assessment-list")
    answer = client_as(w.analyst).post(url, {"project": w.project.pk}, content_type="application/json")
    assert answer.status_code == 202
    assert Job.objects.get(pk=answer.json()["id"]).kind == "assessment.run"
