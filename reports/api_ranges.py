"""How sure a saving is, as the API answers it. Decimals are text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from bpr.core.figures import Scope
from bpr.core.narrowing import HEARINGS, Narrowing, Outlook, Unranged
from reports.selectors.ranges import Ranged, Sureness, sureness
from reports.selectors.sight import Sight

Row = dict[str, Any]
SCOPE = [OpenApiParameter(name, OpenApiTypes.STR) for name in ("use_case", "organisation")]


def scope_of(sight: Sight, asked: Mapping[str, str]) -> Scope:
    """The scope of ``?use_case=`` and ``?organisation=``; Http404 where the person sees none.

    Nothing asked for: all that the person sees, also where the own organisation is not part of the assessment.
    """
    if sight.is_empty and not any(asked.get(name) for name in ("use_case", "organisation")):
        return sight.root
    return sight.scope(use_case=asked.get("use_case", ""), organisation=asked.get("organisation", ""))


def ranges_answer(sight: Sight, asked: Mapping[str, str]) -> Row:
    """Median and 80 % interval of each saving; where hearings would narrow them; which minutes have no range."""
    found = sureness(sight, scope_of(sight, asked))
    return {
        "level": f"{found.hours.interval.level:f}" if found.hours else None,
        "seed": sight.calculation.seed,
        "draws": sight.calculation.draws,
        "savings": [_saving(item) for item in found.ranged],
        "hearings": list(HEARINGS),
        "narrowing": _outlook(found.outlook) if found.outlook else None,
        "without_range": [_unranged(item) for item in found.unranged],
    }


def influences_answer(sight: Sight, asked: Mapping[str, str]) -> list[Row]:
    """The inputs that move the saving of staff hours, those that move it most first."""
    found: Sureness = sureness(sight, scope_of(sight, asked))
    return [
        {
            "key": item.key,
            "kind": item.kind.value if item.kind else None,
            "name": item.name,
            "unit": item.unit,
            "minimum": f"{item.minimum:f}",
            "maximum": f"{item.maximum:f}",
            "hours_at_minimum": f"{item.hours_at_minimum:f}",
            "hours_at_maximum": f"{item.hours_at_maximum:f}",
            "contribution": None if item.contribution is None else f"{item.contribution:f}",
        }
        for item in found.influences
    ]


def _saving(item: Ranged) -> Row:
    interval = item.interval
    return {
        "quantity": item.quantity.value,
        "unit": item.quantity.unit,
        "value": f"{item.value:f}",
        "low": f"{interval.low:f}",
        "median": f"{interval.median:f}",
        "high": f"{interval.high:f}",
        "ranged_inputs": interval.ranged_inputs,
        "inputs": interval.inputs,
    }


def _outlook(found: Outlook) -> Row:
    """``left``: part of today's width that stays after each number of ``hearings``."""
    return {
        "left": [f"{left:.4f}" for left in found.left],
        "floor": f"{found.floor:.4f}",
        "places": [_place(place) for place in found.places],
    }


def _place(place: Narrowing) -> Row:
    return {
        "use_case": place.use_case,
        "place": place.place,
        "kind": place.kind.value,
        "contribution": f"{place.contribution:.4f}",
        "is_natural": place.is_natural,
        "left": [f"{left:.4f}" for left in place.left],
        "inputs": [item.name for item in place.items],
    }


def _unranged(item: Unranged) -> Row:
    return {
        "use_case": item.use_case,
        "place": item.place,
        "deviation_minutes": f"{item.deviation:.2f}",
        "hours": f"{item.hours:.2f}",
        "hours_at_stake": f"{item.stake:.2f}",
        "inputs": [each.name for each in item.items],
    }
