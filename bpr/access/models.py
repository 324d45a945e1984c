"""Organisations, projects, memberships and the audit log."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bpr.access.organisation_code import validate_organisation_code


class User(AbstractUser):
    """A person who signs in. What the person may do follows from the memberships only."""

    display_name = models.CharField(_("氏名"), max_length=80, blank=True)
    language = models.CharField(_("表示言語"), max_length=5, blank=True, default="")
    must_change_password = models.BooleanField(_("初期パスワードのまま"), default=False)

    class Meta:
        verbose_name = _("利用者")
        verbose_name_plural = _("利用者")

    def __str__(self) -> str:
        return self.display_name or self.username


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("市区町村")
    PREFECTURE = "prefecture", _("都道府県")
    MINISTRY = "ministry", _("省庁")
    CONTRACTOR = "contractor", _("受託者")


class Organisation(models.Model):
    """A municipality, prefecture, ministry or contractor. Local governments carry their 団体コード."""

    kind = models.CharField(_("種別"), max_length=20, choices=OrganisationKind.choices)
    code = models.CharField(
        _("団体コード"), max_length=6, unique=True, null=True, blank=True, validators=[validate_organisation_code]
    )
    name = models.CharField(_("団体名"), max_length=80)
    kana = models.CharField(_("よみ"), max_length=120, blank=True)
    prefecture = models.CharField(_("都道府県"), max_length=10, blank=True)
    designation = models.CharField(_("団体種別"), max_length=20, blank=True)  # 政令指定都市, 一般市, 町 …
    population = models.PositiveIntegerField(_("総人口（R2国調）"), null=True, blank=True)
    households = models.PositiveIntegerField(_("世帯数（R2国調）"), null=True, blank=True)
    statistics = models.JSONField(_("統計"), default=dict, blank=True)  # the remaining columns of the source table
    source = models.CharField(_("出典"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("団体")
        verbose_name_plural = _("団体")
        ordering = ["code", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def size_class(self) -> str:
        """Population class used wherever organisations of different size are compared."""
        return size_class_of(self.population)


SIZE_CLASSES: tuple[tuple[int, str], ...] = (
    (500_000, gettext_noop("50万人以上")),
    (200_000, gettext_noop("20万〜50万人")),
    (100_000, gettext_noop("10万〜20万人")),
    (50_000, gettext_noop("5万〜10万人")),
    (10_000, gettext_noop("1万〜5万人")),
    (0, gettext_noop("1万人未満")),
)


def size_class_of(population: int | None) -> str:
    """Name of the population class; "" where the population is unknown."""
    if population is None:
        return ""
    return next(name for floor, name in SIZE_CLASSES if population >= floor)


class Project(models.Model):
    """One commissioned project of one fiscal year (事業)."""

    name = models.CharField(_("事業名"), max_length=200)
    fiscal_year = models.PositiveSmallIntegerField(_("年度（西暦）"))
    is_sample = models.BooleanField(_("見本"), default=False)
    commissioner = models.CharField(_("委託元"), max_length=80, blank=True)
    contractor = models.CharField(_("受託者"), max_length=80, blank=True)
    background = models.TextField(_("背景"), blank=True)
    purpose = models.TextField(_("目的"), blank=True)
    council_name = models.CharField(_("協議会の名称"), max_length=120, blank=True)
    council_description = models.TextField(_("協議会の体制"), blank=True)
    hearing_method = models.TextField(_("ヒアリングの方法"), blank=True)
    hearing_due_on = models.DateField(_("ヒアリングの期限"), null=True, blank=True)
    schedule = models.JSONField(_("日程"), default=list, blank=True)  # [{"date": "2026-07-03", "title": "…"}]
    created_at = models.DateTimeField(auto_now_add=True)
    organisations = models.ManyToManyField(Organisation, through="Participation", related_name="projects")

    class Meta:
        verbose_name = _("事業")
        verbose_name_plural = _("事業")
        ordering = ["-fiscal_year", "name"]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """An organisation that takes part in a project (協力団体)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "organisation"], name="participation_once")]

    def __str__(self) -> str:
        return f"{self.project} / {self.organisation}"


class Role(models.TextChoices):
    LEADER = "leader", _("統括責任者")
    ANALYST = "analyst", _("分析担当")
    HEARING_STAFF = "hearing_staff", _("団体担当者")
    COUNCIL = "council", _("協議会委員")
    OBSERVER = "observer", _("オブザーバ")
    MINISTRY = "ministry", _("所管省庁")


class Membership(models.Model):
    """What a person is in a project. Hearing staff belong to one organisation of the project."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    role = models.CharField(_("役割"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="memberships")
    post = models.CharField(_("職名"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("参加")
        constraints = [
            models.UniqueConstraint(fields=["user", "project"], name="membership_once"),
            models.CheckConstraint(
                condition=~models.Q(role="hearing_staff") | models.Q(organisation__isnull=False),
                name="hearing_staff_has_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.get_role_display()}）"


class AppendOnlyQuerySet(models.QuerySet["AuditEntry"]):
    """Refuses to change or remove what has been recorded."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the audit log is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the audit log is append-only")


class AuditEntry(models.Model):
    """Who changed what, when, from which value to which. Never changed, never deleted."""

    at = models.DateTimeField(_("日時"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    action = models.CharField(_("操作"), max_length=40)
    object_label = models.CharField(_("対象の種類"), max_length=60)
    object_id = models.CharField(max_length=40)
    object_name = models.CharField(_("対象"), max_length=200)
    changes = models.JSONField(_("変更"), default=dict)  # {"field": [old, new]}
    reason = models.TextField(_("理由"), blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("監査記録")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the audit log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("the audit log is append-only")
