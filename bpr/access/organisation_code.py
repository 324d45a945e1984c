"""団体コード: five digits and a check digit."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def check_digit(first_five: str) -> str:
    """Check digit of a 団体コード: 11 − (Σ digit × weight 6..2) mod 11, its last digit.

    Source: 総務省「全国地方公共団体コード」仕様. Below 11 the sum is subtracted from 11 directly,
    which the modulus covers.
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_five, range(6, 1, -1), strict=True))
    return str((11 - total % 11) % 10)


def validate_organisation_code(code: str) -> None:
    """ValidationError unless ``code`` is six ASCII digits with a right check digit."""
    if not re.fullmatch(r"[0-9]{6}", code):
        raise ValidationError(_("団体コードは6桁の数字で入れてください。"), code="format")
    if check_digit(code[:5]) != code[5]:
        raise ValidationError(
            _("団体コード %(code)s は検査数字が合いません。末尾の1桁を確かめてください。"),
            code="check_digit",
            params={"code": code},
        )
