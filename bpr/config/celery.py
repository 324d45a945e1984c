"""The Celery application; started with ``celery -A bpr.config worker``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpr.config.settings.local")

app = Celery("bpr")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
