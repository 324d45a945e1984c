"""団体コード, the table of all local governments, and the search in it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from bpr.access.models import AuditEntry, Organisation, OrganisationKind, size_class_of
from bpr.access.organisation_code import check_digit, validate_organisation_code
from bpr.access.organisation_table import MUNICIPALITIES, TableError, municipalities
from bpr.access.selectors import catalogue, organisation_search
from tests.factories import world


@pytest.mark.parametrize(
    ("first_five", "digit"), [("01100", "2"), ("35215", "2"), ("13101", "6"), ("01000", "6"), ("47382", "1")]
)
def test_check_digits_of_published_codes(first_five: str, digit: str) -> None:
    """札幌市 011002, 周南市 352152, 千代田区 131016, 北海道 010006, 与那国町 473821."""
    assert check_digit(first_five) == digit
    validate_organisation_code(first_five + digit)


@pytest.mark.parametrize("code", ["352151", "35215", "3521522", "３５２１５２", "35215x", ""])
def test_wrong_codes_are_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        validate_organisation_code(code)


@pytest.mark.parametrize(
    ("population", "name"),
    [(None, ""), (0, "1万人未満"), (9_999, "1万人未満"), (10_000, "1万〜5万人"), (500_000, "50万人以上")],
)
def test_size_classes_at_their_edges(population: int | None, name: str) -> None:
    assert size_class_of(population) == name


@pytest.mark.django_db
def test_all_local_governments_are_loaded_only_once() -> None:
    call_command("load_organisations", stdout=StringIO())
    assert Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY).count() == 1741
    assert Organisation.objects.filter(kind=OrganisationKind.PREFECTURE).count() == 47
    again = StringIO()
    call_command("load_organisations", stdout=again)
    assert "追加 0 件、変更 0 件、そのまま 1788 件" in again.getvalue()
    assert AuditEntry.objects.count() == 1
    shunan = Organisation.objects.get(code="352152")
    assert (shunan.name, shunan.prefecture, shunan.population) == ("周南市", "山口県", 137_540)
    assert shunan.statistics["転入者数_R5"] == 3554
    assert shunan.statistics["標準地域コード"] == "35215"
    assert isinstance(shunan.statistics["経常収支比率_R3"], int | float)
    assert "SSDSE-A-2025" in shunan.source


@pytest.mark.django_db
def test_a_changed_figure_is_brought_up_to_date_and_recorded(tmp_path: Path) -> None:
    call_command("load_organisations", stdout=StringIO())
    table = changed_table(tmp_path, "1973395", "1973396")
    call_command("load_organisations", municipalities=table, stdout=StringIO())
    assert Organisation.objects.get(code="011002").population == 1_973_396
    assert AuditEntry.objects.latest("pk").changes == {"population": [1973395, 1973396]}


def changed_table(folder: Path, old: str, new: str) -> Path:
    text = MUNICIPALITIES.read_text(encoding="utf-8")
    assert old in text
    path = folder / "table.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("011002,", "011003,", "table.csv 2行目「団体コード」"),
        ("1973395", "約200万", "table.csv 2行目「総人口_R2国調」"),
        ("函館市", "", "table.csv 3行目「市区町村」"),
        ("012025,", "011002,", "table.csv 3行目「団体コード」"),
        ("団体種別,", "種別,", "table.csv 1行目"),
        ("北海道,札幌市", "札幌市", "table.csv 2行目"),
        ("札幌市", '"札幌市', "table.csv"),
    ],
)
def test_a_wrong_cell_is_named_by_file_line_and_column(tmp_path: Path, old: str, new: str, place: str) -> None:
    with pytest.raises(TableError) as caught:
        municipalities(changed_table(tmp_path, old, new))
    assert str(caught.value).startswith(place)


@pytest.mark.django_db
def test_a_wrong_table_stores_nothing(tmp_path: Path) -> None:
    table = changed_table(tmp_path, "1973395", "約200万")
    with pytest.raises(CommandError, match="2行目"):
        call_command("load_organisations", municipalities=table, stdout=StringIO())
    assert not Organisation.objects.exists()


def test_another_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "sjis.csv"
    path.write_bytes("団体コード,市区町村\n011002,札幌市\n".encode("cp932"))
    with pytest.raises(TableError, match="UTF-8"):
        municipalities(path)


@pytest.mark.django_db
def test_search_by_name_reading_code_and_prefecture() -> None:
    call_command("load_organisations", stdout=StringIO())
    w = world()
    rows = catalogue(w.leader)
    assert [o.name for o in organisation_search(rows, words="周南")] == ["周南市"]
    assert [o.name for o in organisation_search(rows, words="しゅうなん")] == ["周南市"]
    assert [o.name for o in organisation_search(rows, words="352152")] == ["周南市"]
    found = organisation_search(rows, words="府中", prefecture="広島県")
    assert {o.name for o in found} == {"府中市", "府中町"}


@pytest.mark.django_db
def test_the_catalogue_is_for_those_who_choose() -> None:
    w = world()
    assert catalogue(w.leader).exists()
    assert catalogue(w.administrator).exists()
    for person in (w.analyst, w.hearing_staff, w.ministry, w.newcomer):
        assert not catalogue(person).exists()
