"""The command ``bpr bpmn`` as people call it: arguments, files, lines on standard output, exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bpr.cli import words
from bpr.cli.main import main
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import model_to_rows, rows_to_model
from bpr.sandbox import SandboxError
from tests.core.step_tables import MOVING_IN

ROOT = Path(__file__).parents[2]
FOREIGN = ROOT / "tests/fixtures/bpmn/foreign.bpmn"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good file, one in a folder below it with the same name, and a broken one."""
    inside = tmp_path / "図"
    (inside / "下").mkdir(parents=True)
    (inside / "転入届.bpmn").write_bytes(write_bpmn(layout(rows_to_model(MOVING_IN, name="転入届"))))
    (inside / "下" / "転入届.xml").write_bytes(FOREIGN.read_bytes())
    (inside / "壊れた図.bpmn").write_text('<?xml version="1.0"?>\n<definitions>\n<task></definitions>')
    (inside / "読まない.txt").write_text("x")
    return inside


def run(capfdbinary: Any, *arguments: object) -> tuple[int, list[dict[str, Any]]]:
    code = main(["bpmn", *map(str, arguments)])
    return code, [json.loads(line) for line in capfdbinary.readouterr().out.decode().splitlines()]


def test_a_broken_file_stops_nothing_and_is_told_with_its_line(capfdbinary: Any, folder: Path) -> None:
    code, lines = run(capfdbinary, "inspect", folder)
    assert code == 1
    assert {Path(line["path"]).name: line["ok"] for line in lines} == {
        "転入届.xml": True, "壊れた図.bpmn": False, "転入届.bpmn": True,
    }  # fmt: skip
    broken = next(line for line in lines if not line["ok"])
    assert "XMLとして読めません" in broken["error"]["message"]
    assert broken["error"]["line"] == 3
    good = next(line for line in lines if line["path"].endswith("転入届.bpmn"))
    assert good["counts"]["pools"] == len({row.values.performer_kind for row in MOVING_IN} & {"resident"}) + 1
    assert good["milliseconds"] > 0
    assert good["repairs"] == []


def test_errors_are_told_in_the_language_asked_for(capfdbinary: Any, folder: Path) -> None:
    _code, lines = run(capfdbinary, "inspect", "--language", "en", folder)
    broken = next(line for line in lines if not line["ok"])
    assert broken["error"]["message"].startswith("This is not well-formed XML")
    assert SandboxError("time").words("en").isascii()


def test_findings_are_told_in_the_language_asked_for(capfdbinary: Any, folder: Path) -> None:
    found = {
        language: run(capfdbinary, "inspect", folder / "下", "--language", language)[1][0]["findings"]
        for language in ("ja", "en")
    }
    assert [item["rule"] for item in found["ja"]] == [item["rule"] for item in found["en"]] != []
    assert found["ja"][0]["message"] != found["en"][0]["message"]
    assert found["en"][0]["remedy"].isascii() or "「" in found["en"][0]["remedy"]


def test_results_stand_where_their_sources_stood(capfdbinary: Any, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "結果"
    code, lines = run(capfdbinary, "draw", folder, "--out", out)
    assert code == 1
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*.*")) == ["下/転入届.svg", "転入届.svg"]
    assert all(Path(path).read_text().startswith("<svg") for line in lines for path in line.get("written", []))


def test_pages_of_paper(capfdbinary: Any, folder: Path, tmp_path: Path) -> None:
    code, lines = run(capfdbinary, "draw", folder / "転入届.bpmn", "--tiles", "A4", "--out", tmp_path)
    assert code == 0
    assert next(Path(path).name for path in lines[0]["written"]) == "転入届-A4-1.svg"


def test_export_loses_nothing_and_says_so(capfdbinary: Any, folder: Path, tmp_path: Path) -> None:
    source = folder / "転入届.bpmn"
    code, lines = run(capfdbinary, "export", source, folder / "下", "--check", "--out", tmp_path)
    assert code == 0
    assert [line["equal"] for line in lines] == [True, True]
    assert lines[0]["counts"]["waypoints"] > 10
    assert (tmp_path / "転入届.bpmn").read_bytes() == source.read_bytes()
    assert (tmp_path / "転入届 (2).bpmn").exists()  # two sources of one name
    _code, anew = run(capfdbinary, "export", source, "--rebuild", "--out", tmp_path)
    assert anew[0]["ok"]


def test_normalise_writes_utf8(capfdbinary: Any, tmp_path: Path) -> None:
    source = tmp_path / "a.bpmn"
    text = write_bpmn(rows_to_model(MOVING_IN, name="転入届")).decode().replace("UTF-8", "Shift_JIS")
    source.write_bytes(text.encode("cp932"))
    assert run(capfdbinary, "normalise", source, "--out", tmp_path / "out")[0] == 0
    assert "転入届" in (tmp_path / "out/a.bpmn").read_text()


def test_layout_moves_shapes_only(capfdbinary: Any, folder: Path, tmp_path: Path) -> None:
    code, lines = run(capfdbinary, "layout", folder / "転入届.bpmn", "--vertical", "--out", tmp_path)
    assert code == 0
    before = read_model(BpmnDocument.parse((folder / "転入届.bpmn").read_bytes()))
    after = read_model(BpmnDocument.parse((tmp_path / "転入届.bpmn").read_bytes()))
    assert lines[0]["counts"]["nodes"] == len(before.nodes)
    assert not after.pools[0].is_horizontal
    assert [node.values for node in after.steps()] == [node.values for node in before.steps()]


def test_the_difference_of_two_files(capfdbinary: Any, folder: Path, tmp_path: Path) -> None:
    changed = tmp_path / "b.bpmn"
    table = [replace(MOVING_IN[0], task="何も書かない"), *MOVING_IN[1:]]
    changed.write_bytes(write_bpmn(layout(rows_to_model(table, name="転入届"))))
    code, lines = run(capfdbinary, "diff", folder / "転入届.bpmn", changed, "--out", tmp_path / "out")
    assert code == 0
    assert lines[0]["counts"] == {"changed": 1, "kept": len(MOVING_IN) - 1}
    assert lines[0]["differences"][0]["changes"] == [
        {"field": "name", "before": MOVING_IN[0].task, "after": "何も書かない"}
    ]
    assert len(list((tmp_path / "out").glob("*.svg"))) == 2


def test_rows_go_to_excel_and_come_back(capfdbinary: Any, folder: Path, tmp_path: Path) -> None:
    assert run(capfdbinary, "rows", folder / "転入届.bpmn", "--out", tmp_path)[0] == 0
    table = (tmp_path / "転入届.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    (tmp_path / "sjis.csv").write_bytes(table.decode("utf-8-sig").encode("cp932"))
    assert run(capfdbinary, "rows", tmp_path / "sjis.csv", "--out", tmp_path)[0] == 0
    again = model_to_rows(read_model(BpmnDocument.parse((tmp_path / "sjis.bpmn").read_bytes())))
    first = model_to_rows(read_model(BpmnDocument.parse((folder / "転入届.bpmn").read_bytes())))
    assert [(row.task, row.next, row.values.performer, row.values.handling_minutes) for row in again] == [
        (row.task, row.next, row.values.performer, row.values.handling_minutes) for row in first
    ]


def test_what_cannot_be_opened_is_told(capfdbinary: Any, folder: Path, tmp_path: Path) -> None:
    code, lines = run(capfdbinary, "inspect", tmp_path / "ない.bpmn", folder / "転入届.bpmn")
    assert code == 1
    assert [line["ok"] for line in lines] == [False, True]
    assert "ファイルを開けません" in lines[0]["error"]["message"]


def test_a_file_that_kills_the_reader_does_not_stop_the_next(capfdbinary: Any, folder: Path) -> None:
    code, lines = run(capfdbinary, "draw", folder / "転入届.bpmn", "--memory", 40)
    assert code == 1
    assert lines[0]["error"]["message"]
    assert run(capfdbinary, "inspect", folder / "転入届.bpmn")[0] == 0


def test_an_empty_folder_is_a_mistake_of_the_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bpmn", "inspect", str(tmp_path), "--language", "en"]) == 2
    assert words.NOTHING_FOUND.en in capsys.readouterr().err


@pytest.mark.parametrize("command", words.COMMANDS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_command_explains_itself(command: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["bpmn", command, "--help", "--language", language])
    said = " ".join(capsys.readouterr().out.split())
    assert words.COMMANDS[command].of(language)[:12] in said


def test_python_m_bpr_is_the_same_command(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bpr", "bpmn", "inspect", folder / "転入届.bpmn"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["ok"]
