"""Workflow tables for tests: short ways of writing rows, and hypothesis strategies for whole tables."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from bpr.core.steps import Branch, Next, NextKind, StepRow, parse_next
from bpr.core.values import PerformerKind, StepValues, WorkKind

KINDS = {
    "住民": PerformerKind.RESIDENT,
    "窓口": PerformerKind.COUNTER,
    "税務課": PerformerKind.SECTION,
    "前住所地": PerformerKind.OTHER_ORGANISATION,
}


def row(number: int | str, performer: str, task: str, next_: str = "") -> StepRow:
    values = StepValues(
        key=f"s{number}", number=str(number), performer=performer, performer_kind=KINDS[performer],
        work_kind=WorkKind.MANUAL,
    )  # fmt: skip
    return StepRow(task=task, values=values, next=parse_next(next_))


def table(*cells: tuple[str, str] | tuple[str, str, str]) -> list[StepRow]:
    """Rows numbered from 1: (performer, task, 次の作業)."""
    return [row(index, *cell) for index, cell in enumerate(cells, start=1)]


MOVING_IN = table(
    ("住民", "転入届を書く"),
    ("窓口", "転入届を受け付ける", "3（10% 不備あり）、4（90% 不備なし）"),
    ("住民", "転入届を直す", "2"),
    ("窓口", "住民記録に入力する"),
)
INQUIRY = table(
    ("窓口", "申請を受ける"),
    ("税務課", "照会文を送る"),
    ("前住所地", "照会に回答する"),
    ("税務課", "回答を入力する"),
)
PARALLEL_OVER_POOLS = table(
    ("窓口", "受け付ける", "2＋3"),
    ("窓口", "台帳を確認する", "4"),
    ("前住所地", "照会に回答する", "4"),
    ("窓口", "決定する"),
)

_shares = st.integers(1, 99).map(lambda percent: Decimal(percent) / 100)
_labels = st.sampled_from(["", "不備あり", "不備なし", "控除あり", "A+B、C"])


def nexts(numbers: Sequence[str]) -> st.SearchStrategy[Next]:
    """Any canonical Next that :func:`parse_next` can give for the row numbers."""
    targets = st.sampled_from([*numbers, ""])
    plain = st.builds(Branch, to=targets, label=_labels)
    several = st.lists(plain, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.just(Next()),
        st.just(Next(kind=NextKind.END)),
        st.builds(lambda to: Next(kind=NextKind.GOTO, branches=(Branch(to=to),)), st.sampled_from(numbers)),
        st.builds(lambda branches: Next(kind=NextKind.PARALLEL, branches=branches), several),
        st.builds(_exclusive, several, st.lists(_shares, min_size=3, max_size=3)),
        st.builds(_inclusive, several, st.lists(_shares, min_size=3, max_size=3)),
    )


def _exclusive(branches: tuple[Branch, ...], shares: list[Decimal]) -> Next:
    """Shares brought below 100 % in all; the last branch says none."""
    shared = [
        Branch(to=branch.to, share=share / 4, label=branch.label)
        for branch, share in zip(branches[:-1], shares, strict=False)
    ]
    return Next(kind=NextKind.EXCLUSIVE, branches=(*shared, branches[-1]))


def _inclusive(branches: tuple[Branch, ...], shares: list[Decimal]) -> Next:
    shared = [
        Branch(to=branch.to, share=share, label=branch.label) for branch, share in zip(branches, shares, strict=False)
    ]
    return Next(kind=NextKind.INCLUSIVE, branches=tuple(shared))


@st.composite
def tables(draw: st.DrawFn) -> list[StepRow]:
    """A table of up to seven rows over all sorts of performers, with any ways on."""
    numbers = [str(number) for number in range(1, draw(st.integers(1, 7)) + 1)]
    rows = []
    for number in numbers:
        made = row(number, draw(st.sampled_from(sorted(KINDS))), f"作業{number}")
        rows.append(StepRow(task=made.task, values=made.values, next=draw(nexts(numbers))))
    return rows
