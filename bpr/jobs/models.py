"""A piece of work done in the background. The row is the truth; the message broker only carries its number."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bpr.jobs.registry import title_of

DEFAULT_MAX_ATTEMPTS = 3


class JobState(models.TextChoices):
    QUEUED = "queued", _("待機中")
    RUNNING = "running", _("処理中")
    DONE = "done", _("完了")
    FAILED = "failed", _("失敗")
    CANCELLED = "cancelled", _("中止")


ACTIVE_STATES = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One job. ``key`` says what is asked for: asking twice for the same gives the same job.

    ``lease_until`` is the time until which somebody is answerable for the job: while running, the worker that holds
    ``lease_token``; while queued, the message that was sent. After it the sweeper sends the job again.
    """

    kind = models.CharField(_("種類"), max_length=60)
    key = models.CharField(max_length=200, unique=True)
    project = models.ForeignKey("access.Project", models.CASCADE, null=True, blank=True, related_name="jobs")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs", verbose_name=_("依頼者"))
    params = models.JSONField(default=dict)
    state = models.CharField(_("状態"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField(_("進み（%）"), default=0, validators=[MaxValueValidator(100)])
    message = models.CharField(_("今していること"), max_length=200, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=DEFAULT_MAX_ATTEMPTS)
    error = models.TextField(_("失敗の理由"), blank=True)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("受付"), auto_now_add=True)
    started_at = models.DateTimeField(_("開始"), null=True, blank=True)
    finished_at = models.DateTimeField(_("終了"), null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # when its owner saw how it ended

    class Meta:
        verbose_name = _("処理")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_state_lease")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def title(self) -> str:
        """What people call this kind of job."""
        return title_of(self.kind)

    @property
    def subject(self) -> str:
        """What this one is about, as whoever asked for it wrote into ``params``; "" where the kind says enough."""
        return str(self.params.get("subject", ""))

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES
