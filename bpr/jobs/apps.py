from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "bpr.jobs"
    label = "jobs"
    verbose_name = _("処理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import panels, worklist
        from bpr.jobs import navigation

        worklist.register(navigation.work_of)
        panels.register(key="jobs", order=5, provider=navigation.panel)
        # Run functions register themselves in the apps' tasks modules; web, worker and manage.py all need them.
        autodiscover_modules("tasks")
