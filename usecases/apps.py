from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsecasesConfig(AppConfig):
    name = "usecases"
    verbose_name = _("ユースケース")
    default_auto_field = "django.db.models.BigAutoField"
