"""Rows brought into a drawing that goes its own way: one small edit after the other, each tried on the drawing itself.

Where a drawing cannot be traced from a sketch of its rows (sub-processes, boundary events, gateways of its own), the
change of a row is tried as a person would make it by hand: a new step is put into a line, a step that goes is closed
over, a line is led elsewhere. An edit stands if the rows that are read off the drawing come nearer to those wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bpr.core.bpmn.model import Flow, FlowKind, Lane, Node, ProcessModel
from bpr.core.steps.from_model import model_to_rows, steps_in_order
from bpr.core.steps.rows import Branch, NextKind, StepRow

_Ways = tuple[NextKind, tuple[tuple[str, object, str], ...]]  # the share with what is said of its range
_TAGS = {"manual": "manualTask", "user": "userTask", "system": "serviceTask"}
_MOST_EDITS = 12
_FARTHEST = 4 * _MOST_EDITS  # a table that is so much another is no edit of this drawing


def ways_by_key(rows: Sequence[StepRow]) -> dict[str, _Ways]:
    """Where each row leads, by keys of steps: as (kind, (target, share, label) …)."""
    keys = {row.values.number: row.values.key for row in rows}
    found: dict[str, _Ways] = {}
    for at, row in enumerate(rows):
        if row.next.kind is NextKind.FOLLOWING:
            last = at + 1 == len(rows)
            ways: _Ways = NextKind.GOTO, (("" if last else rows[at + 1].values.key, None, ""),)
        elif row.next.kind is NextKind.END:
            ways = NextKind.GOTO, (("", None, ""),)
        else:
            branches = row.next.branches
            ways = row.next.kind, tuple((keys.get(each.to, ""), _share(each), each.label) for each in branches)
        found[row.values.key] = ways
    return found


def _share(branch: Branch) -> object:
    return branch.share, branch.share_range, branch.share_of


def rewired(drawing: ProcessModel, before: Sequence[StepRow], wanted: Sequence[StepRow]) -> ProcessModel | None:
    """The drawing with the wanted rows in it, None where small edits do not lead there."""
    nodes = dict(zip((row.values.key for row in before), steps_in_order(drawing), strict=True))
    model = _retold(drawing, nodes, before, wanted)
    aim = ways_by_key(wanted)
    ids = {key: node.id for key, node in nodes.items()}
    for _edit in range(_MOST_EDITS):
        here = model_to_rows(model) if model else []
        distance = _distance(ways_by_key(here), aim)
        if model is None or not distance:
            return model
        if distance > _FARTHEST:
            return None
        tries = _edits(model, ids, ways_by_key(here), aim, wanted)
        better = ((_distance(ways_by_key(model_to_rows(each)), aim), each) for each in tries)
        model = next((each for less, each in better if less < distance), None)
    return None


def retold(drawing: ProcessModel, before: Sequence[StepRow], wanted: Sequence[StepRow]) -> ProcessModel | None:
    """The drawing where only names and values of rows changed, None where more did."""
    if [row.values.key for row in before] != [row.values.key for row in wanted]:
        return None
    if ways_by_key(before) != ways_by_key(wanted) or list(map(_place, before)) != list(map(_place, wanted)):
        return None
    nodes = dict(zip((row.values.key for row in before), steps_in_order(drawing), strict=True))
    return _retold(drawing, nodes, before, wanted)


def with_all_values(model: ProcessModel, rows: Sequence[StepRow]) -> ProcessModel:
    """Every step with the values of its row, in the order of the rows: so keys and numbers stay when rows come and go.

    Steps of other tools have no values until then; numbers would be counted anew.
    """
    found = dict(zip((row.values.key for row in model_to_rows(model)), steps_in_order(model), strict=True))
    if found.keys() != {row.values.key for row in rows}:
        return model
    told = [replace(found[row.values.key], name=row.task, values=row.values) for row in rows]
    ids, ordered = {node.id for node in told}, iter(told)
    return replace(model, nodes=tuple(next(ordered) if node.id in ids else node for node in model.nodes))


def _place(row: StepRow) -> tuple[str, str]:
    return row.values.performer, row.values.performer_kind


def _retold(
    drawing: ProcessModel, nodes: Mapping[str, Node], before: Sequence[StepRow], wanted: Sequence[StepRow]
) -> ProcessModel | None:
    """Names and values of the rows that stay; None where one of them goes to a lane that is not there."""
    old = {row.values.key: row for row in before}
    changed: dict[str, Node] = {}
    lanes = drawing.lanes
    for row in wanted:
        was, node = old.get(row.values.key), nodes.get(row.values.key)
        if was is None or node is None or (was.task, was.values) == (row.task, row.values):
            continue
        tag = _TAGS[row.values.work_kind] if was.values.work_kind is not row.values.work_kind else node.tag
        changed[node.id] = replace(node, name=row.task, tag=tag, values=row.values)
        if _place(was) != _place(row):
            lane = _lane_of(drawing, node, row.values.performer)
            if lane is None:
                return None
            lanes = _moved(lanes, node.id, lane.id)
    return replace(drawing, lanes=lanes, nodes=tuple(changed.get(node.id, node) for node in drawing.nodes))


def _lane_of(drawing: ProcessModel, beside: Node, performer: str) -> Lane | None:
    """The lane of a performer in the pool that ``beside`` is in."""
    return next((each for each in drawing.lanes if (each.name, each.process) == (performer, beside.parent)), None)


def _moved(lanes: Sequence[Lane], node_id: str, lane_id: str) -> tuple[Lane, ...]:
    others = (replace(each, node_ids=tuple(known for known in each.node_ids if known != node_id)) for each in lanes)
    return tuple(replace(each, node_ids=(*each.node_ids, node_id)) if each.id == lane_id else each for each in others)


def _distance(here: Mapping[str, _Ways], aim: Mapping[str, _Ways]) -> int:
    """How many rows lead elsewhere; a row too few or too many counts more, so that it comes first."""
    return sum(here[key] != aim[key] for key in here.keys() & aim.keys()) + 3 * len(here.keys() ^ aim.keys())


def _edits(
    model: ProcessModel, ids: dict[str, str], here: Mapping[str, _Ways], aim: Mapping[str, _Ways],
    wanted: Sequence[StepRow],
) -> Iterator[ProcessModel]:  # fmt: skip
    """The edits to try, nearest first."""
    for key in [key for key in here if key not in aim]:
        yield from _without(model, ids[key])
    new = {row.values.key: row for row in wanted if row.values.key not in here}
    for key, row in new.items():
        before = [other for other in here if any(way[0] == key for way in aim[other][1])]
        for other in before:
            for flow in lines_behind(model, ids[other]):
                yield from _with_step(model, row, flow, ids)
            yield from _with_last_step(model, row, ids[other], ids)
    for key in [key for key in here if key in aim and here[key] != aim[key]]:
        known = {way[0] for way in here[key][1]}
        for target in dict.fromkeys(way[0] for way in aim[key][1]):
            if target not in known:
                yield from _led_to(model, ids[key], ids.get(target, ""))


def lines_behind(model: ProcessModel, node_id: str) -> list[Flow]:
    """Lines behind a step up to the next steps, the nearest first."""
    found: list[Flow] = []
    seen, todo = {node_id}, [node_id]
    while todo:
        for flow in model.outgoing.get(todo.pop(0), ()):
            found.append(flow)
            node = model.node_by_id.get(flow.target)
            if node is not None and not node.is_activity and node.id not in seen:
                seen.add(node.id)
                todo.append(node.id)
    return found


def _without(model: ProcessModel, node_id: str) -> Iterator[ProcessModel]:
    """A step taken out, the lines to it led on to where its own led."""
    ways_in, ways_on = model.incoming.get(node_id, ()), model.outgoing.get(node_id, ())
    gone = {node_id} | {node.id for node in model.nodes if node.attached_to == node_id}
    if len(ways_on) <= 1:
        target = ways_on[0].target if ways_on else ""
        led = {flow.id: replace(flow, target=target) for flow in ways_in if target}
    elif len(ways_in) == 1:
        led = {flow.id: replace(flow, source=ways_in[0].source) for flow in ways_on}
    else:
        return
    nodes = tuple(node for node in model.nodes if node.id not in gone)
    flows = tuple(led.get(flow.id, flow) for flow in model.flows)
    lanes = tuple(replace(lane, node_ids=tuple(n for n in lane.node_ids if n not in gone)) for lane in model.lanes)
    kept = tuple(flow for flow in flows if not gone & {flow.source, flow.target})
    yield replace(model, nodes=nodes, flows=kept, lanes=lanes)


def _with_step(model: ProcessModel, row: StepRow, flow: Flow, ids: dict[str, str]) -> Iterator[ProcessModel]:
    """A new step in a line."""
    made = _added(model, row, model.node_by_id[flow.source], ids)
    if made is None:
        return
    on = Flow(id=_free(model, f"Flow_{ids[row.values.key]}"), kind=FlowKind.SEQUENCE, source=ids[row.values.key],
              target=flow.target, parent=flow.parent)  # fmt: skip
    flows = (replace(each, target=ids[row.values.key]) if each.id == flow.id else each for each in made.flows)
    yield replace(made, flows=(*flows, on))


def _with_last_step(model: ProcessModel, row: StepRow, after: str, ids: dict[str, str]) -> Iterator[ProcessModel]:
    """A new step behind one that nothing comes after."""
    made = _added(model, row, model.node_by_id[after], ids) if not model.outgoing.get(after) else None
    if made is not None:
        parent = model.node_by_id[after].parent
        flow = Flow(id=_free(model, f"Flow_{after}"), kind=FlowKind.SEQUENCE, source=after,
                    target=ids[row.values.key], parent=parent)  # fmt: skip
        yield replace(made, flows=(*made.flows, flow))


def _added(model: ProcessModel, row: StepRow, beside: Node, ids: dict[str, str]) -> ProcessModel | None:
    """A new step beside an element, in the lane of its performer; None where there is none."""
    ids[row.values.key] = node_id = _free(model, f"Task_{row.values.key}")
    tag = _TAGS[row.values.work_kind]
    node = Node(id=node_id, tag=tag, name=row.task, parent=beside.parent, values=row.values)
    lanes = model.lanes
    if beside.parent in model.process_ids and any(lane.process == beside.parent for lane in lanes):
        lane = _lane_of(model, beside, row.values.performer)
        if lane is None:
            return None
        lanes = _moved(lanes, node_id, lane.id)
    at = next(at for at, each in enumerate(model.nodes, start=1) if each.id == beside.id)
    return replace(model, lanes=lanes, nodes=(*model.nodes[:at], node, *model.nodes[at:]))


def _led_to(model: ProcessModel, source: str, target: str) -> Iterator[ProcessModel]:
    """Each line behind a step led to another one, or to an end; to a merge in front of it where there is one."""
    for flow in lines_behind(model, source):
        parent = model.node_by_id[flow.source].parent
        if target and model.node_by_id[target].parent != parent:
            continue
        for end in _entries(model, target) if target else _ends(model, parent):
            yield _pruned(model, tuple(replace(f, target=end) if f.id == flow.id else f for f in model.flows))


def _entries(model: ProcessModel, target: str) -> list[str]:
    ways_in = model.incoming.get(target, ())
    before = [model.node_by_id[flow.source] for flow in ways_in]
    merges = [node.id for node in before if node.tag == "exclusiveGateway" and len(model.outgoing[node.id]) == 1]
    return [*merges, target]


def _ends(model: ProcessModel, parent: str) -> list[str]:
    return [node.id for node in model.nodes if node.tag == "endEvent" and node.parent == parent]


def _pruned(model: ProcessModel, flows: tuple[Flow, ...]) -> ProcessModel:
    """Unnamed gateways and ends to which no line leads any more go."""
    reached = {flow.target for flow in flows}
    gone = {
        node.id
        for node in model.nodes
        if (node.is_gateway or node.tag == "endEvent") and node.id not in reached and model.incoming.get(node.id)
    }
    lanes = tuple(replace(lane, node_ids=tuple(n for n in lane.node_ids if n not in gone)) for lane in model.lanes)
    nodes = tuple(node for node in model.nodes if node.id not in gone)
    kept = tuple(flow for flow in flows if not gone & {flow.source, flow.target})
    return replace(model, nodes=nodes, flows=kept, lanes=lanes)


def _free(model: ProcessModel, wanted: str) -> str:
    taken = {item.id for group in (model.nodes, model.flows) for item in group}
    free, count = wanted, 1
    while free in taken:
        count += 1
        free = f"{wanted}_{count}"
    return free
