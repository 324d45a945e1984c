"""How often the as-is steps would be carried out if only some of the measures were taken.

A measure is named on steps. It changes how often *other* steps are carried out in two ways that the data shows:

* A decision of the as-is stands in the to-be as well (its branches lead to the same common steps), with other shares.
  :mod:`bpr.core.localise` lets it have other shares only after a changed step, so the change is due to the measures
  named on the changed steps directly before it.
* A decision of the as-is is gone, and one of its branches led straight to steps that measures do away with. The change
  is due to those measures: with them nobody takes that branch, and the other ways share in proportion.

Several measures of one decision change it only together. A changed decision whose steps name no measure is due to
:data:`FLOW`. A branch that leads nowhere else, a split into several ways at once, and shares that are not said change
nothing here; what the to-be differs by beyond this is nobody's and stays with FLOW (:mod:`bpr.core.attribution`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from bpr.core.bpmn.model import ProcessModel
from bpr.core.common_decisions import CommonDecision, decisions_in_common, decisions_of
from bpr.core.flow import FlowError, StepFlow, expected_flow

BY_MEASURE, BY_FLOW, UNATTRIBUTED = "measure", "flow", "unattributed"
#: ``(cause, measure code)``; the code is empty where the cause is not a measure.
Player = tuple[str, str]
FLOW: Player = (BY_FLOW, "")
#: The as-is is calculated 2⁵ times at most; beyond this many, all decisions of the line are due to FLOW.
MAX_OWNERS = 5


@dataclass(frozen=True, kw_only=True)
class Frequencies:
    """``visits`` of the as-is steps (node id → executions per case) for every coalition of ``owners``."""

    owners: tuple[Player, ...] = ()
    visits: Mapping[frozenset[Player], Mapping[str, Fraction]] = field(default_factory=dict)

    def of(self, step: StepFlow, coalition: frozenset[Player]) -> Fraction:
        """Executions of an as-is step where the measures of ``coalition`` are taken."""
        if not self.owners:
            return step.visits
        return self.visits[coalition.intersection(self.owners)].get(step.node_id, Fraction(0))

    def move(self, steps: Iterable[StepFlow]) -> bool:
        """True where any owner makes any of the steps rarer or more frequent."""
        return any(len({visits.get(step.node_id) for visits in self.visits.values()}) > 1 for step in steps)


@dataclass(frozen=True)
class _Change:
    """Shares of as-is flows that hold once all of ``owners`` are in."""

    owners: frozenset[Player]
    shares: Mapping[str, Decimal]


def frequencies(*, as_is: ProcessModel, to_be: ProcessModel, removed: Mapping[str, str]) -> Frequencies:
    """``to_be`` is the localised one; ``removed`` names the measure of each removed common key."""
    common = decisions_in_common(to_be, as_is)
    changes = [_moved(decision) for decision in common if decision.is_moved]
    known = {decision.as_is_id for decision in common}
    changes += _closed(as_is, removed, known)
    owners = tuple(sorted({owner for change in changes for owner in change.owners}))
    if len(owners) > MAX_OWNERS:
        owners, changes = (FLOW,), [_Change(frozenset({FLOW}), change.shares) for change in changes]
    try:
        return Frequencies(owners=owners, visits=_visits(as_is, owners, changes))
    except FlowError:  # the as-is cannot run with some of these shares: its frequencies stay with FLOW
        return Frequencies()


def _visits(
    as_is: ProcessModel, owners: tuple[Player, ...], changes: list[_Change]
) -> dict[frozenset[Player], dict[str, Fraction]]:
    coalitions = [frozenset(some) for size in range(len(owners) + 1) for some in combinations(owners, size)]
    return {coalition: _visits_with(as_is, coalition, changes) for coalition in coalitions} if owners else {}


def _visits_with(as_is: ProcessModel, coalition: frozenset[Player], changes: list[_Change]) -> dict[str, Fraction]:
    shares = {flow: share for change in changes if change.owners <= coalition for flow, share in change.shares.items()}
    flows = tuple(replace(flow, share=shares[flow.id]) if flow.id in shares else flow for flow in as_is.flows)
    return {step.node_id: step.visits for step in expected_flow(replace(as_is, flows=flows)).steps}


def _moved(decision: CommonDecision) -> _Change:
    named = {step.measure for step in decision.changed_before if step.measure}
    owners = frozenset((BY_MEASURE, code) for code in named) or frozenset({FLOW})
    return _Change(owners, decision.to_be_shares)


def _closed(as_is: ProcessModel, removed: Mapping[str, str], known: set[str]) -> list[_Change]:
    """Decisions that the to-be has no more, with a branch straight into steps that measures do away with."""
    found = []
    for split in decisions_of(as_is):
        gone = [keys for keys in split.shares if all(removed.get(key) for key in keys)]
        left = sum((share for keys, share in split.shares.items() if keys not in gone), Decimal(0))
        if split.node_id in known or not split.is_choice or not gone or not left:
            continue
        owners = frozenset((BY_MEASURE, removed[key]) for keys in gone for key in keys)
        shares = {split.flows[keys]: Decimal(0) if keys in gone else s / left for keys, s in split.shares.items()}
        found.append(_Change(owners, shares))
    return found
