"""Who bears what of an investment: entered, calculated, shown, and answered by the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from bpr.core.figures import TOTAL, Quantity, Scope
from bpr.core.inputs import CostSharing, SharingMember
from bpr.core.inputs import Investment as Cost
from reports.assumptions import lines
from reports.models import Investment
from reports.selectors.investments import core_investments, core_sharing, frozen_investments
from reports.selectors.sight import calculation_of
from reports.services import investment_add
from tests.core.flow_models import D
from tests.factories import AssessmentFactory, World, client_as, world
from tests.reports.cases import OTHERS, case, frozen
from tests.reports.test_pages import values_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def url(w: World, name: str, *more: Any) -> str:
    return reverse(f"reports:{name}", args=[w.project.pk, *more])


def added(w: World, **fields: Any) -> Investment:
    given = {"title": "端末", "year": 0, "initial_yen": D(1), "running_yen": D(0), "evidence_kind": "estimated"}
    return investment_add(actor=w.analyst, project=w.project, **(given | fields))


def test_an_investment_of_one_organisation_is_its_own(w: World) -> None:
    data = {
        "title": "端末", "use_case": w.use_case.pk, "organisation": w.city.pk, "year": "1", "running_yen": "５００円",
        "evidence_kind": "estimated",
    }  # fmt: skip
    client = client_as(w.analyst)
    assert client.post(url(w, "investment-new"), data).status_code == 302
    assert w.city.name in client.get(url(w, "assumptions")).content.decode()
    [_, terminals] = core_investments(w.project)
    assert (terminals.organisation, terminals.use_case_name) == (w.city.code, w.use_case.name)
    sharing = core_sharing(w.project, lines([]))
    assert (sharing.equal_part, terminals.organisation in {item.key for item in sharing.members}) == (D("0.5"), True)
    assert frozen_investments(w.project)[1]["organisation"] == w.city.pk
    assert client.post(url(w, "investment-new"), data | {"organisation": w.foreign_city.pk}).status_code == 200
    assert w.project.investments.count() == 2
    with pytest.raises(ValidationError, match="この事業に参加する市区町村"):
        added(w, organisation=w.foreign_city)
    with pytest.raises(ValidationError, match="この事業のユースケース"):
        added(w, use_case=w.foreign_use_case)


def test_the_page_sets_each_burden_against_its_own_effect(w: World) -> None:
    sharing = CostSharing(
        equal_part=D("0.4"),
        members=(
            SharingMember(key=w.city.code, name="自分市", population=3000),
            SharingMember(key="b", name="乙町", population=1000),
            SharingMember(key="c", name="丙村"),
        ),
    )
    costs = (
        Cost(name="構築", initial_yen=D(900_000)),
        Cost(name="端末", initial_yen=D(70_000), organisation=w.city.code, organisation_name="自分市"),
    )
    made = AssessmentFactory(
        project=w.project, number=9, author=w.analyst, **frozen([case((w.city.code, "自分市", 5))], costs, sharing)
    )
    page = client_as(w.leader).get(url(w, "assessment", made.pk), {"tab": "investment"}).content.decode()
    # 均等割 360,000 ÷ 3 = 120,000; 人口割 540,000 × 3/4 and × 1/4. 自分市 saves 11分 × 600件 ÷ 60 × 3,000円 = 330,000.
    assert values_of(page, "burdens") == [
        [3000, 525_000, 70_000, 595_000, 330_000, D("1.9"), 874_101],
        [1000, 255_000, 0, 255_000], [0, 120_000, 0, 120_000],
    ]  # fmt: skip
    assert "効果が未算定の団体（乙町、丙村）も費用は負担します" in page
    assert "人口が入っていない団体（丙村）の人口割は0円です" in page
    assert "40％を均等割" in page
    staff = client_as(w.hearing_staff).get(url(w, "assessment", made.pk), {"tab": "investment"}).content.decode()
    assert "乙町" not in staff


def test_the_api_adds_and_deletes(w: World) -> None:
    client = client_as(w.analyst)
    data = {
        "project": w.project.pk, "title": "端末", "year": 1, "running_yen": "500", "organisation": w.city.pk,
        "evidence_kind": "estimated",
    }  # fmt: skip
    made = client.post(reverse("investment-list"), data, content_type="application/json")
    assert made.status_code == 201
    assert (made.json()["organisation"], made.json()["running_yen"]) == (w.city.pk, "500")
    listed = client.get(reverse("investment-list"), {"project": w.project.pk}).json()["results"]
    assert [item["title"] for item in listed] == ["構築", "端末"]
    assert client.delete(reverse("investment-detail", args=[made.json()["id"]])).status_code == 204
    assert w.project.investments.count() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"running_yen": "-1"}, 400), ({"running_yen": "1e30"}, 400), ({"running_yen": "0.5"}, 400),
        ({"running_yen": "0"}, 400), ({"year": 31}, 400), ({"organisation": 10**9}, 404), ({"evidence_kind": "x"}, 400),
    ],
)  # fmt: skip
def test_the_api_refuses_what_cannot_be_calculated(w: World, change: dict[str, Any], status: int) -> None:
    data = {"project": w.project.pk, "title": "端末", "year": 1, "running_yen": "5", "evidence_kind": "estimated"}
    answer = client_as(w.analyst).post(reverse("investment-list"), data | change, content_type="application/json")
    assert answer.status_code == status
    assert w.project.investments.count() == 1


def test_the_api_answers_the_burdens_of_an_assessment(w: World) -> None:
    sharing = CostSharing(equal_part=D(1), members=(SharingMember(key=w.city.code, name="自分市", population=9),
                                                    SharingMember(key="b", name="乙町", population=1)))  # fmt: skip
    fields = frozen([case((w.city.code, "自分市", 5))], (Cost(name="構築", initial_yen=D(100)),), sharing)
    made = AssessmentFactory(project=w.project, number=9, author=w.analyst, **fields)
    answer = client_as(w.council).get(reverse("assessment-investment", args=[made.pk])).json()
    own, other = answer["organisations"]
    assert (own["shared_yen"], own["result"]["saving_yen_per_year"], answer["equal_percent"]) == ("50", "330000", "100")
    assert (other["shared_yen"], other["result"]["payback_years"], other["is_assessed"]) == ("50", None, False)
    assert answer["project"]["cost_yen"] == "100"
    assert len(answer["project"]["years"]) == 6


@pytest.mark.parametrize(("by", "field"), [("measure", "saving"), ("step", "saving"), ("performer", "saving_hours"),
                                           ("month", "saving_hours")])  # fmt: skip
@pytest.mark.parametrize("scope", [{}, {"use_case": "U"}, {"category": "A"}, {"organisation": OTHERS[0][0]},
                                   {"use_case": "U", "organisation": OTHERS[0][0]}])  # fmt: skip
def test_every_breakdown_of_every_scope_adds_up(w: World, by: str, field: str, scope: dict[str, str]) -> None:
    answer = client_as(w.leader).get(reverse("assessment-breakdown", args=[w.assessment.pk]), {"by": by, **scope})
    rows = [row for row in answer.json() if row.get("kind") != "system"]  # only staff hours
    assert sum(D(row[field]) for row in rows) == calculation_of(w.assessment).value(
        Scope(**scope), Quantity.STAFF_HOURS
    )


def test_a_breakdown_keeps_to_what_the_person_sees(w: World) -> None:
    address = reverse("assessment-breakdown", args=[w.assessment.pk])
    own = client_as(w.hearing_staff).get(address, {"by": "measure"}).json()
    assert sum(D(row["saving"]) for row in own) < calculation_of(w.assessment).value(TOTAL, Quantity.STAFF_HOURS)
    foreign = {"by": "measure", "organisation": OTHERS[0][0]}
    assert client_as(w.hearing_staff).get(address, foreign).status_code == 404
    for wrong in ({"by": "moon"}, {"by": "measure", "quantity": "fte"}):
        assert client_as(w.leader).get(address, wrong).status_code == 400


def test_the_page_says_how_measures_share(w: World) -> None:
    page = client_as(w.leader).get(url(w, "assessment", w.assessment.pk), {"tab": "causes"}).content.decode()
    assert "複数の方策が同じ作業に効くときの分け方" in page
    assert "L. S. Shapley" in page
