"""Process logs (操作ログ) of one organisation and use case, and the volumes that were adopted from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LogState(models.TextChoices):
    """How far a log is. What is under way just now is its job."""

    UPLOADED = "uploaded", _("列の確認待ち")
    READ = "read", _("作業の対応づけ待ち")
    MEASURED = "measured", _("測定済")
    ADOPTED = "adopted", _("採用済")


class LogKind(models.TextChoices):
    CSV = "csv", _("CSV")
    XES = "xes", _("XES")


class Clock(models.TextChoices):
    """Which minutes count between the start and the end of an activity."""

    ALL = "all", _("時計どおり")
    OFFICE = "office", _("開庁時間だけ")


class ProcessLog(models.Model):
    """One uploaded log with what was read and measured of it.

    The file itself lies in a folder of the application (see ``bpr/logs/files.py``), never below the media folder, and
    goes when it is no longer needed. Names of staff are never stored here, numbers of cases only as a few examples in
    ``measurement``, which go together with the file.

    Once adopted the measurement does not change any more: versions of the process point to it.
    """

    use_case = models.ForeignKey("usecases.UseCase", models.CASCADE, related_name="process_logs")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="process_logs")
    name = models.CharField(_("ファイル"), max_length=200)
    kind = models.CharField(_("形式"), max_length=4, choices=LogKind.choices)
    size = models.PositiveBigIntegerField(_("大きさ（バイト）"))
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80, blank=True)  # name in the folder of logs, "" after the file went
    state = models.CharField(_("状態"), max_length=10, choices=LogState.choices, default=LogState.UPLOADED)
    columns = models.JSONField(_("列"), default=dict, blank=True)  # bpr.core.logs.LogColumns
    summary = models.JSONField(_("読み取った内容"), default=dict, blank=True)  # see bpr/logs/child.py
    mapping = models.JSONField(_("作業の対応"), default=dict, blank=True)  # activity → node id, "" for 対応なし
    clock = models.CharField(_("時間の数え方"), max_length=8, choices=Clock.choices, default=Clock.ALL)
    measurement = models.JSONField(_("測定の結果"), default=dict, blank=True)  # bpr.core.logs.Measurement
    version = models.ForeignKey(  # the as-is that was measured against
        "usecases.ProcessVersion", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("受付"), auto_now_add=True)
    measured_at = models.DateTimeField(_("測定日時"), null=True, blank=True)
    adopted = models.JSONField(_("採用したもの"), default=list, blank=True)  # Adoptable values
    adopted_version = models.ForeignKey(
        "usecases.ProcessVersion", models.RESTRICT, null=True, blank=True, related_name="+"
    )
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    adopted_at = models.DateTimeField(_("採用日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("操作ログ")
        ordering = ["use_case", "organisation", "-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.use_case} {self.name}"

    @property
    def is_frozen(self) -> bool:
        """True from the first adoption on: the process points to what was measured."""
        return self.adopted_at is not None


class Adoptable(models.TextChoices):
    """What a person may take over from a measurement."""

    MINUTES = "minutes", _("処理時間")
    SHARES = "shares", _("分岐の割合")
    VOLUME = "volume", _("件数")


class MeasuredVolume(models.Model):
    """件数 that was counted in a log and stands in place of what was said in the hearing, until it is withdrawn."""

    log = models.ForeignKey(ProcessLog, models.CASCADE, related_name="volumes")
    use_case = models.ForeignKey("usecases.UseCase", models.CASCADE, related_name="measured_volumes")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="measured_volumes")
    cases_per_year = models.DecimalField(_("年間件数"), max_digits=14, decimal_places=2)
    months = models.JSONField(_("月別の件数"), default=list, blank=True)  # 12 texts of Decimal from April, or empty
    year = models.CharField(_("期間"), max_length=40)
    evidence_kind = models.CharField(_("根拠"), max_length=12)
    source = models.CharField(_("出典"), max_length=300)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("取りやめた日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("測った件数")
        ordering = ["-adopted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "organisation"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="measured_volume_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.use_case} {self.cases_per_year}件"
