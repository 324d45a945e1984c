"""What stands on top of a hearing, why it is read-only, and that its pages stay quick."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearings import services
from hearings.headline import headline
from hearings.models import Hearing
from hearings.sheet import SheetContext
from tests.factories import HearingFactory, OrganisationFactory, UseCaseFactory, World, client_as, world
from tests.hearings.sheets import sheet, with_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def handed_in(w: World) -> Hearing:
    hearing = services.sheet_save(actor=w.hearing_staff, hearing=w.hearing, sheet=sheet(), revision=0)
    return services.hearing_submit(actor=w.hearing_staff, hearing=hearing)


def read(w: World, actor: str) -> HttpResponse:
    return client_as(w.person(actor)).get(reverse("hearings:hearing", args=[w.project.pk, w.hearing.pk]))


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_the_headline_counts_cases_steps_and_the_time_of_staff() -> None:
    facts = {fact.label: (fact.value, fact.unit) for fact in headline(sheet(), SheetContext())}
    # Step 2 sends 10 % back: it runs 1 / 0.9 times a case at 5 minutes, step 3 once at 90.
    assert facts == {
        "年間件数": ("3,412", "件"),
        "作業": ("3", "行"),
        "職員の処理時間": ("95.6", "分／件"),
        "職員の年間時間": ("5,434", "時間／年"),
    }


def test_a_way_that_waits_for_ever_has_no_time_and_a_sheet_with_problems_no_figure_at_all() -> None:
    waiting = with_step(1, next="3＋4")
    waiting["steps"][2]["next"] = "5（50%）、終了（50%）"
    for number in ("4", "5"):
        row = {"key": f"s0{number}", "number": number, "performer": "市民課窓口", "task": "束ねる", "minutes": "1"}
        waiting["steps"].append(row)
    assert [fact.label for fact in headline(waiting, SheetContext())] == ["年間件数", "作業"]
    assert headline(with_step(1, minutes="五分"), SheetContext()) == []


def test_the_headline_stands_above_the_diagram(w: World) -> None:
    handed_in(w)
    page = text_of(read(w, "hearing_staff"))
    assert page.index("3,412") < page.index("data-diagram-view")
    assert page.index("職員の年間時間") < page.index('id="steps-title"')


def test_staff_are_told_why_they_cannot_change_it_and_what_to_do(w: World) -> None:
    services.hearing_confirm(actor=w.analyst, hearing=handed_in(w))
    page = text_of(read(w, "hearing_staff"))
    assert "読むことだけができます" in page
    assert "「差戻し」を依頼" in page
    assert reverse("hearings:edit", args=[w.project.pk, w.hearing.pk]) not in page
    result = reverse("reports:assessments", args=[w.project.pk])
    assert f'<a href="{result}">自団体の結果を見る</a>' in page
    assert "読むことだけができます" not in text_of(read(w, "analyst"))


def test_no_way_to_the_result_where_the_person_has_none(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    services.hearing_confirm(actor=w.analyst, hearing=handed_in(w))
    monkeypatch.setattr(
        "hearings.views.common.project_shell", lambda *args, **kwargs: {"project": w.project, "road": []}
    )
    page = text_of(read(w, "hearing_staff"))
    assert "読むことだけができます" in page
    assert "自団体の結果を見る" not in page


def queries(act: Callable[[], HttpResponse]) -> int:
    act()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert act().status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("actor", "name", "of_one"),
    [
        ("analyst", "hearings:index", False),
        ("hearing_staff", "hearings:index", False),
        ("analyst", "hearings:hearing", True),
        ("hearing_staff", "hearings:hearing", True),
        ("hearing_staff", "hearings:edit", True),
        ("analyst", "hearings:open", False),
    ],
)
def test_pages_ask_the_database_no_more_often_with_more_hearings(w: World, actor: str, name: str, of_one: bool) -> None:
    services.sheet_save(actor=w.hearing_staff, hearing=w.hearing, sheet=sheet(), revision=0)
    address = reverse(name, args=[w.project.pk, *([w.hearing.pk] if of_one else [])])
    few = queries(lambda: client_as(w.person(actor)).get(address))
    more_hearings(w)
    assert queries(lambda: client_as(w.person(actor)).get(address)) <= few


def test_the_api_list_asks_no_more_often_with_more_hearings(w: World) -> None:
    few = queries(lambda: client_as(w.analyst).get(reverse("hearing-list")))
    more_hearings(w)
    assert queries(lambda: client_as(w.analyst).get(reverse("hearing-list"))) <= few


def more_hearings(w: World) -> None:
    for number in range(6):
        use_case = UseCaseFactory(category=w.category)
        for organisation in (w.city, w.town, OrganisationFactory()):
            w.project.organisations.add(organisation)
            state = ("draft", "submitted", "confirmed")[number % 3]
            HearingFactory(use_case=use_case, organisation=organisation, state=state, saved_by=w.hearing_staff)
