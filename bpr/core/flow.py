"""Expected values of one process (quantitative flow analysis): visits, minutes, forms, lead time per case.

Visits solve v = e + Pᵀv exactly, in fractions. Each quantity per case is Σ visits × value per execution. The three
points of a handling time enter with their likely value; :mod:`bpr.core.uncertainty` looks at the range.

Lead time is an expectation over the and/or structure: steps in a row are added, ways of a decision are weighted by
their visits (loops too), and of parallel branches the longest counts. Approximation: the expectation of the longest
branch is taken as the longest of the branches' expectations (it is a lower bound where times vary), and for an
inclusive split the branches are taken as occurring independently of each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.flow_graph import LEAVE, FlowError, SplitKind, TokenGraph, label, token_graph, with_generic_shares
from bpr.core.flow_lead import expected_lead
from bpr.core.flow_solve import EndlessLoopError, reachable, solve
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
    visits = _visits(graph)
    _check_joins(graph, visits)
    steps = tuple(_step(node, visits) for node in model.steps() if _is_step(node))
    durations = {step.node_id: _duration(step.values) for step in steps}
    return FlowResult(
        visits={node.id: visits.get(node.id, Fraction(0)) for node in model.nodes if node.is_flow_node},
        steps=steps,
        lead_minutes=expected_lead(graph, visits, durations),
        assumptions=tuple(graph.assumptions),
        findings=_findings(graph),
    )


def _is_step(node: Node) -> bool:
    """A removed step may stay drawn in the to-be process; nobody carries it out."""
    return node.values is not None and node.values.change is not ChangeKind.REMOVED


def _step(node: Node, visits: Mapping[str, Fraction]) -> StepFlow:
    values = node.values or StepValues(key=node.id)
    return StepFlow(node_id=node.id, name=node.name, visits=visits.get(node.id, Fraction(0)), values=values)


def _duration(values: StepValues) -> Fraction:
    return _handling(values) + Fraction(values.waiting_minutes)


def _visits(graph: TokenGraph) -> dict[str, Fraction]:
    rows = {node: _row(graph, node) for node in graph.reached}
    try:
        return solve(rows, graph.entries)
    except EndlessLoopError as error:
        names = "、".join(sorted(label(graph.model, node) for node in error.nodes if not node.startswith(LEAVE)))
        raise FlowError(
            f"終わらない繰返しがあります: {names}。繰返しから出る道を作り、その割合を0より大きくしてください",
            element_id=min(error.nodes),
        ) from error


def _row(graph: TokenGraph, node: str) -> dict[str, Fraction]:
    """Coefficients of v[node] in the other nodes' visits."""
    same = [graph.leaves[node]] if node in graph.leaves else splits_awaited(graph, node)
    if same:
        return dict.fromkeys(same, Fraction(1))
    edges = [edge for edge in graph.incoming.get(node, ()) if edge.source in graph.reached]
    divisor = len(graph.incoming[node]) if waits_for_all(graph, node) else 1
    row: dict[str, Fraction] = {}
    for edge in edges:
        row[edge.source] = row.get(edge.source, Fraction(0)) + edge.share / divisor
    return row


def waits_for_all(graph: TokenGraph, node: str) -> bool:
    return graph.is_join(node) and graph.model.node_by_id[node].tag == "parallelGateway"


def splits_awaited(graph: TokenGraph, node: str) -> list[str]:
    """The splits whose tokens an inclusive join waits for; none where it is an ordinary merge."""
    if not graph.is_join(node) or graph.model.node_by_id[node].tag != "inclusiveGateway":
        return []
    several = {
        split for split, kind in graph.splits.items() if kind is not SplitKind.EXCLUSIVE and split in graph.reached
    }
    closed = {split for split in several if graph.postdominators.get(split) == node}
    outer = [split for split in closed if not any(graph.dominates(other, split) for other in closed - {split})]
    inside = reachable(graph.successors, outer, frozenset({node}))
    if all(edge.source in inside for edge in graph.incoming[node]):
        return sorted(outer)
    split = graph.dominators[node]
    if split not in several:
        return []
    raise FlowError(
        f"合流{label(graph.model, node)}が、分岐{label(graph.model, split)}の枝をすべては受けていません。"
        "分岐したすべての枝を同じ合流へ集めてください",
        element_id=node,
    )


def _check_joins(graph: TokenGraph, visits: Mapping[str, Fraction]) -> None:
    joins = [node.id for node in graph.model.nodes if node.id in graph.reached and waits_for_all(graph, node.id)]
    if not joins:
        return
    generic = with_generic_shares(graph)
    generic_visits = _visits(generic)
    for node in joins:
        _check_join(graph, visits, node)
        _check_join(generic, generic_visits, node)


def _check_join(graph: TokenGraph, visits: Mapping[str, Fraction], node: str) -> None:
    """As many tokens must come by each way, and none of them may need the join to have run before.

    Shares that happen to be equal (50 % and 50 %) say nothing: the caller also asks with arbitrary other shares.
    """
    edges = graph.incoming[node]
    arriving = {edge.share * visits.get(edge.source, Fraction(0)) for edge in edges}
    if len(arriving) == 1 and not any(graph.dominates(node, edge.source) for edge in edges):
        return
    raise FlowError(
        f"並行の合流{label(graph.model, node)}で、そろわない枝を待ち続けます。"
        "並行の分岐と合流を対にするか、合流を排他の合流に直してください",
        element_id=node,
    )


def _findings(graph: TokenGraph) -> tuple[str, ...]:
    unreached = [node for node in graph.model.steps() if node.id not in graph.reached]
    lines = [f"作業{label(graph.model, node.id)}には、始まりから到達しません" for node in unreached]
    missing = [
        step for step in graph.model.steps() if _is_step(step) and step.values and not step.values.handling_minutes
    ]
    lines += [f"作業{label(graph.model, node.id)}の処理時間がないため、0分としました" for node in missing]
    return tuple(lines)
