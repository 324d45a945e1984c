"""One machine, started by scripts/run: SQLite and a private Redis under var/, static files straight from the build."""

from bpr.config.env import load_env
from bpr.config.settings.base import *  # noqa: F403
from bpr.config.settings.base import from_env

globals().update(from_env(load_env()))

WHITENOISE_USE_FINDERS = True
