"""Runs of the simulation: what was asked, frozen; what each replication measured; the answer, frozen; its logs."""

from __future__ import annotations

from django.conf import settings as site
from django.db import models
from django.utils.translation import gettext_lazy as _


class SimulationRun(models.Model):
    """One question to the simulation with its answer (混み具合の計算). The question never changes after it was asked.

    ``question`` holds the scenario documents of both sides (``as_is``, ``to_be``), as ``bpr simulate`` reads them;
    ``processes`` the BPMN of each of their files; ``said`` what was taken for granted, with sources; ``sources`` the
    versions behind the files and the evidence behind the steps. ``result`` is empty until the job is done.
    """

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="simulation_runs")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="simulation_runs")
    number = models.PositiveIntegerField(_("番号"))
    title = models.CharField(_("名称"), max_length=120, blank=True)
    use_cases = models.JSONField(default=list)  # [{"id", "code", "name"}] as they were
    settings = models.JSONField(default=dict)
    question = models.JSONField(default=dict)
    processes = models.JSONField(default=dict)
    said = models.JSONField(default=list)
    sources = models.JSONField(default=dict)
    strains = models.JSONField(default=dict)  # by side: what each group is asked, as said before the run
    is_overloaded = models.BooleanField(_("人が足りないまま動かした"), default=False)
    sha256 = models.CharField(_("入力のハッシュ"), max_length=64)
    result = models.JSONField(default=dict)
    result_sha256 = models.CharField(_("結果のハッシュ"), max_length=64, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(site.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("混み具合の計算")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="simulation_run_number_once")]

    def __str__(self) -> str:
        return f"{self.organisation} 混み具合 第{self.number}回"

    @property
    def is_done(self) -> bool:
        return bool(self.result_sha256)


class ReplicationPart(models.Model):
    """What one replication of a run measured on both sides: kept, so that a run goes on after the last one."""

    run = models.ForeignKey(SimulationRun, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    figures = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="replication_once")]

    def __str__(self) -> str:
        return f"{self.run} {self.number}"


class LogSide(models.TextChoices):
    AS_IS = "as_is", _("現行")
    TO_BE = "to_be", _("改革案")


class LogFormat(models.TextChoices):
    CSV = "csv", _("CSV（ZIP）")
    PARQUET = "parquet", _("Parquet")


class EventLogFile(models.Model):
    """The event log of the first replication of one side, written when somebody asks for it."""

    run = models.ForeignKey(SimulationRun, models.CASCADE, related_name="logs")
    side = models.CharField(_("側"), max_length=5, choices=LogSide.choices)
    format = models.CharField(_("形式"), max_length=7, choices=LogFormat.choices)
    rows = models.PositiveBigIntegerField(_("行数"))
    file = models.FileField(upload_to="congestion/%Y")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("実行の記録")
        ordering = ["side", "format"]
        constraints = [models.UniqueConstraint(fields=["run", "side", "format"], name="event_log_once")]

    def __str__(self) -> str:
        return f"{self.run} {self.side} {self.format}"
