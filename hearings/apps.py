from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HearingsConfig(AppConfig):
    name = "hearings"
    verbose_name = _("ヒアリング")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import evidence_pages, project_figures, road, worklist
        from hearings import conversion, navigation, selectors

        road.register(
            key="hearings",
            order=20,
            label=_("ヒアリング"),
            url_name="hearings:index",
            visible=navigation.is_visible,
            state=navigation.state,
        )
        worklist.register(navigation.work_of)
        project_figures.register(key="cases", provider=conversion.cases)
        evidence_pages.register(selectors.evidence_urls)
