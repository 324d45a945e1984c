"""WSGI entry point; started with ``gunicorn bpr.config.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpr.config.settings.production")

application = get_wsgi_application()
