"""Random well-formed processes, and what they do on average worked out without the engine.

A process is a tree of blocks. It is written down as a workflow table (as hearing staff would) and, independently of
the table, its expected visits are found by walking the tree. Both sides share nothing but the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import prod

from hypothesis import strategies as st

from bpr.core.steps import Branch, Next, NextKind, StepRow
from bpr.core.values import FormUse, PerformerKind, StepValues, three_point

PERFORMERS = {
    "住民": PerformerKind.RESIDENT,
    "窓口": PerformerKind.COUNTER,
    "税務課": PerformerKind.SECTION,
    "前住所地": PerformerKind.OTHER_ORGANISATION,
    "県": PerformerKind.OTHER_ORGANISATION,
    "住基システム": PerformerKind.SYSTEM,
}
END = ""


@dataclass(frozen=True)
class Step:
    performer: str
    minutes: int
    sheets: int
    visits: int


@dataclass(frozen=True)
class Split:
    """``step`` decides; each branch has a share (None: unsaid) and blocks, empty for "straight on"."""

    step: Step
    kind: NextKind
    branches: tuple[tuple[Decimal | None, Blocks], ...]
    ends: tuple[bool, ...]  # exclusive only: True where the case ends after the branch


@dataclass(frozen=True)
class Loop:
    """``body``, then ``step``, which sends a share back through ``rework`` to the beginning of the body."""

    body: Blocks
    step: Step
    share: Decimal
    rework: Blocks


Block = Step | Split | Loop
Blocks = tuple[Block, ...]

_steps = st.builds(Step, st.sampled_from(sorted(PERFORMERS)), st.integers(0, 30), st.integers(0, 3), st.integers(0, 1))
_percents = st.integers(1, 40).map(lambda percent: Decimal(percent) / 100)


def processes() -> st.SearchStrategy[Blocks]:
    """Two levels of splits and loops nested in one another, over up to six performers."""
    return _blocks(depth=2, may_end=True, smallest=1)


def _blocks(*, depth: int, may_end: bool, smallest: int = 0) -> st.SearchStrategy[Blocks]:
    return st.lists(_block(depth, may_end), min_size=smallest, max_size=3 if depth else 2).map(tuple)


def _block(depth: int, may_end: bool) -> st.SearchStrategy[Block]:
    if not depth:
        return _steps
    return st.one_of(_steps, _exclusive(depth - 1, may_end), _loop(depth - 1, may_end), _together(depth - 1))


@st.composite
def _exclusive(draw: st.DrawFn, depth: int, may_end: bool) -> Split:
    count = draw(st.integers(2, 3))
    inner = draw(st.lists(_blocks(depth=depth, may_end=may_end), min_size=count, max_size=count))
    shares: list[Decimal | None] = [*draw(st.lists(_percents, min_size=count - 1, max_size=count - 1)), None]
    how = draw(st.sampled_from(["rest unsaid", "all said", "two unsaid"]))
    if how == "all said":
        shares[-1] = 1 - sum(share for share in shares if share is not None)
    elif how == "two unsaid":
        shares[-2] = None
    ends = [may_end and draw(st.integers(0, 4)) == 0 for _ in range(count - 1)]
    return Split(draw(_steps), NextKind.EXCLUSIVE, tuple(zip(shares, inner, strict=True)), (*ends, False))


@st.composite
def _together(draw: st.DrawFn, depth: int) -> Split:
    count = draw(st.integers(2, 3))
    inner = [draw(_blocks(depth=depth, may_end=False, smallest=1 if index < 2 else 0)) for index in range(count)]
    parallel = draw(st.booleans())
    said = [Decimal(1) if parallel else draw(st.integers(40, 100)) / Decimal(100) for _ in inner]
    shares: list[Decimal | None] = [None] * count if parallel else [Decimal(1), *said[1:]] if sum(said) < 1 else [*said]
    kind = NextKind.PARALLEL if parallel else NextKind.INCLUSIVE
    return Split(draw(_steps), kind, tuple(zip(shares, inner, strict=True)), (False,) * count)


@st.composite
def _loop(draw: st.DrawFn, depth: int, may_end: bool) -> Loop:
    body = draw(_blocks(depth=depth, may_end=may_end, smallest=1))
    return Loop(body, draw(_steps), draw(_percents), draw(_blocks(depth=depth, may_end=False)))


# the table


class _Table:
    """Rows in the order of the tree. A block is written with the number of what comes after it."""

    def __init__(self) -> None:
        self.rows: list[StepRow] = []
        self._loops = 0

    def write(self, blocks: Blocks, after: str) -> str:
        """The number at which ``blocks`` begin (``after`` where there are none); numbers are given from behind."""
        for block in reversed(blocks):
            after = self._block(block, after)
        return after

    def _block(self, block: Block, after: str) -> str:
        if isinstance(block, Step):
            return self._row(block, _plain(after))
        if isinstance(block, Loop):
            return self._loop(block, after)
        targets = [
            self.write(inner, END if ends else after)
            for (_, inner), ends in zip(block.branches, block.ends, strict=True)
        ]
        branches = tuple(Branch(to=to, share=share) for to, (share, _) in zip(targets, block.branches, strict=True))
        return self._row(block.step, Next(kind=block.kind, branches=branches))

    def _loop(self, block: Loop, after: str) -> str:
        """The first row of the body is named before it is written, by a number kept for the loop."""
        self._loops += 1
        back = f"loop {self._loops}"
        rework = self.write(block.rework, back)
        branches = (Branch(to=rework, share=block.share), Branch(to=after))
        decision = self._row(block.step, Next(kind=NextKind.EXCLUSIVE, branches=branches))
        first = self.write(block.body, decision)
        self._rename(back, first)
        return first

    def _rename(self, old: str, new: str) -> None:
        for at, row in enumerate(self.rows):
            branches = tuple(replace(branch, to=new) if branch.to == old else branch for branch in row.next.branches)
            self.rows[at] = replace(row, next=replace(row.next, branches=branches))

    def _row(self, step: Step, following: Next) -> str:
        number = str(len(self.rows) + 1)
        values = StepValues(
            key=f"s{number}", number=number, performer=step.performer, performer_kind=PERFORMERS[step.performer],
            handling_minutes=three_point(Decimal(step.minutes)), resident_visits=Decimal(step.visits),
            forms_made=(FormUse(name="様式", sheets=Decimal(step.sheets)),),
        )  # fmt: skip
        self.rows.append(StepRow(task=f"作業{number}", values=values, next=following))
        return number


def _plain(after: str) -> Next:
    return Next(kind=NextKind.GOTO, branches=(Branch(to=after),)) if after else Next(kind=NextKind.END)


def table_of(process: Blocks) -> list[StepRow]:
    """The workflow table of a process. Rows are numbered from its end and put in the order of the case."""
    table = _Table()
    table.write(process, END)
    return table.rows[::-1]


# what happens on average


def expected_visits(process: Blocks) -> list[Fraction]:
    """Executions per case of each row of :func:`table_of`, in its order."""
    found: list[Fraction] = []
    _walk(process, found)
    return found[::-1]


def _walk(blocks: Blocks, found: list[Fraction]) -> Fraction:
    """Write the visits of ``blocks`` entered once, last row first; the share of cases that come out behind them."""
    spans: list[tuple[int, int, Fraction]] = []
    for block in reversed(blocks):
        start = len(found)
        out = _walk_block(block, found)
        spans.append((start, len(found), out))
    reaching = Fraction(1)
    for start, stop, out in reversed(spans):
        _scale(found, start, stop, reaching)
        reaching *= out
    return reaching


def _walk_block(block: Block, found: list[Fraction]) -> Fraction:
    if isinstance(block, Step):
        found.append(Fraction(1))
        return Fraction(1)
    if isinstance(block, Loop):
        return _walk_loop(block, found)
    out = Fraction(0)
    for share, (_, inner), ends in zip(shares_of(block), block.branches, block.ends, strict=True):
        start = len(found)
        through = _walk(inner, found)
        _scale(found, start, len(found), share)
        out += Fraction(0) if ends else share * through
    found.append(Fraction(1))
    return out if block.kind is NextKind.EXCLUSIVE else Fraction(1)


def _walk_loop(block: Loop, found: list[Fraction]) -> Fraction:
    back = Fraction(block.share)
    start = len(found)
    _walk(block.rework, found)
    _scale(found, start, len(found), back)
    found.append(Fraction(1))
    middle = len(found)
    through = _walk(block.body, found)
    rounds = 1 / (1 - through * back)
    _scale(found, start, middle, through * rounds)
    _scale(found, middle, len(found), rounds)
    return through * rounds * (1 - back)


def _scale(found: list[Fraction], start: int, stop: int, times: Fraction) -> None:
    found[start:stop] = [value * times for value in found[start:stop]]


def shares_of(block: Split) -> list[Fraction]:
    """Shares with what is unsaid filled in: the rest, evenly; parallel branches are always taken."""
    said = [share for share, _ in block.branches]
    if block.kind is not NextKind.EXCLUSIVE:
        return [Fraction(1 if share is None else share) for share in said]
    rest = 1 - sum((Fraction(share) for share in said if share is not None), Fraction(0))
    unsaid = said.count(None)
    return [rest / unsaid if share is None else Fraction(share) for share in said]


def expected_lead(process: Blocks) -> Fraction:
    """Minutes from beginning to end: the longest of parallel branches, decisions weighted, loops repeated."""
    return _lead(process)[0]


def _lead(blocks: Blocks) -> tuple[Fraction, Fraction]:
    """Minutes spent in ``blocks`` entered once, and the share of cases that come out behind them."""
    total, reaching = Fraction(0), Fraction(1)
    for block in blocks:
        minutes, out = _lead_of(block)
        total += reaching * minutes
        reaching *= out
    return total, reaching


def _lead_of(block: Block) -> tuple[Fraction, Fraction]:
    if isinstance(block, Step):
        return Fraction(block.minutes), Fraction(1)
    if isinstance(block, Loop):
        minutes, through = _lead(block.body)
        rounds = 1 / (1 - through * Fraction(block.share))
        again = through * (block.step.minutes + Fraction(block.share) * _lead(block.rework)[0])
        return rounds * (minutes + again), through * rounds * (1 - Fraction(block.share))
    shares = shares_of(block)
    inner = [_lead(blocks) for _, blocks in block.branches]
    if block.kind is NextKind.EXCLUSIVE:
        minutes = sum((share * lead for share, (lead, _) in zip(shares, inner, strict=True)), Fraction(0))
        ways = zip(shares, inner, block.ends, strict=True)
        return block.step.minutes + minutes, sum(
            (share * out for share, (_, out), ends in ways if not ends), Fraction(0)
        )
    return block.step.minutes + _longest(shares, [lead for lead, _ in inner]), Fraction(1)


def _longest(shares: list[Fraction], leads: list[Fraction]) -> Fraction:
    """Expected maximum of branches that are taken independently of each other, by enumeration of what is taken."""
    total = Fraction(0)
    for taken in product((False, True), repeat=len(shares)):
        chance = prod((share if is_taken else 1 - share for share, is_taken in zip(shares, taken, strict=True)),
                      start=Fraction(1))  # fmt: skip
        total += chance * max((lead for lead, is_taken in zip(leads, taken, strict=True) if is_taken), default=0)
    return total
