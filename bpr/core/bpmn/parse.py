"""BPMN document → process model of one of its diagrams."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from lxml import etree

from bpr.core.bpmn.diagrams import drawing, drawings
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.extension import read_performer_kind, read_row
from bpr.core.bpmn.model import (
    ACTIVITY_TAGS,
    ARTIFACT_TAGS,
    DATA_TAGS,
    EVENT_TAGS,
    GATEWAY_TAGS,
    SUBPROCESS_TAGS,
    Bounds,
    Flow,
    FlowKind,
    Lane,
    Node,
    Pool,
    ProcessModel,
)
from bpr.core.bpmn.names import BPMNDI, bpmn, local_name
from bpr.core.bpmn.parse_di import Drawn, read_drawing
from bpr.core.bpmn.parse_nodes import read_flow, read_node

_FLOW_NODE_TAGS = ACTIVITY_TAGS | EVENT_TAGS | GATEWAY_TAGS
# Drawn as they are, but no part of a flow that is checked and calculated.
_OTHER_TAGS = frozenset(
    {"choreographyTask", "subChoreography", "callChoreography", "conversation", "subConversation", "callConversation"}
)
_COLLABORATIONS = ("collaboration", "choreography", "globalConversation")
_NODE_TAGS = _FLOW_NODE_TAGS | DATA_TAGS | ARTIFACT_TAGS | _OTHER_TAGS
_HOLDERS = SUBPROCESS_TAGS | {"subChoreography", "subConversation"}
# A bare data object or process input is only in the diagram if it is drawn; a reference always is.
_ONLY_IF_DRAWN = frozenset({"dataObject", "dataInput", "dataOutput"})
_DATA_KINDS = (FlowKind.DATA_INPUT, FlowKind.DATA_OUTPUT)  # written inside the node that they belong to
_DATA_FLOWS: dict[object, FlowKind] = {bpmn(kind.value): kind for kind in _DATA_KINDS}
_FLOW_KINDS = {kind.value: kind for kind in FlowKind if kind not in _DATA_KINDS}
_CONTAINERS = frozenset({"ioSpecification"})


def read_model(document: BpmnDocument, *, diagram_id: str | None = None) -> ProcessModel:
    """The model of the diagram ``diagram_id`` (without it: the first; a file without diagrams: everything in it).

    In a file without diagrams ``diagram_id`` may be the id of one process.

    Steps stand in the order of their workflow table where the file keeps it, everything else in document order.
    Raises :class:`BpmnError` if there is no such diagram or a value cannot be read.
    """
    root = document.root
    if diagram_id is None:
        return _Reader(root, next(iter(drawings(root).values()), None)).model()
    found = drawing(root, diagram_id)
    return _Reader(root, found, process_id="" if found is not None else diagram_id).model()


class _Reader:
    """``process_id``: an undrawn process that alone is to be read."""

    def __init__(self, root: etree._Element, diagram: etree._Element | None, *, process_id: str = "") -> None:
        self._root = root
        self._process_id = process_id
        self._drawn = read_drawing(diagram) if diagram is not None else {}
        plane = diagram.find(f"{{{BPMNDI}}}BPMNPlane") if diagram is not None else None
        self._plane_id = plane.get("bpmnElement", "") if plane is not None else ""

    @cached_property
    def _by_id(self) -> dict[str, etree._Element]:
        return {element_id: element for element in self._root.iter("*") if (element_id := element.get("id"))}

    def model(self) -> ProcessModel:
        containers = self._containers()
        collaboration = self._collaboration({element.get("id", "") for element in containers})
        nodes = [node for element in containers for node in self._nodes(element, element.get("id", ""))]
        nodes += self._nodes(collaboration, collaboration.get("id", "")) if collaboration is not None else []
        nodes = [self._opened(node, nodes) for node in nodes]
        pools = self._pools(collaboration)
        holders = [*containers, *([collaboration] if collaboration is not None else [])]
        flows = self._flows(holders, {node.id for node in nodes} | {pool.id for pool in pools})
        return ProcessModel(
            id=self._model_id(collaboration, containers),
            name=self._name(containers),
            process_ids=tuple(element.get("id", "") for element in containers),
            pools=pools,
            lanes=tuple(lane for element in containers for lane in self._lanes(element, nodes)),
            nodes=tuple(self._in_row_order(nodes, flows)),
            flows=flows,
        )

    def _model_id(self, collaboration: etree._Element | None, containers: list[etree._Element]) -> str:
        shown = collaboration if collaboration is not None else next(iter(containers), None)
        return shown.get("id", "") if shown is not None else self._plane_id

    def _name(self, containers: list[etree._Element]) -> str:
        named = [self._root, *(containers if len(containers) == 1 else [])]
        return next((element.get("name", "") for element in named if element.get("name")), "")

    # what belongs to the diagram

    def _containers(self) -> list[etree._Element]:
        """Processes of the diagram; for the diagram of one sub-process that sub-process alone."""
        shown = self._by_id.get(self._plane_id)
        if shown is not None and local_name(shown.tag) in SUBPROCESS_TAGS:
            return [shown]
        processes = self._root.findall(bpmn("process"))
        if self._process_id:
            return [process for process in processes if process.get("id") == self._process_id]
        several = len(self._root.findall(f"{{{BPMNDI}}}BPMNDiagram")) > 1
        pooled = frozenset[str]() if several else self._in_pools()
        found = [process for process in processes if process.get("id") in pooled or self._is_shown(process)]
        return found or ([] if several else processes)

    def _is_shown(self, process: etree._Element) -> bool:
        return process.get("id") == self._plane_id or any(
            element.get("id") in self._drawn for element in process.iter("*") if element.get("id")
        )

    def _in_pools(self) -> frozenset[str]:
        """Processes that have a pool, be it not drawn."""
        return frozenset(pool.get("processRef", "") for pool in self._root.iter(bpmn("participant"))) - {""}

    def _collaboration(self, processes: set[str]) -> etree._Element | None:
        """The collaboration of the plane, or the one that the diagram's processes take part in."""
        if self._process_id:
            return None
        for element in (found for tag in _COLLABORATIONS for found in self._root.findall(bpmn(tag))):
            refs = {part.get("processRef") for part in element.findall(bpmn("participant"))}
            if element.get("id") == self._plane_id or refs & processes or self._plane_id == "":
                return element
        return None

    # parts

    def _pools(self, collaboration: etree._Element | None) -> tuple[Pool, ...]:
        if collaboration is None or local_name(collaboration.tag) == "choreography":
            return ()  # participants of a choreography are bands in its tasks
        return tuple(self._pool(element) for element in collaboration.findall(bpmn("participant")))

    def _pool(self, element: etree._Element) -> Pool:
        look = self._look(element)
        process = element.get("processRef", "")
        return Pool(
            id=element.get("id", ""),
            name=element.get("name", ""),
            process=process if process in self._by_id else "",
            bounds=look.bounds,
            is_horizontal=look.is_horizontal,
            multiplicity=element.find(bpmn("participantMultiplicity")) is not None,
            fill=look.fill,
            stroke=look.stroke,
        )

    def _lanes(self, process: etree._Element, nodes: list[Node]) -> Iterator[Lane]:
        known = {node.id for node in nodes if node.is_flow_node}
        for lane_set in process.findall(bpmn("laneSet")):
            yield from self._lanes_in(lane_set, process.get("id", ""), "", known)

    def _lanes_in(self, holder: etree._Element, process: str, parent: str, known: set[str]) -> Iterator[Lane]:
        for element in holder.findall(bpmn("lane")):
            look = self._look(element)
            references = [(part.text or "").strip() for part in element.findall(bpmn("flowNodeRef"))]
            yield Lane(
                id=element.get("id", ""),
                name=element.get("name", ""),
                process=process,
                node_ids=tuple(node_id for node_id in references if node_id in known),
                parent_lane=parent,
                bounds=look.bounds,
                is_horizontal=look.is_horizontal,
                fill=look.fill,
                stroke=look.stroke,
                performer_kind=read_performer_kind(element),
            )
            for inner in element.findall(bpmn("childLaneSet")):
                yield from self._lanes_in(inner, process, element.get("id", ""), known)

    def _look(self, element: etree._Element) -> Drawn:
        return self._drawn.get(element.get("id", "")) or Drawn()

    # nodes

    def _nodes(self, holder: etree._Element, parent: str) -> list[Node]:
        found: list[Node] = []
        for element in holder.iterchildren("*"):
            tag = local_name(element.tag)
            if tag in _CONTAINERS:
                found += self._nodes(element, parent)
            elif self._is_node(element, tag):
                found.append(self._node(element, parent))
                found += self._nodes(element, element.get("id", "")) if tag in _HOLDERS else []
        return found

    def _is_node(self, element: etree._Element, tag: str) -> bool:
        if tag in _ONLY_IF_DRAWN:
            return element.get("id") in self._drawn
        return tag in _NODE_TAGS and bool(element.get("id"))

    def _node(self, element: etree._Element, parent: str) -> Node:
        name = element.get("name", "")
        if local_name(element.tag) == "group":
            category = self._by_id.get(element.get("categoryValueRef", ""))
            name = category.get("value", "") if category is not None else ""
        definitions = tuple(self._definitions(element)) if local_name(element.tag) in EVENT_TAGS else ()
        drawn = self._drawn.get(element.get("id", ""))
        return read_node(element, parent=parent, drawn=drawn, event_definitions=definitions, name=name)

    def _definitions(self, event: etree._Element) -> Iterator[str]:
        """Kinds of event, written in the event or referred to."""
        for element in event.iterchildren("*"):
            tag = local_name(element.tag)
            if tag == "eventDefinitionRef":
                shared = self._by_id.get((element.text or "").strip().rpartition(":")[2])
                tag = local_name(shared.tag) if shared is not None else ""
            if tag.endswith("EventDefinition"):
                yield tag

    def _opened(self, node: Node, nodes: list[Node]) -> Node:
        """A sub-process whose shape does not say is open if something is drawn inside it."""
        drawn = self._drawn.get(node.id)
        if node.tag not in SUBPROCESS_TAGS or drawn is None or drawn.is_expanded is not None:
            return node
        inside = any(
            child.parent == node.id and child.bounds and node.bounds and _contains(node.bounds, child.bounds)
            for child in nodes
        )
        return replace(node, is_expanded=inside)

    def _in_row_order(self, nodes: list[Node], flows: tuple[Flow, ...]) -> list[Node]:
        """Steps in the order of the workflow table that the file keeps; they take each other's places."""
        places = [at for at, node in enumerate(nodes) if node.values is not None]
        rows = {nodes[at].id: read_row(self._by_id[nodes[at].id]) for at in places}
        if not any(rows.values()):
            return nodes
        known = {node_id: row for node_id, row in rows.items() if row}
        ranks = {at: _row_rank(nodes[at].id, known, flows) for at in places}
        placed = list(nodes)
        for place, at in zip(places, sorted(places, key=lambda at: ranks[at]), strict=True):
            placed[place] = nodes[at]
        return placed

    # flows

    def _flows(self, holders: list[etree._Element], known: set[str]) -> tuple[Flow, ...]:
        found = [flow for holder in holders for flow in self._flows_in(holder, holder.get("id", ""))]
        ends = known | {flow.id for flow in found}
        return tuple(flow for flow in found if flow.source in ends and flow.target in ends)

    def _flows_in(self, holder: etree._Element, parent: str) -> Iterator[Flow]:
        for element in holder.iterchildren("*"):
            tag = local_name(element.tag)
            if tag in _FLOW_KINDS:
                yield from self._flow(element, _FLOW_KINDS[tag], parent)
            if tag in _HOLDERS:
                yield from self._flows_in(element, element.get("id", ""))
            if tag in _FLOW_NODE_TAGS:
                yield from self._data_flows(element, parent)

    def _data_flows(self, owner: etree._Element, parent: str) -> Iterator[Flow]:
        for element in owner:
            if element.tag in _DATA_FLOWS:
                yield from self._flow(element, _DATA_FLOWS[element.tag], parent)

    def _flow(self, element: etree._Element, kind: FlowKind, parent: str) -> Iterator[Flow]:
        source, target = element.get("sourceRef", ""), element.get("targetRef", "")
        holder = element.getparent()
        owner = holder.get("id", "") if holder is not None else ""
        if kind is FlowKind.DATA_INPUT:
            source, target = (element.findtext(bpmn("sourceRef")) or "").strip(), owner
        elif kind is FlowKind.DATA_OUTPUT:
            source, target = owner, (element.findtext(bpmn("targetRef")) or "").strip()
        if element.get("id") and source and target:
            drawn = self._drawn.get(element.get("id", ""))
            yield read_flow(element, kind=kind, source=source, target=target, parent=parent, drawn=drawn)


def _row_rank(node_id: str, known: dict[str, int], flows: tuple[Flow, ...]) -> tuple[float, int]:
    """A step that was drawn in without a place in the table stands behind the step that leads to it."""
    seen, todo, distance = {node_id}, [node_id], 0
    while todo:
        if found := [known[each] for each in todo if each in known]:
            return min(found), distance  # the latest would often be a loop back
        sources = dict.fromkeys(flow.source for flow in flows if flow.target in todo and flow.source not in seen)
        todo, distance = list(sources), distance + 1
        seen.update(sources)
    return math.inf, 0


def _contains(outer: Bounds, inner: Bounds) -> bool:
    return outer.x <= inner.x <= outer.right and outer.y <= inner.y <= outer.bottom
