"""Fields of forms that read what people type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bpr.workflow.cells import narrow, read_number
from bpr.workflow.problems import CellError

NUMBER = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class AmountField(forms.CharField):
    """A number as people type it: full-width digits, separators, its unit; △ or - before it where ``signed``.

    An empty field is ``empty``; a number with more decimals than ``places`` is refused.
    """

    widget = NUMBER

    def __init__(
        self,
        *,
        units: tuple[str, ...] = (),
        places: int = 2,
        signed: bool = False,
        empty: Decimal | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(max_length=40, **kwargs)
        self.units, self.places, self.signed, self.empty = units, places, signed, empty

    def clean(self, value: Any) -> Decimal | None:
        text = narrow(super().clean(value))
        if not text:
            return self.empty
        negative = self.signed and text[0] in "△▲-−"
        try:
            found = read_number(text[1:] if negative else text, units=self.units, places=self.places)
        except CellError as error:
            raise ValidationError(str(error)) from None
        return -found if negative else found

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}" if isinstance(value, Decimal) else value
