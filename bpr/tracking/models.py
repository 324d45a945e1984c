"""Promised savings and what became of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bpr.core.workload import MONTHS


class Commitment(models.Model):
    """約束: the yearly saving that one organisation × use case is committed to, with the plan that it stands on.

    ``baseline`` holds the figures of the plan (see ``bpr.tracking.baselines``). Never changed after it was made: a
    newer one of the same pair takes its place, and the older ones stay readable.
    """

    use_case = models.ForeignKey("usecases.UseCase", models.CASCADE, related_name="commitments")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="commitments")
    assessment = models.ForeignKey("reports.Assessment", models.PROTECT, related_name="commitments")
    baseline = models.JSONField()
    hours_per_year = models.DecimalField(_("約束する時間（時間／年）"), max_digits=14, decimal_places=2)
    yen_per_year = models.DecimalField(_("約束する費用（円／年）"), max_digits=16, decimal_places=0)
    starts_on = models.DateField(_("効果が出はじめる日"))
    promised_by = models.CharField(_("約束した人"), max_length=120)
    note = models.TextField(_("備考"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("約束")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["use_case", "organisation"], name="commitment_pair")]

    def __str__(self) -> str:
        return f"{self.organisation}「{self.use_case}」"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a commitment is kept as it was made: make a new one")
        super().save(*args, **kwargs)


class Actual(models.Model):
    """実績: cases and minutes per case that were measured in some months of a fiscal year."""

    use_case = models.ForeignKey("usecases.UseCase", models.CASCADE, related_name="actuals")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="actuals")
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    first_month = models.PositiveSmallIntegerField(_("はじめの月"), default=4)
    last_month = models.PositiveSmallIntegerField(_("おわりの月"), default=3)
    cases = models.DecimalField(_("件数"), max_digits=12, decimal_places=1)
    minutes_per_case = models.DecimalField(_("1件当たりの職員の処理時間（分）"), max_digits=10, decimal_places=2)
    direct_yen_per_case = models.DecimalField(
        _("1件当たりの直接経費（円）"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    evidence_kind = models.CharField(_("根拠"), max_length=12)
    source = models.TextField(_("出典"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("実績")
        ordering = ["fiscal_year", "pk"]
        indexes = [models.Index(fields=["use_case", "organisation"], name="actual_pair")]

    def __str__(self) -> str:
        return f"{self.organisation}「{self.use_case}」{self.fiscal_year}年度"

    @property
    def months(self) -> tuple[int, ...]:
        """Its calendar months, in the order of the fiscal year."""
        return MONTHS[MONTHS.index(self.first_month) : MONTHS.index(self.last_month) + 1]
