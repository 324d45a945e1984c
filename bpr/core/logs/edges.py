"""Cases that the log shows in part: begun before its first day, or still under way on its last.

A log is cut out of time by its edges, not case by case. A case counts as *begun before* where it begins with a step
that no case of the model begins with, within the usual length of a case (P90 of those that fit) of the first time of
the log; as *unfinished* likewise at its end. What they show counts in minutes and shares; a case begun before is not
counted in the month of its first row, as it came earlier. A cut that falls where the model allows a case to begin or
to end cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpr.core.logs.executions import Bools, Executions, Variants
from bpr.core.logs.model import EventLog
from bpr.core.logs.tally import Tally

_USUAL = 90  # percentile of the length of fitting cases
_DAY = 1440


@dataclass(frozen=True, kw_only=True, eq=False)
class Edges:
    """Of each measured case: is it cut at the beginning, at the end; ``cut``: is that all that does not fit.

    ``window`` is the usual length of a case in minutes by the clock.
    """

    begun_before: Bools
    unfinished: Bools
    cut: Bools
    window: float

    def notes(self) -> Iterator[str]:
        """What was counted of these cases, in words."""
        near = f"{self.window / _DAY:.1f}日"
        if before := int(self.begun_before.sum()):
            yield (
                f"期間の始めより前に始まったとみられる案件が{before:,}件あります（期間の初めの{near}に、図では始まりでない"
                "作業から始まる案件）。件数には数えず、処理時間と分岐の割合には見えている分だけを数えました"
            )
        if after := int(self.unfinished.sum()):
            yield (
                f"期間の終わりにまだ途中とみられる案件が{after:,}件あります（期間の終わりの{near}に、図では終わりでない"
                "作業で終わる案件）。件数に数え、処理時間と分岐の割合には見えている分だけを数えました"
            )


def edges_of(log: EventLog, found: Executions, groups: Variants, tally: Tally) -> Edges:
    """Which of the measured cases the edges of the log cut."""
    first, last = case_times(log)
    first, last = first[found.case], last[found.case]
    fits, no_begin, no_end, else_fits = np.array(tally.ends, dtype=bool).reshape(-1, 4)[groups.of_case].T
    window = float(np.percentile((last - first)[fits], _USUAL)) if fits.any() else 0.0
    begun_before = no_begin & (first - log.first_time < window)
    unfinished = no_end & (log.last_time - last < window)
    explained = (begun_before | ~no_begin) & (unfinished | ~no_end)
    cut = (begun_before | unfinished) & explained & else_fits
    return Edges(begun_before=begun_before, unfinished=unfinished, cut=cut, window=window)


def case_times(log: EventLog) -> tuple[np.ndarray, np.ndarray]:
    """First and last time of each case by its number; infinite where no row of it was kept."""
    first, last = np.full(len(log.case_names), np.inf), np.full(len(log.case_names), -np.inf)
    np.minimum.at(first, log.case, np.fmin(log.start, log.end))
    np.maximum.at(last, log.case, log.moment)
    return first, last
