"""Small process models for the tests of the calculation, written as compactly as they are read aloud."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from bpr.core.bpmn.model import Flow, FlowKind, Node, ProcessModel
from bpr.core.values import PerformerKind, StepValues, three_point

D, F = Decimal, Fraction  # tests are full of numbers

_TAGS = {
    "start": "startEvent", "end": "endEvent", "task": "task", "xor": "exclusiveGateway", "and": "parallelGateway",
    "or": "inclusiveGateway", "sub": "subProcess", "boundary": "boundaryEvent", "event": "eventBasedGateway",
    "catch": "intermediateCatchEvent", "throw": "intermediateThrowEvent", "call": "callActivity",
    "complex": "complexGateway", "adhoc": "adHocSubProcess", "transaction": "transaction",
}  # fmt: skip


def step(key: str, minutes: str | None = "1", **values: object) -> StepValues:
    """Values of a step that takes ``minutes`` of staff time unless told otherwise."""
    time = None if minutes is None else three_point(Decimal(minutes))
    values.setdefault("performer", "市民課")
    values.setdefault("performer_kind", PerformerKind.SECTION)
    values.setdefault("common_key", key)
    return StepValues(key=key, handling_minutes=time, **values)


def node(key: str, kind: str = "task", parent: str = "P", **extra: object) -> Node:
    if kind == "task":
        extra.setdefault("values", step(key))
    extra.setdefault("name", key)
    return Node(id=key, tag=_TAGS[kind], parent=parent, **extra)


def model(nodes: list[Node], *flows: tuple[str, str] | tuple[str, str, str]) -> ProcessModel:
    """A model of one process "P"; a flow is (source, target) or (source, target, share)."""
    made = tuple(
        Flow(
            id=f"f{number}",
            kind=FlowKind.SEQUENCE,
            source=flow[0],
            target=flow[1],
            parent="P",
            share=Decimal(flow[2]) if len(flow) > 2 else None,
        )
        for number, flow in enumerate(flows)
    )
    return ProcessModel(id="D", process_ids=("P",), nodes=tuple(nodes), flows=made)


def chain(*values: StepValues) -> ProcessModel:
    """Steps in a row between a start and an end."""
    ids = ["S", *(item.key for item in values), "E"]
    nodes = [node("S", "start"), *(node(item.key, values=item) for item in values), node("E", "end")]
    return model(nodes, *pairwise(ids))
