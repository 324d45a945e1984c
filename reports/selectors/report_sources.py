"""Everything that a report shows, read at one moment: the frozen assessment and the rows that it was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bpr.access.models import Organisation, Project
from bpr.core.assessment import Assessment as CoreAssessment
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.figures import Scope
from bpr.core.lines import Line
from bpr.core.snapshot import from_json
from bpr.logs.models import ProcessLog
from hearings.models import Hearing, HearingRevision
from hearings.selectors import Coverage, coverage
from reports import assumptions
from reports.models import Assessment, Assumption
from reports.selectors.process_logs import logs_behind
from reports.selectors.sharing import Burdens, burdens_of
from usecases.models import (
    Measure,
    Precondition,
    ProcessSide,
    ProcessVersion,
    ProjectIssue,
    UseCase,
    VerificationItem,
)
from usecases.selectors import VersionKey, version_model, versions_latest
from usecases.selectors.versions import versions_of


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One confirmed hearing of the assessment with its sheet as it was then."""

    organisation: Organisation
    sheet: Mapping[str, Any]
    as_is: ProcessVersion | None


@dataclass(frozen=True, kw_only=True)
class UseCaseSources:
    """A use case with its processes as the assessment took them; ``heard`` is ordered by size, largest first."""

    use_case: UseCase
    heard: tuple[Heard, ...]
    common: ProcessVersion | None
    to_be: ProcessVersion | None
    measures: tuple[Measure, ...]
    preconditions: tuple[Precondition, ...]
    verifications: tuple[VerificationItem, ...]

    @property
    def scope(self) -> Scope:
        return Scope(use_case=self.use_case.code)

    @property
    def name(self) -> str:
        return f"{self.use_case.code}　{self.use_case.name}"

    @cached_property
    def as_is_drawn(self) -> ProcessVersion | None:
        """The as-is that stands for the use case: the common one, else that of the largest organisation."""
        return self.common or next((item.as_is for item in self.heard if item.as_is), None)

    @cached_property
    def as_is_model(self) -> CoreModel | None:
        return version_model(self.as_is_drawn) if self.as_is_drawn else None

    @cached_property
    def to_be_model(self) -> CoreModel | None:
        return version_model(self.to_be) if self.to_be else None


@dataclass(frozen=True, kw_only=True)
class ReportSources:
    """Rows and calculation that the chapters are written from."""

    project: Project
    row: Assessment
    assessment: CoreAssessment
    organisations: tuple[Organisation, ...]
    coverage: Coverage
    assumptions: Sequence[assumptions.Line]
    issues: tuple[ProjectIssue, ...]
    use_cases: tuple[UseCaseSources, ...]

    @property
    def left_out(self) -> list[str]:
        return list(self.row.sources.get("left_out", ()))

    @cached_property
    def burdens(self) -> Burdens | None:
        return burdens_of(self.row, self.assessment)

    @cached_property
    def process_logs(self) -> tuple[ProcessLog, ...]:
        return logs_behind(self.row, self.assessment)

    @cached_property
    def log_labels(self) -> dict[int, str]:
        """ログ1, ログ2 … as the appendix numbers them, by the number of the log."""
        return {log.pk: f"ログ{number}" for number, log in enumerate(self.process_logs, start=1)}

    def lines_of(self, item: UseCaseSources) -> tuple[Line, ...]:
        """The calculated lines of a use case, largest organisation first."""
        return tuple(sorted(self.assessment.lines_in(item.scope), key=lambda line: -(line.population or 0)))

    @property
    def calculated(self) -> tuple[UseCaseSources, ...]:
        """Use cases that the assessment has figures for."""
        codes = {line.scope.use_case for line in self.assessment.lines}
        return tuple(item for item in self.use_cases if item.use_case.code in codes)


def report_sources(*, project: Project, assessment: Assessment) -> ReportSources:
    """Read all; SnapshotError where the assessment cannot be read any more."""
    return ReportSources(
        project=project,
        row=assessment,
        assessment=from_json(assessment.snapshot),
        organisations=tuple(sorted(project.organisations.all(), key=_by_size)),
        coverage=coverage(project),
        assumptions=_assumptions(assessment),
        issues=tuple(ProjectIssue.objects.filter(project=project).select_related("use_case")),
        use_cases=_use_cases(project, assessment),
    )


def _assumptions(assessment: Assessment) -> list[assumptions.Line]:
    """As they were frozen with the assessment."""
    rows = [
        Assumption(key=item["key"], value=item["value"], evidence_kind=item["evidence_kind"], source=item["source"])
        for item in assessment.sources.get("assumptions", ())
        if not item["is_default"]
    ]
    return assumptions.lines(rows)


def _by_size(organisation: Organisation) -> tuple[int, str, str]:
    return (-(organisation.population or 0), organisation.code or "~", organisation.name)


def _use_cases(project: Project, assessment: Assessment) -> tuple[UseCaseSources, ...]:
    cases = assessment.sources.get("cases", [])
    versions = ProcessVersion.objects.select_related("process_model").in_bulk(
        [pk for case in cases for pk in (case["as_is"], case["to_be"]) if pk]
    )
    latest = versions_latest(versions_of(project).exclude(process_model__side=ProcessSide.AS_IS))
    heard = _heard(cases, versions)
    to_be = {case["use_case"]: versions[case["to_be"]] for case in cases if case["to_be"]}
    rows = UseCase.objects.filter(project=project).select_related("category")
    return tuple(
        UseCaseSources(
            use_case=row,
            heard=heard.get(row.pk, ()),
            common=latest.get(VersionKey(row.pk, ProcessSide.COMMON, None)),
            to_be=to_be.get(row.pk),
            measures=tuple(row.measures.all()),
            preconditions=tuple(row.preconditions.all()),
            verifications=tuple(row.verifications.all()),
        )
        for row in rows.prefetch_related("measures", "preconditions", "verifications")
    )


def _heard(cases: Sequence[dict[str, Any]], versions: Mapping[int, ProcessVersion]) -> dict[int, tuple[Heard, ...]]:
    hearings = Hearing.objects.select_related("organisation").in_bulk([case["hearing"] for case in cases])
    sheets = _sheets(hearings)
    found: dict[int, list[Heard]] = {}
    for case in cases:
        hearing = hearings.get(case["hearing"])
        if hearing is None:
            continue
        sheet = sheets.get((hearing.pk, case["revision"]), hearing.sheet)
        item = Heard(organisation=hearing.organisation, sheet=sheet, as_is=versions.get(case["as_is"] or 0))
        found.setdefault(case["use_case"], []).append(item)
    return {key: tuple(sorted(items, key=lambda item: _by_size(item.organisation))) for key, items in found.items()}


def _sheets(hearings: Mapping[int, Hearing]) -> dict[tuple[int, int], Mapping[str, Any]]:
    """Sheets by hearing and revision, as they were at each turn."""
    rows = HearingRevision.objects.filter(hearing__in=hearings).order_by("at", "pk")
    kept = rows.exclude(event="kept_beside").values_list("hearing_id", "revision", "sheet")
    return {(hearing_id, revision): sheet for hearing_id, revision, sheet in kept}
