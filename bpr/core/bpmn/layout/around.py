"""The state of laying out a changed model around the drawing that it had, with time along x."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bpr.core.bpmn.layout.kept import Kept
from bpr.core.bpmn.layout.parts import Outline
from bpr.core.bpmn.layout.sheet import Sheet, turned
from bpr.core.bpmn.layout.sizes import HEADING
from bpr.core.bpmn.model import Bounds, Flow, Lane, Node, Point, Pool, ProcessModel


@dataclass(frozen=True)
class Places:
    """Coordinates of a drawn model, by id."""

    boxes: dict[str, Bounds]
    labels: dict[str, Bounds]
    wires: dict[str, tuple[Point, ...]]


def places_of(model: ProcessModel, *, vertical: bool) -> Places:
    parts: tuple[Pool | Lane | Node, ...] = (*model.pools, *model.lanes, *model.nodes)
    named: tuple[Node | Flow, ...] = (*model.nodes, *model.flows)
    return Places(
        {part.id: turn_box(part.bounds, vertical=vertical) for part in parts if part.bounds},
        {part.id: turn_box(part.label_bounds, vertical=vertical) for part in named if part.label_bounds},
        {flow.id: turn_way(flow.waypoints, vertical=vertical) for flow in model.flows if len(flow.waypoints) > 1},
    )


def turn_box(box: Bounds, *, vertical: bool) -> Bounds:
    return turned(box) if vertical else box


def turn_way(points: Iterable[Point], *, vertical: bool) -> tuple[Point, ...]:
    return tuple(Point(point.y, point.x) if vertical else point for point in points)


def behind_heading(box: Bounds) -> Bounds:
    return Bounds(box.x + HEADING, box.y, box.width - HEADING, box.height)


@dataclass
class Around:
    """``fresh``: the model laid out anew, which gives sizes and the inside of what is wholly new."""

    model: ProcessModel
    keep: ProcessModel
    kept: Kept
    fresh: Places
    vertical: bool
    sheet: Sheet = field(default_factory=Sheet)

    def __post_init__(self) -> None:
        """Put what holds on the sheet."""
        old, kept, sheet = places_of(self.keep, vertical=self.vertical), self.kept, self.sheet
        sheet.ends.update({flow.id: (flow.source, flow.target) for flow in self.model.flows})
        for node in self.model.nodes:
            sheet.outlines[node.id] = _outline(node)
            if node.attached_to:
                sheet.hosts[node.id] = node.attached_to
            if node.id in kept.nodes:
                (sheet.frames if self.is_frame(node) else sheet.boxes)[node.id] = old.boxes[node.id]
        sheet.frames.update({now: old.boxes[then] for now, then in kept.bands.items()})
        sheet.labels.update({part: box for part, box in old.labels.items() if part in kept.labels})
        sheet.wires.update({link: old.wires[link] for link in kept.links})

    @cached_property
    def parents(self) -> set[str]:
        """Nodes that show their content."""
        return {node.parent for node in self.model.nodes if node.id in self.fresh.boxes or node.id in self.kept.nodes}

    @cached_property
    def pool_of(self) -> dict[str, str]:
        """Pool id by process id."""
        return {pool.process: pool.id for pool in self.model.pools if pool.process}

    @cached_property
    def flows_at(self) -> dict[str, list[Flow]]:
        found: dict[str, list[Flow]] = {}
        for flow in self.model.flows:
            for end in dict.fromkeys((flow.source, flow.target)):
                found.setdefault(end, []).append(flow)
        return found

    def is_frame(self, node: Node) -> bool:
        return node.tag == "group" or node.id in self.parents

    def stands(self, part: str) -> bool:
        """Already placed, or left undrawn as before."""
        return self.sheet.box_of(part) is not None or part in self.kept.hidden

    def copy(self, part: str, by: Point) -> None:
        """Take a part over from the layout afresh, with what is new inside it."""
        box, node = self.fresh.boxes.get(part), self.model.node_by_id.get(part)
        if box is None or self.stands(part):
            return
        frames = self.sheet.frames if node is None or self.is_frame(node) else self.sheet.boxes
        frames[part] = Bounds(box.x + by.x, box.y + by.y, box.width, box.height)
        for inner in self.model.nodes if node else ():
            if inner.parent == part:
                self.copy(inner.id, by)


def _outline(node: Node) -> Outline:
    return Outline.DIAMOND if node.is_gateway else Outline.CIRCLE if node.is_event else Outline.BOX
