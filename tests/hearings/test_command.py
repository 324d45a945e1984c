"""``manage.py import_hearing``."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hearings.models import Hearing
from tests.factories import World, world
from tests.hearings.sheets import sheet, with_step
from tests.hearings.workbooks import workbook_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def run(w: World, path: Path, *more: str, actor: str = "hearing_staff") -> str:
    out = StringIO()
    names = ["--project", str(w.project.pk), "--use-case", w.use_case.code, "--organisation", str(w.city.code)]
    call_command("import_hearing", str(path), *names, "--actor", actor, *more, stdout=out)
    return out.getvalue()


def test_a_filled_workbook_is_taken_and_submitted(w: World, tmp_path: Path) -> None:
    path = tmp_path / "回答.xlsx"
    path.write_bytes(workbook_for(w.hearing, sheet()))
    assert "提出済" in run(w, path, "--submit")
    assert Hearing.objects.get(pk=w.hearing.pk).steps.count() == 3


def test_every_problem_is_printed_and_nothing_stored(w: World, tmp_path: Path) -> None:
    path = tmp_path / "回答.xlsx"
    path.write_bytes(workbook_for(w.hearing, with_step(1, minutes="五分", waiting="1か月")))
    with pytest.raises(CommandError) as caught:
        run(w, path)
    assert str(caught.value).count("回答.xlsx") == 2
    assert Hearing.objects.get(pk=w.hearing.pk).revision == 0


def test_a_foreign_hearing_a_missing_person_and_a_missing_file_are_named(w: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ヒアリングが見つかりません"):
        run(w, tmp_path / "x.xlsx", actor="other_staff")
    with pytest.raises(CommandError, match="「nobody」がいません"):
        run(w, tmp_path / "x.xlsx", actor="nobody")
    with pytest.raises(CommandError, match="ファイルを読めません"):
        run(w, tmp_path / "x.xlsx")
