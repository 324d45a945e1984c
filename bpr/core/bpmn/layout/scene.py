"""A process model as items, links and bands: one scene for the diagram, and one for each expanded sub-process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bpr.core.bpmn.layout.parts import Band, Item, Link, LinkKind, Outline, Size
from bpr.core.bpmn.layout.pools import Strip, strips
from bpr.core.bpmn.layout.sizes import flow_label_size, heading_length, node_label_size, node_size
from bpr.core.bpmn.model import SUBPROCESS_TAGS, Flow, FlowKind, Node, ProcessModel

POOL_GAP = 44.0
_KINDS = {FlowKind.SEQUENCE: LinkKind.CONTROL, FlowKind.MESSAGE: LinkKind.MESSAGE}
_RIDER_ROOM = 44.0  # of its host's border for each boundary event
_BY_LANE = ""  # container of everything outside sub-processes


@dataclass(slots=True)
class Scene:
    """What one call of the solver gets."""

    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)


class SceneBuilder:
    """Takes a model apart. ``turn`` swaps width and height for a vertical diagram."""

    def __init__(self, model: ProcessModel, turn: Callable[[Size], Size]) -> None:
        self._model, self._turn = model, turn
        self._nodes = model.node_by_id
        self.strips = strips(model)
        self._band_of = {node_id: index for index, strip in enumerate(self.strips) for node_id in strip.node_ids}
        self._pools = {pool.id for pool in model.pools}
        self._riders = Counter(node.attached_to for node in model.nodes if node.attached_to)
        self._members = self._drawn_members()
        self._flows = self._flows_by_container()

    @property
    def headings(self) -> int:
        """Number of heading bands before the content: pool and nested lanes."""
        return max((strip.depth for strip in self.strips), default=0)

    def is_container(self, node_id: str) -> bool:
        return bool(self._members.get(node_id))

    def scene(self, container: str, sizes: Mapping[str, Size]) -> Scene:
        """The scene of a sub-process, or of the diagram (""). ``sizes``: those of expanded sub-processes in it."""
        flows = self._flows.get(container, [])
        members = self._members.get(container, [])
        top = container == _BY_LANE
        scene = Scene(bands=self._bands() if top else [Band(container)])
        nearby = self._nearby(flows)
        for node in sorted(members, key=lambda node: bool(node.attached_to)):
            scene.items.append(self._item(node, self._band(node, nearby) if top else 0, nearby, sizes))
        if top:
            scene.items.extend(self._pool_items(flows))
        known = {item.id for item in scene.items}
        scene.links = [self._link(*ends) for ends in flows if ends[1] in known and ends[2] in known]
        return scene

    def _bands(self) -> list[Band]:
        bands: list[Band] = []
        for index, strip in enumerate(self.strips):
            starts_pool = index > 0 and strip.owner != self.strips[index - 1].owner
            bands.append(Band(strip.id, self._least_height(strip), POOL_GAP if starts_pool else 0.0))
        return bands

    def _least_height(self, strip: Strip) -> float:
        siblings = sum(other.owner == strip.owner for other in self.strips)
        own = heading_length(strip.name) if strip.name else 0.0
        return max(60.0, own, heading_length(strip.pool_name) / siblings)

    def _drawn_members(self) -> dict[str, list[Node]]:
        members: dict[str, list[Node]] = {}
        for node in self._model.nodes:
            if node.tag in {"group", "dataObject"}:
                continue
            parent = self._nodes.get(node.parent)
            members.setdefault(parent.id if parent else _BY_LANE, []).append(node)
        collapsed = {node.id for node in self._model.nodes if node.tag in SUBPROCESS_TAGS and not node.is_expanded}
        return {container: nodes for container, nodes in members.items() if not self._is_hidden(container, collapsed)}

    def _is_hidden(self, container: str, collapsed: set[str]) -> bool:
        return any(node_id in collapsed for node_id in self._ancestors(container))

    def _ancestors(self, node_id: str) -> Iterator[str]:
        """The node itself and the sub-processes around it, innermost first."""
        while node_id in self._nodes:
            yield node_id
            node_id = self._nodes[node_id].parent

    def _flows_by_container(self) -> dict[str, list[tuple[Flow, str, str]]]:
        """Flows with their ends lifted to the innermost container that holds both."""
        found: dict[str, list[tuple[Flow, str, str]]] = {}
        for flow in self._model.flows:
            places = {self.container_of(end): end for end in self._ends(flow.source)}
            for end in self._ends(flow.target):
                container = self.container_of(end)
                if container in places:
                    found.setdefault(container, []).append((flow, places[container], end))
                    break
        return found

    def _ends(self, end: str) -> list[str]:
        return [end] if end in self._pools else list(self._ancestors(end))

    def links_inwards(self) -> list[str]:
        """Flows that end inside an expanded sub-process which does not hold both their ends."""
        return [
            flow.id
            for flows in self._flows.values()
            for flow, source, target in flows
            if (source, target) != (flow.source, flow.target) and self._are_drawn(flow)
        ]

    def _are_drawn(self, flow: Flow) -> bool:
        return all(end in self._pools or self.container_of(end) in self._members for end in (flow.source, flow.target))

    def container_of(self, end: str) -> str:
        """The sub-process that directly holds a node, "" outside of all."""
        node = self._nodes.get(end)
        return node.parent if node and node.parent in self._nodes else _BY_LANE

    def _nearby(self, flows: Sequence[tuple[Flow, str, str]]) -> dict[str, str]:
        """For each data element or annotation the flow node that it belongs to."""
        found: dict[str, str] = {}
        for _, source, target in flows:
            for artifact, other in ((source, target), (target, source)):
                if self._is_artifact(artifact) and other in self._nodes and not self._is_artifact(other):
                    found.setdefault(artifact, other)
        return found

    def _is_artifact(self, node_id: str) -> bool:
        node = self._nodes.get(node_id)
        return node is not None and not node.is_flow_node

    def _band(self, node: Node, nearby: Mapping[str, str]) -> int:
        """Artifacts stand in the band of their flow node, riders in that of their host."""
        return self._band_of.get(nearby.get(node.id) or node.attached_to or node.id, self._band_of.get(node.id, 0))

    def _item(self, node: Node, band: int, nearby: Mapping[str, str], sizes: Mapping[str, Size]) -> Item:
        label = node_label_size(node)
        length, breadth = sizes.get(node.id) or self._turn(node_size(node))
        return Item(
            id=node.id,
            size=(max(length, self._riders.get(node.id, 0) * _RIDER_ROOM), breadth),
            band=band,
            outline=Outline.DIAMOND if node.is_gateway else Outline.CIRCLE if node.is_event else Outline.BOX,
            label=self._turn(label) if label else None,
            host=node.attached_to if node.attached_to in self._nodes else "",
            beside=nearby.get(node.id, ""),
        )

    def _pool_items(self, flows: Sequence[tuple[Flow, str, str]]) -> Iterator[Item]:
        """Pools that message flows end on: in their first band for links from above, else in their last."""
        done: set[str] = set()
        for _, source, target in flows:
            for pool, other in ((source, target), (target, source)):
                if pool in self._pools and pool not in done and other not in self._pools:
                    done.add(pool)
                    bands = [index for index, strip in enumerate(self.strips) if strip.owner == pool]
                    band = bands[0] if self._band_of.get(other, 0) < bands[0] else bands[-1]
                    yield Item(pool, (0.0, 20.0), band, is_band=True)

    def _link(self, flow: Flow, source: str, target: str) -> Link:
        label = flow_label_size(flow)
        return Link(
            id=flow.id,
            source=source,
            target=target,
            kind=_KINDS.get(flow.kind, LinkKind.SIDE),
            weight=float(flow.share or 0),
            label=self._turn(label) if label else None,
        )
