"""Hearings: the sheet as typed, and the rows that are made of it when it is submitted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class HearingState(models.TextChoices):
    DRAFT = "draft", _("下書き")
    SUBMITTED = "submitted", _("提出済")
    RETURNED = "returned", _("差戻し")
    CONFIRMED = "confirmed", _("確認済")


class Hearing(models.Model):
    """One interview with one organisation on one use case.

    ``sheet`` holds every cell exactly as typed (see ``hearings/sheet.py``); ``revision`` grows with each save, so
    that a save against a newer revision is refused and shown, never lost.
    """

    use_case = models.ForeignKey("usecases.UseCase", models.CASCADE, related_name="hearings")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="hearings")
    state = models.CharField(_("状態"), max_length=10, choices=HearingState.choices, default=HearingState.DRAFT)
    sheet = models.JSONField(_("ヒアリングシート"), default=dict)
    revision = models.PositiveIntegerField(_("改訂"), default=0)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    return_reason = models.TextField(_("差戻しの理由"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(_("保存日時"), null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("提出日時"), null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(_("確認日時"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("ヒアリング")
        ordering = ["use_case", "organisation"]
        constraints = [models.UniqueConstraint(fields=["use_case", "organisation"], name="hearing_once")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.use_case}"


class RevisionEvent(models.TextChoices):
    SUBMITTED = "submitted", _("提出")
    RETURNED = "returned", _("差戻し")
    CONFIRMED = "confirmed", _("確認")
    IMPORTED = "imported", _("Excelの取込み前の下書き")
    KEPT_BESIDE = "kept_beside", _("同時に編集されたため別に残した版")
    OLDER_WORKBOOK = "older_workbook", _("下書きより古いExcelの内容（取り込んでいない）")


class HearingRevision(models.Model):
    """The sheet as it was at each turn of a hearing, and beside it what lost a race, so that no typed word is lost."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    sheet = models.JSONField()
    event = models.CharField(_("できごと"), max_length=20, choices=RevisionEvent.choices)
    reason = models.TextField(_("理由"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.hearing} {self.revision}"


class HearingStep(models.Model):
    """One row of the workflow table, parsed. Written anew at each submission; ``key`` stays the same."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    number = models.CharField(_("作業番号"), max_length=20)
    task = models.CharField(_("作業"), max_length=200)
    values = models.JSONField()  # bpr.core.values.StepValues, see hearings/sheet.py
    next = models.CharField(_("次の作業"), max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["hearing", "key"], name="hearing_step_key_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.task}"


class HearingVolume(models.Model):
    """件数: cases per year with its monthly profile (April first)."""

    hearing = models.OneToOneField(Hearing, models.CASCADE, related_name="volume")
    cases_per_year = models.DecimalField(_("年間件数"), max_digits=14, decimal_places=2)
    months = models.JSONField(default=list)  # 12 strings of Decimal, or empty
    year = models.CharField(_("年"), max_length=20, blank=True)
    evidence_kind = models.CharField(_("根拠"), max_length=12)
    source = models.CharField(_("出典"), max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.hearing} {self.cases_per_year}件"


class HearingIssue(models.Model):
    """課題・要望 in the words of the organisation."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="issues")
    kind = models.CharField(_("種類"), max_length=4)  # 課題 要望
    text = models.TextField()
    step_number = models.CharField(max_length=20, blank=True)
    impact = models.CharField(_("影響"), max_length=4, blank=True)
    priority = models.CharField(_("優先度"), max_length=4, blank=True)
    measure = models.TextField(_("対応策"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class HearingEditor(models.Model):
    """Who has the sheet open for editing, seen at the page's last sign of life."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="editors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hearing", "user"], name="hearing_editor_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.seen_at:%H:%M}"
