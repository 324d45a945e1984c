"""Use cases and their process models. Versions are immutable: a change is a new version."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """Use cases that share a business process (カテゴリー)."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="categories")
    code = models.CharField(_("コード"), max_length=20)
    name = models.CharField(_("名称"), max_length=80)
    description = models.TextField(_("説明"), blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("カテゴリー")
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="category_code_once")]

    def __str__(self) -> str:
        return self.name


class GovernmentLevel(models.TextChoices):
    STATE = "state", _("国")
    PREFECTURE = "prefecture", _("都道府県")
    MUNICIPALITY = "municipality", _("市区町村")
    OTHER = "other", _("その他の機関")


class UseCase(models.Model):
    """One administrative procedure under study (ユースケース)."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="use_cases")
    category = models.ForeignKey(Category, models.PROTECT, related_name="use_cases")
    code = models.CharField(_("コード"), max_length=20)
    name = models.CharField(_("名称"), max_length=120)
    summary = models.TextField(_("概要"), blank=True)
    legal_basis = models.TextField(_("根拠法令"), blank=True)
    levels = models.JSONField(_("関係する行政の段階"), default=list, blank=True)  # GovernmentLevel values
    sections = models.CharField(_("担当課"), max_length=200, blank=True)
    attached_documents = models.TextField(_("現在の添付書類"), blank=True)
    volume_driver = models.CharField(_("件数の基になる統計"), max_length=60, blank=True)  # 転入者数_R5 …
    national_volume = models.BigIntegerField(_("全国の年間件数"), null=True, blank=True)
    source = models.TextField(_("出典"), blank=True)
    common_steps = models.JSONField(_("共通作業"), default=list, blank=True)  # [{"key": "…", "name": "…"}]
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("ユースケース")
        ordering = ["category__order", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="use_case_code_once")]

    def __str__(self) -> str:
        return self.name


class ProcessSide(models.TextChoices):
    AS_IS = "as_is", _("現行")
    COMMON = "common", _("共通の現行")
    TO_BE = "to_be", _("改革案")


class ProcessModel(models.Model):
    """A process under versions: as-is of one organisation, the common as-is, or the to-be of a use case."""

    use_case = models.ForeignKey(UseCase, models.CASCADE, related_name="process_models")
    side = models.CharField(_("区分"), max_length=10, choices=ProcessSide.choices)
    organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, blank=True, related_name="process_models"
    )
    draft_revision = models.PositiveIntegerField(default=0)  # last one given out to a ProcessDraft: never used twice

    class Meta:
        verbose_name = _("業務プロセス")
        ordering = ["use_case", "side", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["use_case", "side", "organisation"], name="process_model_once"),
            models.UniqueConstraint(
                fields=["use_case", "side"],
                condition=models.Q(organisation__isnull=True),
                name="generic_process_model_once",
            ),
            models.CheckConstraint(
                condition=models.Q(side="as_is", organisation__isnull=False)
                | (~models.Q(side="as_is") & models.Q(organisation__isnull=True)),
                name="only_as_is_has_organisation",
            ),
        ]

    def __str__(self) -> str:
        owner = f" {self.organisation}" if self.organisation else ""
        return f"{self.use_case} {self.get_side_display()}{owner}"


class VersionState(models.TextChoices):
    DRAFT = "draft", _("下書き")
    IN_REVIEW = "in_review", _("審査中")
    APPROVED = "approved", _("承認済")
    SENT_BACK = "sent_back", _("差戻し")


class ProcessVersion(models.Model):
    """One immutable version. Only ``state`` moves, and only through the review services."""

    process_model = models.ForeignKey(ProcessModel, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版"))
    bpmn = models.TextField(_("BPMN 2.0 XML"))
    sha256 = models.CharField(_("ハッシュ"), max_length=64)
    reason = models.TextField(_("変更理由"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("状態"), max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    hearing_reference = models.CharField(_("元のヒアリング"), max_length=60, blank=True)  # "hearing:<id>"
    removed = models.JSONField(_("廃止した作業"), default=list, blank=True)
    # to-be: [{"common_key": "…", "measure": "M1", "reason": "…"}]
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("プロセスの版")
        ordering = ["process_model", "-number"]
        constraints = [models.UniqueConstraint(fields=["process_model", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.process_model} {gettext('第%(number)s版') % {'number': self.number}}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and set(kwargs.get("update_fields") or ["*"]) != {"state"}:
            raise TypeError("a version is immutable: create a new one")
        super().save(*args, **kwargs)


class ToBeDraft(models.Model):
    """The table of a to-be while it is being changed: as typed, shared by the team, until it becomes a version."""

    use_case = models.OneToOneField(UseCase, models.CASCADE, related_name="to_be_draft")
    table = models.JSONField(_("改革案の表"), default=dict)  # see usecases/to_be_table.py
    base_number = models.PositiveIntegerField(_("もとの版"), default=0)  # newest version when the draft was begun
    revision = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("保存日時"), auto_now=True)

    class Meta:
        verbose_name = _("改革案の下書き")

    def __str__(self) -> str:
        return f"{self.use_case} 改革案の下書き"


class ProcessDraft(models.Model):
    """The diagram of a process while it is being drawn: shared by the team until it becomes a version."""

    process_model = models.OneToOneField(ProcessModel, models.CASCADE, related_name="draft")
    bpmn = models.TextField(_("BPMN 2.0 XML"))
    base_number = models.PositiveIntegerField(_("もとの版"), default=0)  # newest version when the draft was begun
    revision = models.PositiveIntegerField(default=0)
    removed = models.JSONField(_("廃止した作業"), default=list, blank=True)  # to-be: as in ProcessVersion
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("保存日時"), auto_now=True)

    class Meta:
        verbose_name = _("図の下書き")

    def __str__(self) -> str:
        return f"{self.process_model} 図の下書き"


class DraftRevision(models.Model):
    """What a draft was at one of its last revisions: the common ground when two people saved different diagrams."""

    draft = models.ForeignKey(ProcessDraft, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    bpmn = models.TextField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="draft_revision_once")]

    def __str__(self) -> str:
        return f"{self.draft} {self.number}"


class KeptCause(models.TextChoices):
    REFUSED = "refused", _("先にほかの人が保存していた")
    REPLACED = "replaced", _("ほかの人の図に替えた")
    MERGED = "merged", _("新しい版と合わせる前")
    TAKEN_OVER = "taken_over", _("表の下書きに引き継いだ")
    DISCARDED = "discarded", _("下書きを取りやめた")


class KeptDraft(models.Model):
    """A diagram that had to give way: kept beside until somebody deletes it, so that nothing drawn is ever lost."""

    process_model = models.ForeignKey(ProcessModel, models.CASCADE, related_name="kept_drafts")
    bpmn = models.TextField()
    sha256 = models.CharField(max_length=64)
    cause = models.CharField(_("わけ"), max_length=12, choices=KeptCause.choices)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(_("取り置いた日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("取り置いた図")
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["process_model", "drawn_by", "sha256"], name="kept_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.process_model} 取り置いた図"


class DraftEditor(models.Model):
    """Who has the diagram open for editing, seen at the page's last sign of life."""

    process_model = models.ForeignKey(ProcessModel, models.CASCADE, related_name="editors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process_model", "user"], name="draft_editor_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.seen_at:%H:%M}"


class MatchCorrection(models.Model):
    """Steps of two processes that people matched by hand, in place of what the comparison proposes."""

    before = models.ForeignKey(ProcessModel, models.CASCADE, related_name="+")
    after = models.ForeignKey(ProcessModel, models.CASCADE, related_name="match_corrections")
    mapping = models.JSONField(_("作業の対応"), default=dict)  # see usecases/match_keys.py
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("直した日時"), auto_now=True)

    class Meta:
        verbose_name = _("作業の対応の修正")
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="match_correction_once")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Review(models.Model):
    """A decision on one version, naming its hash."""

    version = models.ForeignKey(ProcessVersion, models.CASCADE, related_name="reviews")
    sha256 = models.CharField(max_length=64)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved = models.BooleanField(_("承認"))
    reason = models.TextField(_("理由"), blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.version} {'承認' if self.approved else '差戻し'}"


class FindingAcknowledgement(models.Model):
    """了承: somebody looked at a warning of the diagram's check and says why it stays.

    It holds for its version and for later ones, as long as the rule still finds the same at the same element.
    """

    process_model = models.ForeignKey(ProcessModel, models.CASCADE, related_name="acknowledgements")
    version = models.ForeignKey(ProcessVersion, models.CASCADE, related_name="+")  # where it was said
    sha256 = models.CharField(max_length=64)  # of that version
    rule = models.CharField(max_length=60)
    element_id = models.CharField(max_length=200, blank=True)
    message = models.TextField(_("内容"))  # as it stood then
    reason = models.TextField(_("理由"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("了承")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["process_model", "rule", "element_id"], name="finding_acknowledged_once")
        ]

    def __str__(self) -> str:
        return self.message[:40]


class Comment(models.Model):
    """A remark on one element of a version, or on the whole (empty ``element_id``)."""

    version = models.ForeignKey(ProcessVersion, models.CASCADE, related_name="comments")
    element_id = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    text = models.TextField(_("コメント"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class MeasureKindChoice(models.TextChoices):
    ABOLISH = "abolish", _("廃止")
    MERGE = "merge", _("統合")
    REORDER = "reorder", _("順序変更")
    SIMPLIFY = "simplify", _("簡素化")
    DIGITISE = "digitise", _("電子化")
    AUTOMATE = "automate", _("自動化")
    DATA_LINK = "data_link", _("情報連携")
    OUTSOURCE = "outsource", _("外部委託")


class Measure(models.Model):
    """Why steps change (改革方策). Steps of the to-be name it by its code."""

    use_case = models.ForeignKey(UseCase, models.CASCADE, related_name="measures")
    code = models.CharField(_("コード"), max_length=20)
    kind = models.CharField(_("種類"), max_length=12, choices=MeasureKindChoice.choices)
    title = models.CharField(_("名称"), max_length=120)
    description = models.TextField(_("内容"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("改革方策")
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["use_case", "code"], name="measure_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PreconditionKind(models.TextChoices):
    LEGAL = "legal", _("制度")
    OPERATION = "operation", _("運用")
    SYSTEM = "system", _("システム")


class Precondition(models.Model):
    """What must hold before the to-be can run (前提条件)."""

    use_case = models.ForeignKey(UseCase, models.CASCADE, related_name="preconditions")
    kind = models.CharField(_("種類"), max_length=10, choices=PreconditionKind.choices)
    text = models.TextField(_("内容"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("前提条件")
        ordering = ["kind", "order", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class ProjectIssue(models.Model):
    """課題と対応策: an issue of the project with its remedy, owner and deadline."""

    project = models.ForeignKey("access.Project", models.CASCADE, related_name="issues")
    use_case = models.ForeignKey(UseCase, models.SET_NULL, null=True, blank=True, related_name="issues")
    text = models.TextField(_("課題"))
    impact = models.CharField(_("影響"), max_length=200, blank=True)
    priority = models.CharField(_("優先度"), max_length=4, blank=True)  # 高 中 低
    remedy = models.TextField(_("対応策"), blank=True)
    owner = models.CharField(_("担当"), max_length=80, blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("課題")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class VerificationItem(models.Model):
    """検証項目: what is tried, how, and the measured against the predicted value."""

    use_case = models.ForeignKey(UseCase, models.CASCADE, related_name="verifications")
    item = models.CharField(_("検証項目"), max_length=200)
    method = models.TextField(_("方法"), blank=True)
    predicted = models.DecimalField(_("予測値"), max_digits=14, decimal_places=2, null=True, blank=True)
    measured = models.DecimalField(_("実測値"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("単位"), max_length=20, blank=True)
    note = models.TextField(_("備考"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("検証項目")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.item
