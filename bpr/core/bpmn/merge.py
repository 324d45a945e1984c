"""Two people changed one diagram: what both did, together, and where they contradict each other.

Elements are the same where their ids are. What only one of the two changed is taken; where both changed the same
attribute of an element differently, ``theirs`` stands and the conflict is listed. An element that one removed and the
other changed, or drew a line to, is such a contradiction too. The merge is done in the XML of ``theirs``; what the
model does not hold is merged there in the same way (``merge_contents.py``), and what ``mine`` added comes whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.merge_contents import Contents
from bpr.core.bpmn.merge_words import CHANGED, REMOVED, WHOLE, MergeConflict, name_of, shown
from bpr.core.bpmn.model import Bounds, Flow, Lane, Node, Pool, ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.values import StepValues

Item = TypeVar("Item", Node, Flow, Lane, Pool)
Part = TypeVar("Part", Node, Flow, Lane, Pool, StepValues)
_FOLLOWING = frozenset({"waypoints", "label_bounds"})  # go with the shapes: a contradiction in them says nothing
_NOT_MERGED = frozenset({"id", "node_ids"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Merge:
    """``document`` holds both sets of changes; where they contradict each other it holds theirs."""

    document: bytes
    conflicts: tuple[MergeConflict, ...] = ()


def merge(base: bytes, mine: bytes, theirs: bytes) -> Merge:
    """Both changes of ``base`` in one document. Raises BpmnError where one of the three cannot be read.

    Conversations and choreographies cannot be merged: theirs stands, and the whole diagram is listed.
    """
    if mine in (base, theirs):
        return Merge(document=theirs)
    if theirs == base:
        return Merge(document=mine)
    documents = [BpmnDocument.parse(data) for data in (base, mine, theirs)]
    models = [read_model(document) for document in documents]
    try:
        return _merged(documents, models)
    except BpmnError as error:  # a kind of diagram that nobody can write: the two stay beside each other
        whole = MergeConflict(
            element_id=error.element, name="", what=f"図の全体（{error}）", mine=CHANGED, theirs=CHANGED
        )
        return Merge(document=theirs, conflicts=(whole,))


def _merged(documents: Sequence[BpmnDocument], models: Sequence[ProcessModel]) -> Merge:
    contents = Contents(documents, models)
    merging = _Merging(models[0], models[1], models[2], contents)
    documents[2].apply_model(reattached(merging.model(), models[1], models[2]), origin=documents[1])
    conflicts = (*merging.conflicts, *contents.merge_into(documents[2]))
    return Merge(document=documents[2].serialise(), conflicts=conflicts)


def reattached(merged: ProcessModel, mine: ProcessModel, theirs: ProcessModel) -> ProcessModel:
    """Lines that were drawn to where one of their ends no longer is find a new way, and shapes that mine drew where
    theirs drew something else meanwhile a new place; all else stays where it is."""
    loose = {flow.id for flow in merged.flows if flow.waypoints and not _is_attached(flow, merged, (mine, theirs))}
    covered = {node.id for node in merged.nodes if node.id not in theirs.node_by_id and _is_covered(node, merged, mine)}
    covered |= {node.id for node in merged.nodes if node.attached_to in covered or node.parent in covered}
    if not loose | covered:
        return merged
    flows = (flow for flow in merged.flows if flow.id not in loose and not covered & {flow.source, flow.target})
    lanes = (replace(lane, node_ids=tuple(n for n in lane.node_ids if n not in covered)) for lane in merged.lanes)
    nodes = (node for node in merged.nodes if node.id not in covered)
    return layout(merged, keep=replace(merged, nodes=tuple(nodes), flows=tuple(flows), lanes=tuple(lanes)))


def _is_covered(node: Node, merged: ProcessModel, mine: ProcessModel) -> bool:
    """True where a shape of the same holder lies over it that was not there when it was drawn."""
    return any(
        _overlap(node.bounds, other.bounds) and (known is None or known.bounds != other.bounds)
        for other in merged.nodes
        if other.parent == node.parent and other.id != node.id and other.tag != "group" and not other.attached_to
        for known in [mine.node_by_id.get(other.id)]
    )


def _overlap(one: Bounds | None, other: Bounds | None) -> bool:
    if one is None or other is None:
        return False
    beside = one.right <= other.x or other.right <= one.x
    return not (beside or one.bottom <= other.y or other.bottom <= one.y)


def _is_attached(flow: Flow, merged: ProcessModel, drawn: Sequence[ProcessModel]) -> bool:
    """Drawn like this by somebody, between the same places."""
    places = _places(flow, merged)
    return any(
        other.waypoints == flow.waypoints and _places(other, model) == places
        for model in drawn
        for other in model.flows
        if other.id == flow.id
    )


def _places(flow: Flow, model: ProcessModel) -> tuple[Bounds | None, ...]:
    bounds = {item.id: item.bounds for group in (model.pools, model.nodes) for item in group}
    return bounds.get(flow.source), bounds.get(flow.target)


class _Merging:
    def __init__(self, base: ProcessModel, mine: ProcessModel, theirs: ProcessModel, contents: Contents) -> None:
        self.base, self.mine, self.theirs, self.contents = base, mine, theirs, contents
        self.conflicts: list[MergeConflict] = []

    def model(self) -> ProcessModel:
        pools = self._items(self.base.pools, self.mine.pools, self.theirs.pools)
        lanes = self._items(self.base.lanes, self.mine.lanes, self.theirs.lanes)
        nodes = self._items(self.base.nodes, self.mine.nodes, self.theirs.nodes)
        flows = self._items(self.base.flows, self.mine.flows, self.theirs.flows)
        self._restore(nodes, lanes, pools, flows)
        processes = self._processes(nodes, pools, lanes)
        self._drop_homeless(nodes, flows, set(pools), processes)
        return replace(
            self.theirs,
            name=self._name(),
            process_ids=processes,
            pools=tuple(pools.values()),
            lanes=self._filled(lanes, nodes),
            nodes=tuple(_without_lost_default(node, flows) for node in nodes.values()),
            flows=tuple(flows.values()),
        )

    def _name(self) -> str:
        return self.mine.name if self.theirs.name == self.base.name else self.theirs.name

    def _processes(
        self, nodes: Mapping[str, Node], pools: Mapping[str, Pool], lanes: Mapping[str, Lane]
    ) -> tuple[str, ...]:
        """Processes of either that something still is in, or that neither took away."""
        used = {node.parent for node in nodes.values()} | {pool.process for pool in pools.values()}
        used |= {lane.process for lane in lanes.values()}
        both = set(self.mine.process_ids) & set(self.theirs.process_ids)
        order = dict.fromkeys((*self.theirs.process_ids, *self.mine.process_ids))
        return tuple(process for process in order if process in used | both)

    # one kind of element

    def _items(self, base: tuple[Item, ...], mine: tuple[Item, ...], theirs: tuple[Item, ...]) -> dict[str, Item]:
        old: dict[str, Item] = {item.id: item for item in base}
        ours: dict[str, Item] = {item.id: item for item in mine}
        others: dict[str, Item] = {item.id: item for item in theirs}
        found: dict[str, Item] = {}
        for item_id in dict.fromkeys((*others, *ours)):
            item = self._item(old.get(item_id), ours.get(item_id), others.get(item_id))
            if item is not None:
                found[item_id] = item
        return found

    def _item(self, old: Item | None, mine: Item | None, theirs: Item | None) -> Item | None:
        if mine is None or theirs is None:
            there = mine if theirs is None else theirs
            if old is None or there is None:
                return there
            if _plain(there) == _plain(old) and not self.contents.differs(old.id, 2 if mine is None else 1):
                return None  # one removed what the other left as it was
            sides = (REMOVED, CHANGED) if mine is None else (CHANGED, REMOVED)
            self._note(there, WHOLE, *sides)
            return theirs
        return self._merged(old, mine, theirs, theirs)

    def _merged(self, old: Part | None, mine: Part, theirs: Part, of: Node | Flow | Lane | Pool) -> Part:
        changes: dict[str, Any] = {}
        for each in fields(theirs):
            if each.name in _NOT_MERGED:
                continue
            before: Any = None if old is None else getattr(old, each.name)
            ours: Any = getattr(mine, each.name)
            others: Any = getattr(theirs, each.name)
            if ours == others or (old is not None and ours == before):
                continue
            if old is not None and others == before:
                changes[each.name] = ours
            elif isinstance(ours, StepValues) and isinstance(others, StepValues):
                changes[each.name] = self._merged(before, ours, others, of)
            elif each.name not in _FOLLOWING:
                self._note(of, name_of(each.name), shown(each.name, ours), shown(each.name, others))
        return replace(theirs, **changes)

    def _note(self, of: Node | Flow | Lane | Pool, what: str, mine: str, theirs: str) -> None:
        self.conflicts.append(MergeConflict(element_id=of.id, name=of.name, what=what, mine=mine, theirs=theirs))

    # what only holds together

    def _restore(
        self, nodes: dict[str, Node], lanes: dict[str, Lane], pools: dict[str, Pool], flows: Mapping[str, Flow]
    ) -> None:
        """What mine removed but something of theirs still needs comes back."""
        kept = {node.id: node for node in self.theirs.nodes}
        while lost := {end for end in self._needed(nodes, flows) if end in kept and end not in nodes}:
            for node_id in sorted(lost):
                nodes[node_id] = kept[node_id]
                self._note(kept[node_id], WHOLE, REMOVED, CHANGED)
        used = {lane.id for node_id, lane in self.theirs.lane_of.items() if node_id in nodes}
        lanes.update({lane.id: lane for lane in self.theirs.lanes if lane.id in used and lane.id not in lanes})
        parents = {node.parent for node in nodes.values()}
        pools.update({pool.id: pool for pool in self.theirs.pools if pool.process in parents and pool.id not in pools})

    def _needed(self, nodes: Mapping[str, Node], flows: Mapping[str, Flow]) -> Iterator[str]:
        theirs = {item.id for group in (self.theirs.nodes, self.theirs.flows) for item in group}
        for flow in flows.values():
            if flow.id in theirs:
                yield from (flow.source, flow.target)
        for node in nodes.values():
            if node.id in theirs:
                yield from (node.parent, node.attached_to)

    def _drop_homeless(
        self, nodes: dict[str, Node], flows: dict[str, Flow], pools: set[str], processes: tuple[str, ...]
    ) -> None:
        """What mine added to something that theirs removed has no place any more."""
        holders = {*processes, self.theirs.id, self.mine.id}
        while lost := [node for node in nodes.values() if not _has_home(node, nodes, holders)]:
            for node in lost:
                del nodes[node.id]
                self._note(node, WHOLE, CHANGED, REMOVED)
        while loose := [flow for flow in flows.values() if not {flow.source, flow.target} <= {*nodes, *pools, *flows}]:
            for flow in loose:
                del flows[flow.id]
                if flow.id not in {each.id for each in self.base.flows}:
                    self._note(flow, WHOLE, CHANGED, REMOVED)

    # lanes

    def _filled(self, lanes: Mapping[str, Lane], nodes: Mapping[str, Node]) -> tuple[Lane, ...]:
        """Each element in the one lane that the person put it in who moved it."""
        places: dict[str, list[str]] = {lane_id: [] for lane_id in lanes}
        for node_id in nodes:
            lane = self._lane(node_id)
            if lane in places:
                places[lane].append(node_id)
        return tuple(replace(lane, node_ids=_as_before(lane.node_ids, places[lane.id])) for lane in lanes.values())

    def _lane(self, node_id: str) -> str:
        before, mine, theirs = (
            found.id if (found := model.lane_of.get(node_id)) else "" for model in (self.base, self.mine, self.theirs)
        )
        if node_id not in self.theirs.node_by_id or theirs == before:
            return mine if node_id in self.mine.node_by_id else theirs
        if mine not in (before, theirs) and node_id in self.mine.node_by_id:
            names = {lane.id: lane.name for model in (self.mine, self.theirs) for lane in model.lanes}
            node = self.theirs.node_by_id[node_id]
            self._note(node, name_of("lane"), names.get(mine, "なし"), names.get(theirs, "なし"))
        return theirs


def _plain(item: Node | Flow | Lane | Pool) -> object:
    """A lane is the same lane whatever stands in it."""
    return replace(item, node_ids=()) if isinstance(item, Lane) else item


def _has_home(node: Node, nodes: Mapping[str, Node], holders: set[str]) -> bool:
    has_host = not node.attached_to or node.attached_to in nodes
    return has_host and (node.parent in nodes or node.parent in holders)


def _without_lost_default(node: Node, flows: Mapping[str, Flow]) -> Node:
    return node if not node.default_flow or node.default_flow in flows else replace(node, default_flow="")


def _as_before(order: tuple[str, ...], members: list[str]) -> tuple[str, ...]:
    known = [node_id for node_id in order if node_id in members]
    return (*known, *(node_id for node_id in members if node_id not in known))
