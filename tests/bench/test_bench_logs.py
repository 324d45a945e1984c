"""How fast a log is read and measured, beside a bare NumPy group-by of the same columns, and how much memory it takes.

    .venv/bin/python -m pytest tests/bench/test_bench_logs.py --bench

The floor of measuring is what no tool can do without: sort by case and time, group minutes by step, mean and three
percentiles each. The floor of reading is ``csv.reader`` alone over the same file.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from bpr.core.logs import EventLog, LogColumns, measure, read_csv
from tests.core.simulation.loan import WORK, loan_model

ROOT = Path(__file__).parents[2]
EVENTS, MANY = 1_000_000, 5_000_000
STEPS = [
    "受付", "書類確認", "補正依頼", "書類確認", "所得照会", "物件評価", "返済査定", "審査票作成", "契約書作成",
    "保険見積", "決裁", "保証人確認", "送金", "台帳記録",
]  # fmt: skip
MEMORY = """
import sys
from pathlib import Path
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
from bpr.core.logs import LogColumns, measure, read_csv
from tests.core.simulation.loan import WORK, loan_model
imported = peak()
log = read_csv(Path(sys.argv[1]), LogColumns(case="案件", activity="作業", start="開始", end="終了", resource="担当"))
read = peak()
found = measure(log, loan_model(), {name: name for name in WORK})
print(imported, read, peak(), len(log), found.fit)
"""


def rows(events: int) -> np.ndarray:
    """Start of each execution, in minutes; cases of 14 steps, one after the other at the same steps."""
    number = np.arange(events)
    return 29_583_900 + number // len(STEPS) * 7 + number % len(STEPS) * 20


def written(path: Path, events: int) -> Path:
    start = rows(events).astype("datetime64[m]")
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("案件,作業,開始,終了,担当\n")
        for at in range(0, events, 1 << 16):
            piece = start[at : at + (1 << 16)]
            begins, ends = piece.astype(str), (piece + np.timedelta64(9, "m")).astype(str)
            file.writelines(
                f"2026-{number // len(STEPS):07},{STEPS[number % len(STEPS)]},{begin},{end},職員{number % 40}\n"
                for number, begin, end in zip(range(at, at + len(piece)), begins, ends, strict=True)
            )
    return path


def log_of(events: int) -> EventLog:
    """Every tenth case skips a step at random, so that there are many variants."""
    random = np.random.default_rng(1)
    number = np.arange(events)
    names = sorted(WORK)
    activity = np.array([names.index(step) for step in STEPS])[number % len(STEPS)]
    is_odd = random.random(events) < 0.01
    activity[is_odd] = random.integers(0, len(names), int(is_odd.sum()))
    start = rows(events).astype(float)
    return EventLog(
        case=(number // len(STEPS)).astype(np.int32), activity=activity.astype(np.int32), start=start,
        end=start + random.gamma(2, 4, events), resource=np.full(events, -1, dtype=np.int32),
        case_names=[str(at) for at in range(events // len(STEPS) + 1)], activity_names=names, resource_names=[],
    )  # fmt: skip


def group_by(log: EventLog) -> list[np.ndarray]:
    order = np.lexsort((log.end, log.start, log.case))
    activity, minutes = log.activity[order], (log.end - log.start)[order]
    by_step = np.argsort(activity, kind="stable")
    bounds = np.searchsorted(activity[by_step], np.arange(len(log.activity_names) + 1))
    groups = [minutes[by_step[first:last]] for first, last in pairwise(bounds)]
    return [np.append(np.percentile(group, (10, 50, 90)), group.mean()) for group in groups if len(group)]


def best_of_three(run: Callable[[], object]) -> float:
    seconds = []
    for _ in range(3):
        started = process_time()
        run()
        seconds.append(process_time() - started)
    return min(seconds)


def test_measuring_a_million_events_beside_a_group_by(capsys: pytest.CaptureFixture[str]) -> None:
    log, made = log_of(EVENTS), loan_model()
    found = measure(log, made, {name: name for name in WORK})
    own = best_of_three(lambda: measure(log, made, {name: name for name in WORK}))
    floor = best_of_three(lambda: group_by(log))
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{EVENTS:,} events, {found.variant_count:,} variants, fit {found.fit:.1%}: "
            f"{own:.2f} s, bare group-by {floor:.2f} s, {own / floor:.1f} ×"
        )
    assert own < 10
    assert own / floor < 20


def test_reading_a_million_rows_beside_a_bare_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "log.csv", EVENTS)
    columns = LogColumns(case="案件", activity="作業", start="開始", end="終了", resource="担当")

    def bare() -> int:
        with path.open(encoding="utf-8", newline="") as file:
            return sum(1 for _row in csv.reader(file))

    assert len(read_csv(path, columns)) == EVENTS
    own, floor = best_of_three(lambda: read_csv(path, columns)), best_of_three(bare)
    with capsys.disabled():
        print(f"\nread {EVENTS:,} rows: {own:.2f} s, csv.reader alone {floor:.2f} s, {own / floor:.1f} ×")  # noqa: T201
    assert own / floor < 12


def test_five_million_events_take_bounded_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "log.csv", MANY)
    output = subprocess.run(
        [sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ).stdout  # fmt: skip
    imported, read, peak, events, fit = map(float, output.split())
    with capsys.disabled():
        print(f"\nimports {imported:.0f} MB, read {read:.0f} MB, measured {peak:.0f} MB, fit {fit:.1%}")  # noqa: T201
    assert events == MANY
    assert peak - imported < 1200
