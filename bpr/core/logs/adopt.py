"""Measured values brought into a process: minutes with their evidence, shares with the number they were counted in.

Only what was measured changes: values and shares of the elements named; all else of the diagram stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.model import Flow, Node, ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.logs.result import Measurement, WayMeasure, confidence_of
from bpr.core.units import split_to_sum
from bpr.core.values import Confidence, Evidence, EvidenceKind, StepValues, ThreePoint

_UNIT = Decimal("0.0001")


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
    """Share of one way (a flow, or an event at an activity's edge), as it is and as counted in ``of`` passages."""

    flow_id: str
    decision_id: str
    name: str
    before: Decimal | None
    after: Decimal
    of: int
    confidence: Confidence


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasuredChanges:
    """Everything that a measurement would write into a model."""

    minutes: tuple[MinutesChange, ...]
    shares: tuple[ShareChange, ...]


def measured_changes(model: ProcessModel, measurement: Measurement) -> MeasuredChanges:
    """What the measurement could write into the model; what was not measured, or is no longer there, is left out."""
    return MeasuredChanges(minutes=tuple(_minutes(model, measurement)), shares=tuple(_shares(model, measurement)))


def _minutes(model: ProcessModel, measurement: Measurement) -> Iterator[MinutesChange]:
    for step in measurement.steps:
        node = model.node_by_id.get(step.node_id)
        if node is None or step.minutes is None:
            continue
        yield MinutesChange(
            node_id=node.id, name=node.name, before=node.values.handling_minutes if node.values else None,
            after=step.minutes.three_point, count=step.minutes.count, confidence=step.confidence,
        )  # fmt: skip


def _shares(model: ProcessModel, measurement: Measurement) -> Iterator[ShareChange]:
    known: dict[str, Flow | Node] = {flow.id: flow for flow in model.flows} | dict(model.node_by_id)
    for decision in dict.fromkeys(way.decision_id for way in measurement.ways):
        ways = list(measurement.ways_of(decision))
        if any(way.share is None or way.flow_id not in known for way in ways):
            continue
        shares = _rounded(ways)
        elements = [known[way.flow_id] for way in ways]
        for way, share in zip(ways, shares, strict=True):
            element = known[way.flow_id]
            if _is_what_events_leave(element, elements):
                continue
            yield ShareChange(
                flow_id=way.flow_id, decision_id=decision, name=f"{way.decision_name} → {way.name}",
                before=element.share, after=share, of=way.of, confidence=confidence_of(way.of),
            )  # fmt: skip


def _is_what_events_leave(element: Flow | Node, elements: Sequence[Flow | Node]) -> bool:
    """The one way on beside events at an activity's edge, without a share of its own. Shares that are said are of all
    executions, so that those of several ways on have to change together with those of the events."""
    flows = [item for item in elements if isinstance(item, Flow)]
    return [element] == flows and len(flows) < len(elements) and flows[0].share is None


def _rounded(ways: Sequence[WayMeasure]) -> list[Decimal]:
    """Shares to 0.01 per cent; those of which each passage took exactly one add up to 1."""
    exact = [Decimal(way.taken) / way.of for way in ways]
    if sum(way.taken for way in ways) == ways[0].of:
        return list(split_to_sum(Decimal(1), exact, _UNIT))
    return [share.quantize(_UNIT, ROUND_HALF_UP) for share in exact]


def measured_model(
    model: ProcessModel,
    measurement: Measurement,
    *,
    evidence: Evidence,
    nodes: Collection[str] | None = None,
    decisions: Collection[str] | None = None,
) -> ProcessModel:
    """The model with measured minutes of ``nodes`` and shares of ``decisions`` (None: of all that were measured).

    ``evidence`` says where the log is from. Its kind becomes 実測, its confidence that of the sample size, its
    reference gets ``/step:<key>`` of the step. Evidence of earlier measurements of the step gives way to it.
    """
    changes = measured_changes(model, measurement)
    minutes = {item.node_id: item for item in changes.minutes if nodes is None or item.node_id in nodes}
    chosen = [item for item in changes.shares if decisions is None or item.decision_id in decisions]
    shares = {item.flow_id: item for item in chosen}
    return replace(
        model,
        nodes=tuple(_measured_node(node, minutes.get(node.id), shares.get(node.id), evidence) for node in model.nodes),
        flows=tuple(_measured_flow(flow, shares.get(flow.id)) for flow in model.flows),
    )


def _measured_node(node: Node, minutes: MinutesChange | None, share: ShareChange | None, evidence: Evidence) -> Node:
    if share:
        node = replace(node, share=share.after)
    if not minutes:
        return node
    values = node.values or StepValues(key=node.id)
    reference = f"{evidence.reference}/step:{values.key}" if evidence.reference else ""
    own = replace(evidence, kind=EvidenceKind.MEASURED, confidence=minutes.confidence, reference=reference)
    others = tuple(item for item in values.evidence if item.kind is not EvidenceKind.MEASURED)
    return replace(node, values=replace(values, handling_minutes=minutes.after, evidence=(own, *others)))


def _measured_flow(flow: Flow, share: ShareChange | None) -> Flow:
    return replace(flow, share=share.after, share_of=share.of, share_range=None) if share else flow


def measured_document(
    document: BpmnDocument,
    measurement: Measurement,
    *,
    evidence: Evidence,
    nodes: Collection[str] | None = None,
    decisions: Collection[str] | None = None,
) -> BpmnDocument:
    """:func:`measured_model` as a new document; everything else of the diagram stays as it is."""
    changed = BpmnDocument.parse(document.serialise(), source_name=document.source_name)
    model = read_model(changed)
    changed.apply_model(measured_model(model, measurement, evidence=evidence, nodes=nodes, decisions=decisions))
    return changed
