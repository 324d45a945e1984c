"""What the team changes: assumptions, investments, running an assessment; and how it is told when it cannot be done."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from bpr.access.models import AuditEntry, User
from bpr.access.road import road_for
from bpr.access.worklist import work_of
from bpr.core.inputs import Investment as Cost
from bpr.jobs.models import Job, JobState
from reports.job_kinds import REPORT_BUILD
from reports.models import Assessment, Assumption, Investment, Report, ReportState
from reports.selectors.assembly import frozen_assumptions
from reports.selectors.freshness import changes_since
from reports.selectors.investments import frozen_investments
from reports.selectors.sharing import burdens_of
from reports.selectors.sight import calculation_of
from tests.factories import AssessmentFactory, JobFactory, World, client_as, world
from tests.reports.cases import case, frozen

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def url(w: World, name: str, *more: Any) -> str:
    return reverse(f"reports:{name}", args=[w.project.pk, *more])


# --- assumptions


def test_defaults_are_marked_and_values_show_their_source(w: World) -> None:
    Assumption.objects.create(
        project=w.project, key="hours_per_fte", value="1900", unit="時間／年", evidence_kind="ledger", source="条例"
    )
    page = client_as(w.council).get(url(w, "assumptions")).content.decode()
    assert "1,900" in page
    assert "条例" in page
    assert "既定値" in page
    assert "変える" not in page  # the council reads


def test_a_changed_assumption_is_stored_and_audited_with_old_and_new(w: World) -> None:
    client = client_as(w.analyst)
    for value in ("1900", "１，８５０"):
        data = {"value": value, "evidence_kind": "ledger", "source": "条例"}
        assert client.post(url(w, "assumption", "hours_per_fte"), data).status_code == 302
    assert Assumption.objects.get(project=w.project, key="hours_per_fte").value == "1850"
    entry = AuditEntry.objects.filter(object_label="reports.Assumption").first()
    assert entry is not None
    assert entry.changes == {"value": ["1900", "1850"]}
    assert entry.object_name == "1人工の時間 1850時間／年"


@pytest.mark.parametrize(("value", "words"), [("なし", "以上"), ("0", "以上 8784 以下"), ("", "")])
def test_a_wrong_value_keeps_what_was_typed_and_says_why(w: World, value: str, words: str) -> None:
    data = {"value": value, "evidence_kind": "ledger", "source": "大切な出典"}
    page = client_as(w.analyst).post(url(w, "assumption", "hours_per_fte"), data).content.decode()
    assert "入力を直してください" in page
    assert "大切な出典" in page
    assert words in page
    assert not Assumption.objects.filter(project=w.project, key="hours_per_fte").exists()


def test_an_unknown_assumption_is_not_found(w: World) -> None:
    assert client_as(w.analyst).get(url(w, "assumption", "none")).status_code == 404


# --- investment


def test_an_investment_is_added_shown_and_removed(w: World) -> None:
    client = client_as(w.analyst)
    data = {
        "title": "利用料", "year": "１", "running_yen": "１３，２００，０００円", "initial_yen": "",
        "evidence_kind": "estimated", "source": "見積り",
    }  # fmt: skip
    assert client.post(url(w, "investment-new"), data).status_code == 302
    line = Investment.objects.get(title="利用料")
    assert (line.year, line.initial_yen, line.running_yen) == (1, 0, 13_200_000)
    assert "13,200,000" in client.get(url(w, "assumptions")).content.decode()
    client.post(url(w, "investment-delete", line.pk))
    assert not Investment.objects.filter(title="利用料").exists()
    assert AuditEntry.objects.filter(object_label="reports.Investment", action="delete").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"running_yen": "たくさん"}, "数字だけを入れてください"),
        ({"year": "来年"}, "0から30までの整数"),
        ({"running_yen": ""}, "どちらかを入れてください"),
    ],
)
def test_a_wrong_investment_says_why_and_keeps_the_rest(w: World, change: dict[str, str], words: str) -> None:
    data = {"title": "利用料", "year": "1", "running_yen": "1", "evidence_kind": "estimated", "source": ""} | change
    page = client_as(w.analyst).post(url(w, "investment-new"), data).content.decode()
    assert words in page
    assert "利用料" in page


def test_costs_of_a_record_of_schema_2_are_shared_by_what_was_frozen_beside_it(w: World) -> None:
    content = frozen([case((w.city.code, "自分市", 5))], (Cost(name="構築", initial_yen=Decimal(1_000_000)),))
    sharing = {
        "equal_percent": "40",
        "municipalities": [
            {"key": "a", "name": "甲市", "population": 3000},
            {"key": "b", "name": "乙町", "population": 1000},
        ],
    }
    made = AssessmentFactory(
        project=w.project, number=9, author=w.analyst, **content, sources={"cost_sharing": sharing}
    )
    found = burdens_of(made, calculation_of(made))
    assert found is not None
    # 均等割 400,000 ÷ 2 = 200,000; 人口割 600,000 × 3/4 = 450,000 and × 1/4 = 150,000
    assert [(row.name, row.shared_yen) for row in found.rows] == [("甲市", 650_000), ("乙町", 350_000), ("自分市", 0)]
    page = client_as(w.leader).get(url(w, "assessment", made.pk), {"tab": "investment"}).content.decode()
    assert "650,000" in page
    assert "40％を均等割" in page


# --- running


def test_what_cannot_be_calculated_is_told_and_nothing_is_lost(w: World) -> None:
    before = Assessment.objects.filter(project=w.project).count()
    response = client_as(w.analyst).post(url(w, "run"), {"title": "大切な名前"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "算定する対象がありません。確認済のヒアリングがある団体とユースケースを選んでください" in page
    assert "大切な名前" in page
    assert Assessment.objects.filter(project=w.project).count() == before


def test_newer_inputs_are_pointed_out(w: World) -> None:
    sources = {
        "cases": [], "assumptions": frozen_assumptions(w.project), "investments": frozen_investments(w.project),
    }  # fmt: skip
    made = AssessmentFactory(
        project=w.project, number=9, author=w.analyst, sources=sources, **frozen([case((w.city.code, "自分市", 5))])
    )
    assert changes_since(made, w.project) == []
    client = client_as(w.analyst)
    client.post(url(w, "assumption", "discount_rate"), {"value": "0.02", "evidence_kind": "published", "source": ""})
    w.hearing.state = "confirmed"
    w.hearing.save()
    assert changes_since(made, w.project) == ["ヒアリング 1件", "前提"]
    assert "入力のほうが新しくなっています" in client.get(url(w, "assessments")).content.decode()


# --- reports


def with_files(report: Report) -> Report:
    report.file.save("a.pdf", ContentFile(b"%PDF-1.7"))
    report.bundle.save("a.zip", ContentFile(b"PK"))
    return report


@pytest.mark.parametrize(
    ("kind", "remedy"), [("report", "もう一度報告書を作成"), ("issued_report", "バックアップから")]
)
def test_a_file_that_is_lost_is_gone_and_the_page_says_what_to_do(w: World, kind: str, remedy: str) -> None:
    report = with_files(w.things[kind])
    for stored in (report.file, report.bundle):
        Path(stored.path).unlink()
    for name in ("pdf", "bundle"):
        page = client_as(w.leader).get(url(w, name, report.pk))
        answer = client_as(w.leader).get(reverse(f"report-{name}", args=[report.pk]))
        assert (page.status_code, answer.status_code) == (410, 410)
        assert remedy in page.content.decode()
        assert remedy in answer.json()["detail"]


def test_the_job_is_asked_for_once_and_shown_while_it_runs(w: World) -> None:
    client = client_as(w.analyst)
    for _time in range(2):
        assert client.post(url(w, "build"), {"assessment": w.assessment.pk}).status_code == 302
    job = Job.objects.get(kind=REPORT_BUILD)
    page = client.get(url(w, "index")).content.decode()
    assert f'id="job-{job.pk}"' in page
    assert "hx-get" in page


def test_ended_jobs_leave_the_page(w: World) -> None:
    for state in (JobState.DONE, JobState.CANCELLED):
        JobFactory(kind=REPORT_BUILD, project=w.project, owner=w.analyst, state=state)
    failed = JobFactory(
        kind=REPORT_BUILD, project=w.project, owner=w.analyst, state=JobState.FAILED, error="だめでした"
    )
    page = client_as(w.analyst).get(url(w, "index")).content.decode()
    assert page.count('class="job"') == 1
    assert f'id="job-{failed.pk}"' in page


def test_the_ministry_fetches_issued_reports_only(w: World) -> None:
    draft, issued = with_files(w.report), with_files(w.issued_report)
    client = client_as(w.ministry)
    page = client.get(url(w, "index")).content.decode()
    assert "第2版" in page
    assert "第1版" not in page
    assert url(w, "pdf", draft.pk) not in page
    assert client.get(url(w, "pdf", draft.pk)).status_code == 404
    assert client.get(url(w, "bundle", draft.pk)).status_code == 404
    response = client.get(url(w, "pdf", issued.pk))
    assert b"".join(response.streaming_content) == b"%PDF-1.7"  # type: ignore[attr-defined]
    assert response["Content-Type"] == "application/pdf"
    name = quote("成果報告書_自分の事業_第2版.pdf")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    bundle = client.get(url(w, "bundle", issued.pk))
    assert quote("第2版.zip") in bundle["Content-Disposition"]
    bundle.close()


@pytest.mark.parametrize("actor", ["hearing_staff", "other_staff", "foreign_leader"])
def test_others_get_no_file(w: World, actor: str) -> None:
    issued = with_files(w.issued_report)
    assert client_as(w.person(actor)).get(url(w, "pdf", issued.pk)).status_code == 404


def test_what_waits_for_whom(w: World) -> None:
    with_files(w.report)

    def waits(person: User) -> list[tuple[str, str]]:
        return [(item.kind, item.title) for item in work_of(person) if "報告書" in item.title]

    assert waits(w.leader) == [("報告書の発行", "成果報告書 第1版")]
    assert waits(w.ministry) == [("報告書の受取り", "成果報告書 第2版")]
    assert not waits(w.analyst)
    Report.objects.filter(pk=w.report.pk).update(state=ReportState.ISSUED)
    assert not waits(w.leader)


def test_the_road_says_how_far_it_is(w: World) -> None:
    def stops(person: User) -> dict[str, str]:
        return {stop.key: stop.state for stop in road_for(person, w.project)}

    assert stops(w.leader)["assessments"] == "第1回 算定済"
    assert stops(w.leader)["reports"] == "第2版 発行済"
    assert "reports" not in stops(w.hearing_staff)
    assert "assessments" not in stops(w.ministry)


def test_files_lie_in_the_data_folder(w: World, data_dir: Path) -> None:
    assert Path(with_files(w.report).file.path).is_relative_to(data_dir)
