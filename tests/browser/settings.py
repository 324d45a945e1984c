"""The site as scripts/run starts it, but passwords are hashed cheaply: the sample alone brings some thirty people."""

from bpr.config.settings.local import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
