"""Diagrams as people draw them by hand or as they come from other tools: ids of all kinds, no step values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import Flow, FlowKind, Lane, Node, Pool, ProcessModel
from bpr.core.bpmn.write import write_bpmn

_TAGS = {
    "task": "userTask", "sub": "subProcess", "start": "startEvent", "end": "endEvent", "xor": "exclusiveGateway",
    "and": "parallelGateway", "event": "eventBasedGateway", "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent", "timer": "boundaryEvent", "note": "textAnnotation",
    "data": "dataObjectReference", "store": "dataStoreReference",
}  # fmt: skip
_KINDS = {
    "->": FlowKind.SEQUENCE, "=>": FlowKind.MESSAGE, "..": FlowKind.ASSOCIATION,
    ">>": FlowKind.DATA_OUTPUT, "<<": FlowKind.DATA_INPUT,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Band:
    """A pool with its lanes: ``{lane name: ["kind id name", …]}``. ``of`` puts an element in a sub-process or on a
    task."""

    name: str
    lanes: dict[str, list[str]]


def drawn(*bands: Band, flows: Sequence[str], of: dict[str, str] | None = None) -> BpmnDocument:
    """A document; ``flows`` as ``"source -> target name"`` with ``->`` sequence, ``=>`` message, ``..`` association."""
    held = of or {}
    nodes, lanes, pools = [], [], []
    for at, band in enumerate(bands, start=1):
        pools.append(Pool(id=f"Participant_{at}x", name=band.name, process=f"Process_{at}x"))
        for number, (name, parts) in enumerate(band.lanes.items(), start=1):
            made = [_node(part, f"Process_{at}x", held) for part in parts]
            nodes += made
            inside = tuple(node.id for node in made if node.parent == f"Process_{at}x" and node.is_flow_node)
            lanes.append(Lane(id=f"Lane_{at}x{number}", name=name, process=f"Process_{at}x", node_ids=inside))
    parents = {node.id: node.parent for node in nodes}
    model = ProcessModel(
        id="Collaboration_x",
        process_ids=tuple(pool.process for pool in pools),
        pools=tuple(pools),
        lanes=tuple(lanes),
        nodes=tuple(nodes),
        flows=tuple(_flow(text, at, parents) for at, text in enumerate(flows)),
    )
    return BpmnDocument.parse(write_bpmn(layout(model)))


def _node(part: str, process: str, held: dict[str, str]) -> Node:
    kind, node_id, name = [*part.split(" ", 2), ""][:3]
    definitions = {"timer": ("timerEventDefinition",), "catch": ("messageEventDefinition",)}
    is_on_a_task = kind == "timer"
    return Node(
        id=node_id,
        tag=_TAGS[kind],
        name="" if kind == "note" else name,
        text=name if kind == "note" else "",
        parent=process if is_on_a_task else held.get(node_id, process),
        attached_to=held[node_id] if is_on_a_task else "",
        event_definitions=definitions.get(kind, ()),
    )


def _flow(text: str, at: int, parents: dict[str, str]) -> Flow:
    source, arrow, target, name = [*text.split(" ", 3), ""][:4]
    if arrow == "<<":
        source, target = target, source
    kind = _KINDS[arrow]
    parent = "Collaboration_x" if kind is FlowKind.MESSAGE else parents[source]
    return Flow(id=f"Flow_x{at}", kind=kind, source=source, target=target, name=name, parent=parent)


def boundary_timer() -> BpmnDocument:
    """A deadline on the examination leads to a reminder, and both ways end alike."""
    lanes = {
        "申請者": ["start s0 申請", "task t1 書類を出す"],
        "福祉課": ["task t2 審査する", "timer b1 二週間", "task t3 催促する", "task t4 通知する", "end e1 済み"],
    }
    flows = ["s0 -> t1", "t1 -> t2", "t2 -> t4", "b1 -> t3", "t3 -> t2", "t4 -> e1"]
    return drawn(Band(name="市", lanes=lanes), flows=flows, of={"b1": "t2"})


def sub_process() -> BpmnDocument:
    lanes = {
        "窓口": ["start s0 来庁", "task t1 受け付ける"],
        "税務課": [
            "sub p1 課税の審査", "start i0", "task i1 所得を調べる", "xor g1 控除あり？", "task i2 控除を計算する",
            "xor g2", "end i9", "task t3 通知を作る", "end e1",
        ],
    }  # fmt: skip
    flows = ["s0 -> t1", "t1 -> p1", "p1 -> t3", "t3 -> e1", "i0 -> i1", "i1 -> g1", "g1 -> i2 あり", "g1 -> g2 なし",
             "i2 -> g2", "g2 -> i9"]  # fmt: skip
    return drawn(
        Band(name="市", lanes=lanes), flows=flows, of=dict.fromkeys(("i0", "i1", "g1", "i2", "g2", "i9"), "p1")
    )


def parallel_with_note() -> BpmnDocument:
    lanes = {
        "総合窓口": ["start s0", "task t1 届を受ける", "and a1", "task t2 住所を直す", "and a2", "task t5 控えを渡す",
                     "end e1", "note n1 三日以内に"],
        "年金係": ["task t3 年金の届を送る"],
        "学校教育課": ["task t4 転校の手続をする"],
    }  # fmt: skip
    flows = ["s0 -> t1", "t1 -> a1", "a1 -> t2", "a1 -> t3", "a1 -> t4", "t2 -> a2", "t3 -> a2", "t4 -> a2", "a2 -> t5",
             "t5 -> e1", "t3 .. n1"]  # fmt: skip
    return drawn(Band(name="市", lanes=lanes), flows=flows)


def data_objects() -> BpmnDocument:
    lanes = {
        "住民課": ["start s0", "task t1 申請書を受け取る", "task t2 台帳に入れる", "task t3 証明書を出す", "end e1",
                   "data d1 申請書", "store d2 住民台帳"],
    }  # fmt: skip
    flows = ["s0 -> t1", "t1 -> t2", "t2 -> t3", "t3 -> e1", "t1 >> d1", "t2 << d1", "t2 >> d2"]
    return drawn(Band(name="町", lanes=lanes), flows=flows)


def three_pools() -> BpmnDocument:
    flows = ["r0 -> r1", "r1 -> r8", "r8 -> r2", "r2 -> r9", "c0 -> c1", "c1 -> c2", "c2 -> c8", "c8 -> c3", "c3 -> c9",
             "k0 -> k1", "k1 -> k9", "r1 => c0", "c2 => k0", "k1 => c8", "c3 => r8"]  # fmt: skip
    return drawn(
        Band(
            name="住民", lanes={"住民": ["start r0", "task r1 申請する", "catch r8 通知", "task r2 受け取る", "end r9"]}
        ),
        Band(
            name="市",
            lanes={
                "窓口": ["start x0 来庁", "start c0 届いた", "task c1 確かめる"],
                "福祉課": ["task c2 県に照会する", "catch c8 回答", "task c3 決定する", "end c9"],
            },
        ),
        Band(name="県", lanes={"県": ["start k0 照会", "task k1 答える", "end k9"]}),
        flows=[*flows, "x0 -> c1"],
    )


def loop() -> BpmnDocument:
    lanes = {
        "申請者": ["start s0", "task t1 書く", "task t4 直す"],
        "窓口": ["xor m1", "task t2 確かめる", "xor g1 不備？", "task t3 登録する", "end e1"],
    }
    flows = ["s0 -> t1", "t1 -> m1", "m1 -> t2", "t2 -> g1", "g1 -> t3 なし", "g1 -> t4 あり", "t4 -> m1", "t3 -> e1"]
    return drawn(Band(name="市", lanes=lanes), flows=flows)


def event_gateway() -> BpmnDocument:
    lanes = {
        "税務課": ["start s0", "task t1 督促状を送る", "event g1", "catch c1 納付", "catch c2 三十日",
                   "task t2 消し込む", "task t3 差押えを調べる", "end e1 完納", "end e2 差押え"],
    }  # fmt: skip
    flows = ["s0 -> t1", "t1 -> g1", "g1 -> c1", "g1 -> c2", "c1 -> t2", "c2 -> t3", "t2 -> e1", "t3 -> e2"]
    return drawn(Band(name="市", lanes=lanes), flows=flows)


def two_starts() -> BpmnDocument:
    lanes = {
        "窓口": ["start s0 来庁", "task t1 窓口で受ける"],
        "郵送係": ["start s1 郵送", "task t2 封を開ける"],
        "審査係": ["xor m1", "task t3 審査する", "task t4 決裁する", "end e1 決定"],
    }
    flows = ["s0 -> t1", "s1 -> t2", "t1 -> m1", "t2 -> m1", "m1 -> t3", "t3 -> t4", "t4 -> e1"]
    return drawn(Band(name="市", lanes=lanes), flows=flows)


DIAGRAMS = {
    "boundary timer": boundary_timer, "sub-process": sub_process, "parallel, note": parallel_with_note,
    "data objects": data_objects, "three pools": three_pools, "loop": loop, "event gateway": event_gateway,
    "two starts": two_starts,
}  # fmt: skip
