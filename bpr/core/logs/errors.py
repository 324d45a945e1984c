"""What is wrong with a log, with its place and the remedy, in Japanese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 20  # problems that an error names one by one
_VALUE_SHOWN = 40  # characters of a value


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong. ``row`` counts from 1 with the heading (XES: the line of the file); 0: no row."""

    message: str
    remedy: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""

    @property
    def place(self) -> str:
        """「file」の3行目「column」列, as far as it is known."""
        parts = [f"「{self.file}」" if self.file else "", f"シート「{self.sheet}」" if self.sheet else ""]
        parts.append(f"{self.row}行目" if self.row else "")
        parts.append(f"「{self.column}」列" if self.column else "")
        return "の".join(part for part in parts if part)

    def __str__(self) -> str:
        value = f"「{shortened(self.value)}」は" if self.value else ""
        place = f"{self.place}: " if self.place else ""
        return f"{place}{value}{self.message}。{self.remedy}"


class LogError(ValueError):
    """A log that cannot be read or measured: nothing of it is taken over. ``problems`` are the first ones found."""

    def __init__(self, problems: Sequence[Problem], *, more: int = 0) -> None:
        self.problems = tuple(problems)
        self.more = more  # further problems of the same sort that are not named
        rest = f"（ほかに{more:,}か所）" if more else ""
        super().__init__(" ".join(map(str, self.problems)) + rest)


def refusal(message: str, remedy: str, **place: str | int) -> LogError:
    """A :class:`LogError` of one problem; ``place`` are fields of :class:`Problem`."""
    return LogError([Problem(message=message, remedy=remedy, **place)])  # type: ignore[arg-type]


def printable(text: str) -> str:
    """Every sign that cannot be printed (NUL, which no database takes, too) as a blank."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def shortened(text: str) -> str:
    """A value as messages show it: one line, not too long."""
    plain = " ".join(printable(text).split())
    return plain if len(plain) <= _VALUE_SHOWN else plain[:_VALUE_SHOWN] + "…"
