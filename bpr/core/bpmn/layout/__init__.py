"""Our own layout of swimlane diagrams: pools stacked, lanes as bands, time from left to right.

Residents stand on top, then the organisation under study, then others; columns are shared by all pools, so that
messages are short. Vertical diagrams (業務流れ図) are the same with the two axes swapped at the very end.

Phases of a layout afresh; the first knows BPMN, the others know items, links and bands alone (``parts.py``):

1. ``scene.py`` (with ``pools.py``, ``sizes.py``, ``text.py``): the model as items in bands, joined by links. Expanded
   sub-processes are scenes of their own, solved first, from the innermost outwards; they then are one item.
2. ``ranks.py``: columns. Links that lead back are set aside, the longest way decides for the rest.
3. ``rows.py``: rows within each band. The main branch stays on its line, rare ones step aside below.
4. ``grid.py``, ``routes.py``: a way for each link through rows and the channels between them, chosen from a few
   typical shapes by cost; never through an item. Branches of one gateway share the upright run at it (a trunk).
5. ``tracks.py``: ends at one side of an item, and runs in one channel, are put side by side so that they cross least.
6. ``axes.py``, ``geometry.py``: pixels. Columns and rows get the room that their shapes, tracks and labels need.
7. ``labels.py``: names and shares beside what they name, where they cover nothing.

Around an earlier drawing (``keep.py``): ``kept.py`` says what holds; ``added_bands.py``, ``added_nodes.py`` and
``room.py`` place what is new on a ``sheet.py``, which makes room by strips; ``wires.py`` routes single links over the
finished drawing (also those of a layout afresh that end inside a sub-process).

The result depends on the model alone, and a step added at the end moves nothing before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from bpr.core.bpmn.layout.groups import with_groups
from bpr.core.bpmn.layout.keep import arrange_around, is_vertical, reroute
from bpr.core.bpmn.layout.parts import Plan, Size
from bpr.core.bpmn.layout.pools import lane_path
from bpr.core.bpmn.layout.scene import SceneBuilder
from bpr.core.bpmn.layout.sizes import HEADING
from bpr.core.bpmn.layout.solve import solve
from bpr.core.bpmn.model import Bounds, Flow, Lane, Node, Point, Pool, ProcessModel

Orientation = Literal["horizontal", "vertical"]
_ORIGIN = Point(20.0, 20.0)
_PADDING = 14.0  # around the content of an expanded sub-process
_TITLE = 26.0  # above it, for its name

__all__ = ["Orientation", "layout"]


def layout(
    model: ProcessModel, orientation: Orientation = "horizontal", *, keep: ProcessModel | None = None
) -> ProcessModel:
    """A copy of the model with bounds, waypoints and label bounds for everything that is drawn.

    Coordinates that the model had are not used, except to see which shapes a group surrounds. What is inside collapsed
    sub-processes is not drawn (bounds None, no waypoints). ``vertical`` puts pools side by side and lets time run
    downwards.

    ``keep`` is an earlier drawing, by any tool. What of it still exists (by id) in the same lane and pool keeps its
    bounds, links between such shapes their waypoints and labels, and the bands their direction (``orientation`` is
    then only asked where no band is drawn). New shapes stand near what leads to them. Where there is no free place
    between their neighbours, everything to the right of that place moves right as one block, and where a lane has
    no free row it grows at its foot; nothing else moves. What is gone leaves its gap: tidy up without ``keep``.
    """
    drawn_so = is_vertical(keep) if keep else None
    vertical = orientation == "vertical" if drawn_so is None else drawn_so
    arrangement = _Arrangement(model, is_vertical=vertical)
    fresh = arrangement.arranged()
    if inwards := arrangement.links_inwards():
        fresh = reroute(fresh, inwards, vertical=vertical)
    fresh = with_groups(fresh, model)
    return arrange_around(model, keep, fresh, vertical=vertical) if keep else fresh


@dataclass(slots=True)
class _Drawn:
    """Places of everything, still with time along x."""

    bounds: dict[str, Bounds] = field(default_factory=dict)
    labels: dict[str, Bounds] = field(default_factory=dict)
    waypoints: dict[str, tuple[Point, ...]] = field(default_factory=dict)

    def add(self, plan: Plan, by: Point) -> None:
        self.bounds.update({key: _moved(box, by) for key, box in plan.bounds.items()})
        self.labels.update({key: _moved(box, by) for key, box in (plan.item_labels | plan.link_labels).items()})
        for key, points in plan.waypoints.items():
            self.waypoints[key] = tuple(Point(point.x + by.x, point.y + by.y) for point in points)


def _moved(box: Bounds, by: Point) -> Bounds:
    return Bounds(box.x + by.x, box.y + by.y, box.width, box.height)


class _Arrangement:
    def __init__(self, model: ProcessModel, *, is_vertical: bool) -> None:
        self._model, self._is_vertical = model, is_vertical
        self._builder = SceneBuilder(model, self._turn_size)
        self._plans: dict[str, Plan] = {}
        self._drawn = _Drawn()

    def arranged(self) -> ProcessModel:
        top = self._solved("")
        content = Point(_ORIGIN.x + self._builder.headings * HEADING, _ORIGIN.y)
        self._draw("", content)
        pools, lanes = self._pool_bounds(top), self._lane_bounds(top)
        return replace(
            self._model,
            pools=tuple(self._pool(pool, pools[pool.id]) for pool in self._model.pools),
            lanes=tuple(self._lane(lane, lanes[lane.id]) for lane in self._model.lanes),
            nodes=tuple(map(self._node, self._model.nodes)),
            flows=tuple(map(self._flow, self._model.flows)),
        )

    def links_inwards(self) -> list[str]:
        return self._builder.links_inwards()

    def _turn_size(self, size: Size) -> Size:
        return (size[1], size[0]) if self._is_vertical else size

    def _solved(self, container: str) -> Plan:
        """Plan of a container; those of the sub-processes inside it come first, they give their sizes."""
        inner = [
            node.id
            for node in self._model.nodes
            if self._builder.is_container(node.id) and self._builder.container_of(node.id) == container
        ]
        sizes = {node_id: self._outer_size(self._solved(node_id)) for node_id in inner}
        scene = self._builder.scene(container, sizes)
        self._plans[container] = solve(scene.items, scene.links, scene.bands)
        return self._plans[container]

    def _inset(self) -> Point:
        return Point(_TITLE, _PADDING) if self._is_vertical else Point(_PADDING, _TITLE)

    def _outer_size(self, plan: Plan) -> Size:
        inset = self._inset()
        return plan.width + inset.x + _PADDING, plan.height + inset.y + _PADDING

    def _draw(self, container: str, at: Point) -> None:
        self._drawn.add(self._plans[container], at)
        inset = self._inset()
        for node_id in self._plans[container].bounds:
            if node_id in self._plans and node_id:
                box = self._drawn.bounds[node_id]
                self._draw(node_id, Point(box.x + inset.x, box.y + inset.y))

    def _band_box(self, plan: Plan, indexes: list[int], depth: int) -> Bounds:
        """Box over some bands, starting behind ``depth`` headings."""
        left = depth * HEADING
        right = self._builder.headings * HEADING + plan.width
        top, bottom = plan.bands[indexes[0]][0], plan.bands[indexes[-1]][1]
        return Bounds(_ORIGIN.x + left, _ORIGIN.y + top, right - left, bottom - top)

    def _pool_bounds(self, plan: Plan) -> dict[str, Bounds]:
        owners = [strip.owner for strip in self._builder.strips]
        return {
            pool.id: self._band_box(plan, [index for index, owner in enumerate(owners) if owner == pool.id], 0)
            for pool in self._model.pools
        }

    def _lane_bounds(self, plan: Plan) -> dict[str, Bounds]:
        lanes = list(self._model.lanes)
        paths = {lane.id: lane_path(lane, lanes) for lane in lanes}
        with_pool = {pool.process for pool in self._model.pools}
        boxes: dict[str, Bounds] = {}
        for lane in lanes:
            leaves = {other for other, path in paths.items() if lane.id in path}
            bands = [index for index, strip in enumerate(self._builder.strips) if strip.id in leaves]
            boxes[lane.id] = self._band_box(plan, bands, len(paths[lane.id]) - (lane.process not in with_pool))
        return boxes

    def _real(self, box: Bounds) -> Bounds:
        if self._is_vertical:
            box = Bounds(box.y, box.x, box.height, box.width)
        return Bounds(round(box.x, 1), round(box.y, 1), round(box.width, 1), round(box.height, 1))

    def _pool(self, pool: Pool, box: Bounds) -> Pool:
        return replace(pool, bounds=self._real(box), is_horizontal=not self._is_vertical)

    def _lane(self, lane: Lane, box: Bounds) -> Lane:
        return replace(lane, bounds=self._real(box), is_horizontal=not self._is_vertical)

    def _node(self, node: Node) -> Node:
        box, label = self._drawn.bounds.get(node.id), self._drawn.labels.get(node.id)
        return replace(node, bounds=box and self._real(box), label_bounds=label and self._real(label))

    def _flow(self, flow: Flow) -> Flow:
        label = self._drawn.labels.get(flow.id)
        points = self._drawn.waypoints.get(flow.id) or self._to_a_flow(flow)
        return replace(flow, waypoints=tuple(map(self._real_point, points)), label_bounds=label and self._real(label))

    def _real_point(self, point: Point) -> Point:
        x, y = (point.y, point.x) if self._is_vertical else (point.x, point.y)
        return Point(round(x, 2), round(y, 2))

    def _to_a_flow(self, flow: Flow) -> tuple[Point, ...]:
        """An association from an annotation to another flow: a straight line to the middle of its first run."""
        box, points = self._drawn.bounds.get(flow.source), self._drawn.waypoints.get(flow.target)
        if box is None or not points:
            return ()
        return box.centre, Point((points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2)
