from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffingConfig(AppConfig):
    name = "bpr.staffing"
    verbose_name = _("職員と暦")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import opening_hours, tabs
        from bpr.sample import parts
        from bpr.staffing import navigation, report, selectors
        from bpr.staffing.services.sample import sample_staffing
        from reports.content import studies

        tabs.register("assessments", navigation.TAB)
        opening_hours.register(selectors.opening_hours)
        parts.register(sample_staffing)
        studies.register(chapter=studies.EFFECT, order=10, writer=report.write_staffing)
