"""Opening hours, staff groups and arrival patterns (職員と暦), as people enter them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficeHours(models.Model):
    """開庁時間 of one organisation, or of all of the project where ``organisation`` is empty."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="office_hours")
    organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, blank=True, related_name="office_hours"
    )
    name = models.CharField(_("名前"), max_length=60)
    weekdays = models.JSONField(_("曜日ごとの時間"), default=dict)  # {"mon": ["08:30-12:00", "13:00-17:15"], …}
    days_off = models.JSONField(_("休む日"), default=list, blank=True)  # ["2026-11-24", …]
    japanese_holidays = models.BooleanField(_("祝日と年末年始は休み"), default=True)
    evidence_kind = models.CharField(_("根拠"), max_length=12)
    source = models.CharField(_("出典"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("開庁時間")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation", "name"], name="office_hours_once"),
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=models.Q(organisation__isnull=True),
                name="generic_office_hours_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffGroup(models.Model):
    """職員の組: people who share the same work, with what part of their time is there for it."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="staff_groups")
    organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, blank=True, related_name="staff_groups"
    )
    name = models.CharField(_("名前"), max_length=60)
    performers = models.JSONField(_("受け持つ作業者"), default=list)  # names of performers
    people = models.JSONField(_("人数"), default=list)  # shares as text: ["1", "1", "0.5"]
    office_hours = models.ForeignKey(
        OfficeHours, models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("開庁時間")
    )
    available_percent = models.DecimalField(_("充てられる割合（％）"), max_digits=5, decimal_places=2, default=100)
    yen_per_hour = models.DecimalField(_("人件費（円／時間）"), max_digits=10, decimal_places=2, null=True, blank=True)
    evidence_kind = models.CharField(_("根拠"), max_length=12)
    source = models.CharField(_("出典"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("職員の組")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation", "name"], name="staff_group_once"),
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=models.Q(organisation__isnull=True),
                name="generic_staff_group_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ArrivalPattern(models.Model):
    """受付の山 of a use case by weekday and hour, of one organisation or of all."""

    use_case = models.ForeignKey("usecases.UseCase", models.CASCADE, related_name="arrival_patterns")
    organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, blank=True, related_name="arrival_patterns"
    )
    weekdays = models.JSONField(_("曜日ごとの件数"), default=list, blank=True)  # 7 numbers as text, or empty
    hours = models.JSONField(_("時刻ごとの件数"), default=list, blank=True)  # 24 numbers as text, or empty
    evidence_kind = models.CharField(_("根拠"), max_length=12)
    source = models.CharField(_("出典"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("受付の山")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["use_case", "organisation"], name="arrival_pattern_once"),
            models.UniqueConstraint(
                fields=["use_case"], condition=models.Q(organisation__isnull=True), name="generic_arrival_pattern_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.use_case)
