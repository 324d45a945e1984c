"""How people write the share of a way on, and how sure of it they are.

「10%」; with a range 「5%〜10%〜20%」 (最小〜標準〜最大) or 「10%〜20%」, whose likely value is the middle; counted
「10%／50件中」, "10% of 50" or 「50件中5件」. The cell 「次の作業」 holds it in the brackets behind the number, a label
beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_PLACES = Decimal("0.000001")  # of a share that was counted
_NUM = r"(\d+(?:[.．]\d+)?)"
_PERCENT = r"\s*[%％]"
_TO = r"\s*(?:[〜～~\-－–—―]|から)\s*"
_RANGE = re.compile(rf"{_NUM}(?:{_PERCENT})?{_TO}(?:{_NUM}(?:{_PERCENT})?{_TO})?{_NUM}{_PERCENT}")
_COUNTED = re.compile(rf"{_NUM}{_PERCENT}(?:\s*[／/、,]?\s*([\d,]+)\s*件中|\s+of\s+([\d,]+))")
_CASES = re.compile(r"([\d,]+)\s*件中\s*([\d,]+)\s*件")
_PLAIN = re.compile(rf"{_NUM}{_PERCENT}")


@dataclass(frozen=True, slots=True)
class SaidShare:
    """A share (0..1) with its minimum and maximum, or with the number of cases it was counted in."""

    share: Decimal
    ends: tuple[Decimal, Decimal] | None = None
    counted_in: int | None = None


def share_text(share: Decimal) -> str:
    """A share as people write it: 0.1 → "10%"."""
    percent = (share * 100).normalize()
    return f"{percent:f}%"


def said_text(share: Decimal, ends: tuple[Decimal, Decimal] | None, counted_in: int | None) -> str:
    """A share with what is said of its range, as :func:`read_said` reads it back."""
    if ends is not None:
        low, high = ends
        middle = () if (low + high) / 2 == share else (share,)
        return "〜".join(share_text(value) for value in (low, *middle, high))
    return share_text(share) + (f"／{counted_in}件中" if counted_in is not None else "")


def read_said(inside: str, item: str) -> tuple[SaidShare | None, str]:
    """The share that is said in brackets, None where there is none, and what stands beside it.

    Raises ValueError that quotes ``item`` and says what to write instead.
    """
    readers = ((_RANGE, _ranged), (_COUNTED, _counted), (_CASES, _cases), (_PLAIN, _plain))
    for pattern, reader in readers:
        if found := pattern.search(inside):
            beside = f"{inside[: found.start()].strip()} {inside[found.end() :].strip()}".strip()
            said = reader(found, item)
            _refuse_both(said, beside, item)
            return said, beside
    return None, inside


def _refuse_both(said: SaidShare, beside: str, item: str) -> None:
    if said.ends and re.search(r"\d\s*件中", beside):
        raise ValueError(f"「{item}」に割合の幅と数えた件数の両方があります。どちらか一方を書いてください")


def _percent(text: str, item: str) -> Decimal:
    share = Decimal(text.replace("．", ".")) / 100
    if share > 1:
        raise ValueError(f"「{item}」の割合が100%を超えています。0〜100%で書いてください")
    return share


def _plain(found: re.Match[str], item: str) -> SaidShare:
    return SaidShare(_percent(found[1], item))


def _ranged(found: re.Match[str], item: str) -> SaidShare:
    low, high = _percent(found[1], item), _percent(found[3], item)
    likely = (low + high) / 2 if found[2] is None else _percent(found[2], item)
    if not low <= likely <= high:
        raise ValueError(
            f"「{item}」の割合が最小≦標準≦最大になっていません。"
            "例：「3（5%〜20% 不備あり）」「3（5%〜10%〜20% 不備あり）」"
        )
    return SaidShare(likely, (low, high)) if low < high else SaidShare(likely)


def _counted(found: re.Match[str], item: str) -> SaidShare:
    return SaidShare(_percent(found[1], item), counted_in=_count(found[2] or found[3], item))


def _cases(found: re.Match[str], item: str) -> SaidShare:
    cases, taken = _count(found[1], item), _whole(found[2], item)
    if taken > cases:
        raise ValueError(
            f"「{item}」の件数が、数えた全部の件数より多くなっています。「50件中5件」のように書いてください"
        )
    share = (Decimal(taken) / Decimal(cases)).quantize(_PLACES).normalize()
    return SaidShare(Decimal(f"{share:f}"), counted_in=cases)


def _count(text: str, item: str) -> int:
    number = _whole(text, item)
    if not number:
        raise ValueError(f"「{item}」の数えた件数は1以上の数で書いてください。例：「3（10%／50件中 不備あり）」")
    return number


def _whole(text: str, item: str) -> int:
    digits = text.replace(",", "")
    if not digits or len(digits) > 9:
        raise ValueError(f"「{item}」の件数「{text}」が読めません。9桁までの数で書いてください")
    return int(digits)
