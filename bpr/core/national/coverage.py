"""How far the sample reaches: who was heard in each class, what share of the cases, and what had to be guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from bpr.core.national.plan import Plan, UseCasePlan, exact_amounts

_SHOWN = 5  # names in a sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassCoverage:
    """Organisations of one population class that were heard with all quantities of as-is and to-be."""

    size_class: str
    heard: int
    municipalities: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UseCaseCoverage:
    """How far the hearings of one use case reach. Lists hold names of municipalities."""

    use_case: str
    name: str
    driver: str
    classes: tuple[ClassCoverage, ...]
    heard_cases: Decimal  # of organisations that told their cases
    cases_share: Decimal | None  # of heard organisations in the estimated cases of all, 0..1; None: no cases
    rate_organisations: int  # from how many the cases per unit of the driver are known
    driver_estimated: tuple[str, ...]  # the driver is missing and was estimated from the population
    left_out: tuple[str, ...]  # neither driver nor population: in no total

    @property
    def heard(self) -> int:
        return sum(item.heard for item in self.classes)

    @property
    def classes_without(self) -> tuple[str, ...]:
        return tuple(item.size_class for item in self.classes if item.municipalities and not item.heard)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The statement in words, for beside the figures."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        count = sum(item.municipalities for item in self.classes)
        share = "" if self.cases_share is None else f"（推計した全国の件数の{self.cases_share * 100:.1f}%）"
        yield f"「{self.name}」は{count:,}市区町村のうち{self.heard}団体のヒアリングに基づきます{share}"
        if self.heard <= 1 or self.rate_organisations == 1:
            yield "1団体だけから求めた値があります。団体間のばらつきが分からないため、あらかじめ置いた幅で示します"
        if self.classes_without:
            names = "」「".join(self.classes_without)
            yield f"人口区分「{names}」は1団体も聞いていません。ほかの区分から推計し、その分だけ幅が広くなっています"
        if self.driver_estimated:
            names = _names(self.driver_estimated)
            yield f"{names}は統計「{self.driver}」がないため、人口から推計しました（幅が広くなります）"
        if self.left_out:
            yield f"{_names(self.left_out)}は統計「{self.driver}」も人口もないため、推計に含めていません"


def _names(names: tuple[str, ...]) -> str:
    rest = f"など{len(names):,}団体" if len(names) > _SHOWN else ""
    return "・".join(names[:_SHOWN]) + rest


def coverage_of(plan: Plan, item: UseCasePlan, *, estimated_cases: Decimal) -> UseCaseCoverage:
    """``estimated_cases``: median of the cases of all that did not tell theirs."""
    in_full = ~np.isnan(item.heard[:, :, 1]).any(axis=1)
    heard_cases = sum((amounts[0] or Decimal(0) for _, amounts in exact_amounts(plan, item)), Decimal(0))
    total = heard_cases + estimated_cases
    return UseCaseCoverage(
        use_case=item.use_case.key,
        name=item.use_case.name,
        driver=item.use_case.driver,
        classes=tuple(
            ClassCoverage(
                size_class=name,
                heard=int((in_full & (plan.size_class == at)).sum()),
                municipalities=int((plan.size_class == at).sum()),
            )
            for at, name in enumerate(plan.data.size_classes)
        ),
        heard_cases=heard_cases,
        cases_share=heard_cases / total if total else None,
        rate_organisations=int(sum(max(count, 0) for count in item.cases_counts)),
        driver_estimated=_named(plan, item.estimated_driver),
        left_out=_named(plan, item.left_out),
    )


def _named(plan: Plan, flags: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(plan.data.municipalities[at].name for at in np.flatnonzero(flags))
