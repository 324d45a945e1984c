"""Issues, verification, categories and the first page: what people may enter, change and remove there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from bpr.access.models import AuditEntry
from bpr.core.side_by_side import StepComparison
from bpr.core.steps import rows_to_model
from bpr.core.values import three_point
from tests.factories import OrganisationFactory, World, client_as, world
from tests.usecases.tables import with_common
from usecases import services
from usecases.models import Category, ProcessSide, ProjectIssue, UseCase, VerificationItem
from usecases.selectors.overview import Event, purpose_of, schedule_of
from usecases.selectors.side_by_side import side_by_side_of
from usecases.selectors.versions import version_rows


@pytest.fixture
def w(db: None) -> World:
    return world()


def _address(w: World, rest: str = "") -> str:
    return f"/projects/{w.project.pk}/{rest}"


def _page(person: Any, address: str, sent: dict[str, Any] | None = None) -> str:
    client = client_as(person)
    response = client.get(address) if sent is None else client.post(address, sent, follow=True)
    return response.content.decode()


def _audited(action: str, name: str) -> AuditEntry:
    return AuditEntry.objects.get(action=action, object_name=name)


# verification


def test_measured_stands_against_predicted(w: World) -> None:
    base = _address(w, f"use-cases/{w.use_case.pk}/verifications/")
    sent = {"item": "照会1件の時間", "method": "1週間測る", "predicted": "１，２３４．５", "unit": "分"}
    page = _page(w.analyst, base, sent)
    assert "1,234.5" in page
    assert "未測定" in page
    added = VerificationItem.objects.get(item="照会1件の時間")
    one = _address(w, f"verifications/{added.pk}/")
    assert 'value="1234.5"' in _page(w.analyst, one)
    page = _page(w.analyst, one, {**sent, "predicted": "1234.5", "measured": "1300", "note": "繁忙期"})
    assert "1,300" in page
    added.refresh_from_db()
    assert (added.measured, added.note, added.order) == (Decimal(1300), "繁忙期", 1)
    assert _audited("change", added.item).changes["measured"] == ["None", "1300"]


def test_a_figure_that_is_none_is_said_at_its_field(w: World) -> None:
    response = client_as(w.analyst).post(
        _address(w, f"verifications/{w.verification.pk}/"), {"item": "x", "measured": "速い"}
    )
    assert response.status_code == 422
    assert "速い" in response.content.decode()
    w.verification.refresh_from_db()
    assert w.verification.item == "照会の時間"


def test_only_the_team_may_enter_and_staff_do_not_see(w: World) -> None:
    base = _address(w, f"use-cases/{w.use_case.pk}/verifications/")
    assert "検証項目を追加する" in _page(w.analyst, base)
    read = _page(w.council, base)
    assert "照会の時間" in read
    assert "検証項目を追加する" not in read
    assert "/verifications/" not in _page(w.hearing_staff, _address(w, f"use-cases/{w.use_case.pk}/"))


def test_a_verification_item_is_removed_and_that_is_recorded(w: World) -> None:
    assert "検証項目はまだありません" in _page(w.analyst, _address(w, f"verifications/{w.verification.pk}/delete/"), {})
    assert _audited("delete", "照会の時間").actor == w.analyst


# issues


def test_an_issue_is_changed_and_removed(w: World) -> None:
    one = _address(w, f"issues/{w.project_issue.pk}/")
    assert "引継ぎが決まっていない" in _page(w.analyst, one)
    page = _page(w.analyst, one, {"text": "引継ぎを決める", "priority": "高", "due_on": "2026-12-11"})
    assert "引継ぎを決める" in page
    assert "2026年12月11日" in page
    assert 'value="2026-12-11"' in _page(w.analyst, one)
    assert "を消します" not in _page(w.council, _address(w, "issues/"))
    assert "課題はまだありません" in _page(w.analyst, f"{one}delete/", {})
    assert _audited("delete", "引継ぎを決める")
    assert not ProjectIssue.objects.filter(project=w.project).exists()


# categories and use cases


def test_a_category_is_changed_and_goes_only_when_empty(w: World) -> None:
    base = _address(w, f"use-cases/categories/{w.category.pk}/")
    page = _page(w.analyst, f"{base}edit/", {"code": w.category.code, "name": "新しい型", "order": 2})
    assert "新しい型" in page
    assert f"{base}delete/" not in page
    assert "ユースケースがあります" in _page(w.analyst, f"{base}delete/", {})
    empty = services.category_create(actor=w.analyst, project=w.project, code="Z", name="空の型")
    assert f"categories/{empty.pk}/delete/" in _page(w.analyst, _address(w, "use-cases/"))
    _page(w.analyst, _address(w, f"use-cases/categories/{empty.pk}/delete/"), {})
    assert not Category.objects.filter(pk=empty.pk).exists()
    assert _audited("delete", "空の型")


def test_a_use_case_goes_only_before_work_was_done_on_it(w: World) -> None:
    with pytest.raises(ValidationError, match="ヒアリング") as refused:
        services.use_case_delete(actor=w.analyst, use_case=w.use_case)
    assert "業務プロセス" in str(refused.value)
    done = _address(w, f"use-cases/{w.use_case.pk}/")
    assert f"{done}delete/" not in _page(w.analyst, done)
    assert "消せません" in _page(w.analyst, f"{done}delete/", {})
    new = services.use_case_create(
        actor=w.analyst, project=w.project, category=w.category, code="Z1", name="まちがえた手続"
    )
    services.measure_save(actor=w.analyst, use_case=new, code="M1", kind="automate", title="自動化")
    fresh = _address(w, f"use-cases/{new.pk}/")
    assert f"{fresh}delete/" in _page(w.analyst, fresh)
    _page(w.analyst, f"{fresh}delete/", {})
    assert not UseCase.objects.filter(pk=new.pk).exists()
    assert _audited("delete", "まちがえた手続")


# the first page


def test_the_schedule_marks_today_and_what_comes_next(w: World) -> None:
    days = ("2026-12-11", "2026-05-18", "2026-11-20", "2027-01-18")
    w.project.schedule = [{"date": day, "title": f"予定{day}"} for day in days]
    marks = [(event.date, event.mark) for event in schedule_of(w.project, today=date(2026, 11, 20))]
    assert marks == [("2026-05-18", "past"), ("2026-11-20", "today"), ("2026-12-11", "next"), ("2027-01-18", "")]
    w.project.schedule = [{"date": "2026-05-18", "title": "契約"}]
    over = schedule_of(w.project, today=date(2026, 11, 20))
    assert over == [Event(date="2026-05-18", title="契約", mark="past")]


def test_dates_of_the_schedule_are_written_as_people_write_them(w: World) -> None:
    today = timezone.localdate()
    coming = today + timedelta(days=3)
    w.project.schedule = [
        {"date": "2026-05-18", "title": "契約"},
        {"date": today.isoformat(), "title": "会議"},
        {"date": coming.isoformat(), "title": "締切"},
    ]
    w.project.save()
    page = _page(w.analyst, _address(w)).split('id="schedule"')[1].split("</dl>")[0]
    assert "2026年5月18日" in page
    assert f"{coming.year}年{coming.month}月{coming.day}日" in page
    assert "2026-05-18" not in page
    assert page.index("会議") < page.index("今日") < page.index("締切") < page.index("次の予定")


def test_the_purpose_is_shown_whole_and_the_notice_of_the_sample_in_its_box(w: World) -> None:
    w.project.purpose = f"{'長' * 200}目的。\r\n\r\nこれは見本で、数字は例示です<b>。"
    assert purpose_of(w.project)[1].startswith("これは見本で")
    w.project.save()
    assert "<p>これは見本で、数字は例示です&lt;b&gt;。</p>" in _page(w.analyst, _address(w))
    w.project.is_sample = True
    w.project.save()
    page = _page(w.analyst, _address(w))
    assert f'<p class="lead">{"長" * 200}目的。</p>' in page
    notice = page.split('class="notice"')[1].split("</div>")[0]
    assert "これは見本で、数字は例示です&lt;b&gt;。" in notice
    assert page.count("数字は例示です") == 1


# organisations side by side


def _minutes(rows: tuple[StepComparison, ...]) -> list[bool]:
    return [cell.is_outlier for row in rows for cell in row.cells if cell]


def test_what_stands_out_is_marked_in_words_and_copied_as_a_figure(w: World) -> None:
    case = services.use_case_create(
        actor=w.analyst, project=w.project, category=w.category, code="R1", name="転入届の受付"
    )
    rows = version_rows(with_common(w.analyst, case))
    first = rows[0].values
    assert first.handling_minutes
    slow = first.handling_minutes.likely * 10
    minutes = three_point(slow)
    others = dict.fromkeys((w.city, OrganisationFactory(), OrganisationFactory()), rows)
    others[w.town] = [replace(rows[0], values=replace(first, handling_minutes=minutes)), *rows[1:]]
    for organisation, steps in others.items():
        services.version_create(
            actor=w.analyst, use_case=case, side=ProcessSide.AS_IS, organisation=organisation,
            model=rows_to_model(steps, name="現行", organisation=organisation.name),
        )  # fmt: skip
    assert any(_minutes(side_by_side_of(w.analyst, case).rows))
    page = _page(w.analyst, _address(w, f"use-cases/{case.pk}/side-by-side/"))
    assert "▲" not in page
    before, after = page.split('<span class="tag"')[:2]
    cell = before.rsplit('data-value="', 1)[1]
    figure = cell.split('"')[0]
    assert f"<strong>{figure}</strong>" in cell
    assert "開き大</span>" in after
