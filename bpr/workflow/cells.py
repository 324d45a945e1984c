"""Reading the text of one cell as people type it: full-width digits, units, 和暦.

Every reader returns the value or raises :class:`CellError` whose Japanese message says what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from bpr.core.values import FormUse
from bpr.workflow.problems import CellError

T = TypeVar("T")

MAX_NUMBER = Decimal(10) ** 9
MAX_FORMS = 20
MAX_FORM_NAME = 80
MINUTES = {
    "week": Decimal(7 * 1440),
    "day": Decimal(1440),
    "hour": Decimal(60),
    "minute": Decimal(1),
    "second": Decimal(1) / 60,
}
FOUR_PLACES = Decimal("0.0001")
EXCEL_EPOCH = date(1899, 12, 30)

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_PLAIN_NUMBER = re.compile(rf"(?:{_NUMBER})")
_RANGE = re.compile(r"[0-9].*[~〜–-]\s*[0-9]")
_NOTHING = frozenset({"なし", "無し", "無", "即時", "即日", "-", "ー", "―"})
_DURATION = re.compile(
    rf"(?:(?P<week>{_NUMBER})週間?)?"
    rf"(?:(?P<day>{_NUMBER})日間?)?"
    rf"(?:(?P<hour>{_NUMBER})(?:時間|h|hr|hours?)(?P<half>半)?)?"
    rf"(?:(?P<minute>{_NUMBER})(?:分間?|m|min|minutes?))?"
    rf"(?:(?P<second>{_NUMBER})(?:秒間?|s|sec|seconds?))?",
    re.IGNORECASE,
)
_FORM_SEPARATOR = re.compile(r"[、;\n\r；]+|,(?![0-9]{3})")
_FORM = re.compile(rf"(?P<name>.+?)[\s(（×x]*(?P<sheets>{_NUMBER})\s*[枚部][)）]?")
_ERAS = (  # name, letter, first day
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
_ERA_DATE = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM])(?P<year>[0-9]{1,2}|元)[年./\-](?P<month>[0-9]{1,2})[月./\-]"
    r"(?P<day>[0-9]{1,2})日?",
    re.IGNORECASE,
)
_WESTERN_DATE = re.compile(
    r"(?P<year>[0-9]{4})[年./\-](?P<month>[0-9]{1,2})[月./\-](?P<day>[0-9]{1,2})日?(?:[ T]00:00(?::00)?)?"
)
_COMPACT_DATE = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")


def narrow(text: str) -> str:
    """Half-width form without blanks, for reading only: what was typed is kept as it is."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_number(text: str, *, units: tuple[str, ...] = (), places: int = 4) -> Decimal:
    """A number from 0; thousands separators, full-width digits, 約 and one of ``units`` behind it are understood."""
    short = narrow(text).removeprefix("約")
    unit = next((unit for unit in units if short.endswith(unit)), "")
    digits = short.removesuffix(unit)
    if not _PLAIN_NUMBER.fullmatch(digits):
        raise CellError(_number_remedy(short))
    value = Decimal(digits.replace(",", ""))
    if value >= MAX_NUMBER:
        raise CellError(_("数が大きすぎます。単位を確かめてください"))
    if value != round(value, places):
        raise CellError(_("小数は%(places)s桁までにしてください") % {"places": places})
    return value


def _number_remedy(short: str) -> str:
    if short.startswith(("-", "−", "△", "▲")):
        return _("0以上の数を入れてください")
    if _RANGE.search(short):
        return _("幅ではなく1つの数を入れてください。処理時間の幅は「最小」「標準」「最大」に分けて入れられます")
    return _("数字だけを入れてください（例 1,234）")


def read_minutes(text: str, *, days: bool = False) -> Decimal:
    """Minutes. A bare number means 分; 「1時間30分」「90秒」「1.5h」 are understood.

    With ``days`` also 「3日」「2週間」, as elapsed time of 1,440 minutes a day; without it a day is refused, because
    a day of work is not a day of waiting.
    """
    short = narrow(text).removeprefix("約")
    if short in _NOTHING:
        return Decimal(0)
    if _PLAIN_NUMBER.fullmatch(short):
        return read_number(short)
    found = _DURATION.fullmatch(short)
    if not short or found is None:
        raise CellError(_minutes_remedy(short))
    if not days and (found["day"] or found["week"]):
        raise CellError(_("1日の長さは職場で違うため、「7時間45分」のように時間と分で入れてください"))
    total = _total_minutes(found)
    if total >= MAX_NUMBER:
        raise CellError(_("時間が長すぎます。単位を確かめてください"))
    return total


def _total_minutes(found: re.Match[str]) -> Decimal:
    parts = ((found[unit], minutes) for unit, minutes in MINUTES.items())
    total = sum((Decimal(part.replace(",", "")) * minutes for part, minutes in parts if part), Decimal(0))
    total += 30 if found["half"] else 0
    rounded = total.quantize(FOUR_PLACES, ROUND_HALF_UP)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded.normalize()


def _minutes_remedy(short: str) -> str:
    if re.fullmatch(r"[0-9]+:[0-9]{2}(:[0-9]{2})?", short):
        return _("「%(text)s」は時間と分か、分と秒か分かりません。「1時間30分」「90秒」のように入れてください") % {
            "text": short
        }
    if _RANGE.search(short):
        return _("幅ではなく1つの数を入れてください。処理時間の幅は「最小」「標準」「最大」に分けて入れられます")
    if "月" in short:
        return _("月の長さは一定でないため、「30日」のように日数で入れてください")
    return _("分を数字で入れるか、「1時間30分」「90秒」のように入れてください")


def read_date(text: str) -> date:
    """A date: 令和8年7月3日, R8.7.3, 2026/7/3, 2026-07-03, 20260703 or the serial number of Excel."""
    short = unicodedata.normalize("NFKC", text).strip()
    short = short if re.search(r"[ T]00:00", short) else narrow(short)
    if found := _ERA_DATE.fullmatch(short):
        return _era_date(found)
    if found := _WESTERN_DATE.fullmatch(short) or _COMPACT_DATE.fullmatch(short):
        return _calendar_date(int(found["year"]), int(found["month"]), int(found["day"]))
    if re.fullmatch(r"[2-7][0-9]{4}(\.0)?", short):
        return EXCEL_EPOCH + timedelta(days=int(float(short)))
    raise CellError(_("年月日を「令和8年7月3日」または「2026/7/3」のように入れてください"))


def _era_date(found: re.Match[str]) -> date:
    index = next(i for i, era in enumerate(_ERAS) if found["era"].upper() in era[:2])
    name, _letter, first = _ERAS[index]
    year = 1 if found["year"] == "元" else int(found["year"])
    day = _calendar_date(first.year + year - 1, int(found["month"]), int(found["day"]))
    if year < 1 or day < first or (index > 0 and day >= _ERAS[index - 1][2]):
        raise CellError(_("%(era)sにその日はありません。元号と年を確かめてください") % {"era": name})
    return day


def _calendar_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CellError(_("暦にない日です。年月日を確かめてください")) from error


def read_forms(text: str) -> tuple[FormUse, ...]:
    """Forms with their sheets: 「転入届 1枚、転出証明書」; without a number, one sheet."""
    parts = [part.strip() for part in _FORM_SEPARATOR.split(text) if part.strip()]
    if len(parts) > MAX_FORMS:
        raise CellError(_("帳票は1つの作業に%(limit)sまでです。作業を分けてください") % {"limit": MAX_FORMS})
    forms = tuple(_form(part) for part in parts)
    names = [form.name for form in forms]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise CellError(_("「%(name)s」が2回あります。枚数を合わせて1つにしてください") % {"name": twice})
    return forms


def _form(part: str) -> FormUse:
    plain = unicodedata.normalize("NFKC", part)
    found = _FORM.fullmatch(plain)
    name = found["name"].strip() if found else plain
    if len(name) > MAX_FORM_NAME:
        raise CellError(_("帳票の名前は%(limit)s文字までです。「、」で区切ってください") % {"limit": MAX_FORM_NAME})
    return FormUse(name=name, sheets=read_number(found["sheets"]) if found else Decimal(1))


def read_choice(text: str, choices: Mapping[str, T]) -> T:
    """The value that stands behind one of the words of a list."""
    word = narrow(text)
    if word not in choices:
        raise CellError(_("「%(choices)s」のどれかを入れてください") % {"choices": "・".join(choices)})
    return choices[word]
