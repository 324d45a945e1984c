from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    name = "bpr.tracking"
    verbose_name = _("約束と実績")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import tabs
        from bpr.tracking import navigation

        tabs.register("assessments", navigation.TAB)
