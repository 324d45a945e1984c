"""幅: how sure a saving is, what moves it, where to hear more; and each person only the own part."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bpr.core.assessment import assess
from bpr.core.inputs import CaseInput
from bpr.core.snapshot import digest, to_json
from bpr.core.values import ChangeKind
from reports.models import Assessment
from tests.core.range_cases import case, process, question
from tests.factories import AssessmentFactory, World, client_as, world

pytestmark = pytest.mark.django_db

ROWS = [("受付", "4/5/9", ""), ("入力", "3", "1（10%／50件中 不備あり）、3"), ("確認", "2/3/5", "")]
TO_BE = [("受付", "9", ""), ("入力", "1", "1（2%）、3"), ("確認", "1/2/3", "")]


def line(key: str, *, minutes: str = "3", to_be: bool = True) -> CaseInput:
    rows = [(task, minutes if task == "入力" else time, onward) for task, time, onward in ROWS]
    made = process(TO_BE, change=ChangeKind.KEPT, changed=("入力", "確認"))
    found = case(key, process(rows), made, cases="500/600/900")
    return found if to_be else CaseInput(**{**vars(found), "to_be": None})


def assessed(w: World, *cases: CaseInput) -> Assessment:
    snapshot = to_json(assess(question(*cases, draws=1_000)))
    return AssessmentFactory(
        project=w.project, author=w.analyst, number=9, snapshot=snapshot, sha256=digest(snapshot), sources={}
    )


@pytest.fixture
def w() -> World:
    return world()


def page(w: World, user: str = "leader", **query: str) -> tuple[int, str]:
    answer = client_as(getattr(w, user)).get(reverse("reports:ranges", args=[w.project.pk]), query)
    return answer.status_code, answer.content.decode()


def test_the_page_answers_ranks_and_says_where_to_ask(w: World) -> None:
    assessed(w, line(w.city.code), line(w.town.code, minutes="7"))
    status, text = page(w)
    assert status == 200
    assert "10回に8回は" in text
    assert "効くところから10件聞くと" in text
    assert "で「不備あり」となる割合" in text
    assert "聞いても縮まりません（年ごとの増減のため）" in text
    assert "ranges-tornado" in text
    assert text.count('aria-current="page"') >= 1
    status, own = page(w, use_case="tennyu", organisation=w.city.code)
    assert status == 200
    assert f"{w.town.code}市「転入届」現行" not in own
    assert page(w, organisation="000000")[0] == page(w, use_case="x")[0] == 404


def test_staff_see_their_own_organisation_only(w: World) -> None:
    made = assessed(w, line(w.city.code), line(w.town.code, minutes="7"))
    status, text = page(w, "hearing_staff")
    assert status == 200
    assert f"{w.city.code}市「転入届」現行" in text
    assert f"{w.town.code}市" not in text
    assert page(w, "hearing_staff", organisation=w.town.code)[0] == 404
    for name in ("ranges", "influences"):
        url = reverse(f"assessment-{name}", args=[made.pk])
        answer = client_as(w.hearing_staff).get(url)
        assert w.town.code not in answer.content.decode()
        assert client_as(w.hearing_staff).get(url, {"organisation": w.town.code}).status_code == 404


def test_the_api_gives_ranges_and_influences(w: World) -> None:
    made = assessed(w, line(w.city.code), line(w.town.code))
    client = client_as(w.leader)
    found = client.get(reverse("assessment-ranges", args=[made.pk])).json()
    hours = next(item for item in found["savings"] if item["quantity"] == "staff_hours")
    assert float(hours["low"]) < float(hours["median"]) < float(hours["high"])
    left = [float(value) for value in found["narrowing"]["left"]]
    assert left == sorted(left, reverse=True)
    assert left[-1] >= float(found["narrowing"]["floor"]) > 0
    bars = client.get(reverse("assessment-influences", args=[made.pk])).json()
    assert {bar["kind"] for bar in bars} == {"minutes", "volume", "share"}
    assert sum(float(bar["contribution"]) for bar in bars) == pytest.approx(1, abs=0.001)


def test_what_is_missing_is_said(w: World) -> None:
    Assessment.objects.filter(project=w.project).update(project=w.foreign_project, number=99)
    assert "算定がまだありません" in page(w)[1]
    assessed(w, line(w.city.code, to_be=False))
    assert "比べる改革案がまだありません" in page(w)[1]


def test_without_ranges_the_page_says_how_to_give_them(w: World) -> None:
    plain = [(task, "5", "") for task, _, _ in ROWS]
    cases = [
        case(code, process(plain), process([("受付", "1", "")], change=ChangeKind.KEPT, changed=("受付",)))
        for code in (w.city.code, w.town.code)
    ]
    assessed(w, *cases)
    text = page(w)[1]
    assert "幅はまだ分かりません" in text
    assert "幅を聞くと分かることの多い作業" in text
    assert "3（5%〜20% 不備あり）" in text
    assert "あと何件聞けば" not in text


def test_old_records_are_read_and_say_so(w: World) -> None:
    made = assessed(w, line(w.city.code))
    del made.snapshot["assessment"]["sensitivities"]
    made.snapshot["schema_version"] = 2
    Assessment.objects.filter(pk=made.pk).update(snapshot=made.snapshot, sha256="0" * 64)
    text = page(w)[1]
    assert "この算定には記録されていません" in text
    assert "10回に8回は" in text
