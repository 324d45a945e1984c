"""Expected values of one process (quantitative flow analysis): visits, minutes, forms, lead time per case.

Visits solve v = e + Pᵀv exactly, in fractions. Each quantity per case is Σ visits × value per execution. The three
points of a handling time enter with their likely value; :mod:`bpr.core.uncertainty` looks at the range.

Lead time is an expectation over the and/or structure: steps in a row are added, ways of a decision are weighted by
their visits (loops too), and of parallel branches the longest counts. A branch that a non-interrupting event begins is
such a branch, present in its share. Approximations: the expectation of the longest branch is taken as the longest of
the branches' expectations (it is a lower bound where times vary), for an inclusive split and for several events the
branches are taken as occurring independently of each other, and where a branch leads back before its own split, or
branches meet without waiting, what they share is counted once for each token, in a row (an upper bound).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bpr.core.bpmn.control import called_ids, control_edges, enter_edges, entry_ids, reached_ids
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.flow_build import token_graph
from bpr.core.flow_errors import FlowError, label
from bpr.core.flow_expand import element_of
from bpr.core.flow_graph import TokenGraph, by_element, one_after_the_other
from bpr.core.flow_joins import check_joins, endings_in_parallel, splits_awaited
from bpr.core.flow_lead import expected_lead
from bpr.core.flow_solve import EndlessLoopError, solve
from bpr.core.values import ChangeKind, FormUse, PerformerKind, StepValues

__all__ = ["Amount", "FlowError", "FlowResult", "StepFlow", "amount_of", "expected_flow"]


class Amount(StrEnum):
    """What is added up over the steps of one case; the unit is in the name, else pieces."""

    STAFF_MINUTES = "staff_minutes"
    RESIDENT_MINUTES = "resident_minutes"
    OTHER_ORGANISATION_MINUTES = "other_organisation_minutes"
    SYSTEM_MINUTES = "system_minutes"
    WAITING_MINUTES = "waiting_minutes"
    SHEETS_MADE = "sheets_made"
    SHEETS_READ = "sheets_read"
    RESIDENT_VISITS = "resident_visits"
    RESIDENT_TRAVEL_MINUTES = "resident_travel_minutes"
    RESIDENT_WAITING_MINUTES = "resident_waiting_minutes"
    ATTACHED_DOCUMENTS = "attached_documents"
    DIRECT_COST_YEN = "direct_cost_yen"


_MINUTES_OF = {
    Amount.RESIDENT_MINUTES: PerformerKind.RESIDENT,
    Amount.OTHER_ORGANISATION_MINUTES: PerformerKind.OTHER_ORGANISATION,
    Amount.SYSTEM_MINUTES: PerformerKind.SYSTEM,
}


def amount_of(values: StepValues, amount: Amount) -> Fraction:
    """``amount`` for one execution of a step; 0 where it is not known."""
    if amount is Amount.STAFF_MINUTES:
        return _handling(values) if values.performer_kind.is_staff else Fraction(0)
    if amount in _MINUTES_OF:
        return _handling(values) if values.performer_kind is _MINUTES_OF[amount] else Fraction(0)
    if amount is Amount.SHEETS_MADE:
        return _sheets(values.forms_made)
    if amount is Amount.SHEETS_READ:
        return _sheets(values.forms_read)
    return Fraction(getattr(values, amount.value))


def _handling(values: StepValues) -> Fraction:
    return Fraction(values.handling_minutes.likely) if values.handling_minutes else Fraction(0)


def _sheets(forms: tuple[FormUse, ...]) -> Fraction:
    return sum((Fraction(form.sheets) for form in forms), Fraction(0))


@dataclass(frozen=True, kw_only=True, slots=True)
class StepFlow:
    """One step with its expected number of executions per case."""

    node_id: str
    name: str
    visits: Fraction
    values: StepValues

    def per_case(self, amount: Amount) -> Fraction:
        return self.visits * amount_of(self.values, amount)


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowResult:
    """Expected values of one case. ``assumptions`` and ``findings`` are sentences for the reader of the figures."""

    visits: Mapping[str, Fraction]
    steps: tuple[StepFlow, ...]
    lead_minutes: Fraction
    assumptions: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    def per_case(self, amount: Amount) -> Fraction:
        return sum((step.per_case(amount) for step in self.steps), Fraction(0))

    def minutes_by_performer(self) -> dict[tuple[str, PerformerKind], Fraction]:
        """Handling minutes per case of each performer (name, kind), in document order."""
        found: dict[tuple[str, PerformerKind], Fraction] = {}
        for step in self.steps:
            key = (step.values.performer, step.values.performer_kind)
            found[key] = found.get(key, Fraction(0)) + step.visits * _handling(step.values)
        return found

    @property
    def executed_steps(self) -> tuple[StepFlow, ...]:
        return tuple(step for step in self.steps if step.visits)

    @property
    def form_names(self) -> tuple[str, ...]:
        """Different forms made or read on the ways that are taken, sorted."""
        forms = {form.name for step in self.executed_steps for form in step.values.forms_made + step.values.forms_read}
        return tuple(sorted(forms))


def expected_flow(model: ProcessModel) -> FlowResult:
    """Expected values of one case; FlowError names the element where the process has none."""
    graph = token_graph(model)
    visits = visits_of(graph)
    check_joins(graph, visits, visits_of)
    executions = by_element(visits, graph)
    steps = tuple(_step(node, executions) for node in model.steps() if _is_step(node))
    return FlowResult(
        visits={node.id: executions.get(node.id, Fraction(0)) for node in model.nodes if node.is_flow_node},
        steps=steps,
        lead_minutes=_lead(graph),
        assumptions=tuple(dict.fromkeys([*graph.assumptions, *endings_in_parallel(graph)])),
        findings=_findings(model, executions),
    )


def _is_step(node: Node) -> bool:
    """A removed step may stay drawn in the to-be process; nobody carries it out."""
    return node.values is not None and node.values.change is not ChangeKind.REMOVED


def _step(node: Node, visits: Mapping[str, Fraction]) -> StepFlow:
    values = node.values or StepValues(key=node.id)
    return StepFlow(node_id=node.id, name=node.name, visits=visits.get(node.id, Fraction(0)), values=values)


def _lead(graph: TokenGraph) -> Fraction:
    in_a_row = one_after_the_other(graph)
    durations = {node.id: _duration(node.values) for node in graph.model.steps() if _is_step(node) and node.values}
    return expected_lead(in_a_row, visits_of(in_a_row), durations)


def _duration(values: StepValues) -> Fraction:
    return _handling(values) + Fraction(values.waiting_minutes)


def visits_of(graph: TokenGraph) -> dict[str, Fraction]:
    """Expected tokens at every node of the graph that is reached."""
    rows = {node: _row(graph, node) for node in graph.reached}
    try:
        return solve(rows, graph.entries)
    except EndlessLoopError as error:
        elements = sorted({element_of(node) for node in error.nodes} & set(graph.model.node_by_id))
        names = "、".join(sorted(label(graph.model, node) for node in elements))
        raise FlowError(
            f"終わらない繰返しがあります: {names}。繰返しから出る道を作り、その割合を0より大きくしてください",
            element_id=next(iter(elements), ""),
        ) from error


def _row(graph: TokenGraph, node: str) -> dict[str, Fraction]:
    """Coefficients of v[node] in the other nodes' visits."""
    same = [graph.leaves[node]] if node in graph.leaves else splits_awaited(graph, node)
    if same:
        return dict.fromkeys(same, Fraction(1))
    edges = [edge for edge in graph.incoming.get(node, ()) if edge.source in graph.reached]
    divisor = len(graph.incoming[node]) if graph.waits_for_all(node) else 1
    row: dict[str, Fraction] = {}
    for edge in edges:
        row[edge.source] = row.get(edge.source, Fraction(0)) + edge.share / divisor
    return row


def _findings(model: ProcessModel, executions: Mapping[str, Fraction]) -> tuple[str, ...]:
    lines = [f"作業{label(model, node.id)}には、始まりから到達しません" for node in _unreached(model, executions)]
    missing = [step for step in model.steps() if _is_step(step) and step.values and not step.values.handling_minutes]
    lines += [f"作業{label(model, node.id)}の処理時間がないため、0分としました" for node in missing]
    return tuple(lines + [f"リンク{label(model, node.id)}の行き先がありません" for node in _loose_links(model)])


def _unreached(model: ProcessModel, executions: Mapping[str, Fraction]) -> list[Node]:
    """Steps that no case comes to, but for those behind events without a share: an assumption says that already."""
    left = [node for node in model.steps() if node.id not in executions]
    if not left:
        return []
    events = [node.id for node in model.nodes if node.triggered_by_event]
    handlers = [node.id for node in model.nodes if node.is_for_compensation]
    edges = [*control_edges(model), *enter_edges(model, frozenset(events))]
    reached = reached_ids(edges, [*entry_ids(model, edges), *called_ids(model), *events, *handlers])
    return [node for node in left if node.id not in reached]


def _loose_links(model: ProcessModel) -> list[Node]:
    """Links that no link of the same name receives: the case ends there."""
    links = [node for node in model.nodes if "linkEventDefinition" in node.event_definitions]
    caught = {(node.name, node.parent) for node in links if node.tag == "intermediateCatchEvent"}
    return [node for node in links if node.tag == "intermediateThrowEvent" and (node.name, node.parent) not in caught]
