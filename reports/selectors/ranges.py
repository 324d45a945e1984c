"""How sure a saving is, as one person may see it: its range, what moves it, and where to hear more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bpr.core.assessment import Assessment as Calculation
from bpr.core.factors import InputKind
from bpr.core.figures import Quantity, Scope, Side, figure_key
from bpr.core.influence import Influence, Sensitivity, influences
from bpr.core.narrowing import Outlook, Unranged, outlook, without_range
from bpr.core.uncertainty import Interval
from bpr.core.values import EvidenceKind
from reports.selectors.sight import Sight

QUANTITIES = (
    Quantity.STAFF_HOURS,
    Quantity.TOTAL_YEN,
    Quantity.FTE,
    Quantity.RESIDENT_VISITS,
    Quantity.RESIDENT_HOURS,
    Quantity.RESIDENT_WAITING_HOURS,
    Quantity.RESIDENT_TRAVEL_HOURS,
    Quantity.SHEETS_MADE,
    Quantity.SHEETS_READ,
    Quantity.STAFF_MINUTES_PER_CASE,
)


@dataclass(frozen=True, kw_only=True)
class Ranged:
    """A saving beside its range."""

    quantity: Quantity
    value: Decimal
    interval: Interval
    weakest: EvidenceKind | None


@dataclass(frozen=True, kw_only=True)
class Sureness:
    """What is known of how sure the savings of one scope are. ``items`` are the inputs that the person may see."""

    scope: Scope
    ranged: tuple[Ranged, ...]
    influences: tuple[Influence, ...]
    outlook: Outlook | None
    unranged: tuple[Unranged, ...]
    items: tuple[Sensitivity, ...]
    is_compared: bool  # False: nothing in the scope has a to-be

    @property
    def hours(self) -> Ranged | None:
        """The headline."""
        return next((item for item in self.ranged if item.quantity is Quantity.STAFF_HOURS), None)

    @property
    def is_old(self) -> bool:
        """True where the record was made before inputs were kept with it."""
        return self.is_compared and not self.items

    @property
    def organisations(self) -> int:
        return len({effect.line.organisation for item in self.items for effect in item.effects})

    @property
    def has_range(self) -> bool:
        return bool(self.hours and self.hours.interval.ranged_inputs)

    def count(self, kind: InputKind, *, ranged: bool) -> int:
        return sum(item.kind is kind and item.varies is ranged for item in self.items)


def sureness(sight: Sight, scope: Scope) -> Sureness:
    """Read from the record; the staff of an organisation are told nothing that rests on others' values."""
    calculation = sight.calculation
    items = visible_inputs(sight)
    ranged = _ranged(calculation, scope)
    return Sureness(
        scope=scope,
        ranged=ranged,
        influences=scope_influences(sight, scope),
        outlook=outlook(items, scope),
        unranged=without_range(items, scope),
        items=tuple(item for item in items if item.in_scope(scope)),
        is_compared=any(line.to_be is not None for line in calculation.lines_in(scope)),
    )


def visible_inputs(sight: Sight) -> Sequence[Sensitivity]:
    """The inputs that the person may see: all, or those that the own organisation has or takes over."""
    root = sight.root
    return [item for item in sight.calculation.sensitivities if item.in_scope(root)]


def scope_influences(sight: Sight, scope: Scope) -> tuple[Influence, ...]:
    """The strongest inputs of a scope."""
    calculation = sight.calculation
    try:
        base = calculation.value(scope, Quantity.STAFF_HOURS)
    except KeyError:  # a line without a to-be has no saving
        return ()
    return influences(visible_inputs(sight), scope=scope, base=base, policy=calculation.policy)


def _ranged(calculation: Calculation, scope: Scope) -> tuple[Ranged, ...]:
    found = ((quantity, calculation.interval(scope, quantity)) for quantity in QUANTITIES)
    return tuple(
        Ranged(
            quantity=quantity,
            value=calculation.value(scope, quantity),
            interval=interval,
            weakest=calculation.figure_by_key(figure_key(scope, quantity, Side.SAVING)).weakest,
        )
        for quantity, interval in found
        if interval is not None and (interval.ranged_inputs or quantity is Quantity.STAFF_HOURS)
    )
