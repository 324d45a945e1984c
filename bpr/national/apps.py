from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NationalConfig(AppConfig):
    name = "bpr.national"
    verbose_name = _("全国への推計")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import tabs
        from bpr.national import navigation, report
        from bpr.national.services.sample import sample_drivers, sample_estimate
        from bpr.sample import parts
        from reports.content import attachments, studies

        tabs.register("assessments", navigation.TAB)
        parts.register(sample_drivers)
        parts.register_reading(sample_estimate)
        studies.register(chapter=studies.EFFECT, order=20, writer=report.write_national)
        attachments.register(report.national_files)
