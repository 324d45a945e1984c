"""What is asked: the use cases of one organisation, its staff and calendar, and how often to try."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bpr.core.inputs import CaseInput
from bpr.core.staffing import IsHoliday, Staffing

MOST_CASES = 200_000  # measured cases of one replication
MOST_REPLICATIONS = 200
MOST_WORK = 5_000_000  # cases, those of the warm-up too, × replications
MOST_VISITS = 500_000_000  # of elements of the diagrams by all cases of all replications: some minutes
FEW_CASES = 1000  # below so many cases, one replication tells little: more years, more replications
MOST_YEARS = 10
REPLICATIONS, MORE_REPLICATIONS = 10, 30
SEED = 20260401
MOST_PRIORITY = 9


class CongestionError(ValueError):
    """Why a question cannot be asked, in Japanese, and what to do."""


@dataclass(frozen=True, kw_only=True)
class BatchAsked:
    """まとめ処理 of one step: when ``size`` cases are there (0: no limit), or every day at ``at_minute``."""

    size: int = 0
    at_minute: int | None = None

    def __post_init__(self) -> None:
        if self.size < 0 or (not self.size and self.at_minute is None):
            raise CongestionError("まとめ処理は、件数か時刻のどちらかを入れてください")
        if self.size > MOST_CASES:
            raise CongestionError(f"まとめる件数は{MOST_CASES:,}件までで入れてください")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How often to try, and what is done otherwise than in the order of arrival, one by one.

    ``priorities`` by use case (0 is served first), ``batches`` by use case and key of the step.
    """

    cases: int
    warm_up: int
    replications: int
    seed: int = SEED
    priorities: Mapping[str, int] = field(default_factory=dict)
    batches: Mapping[tuple[str, str], BatchAsked] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= self.cases <= MOST_CASES:
            raise CongestionError(f"測る件数は1件から{MOST_CASES:,}件までで入れてください")
        if not 0 <= self.warm_up <= MOST_CASES:
            raise CongestionError(f"慣らしの件数は0件から{MOST_CASES:,}件までで入れてください")
        if not 2 <= self.replications <= MOST_REPLICATIONS:
            raise CongestionError(f"繰返しは2回から{MOST_REPLICATIONS}回までで入れてください")
        if (self.cases + self.warm_up) * self.replications > MOST_WORK:
            raise CongestionError(f"（測る件数＋慣らしの件数）×繰返しは{MOST_WORK:,}件までにしてください")
        if not 0 <= self.seed < 2**63:
            raise CongestionError("乱数の種は0以上の整数で入れてください")
        if any(not 0 <= priority <= MOST_PRIORITY for priority in self.priorities.values()):
            raise CongestionError(f"優先順位は0から{MOST_PRIORITY}で入れてください")


@dataclass(frozen=True, kw_only=True)
class Question:
    """Use cases of one organisation that share its staff. ``yen_per_hour`` where a group has no wage of its own.

    ``annual_hours`` is what one person works in a year: people are away for the rest of the open time.
    """

    name: str
    cases: Sequence[CaseInput]
    staffing: Staffing
    fiscal_year: int
    yen_per_hour: Decimal
    annual_hours: Decimal
    is_holiday: IsHoliday


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that the simulation takes for granted, with its source. ``kind``: hours, group, volume, pattern, other.

    ``reference`` is an opaque key that the application resolves to a page.
    """

    text: str
    kind: str = "other"
    source: str = ""
    is_default: bool = False
    reference: str = ""


def default_settings(cases: Sequence[CaseInput]) -> Settings:
    """One fiscal year after a warm-up of about a month; more years and more replications where there are few cases."""
    if not cases:
        raise CongestionError("確認済のヒアリングと現行の業務プロセスがあるユースケースを、1つ以上選んでください")
    yearly = sum((case.volume.cases_per_year for case in cases), Decimal(0))
    if yearly <= 0:
        raise CongestionError("件数が0です。ヒアリングの業務量に年間件数を入れてください")
    years = min(MOST_YEARS, max(1, math.ceil(FEW_CASES / yearly)))
    measured = min(MOST_CASES, max(1, round(yearly * years)))
    return Settings(
        cases=measured,
        warm_up=min(MOST_CASES, round(yearly / 12)),
        replications=REPLICATIONS if measured >= FEW_CASES else MORE_REPLICATIONS,
    )
