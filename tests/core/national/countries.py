"""Countries for the tests: made from the model itself, so that the truth is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from bpr.core.national import Heard, Municipality, NationalInput, NationalUseCase, PerCase, Prior

CLASSES = ("大", "中", "小", "極小")
STAFF = PerCase(key="staff_minutes", name="職員の処理時間", unit="分")
DRIVER = "転入者数"
PRIOR = Prior()


def code(at: int) -> str:
    return f"{100000 + at:06d}"


def municipality(
    at: int, *, size_class: str, driver: float | None = None, population: int | None = 10_000
) -> Municipality:
    return Municipality(
        code=code(at), name=f"第{at}市", prefecture="青森県" if at % 2 else "秋田県", size_class=size_class,
        population=population, drivers={} if driver is None else {DRIVER: driver},
    )  # fmt: skip


def heard(at: int, as_is: float, to_be: float, cases: float | None) -> Heard:
    return Heard(
        organisation=code(at), as_is={STAFF.key: Decimal(repr(float(as_is)))},
        to_be={STAFF.key: Decimal(repr(float(to_be)))},
        cases_per_year=None if cases is None else Decimal(repr(float(cases))),
    )  # fmt: skip


def question(
    municipalities: Iterable[Municipality], told: Iterable[Heard], *, seed: int = 1, draws: int = 400
) -> NationalInput:
    use_case = NationalUseCase(key="move-in", name="転入届", driver=DRIVER, heard=tuple(told))
    return NationalInput(
        municipalities=tuple(municipalities), size_classes=CLASSES, quantities=(STAFF,), use_cases=(use_case,),
        seed=seed, draws=draws,
    )  # fmt: skip


@dataclass(frozen=True)
class Country:
    """What is true of each municipality."""

    municipalities: tuple[Municipality, ...]
    as_is: np.ndarray
    to_be: np.ndarray
    cases: np.ndarray

    @property
    def saving(self) -> float:
        return float(((self.as_is - self.to_be) * self.cases).sum())

    def told(self, places: Iterable[int]) -> list[Heard]:
        return [heard(at, self.as_is[at], self.to_be[at], self.cases[at]) for at in places]


def country(random: np.random.Generator, *, count: int = 40, classes: Sequence[str] = CLASSES) -> Country:
    """σ and τ of each component from the prior, then classes, then municipalities."""
    at_class = np.arange(count) % len(classes)
    driver = np.round(random.lognormal(6, 1, count)) + 1
    amount, ratio, rate = (_component(random, at_class, centre) for centre in (np.log(20), np.log(0.6), np.log(0.8)))
    return Country(
        municipalities=tuple(
            municipality(at, size_class=classes[at_class[at]], driver=float(driver[at])) for at in range(count)
        ),
        as_is=amount,
        to_be=amount * ratio,
        cases=driver * rate,
    )


def _component(random: np.random.Generator, at_class: np.ndarray, centre: float) -> np.ndarray:
    sigma = PRIOR.within * np.exp(PRIOR.within_spread * random.standard_normal())
    tau = abs(PRIOR.between * random.standard_normal())
    theta = centre + tau * random.standard_normal(at_class.max() + 1)
    return np.exp(theta[at_class] + sigma * random.standard_normal(len(at_class)))
