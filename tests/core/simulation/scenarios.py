"""Small scenarios whose answers are known."""

from __future__ import annotations

from datetime import date

from bpr.core.bpmn.model import ProcessModel
from bpr.core.simulation import (
    Arrivals,
    CaseClass,
    Distribution,
    DistributionKind,
    Estimate,
    Pool,
    Scenario,
    StepWork,
    fixed,
)  # fmt: skip
from tests.core.flow_models import chain, step

MONDAY = date(2026, 4, 6)


def exponential(mean: float) -> Distribution:
    return Distribution(DistributionKind.EXPONENTIAL, (mean,))


def one_step() -> ProcessModel:
    return chain(step("a"))


def queue(
    *, servers: int = 1, interval: Distribution, work: Distribution, cases: int = 20_000, replications: int = 10,
    warm_up: int = 2_000, **pool: object,
) -> Scenario:  # fmt: skip
    """One step, one pool."""
    return Scenario(
        name="列",
        classes=(
            CaseClass(
                name="届出", model=one_step(), arrivals=Arrivals(interval=interval),
                steps={"a": StepWork(work=work, pool="窓口")},
            ),
        ),
        pools=(Pool(name="窓口", people=(1.0,) * servers, **pool),),  # type: ignore[arg-type]
        first_day=MONDAY, cases=cases, warm_up=warm_up, replications=replications,
    )  # fmt: skip


def given(
    model: ProcessModel, steps: dict[str, StepWork], pools: tuple[Pool, ...], *, interval: Distribution | None = None,
    cases: int = 1, replications: int = 1, **more: object,
) -> Scenario:  # fmt: skip
    arrivals = more.pop("arrivals", None) or Arrivals(interval=interval or fixed(10))
    classes = (CaseClass(name="届出", model=model, arrivals=arrivals, steps=steps),)  # type: ignore[arg-type]
    return Scenario(
        name="例", classes=classes, pools=pools, first_day=MONDAY, cases=cases, replications=replications,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def covers(estimate: Estimate, truth: float, slack: float = 1.0) -> bool:
    """True where the truth lies in the confidence interval, widened by ``slack`` (seeds are fixed: no luck needed)."""
    assert estimate.half_width is not None
    return abs(estimate.mean - truth) <= slack * estimate.half_width
