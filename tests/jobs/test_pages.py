"""Who sees a job, and what its page says."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import tests.jobs.kinds  # noqa: F401 - registers the kinds used here
from bpr.access.models import Membership, Organisation, Project, Role, User
from bpr.jobs import services
from bpr.jobs.models import Job, JobState
from bpr.jobs.selectors import NEWS_FOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return Project.objects.create(name="事業", fiscal_year=2026)


@pytest.fixture
def job(project: Project) -> Job:
    owner = member(project, Role.ANALYST)
    return services.job_start(kind="test.double", project=project, owner=owner, params={"value": 1}, key="k")


def member(project: Project, role: Role) -> User:
    organisation = Organisation.objects.create(kind="municipality", name=f"{role.label}の団体")
    user = User.objects.create_user(f"{role.value}-{project.pk}")
    Membership.objects.create(user=user, project=project, role=role, organisation=organisation)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_waiting_job_asks_for_itself_again(job: Job) -> None:
    page = signed_in(job.owner).get(reverse("jobs:detail", args=[job.pk]), headers={"HX-Request": "true"})
    text = page.content.decode()
    assert f'hx-get="/jobs/{job.pk}/"' in text
    assert "二倍にする" in text
    assert "順番を待っています" in text
    assert "<html" not in text


def test_a_job_that_is_done_leads_to_its_result(job: Job) -> None:
    handle = services.job_claim(job_id=job.pk)
    assert handle is not None
    services.job_run(handle=handle)
    text = signed_in(job.owner).get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert 'href="/result/"' in text
    assert f'hx-get="/jobs/{job.pk}/"' not in text


def test_a_failed_job_says_why_and_gives_its_number(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="入力が足りません。")
    text = signed_in(job.owner).get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert "入力が足りません。" in text
    assert f"処理の番号: {job.pk}" in text


def test_a_running_job_shows_what_is_being_done(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, progress=40, message="図を描いています")
    text = signed_in(job.owner).get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert "図を描いています" in text
    assert 'aria-valuenow="40"' in text


def test_cancelling_from_the_page(job: Job) -> None:
    page = signed_in(job.owner).post(reverse("jobs:cancel", args=[job.pk]), follow=True)
    assert page.redirect_chain == [(f"/jobs/{job.pk}/", 302)]
    assert "中止しました" in page.content.decode()
    assert signed_in(job.owner).get(reverse("jobs:cancel", args=[job.pk])).status_code == 405


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.LEADER, Role.ANALYST}])
def test_other_roles_of_the_project_do_not_see_it(job: Job, project: Project, role: Role) -> None:
    assert_hidden(signed_in(member(project, role)), job)


def test_the_leader_sees_it(job: Job, project: Project) -> None:
    client = signed_in(member(project, Role.LEADER))
    assert client.get(reverse("jobs:detail", args=[job.pk])).status_code == 200
    assert [row["id"] for row in client.get(reverse("job-list")).json()["results"]] == [job.pk]


def test_another_project_does_not_see_it(job: Job) -> None:
    other = Project.objects.create(name="ほかの事業", fiscal_year=2026)
    assert_hidden(signed_in(member(other, Role.LEADER)), job)


def assert_hidden(client: Client, job: Job) -> None:
    assert client.get(reverse("jobs:detail", args=[job.pk])).status_code == 404
    assert client.post(reverse("jobs:cancel", args=[job.pk])).status_code == 404
    assert client.get(reverse("job-detail", args=[job.pk])).status_code == 404
    assert client.post(reverse("job-cancel", args=[job.pk])).status_code == 404
    assert client.get(reverse("job-list")).json()["results"] == []
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_nobody_sees_it_without_signing_in(job: Job, client: Client) -> None:
    assert client.get(reverse("jobs:detail", args=[job.pk])).status_code == 302
    assert client.get(reverse("job-list")).status_code in {401, 403}


def test_the_api_shows_and_cancels(job: Job) -> None:
    client = signed_in(job.owner)
    shown = client.get(reverse("job-detail", args=[job.pk])).json()
    assert (shown["kind"], shown["state"], shown["progress"]) == ("test.double", "queued", 0)
    assert "params" not in shown
    assert client.post(reverse("job-cancel", args=[job.pk])).json()["state"] == "cancelled"
    assert client.delete(reverse("job-detail", args=[job.pk])).status_code == 405


def test_a_job_of_a_kind_that_nobody_does_any_more_is_still_shown(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(kind="gone.kind")
    page = signed_in(job.owner).get(reverse("jobs:detail", args=[job.pk]))
    assert page.status_code == 200
    assert "gone.kind" in page.content.decode()


def test_the_page_around_a_job_that_has_ended_is_fetched_anew(job: Job) -> None:
    part = {"HX-Request": "true"}
    address = reverse("jobs:detail", args=[job.pk])
    assert "HX-Refresh" not in signed_in(job.owner).get(address, headers=part).headers
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
    assert signed_in(job.owner).get(address, headers=part).headers["HX-Refresh"] == "true"


def test_what_has_ended_waits_in_the_work_list_until_it_was_looked_at(job: Job) -> None:
    client = signed_in(job.owner)
    front = reverse("usecases:project", args=[job.project_id])
    assert "二倍にする" not in client.get("/").content.decode()
    assert "二倍にする" in client.get(front).content.decode()
    handle = services.job_claim(job_id=job.pk)
    assert handle is not None
    services.job_run(handle=handle)
    outcome = reverse("jobs:outcome", args=[job.pk])
    home = client.get("/").content.decode()
    assert f'href="{outcome}"' in home
    assert "完了" in home
    assert outcome in client.get(front).content.decode()
    other = User.objects.create_superuser("another")
    Membership.objects.create(user=other, project=job.project, role=Role.LEADER)
    assert signed_in(other).get(reverse("jobs:detail", args=[job.pk])).status_code == 200
    assert outcome in client.get("/").content.decode()
    assert client.get(outcome).headers["Location"] == "/result/"
    assert outcome not in client.get("/").content.decode()
    assert outcome not in client.get(front).content.decode()


def test_a_failed_job_leads_to_its_reason_and_is_news_again_after_another_try(job: Job) -> None:
    client, outcome = signed_in(job.owner), reverse("jobs:outcome", args=[job.pk])
    ended = {"state": JobState.FAILED, "error": "入力が足りません。", "finished_at": timezone.now()}
    Job.objects.filter(pk=job.pk).update(**ended)
    assert "入力が足りません。" in client.get(outcome, follow=True).content.decode()
    assert outcome not in client.get("/").content.decode()
    services.job_start(kind=job.kind, project=job.project, owner=job.owner, params={"value": 1}, key="k")
    Job.objects.filter(pk=job.pk).update(**ended)
    assert outcome in client.get("/").content.decode()
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - NEWS_FOR)
    assert outcome not in client.get("/").content.decode()


def test_who_left_the_project_sees_no_job_of_it_any_more(job: Job) -> None:
    """Not the own ones either: their errors name what stands in files of the project."""
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="「R-1」は…", finished_at=timezone.now())
    client, address = signed_in(job.owner), reverse("jobs:detail", args=[job.pk])
    assert client.get(address).status_code == 200
    Membership.objects.filter(user=job.owner).delete()
    assert client.get(address).status_code == 404
    assert client.get(reverse("job-detail", args=[job.pk])).status_code == 404
    assert "R-1" not in client.get(reverse("job-list")).content.decode()
