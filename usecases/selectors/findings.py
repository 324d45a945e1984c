"""Findings of versions in the language of the person, with what was acknowledged and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language

from bpr.access.models import Project
from bpr.access.policy import Action, Person, restrict
from bpr.core.bpmn.rules import Finding, Severity, Topic, check_model
from usecases.findings import SEVERITIES, SEVERITY_MEANINGS, TOPICS
from usecases.models import FindingAcknowledgement, ProcessVersion
from usecases.selectors.overview import versions_visible
from usecases.selectors.versions import version_model, versions_latest

_Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    """One finding as a person reads it."""

    finding: Finding
    acknowledgement: FindingAcknowledgement | None = None

    @property
    def message(self) -> str:
        return self.finding.words(get_language() or "ja").message

    @property
    def remedy(self) -> str:
        return self.finding.words(get_language() or "ja").remedy

    @property
    def topic(self) -> str | Promise:
        return TOPICS[self.finding.topic]

    @property
    def severity(self) -> str | Promise:
        return SEVERITIES[self.finding.severity]

    @property
    def may_be_acknowledged(self) -> bool:
        """Errors are mended, not explained."""
        return self.finding.severity is not Severity.ERROR and self.acknowledgement is None


@dataclass(frozen=True, kw_only=True)
class FindingGroup:
    """Open findings of one severity, by topic."""

    severity: Severity
    topics: tuple[tuple[str | Promise, tuple[FindingLine, ...]], ...]

    @property
    def label(self) -> str | Promise:
        return SEVERITIES[self.severity]

    @property
    def meaning(self) -> str | Promise:
        return SEVERITY_MEANINGS[self.severity]

    @property
    def count(self) -> int:
        return sum(len(lines) for _label, lines in self.topics)


@dataclass(frozen=True, kw_only=True)
class FindingsPanel:
    """What a check of one version found: open findings in groups, and those that were acknowledged."""

    groups: tuple[FindingGroup, ...]
    acknowledged: tuple[FindingLine, ...]

    @property
    def errors(self) -> int:
        """How many findings block the review."""
        return sum(group.count for group in self.groups if group.severity is Severity.ERROR)


def version_findings(version: ProcessVersion) -> list[Finding]:
    """All findings of a version, errors first."""
    return check_model(version_model(version))


def version_errors(version: ProcessVersion) -> list[Finding]:
    """Findings that block its review."""
    return [finding for finding in version_findings(version) if finding.severity is Severity.ERROR]


def finding_lines(
    version: ProcessVersion, findings: Sequence[Finding], said: Iterable[FindingAcknowledgement]
) -> list[FindingLine]:
    """``findings`` of ``version`` with the acknowledgements among ``said`` (of its process) that hold for it: those
    of the same rule at the same element, said of this version or of an earlier one.

    ``said`` comes with ``version`` and ``by``.
    """
    known = {(ack.rule, ack.element_id): ack for ack in said if ack.version.number <= version.number}
    return [FindingLine(finding=finding, acknowledgement=_of(finding, known)) for finding in findings]


def _of(finding: Finding, known: dict[_Key, FindingAcknowledgement]) -> FindingAcknowledgement | None:
    return None if finding.severity is Severity.ERROR else known.get((finding.rule, finding.element_id))


def version_finding_lines(version: ProcessVersion) -> list[FindingLine]:
    """The findings of a version with their acknowledgements, for whoever may see the version."""
    findings = version_findings(version)
    said = FindingAcknowledgement.objects.filter(process_model_id=version.process_model_id)
    return finding_lines(version, findings, _with_names(said) if findings else ())


def _with_names(said: QuerySet[FindingAcknowledgement]) -> QuerySet[FindingAcknowledgement]:
    return said.select_related("by", "version").defer("version__bpmn")


def open_findings(lines: Iterable[FindingLine]) -> list[Finding]:
    """What still waits for somebody: neither mended nor acknowledged."""
    return [line.finding for line in lines if line.acknowledgement is None]


def findings_panel(lines: Sequence[FindingLine]) -> FindingsPanel:
    """The lines as the page of a version shows them."""
    open_ = [line for line in lines if line.acknowledgement is None]
    groups = tuple(_group(severity, open_) for severity in Severity)
    return FindingsPanel(
        groups=tuple(group for group in groups if group.topics),
        acknowledged=tuple(line for line in lines if line.acknowledgement is not None),
    )


def _group(severity: Severity, lines: Sequence[FindingLine]) -> FindingGroup:
    of_severity = [line for line in lines if line.finding.severity is severity]
    topics = ((TOPICS[topic], tuple(line for line in of_severity if line.finding.topic is topic)) for topic in Topic)
    return FindingGroup(severity=severity, topics=tuple(item for item in topics if item[1]))


@dataclass(frozen=True, kw_only=True)
class ProcessFindings:
    """The newest version of one process and its open findings."""

    version: ProcessVersion
    lines: tuple[FindingLine, ...]
    acknowledged: int

    def _count(self, severity: Severity) -> int:
        return sum(line.finding.severity is severity for line in self.lines)

    @property
    def errors(self) -> int:
        return self._count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        return self._count(Severity.WARNING)

    @property
    def hints(self) -> int:
        return self._count(Severity.HINT)


def project_findings(user: Person, project: Project, *, topic: Topic | None = None) -> list[ProcessFindings]:
    """Open findings of the newest versions that ``user`` may see, of one ``topic`` or of all, in the order of the
    use cases. Processes in which nothing is open are left out."""
    latest = versions_latest(versions_visible(user, project)).values()
    said = restrict(user, Action.VIEW, FindingAcknowledgement.objects.filter(process_model__use_case__project=project))
    by_process: dict[int, list[FindingAcknowledgement]] = {}
    for ack in _with_names(said):
        by_process.setdefault(ack.process_model_id, []).append(ack)
    found = [_process(version, by_process.get(version.process_model_id, []), topic) for version in latest]
    return sorted((each for each in found if each.lines), key=_order)


def _process(version: ProcessVersion, said: Sequence[FindingAcknowledgement], topic: Topic | None) -> ProcessFindings:
    lines = finding_lines(version, version_findings(version), said)
    shown = [line for line in lines if topic is None or line.finding.topic is topic]
    open_ = tuple(line for line in shown if line.acknowledgement is None)
    return ProcessFindings(version=version, lines=open_, acknowledged=len(shown) - len(open_))


def _order(each: ProcessFindings) -> tuple[int, str, str, int]:
    process = each.version.process_model
    return process.use_case.order, process.use_case.code, process.side, -_population(each.version)


def _population(version: ProcessVersion) -> int:
    organisation = version.process_model.organisation
    return (organisation.population or 0) if organisation else 0
