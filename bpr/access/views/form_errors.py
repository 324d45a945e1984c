"""What a service refuses goes back into the form that asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm


@contextmanager
def refusals_in(form: BaseForm) -> Iterator[None]:
    """Add a ValidationError raised inside to ``form``: to its field where the form has it, else on top."""
    try:
        yield
    except ValidationError as error:
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in by_field.items():
            form.add_error(name if name in form.fields else None, errors)
