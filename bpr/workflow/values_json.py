"""Step values as JSON for the database, and back, without losing a digit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bpr.core.values import (
    ChangeKind,
    Confidence,
    Evidence,
    EvidenceKind,
    FormUse,
    PerformerKind,
    StepValues,
    ThreePoint,
    WorkKind,
)

_TEXTS = ("key", "number", "common_key", "performer", "system", "measure")
_AMOUNTS = (
    "waiting_minutes",
    "resident_visits",
    "resident_travel_minutes",
    "resident_waiting_minutes",
    "direct_cost_yen",
    "attached_documents",
)
_EVIDENCE_TEXTS = ("source", "reference", "respondent_post", "obtained_on")


def values_to_json(values: StepValues) -> dict[str, Any]:
    """JSON-ready form; numbers as text so that decimals stay exact."""
    return {
        **{name: getattr(values, name) for name in _TEXTS},
        **{name: str(getattr(values, name)) for name in _AMOUNTS},
        "performer_kind": values.performer_kind.value,
        "work_kind": values.work_kind.value,
        "handling_minutes": _three_point_to_json(values.handling_minutes),
        "forms_read": [_form_to_json(form) for form in values.forms_read],
        "forms_made": [_form_to_json(form) for form in values.forms_made],
        "evidence": [_evidence_to_json(item) for item in values.evidence],
        "change": values.change.value if values.change else None,
        "origin_keys": list(values.origin_keys),
    }


def values_from_json(data: dict[str, Any]) -> StepValues:
    """The values that :func:`values_to_json` wrote."""
    plain: dict[str, Any] = {name: data[name] for name in _TEXTS}
    plain |= {name: Decimal(data[name]) for name in _AMOUNTS}
    return StepValues(
        **plain,
        performer_kind=PerformerKind(data["performer_kind"]),
        work_kind=WorkKind(data["work_kind"]),
        handling_minutes=_three_point_from_json(data["handling_minutes"]),
        forms_read=tuple(_form_from_json(form) for form in data["forms_read"]),
        forms_made=tuple(_form_from_json(form) for form in data["forms_made"]),
        evidence=tuple(_evidence_from_json(item) for item in data["evidence"]),
        change=ChangeKind(data["change"]) if data["change"] else None,
        origin_keys=tuple(data["origin_keys"]),
    )


def _three_point_to_json(value: ThreePoint | None) -> dict[str, str | None] | None:
    if value is None:
        return None
    return {
        "likely": str(value.likely),
        "minimum": None if value.minimum is None else str(value.minimum),
        "maximum": None if value.maximum is None else str(value.maximum),
    }


def _three_point_from_json(data: dict[str, str | None] | None) -> ThreePoint | None:
    if data is None:
        return None
    bounds = {name: Decimal(text) for name, text in data.items() if text is not None}
    return ThreePoint(likely=bounds["likely"], minimum=bounds.get("minimum"), maximum=bounds.get("maximum"))


def _form_to_json(form: FormUse) -> dict[str, str]:
    return {"name": form.name, "sheets": str(form.sheets)}


def _form_from_json(data: dict[str, str]) -> FormUse:
    return FormUse(name=data["name"], sheets=Decimal(data["sheets"]))


def _evidence_to_json(item: Evidence) -> dict[str, str]:
    texts = {name: getattr(item, name) for name in _EVIDENCE_TEXTS}
    return {"kind": item.kind.value, "confidence": item.confidence.value, **texts}


def _evidence_from_json(data: dict[str, str]) -> Evidence:
    texts = {name: data[name] for name in _EVIDENCE_TEXTS}
    return Evidence(kind=EvidenceKind(data["kind"]), confidence=Confidence(data["confidence"]), **texts)
