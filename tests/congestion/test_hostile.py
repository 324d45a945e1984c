"""Questions that ask for what there is not, or for more than can be worked off; files that a killed worker leaves."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from bpr.congestion.models import SimulationRun
from bpr.congestion.selectors.question import CongestionImpossible, Prepared, cases_to_choose, prepared
from bpr.congestion.services import log_files
from bpr.core.congestion import BatchAsked, CongestionError, Settings
from bpr.core.congestion.question import MOST_VISITS
from bpr.core.congestion.sizes import check_visits
from bpr.core.figures import Side
from bpr.jobs.models import JobState
from tests.congestion.conftest import work_off
from tests.factories import World, client_as

Asked = Callable[..., SimulationRun]


def test_unknown_elements_are_named(w: World, ready: Callable[..., Prepared]) -> None:
    code = w.use_case.code
    for changes, said in (
        ({"priorities": {"nix\0": 1}}, "優先順位のユースケース"),
        ({"batches": {("nix", "x"): BatchAsked(size=2)}}, "まとめ処理のユースケース「nix」"),
        ({"batches": {(code, "nix"): BatchAsked(size=2)}}, "まとめ処理の作業「nix」"),
    ):
        with pytest.raises(CongestionImpossible, match=said):
            ready(**changes)
    with pytest.raises(CongestionImpossible, match="「nix」は選べません"):
        prepared(w.project, w.city, cases_to_choose(w.project, w.city), [code, "nix"])


def test_what_takes_hours_is_refused_before_it_runs(ready: Callable[..., Prepared]) -> None:
    with pytest.raises(CongestionError, match="200,000件まで"):
        BatchAsked(size=2**70)
    with pytest.raises(CongestionError, match="慣らしの件数"):
        Settings(cases=1, warm_up=200_000, replications=200)
    asked = ready()
    visits = {(case.use_case_key, side): Fraction(MOST_VISITS) for case in asked.question.cases for side in Side}
    with pytest.raises(CongestionError, match="図の要素を平均500,000,000回"):
        check_visits(asked.question, asked.settings, visits)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cases": 10**8}, "200,000件まで"),
        ({"replications": 10**4}, "200回まで"),
        ({"seed": 10**30}, "乱数の種"),
        ({"priorities": {"nix": 1}}, "nix"),
        ({"batches": [{"use_case": "nix", "step": "x", "size": 10**30}]}, "まとめる件数"),
    ],
)
def test_the_api_keeps_nothing_of_what_it_refuses(w: World, changes: dict[str, Any], said: str) -> None:
    body = {"project": w.project.pk, "organisation": w.city.pk, "use_cases": [w.use_case.code], **changes}
    answer = client_as(w.leader).post(reverse("simulation-run-list"), body, content_type="application/json")
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not SimulationRun.objects.exists()


def test_a_log_without_end_is_refused_and_leftovers_go(asked: Asked, w: World, monkeypatch: Any) -> None:
    run = asked()
    assert work_off(run.job).state == JobState.DONE
    run.refresh_from_db()
    expected = log_files.rows_expected(run.result["as_is"])
    job = log_files.log_request(actor=w.analyst, run=run, side="as_is", form="csv")
    assert work_off(job).state == JobState.DONE
    log = run.logs.get()
    assert expected == pytest.approx(log.rows, rel=0.2)
    monkeypatch.setattr(log_files, "MOST_ROWS", 10)
    with pytest.raises(ValidationError, match="上限の10行"):
        log_files.log_request(actor=w.analyst, run=run, side="to_be", form="csv")
    answer = client_as(w.leader).post(
        reverse("congestion:log-new", args=[w.project.pk, run.pk]), {"side": "to_be", "format": "csv"}, follow=True
    )
    assert "上限の10行" in answer.content.decode()
    folder = Path(settings.MEDIA_ROOT) / "congestion"
    left = [folder / ".staging" / "a.parquet", folder / "2026" / "b.csv.zip"]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (time.time() - 2 * log_files.ORPHAN_SECONDS,) * 2)
    os.utime(log.file.path, (1, 1))
    assert log_files.orphans_remove() == 2
    assert not any(path.exists() for path in left)
    assert Path(log.file.path).exists()
