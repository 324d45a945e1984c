"""No Docker engine is at hand: the files agree with each other and with the settings that they start."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bpr.config.env import BASE_DIR, read_env

DOCKER = BASE_DIR / "docker"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    lines = (DOCKER / "env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_environment_starts_production(example: dict[str, str], tmp_path: Path) -> None:
    env = read_env({**example, "DATA_DIR": str(tmp_path)}, production=True)
    assert env.database["USER"] == example["POSTGRES_USER"]
    assert env.database["PASSWORD"] == example["POSTGRES_PASSWORD"]
    assert env.database["NAME"] == example["POSTGRES_DB"]
    assert env.behind_proxy
    assert env.secure_cookies


def test_hosts_in_the_environment_are_services(compose: dict[str, Any], example: dict[str, str]) -> None:
    hosts = {re.sub(r".*[@/]([a-z]+):\d+.*", r"\1", example[name]) for name in ("DATABASE_URL", "REDIS_URL")}
    assert hosts == {"postgres", "redis"}
    assert hosts <= compose["services"].keys()
    assert "http://web:8000" in (DOCKER / "nginx.conf").read_text(encoding="utf-8")


def test_services_wait_for_services_that_exist(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services.keys() == {"migrate", "web", "worker", "sweeper", "postgres", "redis", "proxy"}
    for name, service in services.items():
        assert set(service.get("depends_on", ())) <= services.keys(), name


def test_named_files_and_volumes_exist(compose: dict[str, Any]) -> None:
    mounts = [mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", ())]
    named = {mount for mount in mounts if not mount.startswith(".")}
    assert named == compose["volumes"].keys()
    assert (DOCKER / "nginx.conf").is_file()
    assert (DOCKER / compose["services"]["web"]["build"]["context"]).resolve() == BASE_DIR


def test_the_image_copies_what_exists() -> None:
    text = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    sources = [word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE) for word in line.split()]
    assert {"bpr", "usecases", "hearings", "reports", "templates", "requirements.lock"} <= set(sources)
    assert [source for source in sources if not (BASE_DIR / source).exists()] == []


def test_the_image_has_the_packages_of_scripts_run() -> None:
    setup = (BASE_DIR / "scripts" / "_setup.sh").read_text(encoding="utf-8")
    found = re.search(r"RUN_PACKAGES=\((.+)\)", setup)
    assert found is not None
    packages = set(found[1].split()) - {"redis-server"}
    text = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    assert packages <= set(text.split())


def test_the_proxy_lets_the_largest_log_pass(example: dict[str, str], tmp_path: Path) -> None:
    """Above the application's limit, so that its own answer is seen, and on the addresses that take logs only."""
    env = read_env({**example, "DATA_DIR": str(tmp_path)}, production=True)
    config = (DOCKER / "nginx.conf").read_text(encoding="utf-8")
    place, _brace, rest = config.partition("logs/new|api/v1/logs)/$ {")
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", rest)[1])
    assert megabytes * 1024 * 1024 > env.log_upload_max_bytes
    assert int(re.search(r"client_max_body_size (\d+)m;", place)[1]) < megabytes
