"""A missing or wrong variable stops the start with a sentence that names it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bpr.config.env import BASE_DIR, Env, EnvError, read_env

PRODUCTION = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "bpr.example.lg.jp",
    "DATABASE_URL": "postgres://bpr:p%40ss@db:5433/bpr",
    "REDIS_URL": "redis://redis:6379/0",
}


def env_of(tmp_path: Path, *, production: bool = False, **variables: str) -> Env:
    return read_env({"DATA_DIR": str(tmp_path / "data"), **variables}, production=production)


def test_a_local_machine_needs_no_variable_at_all(tmp_path: Path) -> None:
    env = env_of(tmp_path)
    assert env.database["NAME"] == str(tmp_path / "data" / "bpr.sqlite3")
    assert env.redis_url == f"redis+socket://{tmp_path}/data/redis.sock"
    assert (env.debug, env.secure_cookies, env.log_level) == (False, False, "INFO")


def test_the_local_secret_key_is_kept_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    key = env_of(tmp_path).secret_key
    assert len(key) >= 50
    assert env_of(tmp_path).secret_key == key
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_production_reads_everything_from_the_environment(tmp_path: Path) -> None:
    env = env_of(tmp_path, production=True, CSRF_TRUSTED_ORIGINS="https://a.example, https://b.example", **PRODUCTION)
    assert env.database["PASSWORD"] == "p@ss"
    assert (env.database["HOST"], env.database["PORT"], env.database["NAME"]) == ("db", "5433", "bpr")
    assert env.csrf_trusted_origins == ("https://a.example", "https://b.example")
    assert env.secure_cookies


@pytest.mark.parametrize("variable", PRODUCTION)
def test_production_has_no_defaults(tmp_path: Path, variable: str) -> None:
    with pytest.raises(EnvError, match=f"^環境変数 {variable} .+ / Environment variable {variable} .+"):
        env_of(tmp_path, production=True, **{**PRODUCTION, variable: ""})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "maybe"),
        ("SECURE_COOKIES", "2"),
        ("LOG_LEVEL", "LOUD"),
        ("DATA_DIR", "relative/folder"),
        ("DATA_DIR", "/proc/bpr"),
        ("SECRET_KEY", "short"),
        ("CSRF_TRUSTED_ORIGINS", "bpr.example.lg.jp"),
        ("REDIS_URL", "http://redis"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://host:port/0"),
        ("DATABASE_URL", "mysql://host/db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgres://host"),
        ("DATABASE_URL", "postgres://host:99999/db"),
    ],
)
def test_a_wrong_value_names_its_variable(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(EnvError, match=f"環境変数 {variable} "):
        env_of(tmp_path, **{variable: value})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///:memory:", ":memory:"),
        ("sqlite:////tmp/a.sqlite3", "/tmp/a.sqlite3"),  # noqa: S108
        ("sqlite:///a.sqlite3", str(BASE_DIR / "a.sqlite3")),
    ],
)
def test_sqlite_addresses(tmp_path: Path, url: str, expected: str) -> None:
    assert env_of(tmp_path, DATABASE_URL=url).database["NAME"] == expected


def test_postgres_over_a_unix_socket(tmp_path: Path) -> None:
    database = env_of(tmp_path, DATABASE_URL="postgresql:///bpr?host=/run/pg&port=5433").database
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("/run/pg", "5433", "bpr")


@pytest.mark.parametrize("word", ["redis+socket:///run/r.sock", "unix:///run/r.sock"])
def test_redis_over_a_unix_socket(tmp_path: Path, word: str) -> None:
    assert env_of(tmp_path, REDIS_URL=word).redis_url == "redis+socket:///run/r.sock"


@pytest.mark.parametrize("start", [["manage.py", "check"], ["-m", "celery", "-A", "bpr.config", "report"]])
def test_a_wrong_variable_stops_the_start_with_one_sentence(start: list[str], tmp_path: Path) -> None:
    environ: dict[str, Any] = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "oracle://x"}
    environ["DJANGO_SETTINGS_MODULE"] = "bpr.config.settings.local"
    run = subprocess.run([sys.executable, *start], cwd=BASE_DIR, env=environ, capture_output=True, text=True)
    assert run.returncode != 0
    assert run.stderr.strip().startswith("環境変数 DATABASE_URL は")
    assert len(run.stderr.strip().splitlines()) == 1


def test_the_largest_log_is_given_in_megabytes(tmp_path: Path) -> None:
    assert env_of(tmp_path).log_upload_max_bytes == 200 * 1024 * 1024
    assert env_of(tmp_path, LOG_UPLOAD_MAX_MB="50").log_upload_max_bytes == 50 * 1024 * 1024
    for wrong in ("0", "-1", "５０", "many", "9999999"):
        with pytest.raises(EnvError, match="LOG_UPLOAD_MAX_MB"):
            env_of(tmp_path, LOG_UPLOAD_MAX_MB=wrong)
