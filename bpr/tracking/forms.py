"""Forms of promises and actuals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bpr.core.values import EvidenceKind
from bpr.core.workload import MONTHS
from bpr.workflow.cells import narrow, read_date, read_number
from bpr.workflow.problems import CellError
from usecases.labels import EVIDENCE_KINDS

_NUMBER = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
_MONTHS = [(month, _("%(month)s月") % {"month": month}) for month in MONTHS]
MOST_MINUTES = Decimal(10**7)


class AmountField(forms.CharField):
    """A number as people type it: full-width digits, separators, its unit; △ or - before it where ``signed``."""

    widget = _NUMBER

    def __init__(self, *, units: tuple[str, ...] = (), places: int = 2, signed: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.units, self.places, self.signed = units, places, signed

    def clean(self, value: Any) -> Decimal | None:
        text = narrow(super().clean(value))
        if not text:
            return None
        negative = self.signed and text[0] in "△▲-−"
        try:
            found = read_number(text[1:] if negative else text, units=self.units, places=self.places)
        except CellError as error:
            raise ValidationError(str(error)) from None
        return -found if negative else found

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}" if isinstance(value, Decimal) else value


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


class ActualForm(forms.Form):
    """What was measured in some months of a fiscal year."""

    fiscal_year = forms.CharField(
        label=_("年度（西暦）"), max_length=4, widget=_NUMBER, help_text=_("例：令和9年度は2027")
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
    evidence_kind = forms.ChoiceField(
        label=_("根拠"),
        choices=[(kind.value, EVIDENCE_KINDS[kind]) for kind in EvidenceKind],
        help_text=_("この値をどのように得たかを選びます。"),
    )
    source = forms.CharField(
        label=_("出典"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例：受付システムの操作ログ 2027年4月〜2028年3月"),
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
