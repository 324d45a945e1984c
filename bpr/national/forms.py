"""The form that decides on the statistics of all use cases at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bpr.national.selectors.drivers import DriverLine
from bpr.national.statistics import STATISTICS

LEFT_OUT, LATER = "-", ""
CHOICES = [
    *((item.column, item.label) for item in STATISTICS.values()),
    (LEFT_OUT, _("推計に入れない")),
    (LATER, _("あとで決める")),
]


@dataclass(frozen=True, kw_only=True)
class DriverFields:
    """One use case with its two fields."""

    line: DriverLine
    driver: forms.BoundField
    reason: forms.BoundField


class DriversForm(forms.Form):
    """One choice and one reason for each use case; what nobody has decided stands at what is proposed."""

    def __init__(self, *args: Any, lines: Sequence[DriverLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            name = line.use_case.name
            decided = line.decided
            self.fields[f"driver-{line.use_case.pk}"] = forms.ChoiceField(
                label=_("%(name)sの統計") % {"name": name},
                choices=CHOICES,
                required=False,
                initial=(decided.driver or LEFT_OUT) if decided else line.proposal.column,
                widget=forms.Select(attrs={"class": "input input--small"}),
            )
            self.fields[f"reason-{line.use_case.pk}"] = forms.CharField(
                label=_("%(name)sで選んだ理由") % {"name": name},
                max_length=200,
                required=False,
                initial=decided.reason if decided else line.proposal.reason,
                widget=forms.TextInput(attrs={"class": "input input--small"}),
            )

    def rows(self) -> Iterator[DriverFields]:
        """The fields by use case."""
        for line in self.lines:
            key = line.use_case.pk
            yield DriverFields(line=line, driver=self[f"driver-{key}"], reason=self[f"reason-{key}"])

    def decisions(self) -> Iterator[tuple[DriverLine, str, str]]:
        """What was decided: use case, statistic ("" leaves it out), reason; nothing for those that are put off."""
        for line in self.lines:
            chosen = self.cleaned_data[f"driver-{line.use_case.pk}"]
            if chosen != LATER:
                driver = "" if chosen == LEFT_OUT else chosen
                yield line, driver, self.cleaned_data[f"reason-{line.use_case.pk}"]
