"""What happens to a hearing: opened, saved, handed in, confirmed, returned; nothing typed is ever lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from bpr.access.models import AuditEntry
from bpr.workflow.problems import SheetInvalid, SheetRefused
from hearings import selectors, services
from hearings.models import Hearing, HearingRevision
from hearings.shape import shaped
from hearings.workbook.problems import WorkbookInvalid
from tests.factories import HearingFactory, OrganisationFactory, UseCaseFactory, World, world
from tests.hearings.sheets import sheet, with_step
from tests.hearings.workbooks import workbook_for
from usecases.selectors import version_latest, version_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def saved(w: World, raw: object = None) -> Hearing:
    return services.sheet_save(actor=w.hearing_staff, hearing=w.hearing, sheet=raw or sheet(), revision=0)


def submitted(w: World) -> Hearing:
    return services.hearing_submit(actor=w.hearing_staff, hearing=saved(w))


def test_opening_prepares_the_common_steps_and_is_done_once(w: World) -> None:
    use_case = UseCaseFactory(category=w.category, common_steps=[{"key": "a", "name": "受付"}])
    hearing = services.hearing_open(actor=w.analyst, use_case=use_case, organisation=w.city, due_on=date(2026, 12, 18))
    assert hearing.sheet["steps"][0]["task"] == "受付"
    assert hearing.due_on == date(2026, 12, 18)
    with pytest.raises(ValidationError, match="もうあります"):
        services.hearing_open(actor=w.analyst, use_case=use_case, organisation=w.city)
    with pytest.raises(ValidationError, match="参加していません"):
        services.hearing_open(actor=w.analyst, use_case=use_case, organisation=OrganisationFactory())
    with pytest.raises(PermissionDenied):
        services.hearing_open(actor=w.hearing_staff, use_case=use_case, organisation=w.town)


def test_many_are_opened_at_once_and_existing_ones_left_alone(w: World) -> None:
    use_case = UseCaseFactory(category=w.category)
    opened = services.hearings_open(
        actor=w.leader, project=w.project, use_cases=[w.use_case, use_case], organisations=[w.city, w.town]
    )
    assert {(hearing.use_case, hearing.organisation) for hearing in opened} == {(use_case, w.city), (use_case, w.town)}


def test_saving_keeps_every_cell_as_typed_and_records_old_and_new(w: World) -> None:
    hearing = saved(w)
    assert hearing.revision == 1
    assert hearing.saved_by == w.hearing_staff
    services.sheet_save(actor=w.hearing_staff, hearing=hearing, sheet=with_step(1, minutes="７"), revision=1)
    assert Hearing.objects.get(pk=hearing.pk).sheet == shaped(with_step(1, minutes="７"))
    entry = AuditEntry.objects.filter(action="sheet_save").first()
    assert entry is not None
    assert entry.changes == {"steps/s02/minutes": ["５", "７"]}


def test_saving_the_same_sheet_again_is_nothing_new(w: World) -> None:
    hearing = saved(w)
    again = services.sheet_save(actor=w.hearing_staff, hearing=hearing, sheet=sheet(), revision=0)
    assert again.revision == 1


def test_a_save_against_an_older_revision_is_refused_and_kept(w: World) -> None:
    hearing = saved(w)
    mine = with_step(1, task="私の書いたこと")
    for _attempt in range(2):
        with pytest.raises(services.SheetConflict) as caught:
            services.sheet_save(actor=w.analyst, hearing=hearing, sheet=mine, revision=0)
    assert caught.value.theirs.sheet == shaped(sheet())
    kept = HearingRevision.objects.get(hearing=hearing, event="kept_beside")
    assert kept.sheet == shaped(mine)
    assert kept.author == w.analyst


def test_having_seen_both_one_may_go_on_with_the_own_version(w: World) -> None:
    hearing = saved(w)
    mine = with_step(1, task="私の書いたこと")
    services.sheet_save(actor=w.analyst, hearing=hearing, sheet=mine, revision=1, keep_theirs=True)
    assert Hearing.objects.get(pk=hearing.pk).sheet == shaped(mine)
    kept = HearingRevision.objects.get(hearing=hearing, event="kept_beside")
    assert (kept.sheet, kept.author) == (shaped(sheet()), w.hearing_staff)


def test_an_older_sheet_can_be_taken_up_again(w: World) -> None:
    hearing = saved(w)
    with pytest.raises(services.SheetConflict) as caught:
        services.sheet_save(actor=w.analyst, hearing=hearing, sheet=with_step(1, task="別の版"), revision=0)
    restored = services.revision_restore(actor=w.hearing_staff, hearing=hearing, revision=caught.value.kept)
    assert restored.sheet["steps"][1]["task"] == "別の版"
    assert HearingRevision.objects.filter(hearing=hearing, sheet=shaped(sheet())).exists()


def test_a_mynumber_is_not_even_kept_as_a_draft(w: World) -> None:
    with pytest.raises(SheetRefused):
        saved(w, with_step(1, note="１２３４５６７８９０１８"))
    assert Hearing.objects.get(pk=w.hearing.pk).revision == 0
    assert not AuditEntry.objects.filter(action="sheet_save").exists()


def test_foreign_staff_cannot_save_submit_or_import(w: World) -> None:
    with pytest.raises(PermissionDenied):
        services.sheet_save(actor=w.other_staff, hearing=w.hearing, sheet=sheet(), revision=0)
    with pytest.raises(PermissionDenied):
        services.hearing_submit(actor=w.other_staff, hearing=w.hearing)
    with pytest.raises(PermissionDenied):
        services.workbook_import(actor=w.other_staff, hearing=w.hearing, data=b"", filename="x.xlsx")


def test_submitting_writes_rows_volume_issues_and_the_as_is_process(w: World) -> None:
    hearing = submitted(w)
    assert hearing.state == "submitted"
    rows = selectors.step_rows(hearing)
    assert [row.task for row in rows][1] == "転入届を受け付け、本人を確認する"
    assert rows[1].values.evidence[0].reference == f"hearing:{hearing.pk}/step:s02"
    volume = selectors.volume_of(hearing)
    assert (volume.cases_per_year, sum(volume.months)) == (3412, 3412)
    assert volume.evidence[0].reference == f"hearing:{hearing.pk}/volume"
    assert [issue.text for issue in hearing.issues.all()] == ["二重に入力している"]
    version = version_latest(use_case=w.use_case, side="as_is", organisation=w.city)
    assert version is not None
    assert version.hearing_reference == f"hearing:{hearing.pk}"
    drawn = {row.values.key: row.values.handling_minutes for row in version_rows(version)}
    assert drawn == {row.values.key: row.values.handling_minutes for row in rows}


def test_an_unfinished_sheet_is_refused_whole(w: World) -> None:
    hearing = saved(w, with_step(1, minutes="五分"))
    with pytest.raises(SheetInvalid):
        services.hearing_submit(actor=w.hearing_staff, hearing=hearing)
    hearing.refresh_from_db()
    assert hearing.state == "draft"
    assert not hearing.steps.exists()


def test_a_submitted_hearing_is_closed_until_it_is_returned_with_a_reason(w: World) -> None:
    hearing = submitted(w)
    with pytest.raises(ValidationError, match="提出済のため変更できません"):
        services.sheet_save(actor=w.hearing_staff, hearing=hearing, sheet=with_step(1, task="x"), revision=1)
    with pytest.raises(ValidationError, match="理由"):
        services.hearing_return(actor=w.analyst, hearing=hearing, reason="  ")
    returned = services.hearing_return(actor=w.analyst, hearing=hearing, reason="分を確かめてください")
    assert (returned.state, returned.return_reason) == ("returned", "分を確かめてください")
    services.sheet_save(actor=w.hearing_staff, hearing=returned, sheet=with_step(1, minutes="6"), revision=1)
    again = services.hearing_submit(actor=w.hearing_staff, hearing=returned)
    assert selectors.step_rows(again)[1].values.handling_minutes.likely == Decimal(6)  # type: ignore[union-attr]
    assert [item.event for item in again.revisions.all()] == ["submitted", "returned", "submitted"]


def test_only_the_team_confirms_and_only_what_was_submitted(w: World) -> None:
    with pytest.raises(ValidationError, match="まだ提出されていません"):
        services.hearing_confirm(actor=w.analyst, hearing=w.hearing)
    hearing = submitted(w)
    with pytest.raises(PermissionDenied):
        services.hearing_confirm(actor=w.hearing_staff, hearing=hearing)
    assert services.hearing_confirm(actor=w.analyst, hearing=hearing).state == "confirmed"
    (found,) = selectors.confirmed_hearings(w.project)
    assert (found.hearing, found.volume.cases_per_year, len(found.rows)) == (hearing, 3412, 3)


def test_returning_a_confirmed_hearing_takes_it_out_of_the_figures(w: World) -> None:
    hearing = services.hearing_confirm(actor=w.leader, hearing=submitted(w))
    returned = services.hearing_return(actor=w.analyst, hearing=hearing, reason="月別を足してください")
    assert returned.confirmed_at is None
    assert selectors.confirmed_hearings(w.project) == []


def test_a_workbook_becomes_the_draft_and_the_former_draft_is_kept(w: World) -> None:
    hearing = saved(w, with_step(1, task="前の下書き"))
    data = workbook_for(hearing, with_step(1, task="Excelで書いたこと"))
    imported = services.workbook_import(actor=w.hearing_staff, hearing=hearing, data=data, filename="回答.xlsx")
    assert imported.sheet["steps"][1]["task"] == "Excelで書いたこと"
    former = imported.revisions.get(event="imported")
    assert (former.sheet["steps"][1]["task"], former.reason) == ("前の下書き", "回答.xlsx")


def test_a_workbook_with_one_wrong_cell_stores_nothing(w: World) -> None:
    data = workbook_for(w.hearing, with_step(1, minutes="五分"))
    with pytest.raises(WorkbookInvalid):
        services.workbook_import(actor=w.hearing_staff, hearing=w.hearing, data=data, filename="回答.xlsx")
    w.hearing.refresh_from_db()
    assert (w.hearing.revision, w.hearing.revisions.count()) == (0, 0)


def test_coverage_counts_and_sorts_organisations_by_size(w: World) -> None:
    services.hearing_confirm(actor=w.analyst, hearing=submitted(w))
    UseCaseFactory(category=w.category)
    table = selectors.coverage(w.project)
    assert [organisation.name for organisation in table.organisations] == ["自分市", "隣の町"]
    assert (table.confirmed, table.opened) == (1, 2)
    assert table.confirmed_by_organisation == ("1/1", "0/1")
    assert [row.opened for row in table.rows] == [2, 0]


def test_progress_counts_only_what_the_person_may_see(w: World) -> None:
    HearingFactory(use_case=UseCaseFactory(category=w.category), organisation=w.town)
    assert selectors.progress(w.analyst, w.project) == "0/3 確認済"
    assert selectors.progress(w.hearing_staff, w.project) == "0/1 確認済"
    assert selectors.progress(w.council, w.project) == ""


def test_other_editors_are_seen_while_they_give_signs_of_life(w: World) -> None:
    services.editor_seen(actor=w.analyst, hearing=w.hearing)
    services.editor_seen(actor=w.analyst, hearing=w.hearing)
    assert selectors.editors_now(w.hearing, but=w.hearing_staff) == [w.analyst]
    assert selectors.editors_now(w.hearing, but=w.analyst) == []
    w.hearing.editors.update(seen_at="2026-01-01T00:00:00Z")
    assert selectors.editors_now(w.hearing, but=w.hearing_staff) == []


def test_a_reference_leads_to_the_row(w: World) -> None:
    url = selectors.reference_url(w.project.pk, f"hearing:{w.hearing.pk}/step:s02")
    assert url.endswith(f"/hearings/{w.hearing.pk}/#step-s02")
    assert selectors.reference_url(w.project.pk, "document:1") == ""
