"""What the diagram editor shows beside the diagram, as JSON: rows, findings, values, and the words to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bpr.access.evidence_pages import evidence_urls
from bpr.access.policy import Person
from bpr.core.bpmn.finding import Finding
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.bpmn.rules import check_model
from bpr.core.values import StepValues
from bpr.workflow import vocabulary
from bpr.workflow.columns import Column
from bpr.workflow.values_json import values_to_json
from usecases.diagram_rows import diagram_cells, section_of
from usecases.models import ProcessModel
from usecases.selectors.overview import versions_visible
from usecases.selectors.versions import version_model, versions_latest
from usecases.to_be_table import CHANGES

_NAMES_FROM = 60  # newest versions whose words are offered: more would make opening the page slow


def diagram_json(user: Person, process_model: ProcessModel, model: CoreModel) -> dict[str, Any]:
    """Everything that is read off a diagram: ``rows``, ``findings``, ``values``, ``evidence`` and ``shares``."""
    values = {node.id: node.values for node in model.steps() if node.values}
    references = (item.reference for known in values.values() for item in known.evidence)
    urls = evidence_urls(user=user, project_id=process_model.use_case.project_id, references=references)
    return {
        "rows": diagram_cells(process_model, model),
        "findings": [_finding_json(finding) for finding in check_model(model)],
        "values": {element_id: values_to_json(known) for element_id, known in values.items()},
        "evidence": {element_id: _evidence_json(known, urls) for element_id, known in values.items()},
        "shares": {flow.id: str(flow.share) for flow in model.flows if flow.share is not None},
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    words = finding.words(get_language() or "ja")
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "topic": finding.topic.value,
        "element_id": finding.element_id,
        "message": words.message,
        "remedy": words.remedy,
        "related": list(finding.related),
    }


def _evidence_json(values: StepValues, urls: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {
            "kind": item.kind.value,
            "source": item.source,
            "reference": item.reference,
            "url": urls.get(item.reference, ""),
            "respondentPost": item.respondent_post,
            "obtainedOn": item.obtained_on,
            "confidence": item.confidence.value,
        }
        for item in values.evidence
    ]


def columns_json(process_model: ProcessModel) -> list[dict[str, Any]]:
    """The columns of the table; ``choices`` as ``{"value", "label"}``."""
    return [_column_json(column, process_model) for column in section_of(process_model).columns]


def _column_json(column: Column, process_model: ProcessModel) -> dict[str, Any]:
    example = _("例：%(example)s") % {"example": column.example} if column.example else ""
    return {
        "key": column.key,
        "label": str(column.label),
        "hint": "　".join(part for part in (str(column.hint), example) if part),
        "width": column.width,
        "choices": _choices(column, process_model),
        "numeric": column.numeric,
    }


def _choices(column: Column, process_model: ProcessModel) -> list[dict[str, str]]:
    use_case = process_model.use_case
    if column.key == "measure":
        return [{"value": each.code, "label": str(each)} for each in use_case.measures.all()]
    if column.key == "common_key":
        return [{"value": step["key"], "label": step["name"]} for step in use_case.common_steps]
    return [{"value": word, "label": word} for word in column.choices]


def vocabulary_json(user: Person, process_model: ProcessModel) -> dict[str, Any]:
    """The words of the properties panel; names are those that the project uses already."""
    use_case = process_model.use_case
    return {
        "performerKinds": _words(vocabulary.PERFORMER_KINDS),
        "workKinds": _words(vocabulary.WORK_KINDS),
        "changes": _words(CHANGES),
        "evidenceKinds": _words(vocabulary.EVIDENCE_KINDS),
        "confidences": _words(vocabulary.CONFIDENCES),
        "measures": [{"code": each.code, "title": each.title} for each in use_case.measures.all()],
        "commonSteps": [{"key": step["key"], "name": step["name"]} for step in use_case.common_steps],
        **_names_in_use(user, process_model),
    }


def _words(words: Mapping[str, StrEnum]) -> list[dict[str, str]]:
    return [{"value": value.value, "label": word} for word, value in words.items()]


def _names_in_use(user: Person, process_model: ProcessModel) -> dict[str, list[str]]:
    """Performers, systems and forms of the newest versions that the person may see, this use case's first."""
    visible = versions_latest(versions_visible(user, process_model.use_case.project)).values()
    ordered = sorted(visible, key=lambda version: version.process_model.use_case_id != process_model.use_case_id)
    values = [node.values for each in ordered[:_NAMES_FROM] for node in version_model(each).steps() if node.values]
    return {
        "performers": _unique(known.performer for known in values),
        "systems": _unique(known.system for known in values),
        "forms": _unique(form.name for known in values for form in (*known.forms_read, *known.forms_made)),
    }


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))
