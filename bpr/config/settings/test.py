"""Tests: SQLite in memory unless DATABASE_URL names a server, jobs run at once, cheap password hashes."""

import os

from bpr.config.env import BASE_DIR, read_env
from bpr.config.settings.base import *  # noqa: F403
from bpr.config.settings.base import from_env

globals().update(
    from_env(
        read_env(
            {
                "DATABASE_URL": os.environ.get("DATABASE_URL") or "sqlite:///:memory:",
                "REDIS_URL": "redis+socket:///nonexistent/bpr-tests-run-jobs-at-once.sock",
                "DATA_DIR": str(BASE_DIR / "var" / "test"),
                "SECRET_KEY": "test-" * 10,
                "LOG_LEVEL": "WARNING",
            },
            production=False,
        )
    )
)

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # looks for a file when it is asked for: every test client would list all of them
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
