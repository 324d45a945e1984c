"""Forms of promises and actuals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bpr.core.values import EvidenceKind
from bpr.core.workload import MONTHS
from bpr.workflow.cells import narrow, read_date
from bpr.workflow.fields import NUMBER, AmountField
from bpr.workflow.problems import CellError
from reports.forms import EvidenceForm

_MONTHS = [(month, _("%(month)s月") % {"month": month}) for month in MONTHS]
MOST_MINUTES = Decimal(10**7)


class DayField(forms.CharField):
    """A date as people type it."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_date(text)
        except CellError as error:
            raise ValidationError(str(error)) from None


class PromiseForm(forms.Form):
    """Promise what is planned."""

    starts_on = DayField(
        label=_("効果が出はじめる日"), max_length=40, help_text=_("改革案で仕事を始める日です。例：令和9年4月1日")
    )
    promised_by = forms.CharField(
        label=_("約束した人"), max_length=120, help_text=_("所属と職名で書きます。例：市民課長")
    )
    note = forms.CharField(label=_("備考"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class CommitmentForm(PromiseForm):
    """Promise of one pair: as planned, or other amounts."""

    hours_per_year = AmountField(
        label=_("約束する時間（時間／年）"), required=False, units=("時間",), signed=True,
        help_text=_("空欄なら計画のままです。増えるときは△を付けます。"),
    )  # fmt: skip
    yen_per_year = AmountField(
        label=_("約束する費用（円／年）"), required=False, units=("円",), places=0, signed=True,
        help_text=_("空欄なら計画のままです。増えるときは△を付けます。"),
    )  # fmt: skip
    field_order = ("hours_per_year", "yen_per_year", "starts_on", "promised_by", "note")


class ActualForm(EvidenceForm):
    """What was measured in some months of a fiscal year."""

    fiscal_year = forms.CharField(
        label=_("年度（西暦）"), max_length=4, widget=NUMBER, help_text=_("例：令和9年度は2027")
    )
    first_month = forms.TypedChoiceField(label=_("はじめの月"), choices=_MONTHS, coerce=int, initial=4)
    last_month = forms.TypedChoiceField(label=_("おわりの月"), choices=_MONTHS, coerce=int, initial=3)
    cases = AmountField(
        label=_("件数"), units=("件",), places=1, help_text=_("その期間に扱った件数の合計です。例：3,412")
    )
    minutes_per_case = AmountField(
        label=_("1件当たりの職員の処理時間（分）"), units=("分",),
        help_text=_("測った時間の平均です。操作ログか、時間の記録から求めます。例：11.5"),
    )  # fmt: skip
    direct_yen_per_case = AmountField(
        label=_("1件当たりの直接経費（円）"), required=False, units=("円",),
        help_text=_("郵送料など。測っていなければ空欄にします（計画のとおりとみなします）。"),
    )  # fmt: skip
    source = forms.CharField(
        label=_("出典"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例：受付システムの操作ログ 2027年4月〜2028年3月"),
    )  # fmt: skip
    field_order = (
        "fiscal_year", "first_month", "last_month", "cases", "minutes_per_case", "direct_yen_per_case", "evidence_kind",
        "source",
    )  # fmt: skip

    def clean_fiscal_year(self) -> int:
        text = narrow(self.cleaned_data["fiscal_year"])
        if not (text.isascii() and text.isdigit()):
            raise ValidationError(_("年度は西暦の4桁で入れてください。例：2027"))
        return int(text)

    def clean_minutes_per_case(self) -> Decimal:
        minutes: Decimal = self.cleaned_data["minutes_per_case"]
        if minutes >= MOST_MINUTES:
            raise ValidationError(_("数が大きすぎます。単位を確かめてください"))
        return minutes

    def clean_evidence_kind(self) -> EvidenceKind:
        return EvidenceKind(self.cleaned_data["evidence_kind"])
