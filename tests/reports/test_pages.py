"""The pages of assessments: what they show, to whom, and that their figures are those of the assessment."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from bpr.access.models import Role, User
from bpr.access.panels import panels
from bpr.core.figures import TOTAL, Quantity, Scope, Side
from bpr.core.readings import By
from reports.selectors.sight import calculation_of
from tests.factories import AssessmentFactory, MembershipFactory, ProjectFactory, World, client_as, world
from tests.reports.cases import OTHERS, calculated, case, frozen

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def get(w: World, person: User, name: str, *more: Any, status: int = 200, **query: str) -> str:
    response = client_as(person).get(reverse(f"reports:{name}", args=[w.project.pk, *more]), query)
    assert response.status_code == status
    return response.content.decode()


def values_of(page: str, table: str) -> list[list[Decimal]]:
    """The numbers behind the cells of a table, row by row."""
    body = page[page.index(f'id="{table}"') :]
    body = body[: body.index("</table>")]
    rows = [re.findall(r'data-value="([-\d.]+)"', row) for row in body.split("<tr>")]
    return [[Decimal(value) for value in row] for row in rows if row]


def test_index_shows_headlines_with_range_evidence_and_the_way_to_their_trace(w: World) -> None:
    page = get(w, w.analyst, "assessments")
    calculation = calculation_of(w.assessment)
    saving = calculation.row(TOTAL, Quantity.STAFF_HOURS, "")
    assert f"{saving.saving:,}" in page
    assert saving.interval is not None
    assert f"{saving.interval.low:,} 〜 {saving.interval.high:,}" in page
    assert "推計" in page  # the weakest evidence: 確認 names none
    assert reverse("reports:figure", args=[w.project.pk, w.assessment.pk, "~~:staff_hours:saving"]) in page
    assert "5団体、1ユースケース、あわせて5件" in page


def test_index_without_an_assessment_says_what_to_do_first(w: World) -> None:
    empty = ProjectFactory()
    for person, role in ((w.analyst, Role.ANALYST), (w.council, Role.COUNCIL)):
        MembershipFactory(project=empty, user=person, role=role)
    address = reverse("reports:assessments", args=[empty.pk])
    assert "効果はまだ算定していません" in client_as(w.analyst).get(address).content.decode()
    assert "効果を算定する" not in client_as(w.council).get(address).content.decode()


@pytest.mark.parametrize("by", [By.ORGANISATION, By.USE_CASE, By.CATEGORY])
@pytest.mark.parametrize("quantity", [Quantity.STAFF_HOURS, Quantity.TOTAL_YEN, Quantity.STAFF_MINUTES_PER_CASE])
def test_tables_hold_the_figures_of_the_assessment(w: World, by: By, quantity: Quantity) -> None:
    page = get(w, w.council, "assessment", w.assessment.pk, tab=by.value, quantity=quantity.value)
    calculation = calculation_of(w.assessment)
    rows = [*calculation.table(quantity, by), calculation.row(TOTAL, quantity, "計")]
    assert values_of(page, "comparison") == [[row.as_is, row.to_be, row.saving, row.rate] for row in rows]


def test_parts_add_up_to_the_saving_of_the_scope(w: World) -> None:
    calculation = calculation_of(w.assessment)
    total = calculation.value(TOTAL, Quantity.STAFF_HOURS)
    measures = values_of(get(w, w.leader, "assessment", w.assessment.pk, tab="causes"), "measures")
    assert sum(row[0] for row in measures[:-1]) == measures[-1][0] == total
    steps = values_of(get(w, w.leader, "assessment", w.assessment.pk, tab="steps", use_case="U"), "steps")
    assert sum(row[0] for row in steps[:-1]) == steps[-1][0] == total


def test_a_negative_saving_is_marked_and_not_hidden(w: World) -> None:
    page = get(w, w.leader, "assessment", w.assessment.pk)
    calculation = calculation_of(w.assessment)
    worse = calculation.row(TOTAL, Quantity.SYSTEM_HOURS, "")
    assert worse.saving is not None
    assert worse.saving < 0
    assert f"△{-worse.saving:,}" in page
    assert "negative" in page


@pytest.mark.parametrize(
    "tab", ["overview", "organisation", "use_case", "category", "causes", "months", "investment", "basis"]
)
def test_every_tab_of_the_whole_answers(w: World, tab: str) -> None:
    page = get(w, w.observer, "assessment", w.assessment.pk, tab=tab)
    stations, parts = page.split('aria-label="この算定の見方"')
    assert 'aria-current="page"' in parts[: parts.index("</nav>")]
    assert "このページの仲間" in stations
    assert reverse("reports:assumptions", args=[w.project.pk]) in stations  # the pages beside it are not lost
    assert "自分市" in page or tab in ("use_case", "category", "causes", "months", "investment")


def test_a_scope_that_is_not_there_is_not_found(w: World) -> None:
    get(w, w.leader, "assessment", w.assessment.pk, status=404, use_case="none")
    get(w, w.leader, "assessment", w.assessment.pk, status=404, category="A", use_case="U")
    get(w, w.leader, "figure", w.assessment.pk, "~~:staff_hours:none", status=404)


def test_a_line_without_a_to_be_says_so(w: World) -> None:
    one = frozen([case(("900011", "ほか一市", 5)), case(("900029", "ほか二市", 5), with_to_be=False)])
    assessment = AssessmentFactory(project=w.project, number=9, author=w.analyst, **one)
    page = get(w, w.leader, "assessment", assessment.pk, tab="organisation")
    assert "改革案なし" in page
    steps = get(w, w.leader, "assessment", assessment.pk, tab="steps", use_case="U", organisation="900029")
    assert "比べる作業がありません" in steps


def test_a_record_of_another_version_is_not_an_error_page(w: World) -> None:
    made = AssessmentFactory(
        project=w.project, number=9, author=w.analyst, snapshot={"schema": "bpr-assessment"}, sha256="1"
    )
    assert "最新の算定の記録を読めません" in get(w, w.analyst, "assessments")
    assert "この算定の記録は読めません" in get(w, w.analyst, "assessment", made.pk, status=409)
    get(w, w.analyst, "figure", made.pk, "~~:staff_hours:saving", status=409)
    answer = client_as(w.analyst).get(reverse("assessment-figures", args=[made.pk]))
    assert answer.status_code == 400
    assert "この記録の版" in answer.content.decode()


# --- where a figure comes from


def key_of(scope: Scope, quantity: Quantity, side: Side) -> str:
    return f"{scope.key}:{quantity.value}:{side.value}".replace("/", "~")


def test_from_the_whole_down_to_the_person_who_said_it(w: World) -> None:
    """Every click is a link that stands on the page before."""
    client = client_as(w.analyst)
    line = Scope(use_case="U", organisation=w.city.code)
    steps = [
        (TOTAL, Quantity.TOTAL_YEN, Side.SAVING),
        (TOTAL, Quantity.TOTAL_YEN, Side.AS_IS),
        (line, Quantity.TOTAL_YEN, Side.AS_IS),
        (line, Quantity.LABOUR_YEN, Side.AS_IS),
        (line, Quantity.STAFF_HOURS, Side.AS_IS),
    ]
    urls = [reverse("reports:figure", args=[w.project.pk, w.assessment.pk, key_of(*step)]) for step in steps]
    page = client.get(reverse("reports:assessments", args=[w.project.pk])).content.decode()
    for url in urls:
        assert f'href="{url}"' in page
        page = client.get(url).content.decode()
    row = f"{reverse('hearings:hearing', args=[w.project.pk, w.hearing.pk])}#step-s1"
    assert f'href="{row}"' in page
    assert "Σ(実行回数×1回の時間) 17分/件 × 600件/年 ÷ 60 = 170時間/年" in page
    assert client.get(row).status_code == 200


def test_the_council_reads_the_evidence_without_a_link(w: World) -> None:
    line = Scope(use_case="U", organisation=w.city.code)
    page = get(w, w.council, "figure", w.assessment.pk, key_of(line, Quantity.STAFF_HOURS, Side.AS_IS))
    assert "ヒアリング 自分市 転入届" in page
    assert "市民課 主査" in page
    assert "/hearings/" not in page


# --- hearing staff


def test_staff_see_their_own_result_in_full_and_no_name_of_another(w: World) -> None:
    for name, more, query in (
        ("assessments", (), {}),
        ("assessment", (w.assessment.pk,), {}),
        *(
            ("assessment", (w.assessment.pk,), {"tab": tab})
            for tab in ("organisation", "use_case", "category", "causes", "months", "steps", "investment", "basis")
        ),
    ):
        page = get(w, w.hearing_staff, name, *more, **query)
        assert not [other for key, other in OTHERS if other in page or key in page], (name, query)
    own = calculation_of(w.assessment).value(Scope(organisation=w.city.code), Quantity.STAFF_HOURS)
    whole = calculation_of(w.assessment).value(TOTAL, Quantity.STAFF_HOURS)
    page = get(w, w.hearing_staff, "assessment", w.assessment.pk)
    assert f"{own:,}" in page
    assert f"{whole:,}" not in page


def test_staff_compare_themselves_with_statistics(w: World) -> None:
    page = get(w, w.hearing_staff, "assessment", w.assessment.pk)
    # The others take 20 to 23 + 10 + 2 minutes; the median of 32, 33, 34, 35 is 33.5.
    assert "33.50" in page
    assert "32.00 〜 35.00" in page


def test_too_few_others_give_no_statistics(w: World) -> None:
    few = frozen([case((w.city.code, "自分市", 5)), *(case((key, name, 40)) for key, name in OTHERS[:2])])
    assessment = AssessmentFactory(project=w.project, number=9, author=w.analyst, **few)
    page = get(w, w.hearing_staff, "assessment", assessment.pk)
    assert "52.00" not in page  # 40 + 10 + 2
    assert "3団体に満たないときは示しません" in page


@pytest.mark.parametrize("query", [{"organisation": "900011"}, {"use_case": "U", "organisation": "900011"}])
def test_staff_cannot_ask_for_another_organisation(w: World, query: dict[str, str]) -> None:
    get(w, w.hearing_staff, "assessment", w.assessment.pk, status=404, **query)


@pytest.mark.parametrize("scope", [TOTAL, Scope(use_case="U"), Scope(organisation="900011"), Scope(category="A")])
def test_staff_cannot_trace_what_holds_others(w: World, scope: Scope) -> None:
    key = key_of(scope, Quantity.STAFF_HOURS, Side.SAVING)
    get(w, w.hearing_staff, "figure", w.assessment.pk, key, status=404)


def test_staff_trace_their_own_figure_to_their_hearing(w: World) -> None:
    line = Scope(use_case="U", organisation=w.city.code)
    page = get(w, w.hearing_staff, "figure", w.assessment.pk, key_of(line, Quantity.STAFF_HOURS, Side.AS_IS))
    assert f"{reverse('hearings:hearing', args=[w.project.pk, w.hearing.pk])}#step-s1" in page


def test_evidence_of_another_hearing_is_hidden_from_staff(w: World) -> None:
    """A to-be value may stem from another organisation's hearing."""
    content = frozen([case((w.city.code, "自分市", 5), hearing=w.other_hearing.pk)])
    assessment = AssessmentFactory(project=w.project, number=9, author=w.analyst, **content)
    line = Scope(use_case="U", organisation=w.city.code)
    page = get(w, w.hearing_staff, "figure", assessment.pk, key_of(line, Quantity.STAFF_HOURS, Side.AS_IS))
    assert "他団体のヒアリング" in page
    assert "市民課 主査" not in page
    assert "/hearings/" + str(w.other_hearing.pk) not in page


def test_an_organisation_that_is_not_in_the_assessment_is_told(w: World) -> None:
    assert "あなたの団体の結果は、この算定にありません" in get(w, w.other_staff, "assessment", w.assessment.pk)
    assert "あなたの団体の結果はまだありません" in get(w, w.other_staff, "assessments")


def test_the_panel_shows_each_person_only_what_is_theirs(w: World) -> None:
    def shown(person: User) -> list[str]:
        return [row.saving.text for panel in panels(person, w.project) for row in panel.context.get("cards", ())]

    calculation = calculation_of(w.assessment)
    whole = calculation.value(TOTAL, Quantity.STAFF_HOURS)
    own = calculation.value(Scope(organisation=w.city.code), Quantity.STAFF_HOURS)
    assert f"{whole:,.2f}" in shown(w.leader)
    assert f"{own:,.2f}" in shown(w.hearing_staff)
    assert f"{whole:,.2f}" not in shown(w.hearing_staff)
    assert not shown(w.other_staff)
    assert not shown(w.ministry)


# --- cost


@pytest.mark.parametrize(("name", "limit"), [("assessments", 18), ("assumptions", 12), ("index", 16)])
def test_pages_ask_the_database_a_fixed_number_of_times(
    w: World, name: str, limit: int, django_assert_max_num_queries: Any
) -> None:
    client = client_as(w.analyst)
    url = reverse(f"reports:{name}", args=[w.project.pk])
    client.get(url)  # memberships and the calculation are read once
    with django_assert_max_num_queries(limit):
        client.get(url)


def test_lists_leave_the_snapshots_in_the_database(w: World, django_assert_max_num_queries: Any) -> None:
    client = client_as(w.analyst)
    url = reverse("reports:assessments", args=[w.project.pk])
    client.get(url)
    with django_assert_max_num_queries(18) as queries:
        client.get(url)
    assert not [query["sql"] for query in queries if '"snapshot"' in query["sql"]]


def test_another_project_has_its_own_page(w: World) -> None:
    empty = ProjectFactory()
    response = client_as(w.leader).get(reverse("reports:assessments", args=[empty.pk]))
    assert response.status_code == 404
    other = client_as(w.leader).get(reverse("reports:assessment", args=[w.project.pk, w.foreign_assessment.pk]))
    assert other.status_code == 404


def test_the_small_case_by_hand() -> None:
    """受付 5 + 入力 10 + 控え 2 = 17分 × 600件 ÷ 60 = 170時間; 改革案 5 + 確認 1 = 6分 → 60時間; 削減 110時間."""
    calculation = calculated([case(("1", "一市", 5))])
    assert calculation.value(TOTAL, Quantity.STAFF_HOURS, Side.AS_IS) == 170
    assert calculation.value(TOTAL, Quantity.STAFF_HOURS, Side.TO_BE) == 60
    assert calculation.value(TOTAL, Quantity.LABOUR_YEN) == 330_000
