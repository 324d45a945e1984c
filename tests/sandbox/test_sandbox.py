"""Files of strangers are read in a child: what it does wrong ends it and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from bpr.sandbox import CHILD, Sandbox, SandboxError


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox("tests.sandbox.targets:serve", memory_bytes=256 * 1024 * 1024, seconds=1) as made:
        yield made


def test_one_child_answers_many_requests(sandbox: Sandbox) -> None:
    first = sandbox.call(b"pid")
    assert sandbox.call(b"echo") == b"answer"
    assert len(sandbox.call(b"large")) == 3_000_000
    assert len(sandbox.call(b"y" * 3_000_000)) == 3_000_000
    assert sandbox.call(b"print") == b"still whole"
    assert sandbox.call(b"pid") == first


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (b"die", "died"),
        (b"raise", "died"),
        (b"sleep", "time"),
        (b"spin", "time"),
        (b"memory", "memory"),
        (b"write", "died"),
    ],
)
def test_a_child_that_fails_is_told_and_replaced(sandbox: Sandbox, request_: bytes, reason: str) -> None:
    first = sandbox.call(b"pid")
    with pytest.raises(SandboxError, match="ファイルです") as raised:
        sandbox.call(request_)
    assert raised.value.reason in (reason, "died" if request_ == b"spin" else reason)
    assert sandbox.call(b"pid") != first


def test_the_child_has_nothing_of_the_parent(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    assert b"SECRET_KEY" not in sandbox.call(b"environment")


def test_closing_twice_is_harmless() -> None:
    sandbox = Sandbox("tests.sandbox.targets:serve")
    sandbox.close()
    assert sandbox.call(b"echo") == b"answer"
    sandbox.close()
    sandbox.close()


def test_the_limits_are_set_before_a_request_is_read() -> None:
    code = (
        "import runpy, resource, sys; child = runpy.run_path(sys.argv[1]); child['limit_process'](1 << 30);"
        "child['limit_time'](20); print(*(resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[0]"
        " for name in ('AS', 'CPU', 'FSIZE', 'CORE')))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code, str(CHILD)], capture_output=True, text=True, check=True)
    memory, seconds, size, core = map(int, done.stdout.split())
    assert (memory, size, core) == (1 << 30, 0, 0)
    assert 20 < seconds <= 25
