from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessLogsConfig(AppConfig):
    name = "bpr.logs"
    verbose_name = _("操作ログ")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import evidence_pages, project_figures, tabs
        from bpr.logs import conversion, navigation, selectors
        from bpr.logs.services.sample import sample_log
        from bpr.sample import parts

        tabs.register("processes", navigation.TAB)
        evidence_pages.register(selectors.evidence_urls)
        project_figures.register(key="cases", provider=conversion.cases)  # in place of the hearings' own
        parts.register(sample_log)
