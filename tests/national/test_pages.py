"""What people see of an estimate, take away, and put into the report."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from bpr.national.models import NationalEstimate, NationalQuestion
from bpr.national.render.bars import bars_of
from bpr.national.render.table_file import csv_bytes, xlsx_bytes
from bpr.national.render.tile_map import PLACES, steps_of
from bpr.national.report import write_national
from bpr.national.report_chapter import chapter
from bpr.national.selectors.estimates import changes_since, rows_of_estimate
from bpr.national.selectors.reading import Reading
from bpr.national.services import driver_set, estimate_request, estimates
from reports.content.document import Chapter
from reports.render.chart import chart_from_json
from reports.selectors.report_sources import ReportSources
from tests.factories import AssessmentFactory, MembershipFactory, UseCaseFactory, UserFactory, client_as
from tests.national.cases import HEARD, _range, decided, estimated, heard_project
from tests.reports.cases import case, frozen
from usecases.models import UseCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> NationalEstimate:
    project, analyst = heard_project([case(item) for item in HEARD])
    decided(project, analyst)
    return estimated(project, analyst)


def _text(person: Any, name: str, *keys: Any, **query: str) -> str:
    answer = client_as(person).get(reverse(name, args=keys), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_answer_stands_first_and_never_without_its_range(made: NationalEstimate) -> None:
    text = _text(made.author, "national:index", made.project_id)
    hours = Reading(made).hours(made_country(made)).saving
    assert hours.low < hours.median < hours.high
    assert "全国1,741市区町村の1ユースケースで、年間" in text
    assert text.index("80%の幅") < text.index("人口区分別の削減")
    assert "1,741市区町村のうち3団体のヒアリングからの推計です" in text
    assert "人口区分「50万人以上」「20万〜50万人」「1万〜5万人」は1団体も聞いていません" in text
    assert text.count('class="national-map__name ') == 47
    assert "もう1団体聞くと、全国の幅が約" in text
    assert reverse("reports:assessment", args=[made.project_id, made.question.assessment_id]) in text
    per_head = _text(made.author, "national:index", made.project_id, map="per-head")
    assert "人口千人" in per_head


def made_country(made: NationalEstimate) -> Any:
    return Reading(made).result.country


def test_one_organisation_is_never_silently_blown_up() -> None:
    project, analyst = heard_project([case(HEARD[0])])
    decided(project, analyst)
    one = estimated(project, analyst)
    saving = Reading(one).hours(made_country(one)).saving
    assert saving.high > 2 * saving.low
    text = _text(analyst, "national:index", project.pk)
    assert "「転入届」は1団体の結果です" in text
    assert "1団体の結果だけ" in text


def test_the_page_of_a_prefecture_says_who_was_heard(made: NationalEstimate) -> None:
    yamaguchi = _text(made.author, "national:prefecture", made.project_id, made.pk, "35")
    assert "山口県の19市区町村で、年間" in yamaguchi
    assert "1／1ユースケースを聞いた団体" in yamaguchi
    assert yamaguchi.count("聞いた値") == 3
    aomori = _text(made.author, "national:prefecture", made.project_id, made.pk, "02")
    assert "青森県では1団体も聞いていません" in aomori
    url = reverse("national:prefecture", args=[made.project_id, made.pk, "99"])
    assert client_as(made.author).get(url).status_code == 404


def test_what_is_missing_is_said_with_the_way_on() -> None:
    project, analyst = heard_project([case(item) for item in HEARD])
    assert "件数の基になる統計がまだ決まっていません" in _text(analyst, "national:index", project.pk)
    drivers = _text(analyst, "national:drivers", project.pk)
    assert "案（未採用）" in drivers
    assert "名称に「転入」があるため" in drivers
    use_case = UseCase.objects.get(project=project)
    given = {f"driver-{use_case.pk}": "転入者数_R5", f"reason-{use_case.pk}": "届出の数に近い"}
    client = client_as(analyst)
    assert client.post(reverse("national:drivers", args=[project.pk]), given).status_code == 302
    assert "全国への推計はまだありません" in _text(analyst, "national:index", project.pk)
    assert client.post(reverse("national:run", args=[project.pk])).status_code == 302
    assert "順番を待っています" in _text(analyst, "national:index", project.pk)
    observer = UserFactory()
    MembershipFactory(user=observer, project=project, role="observer")
    assert "分析担当が推計すると、ここに結果が出ます" in _text(observer, "national:index", project.pk)


def test_the_same_inputs_give_the_same_estimate_and_new_ones_are_named(made: NationalEstimate) -> None:
    project, analyst = made.project, made.author
    again = estimate_request(actor=analyst, project=project, draws=100)
    assert again.result["estimate"] == made.pk
    assert changes_since(made) == []
    unheard = UseCaseFactory(project=project)
    driver_set(actor=analyst, use_case=unheard, driver="出生数_R4")
    assert changes_since(made) == []  # nobody was heard on it: the estimate would be the same
    driver_set(
        actor=analyst, use_case=UseCase.objects.exclude(pk=unheard.pk).get(project=project), driver="総人口_R2国調"
    )
    AssessmentFactory(project=project, number=2, author=analyst, **frozen([case(HEARD[0])]))
    assert changes_since(made) == ["効果の算定（第2回）", "件数の基になる統計"]
    assert "入力のほうが新しくなっています" in _text(analyst, "national:index", project.pk)
    with pytest.raises(TypeError, match="frozen"):
        made.save()


def test_the_table_to_take_away(made: NationalEstimate) -> None:
    client = client_as(made.author)
    text = client.get(reverse("national:csv", args=[made.project_id, made.pk])).content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("団体コード,都道府県,市区町村,人口区分,人口,聞いたユースケース,件数_下限,件数_中央値")
    assert len([line for line in lines if line[:6].isdigit()]) == 1741
    shunan = next(line for line in lines if line.startswith("352152")).split(",")
    assert shunan[5:9] == ["1", "600.0", "600.0", "600.0"]
    assert "3団体のヒアリングからの推計" in text
    answer = client.get(reverse("national:xlsx", args=[made.project_id, made.pk]))
    sheet, notes = load_workbook(io.BytesIO(answer.content)).worksheets
    assert sheet.max_row == 1742
    assert sheet["A2"].value == "011002"
    assert "80%の幅" in notes["A2"].value


def test_nothing_in_a_file_runs_as_a_formula() -> None:
    evil = '=HYPERLINK("x")'
    assert csv_bytes([evil], [[evil, 1]], [evil]).decode("utf-8-sig").count("'=HYPERLINK") == 3
    book = load_workbook(io.BytesIO(xlsx_bytes([evil], [[evil]], [evil], title="表")))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} == {"s"}


def test_the_chapter_of_the_report_counts_and_names_nobody(made: NationalEstimate) -> None:
    content = chapter(made)
    assert "80%の幅" in content["answer"]
    assert content["answer"].endswith("見込みである。")
    assert not [text for text in (*content["paragraphs"], *content["notes"]) if "です。" in text or "ます。" in text]
    assert [len(table["rows"]) for table in content["tables"]] == [2, 6, 1, 47]
    assert all(len(row) == len(table["headings"]) for table in content["tables"] for row in table["rows"])
    charts = [chart_from_json(item) for item in content["charts"]]
    assert [len(chart.categories) for chart in charts] == [1, 10]
    assert {series.name for series in charts[0].series} == {"下限", "中央値", "上限"}
    assert "周南市" not in str(content)
    section = Chapter(4, "効果")
    write_national(section, cast("ReportSources", SimpleNamespace(row=made.question.assessment)))
    blocks = section.as_json()["blocks"]
    assert [block["type"] for block in blocks].count("table") == 4
    assert content["answer"] in [block.get("text") for block in blocks]


def test_every_prefecture_has_a_tile_of_its_own() -> None:
    assert sorted(PLACES) == list(range(1, 48))
    assert len(set(PLACES.values())) == 47
    values = [_range(at, at, at).median for at in range(47)]
    assert [steps_of(values).count(step) for step in range(1, 6)] == [10, 9, 10, 9, 9]
    assert set(steps_of(values[:1] * 3)) == {1}


def test_bars_share_one_scale_and_show_what_increases() -> None:
    less, more = bars_of([_range(10, 20, 40), _range(-40, -20, 0)])
    assert less.zero == more.zero
    assert less.length == more.length
    assert more.is_negative
    assert not less.is_negative
    assert more.low == 0.0
    assert less.high == pytest.approx(99.2)


def test_the_api(made: NationalEstimate) -> None:
    client = client_as(made.author)
    listed = client.get(reverse("national-driver-list"), {"project": made.project_id}).json()
    assert [(item["code"], item["driver"]) for item in listed] == [("U", "転入者数_R5")]
    wrong = {"use_case": listed[0]["use_case"], "driver": "総面積_km2"}
    answer = client.post(reverse("national-driver-list"), wrong, content_type="application/json")
    assert "一覧から選んでください" in answer.json()["driver"][0]
    whole = client.get(reverse("national-estimate-detail", args=[made.pk])).json()
    assert float(whole["country"]["hours"]["saving"]["low"]) < float(whole["country"]["hours"]["saving"]["high"])
    assert [item["heard"] for item in whole["size_classes"]] == [0, 0, 1, 1, 0, 1]
    assert len(whole["prefectures"]) == 47
    url = reverse("national-estimate-municipalities", args=[made.pk])
    page = client.get(url, {"prefecture": "山口県"}).json()
    assert page["count"] == 19
    assert len(rows_of_estimate(made)) == client.get(url).json()["count"] == 1741
    asked = {"project": made.project_id, "draws": 200}
    job = client.post(reverse("national-estimate-list"), asked, content_type="application/json")
    assert job.status_code == 202
    assert job.json()["kind"] == "national.estimate"


def test_more_draws_than_the_disk_takes_are_refused(made: NationalEstimate, monkeypatch: Any) -> None:
    monkeypatch.setattr(estimates, "MOST_SUMS", 4_500)
    client, body = client_as(made.author), {"project": made.project_id, "seed": 7}
    before = NationalQuestion.objects.count()
    for draws, said in ((10**9, "10000以下"), (10_000, "試行は"), ("NaN", "整数")):
        answer = client.post(
            reverse("national-estimate-list"), body | {"draws": draws}, content_type="application/json"
        )
        assert answer.status_code == 400
        assert said in answer.content.decode()
    assert NationalQuestion.objects.count() == before


@pytest.mark.parametrize("name", ["national-driver-list", "assumption-list", "commitment-achievements", "log-list"])
def test_keys_of_thousands_of_digits_are_refused(made: NationalEstimate, name: str) -> None:
    assert client_as(made.author).get(reverse(name), {"project": "9" * 5_000}).status_code == 400
