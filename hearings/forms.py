"""Forms of the pages around the sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from bpr.access.api_base import KEY_DIGITS
from bpr.access.models import Organisation, Project
from bpr.workflow.cells import read_date
from bpr.workflow.problems import CellError


class TypedDateField(forms.CharField):
    """A day in 和暦 or 西暦, as people write it."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_date(text)
        except CellError as error:
            raise forms.ValidationError(str(error)) from error


class ChosenField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows. What is no key is refused here: a database would not even compare it."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not (key.isascii() and key.isdigit() and len(key) <= KEY_DIGITS):
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": key})
        return super().clean(value)


class HearingsOpenForm(forms.Form):
    """Open hearings for use cases × organisations at once."""

    use_cases: Any = ChosenField(None, label=_("ユースケース"), widget=CheckboxSelectMultiple)
    organisations: Any = ChosenField(None, label=_("団体"), widget=CheckboxSelectMultiple)
    due_on = TypedDateField(
        label=_("回答の期限"),
        required=False,
        help_text=_("例：令和8年12月18日、2026/12/18。空欄なら事業の期限になります。"),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("use_cases").queryset = project.use_cases.all()
        self._choices("organisations").queryset = Organisation.objects.filter(projects=project).exclude(
            kind__in=("ministry", "contractor")
        )

    def _choices(self, name: str) -> forms.ModelMultipleChoiceField:  # type: ignore[type-arg]
        field = self.fields[name]
        if not isinstance(field, forms.ModelMultipleChoiceField):
            raise TypeError(name)
        return field


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("差戻しの理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("団体の担当者に表示されます。どこをどう直すかを書いてください。"),
    )


class DueForm(forms.Form):
    due_on = TypedDateField(label=_("回答の期限"), required=False, help_text=_("例：令和8年12月18日、2026/12/18"))


class WorkbookForm(forms.Form):
    workbook = forms.FileField(
        label=_("記入したExcelファイル"),
        error_messages={
            "required": _("ファイルを選んでください"),
            "empty": _("中身のないファイルです。選び直してください"),
        },
    )
