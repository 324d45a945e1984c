"""Checks of a workflow table before a process is made of it: everything that is wrong at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bpr.core.steps.graph import END, UNKNOWN, positions_by_number, row_graph, target_position
from bpr.core.steps.next_text import END_WORD, row_number
from bpr.core.steps.problems import Problem
from bpr.core.steps.rows import NextKind, StepRow
from bpr.core.steps.share_text import share_text

NEXT_COLUMN = "次の作業"
NUMBER_COLUMN = "作業番号"
TASK_COLUMN = "作業"
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


def check_rows(rows: Sequence[StepRow]) -> tuple[Problem, ...]:
    """Errors and warnings (unreachable rows) of the table, in row order."""
    if not rows:
        return (
            Problem(
                row_key="", row=1, column=TASK_COLUMN, message="作業が1行もありません。最初の作業から書いてください"
            ),
        )
    found = check_references(rows) or (*_endless(rows), *_unreachable(rows))
    return tuple(sorted(found, key=lambda problem: problem.row))


def check_references(rows: Sequence[StepRow]) -> tuple[Problem, ...]:
    """What no diagram could be drawn of, however unfinished: keys, numbers, ways on to nowhere, shares."""
    found = (*_keys(rows), *_numbers(rows), *_targets(rows), *_shares(rows))
    return tuple(sorted(found, key=lambda problem: problem.row))


def _problem(rows: Sequence[StepRow], at: int, column: str, message: str, *, is_warning: bool = False) -> Problem:
    return Problem(row_key=rows[at].values.key, row=at + 1, column=column, message=message, is_warning=is_warning)


def _keys(rows: Sequence[StepRow]) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, row in enumerate(rows):
        key = row.values.key
        if not _KEY.fullmatch(key) or key in seen:
            yield _problem(
                rows, at, TASK_COLUMN, f"行の識別子「{key}」が空か重複しています。この行を作り直してください"
            )
        seen.add(key)


def _numbers(rows: Sequence[StepRow]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for at, row in enumerate(rows):
        number = row_number(row.values.number)
        if number and number in first:
            message = f"作業番号「{number}」が{first[number] + 1}行目と重複しています。別の番号にしてください"
            yield _problem(rows, at, NUMBER_COLUMN, message)
        first.setdefault(number, at)


def _targets(rows: Sequence[StepRow]) -> Iterator[Problem]:
    positions = positions_by_number(rows)
    for at, row in enumerate(rows):
        for branch in row.next.branches:
            if target_position(branch, positions) == UNKNOWN:
                message = f"作業番号「{branch.to}」の行がありません。表にある番号か「{END_WORD}」を書いてください"
                yield _problem(rows, at, NEXT_COLUMN, message)


def _shares(rows: Sequence[StepRow]) -> Iterator[Problem]:
    for at, row in enumerate(rows):
        said = [branch.share for branch in row.next.branches if branch.share is not None]
        if any(not 0 <= share <= 1 for share in said):
            yield _problem(rows, at, NEXT_COLUMN, "割合は0〜100%で書いてください")
        elif row.next.kind is NextKind.EXCLUSIVE and sum(said, Decimal(0)) > 1:
            message = f"割合の合計が{share_text(sum(said, Decimal(0)))}です。合計が100%になるように直してください"
            yield _problem(rows, at, NEXT_COLUMN, message)


def _endless(rows: Sequence[StepRow]) -> Iterator[Problem]:
    """The rows that lead back without any way out: where the table has to be put right."""
    graph = row_graph(rows)
    endless = set(range(len(rows))) - graph.ending()
    for at in sorted(endless):
        if any(END < edge.target <= at for edge in graph.outgoing[at]):
            message = f"ここから「{END_WORD}」に着く道がありません。戻らない場合の次の作業を書き足してください"
            yield _problem(rows, at, NEXT_COLUMN, message)


def _unreachable(rows: Sequence[StepRow]) -> Iterator[Problem]:
    reached = row_graph(rows).reached()
    for at in range(len(rows)):
        if at not in reached:
            message = "どの作業からもこの作業に来ません。前の作業の「次の作業」でこの番号を指してください"
            yield _problem(rows, at, NEXT_COLUMN, message, is_warning=True)
