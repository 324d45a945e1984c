from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    name = "bpr.tracking"
    verbose_name = _("約束と実績")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import tabs
        from bpr.tracking import navigation, report
        from reports.content import studies

        tabs.register("assessments", navigation.TAB)
        studies.register(chapter=studies.VERIFICATION, order=10, writer=report.write_promises)
