"""Forms of opening hours, staff groups and arrival patterns: plain fields, read as they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from bpr.access.models import Organisation, Project
from bpr.core.units import format_number
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.staffing.notation import (
    DAY_LABELS,
    DAYS,
    Unreadable,
    shown_people,
    shown_spans,
    typed_days,
    typed_number,
    typed_people,
    typed_spans,
)
from reports.forms import EvidenceForm
from usecases.models import UseCase

_PLAIN = {"autocomplete": "off"}
_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
OWN, ALL = "own", "all"


class ReadField(forms.CharField):
    """Text that ``read`` turns into what is stored; what cannot be read is said beside the field."""

    def __init__(self, *, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.read(text)
        except Unreadable as error:
            raise ValidationError(str(error)) from None


class StaffingForm(EvidenceForm):
    """The base: where the entry comes from, and whom it holds for (asked only of who may enter it for all)."""

    reach = forms.ChoiceField(label=_("だれに使うか"), required=False)

    def __init__(self, *args: Any, organisation: Organisation, for_all: bool, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_all and is_new:
            field: Any = self.fields["reach"]
            field.choices = [(OWN, organisation.name), (ALL, _t("事業の全団体（団体の入力があれば、そちらが優先）"))]
        else:
            del self.fields["reach"]
        if "source" in self.fields:
            self.fields["source"].help_text = _t("だれに聞いたか、どの資料か。例：市民課 課長補佐への聞き取り")

    @property
    def is_for_all(self) -> bool:
        return self.cleaned_data.get("reach") == ALL

    def stored(self) -> dict[str, Any]:
        """The arguments of the service, without project and organisation."""
        return {key: value for key, value in self.cleaned_data.items() if key != "reach"}


def _spans_field(label: str, *, with_help: bool) -> ReadField:
    hint = _("例：8:30-12:00、13:00-17:15。休みの曜日は空にします。") if with_help else ""
    return ReadField(
        label=label, required=False, max_length=200, read=typed_spans, help_text=hint, widget=forms.TextInput(_PLAIN)
    )


class HoursForm(StaffingForm):
    """Opening hours: a line for each weekday."""

    name = forms.CharField(label=_("名前"), max_length=60, help_text=_("例：本庁の窓口"))
    japanese_holidays = forms.BooleanField(label=_("祝日と12月29日〜1月3日は休む"), required=False)
    days_off = ReadField(
        label=_("そのほかに休む日"), required=False, max_length=4000, read=typed_days,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("例：2026-11-24、2027-02-12"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, label in zip(DAYS, DAY_LABELS, strict=True):
            self.fields[day] = _spans_field(_t("%(day)s曜") % {"day": label}, with_help=day == "mon")
        self.order_fields(["reach", "name", *DAYS, "japanese_holidays", "days_off", "evidence_kind", "source"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data[day] for day in DAYS):
            raise ValidationError(_t("開いている時間がありません。どれかの曜日に時間を入れてください。"))
        return data

    def stored(self) -> dict[str, Any]:
        data = super().stored()
        return {key: value for key, value in data.items() if key not in DAYS} | {
            "weekdays": {day: data[day] for day in DAYS}
        }


def hours_initial(row: OfficeHours) -> dict[str, Any]:
    """Hours as they stand in the form."""
    return {
        "name": row.name,
        "japanese_holidays": row.japanese_holidays,
        "days_off": "、".join(row.days_off),
        "evidence_kind": row.evidence_kind,
        "source": row.source,
        **{day: shown_spans(row.weekdays.get(day, ())) for day in DAYS},
    }


def typed_performers(text: str) -> list[str]:
    """One name a line; names keep their blanks and commas."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def typed_percent(text: str) -> Decimal:
    number = typed_number(text.rstrip("%％"))
    if not 0 < number <= 100:
        raise Unreadable(_t("0より大きく100以下の数を入れてください。"))
    return number


def typed_yen(text: str) -> Decimal | None:
    return typed_number(text.rstrip("円")) if text else None


class GroupForm(StaffingForm):
    """A staff group. ``known`` are the performers of the organisation's processes."""

    name = forms.CharField(label=_("組の名前"), max_length=60, help_text=_("例：市民課の窓口"))
    performers = ReadField(
        label=_("受け持つ作業者"), max_length=4000, read=typed_performers, widget=forms.Textarea(attrs={"rows": 3})
    )
    people = ReadField(
        label=_("人数"), required=False, max_length=200, read=typed_people, widget=forms.TextInput(_PLAIN),
        help_text=_("例：2人、0.5人が1人（半日だけの人は0.5人）。分からなければ空にします。"),
    )  # fmt: skip
    available_percent = ReadField(
        label=_("この事業の仕事に充てられる割合"), max_length=12, read=typed_percent,
        widget=forms.TextInput(_NUMBER),
        help_text=_("開庁時間のうち、ここで扱う手続に使える割合です。ほかの仕事や会議の時間を除きます。例：60"),
    )  # fmt: skip
    office_hours = forms.ModelChoiceField(
        label=_("開庁時間"), queryset=OfficeHours.objects.none(), required=False, empty_label=_("団体の開庁時間と同じ")
    )
    yen_per_hour = ReadField(
        label=_("1時間の人件費"), required=False, max_length=20, read=typed_yen, widget=forms.TextInput(_NUMBER),
        help_text=_("空にすると、前提の人件費単価を使います。"),
    )  # fmt: skip
    field_order = (
        "reach", "name", "performers", "people", "available_percent", "office_hours", "yen_per_hour",
        "evidence_kind", "source",
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, known: Sequence[str], **kwargs: Any) -> None:
        organisation = kwargs["organisation"]
        super().__init__(*args, **kwargs)
        self.known = known
        names = _t("1行に1人。この団体の業務プロセスにあるのは：%(names)s") % {"names": "、".join(known)}
        self.fields["performers"].help_text = names if known else _t("1行に1人。業務プロセスの作業者の名前を入れます。")
        reach = Q(organisation=organisation) | Q(organisation__isnull=True)
        hours: Any = self.fields["office_hours"]
        hours.queryset = OfficeHours.objects.filter(reach, project=project)

    def clean(self) -> dict[str, Any]:
        """A misspelt performer would leave the work to nobody; names for all organisations cannot be checked."""
        data = super().clean() or {}
        unknown = [name for name in data.get("performers", ()) if name not in self.known]
        if self.known and unknown and data.get("reach") != ALL:
            message = _t("「%(name)s」はこの団体の業務プロセスにない作業者です。上にある名前から選んでください。")
            self.add_error("performers", message % {"name": unknown[0]})
        return data


def group_initial(row: StaffGroup) -> dict[str, Any]:
    """A group as it stands in the form."""
    return {
        "name": row.name,
        "performers": "\n".join(row.performers),
        "people": shown_people(row.people),
        "available_percent": format_number(row.available_percent),
        "office_hours": row.office_hours_id,
        "yen_per_hour": "" if row.yen_per_hour is None else format_number(row.yen_per_hour),
        "evidence_kind": row.evidence_kind,
        "source": row.source,
    }


class PatternForm(StaffingForm):
    """When cases arrive: counts of each weekday and of each hour. ``is_new`` forms ask for the use case."""

    use_case = forms.ModelChoiceField(label=_("ユースケース"), queryset=UseCase.objects.none(), empty_label=None)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        is_new = kwargs["is_new"]
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["use_case"]
        choice.queryset = UseCase.objects.filter(project=project).select_related("category")
        if not is_new:
            del self.fields["use_case"]
        for number, label in enumerate(DAY_LABELS):
            self.fields[f"day{number}"] = _count_field(_t("%(day)s曜") % {"day": label})
        for hour in range(24):
            self.fields[f"hour{hour}"] = _count_field(_t("%(hour)s時台") % {"hour": hour})

    @property
    def day_fields(self) -> list[forms.BoundField]:
        return [self[f"day{number}"] for number in range(7)]

    @property
    def hour_fields(self) -> list[forms.BoundField]:
        return [self[f"hour{hour}"] for hour in range(24)]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("reach", "use_case") if name in self.fields]

    @property
    def source_fields(self) -> list[forms.BoundField]:
        return [self["evidence_kind"], self["source"]]

    def stored(self) -> dict[str, Any]:
        """Rows in which nothing was typed stay empty: evenly over the open time."""
        data = self.cleaned_data
        days = [data[f"day{number}"] for number in range(7)]
        hours = [data[f"hour{hour}"] for hour in range(24)]
        return {
            "weekdays": _texts(days),
            "hours": _texts(hours),
            "evidence_kind": data["evidence_kind"],
            "source": data["source"],
        }


def _count_field(label: str) -> ReadField:
    return ReadField(label=label, required=False, max_length=20, read=typed_number, widget=forms.TextInput(_NUMBER))


def _texts(counts: Sequence[Decimal]) -> list[str]:
    return [f"{count:f}" for count in counts] if any(counts) else []


def pattern_initial(row: ArrivalPattern) -> dict[str, Any]:
    """A pattern as it stands in the form."""
    return {
        "evidence_kind": row.evidence_kind,
        "source": row.source,
        **{f"day{number}": format_number(Decimal(count)) for number, count in enumerate(row.weekdays)},
        **{f"hour{hour}": format_number(Decimal(count)) for hour, count in enumerate(row.hours)},
    }
