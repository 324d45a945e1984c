"""Laying out a changed model around the drawing that it had: what still holds stays, what is new finds a place.

Four steps: what holds is put on a sheet (``kept.py``, ``around.py``); bands that are new (``added_bands.py``) and
shapes that are new (``added_nodes.py``, ``room.py``) are placed one after the other; links at new shapes are routed
around everything (``wires.py``); labels that are new find a place beside them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from bpr.core.bpmn.layout.added_bands import add_bands
from bpr.core.bpmn.layout.added_nodes import add_nodes
from bpr.core.bpmn.layout.around import Around, places_of, turn_box, turn_way
from bpr.core.bpmn.layout.kept import bands_of, what_is_kept
from bpr.core.bpmn.layout.labels import (
    OVER_LABEL,
    OVER_SHAPE,
    LabelRoom,
    places_beside_path,
    places_beside_shape,
)
from bpr.core.bpmn.layout.parts import LinkKind
from bpr.core.bpmn.layout.wires import route_wire
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Lane, Node, Point, Pool, ProcessModel

_Band = TypeVar("_Band", Pool, Lane)
_KINDS = {FlowKind.SEQUENCE: LinkKind.CONTROL, FlowKind.MESSAGE: LinkKind.MESSAGE}


def is_vertical(keep: ProcessModel) -> bool | None:
    """Which way the bands of a drawing run; None where none is drawn."""
    bands = [band for band in bands_of(keep) if band.bounds]
    return not bands[0].is_horizontal if bands else None


def arrange_around(model: ProcessModel, keep: ProcessModel, fresh: ProcessModel, *, vertical: bool) -> ProcessModel:
    """The model with the coordinates of ``keep`` where they hold. ``fresh``: the model laid out anew."""
    kept = what_is_kept(model, keep)
    if not kept.nodes:
        return fresh
    around = Around(model, keep, kept, places_of(fresh, vertical=vertical), vertical)
    add_bands(around)
    add_nodes(around)
    _add_links(around)
    _add_labels(around)
    return _written(around)


def reroute(model: ProcessModel, links: Collection[str], *, vertical: bool) -> ProcessModel:
    """A drawn model with some of its links, and their labels, drawn anew around everything else."""
    kept = what_is_kept(model, model)
    kept.links.difference_update(links)
    kept.labels.difference_update(links)
    around = Around(model, model, kept, places_of(model, vertical=vertical), vertical)
    _add_links(around)
    _add_labels(around)
    return _written(around)


def _add_links(around: Around) -> None:
    """Short ones first; those at other links at the end."""
    new = [flow for flow in around.model.flows if flow.id in around.fresh.wires and _is_missing(around, flow)]
    for flow in sorted(new, key=lambda flow: _distance(around, flow)):
        if around.sheet.box_of(flow.source) and around.sheet.box_of(flow.target):
            kind = _KINDS.get(flow.kind, LinkKind.SIDE)
            around.sheet.wires[flow.id] = route_wire(around.sheet, flow.id, kind, _walls(around, flow))
    for flow in new:
        if way := _to_a_link(around, flow):
            around.sheet.wires[flow.id] = way


def _is_missing(around: Around, flow: Flow) -> bool:
    return flow.id not in around.sheet.wires and flow.id not in around.kept.hidden


def _distance(around: Around, flow: Flow) -> float:
    ends = [around.sheet.box_of(end) for end in (flow.source, flow.target)]
    if ends[0] is None or ends[1] is None:
        return 0.0
    return abs(ends[0].centre.x - ends[1].centre.x) + abs(ends[0].centre.y - ends[1].centre.y)


def _walls(around: Around, flow: Flow) -> set[str]:
    """Sub-processes and black-box pools; not those that hold an end of the link."""
    nodes = around.model.node_by_id
    walls = {node.id for node in around.model.nodes if node.tag != "group" and around.is_frame(node)}
    walls |= {pool.id for pool in around.model.pools if not pool.process}
    for end in (flow.source, flow.target):
        while end in nodes:
            end = nodes[end].parent
            walls.discard(end)
    return walls


def _to_a_link(around: Around, flow: Flow) -> tuple[Point, ...]:
    """An association to another link: a straight line to the middle of its first run."""
    wires = around.sheet.wires
    for near, far in ((flow.source, flow.target), (flow.target, flow.source)):
        box = around.sheet.box_of(near)
        if box and far in wires:
            first, second = wires[far][:2]
            way = (box.centre, Point((first.x + second.x) / 2, (first.y + second.y) / 2))
            return way if near == flow.source else way[::-1]
    return ()


def _add_labels(around: Around) -> None:
    sheet, fresh = around.sheet, around.fresh.labels
    room = LabelRoom()
    for part, box in sheet.boxes.items():
        room.add(box, OVER_SHAPE, part)
    for link, points in sheet.wires.items():
        room.add_runs(link, points)
    for part, box in sheet.labels.items():
        room.add(box, OVER_LABEL, part)
    for node in around.model.nodes:
        if node.id in fresh and node.id in sheet.boxes and node.id not in around.kept.labels:
            size = fresh[node.id].width, fresh[node.id].height
            places = places_beside_shape(sheet.boxes[node.id], size, set(), bool(node.attached_to))
            sheet.labels[node.id] = room.best(places, node.id)
    for flow in around.model.flows:
        if flow.id in fresh and flow.id in sheet.wires and flow.id not in sheet.labels:
            size = fresh[flow.id].width, fresh[flow.id].height
            sheet.labels[flow.id] = room.best(places_beside_path(sheet.wires[flow.id], size), flow.id)


def _written(around: Around) -> ProcessModel:
    model = around.model
    return replace(
        model,
        pools=tuple(_band(around, pool) for pool in model.pools),
        lanes=tuple(_band(around, lane) for lane in model.lanes),
        nodes=tuple(_node(around, node) for node in model.nodes),
        flows=tuple(_flow(around, flow) for flow in model.flows),
    )


def _box(around: Around, box: Bounds | None) -> Bounds | None:
    return turn_box(box, vertical=around.vertical) if box else None


def _band(around: Around, band: _Band) -> _Band:
    old = {other.id: other.is_horizontal for other in bands_of(around.keep)}
    is_horizontal = old.get(around.kept.bands.get(band.id, band.id), not around.vertical)
    return replace(band, bounds=_box(around, around.sheet.frames.get(band.id)), is_horizontal=is_horizontal)


def _node(around: Around, node: Node) -> Node:
    label = _box(around, around.sheet.labels.get(node.id))
    return replace(node, bounds=_box(around, around.sheet.box_of(node.id)), label_bounds=label)


def _flow(around: Around, flow: Flow) -> Flow:
    points = turn_way(around.sheet.wires.get(flow.id, ()), vertical=around.vertical)
    label = around.sheet.labels.get(flow.id) if points else None
    return replace(flow, waypoints=points, label_bounds=_box(around, label))
