from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NationalConfig(AppConfig):
    name = "bpr.national"
    verbose_name = _("全国への推計")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import tabs
        from bpr.national import navigation, report
        from reports.content import attachments, studies

        tabs.register("assessments", navigation.TAB)
        studies.register(chapter=studies.EFFECT, order=20, writer=report.write_national)
        attachments.register(report.national_files)
