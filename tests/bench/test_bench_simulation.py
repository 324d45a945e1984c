"""How fast the simulation is, beside SimPy with the same process in the same run, and how much memory it takes.

    .venv/bin/python -m pytest tests/bench/test_bench_simulation.py --bench

Processor time of the best of three rounds, taken in turns, so that a busy machine spoils neither side more than the
other. The floors are those of the issue, and asserted: 30 × SimPy without calendars, 20 × with calendars and a log,
less than 200 MB beyond the start of the interpreter for 1,000,000 cases.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pytest

from bpr.core.simulation import ALWAYS, Calendar, LogRows, office_hours, replicate
from tests.bench.simpy_loan import Hours, Loan, Row
from tests.core.simulation.loan import loan_scenario

ROOT = Path(__file__).parents[2]
CASES, SIMPY_CASES = 100_000, 5_000
MEMORY = """
from pathlib import Path
def peak():  # of this program; getrusage would give that of the parent at the fork
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
start = peak()
from bpr.core.simulation import simulate
from tests.core.simulation.loan import loan_scenario
imported = peak()
simulate(loan_scenario(cases=1_000_000, replications=1))
print(start, imported, peak())
"""


def cases_per_second(run: Callable[[], object], cases: int) -> float:
    started = process_time()
    run()
    return cases / (process_time() - started)


def ours(calendar: Calendar, is_logged: bool) -> None:
    pieces: list[LogRows] = []
    replicate(loan_scenario(cases=CASES, replications=1, calendar=calendar), log=pieces.append if is_logged else None)
    assert bool(pieces) == is_logged


def theirs(calendar: Calendar, is_logged: bool) -> None:
    log: list[Row] | None = [] if is_logged else None
    hours = None if calendar.is_always_open else Hours(calendar, 400)
    assert len(Loan(cases=SIMPY_CASES, hours=hours, log=log).run()) == SIMPY_CASES
    assert bool(log) == is_logged


@pytest.mark.parametrize(
    ("calendar", "is_logged", "floor"),
    [(ALWAYS, False, 30), (office_hours(), True, 20)],
    ids=["plain", "calendars-and-log"],
)
def test_cases_per_second_beside_simpy(
    calendar: Calendar, is_logged: bool, floor: float, capsys: pytest.CaptureFixture[str]
) -> None:
    replicate(loan_scenario(cases=10, replications=1))  # compiled
    rounds = [
        (
            cases_per_second(lambda: ours(calendar, is_logged), CASES),
            cases_per_second(lambda: theirs(calendar, is_logged), SIMPY_CASES),
        )
        for _ in range(3)
    ]
    own, peer = np.max(rounds, axis=0)
    with capsys.disabled():
        print(f"\n{calendar.name}: {own:,.0f} cases/s, SimPy {peer:,.0f}, {own / peer:.1f} ×")  # noqa: T201
    assert own / peer >= floor


def test_a_million_cases_take_less_than_200_mb(capsys: pytest.CaptureFixture[str]) -> None:
    replicate(loan_scenario(cases=10, replications=1))  # compiled and kept, so that the child only reads it
    output = subprocess.run(
        [sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ).stdout  # fmt: skip
    start, imported, peak = map(float, output.split())
    with capsys.disabled():
        print(f"\nstart {start:.0f} MB, imports {imported:.0f} MB, peak {peak:.0f} MB")  # noqa: T201
    assert peak - start < 200


def test_first_compilation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once on a machine; read, not asserted."""
    code = "from bpr.core.simulation import replicate; from tests.core.simulation.loan import loan_scenario; "
    code += "replicate(loan_scenario(cases=10, replications=1))"
    seconds = []
    for _ in range(2):
        started = perf_counter()
        subprocess.run(
            [sys.executable, "-c", code], check=True, cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(tmp_path)},
        )  # fmt: skip
        seconds.append(perf_counter() - started)
    with capsys.disabled():
        print(f"\nfirst run {seconds[0]:.1f} s, second {seconds[1]:.1f} s")  # noqa: T201
    assert list(tmp_path.rglob("*.nbc"))
