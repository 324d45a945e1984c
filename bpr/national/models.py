"""Which statistic drives each use case, what was asked, and what the frozen answer was."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UseCaseDriver(models.Model):
    """件数の基になる統計 of one use case, chosen or accepted by a person; "" leaves the use case out on purpose."""

    use_case = models.OneToOneField("usecases.UseCase", models.CASCADE, related_name="national_driver")
    driver = models.CharField(_("件数の基になる統計"), max_length=60, blank=True)  # a key of statistics.STATISTICS
    reason = models.CharField(_("選んだ理由"), max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("件数の基になる統計")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.use_case} {self.driver}"


class NationalQuestion(models.Model):
    """Everything that an estimate is made from, frozen: any worker makes the same figures of it."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="national_questions")
    assessment = models.ForeignKey("reports.Assessment", models.PROTECT, related_name="national_questions")
    content = models.JSONField()  # see bpr.national.frozen
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("全国への推計の入力")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "digest"], name="national_question_once")]

    def __str__(self) -> str:
        return f"{self.project} {self.digest[:12]}"


class NationalEstimate(models.Model):
    """全国への推計, frozen: the answer to one question. Never changed after it was made."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="national_estimates")
    question = models.OneToOneField(NationalQuestion, models.PROTECT, related_name="estimate")
    number = models.PositiveIntegerField(_("番号"))
    result = models.JSONField()  # country, classes, prefectures, use cases, coverage; see bpr.national.frozen
    municipalities = models.BinaryField()  # the 1,741 rows as compressed JSON
    sha256 = models.CharField(max_length=64)  # of result and rows
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("全国への推計")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="national_estimate_number_once")]

    def __str__(self) -> str:
        return f"{self.project} 第{self.number}回推計"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("an estimate is frozen: run a new one")
        super().save(*args, **kwargs)
