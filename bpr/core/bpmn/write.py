"""Process model → complete BPMN 2.0 XML that is valid against the OMG schemas."""

from __future__ import annotations

from collections import defaultdict

from lxml import etree

from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.extension import write_performer_kind, write_share
from bpr.core.bpmn.model import (
    ARTIFACT_TAGS,
    DATA_TAGS,
    SUBPROCESS_TAGS,
    Flow,
    FlowKind,
    Lane,
    Node,
    Pool,
    ProcessModel,
)
from bpr.core.bpmn.names import NSMAP, XSI, bpmn, legal_text
from bpr.core.bpmn.write_di import write_diagram
from bpr.core.bpmn.write_nodes import (
    data_object_id,
    sub,
    takes_data,
    write_association,
    write_io_specification,
    write_node,
)

_TARGET_NAMESPACE = "urn:bpr-workbench:model"
_IO_TAGS = frozenset({"dataInput", "dataOutput"})
_DATA_KINDS = frozenset({FlowKind.DATA_INPUT, FlowKind.DATA_OUTPUT})


def write_bpmn(model: ProcessModel) -> bytes:
    """The model as a BPMN 2.0 file (UTF-8).

    Raises :class:`BpmnError` where a flow's end or a lane's node is missing, so that no file has dangling references,
    and for elements of conversations and choreographies.
    """
    return etree.tostring(write_tree(model), xml_declaration=True, encoding="UTF-8", pretty_print=True)


def write_tree(model: ProcessModel) -> etree._Element:
    """The root of what :func:`write_bpmn` writes."""
    _refuse(model)
    return _Writer(model).definitions()


def _refuse(model: ProcessModel) -> None:
    for node in model.nodes:
        if not (node.is_flow_node or node.tag in DATA_TAGS | ARTIFACT_TAGS):
            message = "会話やコレオグラフィの図は、新しく書き直せません。元のファイルのまま使ってください"
            raise BpmnError(message, element=node.id)
    known = {item.id for group in (model.nodes, model.pools) for item in group}
    flows = {flow.id for flow in model.flows}
    for flow in model.flows:
        allowed = known | flows if flow.kind is FlowKind.ASSOCIATION else known
        for end in {flow.source, flow.target} - allowed:
            raise BpmnError(f"線の端「{end}」が図にありません。線を引き直してください", element=flow.id)
    for lane in model.lanes:
        for node_id in set(lane.node_ids) - known:
            raise BpmnError(f"レーンにある要素「{node_id}」が図にありません", element=lane.id)


class _Writer:
    def __init__(self, model: ProcessModel) -> None:
        self._model = model
        self._rows = {node.id: index for index, node in enumerate(model.steps(), start=1)}
        self._nodes: dict[str, list[Node]] = defaultdict(list)
        for node in model.nodes:
            self._nodes[node.parent].append(node)
        self._flows: dict[str, list[Flow]] = defaultdict(list)
        self._data: dict[str, list[Flow]] = defaultdict(list)
        for flow in model.flows:
            holder = self._data_holder(flow)
            (self._data[holder] if holder else self._flows[self._parent(flow)]).append(flow)

    @property
    def _collaboration_id(self) -> str:
        model = self._model
        taken = model.id in model.process_ids or model.id in model.node_by_id or not model.id
        return f"Collaboration_{model.id}" if taken else model.id

    @property
    def _has_collaboration(self) -> bool:
        used = self._collaboration_id in {*self._nodes, *self._flows}
        return bool(self._model.pools) or used or not self._model.process_ids

    def _data_holder(self, flow: Flow) -> str:
        """The node that a data association is written into; "" for flows that are written beside the nodes."""
        end = flow.target if flow.kind is FlowKind.DATA_INPUT else flow.source
        node = self._model.node_by_id.get(end)
        return end if flow.kind in _DATA_KINDS and node is not None and takes_data(node, flow.kind) else ""

    def _parent(self, flow: Flow) -> str:
        """Where a flow is written: its parent, or what holds its source where the parent is no container here."""
        containers = {*self._model.process_ids, *self._model.node_by_id, self._collaboration_id}
        if flow.kind in (FlowKind.MESSAGE, FlowKind.CONVERSATION):
            return self._collaboration_id
        if flow.parent in containers:
            return flow.parent
        source = self._model.node_by_id.get(flow.source)
        return source.parent if source is not None else self._collaboration_id

    def definitions(self) -> etree._Element:
        root = etree.Element(bpmn("definitions"), nsmap=NSMAP)
        root.set("id", f"Definitions_{self._model.id}")
        root.set("targetNamespace", _TARGET_NAMESPACE)
        if self._model.name:
            root.set("name", legal_text(self._model.name))
        self._write_categories(root)
        if self._has_collaboration:
            self._write_collaboration(root)
        for process_id in self._model.process_ids:
            self._write_process(root, process_id)
        write_diagram(root, self._model, self._plane_element())
        return root

    def _plane_element(self) -> str:
        return self._collaboration_id if self._has_collaboration else self._model.process_ids[0]

    def _write_categories(self, root: etree._Element) -> None:
        for node in self._model.nodes:
            if node.tag == "group" and node.name:
                category = sub(root, "category", id=f"{node.id}_category")
                sub(category, "categoryValue", id=f"{node.id}_value", value=node.name)

    def _write_collaboration(self, root: etree._Element) -> None:
        collaboration = sub(root, "collaboration", id=self._collaboration_id)
        for pool in self._model.pools:
            self._write_participant(collaboration, pool)
        flows = self._flows[self._collaboration_id]
        for flow in flows:
            if flow.kind is FlowKind.MESSAGE:
                self._write_flow(collaboration, flow)
        self._write_artifacts(collaboration, self._collaboration_id)

    def _write_participant(self, collaboration: etree._Element, pool: Pool) -> None:
        element = sub(collaboration, "participant", id=pool.id, name=pool.name, processRef=pool.process)
        if pool.multiplicity:
            sub(element, "participantMultiplicity", minimum="2", maximum="2")

    def _write_process(self, root: etree._Element, process_id: str) -> None:
        process = sub(root, "process", id=process_id, isExecutable="false")
        if not self._model.pools and self._model.name:
            process.set("name", legal_text(self._model.name))
        write_io_specification(process, [node for node in self._nodes[process_id] if node.tag in _IO_TAGS])
        lanes = [lane for lane in self._model.lanes if lane.process == process_id]
        self._write_lanes(process, lanes, parent="")
        self._write_contents(process, process_id)

    def _write_lanes(self, holder: etree._Element, lanes: list[Lane], *, parent: str) -> None:
        level = [lane for lane in lanes if lane.parent_lane == parent]
        if not level:
            return
        lane_set = sub(holder, "childLaneSet" if parent else "laneSet", id=f"LaneSet_{level[0].id}")
        for lane in level:
            element = sub(lane_set, "lane", id=lane.id, name=lane.name)
            write_performer_kind(element, lane.performer_kind)
            for node_id in lane.node_ids:
                if self._model.node_by_id[node_id].is_flow_node:
                    sub(element, "flowNodeRef").text = node_id
            self._write_lanes(element, lanes, parent=lane.id)

    def _write_contents(self, holder: etree._Element, holder_id: str) -> None:
        for node in self._nodes[holder_id]:
            if node.tag not in ARTIFACT_TAGS | _IO_TAGS:
                self._write_node(holder, node)
        for flow in self._flows[holder_id]:
            if flow.kind is FlowKind.SEQUENCE:
                self._write_flow(holder, flow)
        self._write_artifacts(holder, holder_id)

    def _write_node(self, holder: etree._Element, node: Node) -> None:
        element = write_node(
            holder,
            node,
            incoming=self._model.incoming.get(node.id, ()),
            outgoing=self._model.outgoing.get(node.id, ()),
            data=self._data[node.id],
            row=self._rows.get(node.id),
        )
        if node.tag == "dataObjectReference":
            collection = "true" if node.is_collection else ""
            sub(holder, "dataObject", id=data_object_id(node), isCollection=collection)
        if node.tag in SUBPROCESS_TAGS:
            self._write_contents(element, node.id)

    def _write_flow(self, holder: etree._Element, flow: Flow) -> None:
        attributes = {"id": flow.id, "name": flow.name, "sourceRef": flow.source, "targetRef": flow.target}
        element = sub(holder, flow.kind.value, **attributes)
        write_share(element, flow.share, flow.share_range, flow.share_of)
        if flow.kind is FlowKind.SEQUENCE and flow.has_condition:
            sub(element, "conditionExpression").set(f"{{{XSI}}}type", "bpmn:tFormalExpression")

    def _write_artifacts(self, holder: etree._Element, holder_id: str) -> None:
        for node in self._nodes[holder_id]:
            if node.tag in ARTIFACT_TAGS:
                write_node(holder, node, incoming=(), outgoing=(), data=())
        for flow in self._flows[holder_id]:
            if flow.kind is FlowKind.ASSOCIATION or flow.kind in _DATA_KINDS:
                write_association(holder, flow)
