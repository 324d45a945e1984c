"""The work in chunks: a range of use cases × a block of municipalities each, on any number of workers, in any order.

A job may send each chunk to another machine: :func:`run_chunk` needs the plan (made anew from the same input) and the
chunk only, and a :class:`Partial` travels as bytes. It is small where the chunk holds all use cases: then the quantiles
of its municipalities are found at once, and their draws stay where they are. :class:`Sums` takes partials in any order,
each once, and keeps the draws of a municipality only until all its use cases are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bpr.core.national import kernel
from bpr.core.national.inputs import NationalError, NationalInput
from bpr.core.national.plan import Plan, key_of, parameters, plan_national
from bpr.core.national.results import NationalResult, assembled, order_statistics

Ints = NDArray[np.int64]
ROW_BYTES = 1 << 24  # a chunk's draws of municipalities
CELL_BYTES = 1 << 23  # a chunk's draws of classes and use cases
_PARTS = ("cells", "prefectures", "rows", "statistics")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Use cases and municipalities by position, the ends not included."""

    use_cases: tuple[int, int]
    municipalities: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Partial:
    """The sums of one chunk in 1/64 of a unit, by series and draw in the last two dimensions."""

    chunk: Chunk
    cells: Ints  # use case, class
    prefectures: Ints
    rows: Ints  # municipality; none where the chunk holds all use cases
    statistics: Ints  # municipality, see order_statistics; none where it does not

    def to_bytes(self) -> bytes:
        out = BytesIO()
        ends = np.array([self.chunk.use_cases, self.chunk.municipalities])
        parts = {name: getattr(self, name) for name in _PARTS}
        np.savez(out, ends=ends, **parts)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Partial:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            first, second = ((int(a), int(b)) for a, b in arrays["ends"])
            chunk = Chunk(use_cases=first, municipalities=second)
            return cls(chunk=chunk, **{name: arrays[name] for name in _PARTS})


def estimate(data: NationalInput, *, workers: int = 1, progress: Progress | None = None) -> NationalResult:
    """The whole estimate in this process, on ``workers`` threads; the figures do not depend on their number.

    ``progress`` is told (chunks done, chunks in all) and may raise to stop. Raises :class:`NationalError`.
    """
    plan = plan_national(data)
    chunks = tuple(chunks_of(plan))
    sums = Sums(plan)
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        for done, partial in enumerate(_in_flight(pool, plan, chunks, workers), 1):
            sums.add(partial)
            if progress:
                progress(done, len(chunks))
    return sums.result()


def _in_flight(pool: ThreadPoolExecutor, plan: Plan, chunks: tuple[Chunk, ...], workers: int) -> Iterator[Partial]:
    """Partials as they come; never more under way than there are workers, so that memory stays bounded."""
    waiting = iter(chunks)
    running: set[Future[Partial]] = {pool.submit(run_chunk, plan, chunk) for chunk in islice(waiting, max(1, workers))}
    while running:
        ready, running = wait(running, return_when=FIRST_COMPLETED)
        running |= {pool.submit(run_chunk, plan, chunk) for chunk in islice(waiting, len(ready))}
        for future in ready:
            yield future.result()


def chunks_of(
    plan: Plan, *, use_cases_each: int | None = None, municipalities_each: int | None = None
) -> Iterator[Chunk]:
    """The work cut up; left to itself, so that a chunk's sums take some tens of megabytes."""
    bytes_each = plan.series * plan.data.draws * 8
    block = municipalities_each or max(1, ROW_BYTES // bytes_each)
    some = use_cases_each or max(1, min(4, CELL_BYTES // (bytes_each * len(plan.data.size_classes))))
    use_case_count, count = len(plan.use_cases), len(plan.number)
    for first in range(0, count, block):
        for use_case in range(0, use_case_count, some):
            yield Chunk(
                use_cases=(use_case, min(use_case + some, use_case_count)),
                municipalities=(first, min(first + block, count)),
            )


def run_chunk(plan: Plan, chunk: Chunk) -> Partial:
    """All draws of a chunk. Raises :class:`NationalError` where an amount is beyond all measure."""
    (first, last), (start, end) = chunk.use_cases, chunk.municipalities
    draws, classes = plan.data.draws, len(plan.data.size_classes)
    rows = np.zeros((end - start, plan.series, draws), dtype=np.int64)
    cells = np.zeros((last - first, classes, plan.series, draws), dtype=np.int64)
    for at in range(first, last):
        _draw(plan, at, slice(start, end), rows, cells[at - first])
    is_whole = chunk.use_cases == (0, len(plan.use_cases))
    return Partial(
        chunk=chunk,
        cells=cells,
        prefectures=_by_prefecture(plan, rows, start),
        rows=rows[:0] if is_whole else rows,
        statistics=np.stack([order_statistics(row) for row in rows]) if is_whole else rows[:0],
    )


def _by_prefecture(plan: Plan, rows: Ints, start: int) -> Ints:
    found = np.zeros((len(plan.prefectures), *rows.shape[1:]), dtype=np.int64)
    for at, row in enumerate(rows, start):
        found[plan.prefecture[at]] += row
    return found


def _draw(plan: Plan, at: int, block: slice, rows: Ints, cells: Ints) -> None:
    item = plan.use_cases[at]
    shared = parameters(plan, item)
    beyond = np.full(1, kernel.NONE)
    kernel.draw_block(
        np.uint64(plan.data.seed), key_of(item.use_case.key), item.driver.key, plan.number[block],
        plan.size_class[block], item.driver.base[block], item.driver.is_estimated[block], item.cases_heard[block],
        item.heard[block], shared.theta, shared.sigma, shared.no_cases, shared.shares, plan.limit, rows, cells,
        beyond,
    )  # fmt: skip
    if beyond[0] != kernel.NONE:
        name = plan.data.municipalities[block.start + beyond[0]].name
        raise NationalError(
            f"ユースケース「{item.use_case.name}」の{name}の推計が{plan.limit:,.0f}を超えました。"
            "ヒアリングした件数・処理時間の単位と、件数の基になる統計を確かめてください"
        )


class Sums:
    """Partials, added up. The same for any cut into chunks and any order."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        shape = (plan.series, plan.data.draws)
        self.done = np.zeros((len(plan.use_cases), len(plan.number)), dtype=bool)
        self.cells = np.zeros((len(plan.use_cases), len(plan.data.size_classes), *shape), dtype=np.int64)
        self.prefectures = np.zeros((len(plan.prefectures), *shape), dtype=np.int64)
        self.open_rows: dict[int, Ints] = {}
        self.statistics: dict[int, Ints] = {}

    def add(self, partial: Partial) -> None:
        """Raises :class:`NationalError` where a part of it is there already."""
        (first, last), (start, end) = partial.chunk.use_cases, partial.chunk.municipalities
        place = self.done[first:last, start:end]
        if place.any():
            raise NationalError("同じ部分の推計を2回足そうとしました。推計をやり直してください")
        place[:] = True
        self.cells[first:last] += partial.cells
        self.prefectures += partial.prefectures
        self.statistics.update(enumerate(partial.statistics, start))
        for at, row in enumerate(partial.rows, start):
            self._add_row(at, row)

    def _add_row(self, at: int, row: Ints) -> None:
        before = self.open_rows.pop(at, None)
        total = row if before is None else np.add(before, row, out=before)
        if self.done[:, at].all():
            self.statistics[at] = order_statistics(total)
        else:
            self.open_rows[at] = total if before is not None else row.copy()

    def result(self) -> NationalResult:
        """Raises :class:`NationalError` where chunks are missing."""
        missing = int(self.done.size - self.done.sum())
        if missing:
            raise NationalError(f"推計が終わっていない部分が{missing:,}件あります。すべて終わってから集計してください")
        order = range(len(self.plan.number))
        return assembled(self.plan, self.cells, self.prefectures, np.stack([self.statistics[at] for at in order]))
