"""Putting a drawing together: order of layers, groups with names, labels, frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from bpr.core.bpmn.layout.sizes import HEADING, flow_label
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Node, Point, ProcessModel
from bpr.core.bpmn.render import palette
from bpr.core.bpmn.render.badges import badges, legend
from bpr.core.bpmn.render.bands import as_seen, draw_lane, draw_pool, heading_breadth, pool_colours
from bpr.core.bpmn.render.edges import draw_flow
from bpr.core.bpmn.render.highlight import Highlight, style_of
from bpr.core.bpmn.render.labels import draw_label, flow_label_place, node_label_place
from bpr.core.bpmn.render.shapes import draw_node, has_room_inside
from bpr.core.bpmn.render.svg import Attribute, element, middle_of, number, rectangle, text_content
from bpr.core.bpmn.render.words import element_title, flow_title, marked, summary

MARGIN = 20.0
LEGEND_HEIGHT = 34.0
_GHOST_OPACITY = 0.75


def render_svg(
    model: ProcessModel,
    *,
    title: str | None = None,
    description: str | None = None,
    highlights: Mapping[str, Highlight] | None = None,
    id_prefix: str = "",
    legend: bool = True,
) -> str:
    """The diagram as an SVG document (no XML declaration, fit for inlining in HTML).

    ``highlights`` by the id of a node, flow, lane or pool; a legend of what occurs among them stands below the
    diagram unless ``legend`` is false. ``id_prefix`` must differ between drawings of one page. Elements without
    coordinates are left out. Width and height are in pixels of the diagram.
    """
    drawing = Drawing(model, highlights or {})
    return drawing.document(
        title or model.name or "業務フロー図", description or summary(model), id_prefix, with_legend=legend
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One drawn piece and the room that it takes."""

    svg: str
    box: Bounds
    is_band: bool = False  # a pool or lane


class Drawing:
    """All parts of one diagram in the order in which they lie on each other.

    ``ghosts`` are ids of elements that are shown pale, as they no longer stand in the process.
    """

    def __init__(
        self, model: ProcessModel, highlights: Mapping[str, Highlight], *, ghosts: frozenset[str] = frozenset()
    ) -> None:
        self.model, self._highlights, self._ghosts = as_seen(model), highlights, ghosts
        self._default_flows = {node.default_flow for node in model.nodes if node.default_flow}
        self._drawn = [node for node in model.nodes if node.bounds]
        self.containers = frozenset(node.id for node in self._drawn if self._holds_shapes(node))

    def document(self, title: str, description: str, prefix: str, *, with_legend: bool) -> str:
        box = self.extent()
        legend_text, height, width = "", box.height, box.width
        if with_legend:
            legend_text, legend_width = self.legend(box.x + MARGIN, box.bottom + 2)
            if legend_text:
                height, width = height + LEGEND_HEIGHT, max(width, legend_width + 2 * MARGIN)
        return element(
            "svg",
            element("title", text_content(title), id=f"{prefix}diagram-title"),
            element("desc", text_content(description), id=f"{prefix}diagram-desc"),
            rectangle(Bounds(box.x, box.y, width, height), fill=palette.PAPER),
            *(part.svg for part in self.parts()),
            legend_text,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=" ".join(map(number, (box.x, box.y, width, height))),
            width=width,
            height=height,
            role="group",
            aria_labelledby=f"{prefix}diagram-title {prefix}diagram-desc",
            font_family=palette.FONT,
        )

    def legend(self, x: float, y: float) -> tuple[str, float]:
        return legend(self._highlights.values(), x, y)

    def parts(self) -> Iterator[Part]:
        return chain(self._bands(), self._holders(), self._flows(), self._shapes(), self._labels(), self._badges())

    def extent(self) -> Bounds:
        """Everything that is drawn, with a margin; an empty model is a small empty sheet."""
        model = self.model
        places = [pool.bounds for pool in model.pools] + [lane.bounds for lane in model.lanes]
        places += [place for node in model.nodes for place in (node.bounds, node.label_bounds)]
        boxes = [place for place in (*places, *(flow.label_bounds for flow in model.flows)) if place]
        points = [point for flow in model.flows for point in flow.waypoints]
        xs = [x for box in boxes for x in (box.x, box.right)] + [point.x for point in points]
        ys = [y for box in boxes for y in (box.y, box.bottom)] + [point.y for point in points]
        if not xs:
            return Bounds(0, 0, 200, 100)
        left, top = min(xs) - MARGIN, min(ys) - MARGIN
        return Bounds(left, top, max(xs) + MARGIN - left, max(ys) + MARGIN - top)

    def is_container(self, node: Node) -> bool:
        return node.id in self.containers

    def _holds_shapes(self, node: Node) -> bool:
        """An expanded sub-process, a group, or a called process that is drawn inside the activity that calls it."""
        if has_room_inside(node) or node.tag == "group":
            return True
        box = node.bounds
        if node.tag != "callActivity" or box is None or box.width < 200:
            return False
        return any(other is not node and other.bounds and _inside(other.bounds, box) for other in self._drawn)

    def _bands(self) -> Iterator[Part]:
        model = self.model
        colours = {pool.process: pool_colours(model, pool) for pool in model.pools if pool.process}
        for pool in model.pools:
            if pool.bounds:
                drawn = draw_pool(model, pool, pool.bounds, heading_breadth(model, pool))
                yield self._part(pool.id, "bpmn-pool", pool.name, drawn, pool.bounds, is_band=True)
        for lane in model.lanes:
            if lane.bounds:
                drawn = draw_lane(lane, lane.bounds, colours.get(lane.process, palette.OWN_POOL))
                yield self._part(lane.id, "bpmn-lane", lane.name, drawn, lane.bounds, is_band=True)

    def _holders(self) -> Iterator[Part]:
        return (self._node(node, node.bounds) for node in self._drawn if self.is_container(node) and node.bounds)

    def _shapes(self) -> Iterator[Part]:
        shapes = [node for node in self._drawn if not self.is_container(node)]
        shapes.sort(key=lambda node: node.tag == "boundaryEvent")
        return (self._node(node, node.bounds) for node in shapes if node.bounds)

    def _node(self, node: Node, box: Bounds) -> Part:
        style = style_of(self._highlights.get(node.id))
        drawn = draw_node(node, box, style, is_container=self.is_container(node))
        focus = 0 if node.is_activity else None
        return self._part(node.id, _class(node), element_title(node), drawn, box, tabindex=focus)

    def _flows(self) -> Iterator[Part]:
        for flow in self.model.flows:
            if len(flow.waypoints) > 1:
                drawn = draw_flow(
                    flow,
                    style_of(self._highlights.get(flow.id)),
                    is_default=flow.id in self._default_flows,
                    is_conditional=self._stands_alone(flow),
                )
                title = flow_title(flow, flow_label(flow))
                yield self._part(flow.id, f"bpmn-flow bpmn-{flow.kind}", title, drawn, _around(flow.waypoints))

    def _stands_alone(self, flow: Flow) -> bool:
        source = self.model.node_by_id.get(flow.source)
        return flow.kind is FlowKind.SEQUENCE and flow.has_condition and bool(source and source.is_activity)

    def _labels(self) -> Iterator[Part]:
        for node in self._drawn:
            if place := node_label_place(node):
                yield Part(self._pale(node.id, draw_label(node.name, place)), place)
        for flow in self.model.flows:
            if place := flow_label_place(flow):
                yield Part(self._pale(flow.id, draw_label(flow_label(flow), place)), place)

    def _badges(self) -> Iterator[Part]:
        """Badges above everything else: on shapes, in the middle of flows, on the headings of bands."""
        for place, highlight in self._marked():
            if drawn := badges(place, highlight):
                yield Part(element("g", drawn, pointer_events="none"), place)

    def _marked(self) -> Iterator[tuple[Bounds, Highlight]]:
        marks, model = self._highlights, self.model
        for node in self._drawn:
            if node.id in marks and node.bounds:
                yield node.bounds, marks[node.id]
        for flow in model.flows:
            if flow.id in marks and len(flow.waypoints) > 1 and flow.id not in self._ghosts:
                at = middle_of(flow.waypoints)
                yield Bounds(at.x - 12, at.y - 5, 24, 10), marks[flow.id]
        bands = [(pool.id, pool.bounds) for pool in model.pools] + [(lane.id, lane.bounds) for lane in model.lanes]
        for band_id, box in bands:
            if band_id in marks and box:
                yield Bounds(box.x + 14, box.y + 14, HEADING + 60, 20), marks[band_id]

    def _part(
        self,
        element_id: str,
        classes: str,
        title: str,
        drawn: str,
        box: Bounds,
        *,
        is_band: bool = False,
        **attributes: Attribute,
    ) -> Part:
        highlight = self._highlights.get(element_id)
        if highlight and highlight.kind:
            classes += f" is-{highlight.kind}"
        name = "。".join(filter(None, (title, marked(highlight))))
        svg = element(
            "g",
            element("title", text_content(name)) if name else "",
            drawn,
            data_element_id=element_id,
            class_=classes,
            role="img" if name else None,
            aria_label=name or None,
            **attributes,
        )
        return Part(self._pale(element_id, svg), box, is_band)

    def _pale(self, element_id: str, svg: str) -> str:
        return element("g", svg, opacity=_GHOST_OPACITY) if element_id in self._ghosts else svg


def _inside(inner: Bounds, outer: Bounds) -> bool:
    centre = inner.centre
    return outer.x < centre.x < outer.right and outer.y < centre.y < outer.bottom and inner.width < outer.width / 2


def _around(points: tuple[Point, ...]) -> Bounds:
    xs, ys = [point.x for point in points], [point.y for point in points]
    return Bounds(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _class(node: Node) -> str:
    kinds = ((node.is_activity, "task"), (node.is_event, "event"), (node.is_gateway, "gateway"), (True, "artifact"))
    kind = next(name for holds, name in kinds if holds)
    return f"bpmn-{kind} bpmn-{node.tag}"
