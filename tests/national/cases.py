"""Projects with heard organisations that are in the table, and an estimate made by hand for tests of pages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bpr.access.models import Project, Role, User
from bpr.core.national import (
    ClassCoverage,
    Estimate,
    Estimated,
    NationalResult,
    NextHearing,
    Range,
    UseCaseCoverage,
)
from bpr.core.snapshot import digest
from bpr.jobs.models import Job
from bpr.jobs.services import job_claim, job_run
from bpr.national.frozen import result_to, rows_of, rows_to_bytes
from bpr.national.models import NationalEstimate, NationalQuestion
from bpr.national.selectors.heard import STAFF
from bpr.national.selectors.table import CLASS_NAMES, by_code, table_digest
from bpr.national.services import driver_set, estimate_request
from reports.models import Assessment
from usecases.models import UseCase

HEARD = (("352152", "周南市", 5), ("352071", "下松市", 8), ("355020", "阿武町", 12))
_PRIOR = {"within": 0.4, "within_spread": 0.5, "between": 0.3}


def _range(low: int, median: int, high: int) -> Range:
    return Range(low=Decimal(low), median=Decimal(median), high=Decimal(high))


def _estimate(key: str, name: str, minutes: int) -> Estimate:
    saving = _range(minutes * 4 // 5, minutes, minutes * 3 // 2)
    staff = Estimated(
        quantity=STAFF, as_is=_range(minutes, 2 * minutes, 3 * minutes), to_be=_range(1, minutes, 2 * minutes),
        saving=saving,
    )  # fmt: skip
    return Estimate(key=key, name=name, cases=_range(80, 100, 150), quantities=(staff,))


def hand_made(assessment: Assessment, *, use_case: UseCase, author: User) -> NationalEstimate:
    """An estimate of two municipalities, nothing of it calculated."""
    own = {"organisation": "352152", "name": "周南市", "as_is": {STAFF: "17"}, "to_be": {STAFF: "6"}, "cases": "600"}
    content: dict[str, Any] = {
        "schema": 1, "engine": "test", "table_sha256": table_digest(), "seed": 1, "draws": 100,
        "assessment": {"number": assessment.number, "title": "", "sha256": assessment.sha256},
        "priors": dict.fromkeys(("amount", "ratio", "rate", "driver"), _PRIOR),
        "quantities": [{"key": STAFF, "name": "職員の処理時間", "unit": "分"}],
        "wage": {"yen_per_hour": "3000", "formula": "人件費単価 3,000円/時間"},
        "use_cases": [{"key": use_case.code, "name": use_case.name, "driver": "転入者数_R5", "heard": [own]}],
        "left_out": [], "partly_used": [], "warnings": [], "decided": {use_case.code: "転入者数_R5"},
    }  # fmt: skip
    question = NationalQuestion.objects.create(
        project=assessment.project, assessment=assessment, content=content, digest=digest(content)
    )
    places = [by_code()["352152"], by_code()["352012"]]
    result = _result(use_case, [_estimate(place.code, place.name, 60_000) for place in places])
    rows = rows_to_bytes(rows_of(result, places, {"352152": 1}))
    return NationalEstimate.objects.create(
        project=assessment.project, question=question, number=1, result=result_to(result), municipalities=rows,
        sha256=digest([result_to(result), rows.hex()]), author=author,
    )  # fmt: skip


def _result(use_case: UseCase, places: Sequence[Estimate]) -> NationalResult:
    inhabited = CLASS_NAMES[1:3]
    classes = tuple(
        ClassCoverage(size_class=name, heard=int(name == inhabited[1]), municipalities=int(name in inhabited))
        for name in CLASS_NAMES
    )
    coverage = UseCaseCoverage(
        use_case=use_case.code, name=use_case.name, driver="転入者数_R5", classes=classes, heard_cases=Decimal(600),
        cases_share=Decimal("0.5"), rate_organisations=1, driver_estimated=(), left_out=(),
    )  # fmt: skip
    return NationalResult(
        country=_estimate("", "全国", 120_000),
        size_classes=tuple(_estimate(name, name, 60_000) for name in CLASS_NAMES),
        prefectures=(_estimate("山口県", "山口県", 120_000),),
        use_cases=(_estimate(use_case.code, use_case.name, 120_000),),
        municipalities=tuple(places),
        coverage=(coverage,),
        width_shares=(),
        next_hearings=(NextHearing(quantity=STAFF, use_case=use_case.code, size_class=CLASS_NAMES[1], narrowing=0.12),),
        level=Decimal("0.8"),
        seed=1,
        draws=100,
    )


def heard_project(cases: Sequence[Any]) -> tuple[Project, User]:
    """A project with one use case 「転入届」, an assessment of ``cases``, and its analyst."""
    from tests.factories import AssessmentFactory, CategoryFactory, MembershipFactory, ProjectFactory, UserFactory
    from tests.reports.cases import frozen
    from usecases.models import UseCase as Row

    project, analyst = ProjectFactory(), UserFactory()
    MembershipFactory(user=analyst, project=project, role=Role.ANALYST)
    category = CategoryFactory(project=project, code="A")
    Row.objects.create(project=project, category=category, code="U", name="転入届")
    AssessmentFactory(project=project, author=analyst, **frozen(cases))
    return project, analyst


def decided(project: Project, analyst: User, driver: str = "転入者数_R5") -> None:
    for use_case in UseCase.objects.filter(project=project):
        driver_set(actor=analyst, use_case=use_case, driver=driver)


def run_job(job: Job) -> Job:
    """Do a waiting job as a worker does."""
    handle = job_claim(job_id=job.pk)
    assert handle is not None
    job_run(handle=handle)
    job.refresh_from_db()
    return job


def estimated(project: Project, analyst: User, **asked: Any) -> NationalEstimate:
    job = run_job(estimate_request(actor=analyst, project=project, **{"draws": 100, **asked}))
    assert job.state == "done", job.error
    return NationalEstimate.objects.get(pk=job.result["estimate"])
