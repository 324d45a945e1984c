from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessLogsConfig(AppConfig):
    name = "bpr.logs"
    verbose_name = _("操作ログ")
    default_auto_field = "django.db.models.BigAutoField"
