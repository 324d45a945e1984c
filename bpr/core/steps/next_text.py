"""The cell 「次の作業」: how people say where a case goes after a row, as text and as :class:`Next`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

from bpr.core.steps.rows import Branch, Next, NextKind
from bpr.core.steps.share_text import read_said, said_text, share_text

END_WORD = "終了"
_END_WORDS = frozenset({END_WORD, "終わり", "おわり", "完了", "end"})
_ALTERNATIVE = "、,，/／\n\r"
_TOGETHER = "＋+"
_OPEN, _CLOSE = "（(", "）)"
_NUMBER = re.compile(r"[0-9A-Za-z]+(?:[-.][0-9A-Za-z]+)*")
_AROUND_NUMBER = re.compile(r"^(?:→|作業|No\.?)?\s*(.*?)\s*(?:番|へ戻る|に戻る|へ|に)?$", re.IGNORECASE)
_COUNTED_ROUNDING = Decimal("0.0000005")
_EXAMPLE = "例：「5」「終了」「3（10% 不備あり）、5（90% 不備なし）」「5＋6」"


def row_number(text: str) -> str:
    """A 作業番号 as it is compared: half-width, without surrounding blanks (「５」 and 「5」 are the same row)."""
    return unicodedata.normalize("NFKC", text).strip()


def parse_next(text: str) -> Next:
    """Read the cell 「次の作業」.

    "" → the next row; "終了" → end; "5" → row 5; "3（10% 不備あり）、5（90%）" → exclusive; "5＋6" → parallel;
    "5（60%）＋6（80%）" → inclusive; a share may be a range or counted (``share_text.py``). Raises ValueError (in
    Japanese: what was read, what to write instead).
    """
    items, separators = _split(text)
    if not items:
        return Next()
    if len({_is_together(mark) for mark in separators}) > 1:
        raise ValueError(
            f"「{text.strip()}」は「、」（どれか一つ）と「＋」（すべて）が混ざっています。どちらかにそろえてください"
        )
    together = bool(separators) and _is_together(separators[0])
    branches = tuple(_branch(item) for item in items)
    return _together(branches) if together else _alternatives(branches, text)


def format_next(next_: Next) -> str:
    """The cell's text for ``next_``; ``parse_next`` reads it back."""
    if next_.kind is NextKind.FOLLOWING:
        return ""
    if next_.kind is NextKind.END:
        return END_WORD
    mark = "＋" if next_.kind in (NextKind.PARALLEL, NextKind.INCLUSIVE) else "、"
    return mark.join(_branch_text(branch) for branch in next_.branches)


def _branch_text(branch: Branch) -> str:
    said = "" if branch.share is None else said_text(branch.share, branch.share_range, branch.share_of)
    inside = " ".join(filter(None, (said, branch.label)))
    return (branch.to or END_WORD) + (f"（{inside}）" if inside else "")


def _is_together(mark: str) -> bool:
    return mark in _TOGETHER


def _split(text: str) -> tuple[list[str], list[str]]:
    """Items and the marks between them; marks inside brackets belong to the label."""
    items, marks, depth = [""], [], 0
    for char in text.strip():
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth < 0:
            break
        if depth == 0 and char in _ALTERNATIVE + _TOGETHER:
            marks.append(char)
            items.append("")
        else:
            items[-1] += char
    if depth:
        raise ValueError(f"「{text.strip()}」のかっこの開きと閉じが合っていません。{_EXAMPLE}")
    return _without_blank_lines([item.strip() for item in items], marks, text)


def _without_blank_lines(items: list[str], marks: list[str], text: str) -> tuple[list[str], list[str]]:
    """A line break beside a mark or another line break is only layout; any other empty item is a slip of the pen."""
    kept, between = [items[0]], list[str]()
    for mark, item in zip(marks, items[1:], strict=True):
        if mark in "\n\r" and not (item and kept[-1]):
            kept[-1] = kept[-1] or item
        else:
            kept.append(item)
            between.append(mark)
    if kept == [""]:
        return [], []
    if not all(kept):
        raise ValueError(f"「{text.strip()}」に作業番号のない区切りがあります。{_EXAMPLE}")
    return kept, between


def _branch(item: str) -> Branch:
    head, bracket, tail = _cut(item)
    to = _target(head, item)
    if not bracket:
        return Branch(to=to)
    inside = tail[:-1].strip()
    said, label = read_said(inside, item)
    if said is None:
        return Branch(to=to, label=label)
    return Branch(to=to, share=said.share, label=label, share_range=said.ends, share_of=said.counted_in)


def _cut(item: str) -> tuple[str, str, str]:
    start = next((index for index, char in enumerate(item) if char in _OPEN), None)
    if start is None:
        return item, "", ""
    if item[-1] not in _CLOSE:
        raise ValueError(f"「{item}」のかっこの後に続く文字が読めません。{_EXAMPLE}")
    return item[:start], item[start], item[start + 1 :]


def _target(head: str, item: str) -> str:
    word = row_number(head)
    if word.lower() in _END_WORDS:
        return ""
    found = _AROUND_NUMBER.match(word)
    number = found[1] if found else word
    if not _NUMBER.fullmatch(number):
        raise ValueError(
            f"「{item}」は作業番号として読めません。次の作業の番号か「{END_WORD}」を書いてください。{_EXAMPLE}"
        )
    return number


def _alternatives(branches: tuple[Branch, ...], text: str) -> Next:
    if len(branches) == 1 and branches[0].share is None and not branches[0].label:
        return Next(kind=NextKind.GOTO, branches=branches) if branches[0].to else Next(kind=NextKind.END)
    branches = _counted_to_one(branches)
    total = sum((branch.share or Decimal(0) for branch in branches), Decimal(0))
    if total > 1:
        middle = "（幅だけの枝は中央の値で足しています）" if any(branch.share_range for branch in branches) else ""
        raise ValueError(
            f"「{text.strip()}」の割合の合計が{share_text(total)}です{middle}。合計が100%になるように直してください"
        )
    return Next(kind=NextKind.EXCLUSIVE, branches=branches)


def _counted_to_one(branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
    """Ways counted in the same cases: what rounding leaves over goes to the greatest, so that they make 100 %."""
    if len(branches) < 2 or len({branch.share_of for branch in branches}) > 1 or branches[0].share_of is None:
        return branches
    shares = [branch.share or Decimal(0) for branch in branches]
    rest = 1 - sum(shares, Decimal(0))
    if not 0 < abs(rest) <= len(branches) * _COUNTED_ROUNDING:
        return branches
    at = shares.index(max(shares))
    return (*branches[:at], replace(branches[at], share=shares[at] + rest), *branches[at + 1 :])


def _together(branches: tuple[Branch, ...]) -> Next:
    if any(branch.share is not None and branch.share < 1 for branch in branches):
        return Next(kind=NextKind.INCLUSIVE, branches=branches)
    return Next(kind=NextKind.PARALLEL, branches=tuple(Branch(to=branch.to, label=branch.label) for branch in branches))
