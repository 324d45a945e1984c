"""Forms of assessments, assumptions and investments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bpr.access.models import Organisation, Project
from bpr.core.values import EvidenceKind
from bpr.workflow.cells import narrow
from bpr.workflow.fields import NUMBER, AmountField
from reports.assumptions import Kind, Line
from reports.models import Assessment
from reports.selectors.investments import bearers
from usecases.labels import EVIDENCE_KINDS
from usecases.models import UseCase

_EVIDENCE = [(kind.value, EVIDENCE_KINDS[kind]) for kind in EvidenceKind]


class AssessmentForm(forms.Form):
    """What to call the assessment that is about to be run."""

    title = forms.CharField(
        label=_("名称"),
        max_length=120,
        required=False,
        help_text=_("何のための算定かを書きます。例：第3回協議会 報告用"),
    )


class ScenarioForm(forms.Form):
    """Under which name the changes of 「もし変わったら」 are kept; ``query`` are the changes themselves."""

    name = forms.CharField(label=_("案の名前"), max_length=60, help_text=_("例：件数が2割増え、確認が3分で済む場合"))
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)


class ReportForm(forms.Form):
    """From which assessment the report is built."""

    assessment = forms.ModelChoiceField(
        label=_("もとにする効果算定"), queryset=Assessment.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, assessments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assessment"]
        field.queryset = assessments  # type: ignore[attr-defined]
        field.label_from_instance = assessment_label  # type: ignore[attr-defined]


def assessment_label(assessment: Assessment) -> str:
    return str(_("第%(number)s回　%(title)s")) % {"number": assessment.number, "title": assessment.title}


class EvidenceForm(forms.Form):
    """How a figure was obtained and where it stands."""

    evidence_kind = forms.ChoiceField(
        label=_("根拠"), choices=_EVIDENCE, help_text=_("この値をどのように得たかを選びます。")
    )
    source = forms.CharField(
        label=_("出典"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("資料の名前、年、ページなど。例：令和7年度決算 人件費の内訳"),
    )  # fmt: skip


class AssumptionForm(EvidenceForm):
    """The value of one assumption; the service checks it."""

    value = forms.CharField(label=_("値"), required=False, max_length=60)
    field_order = ("value", "evidence_kind", "source")

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: forms.Field = self.fields["value"]
        if kind.choices is not None:
            field = forms.ChoiceField(choices=list(kind.choices.items()))
        else:
            field.widget = NUMBER
        field.label, field.help_text, field.required = str(kind.label), str(kind.hint), bool(kind.default)
        self.fields["value"] = field

    def clean_value(self) -> str:
        """Full-width digits are understood."""
        return narrow(self.cleaned_data["value"])


def initial_of(line: Line) -> dict[str, str]:
    """An assumption as it stands, for its form."""
    return {"value": line.value, "evidence_kind": line.evidence_kind.value, "source": line.source}


def _yen_field(label: Any, help_text: Any) -> AmountField:
    """Whole yen; empty means 0."""
    return AmountField(label=label, help_text=help_text, required=False, units=("円",), places=0, empty=Decimal(0))


class InvestmentForm(EvidenceForm):
    """One line of the investment: what it costs in one year."""

    title = forms.CharField(label=_("内容"), max_length=120, help_text=_("例：窓口支援システムの導入"))
    use_case = forms.ModelChoiceField(
        label=_("ユースケース"), queryset=UseCase.objects.none(), required=False, empty_label=_("全ユースケースで共用")
    )
    organisation = forms.ModelChoiceField(
        label=_("負担する団体"), queryset=Organisation.objects.none(), required=False, empty_label=_("全団体で分担"),
        help_text=_("1団体だけが払う費用のときに選びます。選ばなければ、均等割と人口割で分担します。"),
    )  # fmt: skip
    year = forms.CharField(
        label=_("年次"), max_length=4, widget=NUMBER, help_text=_("0は導入の年です。例：翌年度の利用料は1")
    )
    initial_yen = _yen_field(_("初期費用"), _("その年に一度だけかかる費用です。例：48,000,000"))
    running_yen = _yen_field(_("運用費用"), _("その年の運用にかかる費用です。例：13,200,000"))
    field_order = ("title", "use_case", "organisation", "year", "initial_yen", "running_yen", "evidence_kind", "source")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use_case"].queryset = UseCase.objects.filter(project=project)  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = bearers(project)  # type: ignore[attr-defined]

    def clean_year(self) -> int:
        text = narrow(self.cleaned_data["year"])
        if not (text.isascii() and text.isdigit() and int(text) <= 30):
            raise ValidationError(_("0から30までの整数を入れてください。"))
        return int(text)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["initial_yen"] and not data["running_yen"]:
            raise ValidationError(_("初期費用か運用費用のどちらかを入れてください。"))
        return data
