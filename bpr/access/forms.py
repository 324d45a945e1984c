"""Forms of people, members, projects and organisations."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import jaconv
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bpr.access.models import Membership, Organisation, OrganisationKind, Project, Role, User

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("利用者名かパスワードが違います。大文字と小文字、全角と半角の違いも確かめてください。"),
        "inactive": _("この利用者は、いま利用を止められています。事業の統括責任者に問い合わせてください。"),
    }


class OwnPasswordForm(PasswordChangeForm):
    error_messages = {
        "password_mismatch": _("2回の新しいパスワードが同じではありません。"),
        "password_incorrect": _("いまのパスワードが違います。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("いまのパスワード")
        self.fields["new_password1"].label = _("新しいパスワード")
        self.fields["new_password1"].help_text = _(
            "10文字以上。数字だけのもの、氏名や利用者名に近いもの、よく使われるものは使えません。"
        )
        self.fields["new_password2"].label = _("新しいパスワード（もう一度）")
        self.fields["new_password2"].help_text = ""


class MemberForm(forms.Form):
    """Role, organisation and post of a member."""

    role = forms.ChoiceField(label=_("役割"), choices=[("", _("選んでください")), *Role.choices])
    organisation = forms.ModelChoiceField(
        label=_("所属する団体"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("なし"),
        help_text=_("団体担当者には必要です。自分の団体のヒアリングだけを見て記入できます。"),
    )
    post = forms.CharField(label=_("職名"), max_length=80, required=False, help_text=_("例：市民課 主査"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            Q(participations__project=project) | Q(kind__in=(OrganisationKind.MINISTRY, OrganisationKind.CONTRACTOR))
        ).distinct()


class ExistingMemberForm(MemberForm):
    """A person who has a user name already. The name must be known: people are not listed across projects."""

    person: User
    username = forms.CharField(label=_("利用者名"), max_length=150, help_text=_("本人がサインインに使っている名前"))
    field_order = ("username", "role", "organisation", "post")

    def clean_username(self) -> str:
        self.person = active_person(self.cleaned_data["username"])
        return self.person.username


class NewMemberForm(MemberForm):
    """A person who has never used the workbench."""

    display_name = forms.CharField(label=_("氏名"), max_length=80, help_text=_("例：山口 花子"))
    username = forms.CharField(
        label=_("利用者名"), max_length=150, help_text=_("サインインに使う半角の名前。例：yamaguchi.hanako")
    )
    field_order = ("display_name", "username", "role", "organisation", "post")

    def clean_username(self) -> str:
        return half_width(self.cleaned_data["username"])


def half_width(text: str) -> str:
    """``text`` with 全角 letters, digits and spaces made 半角."""
    return str(jaconv.z2h(text.replace("\u3000", " "), kana=False, ascii=True, digit=True)).strip()


class ScheduleField(forms.CharField):
    """日程: one line per event, a date and what happens. Cleans to ``[{"date": "2026-07-03", "title": "…"}]``."""

    widget = forms.Textarea(attrs={"rows": 6})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{event['date']} {event['title']}" for event in value)
        return value

    def to_python(self, value: Any) -> Any:
        lines = (value or "").splitlines()
        return [_event(number, line) for number, line in enumerate(lines, start=1) if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


_EVENT = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*(.*)", re.ASCII)
_ERA_EVENT = re.compile(r"(?:令和|R)\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*(.*)", re.ASCII)
_REIWA_START = 2018  # 令和1年 = 2019


def _event(number: int, line: str) -> dict[str, str]:
    """One line as date and title; both 西暦 and 和暦, 全角 and 半角."""
    words = half_width(line)
    western, era = _EVENT.fullmatch(words), _ERA_EVENT.fullmatch(words)
    found = western or era
    if found is None or not found[4]:
        raise ValidationError(_line_error(number, line))
    year = int(western[1]) if western else _REIWA_START + (1 if found[1] == "元" else int(found[1]))
    try:
        day = date(year, int(found[2]), int(found[3]))
    except ValueError as error:
        raise ValidationError(_line_error(number, line)) from error
    return {"date": day.isoformat(), "title": found[4].strip()}


def _line_error(number: int, line: str) -> str:
    return _(
        "%(number)d行目「%(line)s」を読めません。「2026-07-03 第1回協議会」のように、日付と内容を書いてください。"
    ) % {
        "number": number,
        "line": line.strip(),
    }


class ProjectForm(forms.ModelForm):  # type: ignore[type-arg]
    schedule = ScheduleField(
        label=_("日程"),
        required=False,
        help_text=_("1行に1つ、日付と内容。例：2026-07-03 第1回協議会（令和8年7月3日とも書けます）"),
    )

    class Meta:
        model = Project
        fields = (
            "name", "fiscal_year", "commissioner", "contractor", "background", "purpose", "council_name",
            "council_description", "hearing_method", "hearing_due_on", "schedule",
        )  # fmt: skip
        widgets = {
            "hearing_due_on": DATE,
            "background": forms.Textarea(attrs={"rows": 4}),
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "council_description": forms.Textarea(attrs={"rows": 4}),
            "hearing_method": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "name": _("報告書の表紙に出ます。"),
            "fiscal_year": _("西暦で。例：令和8年度は2026"),
            "commissioner": _("例：総務省"),
            "council_description": _("構成、座長、開催の頻度など。報告書の1章に出ます。"),
            "hearing_method": _("対象の選び方、聞き取りのしかたなど。報告書の1章に出ます。"),
            "hearing_due_on": _("団体担当者の「私の作業」に期限として出ます。"),
        }

    def clean_fiscal_year(self) -> int:
        year: int = self.cleaned_data["fiscal_year"]
        if not 2000 <= year <= 2100:
            raise ValidationError(_("年度は西暦4桁で入れてください。例：2026"))
        return year


class NewProjectForm(forms.Form):
    """What a system administrator says of a new project; the leader fills in the rest."""

    name = forms.CharField(label=_("事業名"), max_length=200)
    fiscal_year = forms.IntegerField(
        label=_("年度（西暦）"), min_value=2000, max_value=2100, help_text=_("令和8年度は2026")
    )
    leader = forms.CharField(
        label=_("統括責任者の利用者名"),
        max_length=150,
        help_text=_("まだ登録のない人は、先に「利用者」から登録します。"),
    )

    def clean_leader(self) -> User:
        return active_person(self.cleaned_data["leader"])


class NewUserForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("display_name", "username")
        help_texts = {"username": _("サインインに使う半角の名前。例：yamaguchi.hanako")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("利用者名")
        self.fields["display_name"].required = True


class LeaderForm(forms.Form):
    username = forms.CharField(label=_("統括責任者に加える人の利用者名"), max_length=150)

    def clean_username(self) -> User:
        return active_person(self.cleaned_data["username"])


def active_person(username: str) -> User:
    person = User.objects.filter(username=username.strip(), is_active=True).first()
    if person is None:
        raise ValidationError(
            _("「%(name)s」という利用者名の人はいません。つづりを確かめてください。") % {"name": username}
        )
    return person


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Organisation
        fields = (
            "kind", "code", "name", "kana", "prefecture", "designation", "population", "households", "source",
        )  # fmt: skip
        help_texts = {
            "code": _("6桁の数字。都道府県と市区町村だけにあります。"),
            "source": _("人口・世帯数の出どころ"),
        }

    def clean_code(self) -> str | None:
        return self.cleaned_data["code"] or None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        local = {OrganisationKind.MUNICIPALITY, OrganisationKind.PREFECTURE}
        if data.get("kind") in local and "code" in data and not data["code"]:
            self.add_error("code", _("都道府県と市区町村には団体コードが必要です。"))
        return data


class OrganisationSearchForm(forms.Form):
    q = forms.CharField(label=_("団体名・よみ・団体コード"), required=False)
    prefecture = forms.ChoiceField(label=_("都道府県"), required=False)
    kind = forms.ChoiceField(label=_("種別"), required=False, choices=[("", _("すべて")), *OrganisationKind.choices])

    def __init__(self, *args: Any, prefectures: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["prefecture"]
        field.choices = [("", _("すべて")), *((name, name) for name in prefectures)]  # type: ignore[attr-defined]


class AuditSearchForm(forms.Form):
    words = forms.CharField(label=_("対象の名前"), required=False)
    actor = forms.ModelChoiceField(
        label=_("した人"), queryset=User.objects.none(), required=False, empty_label=_("全員")
    )
    since = forms.DateField(label=_("この日から"), required=False, widget=DATE)
    until = forms.DateField(label=_("この日まで"), required=False, widget=DATE)

    def __init__(self, *args: Any, actors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors  # type: ignore[attr-defined]


def initial_of(membership: Membership) -> dict[str, Any]:
    """Initial values of ``MemberForm`` for a stored membership."""
    return {"role": membership.role, "organisation": membership.organisation_id, "post": membership.post}
