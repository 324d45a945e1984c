"""``bpr flow``, ``bpr simulate`` and ``bpr assess`` as people, batches and notebooks call them."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from bpr.cli.main import main
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.write import write_bpmn
from bpr.core.simulation import log_file
from bpr.core.snapshot import from_bytes
from tests.core.flow_models import model, node
from tests.core.test_assessment import as_is, to_be

ROOT = Path(__file__).parents[2]
HOURS = ["08:30-12:00", "13:00-17:15"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, item in {"現行": as_is(), "改革案": to_be()}.items():
        (tmp_path / f"{name}.bpmn").write_bytes(write_bpmn(layout(item)))
    return tmp_path


def scenario(folder: Path, **changes: Any) -> Path:
    document = {
        "version": 1, "name": "転入", "first_day": "2026-04-06", "cases": 300, "replications": 2,
        "calendars": {"開庁": {"weekdays": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), HOURS)}},
        "pools": {
            "住民": {"people": "unlimited"}, "システム": {"people": "unlimited"},
            "窓口": {"people": 2, "calendar": "開庁", "yen_per_hour": 2800},
            "市民課": {"people": [1, 0.5], "calendar": "開庁"},
        },
        "processes": [{"name": "転入", "file": "現行.bpmn", "arrivals": {"per_year": 6000, "calendar": "開庁"}}],
    } | changes  # fmt: skip
    path = folder / "scenario.json"
    path.write_text(json.dumps(document, ensure_ascii=False))
    return path


def run(capfdbinary: Any, *arguments: object) -> tuple[int, dict[str, Any], str]:
    code = main([str(item) for item in arguments])
    out, err = capfdbinary.readouterr()
    lines = out.decode().splitlines()
    assert len(lines) <= 1
    return code, json.loads(lines[0]) if lines else {}, err.decode()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# flow


def test_flow_gives_the_expected_values_of_a_case_and_a_year(capfdbinary: Any, folder: Path) -> None:
    code, line, _ = run(capfdbinary, "flow", folder / "現行.bpmn", "--year", "6000", "--yen-per-hour", "2800")
    assert code == 0
    assert line["visits"]["hosei"] == 0.08
    assert line["per_case"]["staff_minutes"] == 5 + 0.08 * 12.5 + 7 + 1.25
    assert {item["performer"]: item["minutes"] for item in line["minutes_by_performer"]} == {
        "住民": 10, "窓口": 6, "市民課": 8.25,
    }  # fmt: skip
    assert line["lead_minutes"] == 10 + 5 + 0.08 * (2880 + 12.5) + 7 + 1.25
    assert line["forms"] == ["控え"]
    assert line["per_year"]["staff_hours"] == 14.25 * 6000 / 60
    assert line["per_year"]["labour_yen"] == 14.25 * 6000 / 60 * 2800
    assert line["per_year"]["resident_visits"] == 6000


def test_flow_names_the_element_that_has_no_expected_value(capfdbinary: Any, tmp_path: Path) -> None:
    endless = model(
        [node("S", "start"), node("a"), node("x", "xor"), node("E", "end")],
        ("S", "a"), ("a", "x"), ("x", "a", "1"), ("x", "E", "0"),
    )  # fmt: skip
    (tmp_path / "x.bpmn").write_bytes(write_bpmn(layout(endless)))
    code, line, _ = run(capfdbinary, "flow", tmp_path / "x.bpmn")
    assert code == 1
    assert line["error"]["element"] in {"a", "x"}
    assert "終わらない繰返し" in line["error"]["message"]


@pytest.mark.parametrize("arguments", [("--yen-per-hour", "3"), ("--year", "0"), ("--year", "many"), ("--year", "nan")])
def test_flow_refuses_what_makes_no_sense(arguments: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["flow", "x.bpmn", *arguments])
    assert stopped.value.code == 2


# simulate


def test_simulate_answers_the_same_for_the_same_seed(capfdbinary: Any, folder: Path) -> None:
    path = scenario(folder)
    code, line, err = run(capfdbinary, "simulate", path)
    assert (code, err) == (0, "")
    assert {item["element"]: item["visits"]["mean"] for item in line["steps"]}["todoke"] == 1
    assert line["pools"][0]["utilisation"]["low"] < line["loads"][0]["ratio"] < line["pools"][0]["utilisation"]["high"]
    assert "todoke" in line["assumptions"][0]
    assert run(capfdbinary, "simulate", path)[1] == line
    other = run(capfdbinary, "simulate", path, "--seed", 1, "--cases", 200, "--replications", 3)[1]
    assert (other["seed"], other["cases"], other["replications"]) == (1, 200, 3)
    assert other["processes"] != line["processes"]


def test_simulate_takes_another_file_for_a_process(capfdbinary: Any, folder: Path) -> None:
    code, line, _ = run(capfdbinary, "simulate", scenario(folder), "--bpmn", f"転入={folder / '改革案.bpmn'}")
    assert code == 0
    assert "kakunin" in {item["element"] for item in line["steps"]}


def test_the_log_has_a_row_for_each_piece_of_work(capfdbinary: Any, folder: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(log_file, "ROWS", 100)  # several pieces
    code, line, _ = run(capfdbinary, "simulate", scenario(folder), "--log", folder / "log.csv")
    assert code == 0
    assert line["written"] == [str(folder / "log.csv")]
    rows = rows_of(folder / "log.csv")
    assert list(rows[0]) == list(log_file.COLUMNS)
    received = [row for row in rows if row["element"] == "uketsuke"]
    assert sorted(int(row["case"]) for row in received) == list(range(300))
    assert {(row["process"], row["name"], row["pool"]) for row in received} == {("転入", "受付", "窓口")}
    for row in received:
        ready, start, end = (datetime.fromisoformat(row[key]) for key in ("ready", "start", "end"))
        assert ready <= start < end
        assert start.weekday() < 5
        assert "08:30" <= f"{start:%H:%M}" < "17:15"


def test_a_formula_in_a_name_is_made_harmless_in_the_log(capfdbinary: Any, folder: Path) -> None:
    named = model([node("S", "start"), node("a", name="=1+1"), node("E", "end")], ("S", "a"), ("a", "E"))
    (folder / "現行.bpmn").write_bytes(write_bpmn(layout(named)))
    assert run(capfdbinary, "simulate", scenario(folder), "--log", folder / "log.csv")[0] == 0
    assert {row["name"] for row in rows_of(folder / "log.csv")} == {"'=1+1"}


def test_parquet_holds_the_same_rows_as_csv(capfdbinary: Any, folder: Path) -> None:
    for name in ("log.parquet", "log.csv"):
        assert run(capfdbinary, "simulate", scenario(folder), "--log", folder / name)[0] == 0
    table, rows = parquet.read_table(folder / "log.parquet"), rows_of(folder / "log.csv")
    for column in ("case", "process", "element", "name", "pool"):
        assert [str(value) for value in table[column].to_pylist()] == [row[column] for row in rows]
    assert [f"{value.isoformat(timespec='milliseconds')}" for value in table["end"].to_pylist()] == [
        row["end"] for row in rows
    ]


@pytest.mark.parametrize(("language", "said"), [("ja", "「市民課」"), ("en", 'pool "市民課"')])
def test_too_few_people_are_told_before_anything_runs(capfdbinary: Any, folder: Path, language: str, said: str) -> None:
    busy = [{"name": "転入", "file": "現行.bpmn", "arrivals": {"per_year": 60000, "calendar": "開庁"}}]
    path = scenario(folder, processes=busy)
    code, line, err = run(capfdbinary, "simulate", path, "--language", language, "--log", folder / "log.csv")
    assert (code, line) == (2, {})
    assert said in err
    assert "--allow-overload" in err
    assert not list(folder.glob("log.csv*"))
    code, line, err = run(capfdbinary, "simulate", path, "--allow-overload", "--cases", "50")
    assert code == 0
    assert line["loads"][1]["ratio"] > 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": 2}, "version"),
        ({"pools": {}}, "住民"),
        ({"processes": [{"name": "転入", "arrivals": {"per_year": 1}}]}, "「転入」の図がありません"),
        ({"processes": [{"name": "転入", "file": "ない.bpmn", "arrivals": {}}]}, "ない.bpmn"),
        ({"processes": "x"}, "processes"),
        ({"cases": 0}, "件数"),
        (
            {
                "processes": [
                    {
                        "name": "転入",
                        "file": "現行.bpmn",
                        "arrivals": {"per_year": 9, "calendar": "開庁", "weekdays": [0, 0, 0, 0, 0, 1, 1]},
                    }
                ]
            },
            "件数が発生する時間がありません",
        ),
    ],
)
def test_what_is_wrong_with_a_scenario_is_named(
    capfdbinary: Any, folder: Path, changes: dict[str, Any], message: str
) -> None:
    code, line, _ = run(capfdbinary, "simulate", scenario(folder, **changes))
    assert code == 1
    assert message in line["error"]["message"]


def test_what_is_no_json_is_named_with_its_line(capfdbinary: Any, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{\n "version": 1,\n')
    assert run(capfdbinary, "simulate", tmp_path / "x.json")[1]["error"]["line"] == 3
    assert run(capfdbinary, "assess", tmp_path / "y.json")[0] == 1


def test_ctrl_c_leaves_no_log_behind(folder: Path) -> None:
    command = [sys.executable, "-m", "bpr", "simulate", str(scenario(folder, cases=50_000_000)), "--log"]
    child = subprocess.Popen([*command, str(folder / "log.csv")], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while not (folder / "log.csv.part").exists() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "途中でやめました" in err
    assert not list(folder.glob("log.csv*"))


# assess


def test_the_example_of_the_manual_is_assessed(capfdbinary: Any, folder: Path) -> None:
    text = (ROOT / "docs/assess.md").read_text()
    example = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert example
    (folder / "input.json").write_text(example[1])
    code, line, _ = run(capfdbinary, "assess", folder / "input.json", "--snapshot", folder / "snapshot.json")
    assert code == 0
    saving = next(
        item for item in line["figures"]
        if (item["use_case"], item["organisation"], item["category"]) == ("", "", "")
        and (item["quantity"], item["side"]) == ("staff_hours", "saving")
    )  # fmt: skip
    assert saving["value"] > 0
    assert saving["unit"] == "時間/年"
    assert saving["interval"]["low"] < saving["interval"]["median"] < saving["interval"]["high"]
    assert line["investment"]["initial_yen"] == 1_200_000
    assert all(item["formula"] for item in line["figures"])
    snapshot = (folder / "snapshot.json").read_bytes()
    assert line["snapshot_sha256"] == hashlib.sha256(snapshot).hexdigest()
    assert len(from_bytes(snapshot).figures) == len(line["figures"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.update(version=9), "version"),
        (lambda data: data.update(cases=[]), "算定する対象がありません"),
        (lambda data: data["cases"][0].update(as_is="ない.bpmn"), "ない.bpmn"),
        (lambda data: data["cases"][0].pop("volume"), "cases[0].volume"),
        (lambda data: data["cases"][0]["volume"].update(cases_per_year="多い"), "cases[0].volume.cases_per_year"),
        (lambda data: data["cases"][0]["volume"].update(cases_per_year=-1), "件数"),
        (lambda data: data["cases"][0].update(volumes={}), "cases[0].volumes"),
        (lambda data: data["cases"].append(data["cases"][0]), "2回あります"),
        (lambda data: data["assumptions"].pop("unit_rate_yen_per_hour"), "人件費単価がありません"),
        (lambda data: data["measures"][0].update(kind="magic"), "measures[0].kind"),
        (lambda data: data.update(measures={}), "measures"),
        (lambda data: data["cases"][0]["volume"].update(evidence=[7]), "cases[0].volume.evidence[0]"),
    ],
)
def test_what_is_wrong_with_an_assessment_is_named(capfdbinary: Any, folder: Path, change: Any, message: str) -> None:
    example = re.search(r"```json\n(.*?)```", (ROOT / "docs/assess.md").read_text(), re.DOTALL)
    assert example
    data = json.loads(example[1])
    change(data)
    (folder / "input.json").write_text(json.dumps(data, ensure_ascii=False))
    code, line, _ = run(capfdbinary, "assess", folder / "input.json")
    assert code == 1
    assert message in line["error"]["message"]


# notebooks and batches


def test_the_examples_for_python_in_the_manual_run(folder: Path, monkeypatch: Any, capsys: Any) -> None:
    scenario(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    examples = re.findall(r"```python\n(.*?)```", (ROOT / "docs/cli.md").read_text(), re.DOTALL)
    assert examples
    for example in examples:
        exec(compile(example, "docs/cli.md", "exec"), {})  # noqa: S102
    assert "窓口" in capsys.readouterr().out
