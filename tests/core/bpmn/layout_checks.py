"""What must hold of every drawing, and models to draw."""

from __future__ import annotations

from itertools import combinations, pairwise

from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Lane, Node, Point, Pool, ProcessModel

_NEAR = 0.6


def faults(model: ProcessModel) -> list[str]:
    """Sentences that say what is wrong with the coordinates of a model; none where all is well."""
    return [*_overlaps(model), *_outside_lanes(model), *_band_faults(model), *_edge_faults(model)]


def _shapes(model: ProcessModel) -> list[Node]:
    return [node for node in model.nodes if node.bounds and node.tag != "group"]


def _is_around(outer: Node, inner: Node, model: ProcessModel) -> bool:
    parent = inner.parent
    while parent in model.node_by_id:
        if parent == outer.id:
            return True
        parent = model.node_by_id[parent].parent
    return False


def _related(first: Node, second: Node, model: ProcessModel) -> bool:
    """One contains the other or rides on it."""
    return (
        _is_around(first, second, model)
        or _is_around(second, first, model)
        or first.id == second.attached_to
        or second.id == first.attached_to
    )


def intersect(first: Bounds, second: Bounds) -> bool:
    return first.x < second.right and second.x < first.right and first.y < second.bottom and second.y < first.bottom


def _overlaps(model: ProcessModel) -> list[str]:
    return [
        f"{first.id} overlaps {second.id}"
        for first, second in combinations(_shapes(model), 2)
        if intersect(first.bounds, second.bounds) and not _related(first, second, model)
    ]


def inside(inner: Bounds, outer: Bounds) -> bool:
    return (
        outer.x - _NEAR <= inner.x
        and outer.y - _NEAR <= inner.y
        and inner.right <= outer.right + _NEAR
        and inner.bottom <= outer.bottom + _NEAR
    )


def _outside_lanes(model: ProcessModel) -> list[str]:
    return [
        f"{node_id} is not inside {lane.id}"
        for lane in model.lanes
        for node_id in lane.node_ids
        if not inside(model.node_by_id[node_id].bounds, lane.bounds)
    ]


def _band_faults(model: ProcessModel) -> list[str]:
    found = [
        f"{first.id} overlaps {second.id}"
        for bands in (model.pools, [lane for lane in model.lanes if not lane.parent_lane])
        for first, second in combinations(bands, 2)
        if intersect(first.bounds, second.bounds)
    ]
    pool_of = {pool.process: pool for pool in model.pools if pool.process}
    for lane in model.lanes:
        if lane.process in pool_of and not inside(lane.bounds, pool_of[lane.process].bounds):
            found.append(f"{lane.id} is not inside its pool")
    return found


def _edge_faults(model: ProcessModel) -> list[str]:
    found = []
    bounds = {part.id: part.bounds for part in (*model.nodes, *model.pools)}
    for flow in model.flows:
        points = flow.waypoints
        if len(points) < 2:
            found.append(f"{flow.id} is not drawn")
            continue
        for end, point in ((flow.source, points[0]), (flow.target, points[-1])):
            if not _on_outline(point, bounds[end], model.node_by_id.get(end)):
                found.append(f"{flow.id} does not touch {end}: {point} {bounds[end]}")
        found += [f"{flow.id} is slanted" for a, b in pairwise(points) if a.x != b.x and a.y != b.y]
        found += _crossed(flow, model)
    return found


def _on_outline(point: Point, box: Bounds, node: Node | None) -> bool:
    if node and node.is_gateway:
        across = abs(point.x - box.centre.x) / (box.width / 2) + abs(point.y - box.centre.y) / (box.height / 2)
        return abs(across - 1) < 0.03
    if node and node.is_event:
        reach = ((point.x - box.centre.x) ** 2 + (point.y - box.centre.y) ** 2) ** 0.5
        return abs(reach - box.width / 2) < _NEAR
    on_side = min(abs(point.x - box.x), abs(point.x - box.right), abs(point.y - box.y), abs(point.y - box.bottom))
    return on_side < _NEAR and inside(Bounds(point.x, point.y, 0, 0), box)


def _crossed(flow: Flow, model: ProcessModel) -> list[str]:
    """Shapes that an edge goes through, other than those it belongs to."""
    ends = [model.node_by_id[end] for end in (flow.source, flow.target) if end in model.node_by_id]
    found = []
    for node in _shapes(model):
        own = any(node.id == end.id or _related(node, end, model) for end in ends)
        inner = Bounds(node.bounds.x + 1, node.bounds.y + 1, node.bounds.width - 2, node.bounds.height - 2)
        if not own and any(intersect(_box(a, b), inner) for a, b in pairwise(flow.waypoints)):
            found.append(f"{flow.id} goes through {node.id}")
    return found


def _box(first: Point, second: Point) -> Bounds:
    x, y = min(first.x, second.x), min(first.y, second.y)
    return Bounds(x, y, abs(first.x - second.x) or 0.01, abs(first.y - second.y) or 0.01)


def overlapping_edges(model: ProcessModel) -> list[str]:
    """Pairs of edges that lie on each other for more than a few pixels, other than on the trunk at a gateway."""
    segments = [(flow.id, a, b) for flow in model.flows for a, b in pairwise(flow.waypoints)]
    ends = {flow.id: (flow.waypoints[:1], flow.waypoints[-1:]) for flow in model.flows}
    found = []
    for (one, a, b), (other, c, d) in combinations(segments, 2):
        start, end = ((a, c) == (*ends[one][0], *ends[other][0]), (b, d) == (*ends[one][1], *ends[other][1]))
        if one == other or (a == c and start) or (b == d and end):
            continue
        if a.x == b.x == c.x == d.x:
            shared = min(max(a.y, b.y), max(c.y, d.y)) - max(min(a.y, b.y), min(c.y, d.y))
        elif a.y == b.y == c.y == d.y:
            shared = min(max(a.x, b.x), max(c.x, d.x)) - max(min(a.x, b.x), min(c.x, d.x))
        else:
            continue
        if shared > 6:
            found.append(f"{one} lies on {other}")
    return found


def chain_model(count: int, lanes: int = 3) -> ProcessModel:
    """A straight case over some lanes, with an own end."""
    tasks = [Node(id=f"t{i}", tag="task", name=f"作業{i}を行う", parent="p") for i in range(count)]
    nodes = [Node(id="start", tag="startEvent", parent="p"), *tasks, Node(id="end", tag="endEvent", parent="p")]
    ids = [node.id for node in nodes]
    flows = [Flow(id=f"f{a}_{b}", kind=FlowKind.SEQUENCE, source=a, target=b, parent="p") for a, b in pairwise(ids)]
    members = [tuple(ids[lane::lanes]) for lane in range(lanes)]
    return ProcessModel(
        id="d",
        process_ids=("p",),
        pools=(Pool(id="pool", name="周南市", process="p"),),
        lanes=tuple(
            Lane(id=f"l{i}", name=f"課{i}", process="p", node_ids=members[i]) for i in range(lanes) if members[i]
        ),
        nodes=tuple(nodes),
        flows=tuple(flows),
    )


def drawn(model: ProcessModel) -> ProcessModel:
    """The model laid out, after checking that nothing is wrong with it."""
    result = layout(model)
    assert faults(result) == []
    return result
