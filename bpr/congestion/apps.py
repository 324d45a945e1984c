from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CongestionConfig(AppConfig):
    name = "bpr.congestion"
    verbose_name = _("混み具合")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import tabs
        from bpr.congestion import navigation

        tabs.register("assessments", navigation.TAB)
