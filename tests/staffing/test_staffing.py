"""職員と暦: what stands in for what nobody entered, what the page answers, and what people enter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from bpr import sample
from bpr.access.models import AuditEntry, User
from bpr.core.staffing import Staffing
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.staffing.notation import (
    Unreadable,
    shown_people,
    typed_days,
    typed_number,
    typed_people,
    typed_spans,
)
from bpr.staffing.selectors import staffing_of
from bpr.staffing.selectors.reading import reading_of
from hearings.models import Hearing, HearingState, HearingVolume
from reports.models import Assumption
from tests.core.test_assessment import as_is, to_be
from tests.factories import World, client_as, world
from usecases.models import ProcessSide
from usecases.services import version_create

pytestmark = pytest.mark.django_db

MONTHS = ["1000"] * 11 + ["3000"]


@pytest.fixture
def empty() -> World:
    w = world()
    for model in (ArrivalPattern, StaffGroup, OfficeHours):
        model.objects.all().delete()
    return w


@pytest.fixture
def w(empty: World) -> World:
    """The city confirmed: 14,000 cases, 3,000 of them in March, four people; no hours, groups or patterns entered."""
    w = empty
    for organisation, hearing in ((w.city, w.hearing), (w.town, w.other_hearing)):
        sheet = {"overview": {"staff_count": "４人"}}
        Hearing.objects.filter(pk=hearing.pk).update(state=HearingState.CONFIRMED, sheet=sheet)
        HearingVolume.objects.create(hearing=hearing, cases_per_year=14_000, months=MONTHS, evidence_kind="ledger")
        version_create(
            actor=w.analyst, use_case=w.use_case, side=ProcessSide.AS_IS, organisation=organisation, model=as_is()
        )
    version_create(actor=w.analyst, use_case=w.use_case, side=ProcessSide.TO_BE, model=to_be())
    return w


def page(w: World, person: User, name: str = "index", *keys: int, **query: Any) -> Any:
    return client_as(person).get(reverse(f"staffing:{name}", args=[w.project.pk, *keys]), query)


def post(w: World, person: User, address: str, *keys: int, organisation: Any = None, **data: Any) -> Any:
    url = reverse(f"staffing:{address}", args=[w.project.pk, *keys])
    return client_as(person).post(f"{url}?organisation={organisation.pk}" if organisation else url, data)


def current(w: World) -> Staffing:
    return staffing_of(w.project, w.city)


def group_row(w: World, **fields: Any) -> StaffGroup:
    given = {
        "name": "市民課の窓口", "performers": performers(w), "people": ["1", "0.5"], "evidence_kind": "ledger",
        "source": "人事課の表",
    }  # fmt: skip
    return StaffGroup.objects.create(project=w.project, **given | fields)


def performers(w: World) -> list[str]:
    return [name for group in reading_of(w.project, w.city).staffing.groups for name in group.performers]


def test_defaults_say_what_they_are(w: World) -> None:
    found = current(w)
    assert found.hours.is_default
    assert found.groups
    assert all(group.is_default and group.source.startswith("既定値：ヒアリング") for group in found.groups)
    assert sum(group.present for group in found.groups) >= 4
    assert found.pattern(w.use_case.code).is_default
    Hearing.objects.update(sheet={})
    unknown = current(w).groups[0]
    assert not unknown.people_known
    assert unknown.present >= Decimal("0.5")
    assert "必要な人数を0.5人単位に切り上げた数" in unknown.source


def test_the_own_entry_goes_before_that_for_all(w: World) -> None:
    names = performers(w)
    group_row(w, organisation=None, name="全団体の窓口")
    own = group_row(w, organisation=w.city, performers=names[:1])
    OfficeHours.objects.create(
        project=w.project, organisation=None, name="全団体", weekdays={"mon": ["09:00-17:00"]}, evidence_kind="ledger"
    )
    found = current(w)
    assert found.group_of(names[0]).reference == f"staff_group:{own.pk}"  # type: ignore[union-attr]
    assert found.group_of(names[0]).present == Decimal("1.5")  # type: ignore[union-attr]
    assert all(found.group_of(name).name == "全団体の窓口" for name in names[1:])  # type: ignore[union-attr]
    assert found.hours.minutes_of(0) == 480
    other = staffing_of(w.project, w.town)
    assert {group.name for group in other.groups} == {"全団体の窓口"}


def test_the_page_answers_above_everything_else(w: World) -> None:
    group_row(w, organisation=w.city)
    text = page(w, w.hearing_staff).content.decode()
    assert "自分市の市民課の窓口は、いちばん忙しい3月に何人要るか" in text
    assert "いまは 1.5人" in text
    chosen = reading_of(w.project, w.city).groups[0]
    assert f"現行 <strong>{chosen.as_is.people[11].normalize():f}</strong>人" in text
    assert "隣の町" not in text
    assert page(w, w.hearing_staff, organisation=w.town.pk).status_code == 404
    assert page(w, w.council, organisation=w.town.pk).status_code == 200


def test_why_leads_down_to_the_hearing(w: World) -> None:
    key = reading_of(w.project, w.city).groups[0].group.key
    text = page(w, w.analyst, "why", organisation=w.city.pk, group=key).content.decode()
    assert "0.5人ごとに切り上げて" in text
    assert "開庁時間 170.50時間" in text  # March 2027: 22 days
    assert page(w, w.analyst, "why", organisation=w.city.pk, group="group-0").status_code == 404
    assert page(w, w.analyst, "why", organisation=w.city.pk, group=key, side="to_be").status_code == 200


def test_nothing_confirmed_nothing_broken(empty: World) -> None:
    assert "確認済のヒアリングがまだありません" in page(empty, empty.analyst).content.decode()


def test_what_cannot_be_calculated_is_said_with_the_remedy(w: World) -> None:
    Assumption.objects.create(project=w.project, key="hours_per_fte", value="0", evidence_kind="ledger")
    response = page(w, w.analyst)
    assert response.status_code == 409
    assert "前提の「年間労働時間（1人）」に0より大きい時間を入れてください" in response.content.decode()


def test_people_enter_hours_groups_and_patterns_of_their_own(w: World) -> None:
    person = w.hearing_staff
    hours = {"name": "本庁", "mon": "８：３０〜１２：００", "japanese_holidays": "on", "days_off": "2026/11/24",
             "evidence_kind": "ledger", "source": "庁舎管理規則"}  # fmt: skip
    assert post(w, person, "hours-new", organisation=w.city, **hours).status_code == 302
    stored = OfficeHours.objects.get()
    assert (stored.weekdays["mon"], stored.days_off, stored.organisation) == (["08:30-12:00"], ["2026-11-24"], w.city)
    group = {"name": "窓口", "performers": "\n".join(performers(w)), "people": "2人、0.5人が1人",
             "available_percent": "60％", "office_hours": stored.pk, "evidence_kind": "ledger"}  # fmt: skip
    assert post(w, person, "group-new", organisation=w.city, **group).status_code == 302
    assert StaffGroup.objects.get().people == ["1", "1", "0.5"]
    pattern = {"use_case": w.use_case.pk, "day0": "３０", "day1": "10", "hour9": "5", "evidence_kind": "measured"}
    assert post(w, person, "pattern-new", organisation=w.city, **pattern).status_code == 302
    found = current(w)
    assert found.groups[0].available == Decimal("0.6")
    assert found.pattern(w.use_case.code).weekdays[0] == 30
    text = page(w, person).content.decode()
    assert "月曜の9時台に届く仕事をその時間のうちに終えるには" in text
    assert {entry.action for entry in AuditEntry.objects.filter(object_label__startswith="staffing.")} == {"create"}


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(w: World) -> None:
    wrong = {"name": "窓口", "performers": "市民窓ロ", "people": "二人", "available_percent": "0",
             "evidence_kind": "ledger"}  # fmt: skip
    response = post(w, w.analyst, "group-new", organisation=w.city, **wrong)
    text = response.content.decode()
    assert response.status_code == 422
    assert "「市民窓ロ」はこの団体の業務プロセスにない作業者です" in text
    assert "「二人」が読めません" in text
    assert "0より大きく100以下" in text
    assert 'value="二人"' in text
    closed = post(w, w.analyst, "hours-new", organisation=w.city, name="窓口", evidence_kind="ledger")
    assert "開いている時間がありません" in closed.content.decode()
    twisted = post(
        w, w.analyst, "hours-new", organisation=w.city, name="窓口", mon="12:00-8:30", evidence_kind="ledger"
    )
    assert "月曜: 時間帯は" in twisted.content.decode()
    assert not StaffGroup.objects.exists()


def test_one_performer_one_group_and_hours_in_use_are_kept(w: World) -> None:
    hours = OfficeHours.objects.create(
        project=w.project, organisation=w.city, name="本庁", weekdays={"mon": ["09:00-17:00"]}, evidence_kind="ledger"
    )
    row = group_row(w, organisation=w.city, office_hours=hours)
    again = {"name": "別の組", "performers": row.performers[0], "available_percent": "100", "evidence_kind": "ledger"}
    text = post(w, w.analyst, "group-new", organisation=w.city, **again).content.decode()
    assert "職員の組「市民課の窓口」が受け持っています" in text
    assert "「本庁」は職員の組（市民課の窓口）が使っています" in client_as(w.analyst).post(
        reverse("staffing:hours-delete", args=[w.project.pk, hours.pk]), follow=True
    ).content.decode()  # fmt: skip
    assert post(w, w.hearing_staff, "group-delete", row.pk).status_code == 302
    assert not StaffGroup.objects.exists()
    entry = AuditEntry.objects.get(object_label="staffing.StaffGroup", action="delete")
    assert entry.changes["people"] == [["1", "0.5"], None]


def test_hearing_staff_enter_nothing_for_all_and_nothing_of_others(w: World) -> None:
    data = {"reach": "all", "name": "全団体", "mon": "9:00-17:00", "evidence_kind": "ledger"}
    assert post(w, w.hearing_staff, "hours-new", organisation=w.city, **data).status_code == 302
    assert OfficeHours.objects.get().organisation == w.city  # the choice is not theirs
    assert post(w, w.hearing_staff, "hours-new", organisation=w.town, **data).status_code == 404
    assert post(w, w.analyst, "hours-new", organisation=w.town, **data).status_code == 302
    assert OfficeHours.objects.filter(organisation=None).count() == 1


def test_needs_in_the_api_are_those_of_the_page(w: World) -> None:
    address = reverse("staff-needs-list")
    query = {"project": w.project.pk, "organisation": w.city.pk}
    answered = client_as(w.hearing_staff).get(address, query).json()
    first = reading_of(w.project, w.city).groups[0]
    assert answered["groups"][0]["as_is"]["people"] == [str(people) for people in first.as_is.people]
    assert answered["groups"][0]["busy_month"] == 3
    assert client_as(w.hearing_staff).get(address, query | {"organisation": w.town.pk}).status_code == 404
    assert client_as(w.ministry).get(address, query).status_code == 403


def test_the_api_refuses_what_the_pages_refuse(w: World) -> None:
    client = client_as(w.analyst)
    data = {"project": w.project.pk, "organisation": w.city.pk, "name": "窓口", "evidence_kind": "ledger"}
    hours = client.post(reverse("office-hours-list"), data | {"weekdays": {"mon": []}}, content_type="application/json")
    assert "開いている時間" in hours.content.decode()
    spans = client.post(
        reverse("office-hours-list"), data | {"weekdays": {"mon": ["朝"]}}, content_type="application/json"
    )
    assert spans.status_code == 400
    assert "「朝」が読めません" in spans.json()["weekdays"][0]
    foreign = data | {"organisation": w.foreign_city.pk, "weekdays": {"mon": ["09:00-17:00"]}}
    assert client.post(reverse("office-hours-list"), foreign, content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("2人、0.5人が1人", ["1", "1", "0.5"], "2人、0.5人が1人"),
        ("２．５人", ["1", "1", "0.5"], "2人、0.5人が1人"),
        ("0.5人が2人", ["0.5", "0.5"], "0.5人が2人"),
        ("3", ["1", "1", "1"], "3人"),
        ("", [], ""),
    ],
)
def test_people_are_read_as_they_are_written(typed: str, stored: list[str], shown: str) -> None:
    assert typed_people(typed) == stored
    assert shown_people(stored) == shown


def test_what_cannot_be_read_says_what_to_write() -> None:
    assert typed_spans("8:30～12:00，１３：００－１７：１５") == ["08:30-12:00", "13:00-17:15"]
    assert typed_spans("休み") == []
    assert typed_days("2026-11-24、2026/1/5") == ["2026-01-05", "2026-11-24"]
    for read, text in (
        (typed_spans, "8時半から"),
        (typed_spans, "25:00-26:00"),
        (typed_days, "11月24日"),
        (typed_days, "9" * 30 + "-1-1"),
        (typed_people, "5000人"),
        (typed_number, "-1"),
    ):
        with pytest.raises(Unreadable, match="入れてください"):
            read(text)


def test_the_sample_names_performers_and_use_cases_that_it_has() -> None:
    content = sample.load_staffing()
    known = {
        (item["organisation"], step["performer"]) for item in sample.load_hearings() for step in item["sheet"]["steps"]
    }
    for group in content["staff_groups"]:
        assert {(group["organisation"], name) for name in group["performers"]} <= known
    rows = [*content["office_hours"], *content["staff_groups"], *content["arrival_patterns"]]
    assert {row["evidence_kind"] for row in rows} == {"例示"}
    codes = {item["code"] for item in sample.load_use_cases()["use_cases"]}
    assert {pattern["use_case"] for pattern in content["arrival_patterns"]} <= codes
    assert all(len(pattern["hours"]) == 24 for pattern in content["arrival_patterns"])
