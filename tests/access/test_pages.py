"""Pages of projects: settings, organisations, the work list, the road."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from bpr.access import road, worklist
from bpr.access.models import Participation, Project
from bpr.access.worklist import WorkItem
from tests.factories import OrganisationFactory, World, client_as, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registries without what the apps put there."""
    monkeypatch.setattr(road, "_stations", {})
    monkeypatch.setattr(worklist, "_providers", [])


def item(title: str, **kwargs: object) -> WorkItem:
    return WorkItem(**{"title": title, "url": "/x/", "since": None, **kwargs})


def test_what_is_due_comes_first_then_what_has_waited_longest(bare: None, w: World) -> None:
    today = timezone.localdate()
    worklist.register(lambda user: [item("new", since=today), item("old", since=today - timedelta(days=9))])
    worklist.register(lambda user: [item("due", due=today), item("late", due=today - timedelta(days=1))])
    assert [work.title for work in worklist.work_of(w.analyst)] == ["late", "due", "old", "new"]
    page = client_as(w.analyst).get("/").content.decode()
    assert "待っている作業 4件" in page
    assert page.count("過ぎています") == 1


def test_since_is_a_day_in_japan(bare: None) -> None:
    waits = item("x", since=datetime(2026, 11, 20, 23, 30, tzinfo=ZoneInfo("UTC")))
    assert waits.since_day == date(2026, 11, 21)


def test_home_lists_only_own_projects(bare: None, w: World) -> None:
    page = client_as(w.council).get("/").content.decode()
    assert "自分の事業" in page
    assert "よその事業" not in page
    assert "参加している事業はありません" in client_as(w.newcomer).get("/").content.decode()
    assert "システム管理" in client_as(w.administrator).get("/").content.decode()


def test_the_road_shows_what_a_person_has_a_use_for_in_order(bare: None, w: World) -> None:
    def is_leader(user: object, project: Project) -> bool:
        return user == w.leader

    given = {"url_name": "access:members", "state": lambda user, project: "1/2"}
    road.register(key="b", order=20, label="後", visible=lambda user, project: True, **given)
    road.register(key="a", order=10, label="先", visible=is_leader, **given)
    stops = road.road_for(w.leader, w.project, current="b")
    assert [(stop.key, stop.state, stop.current) for stop in stops] == [("a", "1/2", False), ("b", "1/2", True)]
    assert [stop.key for stop in road.road_for(w.analyst, w.project)] == ["b"]
    assert road.entrance(w.analyst, w.project) == f"/projects/{w.project.pk}/members/"


def test_settings_take_dates_as_people_write_them(w: World) -> None:
    address = f"/projects/{w.project.pk}/settings/"
    schedule = "2026-07-03 第1回協議会\n\n令和８年９月１日　ヒアリング開始\nR8.12.1 中間報告\n2027/3/1 報告書"
    given = {"name": "自分の事業", "fiscal_year": 2026, "schedule": schedule, "hearing_due_on": "2026-10-30"}
    assert client_as(w.analyst).post(address, given).status_code == 302
    stored = Project.objects.get(pk=w.project.pk)
    assert [event["date"] for event in stored.schedule] == ["2026-07-03", "2026-09-01", "2026-12-01", "2027-03-01"]
    assert stored.schedule[1]["title"] == "ヒアリング開始"
    assert stored.hearing_due_on == date(2026, 10, 30)
    shown = client_as(w.analyst).get(address).content.decode()
    assert "2026-09-01 ヒアリング開始" in shown


@pytest.mark.parametrize("line", ["そのうち", "2026-02-30 存在しない日", "2026-07-03", "令和8年13月1日 x"])
def test_a_line_that_is_no_date_is_named_and_nothing_is_lost(w: World, line: str) -> None:
    given = {"name": "自分の事業", "fiscal_year": 2026, "schedule": f"2026-07-03 第1回\n{line}"}
    page = client_as(w.leader).post(f"/projects/{w.project.pk}/settings/", given)
    assert f"2行目「{line}」" in page.content.decode()
    assert Project.objects.get(pk=w.project.pk).schedule == []


def test_a_leader_finds_and_adds_an_organisation_and_not_twice(w: World) -> None:
    chosen = OrganisationFactory(name="探される市", kana="さがされるし")
    client = client_as(w.leader)
    address = f"/projects/{w.project.pk}/organisations/"
    assert client.get(address).context["found"] == []
    assert client.get(address, {"q": "さがされる"}).context["found"] == [chosen]
    client.post(address + "add/", {"organisation": chosen.pk})
    assert Participation.objects.filter(project=w.project, organisation=chosen).count() == 1
    assert client.get(address, {"q": "さがされる"}).context["found"] == []


def test_adding_what_is_not_there_is_404(w: World) -> None:
    client = client_as(w.leader)
    for wrong in ("0", "", "abc", "９９"):
        answer = client.post(f"/projects/{w.project.pk}/organisations/add/", {"organisation": wrong})
        assert answer.status_code == 404


def test_removing_an_organisation_that_has_hearings_says_why(w: World) -> None:
    address = f"/projects/{w.project.pk}/organisations/{w.city_participation.pk}/remove/"
    page = client_as(w.leader).post(address, follow=True).content.decode()
    assert "ヒアリング1件" in page
    assert Participation.objects.filter(pk=w.city_participation.pk).exists()


def test_a_membership_of_another_project_cannot_be_reached_through_an_own_one(w: World) -> None:
    foreign = w.foreign_project.memberships.get()
    for tail in ("", "remove/", "password/"):
        answer = client_as(w.leader).post(f"/projects/{w.project.pk}/members/{foreign.pk}/{tail}")
        assert answer.status_code == 404


def test_an_administrator_repairs_a_project_without_seeing_inside(w: World) -> None:
    client = client_as(w.administrator)
    assert "自分の事業" in client.get("/administration/projects/").content.decode()
    assert client.get(f"/projects/{w.project.pk}/members/").status_code == 404
    client.post(f"/administration/projects/{w.project.pk}/leader/", {"username": "newcomer"})
    assert w.project.memberships.get(user=w.newcomer).role == "leader"
