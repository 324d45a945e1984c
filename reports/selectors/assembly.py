"""From confirmed hearings and approved processes to the input of an assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bpr.access.models import Project
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.inputs import AssessmentInput, CaseInput, Measure, RemovedStep
from bpr.core.values import MeasureKind
from bpr.logs.models import MeasuredVolume
from bpr.logs.selectors import Pair, volume_of, volumes_adopted
from hearings.selectors import ConfirmedHearing, confirmed_hearings
from reports import assumptions
from reports.models import Assumption
from reports.selectors.investments import core_investments, core_sharing, frozen_investments
from reports.selectors.sight import organisation_key
from usecases.models import Measure as MeasureRow
from usecases.models import ProcessSide, ProcessVersion
from usecases.selectors import VersionKey, version_model, versions_latest
from usecases.selectors.versions import versions_of


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """The input, the rows it was made of (ids, hashes, revisions), and what had to be left out, in words."""

    input: AssessmentInput
    sources: dict[str, Any]
    left_out: tuple[str, ...]


def assemble(project: Project) -> Assembly:
    """Everything that the project holds now: confirmed hearings with their as-is, and the to-be of their use case."""
    hearings = confirmed_hearings(project)
    versions = versions_latest(versions_of(project))
    counted = volumes_adopted(project)
    pairs = [
        (hearing, _as_is(versions, hearing), _to_be(versions, hearing), counted.get(_pair(hearing)))
        for hearing in hearings
    ]
    cases = [_case(hearing, as_is, to_be, volume) for hearing, as_is, to_be, volume in pairs if as_is]
    current = assumptions.lines(Assumption.objects.filter(project=project))
    return Assembly(
        input=AssessmentInput(
            policy=assumptions.rounding_policy(current),
            assumptions=assumptions.core_assumptions(current),
            cases=tuple(cases),
            measures=_measures(project),
            investments=core_investments(project),
            sharing=core_sharing(project, current),
        ),
        sources={
            "cases": [_source(*pair) for pair in pairs],
            "assumptions": _frozen_lines(current),
            "investments": frozen_investments(project),
        },
        left_out=tuple(_left_out(pairs)),
    )


Ingredients = tuple[ConfirmedHearing, ProcessVersion | None, ProcessVersion | None, MeasuredVolume | None]


def _pair(item: ConfirmedHearing) -> Pair:
    return Pair(item.hearing.use_case_id, item.hearing.organisation_id)


def _as_is(versions: Mapping[VersionKey, ProcessVersion], item: ConfirmedHearing) -> ProcessVersion | None:
    hearing = item.hearing
    return versions.get(VersionKey(hearing.use_case_id, ProcessSide.AS_IS, hearing.organisation_id))


def _to_be(versions: Mapping[VersionKey, ProcessVersion], item: ConfirmedHearing) -> ProcessVersion | None:
    return versions.get(VersionKey(item.hearing.use_case_id, ProcessSide.TO_BE, None))


def _left_out(pairs: Iterable[Ingredients]) -> Iterable[str]:
    for item, as_is, to_be, _counted in pairs:
        if as_is is None:
            yield f"{item.hearing}: 現行の業務プロセスがありません"
        elif to_be is None:
            yield f"{item.hearing}: 改革案がまだないため、現行だけを計算しました"


def measure_code(use_case_code: str, code: str) -> str:
    """Code of a measure that is unique in the project: steps name it within their use case."""
    return f"{use_case_code}/{code}" if code else ""


def _case(
    item: ConfirmedHearing, as_is: ProcessVersion, to_be: ProcessVersion | None, counted: MeasuredVolume | None
) -> CaseInput:
    """What one hearing contributes; a volume that was counted in a log stands in place of the one that was said."""
    hearing = item.hearing
    use_case, organisation = hearing.use_case, hearing.organisation
    return CaseInput(
        use_case_key=use_case.code,
        use_case_name=use_case.name,
        category_key=use_case.category.code,
        category_name=use_case.category.name,
        organisation_key=organisation_key(organisation.code, organisation.pk),
        organisation_name=organisation.name,
        as_is=version_model(as_is),
        to_be=with_project_measures(version_model(to_be), use_case.code) if to_be else None,
        volume=volume_of(counted) if counted else item.volume,
        population_class=organisation.size_class,
        population=organisation.population,
        removed=_removed(to_be, use_case.code),
        process_reference=f"version:{as_is.pk}" + (f",version:{to_be.pk}" if to_be else ""),
    )


def _removed(to_be: ProcessVersion | None, use_case_code: str) -> tuple[RemovedStep, ...]:
    return tuple(
        RemovedStep(origin_key=item["common_key"], measure=measure_code(use_case_code, item.get("measure", "")))
        for item in (to_be.removed if to_be else ())
    )


def with_project_measures(model: CoreModel, use_case_code: str) -> CoreModel:
    """The model with the codes of its measures made unique in the project."""
    nodes = tuple(
        replace(node, values=replace(node.values, measure=measure_code(use_case_code, node.values.measure)))
        if node.values
        else node
        for node in model.nodes
    )
    return replace(model, nodes=nodes)


def _measures(project: Project) -> tuple[Measure, ...]:
    rows = MeasureRow.objects.filter(use_case__project=project).select_related("use_case")
    in_order = rows.order_by("use_case__category__order", "use_case__order", "use_case__code", "order", "code")
    return tuple(
        Measure(
            code=measure_code(row.use_case.code, row.code),
            name=row.title,
            kind=MeasureKind(row.kind),
            description=row.description,
        )
        for row in in_order
    )


def frozen_assumptions(project: Project) -> list[dict[str, Any]]:
    """The assumptions as an assessment run now would keep them for its readers."""
    return _frozen_lines(assumptions.lines(Assumption.objects.filter(project=project)))


def _frozen_lines(lines: Iterable[assumptions.Line]) -> list[dict[str, Any]]:
    return [
        {
            "key": line.kind.key,
            "value": line.value,
            "evidence_kind": line.evidence_kind.value,
            "source": line.source,
            "is_default": line.is_default,
        }
        for line in lines
    ]


def _source(
    item: ConfirmedHearing,
    as_is: ProcessVersion | None,
    to_be: ProcessVersion | None,
    counted: MeasuredVolume | None,
) -> dict[str, Any]:
    return {
        "hearing": item.hearing.pk,
        "revision": item.hearing.revision,
        "use_case": item.hearing.use_case_id,
        "organisation": item.hearing.organisation_id,
        "as_is": as_is.pk if as_is else None,
        "as_is_sha256": as_is.sha256 if as_is else None,
        "to_be": to_be.pk if to_be else None,
        "to_be_sha256": to_be.sha256 if to_be else None,
        "measured_volume": counted.pk if counted else None,
    }
