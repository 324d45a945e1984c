"""What a person says about a run: its name, how often to try, what is done first and what together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bpr.congestion.models import LogFormat, LogSide
from bpr.core.congestion import BatchAsked, CongestionError, Settings
from bpr.core.inputs import CaseInput
from bpr.core.origins import step_key
from bpr.workflow.cells import narrow

FIRST, NORMAL, LATER = "0", "1", "2"
_PRIORITIES = [
    (FIRST, gettext_lazy("ほかより先に")),
    (NORMAL, gettext_lazy("ふつう")),
    (LATER, gettext_lazy("あとでよい")),
]
_WHOLE = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


class WholeField(forms.CharField):
    """A whole number as people type it: full width, with separators."""

    widget = _WHOLE

    def clean(self, value: Any) -> int | None:
        text = narrow(str(super().clean(value) or "")).replace(",", "").strip()
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise forms.ValidationError(_("0以上の整数を入れてください（例 1000）。"))
        return int(text)


class ClockField(forms.CharField):
    """A time of day, 「16:00」, as minutes since midnight."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        text = narrow(str(super().clean(value) or "")).strip()
        found = _CLOCK.fullmatch(text)
        if text and (not found or int(found[1]) > 23 or int(found[2]) > 59):
            raise forms.ValidationError(_("時刻は「16:00」のように入れてください。"))
        return int(found[1]) * 60 + int(found[2]) if found else None


class RunForm(forms.Form):
    """The settings of a run; fields that stay empty take the default that stands below them."""

    title = forms.CharField(
        label=gettext_lazy("名称"), max_length=120, required=False,
        help_text=gettext_lazy("あとで見分けるための名前です。例：窓口を1人増やした場合"),
    )  # fmt: skip
    accepts_overload = forms.BooleanField(
        label=gettext_lazy("人が足りず待ちが増え続けることを分かったうえで、この期間だけ動かす"), required=False
    )
    cases = WholeField(label=gettext_lazy("測る件数"), required=False, max_length=20)
    warm_up = WholeField(label=gettext_lazy("慣らしの件数"), required=False, max_length=20)
    replications = WholeField(label=gettext_lazy("くり返す回数"), required=False, max_length=20)
    seed = WholeField(label=gettext_lazy("乱数の種"), required=False, max_length=20)

    def __init__(self, *args: Any, cases: Sequence[CaseInput], defaults: Settings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case_inputs, self.defaults = cases, defaults
        self._explain()
        for at, case in enumerate(cases):
            self.fields[f"priority-{at}"] = forms.ChoiceField(
                label=case.use_case_name, choices=_PRIORITIES, initial=NORMAL, required=False
            )
            for number, (_key, name) in enumerate(_steps_of(case)):
                self.fields[f"size-{at}-{number}"] = WholeField(
                    label=_("%(name)s：まとめる件数") % {"name": name}, required=False, max_length=20
                )
                self.fields[f"at-{at}-{number}"] = ClockField(
                    label=_("%(name)s：毎日まとめて行う時刻") % {"name": name}, required=False, max_length=10
                )

    def _explain(self) -> None:
        defaults = self.defaults
        helps = {
            "cases": _("空なら既定値 %(value)s件（選んだユースケースの1年分。少ないときは数年分）"),
            "warm_up": _("空なら既定値 %(value)s件（約1か月分）。始まりの空いた状態を結果に入れないために捨てます"),
            "replications": _("空なら既定値 %(value)s回。多いほど幅が狭くなり、時間がかかります"),
            "seed": _("空なら既定値 %(value)s。同じ種なら、いつ動かしても同じ結果になります"),
        }
        for name, text in helps.items():
            value = getattr(defaults, name)
            self.fields[name].help_text = text % {"value": value if name == "seed" else f"{value:,}"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["settings"] = self._settings(cleaned)
            except CongestionError as error:
                self.add_error(None, str(error))
        return cleaned

    def _settings(self, cleaned: dict[str, Any]) -> Settings:
        plain = {
            name: getattr(self.defaults, name) if cleaned[name] is None else cleaned[name]
            for name in ("cases", "warm_up", "replications", "seed")
        }
        return Settings(**plain, priorities=self._priorities(cleaned), batches=dict(self._batches(cleaned)))

    def _priorities(self, cleaned: dict[str, Any]) -> dict[str, int]:
        """None where all are alike."""
        found = {
            case.use_case_key: int(cleaned[f"priority-{at}"] or NORMAL) for at, case in enumerate(self.case_inputs)
        }
        return found if len(set(found.values())) > 1 else {}

    def _batches(self, cleaned: dict[str, Any]) -> Iterator[tuple[tuple[str, str], BatchAsked]]:
        for at, case in enumerate(self.case_inputs):
            for number, (key, _name) in enumerate(_steps_of(case)):
                size, minute = cleaned[f"size-{at}-{number}"] or 0, cleaned[f"at-{at}-{number}"]
                if size or minute is not None:
                    yield (case.use_case_key, key), BatchAsked(size=size, at_minute=minute)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("cases", "warm_up", "replications", "seed")]

    @property
    def priority_fields(self) -> list[forms.BoundField]:
        return [self[f"priority-{at}"] for at in range(len(self.case_inputs))]

    @property
    def batch_groups(self) -> list[tuple[str, list[tuple[str, forms.BoundField, forms.BoundField]]]]:
        """Use case → its steps with their two fields."""
        return [
            (
                case.use_case_name,
                [
                    (name, self[f"size-{at}-{number}"], self[f"at-{at}-{number}"])
                    for number, (_key, name) in enumerate(_steps_of(case))
                ],
            )
            for at, case in enumerate(self.case_inputs)
        ]

    @property
    def touches_details(self) -> bool:
        """Was anything typed among the settings that are closed at first, or is anything wrong there?"""
        touched = (*self.errors, *self.changed_data) if self.is_bound else ()
        return any(name not in ("title", "accepts_overload") for name in touched)


def _steps_of(case: CaseInput) -> list[tuple[str, str]]:
    """Key and name of the steps that the own staff does, as-is first, each once."""
    found: dict[str, str] = {}
    for model in (case.as_is, case.to_be):
        for node in model.steps() if model else ():
            if node.values and node.values.performer_kind.is_staff:
                found.setdefault(step_key(node.values), node.name)
    return list(found.items())


class LogForm(forms.Form):
    """Which event log is wanted."""

    side = forms.ChoiceField(label=gettext_lazy("側"), choices=LogSide.choices)
    format = forms.ChoiceField(label=gettext_lazy("形式"), choices=LogFormat.choices)
