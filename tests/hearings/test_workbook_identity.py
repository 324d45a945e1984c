"""A workbook knows which hearing it was made for, and on which revision of its draft."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.urls import reverse
from openpyxl import Workbook

from hearings import services
from hearings.models import Hearing, HearingRevision
from hearings.shape import shaped
from hearings.workbook.problems import WorkbookInvalid
from tests.factories import HearingFactory, UseCaseFactory, World, client_as, world
from tests.hearings.sheets import sheet, with_step
from tests.hearings.workbooks import workbook_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def take(w: World, data: bytes) -> Hearing:
    return services.workbook_import(actor=w.hearing_staff, hearing=w.hearing, data=data, filename="回答.xlsx")


def upload(w: World, data: bytes) -> HttpResponse:
    address = reverse("hearings:import", args=[w.project.pk, w.hearing.pk])
    return client_as(w.hearing_staff).post(address, {"workbook": SimpleUploadedFile("回答.xlsx", data)})


def present(w: World) -> Hearing:
    return Hearing.objects.get(pk=w.hearing.pk)


def without_identity(book: Workbook) -> None:
    del book["_識別"]
    del book.defined_names["common_steps"]


def as_first_version(book: Workbook) -> None:
    identity = book["_識別"]
    identity["A1"] = "1"
    for row in (4, 5, 6):
        identity.cell(row, 1).value = None


def test_the_workbook_of_another_use_case_is_refused_naming_both(w: World) -> None:
    other = HearingFactory(use_case=UseCaseFactory(category=w.category, name="児童手当"), organisation=w.city)
    response = upload(w, workbook_for(other, sheet()))
    page = response.content.decode()
    assert response.status_code == 422
    assert "「自分市 児童手当」のヒアリングシートです" in page
    assert f"「{w.hearing}」には取り込めません" in page
    assert present(w).revision == 0


def test_the_workbook_of_another_organisation_is_refused_naming_both(w: World) -> None:
    with pytest.raises(WorkbookInvalid) as caught:
        take(w, workbook_for(w.other_hearing, sheet()))
    (problem,) = caught.value.problems
    assert str(w.other_hearing) in problem.message
    assert str(w.hearing) in problem.message


def test_a_workbook_of_the_first_version_is_refused_by_its_codes(w: World) -> None:
    with pytest.raises(WorkbookInvalid, match=str(w.town.code)):
        take(w, workbook_for(w.other_hearing, sheet(), as_first_version))


@pytest.mark.parametrize("change", [without_identity, as_first_version])
def test_a_workbook_that_does_not_say_its_revision_is_taken(w: World, change: object) -> None:
    data = workbook_for(w.hearing, sheet(), change)  # type: ignore[arg-type]
    services.sheet_save(actor=w.hearing_staff, hearing=w.hearing, sheet=with_step(1, task="新しい"), revision=0)
    assert take(w, data).sheet == shaped(sheet())


def test_an_organisation_that_was_given_its_code_later_is_recognised(w: World) -> None:
    code, w.hearing.organisation.code = w.hearing.organisation.code, None
    data = workbook_for(w.hearing, sheet())
    w.hearing.organisation.code = code
    assert take(w, data).revision == 1


def test_an_older_workbook_warns_with_what_would_go_and_waits(w: World) -> None:
    data = workbook_for(w.hearing, sheet())
    services.sheet_save(actor=w.analyst, hearing=w.hearing, sheet=with_step(1, task="あとから直した作業"), revision=0)
    response = upload(w, data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "業務手順 2行目「作業の内容」" in page
    assert "あとから直した作業" in page
    assert present(w).sheet["steps"][1]["task"] == "あとから直した作業"
    upload(w, data)
    kept = HearingRevision.objects.get(event="older_workbook")
    assert (kept.sheet, kept.reason) == (shaped(sheet()), "回答.xlsx")

    address = reverse("hearings:revision_restore", args=[w.project.pk, w.hearing.pk, kept.pk])
    assert address in page
    client_as(w.hearing_staff).post(address)
    assert present(w).sheet == shaped(sheet())
    former = HearingRevision.objects.get(event="kept_beside")
    assert (former.sheet["steps"][1]["task"], former.author) == ("あとから直した作業", w.analyst)


def test_an_older_workbook_that_overwrites_nothing_is_taken_at_once(w: World) -> None:
    less = sheet(issues=[])
    data = workbook_for(w.hearing, sheet())
    services.sheet_save(actor=w.analyst, hearing=w.hearing, sheet=less, revision=0)
    assert upload(w, data).status_code == 302
    assert present(w).sheet == shaped(sheet())


def test_the_command_warns_too_and_takes_it_when_told(w: World, tmp_path: Path) -> None:
    path = tmp_path / "回答.xlsx"
    path.write_bytes(workbook_for(w.hearing, sheet()))
    services.sheet_save(actor=w.analyst, hearing=w.hearing, sheet=with_step(1, task="新しい"), revision=0)
    options = {"project": w.project.pk, "use_case": w.use_case.code, "organisation": w.city.name}
    with pytest.raises(CommandError, match="今の下書き「新しい」→ Excel「転入届を受け付け"):
        call_command("import_hearing", str(path), actor="hearing_staff", stdout=StringIO(), **options)
    call_command("import_hearing", str(path), actor="hearing_staff", overwrite=True, stdout=StringIO(), **options)
    assert present(w).sheet == shaped(sheet())
