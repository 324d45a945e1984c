"""The one place that reads the environment.

``read_env`` turns environment variables into a typed :class:`Env` or raises :class:`EnvError`, whose text names the
variable and what is expected. ``load_env`` does the same for the running process and stops its start on an error.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parents[2]

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
REDIS_SCHEMES = ("redis", "rediss", "redis+socket")
MIN_SECRET_KEY_LENGTH = 50
DEFAULT_POSTGRES_PORT = 5432
MAX_MEGABYTES = 4096


class EnvError(ValueError):
    """A variable is missing or wrong; the text says which one and what is expected."""

    def __init__(self, variable: str, expected_ja: str, expected_en: str) -> None:
        super().__init__(f"環境変数 {variable} {expected_ja} / Environment variable {variable} {expected_en}")


@dataclass(frozen=True, kw_only=True)
class Env:
    """Settings that differ from machine to machine."""

    secret_key: str
    debug: bool
    allowed_hosts: tuple[str, ...]
    csrf_trusted_origins: tuple[str, ...]
    data_dir: Path
    database: dict[str, Any]
    redis_url: str
    log_level: str
    secure_cookies: bool
    behind_proxy: bool
    log_upload_max_bytes: int


def load_env(*, production: bool = False) -> Env:
    """Read the process environment; on an error stop the start with its one sentence."""
    try:
        return read_env(os.environ, production=production)
    except EnvError as error:
        raise SystemExit(str(error)) from error


def read_env(environ: Mapping[str, str], *, production: bool) -> Env:
    """Read ``environ``. In production nothing secret or site-specific has a default.

    Raises:
        EnvError: a variable is missing or malformed.
    """
    data_dir = _data_dir(environ)
    return Env(
        secret_key=_secret_key(environ, data_dir=data_dir, production=production),
        debug=_flag(environ, "DEBUG", default=False),
        allowed_hosts=_hosts(environ, production=production),
        csrf_trusted_origins=_origins(environ),
        data_dir=data_dir,
        database=_database(environ, data_dir=data_dir, production=production),
        redis_url=_redis_url(environ, data_dir=data_dir, production=production),
        log_level=_log_level(environ),
        secure_cookies=_flag(environ, "SECURE_COOKIES", default=production),
        behind_proxy=_flag(environ, "BEHIND_PROXY", default=False),
        log_upload_max_bytes=_megabytes(environ, "LOG_UPLOAD_MAX_MB", default=200),
    )


def _required(environ: Mapping[str, str], name: str, example: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise EnvError(name, f"がありません。{example} の形で設定してください。", f"is missing; set it like {example}.")
    return value


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    word = environ.get(name, "").strip().lower()
    if not word:
        return default
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise EnvError(
            name, f"は true か false にしてください (今の値: {word})。", f"must be true or false, not {word!r}."
        )
    return word in TRUE_WORDS


def _megabytes(environ: Mapping[str, str], name: str, *, default: int) -> int:
    """A size in bytes, given in whole megabytes."""
    word = environ.get(name, "").strip()
    if word and not (word.isascii() and word.isdigit() and 0 < int(word) <= MAX_MEGABYTES):
        raise EnvError(
            name,
            f"は1から{MAX_MEGABYTES}までの整数（MB）にしてください (今の値: {word})。",
            f"must be a whole number of megabytes from 1 to {MAX_MEGABYTES}, not {word!r}.",
        )
    return int(word or default) * 1024 * 1024


def _words(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in environ.get(name, "").split(",") if word.strip())


def _data_dir(environ: Mapping[str, str]) -> Path:
    path = Path(environ.get("DATA_DIR", "").strip() or BASE_DIR / "var").expanduser()
    if not path.is_absolute():
        raise EnvError(
            "DATA_DIR", f"は絶対パスにしてください (今の値: {path})。", f"must be an absolute path, not {path}."
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvError(
            "DATA_DIR",
            f"のフォルダ {path} を作れません ({error.strerror})。書き込めるフォルダを指定してください。",
            f"names {path}, which cannot be created ({error.strerror}); name a writable folder.",
        ) from error
    return path


def _secret_key(environ: Mapping[str, str], *, data_dir: Path, production: bool) -> str:
    key = environ.get("SECRET_KEY", "")
    if not key and not production:
        return _local_secret_key(data_dir / "secret-key")
    if len(key) < MIN_SECRET_KEY_LENGTH:
        raise EnvError(
            "SECRET_KEY",
            f"には {MIN_SECRET_KEY_LENGTH} 文字以上の推測できない文字列を設定してください。",
            f"must be an unguessable string of at least {MIN_SECRET_KEY_LENGTH} characters.",
        )
    return key


def _local_secret_key(path: Path) -> str:
    """The key of this machine, made once and kept readable by its owner only."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass  # made by an earlier start
    return path.read_text(encoding="ascii")


def _hosts(environ: Mapping[str, str], *, production: bool) -> tuple[str, ...]:
    if production:
        _required(environ, "ALLOWED_HOSTS", "bpr.example.lg.jp")
    return _words(environ, "ALLOWED_HOSTS") or ("localhost", "127.0.0.1", "[::1]")


def _origins(environ: Mapping[str, str]) -> tuple[str, ...]:
    origins = _words(environ, "CSRF_TRUSTED_ORIGINS")
    for origin in origins:
        if not origin.startswith(("http://", "https://")):
            raise EnvError(
                "CSRF_TRUSTED_ORIGINS",
                f"は https:// から書いてください (今の値: {origin})。",
                f"must start with https:// (found {origin!r}).",
            )
    return origins


def _log_level(environ: Mapping[str, str]) -> str:
    level = environ.get("LOG_LEVEL", "").strip().upper() or "INFO"
    if level not in LOG_LEVELS:
        raise EnvError(
            "LOG_LEVEL",
            f"は {'・'.join(LOG_LEVELS)} のどれかにしてください。",
            f"must be one of {', '.join(LOG_LEVELS)}.",
        )
    return level


def _redis_url(environ: Mapping[str, str], *, data_dir: Path, production: bool) -> str:
    """A Celery broker address; a private server on a Unix socket unless told otherwise."""
    example = "redis://redis:6379/0"
    url = _required(environ, "REDIS_URL", example) if production else environ.get("REDIS_URL", "").strip()
    url = url or f"redis+socket://{data_dir / 'redis.sock'}"
    if url.startswith("unix://"):
        url = "redis+socket://" + url.removeprefix("unix://")
    parts = _split(url, "REDIS_URL")
    place = parts.path if parts.scheme == "redis+socket" else parts.hostname
    if parts.scheme not in REDIS_SCHEMES or not place:
        raise EnvError(
            "REDIS_URL",
            f"は {example} か redis+socket:///フォルダ/redis.sock の形にしてください。",
            f"must look like {example} or redis+socket:///folder/redis.sock.",
        )
    return url


def _database(environ: Mapping[str, str], *, data_dir: Path, production: bool) -> dict[str, Any]:
    example = "postgres://user:password@host:5432/bpr"
    url = _required(environ, "DATABASE_URL", example) if production else environ.get("DATABASE_URL", "").strip()
    parts = _split(url or f"sqlite:///{data_dir / 'bpr.sqlite3'}", "DATABASE_URL")
    if parts.scheme == "sqlite" and parts.path not in {"", "/"}:
        return _sqlite(parts)
    if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
        return _postgres(parts)
    raise EnvError(
        "DATABASE_URL",
        f"は sqlite:////フォルダ/bpr.sqlite3 か {example} の形にしてください。",
        f"must look like sqlite:////folder/bpr.sqlite3 or {example}.",
    )


def _split(url: str, variable: str) -> SplitResult:
    """Split an address; a malformed port or bracket is an error of the variable."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it checks the port number
    except ValueError as error:
        raise EnvError(variable, f"を読めません ({error})。", f"cannot be read ({error}).") from error
    return parts


def _sqlite(parts: SplitResult) -> dict[str, Any]:
    """WAL lets pages read while a job writes; IMMEDIATE takes the write lock at once instead of failing later."""
    # three slashes: a path relative to the project; four: an absolute one
    path = unquote(parts.path).removeprefix("/")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path if path == ":memory:" else str(BASE_DIR / path),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgres(parts: SplitResult) -> dict[str, Any]:
    """Credentials, host and port from the address; ``?host=/folder&port=5432`` names a Unix socket."""
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    port = options.pop("port", None) or parts.port or DEFAULT_POSTGRES_PORT
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port),
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": 8, "timeout": 20}},
    }
