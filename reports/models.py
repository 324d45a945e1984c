"""Assumptions, frozen assessments and issued reports."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.assumptions import BY_KEY


class Assumption(models.Model):
    """A figure that is not from a hearing (前提), with where it comes from."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="assumptions")
    key = models.CharField(_("項目"), max_length=40)  # see reports/assumptions.py
    value = models.CharField(_("値"), max_length=60)
    unit = models.CharField(_("単位"), max_length=20, blank=True)
    evidence_kind = models.CharField(_("根拠"), max_length=12)
    source = models.TextField(_("出典"), blank=True)

    class Meta:
        verbose_name = _("前提")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="assumption_once")]

    def __str__(self) -> str:
        label = BY_KEY[self.key].label if self.key in BY_KEY else self.key
        return f"{label} {self.value}{self.unit}"


class Investment(models.Model):
    """Cost of the reform by year: initial and running (投資). Without an ``organisation`` all share it."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="investments")
    use_case = models.ForeignKey("usecases.UseCase", models.CASCADE, null=True, blank=True, related_name="investments")
    organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, blank=True, related_name="investments"
    )
    title = models.CharField(_("内容"), max_length=120)
    year = models.PositiveSmallIntegerField(_("年次"))  # 0 = the year of introduction
    initial_yen = models.DecimalField(_("初期費用（円）"), max_digits=16, decimal_places=0, default=0)
    running_yen = models.DecimalField(_("運用費用（円／年）"), max_digits=16, decimal_places=0, default=0)
    evidence_kind = models.CharField(_("根拠"), max_length=12)
    source = models.TextField(_("出典"), blank=True)

    class Meta:
        verbose_name = _("投資")
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"


class Assessment(models.Model):
    """One calculation, frozen (効果算定). Never changed after it was made."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="assessments")
    number = models.PositiveIntegerField(_("番号"))
    title = models.CharField(_("名称"), max_length=120, blank=True)
    snapshot = models.JSONField()  # bpr.core.snapshot
    sources = models.JSONField(default=dict)  # use case, organisation → version ids and hashes, hearing revisions
    sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("効果算定")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="assessment_number_once")]

    def __str__(self) -> str:
        return f"{self.project} 第{self.number}回算定"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("an assessment is frozen: run a new one")
        super().save(*args, **kwargs)


class WhatIfScenario(models.Model):
    """What somebody tried under 「もし変わったら」, under a name: only what differs from the data of the project.

    ``changes`` are the fields of the page with what was typed; ``digest`` names the inputs of that day, so that whoever
    opens it sees whether they have changed since.
    """

    use_case = models.ForeignKey("usecases.UseCase", models.CASCADE, related_name="what_if_scenarios")
    name = models.CharField(_("名前"), max_length=60)
    changes = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("もし変わったらの案")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["use_case", "name"], name="what_if_scenario_once")]

    def __str__(self) -> str:
        return self.name


class ReportState(models.TextChoices):
    DRAFT = "draft", _("案")
    ISSUED = "issued", _("発行済")


class Report(models.Model):
    """成果報告書 built from one frozen assessment; corrected only by a new version."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="reports")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reports")
    version = models.PositiveIntegerField(_("版"))
    state = models.CharField(_("状態"), max_length=8, choices=ReportState.choices, default=ReportState.DRAFT)
    content = models.JSONField(default=dict)  # the frozen view that the pages of the PDF are rendered from
    sha256 = models.CharField(_("内容のハッシュ"), max_length=64)
    file = models.FileField(upload_to="reports/%Y", null=True, blank=True)
    bundle = models.FileField(upload_to="reports/%Y", null=True, blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("成果報告書")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="report_version_once")]

    def __str__(self) -> str:
        return f"{self.project} 成果報告書 第{self.version}版"
