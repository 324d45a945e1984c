"""Forms of the pages of logs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bpr.access.models import Organisation, Project, User
from bpr.access.policy import Action, decide_in, restrict
from bpr.core.staffing import Hours
from bpr.logs.models import Clock, ProcessLog
from bpr.logs.selectors.files import Head
from bpr.logs.services import SUFFIXES
from usecases.models import UseCase


class LogUploadForm(forms.Form):
    """Whose log it is, and the file."""

    use_case: Any = forms.ModelChoiceField(None, label=_("ユースケース"), empty_label=_("選んでください"))
    organisation: Any = forms.ModelChoiceField(None, label=_("団体"), empty_label=_("選んでください"))
    file = forms.FileField(label=_("操作ログのファイル"))

    def __init__(self, *args: Any, person: User, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("use_case").queryset = restrict(person, Action.VIEW, UseCase.objects.filter(project=project))
        self._choices("organisation").queryset = organisations_open_to(person, project)

    def _choices(self, name: str) -> forms.ModelChoiceField:  # type: ignore[type-arg]
        field = self.fields[name]
        if not isinstance(field, forms.ModelChoiceField):
            raise TypeError(name)
        return field

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.LOG_UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("ファイルが大きすぎます。%(limit)sMBまでです。期間を区切るか、gzipで圧縮してください"),
                params={"limit": settings.LOG_UPLOAD_MAX_BYTES // 1024 // 1024},
            )
        return file


ACCEPT = ",".join((*SUFFIXES, ".gz"))


def organisations_open_to(person: User, project: Project) -> Any:
    """The organisations of whose logs the person may add some."""
    rows = Organisation.objects.filter(projects=project).exclude(kind__in=("ministry", "contractor"))
    allowed = [
        row.pk for row in rows if decide_in(person, Action.ADD, ProcessLog, project=project, organisation_id=row.pk)
    ]
    return rows.filter(pk__in=allowed)


class ColumnsForm(forms.Form):
    """What the columns of a CSV file mean."""

    case = forms.ChoiceField(
        label=_("案件の番号"), help_text=_("受付番号など、同じ案件の行をまとめる列です。番号そのものは保存しません。")
    )
    activity = forms.ChoiceField(label=_("作業の名前"), help_text=_("何をしたかの列です。"))
    start = forms.ChoiceField(
        label=_("始めた時刻"),
        required=False,
        help_text=_("開始と終了の両方があると、処理時間が測れます。"),
    )
    end = forms.ChoiceField(
        label=_("終えた時刻"), required=False, help_text=_("時刻の列が1つだけなら、ここに選びます。")
    )
    resource = forms.ChoiceField(
        label=_("担当者"), required=False, help_text=_("人数を数えるだけです。名前は保存しません。")
    )
    transition = forms.ChoiceField(
        label=_("開始・完了の別"),
        required=False,
        help_text=_("1行が開始か完了のどちらか（start、complete）を表すログのときだけ選びます。"),
    )

    def __init__(self, *args: Any, head: Head, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("（この列はない）")), *((name, name) for name in head.header if name)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("start") or data.get("end")):
            self.add_error("end", _("時刻の列がないと測れません。始めた時刻か終えた時刻のどちらかを選んでください"))
        for name in data:
            twins = [other for other in data if data[name] and data[other] == data[name] and other != name]
            if twins and name not in self.errors:
                self.add_error(
                    name,
                    _("「%(column)s」の列を2つの意味に使っています。別の列を選んでください") % {"column": data[name]},
                )
        return data


class MappingForm(forms.Form):
    """How the minutes of a log are counted; the selects of the activities stand beside it."""

    clock = forms.ChoiceField(
        label=_("時間の数え方"),
        choices=Clock.choices,
        initial=Clock.ALL,
        widget=forms.RadioSelect,
        help_text=_(
            "「開庁時間だけ」は、平日8:30〜12:00と13:00〜17:15（祝日と年末年始を除く）の分だけを数えます。夜や休日をまたぐ記録が多いときに選びます。"
        ),
    )

    def __init__(self, *args: Any, hours: Hours, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hours.is_default:
            self.fields["clock"].help_text = _(
                "「開庁時間だけ」は、「職員と暦」に入れた「%(name)s」の分だけを数えます。夜や休日をまたぐ記録が多いときに選びます。"
            ) % {"name": hours.name}


class AdoptForm(forms.Form):
    """What is taken over from a measurement."""

    items = forms.MultipleChoiceField(
        label=_("根拠にするもの"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("1つ以上選んでください")},
    )
    keep_file = forms.BooleanField(
        label=_("元のファイルを残す"),
        required=False,
        help_text=_("選ばなければ、採用と同時に元のファイルと案件の番号の例を消します。"),
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["items"]
        if not isinstance(field, forms.MultipleChoiceField):
            raise TypeError("items")
        field.choices = choices
