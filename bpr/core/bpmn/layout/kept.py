"""What of an earlier drawing still holds: shapes in the same place of the process, links between the same shapes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bpr.core.bpmn.layout.sizes import flow_label
from bpr.core.bpmn.model import Flow, Lane, Node, Pool, ProcessModel


@dataclass(slots=True)
class Kept:
    """Ids of the model whose coordinates hold; ``bands`` gives for each pool and lane the one it was in ``keep``."""

    bands: dict[str, str] = field(default_factory=dict)
    nodes: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)  # nodes and links that were not drawn and stay so
    links: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)  # of nodes and links


def what_is_kept(model: ProcessModel, keep: ProcessModel) -> Kept:
    kept = Kept(bands=_same_bands(model, keep))
    homes, old_homes = _homes(model, kept.bands), _homes(keep, {})
    for node in model.nodes:
        old = keep.node_by_id.get(node.id)
        if old is None or homes[node.id] != old_homes[node.id] or not _same_shape(node, old):
            continue
        if old.parent in keep.node_by_id and old.parent not in kept.nodes | kept.hidden:
            continue
        (kept.nodes if old.bounds else kept.hidden).add(node.id)
        if node.name == old.name:
            kept.labels.add(node.id)
    _keep_links(model, keep, kept)
    return kept


def _same_shape(node: Node, old: Node) -> bool:
    """A gateway does not keep the place of a task; neither does what now shows its content or rides elsewhere."""
    kinds = [(each.is_activity, each.is_event, each.is_gateway, each.is_expanded) for each in (node, old)]
    return kinds[0] == kinds[1] and node.attached_to == old.attached_to


def _keep_links(model: ProcessModel, keep: ProcessModel, kept: Kept) -> None:
    draws_links = any(flow.waypoints for flow in keep.flows)
    old_flows = {flow.id: flow for flow in keep.flows}
    for flow in model.flows:
        old = old_flows.get(flow.id)
        if old is None or not _same_ends(flow, old, kept):
            continue
        if len(old.waypoints) < 2:
            kept.hidden |= {flow.id} if draws_links else set()
            continue
        kept.links.add(flow.id)
        if flow_label(flow) == flow_label(old):
            kept.labels.add(flow.id)


def _same_ends(flow: Flow, old: Flow, kept: Kept) -> bool:
    """Ends may be links themselves (an annotation on a flow); a pool may have got another id with its name."""
    there = kept.nodes | kept.links | set(kept.bands)
    ends = (flow.source, flow.target)
    was = (old.source, old.target)
    return all(end in there and kept.bands.get(end, end) == before for end, before in zip(ends, was, strict=True))


def _homes(model: ProcessModel, bands: dict[str, str]) -> dict[str, tuple[str, str]]:
    """For each node the sub-process, else the lane, else the pool that holds it, under its earlier id."""
    pools = {pool.process: pool.id for pool in model.pools if pool.process}
    homes = {}
    for node in model.nodes:
        lane = model.lane_of.get(node.id)
        pool = pools.get(node.parent, "")
        inside = node.parent if node.parent in model.node_by_id else bands.get(pool, pool)
        homes[node.id] = (inside, bands.get(lane.id, lane.id) if lane else "")
    return homes


def _same_bands(model: ProcessModel, keep: ProcessModel) -> dict[str, str]:
    """Pools and lanes by id; those that are renamed (and so got another id) by what is in them."""
    pools, lanes = _twins(_in_pools(model), _in_pools(keep)), _twins(_in_lanes(model), _in_lanes(keep))
    drawn = {band.id for band in bands_of(keep) if band.bounds}
    return {now: then for now, then in (pools | lanes).items() if then in drawn}


def _twins(now: dict[str, set[str]], then: dict[str, set[str]]) -> dict[str, str]:
    same = {band: band for band in now if band in then}
    gone = [band for band in then if band not in now]
    for band in now:
        if band in same:
            continue
        twin = max(gone, key=lambda other: len(now[band] & then[other]), default="")
        if twin and 2 * len(now[band] & then[twin]) > len(then[twin]):
            same[band] = twin
            gone.remove(twin)
    return same


def bands_of(model: ProcessModel) -> tuple[Pool | Lane, ...]:
    return (*model.pools, *model.lanes)


def _in_lanes(model: ProcessModel) -> dict[str, set[str]]:
    return {lane.id: set(_leaf_ids(lane, model.lanes)) for lane in model.lanes}


def _in_pools(model: ProcessModel) -> dict[str, set[str]]:
    return {
        pool.id: {node.id for node in model.nodes if pool.process and node.parent == pool.process}
        for pool in model.pools
    }


def _leaf_ids(lane: Lane, lanes: Iterable[Lane]) -> Iterable[str]:
    yield from lane.node_ids
    for child in lanes:
        if child.parent_lane == lane.id:
            yield from _leaf_ids(child, lanes)
