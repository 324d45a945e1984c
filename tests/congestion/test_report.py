"""混み具合 in the report: the newest finished run of an organisation, and its scenarios in the bundle."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from bpr.congestion.models import SimulationRun
from bpr.congestion.selectors.runs import scenario_files
from bpr.jobs.models import JobState
from reports.content import content_build
from tests.congestion.conftest import work_off
from tests.factories import World


def tables(content: dict[str, Any]) -> dict[str, list[Any]]:
    blocks = (block for chapter in content["chapters"] for block in chapter["blocks"])
    return {block["caption"]: block["rows"] for block in blocks if block["type"] == "table"}


def files(content: dict[str, Any]) -> dict[str, str]:
    return {item["file"]: item["sha256"] for item in content["attachments"] if item["file"].startswith("simulation")}


def test_the_newest_finished_run_is_told_with_its_intervals(w: World, asked: Callable[..., SimulationRun]) -> None:
    run = asked()
    empty = content_build(w.project, w.assessment)
    assert "混み具合の計算の条件" not in tables(empty)
    assert files(empty) == {}
    assert work_off(run.job).state == JobState.DONE
    asked(seed=7)  # not finished: it is not told
    run.refresh_from_db()
    content = content_build(w.project, w.assessment)
    found = tables(content)
    lead, *_others, cost = found["団体別の混み具合（現行と改革案）"]
    whole = run.result["as_is"]["whole"]
    assert float(cost[3]["value"]) == pytest.approx(whole["cost_yen"]["mean"])
    assert lead[3]["text"].count("〜") == 1
    assert lead[0] == w.city.name
    [terms] = found["混み具合の計算の条件"]
    assert terms[-1] == run.sha256
    assert [cell["value"] for cell in terms[3:7]] == ["200", "20", "3", str(run.settings["seed"])]
    assert files(content) == {f"simulation/run-{run.number}.zip": sha256(scenario_files(run)).hexdigest()}
