"""Forms of use cases, imports and reviews."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bpr.access.forms import half_width
from bpr.access.models import Project
from usecases.models import (
    Category,
    GovernmentLevel,
    Measure,
    Precondition,
    ProjectIssue,
    UseCase,
    VerificationItem,
)


class _InProject(forms.ModelForm):  # type: ignore[type-arg]
    """A row of a project whose code is given once; the project itself is no field, so Django does not look."""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        rows = type(self.instance)._default_manager.filter(project_id=self.instance.project_id, code=code)
        if rows.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("このコードはもう使われています。別のコードにしてください。"))
        return str(code)


class CategoryForm(_InProject):
    class Meta:
        model = Category
        fields = ("code", "name", "description", "order")
        help_texts = {
            "code": _("半角の英数字。例：A1"),
            "name": _("共通する業務プロセスの名前。例：照会型、申請受付型"),
        }


class UseCaseForm(_InProject):
    levels = forms.MultipleChoiceField(
        label=_("関係する行政の段階"),
        choices=GovernmentLevel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = UseCase
        fields = (
            "category", "code", "name", "summary", "legal_basis", "levels", "sections",
            "attached_documents", "volume_driver", "national_volume", "source",
        )  # fmt: skip
        widgets = {"source": forms.Textarea(attrs={"rows": 2}), "legal_basis": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "code": _("半角の英数字。例：A1-01"),
            "name": _("手続の名前。例：転入届の受付"),
            "legal_basis": _("法令名と条項。例：住民基本台帳法 第22条"),
            "sections": _("例：市民課、税務課"),
            "attached_documents": _("いま住民が添える書類。1行に1つ"),
            "source": _("公表事例から起こしたときは、その出典"),
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.filter(project=project)  # type: ignore[attr-defined]


class MeasureForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Measure
        fields = ("code", "kind", "title", "description", "order")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "code": _("作業の表で使う短い名前。例：M1"),
            "title": _("例：世帯と所得をまとめて照会する"),
        }

    def clean_code(self) -> str:
        """A code is given once: adding it again would change the measure that has it."""
        code = self.cleaned_data["code"].strip()
        others = Measure.objects.filter(use_case=self.instance.use_case, code=code).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("このコードの方策はもうあります。別のコードにしてください。"))
        return str(code)


class PreconditionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Precondition
        fields = ("kind", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"text": _("改革案を動かす前に、整っていなければならないこと")}


class ReviewForm(forms.Form):
    decision = forms.ChoiceField(label=_("判断"), choices=[("approve", _("承認する")), ("send_back", _("差し戻す"))])
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "send_back" and not data.get("reason", "").strip():
            self.add_error("reason", _("差し戻すときは理由を書いてください。"))
        return data


class CommentForm(forms.Form):
    text = forms.CharField(label=_("コメント"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    element_id = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AcknowledgeForm(forms.Form):
    """Which finding is let stand, and why."""

    rule = forms.CharField(max_length=60, widget=forms.HiddenInput)
    element_id = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("このままでよい理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProjectIssueForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ProjectIssue
        fields = ("text", "use_case", "impact", "priority", "remedy", "owner", "due_on")
        widgets = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use_case"].queryset = UseCase.objects.filter(project=project)  # type: ignore[attr-defined]


class FigureField(forms.DecimalField):
    """A figure as people type it: 全角 or 半角, with or without thousands separators."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(half_width(value).replace(",", "") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class VerificationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = VerificationItem
        fields = ("item", "method", "predicted", "measured", "unit", "note")
        field_classes = {"predicted": FigureField, "measured": FigureField}
        widgets = {"method": forms.Textarea(attrs={"rows": 3}), "note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "item": _("例：照会1件の処理時間"),
            "method": _("いつ、どこで、どのように測るか"),
            "predicted": _("改革案から見込んだ値"),
            "measured": _("検証で測った値。まだのときは空けておきます"),
            "unit": _("例：分、件、円"),
        }


class CompareForm(forms.Form):
    """What minutes are converted with on the page that compares two versions. Both may be left out."""

    wage = FigureField(
        label=_("人件費単価"),
        min_value=Decimal(0),
        max_value=Decimal(100_000),
        max_digits=8,
        decimal_places=2,
        required=False,
    )
    cases = FigureField(
        label=_("年間件数"),
        min_value=Decimal(0),
        max_value=Decimal(1_000_000_000),
        max_digits=12,
        decimal_places=2,
        required=False,
    )


class StepMapForm(forms.Form):
    """Why the matches become the step map of the to-be."""

    reason = forms.CharField(label=_("理由"), max_length=500, help_text=_("例：統合した作業を見直した"))
