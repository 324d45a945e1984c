"""Measured values brought into a process."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.model import ProcessModel
from bpr.core.logs.result import Measurement
from bpr.core.values import Confidence, Evidence, ThreePoint


@dataclass(frozen=True, kw_only=True, slots=True)
class MinutesChange:
    """処理時間 of one step, as it is and as measured in ``count`` executions."""

    node_id: str
    name: str
    before: ThreePoint | None
    after: ThreePoint
    count: int
    confidence: Confidence


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareChange:
    """Share of one way, as it is and as counted in ``of`` passages."""

    flow_id: str
    decision_id: str
    name: str
    before: Decimal | None
    after: Decimal
    of: int
    confidence: Confidence


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasuredChanges:
    minutes: tuple[MinutesChange, ...]
    shares: tuple[ShareChange, ...]


def measured_changes(model: ProcessModel, measurement: Measurement) -> MeasuredChanges:
    """Everything that the measurement could write into the model."""
    raise NotImplementedError


def measured_model(
    model: ProcessModel,
    measurement: Measurement,
    *,
    evidence: Evidence,
    nodes: Collection[str] | None = None,
    decisions: Collection[str] | None = None,
) -> ProcessModel:
    """The model with measured minutes of ``nodes`` and shares of ``decisions`` (None: of all that were measured)."""
    raise NotImplementedError


def measured_document(
    document: BpmnDocument,
    measurement: Measurement,
    *,
    evidence: Evidence,
    nodes: Collection[str] | None = None,
    decisions: Collection[str] | None = None,
) -> BpmnDocument:
    """:func:`measured_model` as a new document; everything else of the diagram stays as it is."""
    raise NotImplementedError
