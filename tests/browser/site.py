"""The site as scripts/run starts it, with a database, a Redis and a worker of its own in one temporary folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from bpr.config.env import BASE_DIR

WAIT_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """Processes of one session of tests; ``stop`` leaves none behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"127.0.0.1:{_free_port()}"
        self.origin = f"http://{self.address}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "REDIS_URL": f"redis+socket://{folder / 'redis.sock'}",
        }

    def start(self) -> None:
        """Make the database with the sample and the tests' own projects, then start everything."""
        self._spawn("redis-server", "--port", "0", "--unixsocket", str(self.folder / "redis.sock"), "--save", "")
        self._run("-m", "tests.browser.world")
        options = ("--workers", "1", "--threads", "4", "--timeout", "120", "--no-control-socket")
        self._spawn(sys.executable, "-m", "gunicorn", "bpr.config.wsgi", "--bind", self.address, *options)
        self._wait_until((self.folder / "redis.sock").exists, "the Redis socket")
        options = ("--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=INFO")
        self._spawn(sys.executable, "-m", "celery", "-A", "bpr.config", "worker", *options)
        self._wait_until(self._answers, "the sign-in page")

    def stop(self) -> None:
        for process in reversed(self.processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def log(self) -> str:
        """What the processes said, for the message of a test that fails."""
        return (self.folder / "processes.log").read_text(encoding="utf-8")

    def _spawn(self, *command: str) -> None:
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=BASE_DIR, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)

    def _run(self, *arguments: str) -> None:
        done = subprocess.run([sys.executable, *arguments], cwd=BASE_DIR, env=self.environ, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.origin}/accounts/login/", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            error.close()
            return False
        except OSError:
            return False

    def _wait_until(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + WAIT_SECONDS
        while not condition():
            assert time.monotonic() < end, f"{what} did not come\n{self.log()}"
            time.sleep(0.1)
