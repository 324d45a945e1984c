"""Behind a proxy that speaks HTTPS: PostgreSQL, Redis, collected static files with hashed names."""

from bpr.config.env import load_env
from bpr.config.settings.base import *  # noqa: F403
from bpr.config.settings.base import from_env

env = load_env(production=True)
globals().update(from_env(env))

STATIC_ROOT = env.data_dir / "static"
# The plain manifest: whitenoise's compressed storage takes twenty times as long and the proxy compresses anyway.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_SSL_REDIRECT = True
# The container's own health check speaks plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# Subdomains of the municipality's own name are not ours to bind (HSTS includeSubDomains and preload).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
