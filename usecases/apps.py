from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsecasesConfig(AppConfig):
    name = "usecases"
    verbose_name = _("ユースケース")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access import road, tabs, worklist
        from usecases import navigation

        road.register(
            key="overview",
            order=10,
            label=_("概況"),
            url_name="usecases:project",
            visible=navigation.sees_use_cases,
            state=navigation.overview_state,
        )
        road.register(
            key="processes",
            order=30,
            label=_("業務プロセス"),
            url_name="usecases:processes",
            visible=navigation.sees_processes,
            state=navigation.processes_state,
        )
        tabs.register("processes", navigation.TAB)
        worklist.register(navigation.work_of)
