from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "bpr.access"
    label = "access"
    verbose_name = _("団体・参加・役割")
    default_auto_field = "django.db.models.BigAutoField"
