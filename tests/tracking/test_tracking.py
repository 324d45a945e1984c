"""約束と実績: promised from the plan, measured, and held against each other."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from bpr.access.models import AuditEntry
from bpr.core.values import EvidenceKind
from bpr.tracking.models import Actual, Commitment
from bpr.tracking.selectors.progress import months_due, progress_of
from bpr.tracking.services import ActualRefused, CommitmentRefused, actual_add, commitments_from_plan
from reports.content import content_build, studies
from tests.core.flow_models import D
from tests.factories import World, client_as, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    """The assessment of the world is of the use case U: 受付・入力・控え 17 minutes → 6 minutes, 600 cases."""
    made = world()
    made.use_case.code = "U"
    made.use_case.save()
    return made


def test_the_plan_becomes_the_promise_once(w: World) -> None:
    Commitment.objects.all().delete()
    made = commitments_from_plan(actor=w.analyst, project=w.project, starts_on=date(2027, 4, 1), promised_by="市民課長")
    assert [(item.organisation, item.hours_per_year) for item in made] == [(w.city, D("110.00"))]
    assert made[0].baseline["as_is_minutes"] == "17.00"
    assert made[0].baseline["to_be_minutes"] == "6.00"
    assert AuditEntry.objects.filter(object_label="tracking.Commitment").count() == 1
    with pytest.raises(CommitmentRefused, match="すべて約束があります"):
        commitments_from_plan(actor=w.analyst, project=w.project, starts_on=date(2027, 4, 1), promised_by="課長")
    with pytest.raises(PermissionDenied):
        commitments_from_plan(actor=w.council, project=w.project, starts_on=date(2027, 4, 1), promised_by="課長")


def test_the_rate_achieved_and_how_much_of_the_promise_was_measured(w: World) -> None:
    """Two years are due, one is measured: 1,000 cases × (20 − 11) minutes = 150 of 240 hours."""
    found = progress_of(w.leader, w.project, today=date(2029, 4, 10))
    assert found.achieved is not None
    assert (found.achieved.promised_hours, found.achieved.realised_hours) == (D(240), D(150))
    assert found.achieved.rate_hours == D("62.5")
    assert found.due_hours == D(480)
    assert found.coverage == D("50.0")
    assert found.pairs[0].is_below
    assert progress_of(w.other_staff, w.project, today=date(2029, 4, 10)).pairs == []


def test_a_month_is_due_when_it_is_over() -> None:
    assert months_due(date(2027, 4, 1), date(2027, 5, 31)) == [(2027, 4)]
    assert months_due(date(2027, 4, 2), date(2027, 5, 31)) == []
    assert months_due(date(2027, 12, 1), date(2028, 5, 1)) == [(2027, 12), (2027, 1), (2027, 2), (2027, 3), (2028, 4)]


def test_pages_tell_the_rate_and_keep_what_was_typed(w: World) -> None:
    client = client_as(w.leader)
    page = client.get(reverse("tracking:index", args=[w.project.pk])).content.decode()
    assert "62.5%" in page
    pair = [w.project.pk, w.use_case.pk, w.city.pk]
    assert "62.5%" in client.get(reverse("tracking:pair", args=pair)).content.decode()
    typed = {
        "fiscal_year": "2027", "first_month": "9", "last_month": "3", "cases": "たくさん", "minutes_per_case": "5",
        "evidence_kind": "measured", "source": "記録",
    }  # fmt: skip
    url = reverse("tracking:actual-new", args=pair)
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert "たくさん" in answer.content.decode()
    overlapping = client.post(url, typed | {"cases": "10"})
    assert overlapping.status_code == 422
    assert "2027年度の9月の実績はすでにあります" in overlapping.content.decode()
    reverse_year = client.post(url, typed | {"cases": "10", "first_month": "3", "last_month": "4"})
    assert "1つの年度に収まりません" in reverse_year.content.decode()
    assert Actual.objects.filter(use_case=w.use_case).count() == 1


def test_a_new_promise_takes_the_place_of_the_old_which_stays(w: World) -> None:
    pair = [w.project.pk, w.use_case.pk, w.city.pk]
    terms = {"hours_per_year": "△１０時間", "yen_per_year": "", "starts_on": "R9.4.1", "promised_by": "部長"}
    client_as(w.leader).post(reverse("tracking:commit-pair", args=pair), terms)
    old, new = Commitment.objects.filter(use_case=w.use_case).order_by("pk")
    assert (new.hours_per_year, new.starts_on) == (D(-10), date(2027, 4, 1))
    assert new.yen_per_year == D(new.baseline["yen_per_year"])
    with pytest.raises(TypeError):
        old.save()
    page = client_as(w.hearing_staff).get(reverse("tracking:pair", args=pair)).content.decode()
    assert "市民課長" in page
    assert "部長" in page


def test_months_before_a_new_promise_are_held_against_the_one_that_was_in_force(w: World) -> None:
    """240 hours promised from 2027, 60 from 2028: 2027 is still 150 of 240, and 240 + 60 are due after two years."""
    old = w.commitment
    later = Commitment.objects.create(
        use_case=w.use_case, organisation=w.city, assessment=old.assessment, starts_on=date(2028, 4, 1),
        baseline=old.baseline | {"as_is_minutes": "11.00"}, hours_per_year=D(60), yen_per_year=D(0),
        promised_by="部長", author=w.analyst,
    )  # fmt: skip
    found = progress_of(w.leader, w.project, today=date(2030, 4, 10))
    assert found.achieved is not None
    assert (found.achieved.promised_hours, found.achieved.realised_hours) == (D(240), D(150))
    assert [item.commitment for item in found.pairs[0].measured] == [old]
    assert (found.pairs[0].commitment, found.promised_hours) == (later, D(60))
    assert (found.due_hours, found.coverage) == (D(360), D("66.7"))
    page = client_as(w.leader).get(reverse("tracking:pair", args=[w.project.pk, w.use_case.pk, w.city.pk]))
    assert "このときの約束（2027年4月1日から）" in page.content.decode()


def test_what_was_measured_before_the_start_is_refused(w: World) -> None:
    measured = {
        "actor": w.analyst, "use_case": w.use_case, "organisation": w.city, "fiscal_year": 2026, "last_month": 3,
        "cases": D(10), "minutes_per_case": D(5), "evidence_kind": EvidenceKind.MEASURED, "source": "記録",
    }  # fmt: skip
    with pytest.raises(ActualRefused, match="2027年4月1日") as refused:
        actual_add(**measured, first_month=1)
    assert refused.value.field == "first_month"
    Commitment.objects.filter(pk=w.commitment.pk).update(starts_on=date(2027, 1, 15))
    assert actual_add(**measured, first_month=1).months == (1, 2, 3)


def test_the_api_tells_the_same(w: World) -> None:
    url = reverse("commitment-achievements") + f"?project={w.project.pk}"
    answer = client_as(w.leader).get(url).json()
    assert answer["achieved"]["rate_hours"] == "62.5"
    assert answer["years"][0]["fiscal_year"] == 2027
    assert client_as(w.ministry).get(url).status_code == 403
    assert client_as(w.foreign_leader).get(url).status_code == 404


def test_without_a_plan_it_says_what_to_do_first(w: World) -> None:
    page = client_as(w.foreign_leader).get(reverse("tracking:index", args=[w.foreign_project.pk]))
    assert "約束はまだありません" in page.content.decode()


def test_the_report_tells_what_became_of_the_promise(w: World) -> None:
    content = content_build(w.project, w.assessment)
    blocks = content["chapters"][studies.VERIFICATION - 1]["blocks"]
    assert any(block.get("text") == "約束と実績" for block in blocks)
    assert "達成率62.5%" in " ".join(block.get("text", "") for block in blocks)
    assert "約束と実績" not in str(content_build(w.foreign_project, w.foreign_assessment))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1999, 4, 1), date(9999, 12, 31)])
def test_a_first_day_of_no_reform_is_refused(w: World, day: date) -> None:
    before = Commitment.objects.count()
    pair = {"use_case": w.use_case.pk, "organisation": w.city.pk}
    answer = client_as(w.leader).post(
        reverse("commitment-list"), pair | {"starts_on": day.isoformat(), "promised_by": "課長"},
        content_type="application/json",
    )  # fmt: skip
    page = client_as(w.leader).post(
        reverse("tracking:commit", args=[w.project.pk]), {"starts_on": f"{day:%Y/%m/%d}", "promised_by": "市民課の長"}
    )
    assert (answer.status_code, page.status_code) == (400, 422)
    assert "2000年4月1日" in answer.content.decode()
    assert "市民課の長" in page.content.decode()
    assert Commitment.objects.count() == before
