"""The bands of a diagram: pools in reading order, each with its innermost lanes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpr.core.bpmn.model import Lane, Pool, ProcessModel
from bpr.core.values import PerformerKind

RESIDENT_NAMES = ("住民", "市民", "町民", "村民", "区民", "県民", "申請者", "届出人", "本人")


@dataclass(frozen=True, slots=True)
class Strip:
    """One band: a leaf lane, or a whole pool or process without lanes. ``depth`` counts its heading bands."""

    id: str
    name: str
    owner: str  # pool, or process where no pool is drawn
    pool_name: str
    depth: int
    node_ids: frozenset[str]


def strips(model: ProcessModel) -> list[Strip]:
    """All bands from top to bottom: residents, the own organisation, others; processes without a pool last."""
    pools = sorted(model.pools, key=lambda pool: pool_order(model, pool))
    with_pool = {pool.process for pool in pools}
    found = [strip for pool in pools for strip in _of_process(model, pool.process, pool)]
    loose = [process for process in model.process_ids if process not in with_pool]
    found += [strip for process in loose for strip in _of_process(model, process, None)]
    return found or [Strip("", "", "", "", 0, frozenset())]


def pool_order(model: ProcessModel, pool: Pool) -> int:
    """0 for residents, 1 for the organisation under study, 2 for other organisations."""
    kinds = performer_kinds(model, pool)
    if is_resident_pool(model, pool):
        return 0
    if kinds:
        return 2 if kinds == {PerformerKind.OTHER_ORGANISATION} else 1
    return 1 if pool.process else 2


def is_resident_pool(model: ProcessModel, pool: Pool) -> bool:
    kinds = performer_kinds(model, pool)
    return kinds == {PerformerKind.RESIDENT} or (not kinds and pool.name.startswith(RESIDENT_NAMES))


def performer_kinds(model: ProcessModel, pool: Pool) -> set[str]:
    """Kinds of performers that lanes and steps of the pool name."""
    if not pool.process:
        return set()
    of_lanes = {lane.performer_kind for lane in model.lanes if lane.process == pool.process and lane.performer_kind}
    of_steps = {
        str(node.values.performer_kind)
        for node in model.nodes
        if node.parent == pool.process and node.values is not None
    }
    return of_lanes | of_steps


def _of_process(model: ProcessModel, process: str, pool: Pool | None) -> Iterator[Strip]:
    owner, pool_name, heads = (pool.id, pool.name, 1) if pool else (process, "", 0)
    lanes = [lane for lane in model.lanes if process and lane.process == process]
    members = {node.id for node in model.nodes if node.parent == process} if process else set()
    leaves = [lane for lane in _in_tree_order(lanes) if not any(child.parent_lane == lane.id for child in lanes)]
    if not leaves:
        yield Strip(owner, "", owner, pool_name, heads, frozenset(members))
        return
    strays = members - {node_id for lane in leaves for node_id in lane.node_ids}
    for index, lane in enumerate(leaves):
        ids = frozenset(lane.node_ids) | (strays if index == 0 else set())
        yield Strip(lane.id, lane.name, owner, pool_name, heads + len(lane_path(lane, lanes)), ids)


def _in_tree_order(lanes: list[Lane], parent: str = "") -> Iterator[Lane]:
    for lane in lanes:
        if lane.parent_lane == parent:
            yield lane
            yield from _in_tree_order(lanes, lane.id)


def lane_path(lane: Lane, lanes: list[Lane]) -> list[str]:
    """The lane and the lanes around it, innermost first."""
    by_id = {other.id: other for other in lanes}
    path = [lane.id]
    while (parent := by_id[path[-1]].parent_lane) in by_id:
        path.append(parent)
    return path
