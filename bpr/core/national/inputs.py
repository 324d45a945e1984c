"""What an estimate for the whole country is made from: municipalities, use cases, what was heard, and the priors.

Amounts that were heard are Decimal, per case and in the unit of their quantity; statistics are plain numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


class NationalError(ValueError):
    """An estimate that cannot be made; the message is Japanese, names what is wrong and what to put right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PerCase:
    """A quantity per case that is estimated: 職員の処理時間 (分), 住民の時間 (分), 直接経費 (円) …"""

    key: str
    name: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Municipality:
    """One of the 1,741. ``drivers`` holds its statistics by name (転入者数_R5 …); one that is missing may be absent."""

    code: str  # 団体コード
    name: str
    prefecture: str
    size_class: str
    population: int | None
    drivers: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What one organisation said about one use case. A part that was not heard is absent, or None.

    ``as_is`` and ``to_be`` give amounts per case by key of the quantity; 0 means that there is no such work.
    """

    organisation: str  # 団体コード
    as_is: Mapping[str, Decimal] = field(default_factory=dict)
    to_be: Mapping[str, Decimal] = field(default_factory=dict)
    cases_per_year: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NationalUseCase:
    """One use case. Its volume is taken to be in proportion to the statistic ``driver``."""

    key: str
    name: str
    driver: str
    heard: tuple[Heard, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Prior:
    """What is believed about spreads before anything is heard, on the scale of natural logarithms.

    σ, between organisations of one class: log-normal around ``within`` (0.4: two in three within a factor of 1.5),
    itself known up to ``within_spread``. τ, between classes: half-normal of scale ``between``.
    """

    within: float = 0.4
    within_spread: float = 0.5
    between: float = 0.3


@dataclass(frozen=True, kw_only=True, slots=True)
class Priors:
    """One for each thing that is estimated: amount per case, to-be ÷ as-is, cases per unit of the driver, driver."""

    amount: Prior = Prior()
    ratio: Prior = Prior()
    rate: Prior = Prior()
    driver: Prior = Prior()


@dataclass(frozen=True, kw_only=True, slots=True)
class NationalInput:
    """One question: these use cases in these municipalities. ``size_classes`` in the order in which they are shown."""

    municipalities: tuple[Municipality, ...]
    size_classes: tuple[str, ...]
    quantities: tuple[PerCase, ...]
    use_cases: tuple[NationalUseCase, ...]
    seed: int
    draws: int = 1000
    priors: Priors = Priors()
