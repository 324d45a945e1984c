"""Putting a drawing together: order of layers, groups with titles, labels, frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from bpr.core.bpmn.layout.sizes import LABEL_FONT, LABEL_LINE, flow_label
from bpr.core.bpmn.layout.text import wrap
from bpr.core.bpmn.model import SUBPROCESS_TAGS, Bounds, Flow, FlowKind, Node, ProcessModel
from bpr.core.bpmn.render import palette
from bpr.core.bpmn.render.bands import draw_lane, draw_pool, pool_colours
from bpr.core.bpmn.render.edges import draw_flow
from bpr.core.bpmn.render.highlight import STYLES, Highlight, badges, legend, style_of
from bpr.core.bpmn.render.shapes import draw_node
from bpr.core.bpmn.render.svg import Attribute, element, number, rectangle, text_block, text_content
from bpr.core.bpmn.render.words import element_title, summary

_MARGIN = 20.0
_LEGEND_HEIGHT = 34.0
_LABEL_WIDTH = 92.0


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

    ``highlights`` by element id; a legend of the kinds of change that occur stands below the diagram unless
    ``legend`` is false. ``id_prefix`` must differ between drawings of one page. Elements without coordinates are
    left out. Width and height are in pixels of the diagram.
    """
    return _Drawing(model, highlights or {}).document(
        title or model.name or "業務フロー図", description or summary(model), id_prefix, with_legend=legend
    )


class _Drawing:
    def __init__(self, model: ProcessModel, highlights: Mapping[str, Highlight]) -> None:
        self._model, self._highlights = model, highlights
        self._default_flows = {node.default_flow for node in model.nodes if node.default_flow}

    def document(self, title: str, description: str, prefix: str, *, with_legend: bool) -> str:
        box = self._extent()
        legend_text, height, width = "", box.height, box.width
        kinds = [kind for kind in STYLES if any(mark.kind is kind for mark in self._highlights.values())]
        if with_legend and kinds:
            legend_text, legend_width = legend(kinds, box.x + _MARGIN, box.bottom + 2)
            height, width = height + _LEGEND_HEIGHT, max(width, legend_width + 2 * _MARGIN)
        return element(
            "svg",
            element("title", text_content(title), id=f"{prefix}diagram-title"),
            element("desc", text_content(description), id=f"{prefix}diagram-desc"),
            rectangle(Bounds(box.x, box.y, width, height), fill=palette.PAPER),
            *chain(self._bands(), self._containers(), self._flows(), self._shapes(), self._labels(), self._badges()),
            legend_text,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=" ".join(map(number, (box.x, box.y, width, height))),
            width=width,
            height=height,
            role="img",
            aria_labelledby=f"{prefix}diagram-title {prefix}diagram-desc",
            font_family=palette.FONT,
        )

    def _extent(self) -> Bounds:
        """Everything that is drawn, with a margin; an empty model is a small empty sheet."""
        model = self._model
        places = [pool.bounds for pool in model.pools] + [lane.bounds for lane in model.lanes]
        places += [place for node in model.nodes for place in (node.bounds, node.label_bounds)]
        boxes = [place for place in (*places, *(flow.label_bounds for flow in model.flows)) if place]
        points = [point for flow in self._model.flows for point in flow.waypoints]
        xs = [x for box in boxes for x in (box.x, box.right)] + [point.x for point in points]
        ys = [y for box in boxes for y in (box.y, box.bottom)] + [point.y for point in points]
        if not xs:
            return Bounds(0, 0, 200, 100)
        left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
        return Bounds(left, top, max(xs) + _MARGIN - left, max(ys) + _MARGIN - top)

    def _bands(self) -> Iterator[str]:
        colours = {pool.process: pool_colours(self._model, pool) for pool in self._model.pools if pool.process}
        for pool in self._model.pools:
            if pool.bounds:
                yield self._group(pool.id, "bpmn-pool", pool.name, draw_pool(self._model, pool, pool.bounds))
        for lane in self._model.lanes:
            if lane.bounds:
                drawn = draw_lane(lane, lane.bounds, colours.get(lane.process, palette.OWN_POOL))
                yield self._group(lane.id, "bpmn-lane", lane.name, drawn)

    def _containers(self) -> Iterator[str]:
        return (self._node(node) for node in self._drawn_nodes() if _is_container(node))

    def _shapes(self) -> Iterator[str]:
        shapes = [node for node in self._drawn_nodes() if not _is_container(node)]
        return map(self._node, sorted(shapes, key=lambda node: node.tag == "boundaryEvent"))

    def _drawn_nodes(self) -> list[Node]:
        return [node for node in self._model.nodes if node.bounds]

    def _node(self, node: Node) -> str:
        assert node.bounds is not None  # noqa: S101 - see _drawn_nodes
        style = style_of(self._highlights.get(node.id))
        drawn = draw_node(node, node.bounds, style, instantiates=node.id not in self._model.incoming)
        focus = 0 if node.is_activity else None
        return self._group(node.id, _class(node), element_title(node), drawn, tabindex=focus)

    def _flows(self) -> Iterator[str]:
        for flow in self._model.flows:
            if len(flow.waypoints) > 1:
                drawn = draw_flow(
                    flow,
                    style_of(self._highlights.get(flow.id)),
                    is_default=flow.id in self._default_flows,
                    is_conditional=self._stands_alone(flow),
                )
                yield self._group(flow.id, f"bpmn-flow bpmn-{flow.kind}", flow_label(flow), drawn)

    def _stands_alone(self, flow: Flow) -> bool:
        source = self._model.node_by_id.get(flow.source)
        return flow.kind is FlowKind.SEQUENCE and flow.has_condition and bool(source and source.is_activity)

    def _labels(self) -> Iterator[str]:
        for node in self._drawn_nodes():
            if node.name and not node.is_activity and node.tag != "textAnnotation":
                yield _label(node.name, node.label_bounds or _under(node))
        for flow in self._model.flows:
            if flow_label(flow) and len(flow.waypoints) > 1:
                yield _label(flow_label(flow), flow.label_bounds or _beside(flow))

    def _badges(self) -> Iterator[str]:
        """Badges of nodes, above everything else; a flow is told by its line alone."""
        for node in self._drawn_nodes():
            if node.id in self._highlights and node.bounds:
                yield element("g", badges(node.bounds, self._highlights[node.id]), pointer_events="none")

    def _group(self, element_id: str, classes: str, title: str, drawn: str, **attributes: Attribute) -> str:
        highlight = self._highlights.get(element_id)
        if highlight and highlight.kind:
            classes += f" is-{highlight.kind}"
        named = element("title", text_content(title)) if title else ""
        return element("g", named, drawn, data_element_id=element_id, class_=classes, **attributes)


def _is_container(node: Node) -> bool:
    return (node.tag in SUBPROCESS_TAGS and node.is_expanded) or node.tag == "group"


def _class(node: Node) -> str:
    kinds = ((node.is_activity, "task"), (node.is_event, "event"), (node.is_gateway, "gateway"), (True, "artifact"))
    kind = next(name for holds, name in kinds if holds)
    return f"bpmn-{kind} bpmn-{node.tag}"


def _label(text: str, box: Bounds) -> str:
    lines = wrap(text, max(box.width + 1.0, 24.0), LABEL_FONT)
    return element(
        "g",
        text_block(lines, box.centre.x, box.centre.y - len(lines) * LABEL_LINE / 2, LABEL_FONT, LABEL_LINE),
        class_="bpmn-label",
        pointer_events="none",
    )


def _under(node: Node) -> Bounds:
    """Where the name of a node stands that brings no place for it."""
    assert node.bounds is not None  # noqa: S101
    lines = wrap(node.name, _LABEL_WIDTH, LABEL_FONT)
    top = node.bounds.y + 4 if node.tag == "group" else node.bounds.bottom + 4
    return Bounds(node.bounds.centre.x - _LABEL_WIDTH / 2, top, _LABEL_WIDTH, len(lines) * LABEL_LINE)


def _beside(flow: Flow) -> Bounds:
    """Above the middle of the first run."""
    first, second = flow.waypoints[0], flow.waypoints[1]
    x, y = (first.x + second.x) / 2, (first.y + second.y) / 2
    return Bounds(x - _LABEL_WIDTH / 2, y - LABEL_LINE - 3, _LABEL_WIDTH, LABEL_LINE)
