from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("成果報告書")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import panels, project_figures, road, tabs, worklist
        from reports import conversion, navigation

        road.register(
            key="assessments",
            order=40,
            label=_("効果"),
            url_name="reports:assessments",
            visible=navigation.sees_assessments,
            state=navigation.assessments_state,
        )
        road.register(
            key="reports",
            order=50,
            label=_("報告書"),
            url_name="reports:index",
            visible=navigation.sees_reports,
            state=navigation.reports_state,
        )
        for tab in navigation.TABS:
            tabs.register("assessments", tab)
        worklist.register(navigation.work_of)
        project_figures.register(key="wage", provider=conversion.wage)
        panels.register(key="assessments", order=40, provider=navigation.panel)
