"""A run from the question to the frozen answer: as the command line gives it, once, whatever befalls the worker."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from bpr.access.models import AuditEntry
from bpr.cli.main import main
from bpr.congestion import tasks
from bpr.congestion.models import EventLogFile, SimulationRun
from bpr.congestion.selectors.question import CongestionImpossible, Prepared, cases_to_choose, prepared
from bpr.congestion.selectors.runs import differences, is_paired, scenario_files
from bpr.congestion.services.log_files import log_request
from bpr.congestion.services.runs import RunRefused, run_delete, run_request, run_start
from bpr.core.snapshot import digest
from bpr.jobs.models import Job, JobState
from bpr.jobs.services import job_cancel
from bpr.staffing.models import StaffGroup
from hearings.models import HearingVolume
from tests.congestion.conftest import work_off
from tests.factories import World

Asked = Callable[..., SimulationRun]


def done(run: SimulationRun) -> SimulationRun:
    assert work_off(run.job).state == JobState.DONE
    run.refresh_from_db()
    return run


def test_the_command_line_gives_the_same_figures(asked: Asked, tmp_path: Path, capsys: Any) -> None:
    run = done(asked())
    assert digest(run.result) == run.result_sha256
    with zipfile.ZipFile(io.BytesIO(scenario_files(run))) as archive:
        archive.extractall(tmp_path)
    capsys.readouterr()
    for side, name in (("as_is", "as-is.json"), ("to_be", "to-be.json")):
        assert main(["simulate", str(tmp_path / name)]) == 0
        said = json.loads(capsys.readouterr().out)
        for part in ("whole", "processes", "steps", "pools", "loads", "open_cases_most", "seed"):
            assert said[part] == run.result[side][part], part
    difference = run.result["difference"]["whole"]
    assert difference["lead_minutes"]["low"] > 0
    assert difference["cost_yen"]["mean"] == pytest.approx(
        run.result["as_is"]["whole"]["cost_yen"]["mean"] - run.result["to_be"]["whole"]["cost_yen"]["mean"]
    )


def test_a_cancelled_run_goes_on_after_the_last_kept_replication(asked: Asked, monkeypatch: Any, w: World) -> None:
    whole, run = done(asked()), asked()
    real, numbers = tasks.measure_pair, []

    def measured(pair: Any, number: int, told: Any) -> Any:
        numbers.append(number)
        if numbers == [0, 1]:
            job_cancel(job=Job.objects.get(pk=run.job_id))
        return real(pair, number, told)

    monkeypatch.setattr(tasks, "measure_pair", measured)
    assert work_off(run.job).state == JobState.CANCELLED
    run.refresh_from_db()
    assert (run.is_done, run.parts.count()) == (False, 1)
    run_start(actor=w.analyst, run=run)
    assert done(run).result_sha256 == whole.result_sha256
    assert numbers == [0, 1, 1, 2]


def test_a_run_that_lost_its_lease_keeps_no_part_twice(asked: Asked, monkeypatch: Any) -> None:
    run = asked()
    real = tasks.measure_pair

    def lose(pair: Any, number: int, told: Any) -> Any:
        found = real(pair, number, told)
        if number == 1:
            Job.objects.filter(pk=run.job_id).update(lease_token="taken", lease_until="2026-01-01T00:00:00Z")
        return found

    monkeypatch.setattr(tasks, "measure_pair", lose)
    handle_state = work_off(run.job).state
    assert (handle_state, run.parts.count()) == (JobState.RUNNING, 1)
    monkeypatch.setattr(tasks, "measure_pair", real)
    assert done(run).parts.count() == 3


def test_too_few_people_are_refused_until_somebody_accepts_it(ready: Callable[..., Prepared], w: World) -> None:
    StaffGroup.objects.filter(name="窓口の組").update(people=["1"], available_percent=60)
    how = {"actor": w.analyst, "project": w.project, "prepared": ready()}
    assert [strain.group for _side, strain in how["prepared"].overloaded] == ["窓口の組"]
    with pytest.raises(RunRefused, match="待ちが増え続け"):
        run_request(**how)
    run = done(run_request(**how, accepts_overload=True))
    assert run.is_overloaded
    assert next(item for item in run.strains["as_is"] if item["group"] == "窓口の組")["missing"] == 1
    StaffGroup.objects.filter(name="窓口の組").update(available_percent=5)
    with pytest.raises(RunRefused, match="何十年"):
        run_request(**how | {"prepared": ready()}, accepts_overload=True)


def test_what_is_missing_is_named(w: World) -> None:
    HearingVolume.objects.update(cases_per_year=0, months=[])
    cases = cases_to_choose(w.project, w.city)
    with pytest.raises(CongestionImpossible, match="件数が0"):
        prepared(w.project, w.city, cases, [w.use_case.code])
    with pytest.raises(CongestionImpossible):
        prepared(w.project, w.city, cases, ["none"])


def test_logs_of_both_kinds_say_the_same_and_go_with_their_run(
    asked: Asked, w: World, django_capture_on_commit_callbacks: Any
) -> None:
    run = done(asked())
    for form in ("csv", "parquet"):
        job = log_request(actor=w.analyst, run=run, side="as_is", form=form)
        assert log_request(actor=w.analyst, run=run, side="as_is", form=form).pk == job.pk
        assert work_off(job).state == JobState.DONE, job.error
    packed, columns = (EventLogFile.objects.get(run=run, format=form) for form in ("csv", "parquet"))
    table = parquet.read_table(columns.file.path)
    with zipfile.ZipFile(packed.file.path) as archive:
        lines = archive.read("event-log.csv").decode("utf-8-sig").splitlines()
    assert len(lines) - 1 == table.num_rows == packed.rows == columns.rows > 0
    assert set(table["pool"].to_pylist()) >= {"窓口の組", "市民課の組", "住民"}
    with django_capture_on_commit_callbacks(execute=True):
        run_delete(actor=w.analyst, run=run)
    assert not [path for path in (Path(settings.MEDIA_ROOT) / "congestion").rglob("*") if path.is_file()]
    assert AuditEntry.objects.filter(action="delete", object_label="congestion.SimulationRun").count() == 1


def test_runs_of_the_same_luck_are_compared_pair_by_pair(asked: Asked, w: World) -> None:
    StaffGroup.objects.filter(name="窓口の組").update(people=["1"])
    few = done(asked())
    StaffGroup.objects.filter(name="窓口の組").update(people=["1"] * 6)
    many, other = done(asked()), done(asked(seed=1))
    assert (is_paired(few, many), is_paired(few, other)) == (True, False)
    found = differences(few, many)
    assert found["as_is"]["whole"]["waiting_minutes"]["mean"] > 0
    assert found["as_is"]["whole"]["cost_yen"]["mean"] == pytest.approx(0, abs=1e-6)


def test_only_the_team_asks_and_deletes(asked: Asked, ready: Callable[..., Prepared], w: World) -> None:
    run = asked()
    with pytest.raises(PermissionDenied):
        run_request(actor=w.hearing_staff, project=w.project, prepared=ready())
    with pytest.raises(PermissionDenied):
        run_delete(actor=w.council, run=run)
    run_delete(actor=w.analyst, run=run)
    assert Job.objects.get(pk=run.job_id).state == JobState.CANCELLED
