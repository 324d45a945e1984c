"""Changes of a to-be table at the press of a button: remove, bring back, automate, merge, add.

Each takes a raw table and gives another one; whoever undoes a change puts the former table back. References of
「次の作業」 are led on, so that the flow holds together. Values that nobody knows yet are left blank, never made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from bpr.core.steps import Branch, Next, NextKind, format_next, parse_next, row_number
from bpr.core.values import FormUse
from bpr.workflow.cells import narrow, read_forms, read_minutes
from bpr.workflow.problems import CellError
from usecases.selectors.common import CommonStep
from usecases.to_be_table import TO_BE, Cells, ToBeTable, cells_of, forms_text, kept, new_key, plain

END = ""
_SEPARATOR = re.compile(r"[、,，／/;；\n]+")
_BURDEN = (
    "minutes_min", "minutes", "minutes_max", "waiting", "visits", "travel", "resident_waiting", "attached_documents",
    "direct_cost",
)  # fmt: skip


class ChangeRefused(ValueError):
    """The change cannot be made; the message says why, for the person."""


def row_remove(
    table: ToBeTable, *, key: str, common: Sequence[CommonStep], measure: str = "", reason: str = ""
) -> ToBeTable:
    """Take a row away; the common steps that it came from are removed with it. A new row simply goes."""
    at = _position(table, key)
    gone = [
        {"common_key": origin, "measure": measure, "reason": reason} for origin in _origins(table.steps[at], common)
    ]
    return replace(_without(table, at), removed=(*table.removed, *gone))


def step_restore(table: ToBeTable, *, common_key: str, common: Sequence[CommonStep]) -> ToBeTable:
    """Bring a common step back as it is today, behind the step that comes before it in the common as-is."""
    step = next((step for step in common if step.key == common_key), None)
    if step is None:
        raise ChangeRefused(_("共通の現行にない作業です。"))
    left = tuple(item for item in table.removed if item["common_key"] != common_key)
    if step.row is None:
        return replace(table, removed=left)
    numbers = {each.key: each.number for each in common}
    row = {**cells_of(kept(step.row, step.key), numbers), "key": new_key(), "number": _free_number(table), "next": ""}
    return replace(_with_row(table, _place_of(table, step, common), row), removed=left)


def row_automate(table: ToBeTable, *, key: str, system: str, measure: str = "") -> ToBeTable:
    """Let a system do the row. Its minutes are left blank: they are not those of the person who did it."""
    if not system.strip():
        raise ChangeRefused(_("どのシステムが行うかを入れてください。"))
    at = _position(table, key)
    words = {
        "performer": system.strip(),
        "performer_kind": "システム",
        "work_kind": "システム処理",
        "system": system.strip(),
        "change": "自動化",
        "measure": measure or table.steps[at]["measure"],
    }
    return _changed(table, at, {**table.steps[at], **words, **dict.fromkeys(_BURDEN, "")})


def rows_merge(table: ToBeTable, *, keys: Sequence[str], measure: str = "") -> ToBeTable:
    """Put several rows into the first of them: origins, forms and times are those of all together."""
    if len(set(keys)) < 2:
        raise ChangeRefused(_("統合する行を2つ以上選んでください。"))
    rows = [row for row in table.steps if row["key"] in keys]
    if len(rows) != len(set(keys)):
        raise ChangeRefused(_("選んだ行が表にありません。表を読み込み直してください。"))
    first, *others = rows
    merged = {
        **first,
        "change": "統合",
        "origins": "、".join(dict.fromkeys(_parts(row["origins"] for row in rows))),
        "measure": measure or first["measure"],
        "forms_read": _forms(rows, "forms_read"),
        "forms_made": _forms(rows, "forms_made"),
        **{name: _sum(rows, name) for name in ("minutes_min", "minutes", "minutes_max")},
    }
    table = _changed(table, _position(table, first["key"]), merged)
    for row in others:
        table = _without(table, _position(table, row["key"]))
    return table


def row_add(table: ToBeTable, *, after: str = "") -> ToBeTable:
    """A new row behind the row ``after``, or at the end."""
    at = _position(table, after) + 1 if after else len(table.steps)
    blank = dict.fromkeys(("common_key", *(column.key for column in TO_BE.columns)), "")
    performer = table.steps[at - 1] if at else blank
    own = {"key": new_key(), "number": _free_number(table), "change": "新設", "performer": performer["performer"]}
    return _with_row(table, at, blank | own)


def _position(table: ToBeTable, key: str) -> int:
    at = next((at for at, row in enumerate(table.steps) if row["key"] == key), None)
    if at is None:
        raise ChangeRefused(_("選んだ行が表にありません。行を選んでから押してください。"))
    return at


def _changed(table: ToBeTable, at: int, row: Cells) -> ToBeTable:
    return replace(table, steps=(*table.steps[:at], row, *table.steps[at + 1 :]))


def _with_row(table: ToBeTable, at: int, row: Cells) -> ToBeTable:
    """A row more. The row before it leads to it where it led on to the following row; nothing else changes."""
    return replace(table, steps=(*table.steps[:at], row, *table.steps[at:]))


def _free_number(table: ToBeTable) -> str:
    taken = [int(row["number"]) for row in table.steps if narrow(row["number"]).isdigit()]
    return str(max([*taken, len(table.steps)]) + 1)


def _place_of(table: ToBeTable, step: CommonStep, common: Sequence[CommonStep]) -> int:
    before = [each.key for each in common]
    before = before[: before.index(step.key)]
    places = [at for at, row in enumerate(table.steps) if set(_origins(row, common)) & set(before)]
    return max(places) + 1 if places else 0


def _origins(row: Cells, common: Sequence[CommonStep]) -> list[str]:
    names = {name: step.key for step in common for name in (narrow(step.number), narrow(step.name), step.key)}
    return [names[part] for part in (narrow(part) for part in _parts([row["origins"]])) if part in names]


def _parts(texts: Iterable[str]) -> list[str]:
    return [part.strip() for text in texts for part in _SEPARATOR.split(text) if part.strip()]


def _forms(rows: Iterable[Cells], name: str) -> str:
    """All forms, each once with its largest number of sheets; as typed where a cell cannot be read."""
    sheets: dict[str, Decimal] = {}
    texts = [row[name] for row in rows if row[name].strip()]
    try:
        uses = [use for text in texts for use in read_forms(text)]
    except CellError:
        return "、".join(texts)
    for use in uses:
        sheets[use.name] = max(use.sheets, sheets.get(use.name, Decimal(0)))
    return forms_text(FormUse(name=form, sheets=count) for form, count in sheets.items())


def _sum(rows: Iterable[Cells], name: str) -> str:
    """The times added up; blank where one of them is missing or cannot be read."""
    texts = [row[name] for row in rows]
    try:
        return plain(sum((read_minutes(text) for text in texts), Decimal(0))) if all(texts) else ""
    except CellError:
        return ""


# taking a row out of the flow


def _without(table: ToBeTable, at: int) -> ToBeTable:
    """The table without one row: whoever led to it now leads to where it led."""
    gone, number, onward = table.steps[at], row_number(table.steps[at]["number"]), _onward(table, at)
    steps = [
        {**row, "next": gone["next"] if place == at - 1 and _follows(row) else _led_on(row["next"], number, onward)}
        for place, row in enumerate(table.steps)
        if place != at
    ]
    return replace(table, steps=tuple(steps))


def _follows(row: Cells) -> bool:
    way = _read(row["next"])
    return way is not None and way.kind is NextKind.FOLLOWING


def _onward(table: ToBeTable, at: int) -> Next:
    """Where the row leads, said by number: a blank cell means the row below, or the end."""
    way = _read(table.steps[at]["next"])
    if way is not None and way.kind is not NextKind.FOLLOWING:
        return way
    following = row_number(table.steps[at + 1]["number"]) if at + 1 < len(table.steps) else END
    return _to(following)


def _to(number: str) -> Next:
    return Next(kind=NextKind.GOTO, branches=(Branch(to=number),)) if number else Next(kind=NextKind.END)


def _led_on(text: str, number: str, onward: Next) -> str:
    """A cell that names ``number``, naming instead where that row led. A branch into a branch is left to people: the
    check of the table names the cell."""
    way = _read(text)
    if way is None or not number or all(branch.to != number for branch in way.branches):
        return text
    if way.kind is NextKind.GOTO:
        return format_next(onward)
    if onward.kind not in (NextKind.GOTO, NextKind.END):
        return text
    target = onward.branches[0].to if onward.branches else END
    branches = tuple(replace(branch, to=target) if branch.to == number else branch for branch in way.branches)
    return format_next(_joined(replace(way, branches=branches)))


def _joined(way: Next) -> Next:
    """Branches that now lead to the same row are one, with their shares added up."""
    found: dict[str, Branch] = {}
    for branch in way.branches:
        known = found.get(branch.to)
        if known is None:
            found[branch.to] = branch
            continue
        shares = (known.share, branch.share)
        share = None if None in shares else sum((part for part in shares if part is not None), Decimal(0))
        found[branch.to] = _as_one(known, branch, share)
    if len(found) > 1:
        return replace(way, branches=tuple(found.values()))
    return _to(next(iter(found)))


def _as_one(known: Branch, branch: Branch, share: Decimal | None) -> Branch:
    """A sum of shares has neither's range."""
    label = "・".join(filter(None, (known.label, branch.label)))
    return replace(known, share=share, label=label, share_range=None, share_of=None)


def _read(text: str) -> Next | None:
    try:
        return parse_next(text)
    except ValueError:
        return None


CHANGES_BY_NAME: Mapping[str, Callable[..., ToBeTable]] = {
    "remove": row_remove,
    "restore": step_restore,
    "automate": row_automate,
    "merge": rows_merge,
    "add": row_add,
}
