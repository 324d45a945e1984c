"""個人番号 must never be stored: finds them in text by their length and check digit.

Formula of 平成26年総務省令第85号 第5条: with P(n) the n-th digit from the right of the first eleven and
Q(n) = n + 1 (n ≤ 6) or n − 5 (n ≥ 7), the check digit is 11 − (Σ P(n)·Q(n) mod 11), and 0 where the rest is 0 or 1.
"""

from __future__ import annotations

import re
import unicodedata

# Twelve digits, perhaps written in groups, that are not part of a longer number.
_CANDIDATE = re.compile(r"(?<![0-9])[0-9](?:[ \-‐‑–—−ー・,.]?[0-9]){11}(?![0-9])")
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def check_digit(first_eleven: str) -> int:
    """The twelfth digit that belongs to the first eleven of a 個人番号."""
    rest = sum(int(digit) * weight for digit, weight in zip(first_eleven, _WEIGHTS, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest


def is_mynumber(digits: str) -> bool:
    """True where twelve half-width digits carry a valid check digit."""
    return check_digit(digits[:11]) == int(digits[11])


def contains_mynumber(text: str) -> bool:
    """True where ``text`` holds a 個人番号, in full- or half-width digits, in one piece or in groups."""
    found = _CANDIDATE.finditer(unicodedata.normalize("NFKC", text))
    return any(is_mynumber("".join(re.findall("[0-9]", match.group()))) for match in found)
