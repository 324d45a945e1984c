"""Frozen assessments for the tests of pages and API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bpr.core.assessment import Assessment, AssessmentInput, Assumption, Assumptions, CaseInput, Investment, assess
from bpr.core.inputs import CostSharing, Measure, RemovedStep
from bpr.core.snapshot import digest, to_json
from bpr.core.units import RoundingPolicy
from bpr.core.values import ChangeKind, Evidence, EvidenceKind, MeasureKind, PerformerKind, ThreePoint
from bpr.core.workload import volume
from tests.core.flow_models import D, chain, step

RATE = Assumption(value=D(3000), evidence=(Evidence(kind=EvidenceKind.LEDGER, source="決算"),))
MEASURE = Measure(code="U/M1", name="入力の自動化", kind=MeasureKind.AUTOMATE)
OTHERS = (("900011", "ほか一市"), ("900029", "ほか二市"), ("900037", "ほか三市"), ("900045", "ほか四市"))

#: ``(key, name, minutes of the first step)`` of an organisation.
Organisation = tuple[str, str, int]


def evidence(
    reference: str, kind: EvidenceKind = EvidenceKind.MEASURED, source: str = "ヒアリング"
) -> tuple[Evidence, ...]:
    return (Evidence(kind=kind, source=source, reference=reference, respondent_post="市民課 主査"),)


def case(organisation: Organisation, *, hearing: int = 0, cases: int = 600, with_to_be: bool = True) -> CaseInput:
    """受付 (minutes as given), 入力 10分, 控え 2分 → 受付, 入力 by system, 確認 1分; every figure is easily checked."""
    key, name, minutes = organisation
    source = f"ヒアリング {name} 転入届"
    rows = {row: evidence(f"hearing:{hearing}/step:{row}", source=source) for row in ("s1", "s2", "s3")}
    first = step("uketsuke", str(minutes), evidence=rows["s1"])
    spread = ThreePoint(likely=D(minutes), minimum=D(minutes - 1), maximum=D(minutes + 2))
    as_is = chain(
        replace(first, handling_minutes=spread),
        step("nyuryoku", "10", evidence=rows["s2"]),
        step("hikae", "2", evidence=rows["s3"]),
    )
    to_be = chain(
        step("uketsuke", "99"),
        step("nyuryoku", "1", performer="システム", performer_kind=PerformerKind.SYSTEM, change=ChangeKind.AUTOMATED,
             measure="U/M1", evidence=evidence("to_be:1/step:t2", EvidenceKind.ESTIMATED, "改革案で見込んだ値")),
        step("kakunin", "1", change=ChangeKind.ADDED, measure="U/M1"),
    )  # fmt: skip
    return CaseInput(
        use_case_key="U",
        use_case_name="転入届",
        category_key="A",
        category_name="申請受付型",
        organisation_key=key,
        organisation_name=name,
        as_is=as_is,
        to_be=to_be if with_to_be else None,
        volume=volume(cases_per_year=D(cases), evidence=evidence(f"hearing:{hearing}/volume", EvidenceKind.LEDGER)),
        removed=(RemovedStep(origin_key="hikae", measure="U/M1"),),
        process_reference="version:1,version:2",
    )


def calculated(
    cases: Iterable[CaseInput], investments: tuple[Investment, ...] = (), sharing: CostSharing | None = None
) -> Assessment:
    return assess(
        AssessmentInput(
            policy=RoundingPolicy(),
            assumptions=Assumptions(unit_rate_yen_per_hour=RATE),
            cases=tuple(cases),
            measures=(MEASURE,),
            investments=investments,
            sharing=sharing,
            draws=200,
        )
    )


def frozen(
    cases: Iterable[CaseInput], investments: tuple[Investment, ...] = (), sharing: CostSharing | None = None
) -> dict[str, Any]:
    """Snapshot and hash, as fields of a stored assessment."""
    snapshot = to_json(calculated(cases, investments, sharing))
    return {"snapshot": snapshot, "sha256": digest(snapshot)}


@lru_cache(maxsize=1)
def _others() -> tuple[CaseInput, ...]:
    return tuple(case((key, name, 20 + number)) for number, (key, name) in enumerate(OTHERS))


def frozen_with_others(key: str, name: str, *, hearing: int = 0) -> dict[str, Any]:
    """The organisation of ``key`` (受付 5分) with four others (受付 20 to 23分)."""
    return frozen([case((key, name, 5), hearing=hearing), *_others()])
