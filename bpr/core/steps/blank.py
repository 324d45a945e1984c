"""The diagram that somebody who draws from nothing begins with."""

from __future__ import annotations

from bpr.core.bpmn.model import Flow, FlowKind, Node, ProcessModel
from bpr.core.steps.places import lanes_of, place_of, pools_of
from bpr.core.steps.to_model import COLLABORATION
from bpr.core.values import StepValues

FIRST_LANE = "担当課"


def blank_model(*, name: str, organisation: str) -> ProcessModel:
    """A pool of the organisation with one lane, start and end; without coordinates."""
    place = place_of(StepValues(key="first", performer=FIRST_LANE))
    parts = (("Start", "startEvent", "開始"), ("End", "endEvent", "終了"))
    flow = Flow(id="Flow_Start_End", kind=FlowKind.SEQUENCE, source="Start", target="End", parent=place.process)
    return ProcessModel(
        id=COLLABORATION,
        name=name,
        process_ids=(place.process,),
        pools=pools_of([place], own_name=organisation),
        lanes=lanes_of([place], {place.lane: [node_id for node_id, _, _ in parts]}),
        nodes=tuple(Node(id=node_id, tag=tag, name=name, parent=place.process) for node_id, tag, name in parts),
        flows=(flow,),
    )
