from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CongestionConfig(AppConfig):
    name = "bpr.congestion"
    verbose_name = _("混み具合")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import tabs
        from bpr.congestion import navigation, report
        from reports.content import attachments, studies

        tabs.register("assessments", navigation.TAB)
        studies.register(chapter=studies.EFFECT, order=15, writer=report.write_congestion)
        attachments.register(report.congestion_files)
