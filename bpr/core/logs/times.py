"""Times as Japanese offices and their systems write them → minutes since 1970-01-01 0:00 Japan time.

Text has the year first (ISO 8601, 2026/4/1 9:05, 20260401090500, 2026年4月1日9時5分, 令和8年4月1日, R8.4.1), so that
no day can be taken for a month; its styles may be mixed in one column. Numbers (Excel serial days, epoch seconds or
milliseconds) must fill the whole column. A date alone is 0:00 of that day. For zones see ``model.py``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from bpr.core.logs.model import TimeFormat

_DAY = 1440
_JAPAN = 540  # minutes ahead of UTC
_FIRST_YEAR, _LAST_YEAR = 1950, 2100
_CACHED = 100_000
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
_ZERO = date(1970, 1, 1).toordinal()
_EXCEL_ZERO = (date(1899, 12, 30).toordinal() - _ZERO) * _DAY
_RANGES = {
    TimeFormat.EXCEL: (18_264, 73_415),  # 1950 to 2100
    TimeFormat.EPOCH_SECONDS: (1e8, 4.2e9),
    TimeFormat.EPOCH_MILLISECONDS: (1e11, 4.2e12),
}
_NUMBER = re.compile(r"\d{1,13}(?:\.\d+)?", re.ASCII)
_DATE = r"(?:(?P<era>令和|平成|昭和|[RHS])\.?\s*(?P<era_year>元|\d{1,2})|(?P<year>\d{4}))"
_DATE += r"\s*[年/.\-]\s*(?P<month>\d{1,2})\s*[月/.\-]\s*(?P<day>\d{1,2})\s*日?(?:\s*\([月火水木金土日]\))?"
_CLOCK = r"(?P<half>午前|午後)?\s*(?P<hour>\d{1,2})[:時]"
_CLOCK += r"(?:(?P<minute>\d{1,2})(?:[:分](?:(?P<second>\d{1,2}(?:[.,]\d+)?)秒?)?)?)?"
_ZONE = r"\s*(?P<zone>Z|[+\-]\d{2}:?\d{2})?"
_TEXT = re.compile(rf"(?P<date>{_DATE})(?:(?:(?<=日)|[T\s])\s*(?P<clock>{_CLOCK}{_ZONE}))?", re.ASCII)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?",
    re.ASCII,
)


class TimeError(ValueError):
    """A text that is no time; the message says why, in Japanese."""


class TimeReader:
    """Reads the times of one column. ``is_zoned`` and ``is_local``: some named their zone, some did not."""

    def __init__(self, form: TimeFormat) -> None:
        self.form = form
        self.is_zoned = self.is_local = False
        self._days: dict[str, float] = {}
        self._clocks: dict[str, float] = {}

    def minutes(self, text: str) -> float:
        """NaN for an empty text. TimeError where it is no time."""
        head, gap, tail = text.partition("T" if "T" in text else " ")
        day, clock = self._days.get(head), self._clocks.get(tail) if gap else 0.0
        if day is not None and clock is not None:
            return day + clock
        plain = unicodedata.normalize("NFKC", text).strip()
        if not plain:
            return math.nan
        return self._number(plain) if self.form is not TimeFormat.TEXT else self._text(plain, head, tail)

    def _number(self, text: str) -> float:
        low, high = _RANGES[self.form]
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not low <= value <= high:
            raise TimeError("同じ列のほかの行と、日時の書き方がちがいます")
        if self.form is TimeFormat.EXCEL:
            return round(value * _DAY * 60) / 60 + _EXCEL_ZERO  # serial numbers are not exact below a second
        return value / (60 if self.form is TimeFormat.EPOCH_SECONDS else 60_000) + _JAPAN

    def _text(self, text: str, head: str, tail: str) -> float:
        found = _TEXT.fullmatch(text)
        if not found:
            return _compact(text)
        day, clock = _day(found), _clock(found) if found["clock"] else 0.0
        if found["zone"]:
            self.is_zoned = True
            clock += _zone(found["zone"])
        elif found["clock"]:
            self.is_local = True
        self._remember(found, head, tail, day, clock)
        return day + clock

    def _remember(self, found: re.Match[str], head: str, tail: str, day: float, clock: float) -> None:
        """Dates and times of day come again and again: each is read once."""
        if found["date"] != head or (found["clock"] or "") != tail:
            return
        for known, text, value in ((self._days, head, day), (self._clocks, tail, clock)):
            if len(known) >= _CACHED:
                known.clear()
            known[text] = value


def format_of(texts: Iterable[str]) -> TimeFormat | None:
    """How a column writes its times, by most of its first values; None where most of them are no times.

    A single wrong value among them is then named when all of the file is read.
    """
    values = [unicodedata.normalize("NFKC", text).strip() for text in texts]
    values = [value for value in values if value]
    counts = {form: sum(_reads(form, value) for value in values) for form in TimeFormat}
    best = max(TimeFormat, key=lambda form: counts[form])
    return best if 2 * counts[best] >= max(1, len(values)) else None


def _reads(form: TimeFormat, text: str) -> bool:
    try:
        TimeReader(form).minutes(text)
    except TimeError:
        return False
    return True


def _compact(text: str) -> float:
    found = _COMPACT.fullmatch(text)
    if not found:
        raise TimeError(_reason(text))
    day = _days_since(int(found["year"]), int(found["month"]), int(found["day"]))
    return day * _DAY + _of_day(int(found["hour"] or 0), int(found["minute"] or 0), float(found["second"] or 0))


def _reason(text: str) -> str:
    if re.fullmatch(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}.*", text):
        return "月と日のどちらが先か決められない日付です"
    return "日時として読めません"


def _day(found: re.Match[str]) -> float:
    if found["year"]:
        year = int(found["year"])
    else:
        year = _ERAS[found["era"]] + (1 if found["era_year"] == "元" else int(found["era_year"]))
    return _days_since(year, int(found["month"]), int(found["day"])) * _DAY


def _days_since(year: int, month: int, day: int) -> int:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise TimeError(f"{_FIRST_YEAR}年から{_LAST_YEAR}年までの日時ではありません")
    try:
        return date(year, month, day).toordinal() - _ZERO
    except ValueError:
        raise TimeError("暦にない日付です") from None


def _clock(found: re.Match[str]) -> float:
    hour = int(found["hour"])
    if found["half"]:
        if hour > 12:
            raise TimeError("午前・午後の時刻は0時から12時までです")
        hour = hour % 12 + (12 if found["half"] == "午後" else 0)
    return _of_day(hour, int(found["minute"] or 0), float((found["second"] or "0").replace(",", ".")))


def _of_day(hour: int, minute: int, second: float) -> float:
    of_day = hour * 60 + minute + second / 60
    if hour > 24 or minute > 59 or second >= 61 or of_day > _DAY:
        raise TimeError("時計にない時刻です")
    return of_day


def _zone(text: str) -> float:
    if text == "Z":
        return _JAPAN
    ahead = int(text[1:3]) * 60 + int(text[-2:])
    if ahead > 14 * 60:
        raise TimeError("時差が14時間を超えています")
    return _JAPAN - (ahead if text[0] == "+" else -ahead)
