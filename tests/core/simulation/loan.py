"""The process of the benchmarks: a municipal loan with 15 steps, 7 exclusive and 4 parallel gateways, 2 loops.

46 people in 5 pools. Every share and every mean stands here once; the expected values are theirs.
"""

from __future__ import annotations

from bpr.core.bpmn.model import ProcessModel
from bpr.core.simulation import (
    ALWAYS,
    Arrivals,
    Calendar,
    CaseClass,
    Distribution,
    DistributionKind,
    Pool,
    Scenario,
    StepWork,
    fixed,
)  # fmt: skip
from tests.core.flow_models import model, node
from tests.core.simulation.scenarios import MONDAY, exponential

K = DistributionKind
PEOPLE = {"窓口": 14, "税務課": 6, "建築課": 10, "審査課": 13, "管理職": 3}
RETURNED, REVISED, REFUSED, GUARANTEED = "0.15", "0.1", "0.25", "0.4"
INTERVAL = 4.0  # minutes between cases

#: step → (pool, work)
WORK: dict[str, tuple[str, Distribution]] = {
    "受付": ("窓口", Distribution(K.TRIANGULAR, (4.0, 8.0, 12.0))),
    "書類確認": ("窓口", exponential(10)),
    "補正依頼": ("窓口", fixed(5)),
    "所得照会": ("税務課", exponential(16)),
    "物件評価": ("建築課", Distribution(K.LOGNORMAL, (32.0, 16.0))),
    "返済査定": ("審査課", Distribution(K.GAMMA, (15.0, 7.0))),
    "審査票作成": ("審査課", exponential(12)),
    "審査票修正": ("審査課", Distribution(K.UNIFORM, (4.0, 10.0))),
    "否決通知": ("窓口", fixed(6)),
    "契約書作成": ("審査課", exponential(9)),
    "保険見積": ("窓口", Distribution(K.NORMAL, (12.0, 3.0))),
    "決裁": ("管理職", exponential(10)),
    "保証人確認": ("窓口", exponential(15)),
    "送金": ("税務課", Distribution(K.TRIANGULAR, (2.0, 3.0, 7.0))),
    "台帳記録": ("窓口", Distribution(K.UNIFORM, (2.0, 6.0))),
}


def loan_model() -> ProcessModel:
    gateways = [node(key, "xor") for key in ("再確認", "不備", "再審査", "差戻し", "可否", "保証", "まとめ")]
    gateways += [node(key, "and") for key in ("調査", "調査済", "契約", "契約済")]
    events = [node("S", "start"), node("E1", "end"), node("E2", "end")]
    return model(
        [*events, *gateways, *(node(key) for key in WORK)],
        ("S", "受付"), ("受付", "再確認"), ("再確認", "書類確認"), ("書類確認", "不備"),
        ("不備", "補正依頼", RETURNED), ("補正依頼", "再確認"), ("不備", "調査", "0.85"),
        ("調査", "所得照会"), ("調査", "物件評価"), ("所得照会", "調査済"), ("物件評価", "調査済"),
        ("調査済", "返済査定"), ("返済査定", "再審査"), ("再審査", "審査票作成"), ("審査票作成", "差戻し"),
        ("差戻し", "審査票修正", REVISED), ("審査票修正", "再審査"), ("差戻し", "可否", "0.9"),
        ("可否", "否決通知", REFUSED), ("否決通知", "E1"), ("可否", "契約", "0.75"),
        ("契約", "契約書作成"), ("契約", "保険見積"), ("契約書作成", "契約済"), ("保険見積", "契約済"),
        ("契約済", "決裁"), ("決裁", "保証"), ("保証", "保証人確認", GUARANTEED), ("保証", "まとめ", "0.6"),
        ("保証人確認", "まとめ"), ("まとめ", "送金"), ("送金", "台帳記録"), ("台帳記録", "E2"),
    )  # fmt: skip


def loan_scenario(*, calendar: Calendar = ALWAYS, **asked: int) -> Scenario:
    """``asked``: cases, warm_up, replications, seed."""
    steps = {key: StepWork(work=work, pool=pool) for key, (pool, work) in WORK.items()}
    arrivals = Arrivals(interval=exponential(INTERVAL), calendar=calendar)
    return Scenario(
        name="資金の貸付",
        classes=(CaseClass(name="貸付", model=loan_model(), arrivals=arrivals, steps=steps),),
        pools=tuple(
            Pool(name=name, people=(1.0,) * count, calendar=calendar, yen_per_hour=2800)
            for name, count in PEOPLE.items()
        ),
        first_day=MONDAY,
        **asked,  # type: ignore[arg-type]
    )
