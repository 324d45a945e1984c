"""Two models on one drawing: the later one as it is, and what it no longer has as ghosts in its old place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

from bpr.core.bpmn.model import Bounds, Flow, Node, Point, ProcessModel
from bpr.core.bpmn.render.drawing import Drawing
from bpr.core.bpmn.render.highlight import Highlight
from bpr.core.bpmn.render.words import summary
from bpr.core.values import ChangeKind

if TYPE_CHECKING:
    from bpr.core.bpmn.diff import ModelDiff

_NEIGHBOURS = 2  # kept shapes that say where a ghost stands
_GAP = 12.0
_LONGER, _ROOM = 1.1, 40.0  # a ghost's line that became longer than this would only cross the drawing
#: Steps aside in sizes of the shape, the nearest first.
_ASIDE = ((0, 0), (0, 0.5), (0, -0.5), (0.5, 0), (-0.5, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (0.5, 1), (-0.5, 1))
_GONE = frozenset({ChangeKind.REMOVED, ChangeKind.MERGED})


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the comparison, of a step or of any other element."""

    kind: ChangeKind
    before_ids: tuple[str, ...]
    after_ids: tuple[str, ...]


def _lines(diff: ModelDiff) -> list[_Line]:
    """Flows that come or go only because their ends do are left out, their ends say it; and so are bands."""
    steps = [_Line(entry.kind, entry.before_ids, entry.after_ids) for entry in diff.entries]
    others = [
        _Line(entry.kind, (entry.before_id,) if entry.before_id else (), (entry.after_id,) if entry.after_id else ())
        for entry in diff.elements
        if entry.is_own and entry.kind_of not in ("lane", "pool")
    ]
    return steps + others


def render_overlay(
    before: ProcessModel,
    after: ProcessModel,
    diff: ModelDiff,
    *,
    title: str | None = None,
    id_prefix: str = "",
    legend: bool = True,
) -> str:
    """``after`` with its changes marked, and the shapes of ``before`` that it lost, pale and dashed.

    A ghost stands where it stood relative to the shapes around it that were kept; it moves aside where something
    else stands there now. Its id is that of ``before``, with ``before-`` in front where ``after`` has the same.
    """
    overlay = _Overlay(before, after, _lines(diff))
    drawing = Drawing(overlay.model(), overlay.highlights(), ghosts=frozenset(overlay.ghost_ids.values()))
    name = title or after.name or "変更前と変更後を重ねた図"
    return drawing.document(name, _description(after, len(overlay.lost)), id_prefix, with_legend=legend)


def _description(after: ProcessModel, lost: int) -> str:
    return summary(after) + (f"なくなった作業など{lost}を、もとの場所に破線で示します。" if lost else "")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A shape of before and the one of after that it became."""

    old: Node
    new: Node

    @property
    def shift(self) -> tuple[float, float]:
        old, new = _centre(self.old), _centre(self.new)
        return new.x - old.x, new.y - old.y


class _Overlay:
    def __init__(self, before: ProcessModel, after: ProcessModel, entries: Sequence[_Line]) -> None:
        self._before, self._after, self._entries = before, after, entries
        self._pairs = _pairs(before, after, entries)
        kept = {pair.old.id for pair in self._pairs}
        gone = [key for entry in entries if entry.kind in _GONE for key in entry.before_ids if key not in kept]
        self.lost = [before.node_by_id[key] for key in gone if key in before.node_by_id]
        self.lost = [node for node in self.lost if node.bounds]
        self._lost_flows = [flow for flow in before.flows if self._is_lost(flow, set(gone))]
        taken = {node.id for node in after.nodes} | {flow.id for flow in after.flows}
        things: Iterable[Node | Flow] = (*self.lost, *self._lost_flows)
        self.ghost_ids = {thing.id: f"before-{thing.id}" if thing.id in taken else thing.id for thing in things}
        self._places = self._ghost_places()

    def model(self) -> ProcessModel:
        ghosts = tuple(
            replace(node, id=self.ghost_ids[node.id], parent="", attached_to="", bounds=place, label_bounds=None)
            for node, place in zip(self.lost, self._places.values(), strict=True)
        )
        flows = tuple(ghost for flow in self._lost_flows if (ghost := self._ghost_flow(flow)))
        return replace(self._after, nodes=self._after.nodes + ghosts, flows=self._after.flows + flows)

    def highlights(self) -> Mapping[str, Highlight]:
        marks = {
            key: Highlight(kind=entry.kind)
            for entry in self._entries
            if entry.kind is not ChangeKind.KEPT
            for key in entry.after_ids
        }
        kinds = {key: entry.kind for entry in self._entries if entry.kind in _GONE for key in entry.before_ids}
        for node in self.lost:
            marks[self.ghost_ids[node.id]] = Highlight(kind=kinds[node.id])
        return marks | {self.ghost_ids[flow.id]: Highlight(kind=ChangeKind.REMOVED) for flow in self._lost_flows}

    def _is_lost(self, flow: Flow, gone: set[str]) -> bool:
        return len(flow.waypoints) > 1 and bool({flow.id, flow.source, flow.target} & gone)

    def _ghost_places(self) -> dict[str, Bounds]:
        standing = [node.bounds for node in self._after.nodes if node.bounds and not _holds_others(node)]
        places: dict[str, Bounds] = {}
        for node in self.lost:
            assert node.bounds is not None  # noqa: S101 - see __init__
            wanted = _moved(node.bounds, self._shift(node))
            places[node.id] = _free_place(wanted, [*standing, *places.values()])
        return places

    def _shift(self, node: Node) -> tuple[float, float]:
        """How far the kept shapes around a lost one have moved, the nearest two taken together."""
        at = _centre(node)
        nearest = sorted(self._pairs, key=lambda pair: _distance(at, _centre(pair.old)))[:_NEIGHBOURS]
        if not nearest:
            return 0.0, 0.0
        shifts = [pair.shift for pair in nearest]
        return sum(dx for dx, _ in shifts) / len(shifts), sum(dy for _, dy in shifts) / len(shifts)

    def _ghost_flow(self, flow: Flow) -> Flow | None:
        """The old line where its ends stand as they stood, else a straight one; none where they are far apart now."""
        source, target = self._now(flow.source), self._now(flow.target)
        if source is None or target is None:
            return None
        points = (_border(source, target.centre), _border(target, source.centre))
        stood = self._stood(flow.source) == source and self._stood(flow.target) == target
        if not stood and _distance(*points) > _length(flow.waypoints) * _LONGER + _ROOM:
            return None
        return replace(
            flow,
            id=self.ghost_ids[flow.id],
            waypoints=flow.waypoints if stood else points,
            label_bounds=None,
            name="",
            share=None,
        )

    def _stood(self, node_id: str) -> Bounds | None:
        node = self._before.node_by_id.get(node_id)
        return node.bounds if node else None

    def _now(self, node_id: str) -> Bounds | None:
        """Where an end of an old flow stands on this drawing."""
        if node_id in self._places:
            return self._places[node_id]
        return next((pair.new.bounds for pair in self._pairs if pair.old.id == node_id), None)


def _pairs(before: ProcessModel, after: ProcessModel, entries: Sequence[_Line]) -> list[_Pair]:
    """What became what: as the comparison says, and events and gateways by id, that it may not speak of."""
    ends = [(entry.before_ids[0], entry.after_ids[0]) for entry in entries if entry.before_ids and entry.after_ids]
    said = {old for entry in entries for old in entry.before_ids}
    ends += [(node.id, node.id) for node in before.nodes if node.id not in said and not node.is_activity]
    found = [(before.node_by_id.get(old), after.node_by_id.get(new)) for old, new in ends]
    return [_Pair(old, new) for old, new in found if old and new and old.bounds and new.bounds]


def _holds_others(node: Node) -> bool:
    return node.tag == "group" or (node.bounds is not None and node.bounds.width > 300)


def _centre(node: Node) -> Point:
    return node.bounds.centre if node.bounds else Point(0, 0)


def _distance(a: Point, b: Point) -> float:
    return hypot(a.x - b.x, a.y - b.y)


def _moved(box: Bounds, shift: tuple[float, float]) -> Bounds:
    return Bounds(box.x + shift[0], box.y + shift[1], box.width, box.height)


def _free_place(box: Bounds, others: Sequence[Bounds]) -> Bounds:
    """The place itself, or the nearest one above, below or beside it that is free; the place where none is."""
    step_x, step_y = box.width + _GAP, box.height + _GAP
    tries = [
        (0.0, 0.0),
        (0, 0.5),
        (0, -0.5),
        (0.5, 0),
        (-0.5, 0),
        (0, 1),
        (0, -1),
        (1, 0),
        (-1, 0),
        (0.5, 1),
        (-0.5, 1),
    ]
    places = [_moved(box, (dx * step_x, dy * step_y)) for dx, dy in tries]
    return next((place for place in places if not any(_overlap(place, other) for other in others)), box)


def _length(points: Sequence[Point]) -> float:
    return sum(_distance(a, b) for a, b in pairwise(points))


def _overlap(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def _border(box: Bounds, towards: Point) -> Point:
    """Where the line from the middle of ``box`` to ``towards`` leaves it."""
    dx, dy = towards.x - box.centre.x, towards.y - box.centre.y
    reach = max(abs(dx) / (box.width / 2 or 1), abs(dy) / (box.height / 2 or 1))
    if reach == 0:
        return box.centre
    return Point(box.centre.x + dx / reach, box.centre.y + dy / reach)
