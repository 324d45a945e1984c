"""A worker that is killed in the middle leaves no half result, and the job is taken up again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bpr.config.env import BASE_DIR

pytestmark = pytest.mark.slow

WAIT_SECONDS = 60


class Machine:
    """A private Redis, a database file and the processes of one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "jobs.sqlite3"
        self.socket = folder / "redis.sock"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bpr.config.settings.local",
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "REDIS_URL": f"redis+socket://{self.socket}",
        }

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=BASE_DIR, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        options = ("--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=INFO")
        return self.start(sys.executable, "-m", "celery", "-A", "tests.jobs.worker", "worker", *options)

    def run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=BASE_DIR, env=self.environ, check=True, capture_output=True)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, timeout=20, isolation_level=None)) as connection:
            return connection.execute(statement).fetchall()

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + WAIT_SECONDS
        while not condition():
            log = (self.folder / "processes.log").read_text(encoding="utf-8")
            assert time.monotonic() < end, f"{what} did not come\n{log}"
            time.sleep(0.1)

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    try:
        machine.start("redis-server", "--port", "0", "--unixsocket", str(machine.socket), "--save", "")
        machine.run("manage.py", "migrate", "--verbosity", "0")
        machine.wait_until(machine.socket.exists, "the Redis socket")
        yield machine
    finally:
        machine.stop()


def test_a_killed_job_is_done_once_by_the_next_worker(machine: Machine, tmp_path: Path) -> None:
    worker = machine.start_worker()
    machine.run("-m", "tests.jobs.worker", str(tmp_path))
    machine.wait_until((tmp_path / "began-1").exists, "the first attempt")
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert machine.sql("SELECT state FROM jobs_job") == [("running",)]
    assert machine.sql("SELECT name FROM auth_group") == []

    machine.sql("UPDATE jobs_job SET lease_until = '2026-01-01 00:00:00'")  # as if the lease had run out
    machine.run("manage.py", "jobs_sweep")
    (tmp_path / "go").touch()
    machine.start_worker()
    machine.wait_until(lambda: machine.sql("SELECT state FROM jobs_job") == [("done",)], "the second attempt")

    assert machine.sql("SELECT attempts, progress FROM jobs_job") == [(2, 100)]
    assert machine.sql("SELECT name FROM auth_group") == [("product of attempt 2",)]
