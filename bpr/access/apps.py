from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "bpr.access"
    label = "access"
    verbose_name = _("団体・参加・役割")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bpr.access.models import Membership
        from bpr.access.policy import memberships_changed

        for signal in (post_save, post_delete):
            signal.connect(memberships_changed, sender=Membership)
