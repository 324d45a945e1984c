"""Latest versions, and a version as model, rows or picture."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString, mark_safe

from bpr.access.models import Organisation, Project
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.render import Highlight, render_svg
from bpr.core.steps import StepRow, model_to_rows
from usecases.models import ProcessVersion, UseCase


class VersionKey(NamedTuple):
    """What a process model is of."""

    use_case_id: int
    side: str
    organisation_id: int | None


def version_latest(*, use_case: UseCase, side: str, organisation: Organisation | None = None) -> ProcessVersion | None:
    """The newest version, None where there is none."""
    return (
        ProcessVersion.objects.filter(
            process_model__use_case=use_case, process_model__side=side, process_model__organisation=organisation
        )
        .select_related("process_model__use_case__project", "process_model__organisation", "author")
        .order_by("-number")
        .first()
    )


def versions_latest(versions: QuerySet[ProcessVersion]) -> dict[VersionKey, ProcessVersion]:
    """The newest version of each process model among ``versions`` (a restricted queryset), in one query."""
    ranked = versions.annotate(
        rank=Window(RowNumber(), partition_by=F("process_model_id"), order_by=F("number").desc())
    ).filter(rank=1)
    found = ranked.select_related("process_model__use_case", "process_model__organisation", "author")
    return {
        VersionKey(v.process_model.use_case_id, v.process_model.side, v.process_model.organisation_id): v for v in found
    }


def versions_of(project: Project) -> QuerySet[ProcessVersion]:
    """All versions of a project, unrestricted: for services that run on behalf of the project."""
    return ProcessVersion.objects.filter(process_model__use_case__project=project)


@lru_cache(maxsize=512)
def _read(bpmn: str) -> CoreModel:
    return read_model(BpmnDocument.parse(bpmn.encode("utf-8"), source_name="BPMN"))


def version_model(version: ProcessVersion) -> CoreModel:
    """The process model of a version. Versions never change, so the reading is kept."""
    return _read(version.bpmn)


def version_rows(version: ProcessVersion) -> list[StepRow]:
    """The workflow table of a version."""
    return model_to_rows(version_model(version))


def version_svg(
    version: ProcessVersion, *, highlights: Mapping[str, Highlight] | None = None, **options: Any
) -> SafeString:
    """The diagram of a version as SVG, drawn from its coordinates. Safe in a page: the drawing escapes every name."""
    svg = render_svg(version_model(version), title=str(version), highlights=highlights or {}, **options)
    return mark_safe(svg)  # noqa: S308
