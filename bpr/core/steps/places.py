"""Pools and lanes of a workflow table: who is drawn where.

Performers of the organisation under study share one pool, a lane each in order of appearance. Residents and other
organisations have a pool of their own without lanes; residents are drawn above, other organisations below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from bpr.core.bpmn.model import Lane, Pool
from bpr.core.steps.rows import StepRow
from bpr.core.values import PerformerKind, StepValues

_UNNAMED = {
    PerformerKind.RESIDENT: "住民",
    PerformerKind.COUNTER: "窓口",
    PerformerKind.SECTION: "原課",
    PerformerKind.OTHER_ORGANISATION: "他団体",
    PerformerKind.SYSTEM: "システム",
    PerformerKind.OTHER: "その他",
}
_ABOVE, _MIDDLE, _BELOW = range(3)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Pool and lane of one performer. ``lane`` is "" in pools without lanes; ``mark`` is the same for all its rows."""

    mark: str
    name: str
    kind: PerformerKind
    level: int

    @property
    def process(self) -> str:
        return f"Process_{self.mark}" if self.level != _MIDDLE else "Process_own"

    @property
    def pool(self) -> str:
        return f"Pool_{self.mark}" if self.level != _MIDDLE else "Pool_own"

    @property
    def lane(self) -> str:
        return f"Lane_{self.mark}" if self.level == _MIDDLE else ""


def place_of(values: StepValues) -> Place:
    name = values.performer.strip() or _UNNAMED[values.performer_kind]
    level = _level(values.performer_kind)
    return Place(mark=_mark(f"{level}:{name}"), name=name, kind=values.performer_kind, level=level)


def places_of(rows: Sequence[StepRow]) -> list[Place]:
    """The place of each row; performers of one name share the kind that was said first."""
    first: dict[str, Place] = {}
    return [first.setdefault(place.mark, place) for place in (place_of(row.values) for row in rows)]


def pools_of(places: Sequence[Place], *, own_name: str) -> tuple[Pool, ...]:
    """Pools from top to bottom."""
    by_process = {place.process: place for place in reversed(places)}
    in_order = sorted(dict.fromkeys(place.process for place in places), key=lambda process: by_process[process].level)
    return tuple(
        Pool(id=by_process[process].pool, name=_pool_name(by_process[process], own_name), process=process)
        for process in in_order
    )


def lanes_of(places: Sequence[Place], node_ids: dict[str, list[str]]) -> tuple[Lane, ...]:
    """Lanes in order of appearance; ``node_ids`` by lane id."""
    unique = {place.lane: place for place in reversed(places) if place.lane}
    return tuple(
        Lane(
            id=lane,
            name=unique[lane].name,
            process=unique[lane].process,
            node_ids=tuple(node_ids.get(lane, ())),
            performer_kind=unique[lane].kind.value,
        )
        for lane in dict.fromkeys(place.lane for place in places if place.lane)
    )


def _pool_name(place: Place, own_name: str) -> str:
    return own_name if place.level == _MIDDLE else place.name


def _level(kind: PerformerKind) -> int:
    if not kind.has_own_pool:
        return _MIDDLE
    return _ABOVE if kind is PerformerKind.RESIDENT else _BELOW


def _mark(text: str) -> str:
    """A short name in ASCII that stays the same for the same performer."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]
