"""The examples of the rules, as they are written to ``tests/fixtures/bpmn/rules/<rule>/``.

``python -m tests.core.bpmn.rule_examples`` writes them anew; the files are what the tests read. An example is a
workflow table wherever a table can say it, else a diagram of lines (see :func:`diagram`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Lane, Node, Point, Pool, ProcessModel
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import StepRow, parse_next, rows_to_model
from bpr.core.values import FormUse, PerformerKind, StepValues, WorkKind, three_point

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "bpmn" / "rules"
KINDS = {
    "住民": PerformerKind.RESIDENT,
    "窓口": PerformerKind.COUNTER,
    "前住所地": PerformerKind.OTHER_ORGANISATION,
    "県": PerformerKind.OTHER_ORGANISATION,
    "住基システム": PerformerKind.SYSTEM,
}
TAGS = {
    "s": "startEvent", "e": "endEvent", "x": "exclusiveGateway", "p": "parallelGateway", "o": "inclusiveGateway",
    "t": "task", "m": "startEvent", "w": "intermediateThrowEvent", "b": "boundaryEvent", "v": "subProcess",
    "c": "callActivity",
}  # fmt: skip


def table(*cells: tuple[str, ...], **values: dict[str, object]) -> ProcessModel:
    """A process of rows (performer, task, 次の作業), numbered from 1; ``r2=dict(…)`` sets values of row 2."""
    rows = [_row(number, *cell, values=values.get(f"r{number}", {})) for number, cell in enumerate(cells, start=1)]
    return rows_to_model(rows, name="届出の処理", organisation="市")


def _row(number: int, performer: str, task: str, next_: str = "", *, values: dict[str, object]) -> StepRow:
    said = {name: _forms(value) if name.startswith("forms_") else value for name, value in values.items()}
    known: dict[str, object] = {
        "key": f"r{number}", "number": str(number), "performer": performer,
        "performer_kind": KINDS.get(performer, PerformerKind.SECTION), "handling_minutes": three_point(Decimal(5)),
    }  # fmt: skip
    return StepRow(task=task, values=StepValues(**{**known, **said}), next=parse_next(next_))


def _forms(names: object) -> tuple[FormUse, ...]:
    return tuple(FormUse(name=name) for name in str(names).split("、"))


def diagram(*lines: str, unnamed: str = "", **shares: str) -> ProcessModel:
    """A diagram of lines like "s1 t1 e1": the first letter of an id is its kind; shares by flow, "x1_t1=0.5".

    Flows are labelled but for those in ``unnamed``.
    """
    ids = dict.fromkeys(node_id for line in lines for node_id in line.split())
    pairs = dict.fromkeys((a, b) for line in lines for a, b in zip(line.split(), line.split()[1:], strict=False))
    flows = tuple(
        Flow(
            id=f"{a}_{b}", kind=FlowKind.SEQUENCE, source=a, target=b, parent="P",
            name="" if f"{a}_{b}" in unnamed.split() or a[0] not in "xo" else f"場合{b}",
            share=Decimal(shares[f"{a}_{b}"]) if f"{a}_{b}" in shares else None,
        )
        for a, b in pairs
    )  # fmt: skip
    lane = Lane(id="L", name="窓口", process="P", node_ids=tuple(ids))
    return ProcessModel(
        id="C", name="届出の処理", process_ids=("P",), pools=(Pool(id="O", name="市", process="P"),), lanes=(lane,),
        nodes=tuple(node(node_id) for node_id in ids), flows=flows,
    )  # fmt: skip


def node(node_id: str, process: str = "P", **changes: object) -> Node:
    values = StepValues(
        key=node_id, performer="窓口", performer_kind=PerformerKind.COUNTER, handling_minutes=three_point(Decimal(5))
    )
    said = {"values": values, "name": f"作業{node_id[1:]}をする"} if node_id[0] == "t" else {"name": ""}
    return Node(**{"id": node_id, "tag": TAGS[node_id[0]], "parent": process, **said, **changes})


def with_node(model: ProcessModel, node_id: str, **changes: object) -> ProcessModel:
    nodes = tuple(replace(item, **changes) if item.id == node_id else item for item in model.nodes)
    return replace(model, nodes=nodes)


def with_values(model: ProcessModel, node_id: str, **changes: object) -> ProcessModel:
    values = model.node_by_id[node_id].values
    assert values
    return with_node(model, node_id, values=replace(values, **changes))


def with_flow(model: ProcessModel, flow_id: str, **changes: object) -> ProcessModel:
    return replace(model, flows=tuple(replace(f, **changes) if f.id == flow_id else f for f in model.flows))


def moved(model: ProcessModel, node_id: str, right: float, down: float) -> ProcessModel:
    bounds = model.node_by_id[node_id].bounds
    assert bounds
    return with_node(model, node_id, bounds=replace(bounds, x=bounds.x + right, y=bounds.y + down))


def two_pools(*flows: Flow) -> ProcessModel:
    """住民 with s1 t1 e1 above 市 with m2 t2 e2, drawn by hand, and flows of one's own."""
    rows = {"P": ("s1", "t1", "e1"), "Q": ("m2", "t2", "e2")}
    nodes = [
        node(node_id, process, bounds=Bounds(120 + 160 * at, 60 + 200 * row, 100, 60) if node_id[0] == "t"
             else Bounds(120 + 160 * at, 72 + 200 * row, 36, 36),
             event_definitions=("messageEventDefinition",) if node_id[0] == "m" else ())
        for row, (process, ids) in enumerate(rows.items())
        for at, node_id in enumerate(ids)
    ]  # fmt: skip
    inside = [("s1", "t1", "P"), ("t1", "e1", "P"), ("m2", "t2", "Q"), ("t2", "e2", "Q")]
    own = [
        _drawn(nodes, Flow(id=f"{a}_{b}", kind=FlowKind.SEQUENCE, source=a, target=b, parent=p)) for a, b, p in inside
    ]
    pools = (
        Pool(id="O1", name="住民", process="P", bounds=Bounds(60, 20, 520, 180)),
        Pool(id="O2", name="市", process="Q", bounds=Bounds(60, 220, 520, 180)),
    )
    return ProcessModel(
        id="C", name="届出の処理", process_ids=("P", "Q"), pools=pools, nodes=tuple(nodes),
        flows=(*own, *(_drawn(nodes, flow) for flow in flows)),
    )  # fmt: skip


def _drawn(nodes: list[Node], flow: Flow) -> Flow:
    by_id = {item.id: item.bounds for item in nodes}
    start, end = by_id[flow.source], by_id[flow.target]
    assert start
    assert end
    if start.centre.y == end.centre.y:
        return replace(flow, waypoints=(Point(start.right, start.centre.y), Point(end.x, end.centre.y)))
    return replace(flow, waypoints=(Point(start.centre.x, start.bottom), Point(end.centre.x, end.y)))


def message(source: str, target: str) -> Flow:
    return Flow(
        id=f"{source}_{target}", kind=FlowKind.MESSAGE, source=source, target=target, parent="C", share=Decimal(1)
    )


STRAIGHT = diagram("s1 t1 t2 e1")
CHOICE = diagram("s1 t1 x1 t2 x2 e1", "x1 t3 x2", x1_t2="0.1", x1_t3="0.9", unnamed="x2_e1")
PARALLEL = diagram("s1 p1 t1 p2 t3 e1", "p1 t2 p2")
LOOP = diagram("s1 x1 t1 x2 e1", "x2 t2 x1", x2_t2="0.2", x2_e1="0.8", unnamed="x1_t1")
HANDED_IN = two_pools(message("t1", "m2"))
FORM = table(
    ("住民", "申請書を書いて出す"), ("窓口", "申請書を受け付け、審査票を作る"), ("税務課", "審査する"),
    r1={"forms_made": "申請書"}, r2={"forms_read": "申請書", "forms_made": "審査票"}, r3={"forms_read": "審査票"},
)  # fmt: skip
REWORK = table(
    ("住民", "申請書を書いて出す"),
    ("窓口", "申請書を確かめる", "3（10% 不備あり）、4（90% 不備なし）"),
    ("住民", "申請書を書き直す", "2"),
    ("窓口", "申請書を入力する"),
    r1={"forms_made": "申請書", "attached_documents": Decimal(2)}, r2={"forms_read": "申請書"},
    r3={"forms_made": "申請書", "attached_documents": Decimal(1)}, r4={"forms_read": "申請書"},
)  # fmt: skip
_PAPER = {"forms_read": "申請書"}
_KEYED = (("住民", "申請書を出す"), ("窓口", "受付を入力する"), ("税務課", "課税の内容を入力する"))


def _keyed(**last: object) -> ProcessModel:
    return table(
        *_KEYED,
        r1={"forms_made": "申請書"},
        r2={**_PAPER, "system": "受付システム", "work_kind": WorkKind.USER},
        r3={**_PAPER, "system": "税システム", "work_kind": WorkKind.USER, **last},
    )


def _over(model: ProcessModel) -> ProcessModel:
    """The second step drawn over the first."""
    first, second = model.node_by_id["t1"].bounds, model.node_by_id["t2"].bounds
    assert first
    assert second
    return moved(model, "t2", first.x - second.x + 30, first.y - second.y + 20)


def _through(model: ProcessModel) -> ProcessModel:
    """The line between the last steps led along the whole row of steps."""
    first, last = model.node_by_id["s1"].bounds, model.node_by_id["t3"].bounds
    assert first
    assert last
    return with_flow(model, "t2_t3", waypoints=(Point(first.x, first.centre.y), Point(last.x, last.centre.y)))


REPEATED = with_node(STRAIGHT, "t1", loop="multi_sequential", repeat=Decimal("2.5"))


def _inside(model: ProcessModel, holder: str, *ids: str) -> ProcessModel:
    """``ids`` held by another process or by a sub-process."""
    nodes = tuple(replace(item, parent=holder) if item.id in ids else item for item in model.nodes)
    flows = tuple(replace(flow, parent=holder) if flow.source in ids else flow for flow in model.flows)
    lanes = tuple(
        replace(lane, node_ids=tuple(each for each in lane.node_ids if each not in ids)) for lane in model.lanes
    )
    return replace(model, nodes=nodes, flows=flows, lanes=lanes)


def _with_deadline(share: Decimal | None) -> ProcessModel:
    event = {"attached_to": "t1", "event_definitions": ("timerEventDefinition",), "name": "期限", "share": share}
    return with_node(diagram("s1 t1 t2 e1", "b1 t3 e2"), "b1", **event)


def _with_withdrawal(share: Decimal | None) -> ProcessModel:
    """An event sub-process beside the process."""
    model = _inside(diagram("s1 t1 e1", "s2 t2 e2", "v1"), "v1", "s2", "t2", "e2")
    model = with_node(model, "s2", event_definitions=("messageEventDefinition",), share=share)
    return with_node(model, "v1", triggered_by_event=True, name="取下げ")


def _with_undoing() -> ProcessModel:
    """A compensation handler, tied to the event on the step that it undoes."""
    event = {"attached_to": "t1", "event_definitions": ("compensateEventDefinition",), "share": Decimal("0.1")}
    model = with_node(diagram("s1 t1 e1", "b1", "t2"), "b1", **event)
    tie = Flow(id="b1_t2", kind=FlowKind.ASSOCIATION, source="b1", target="t2", parent="P")
    return replace(with_node(model, "t2", is_for_compensation=True), flows=(*model.flows, tie))


def _with_call() -> ProcessModel:
    """A call of a process that stands in the same diagram."""
    model = _inside(diagram("s1 t1 c1 e1", "s2 t2 e2"), "Q", "s2", "t2", "e2")
    model = with_node(model, "c1", called_element="Q", name="審査の手順を行う")
    lane = Lane(id="M", name="窓口", process="Q", node_ids=("s2", "t2", "e2"))
    pool = Pool(id="R", name="審査の手順", process="Q")
    return replace(model, process_ids=("P", "Q"), pools=(*model.pools, pool), lanes=(*model.lanes, lane))


DRAWN = layout(STRAIGHT)
EXAMPLES: dict[str, dict[str, ProcessModel]] = {
    "approval_chain": {
        "valid-one": table(("税務課", "起案する"), ("課長", "決裁する"), ("税務課", "通知する")),
        "valid-drafting": table(("税務課", "決裁を準備する"), ("課長", "決裁する")),
        "invalid-three": table(
            ("税務課", "起案する"), ("係長", "承認する"), ("課長", "承認する（課長）"), ("部長", "決裁を行う")
        ),
    },
    "dead_end": {
        "valid-ends": STRAIGHT,
        "invalid-forgotten": diagram("s1 x1 t1 e1", "x1 t2", x1_t1="0.5", x1_t2="0.5"),
    },
    "deadlocking_join": {
        "valid-parallel": PARALLEL,
        "valid-alternatives-inside": diagram(
            "s1 p1 x1 t1 x2 p2 e1", "x1 t2 x2", "p1 t3 p2", x1_t1="0.5", x1_t2="0.5", unnamed="x2_p2"
        ),
        "valid-loop-around": diagram("s1 x1 p1 t1 p2 x2 e1", "p1 t2 p2", "x2 x1", x2_x1="0.5", x2_e1="0.5"),
        "invalid-decision": diagram("s1 x1 t1 p1 e1", "x1 t2 p1", x1_t1="0.5", x1_t2="0.5"),
        "invalid-some-of-them": diagram("s1 o1 t1 p1 e1", "o1 t2 p1", o1_t1="0.5", o1_t2="0.8"),
    },
    "double_keying": {
        "valid-one-system": _keyed(system="受付システム"),
        "valid-by-machine": _keyed(
            performer_kind=PerformerKind.SYSTEM, performer="税システム", work_kind=WorkKind.SYSTEM
        ),
        "invalid-two-systems": _keyed(),
    },
    "double_writing": {
        "valid-once": FORM,
        "valid-rework": table(
            ("住民", "相談する"), ("窓口", "相談票を書く"),
            ("税務課", "相談票を確かめる", "4（10% 誤り）、終了（90% 正しい）"),
            ("窓口", "相談票を書き直す", "3"),
            r2={"forms_made": "相談票"}, r3={"forms_read": "相談票"}, r4={"forms_made": "相談票"},
        ),
        "invalid-again": table(
            ("住民", "相談する"), ("窓口", "相談票を書く"),
            ("税務課", "相談票をもう一度書く"), ("税務課", "相談票を読む"),
            r2={"forms_made": "相談票"}, r3={"forms_made": "相談票", "forms_read": "相談票"},
            r4={"forms_read": "相談票"},
        ),
    },
    "empty_lane": {
        "valid-full": STRAIGHT,
        "invalid-empty": replace(STRAIGHT, lanes=(*STRAIGHT.lanes, Lane(id="L2", name="税務課", process="P"))),
    },
    "endless_loop": {
        "valid-leaves": LOOP,
        "invalid-never": diagram("s1 x1 t1 x2 x1", "x2 e1", x2_x1="1", x2_e1="0", unnamed="x1_t1"),
    },
    "event_direction": {
        "valid-straight": STRAIGHT,
        "invalid-into-start": diagram("s1 t1 x1 e1", "x1 s1", x1_s1="0.1", x1_e1="0.9"),
        "invalid-out-of-end": diagram("s1 t1 e1 t2 e2"),
    },
    "flow_through_shape": {
        "valid-around": layout(CHOICE),
        "invalid-through": _through(layout(diagram("s1 t1 t2 t3 e1"))),
    },
    "handover_ping_pong": {
        "valid-once-over": table(("窓口", "受け付ける"), ("税務課", "調べる"), ("税務課", "決める"), ("窓口", "渡す")),
        "valid-rework": table(
            ("窓口", "受け付ける"), ("税務課", "調べる", "3（10% 不足）、4（90% 足りる）"), ("窓口", "聞き直す", "2"),
            ("窓口", "渡す"),
        ),
        "invalid-to-and-fro": table(
            ("窓口", "受け付ける"), ("税務課", "調べる"), ("窓口", "電話する"), ("税務課", "決める"), ("窓口", "渡す")
        ),
    },
    "idle_gateway": {
        "valid-choice": CHOICE,
        "invalid-single": diagram("s1 t1 x1 t2 e1", unnamed="x1_t2"),
    },
    "implicit_split": {
        "valid-gateway": PARALLEL,
        "invalid-two-lines": diagram("s1 t1 t2 e1", "t1 t3 e2"),
    },
    "message_inside_pool": {
        "valid-between": HANDED_IN,
        "invalid-inside": two_pools(message("t1", "m2"), message("t2", "e2")),
    },
    "missing_end": {"valid-ends": STRAIGHT, "invalid-open": diagram("s1 t1")},
    "missing_event_share": {
        "valid-deadline": _with_deadline(Decimal("0.05")),
        "valid-withdrawal": _with_withdrawal(Decimal("0.02")),
        "invalid-deadline": _with_deadline(None),
        "invalid-withdrawal": _with_withdrawal(None),
    },
    "missing_minutes": {
        "valid-said": STRAIGHT,
        "invalid-unsaid": with_values(STRAIGHT, "t1", handling_minutes=None),
    },
    "missing_name": {"valid-named": STRAIGHT, "invalid-blank": with_node(STRAIGHT, "t1", name="　")},
    "missing_performer": {"valid-said": STRAIGHT, "invalid-blank": with_values(STRAIGHT, "t1", performer=" ")},
    "missing_repeat": {"valid-said": REPEATED, "invalid-unsaid": with_node(REPEATED, "t1", repeat=None)},
    "missing_share": {
        "valid-rest": diagram("s1 t1 x1 t2 e1", "x1 e2", x1_t2="0.1"),
        "invalid-unsaid": diagram("s1 x1 t1 e1", "x1 t2 e1"),
    },
    "missing_start": {"valid-starts": STRAIGHT, "invalid-open": diagram("t1 e1")},
    "outside_lane": {"valid-inside": DRAWN, "invalid-below": moved(DRAWN, "t2", 0, 400)},
    "overlapping_shapes": {"valid-apart": DRAWN, "invalid-over": _over(DRAWN)},
    "repeated_name": {
        "valid-different": STRAIGHT,
        "invalid-twice": with_node(STRAIGHT, "t2", name=STRAIGHT.node_by_id["t1"].name),
    },
    "resident_asked_twice": {
        "valid-rework": REWORK,
        "invalid-form": table(
            ("住民", "申請書を書いて出す"), ("窓口", "受け付ける"), ("住民", "本庁でも申請書を書く"),
            ("税務課", "審査する"),
            r1={"forms_made": "申請書"}, r2=_PAPER, r3={"forms_made": "申請書"}, r4=_PAPER,
        ),
        "invalid-documents": table(
            ("住民", "届出をする"), ("窓口", "受け付ける"), ("住民", "書類を持って再び来庁する"),
            ("税務課", "審査する"),
            r1={"attached_documents": Decimal(1)}, r3={"attached_documents": Decimal(3)},
        ),
    },
    "sequence_across_pools": {
        "valid-message": HANDED_IN,
        "invalid-solid": two_pools(
            message("t1", "m2"), Flow(id="t1_t2", kind=FlowKind.SEQUENCE, source="t1", target="t2", parent="P")
        ),
    },
    "share_sum": {
        "valid-whole": CHOICE,
        "invalid-too-little": diagram("s1 x1 t1 e1", "x1 t2 e1", x1_t1="0.5", x1_t2="0.4"),
        "invalid-too-much": diagram("s1 x1 t1 e1", "x1 t2 e1", x1_t1="0.8", x1_t2="0.6"),
    },
    "shares_on_parallel": {
        "valid-none": PARALLEL,
        "invalid-shares": diagram("s1 p1 t1 p2 t3 e1", "p1 t2 p2", p1_t1="0.3", p1_t2="0.7"),
    },
    "starving_join": {
        "valid-decided-inside": diagram(
            "s1 p1 x1 t1 x2 p2 e1", "x1 t2 x2", "p1 t3 p2", x1_t1="0.5", x1_t2="0.5", unnamed="x2_p2"
        ),
        "invalid-leaves": diagram("s1 p1 x1 t1 p2 e1", "x1 e2", "p1 t2 p2", x1_t1="0.5", x1_e2="0.5"),
    },
    "unlabelled_branch": {
        "valid-one-otherwise": diagram("s1 t1 x1 t2 e1", "x1 e2", x1_t2="0.1", unnamed="x1_e2"),
        "invalid-none": diagram("s1 t1 x1 t2 e1", "x1 e2", x1_t2="0.1", unnamed="x1_e2 x1_t2"),
    },
    "unmade_form": {
        "valid-made": FORM,
        "valid-brought": table(
            ("住民", "届出をする"), ("窓口", "戸籍謄本を確かめる"),
            r1={"attached_documents": Decimal(1)}, r2={"forms_read": "戸籍謄本"},
        ),
        "valid-ledger": table(("窓口", "受け付ける"), ("税務課", "調べる"), r2={"forms_read": "課税台帳"}),
        "invalid-from-nowhere": table(("窓口", "受け付ける"), ("税務課", "審査する"), r2={"forms_read": "審査票"}),
    },
    "unreachable_step": {
        "valid-reached": STRAIGHT,
        "valid-set-off-by-event": _with_withdrawal(Decimal("0.02")),
        "valid-undoing": _with_undoing(),
        "valid-called": _with_call(),
        "invalid-apart": diagram("s1 t1 e1", "t2 e2"),
    },
    "unread_form": {
        "valid-read": FORM,
        "valid-goes-out": table(("税務課", "決定する"), ("税務課", "通知を作る"), r2={"forms_made": "決定通知書"}),
        "valid-handed-over": table(("窓口", "番号票を渡す"), ("住民", "待つ"), r1={"forms_made": "番号票"}),
        "invalid-nobody": table(("窓口", "受け付ける"), ("税務課", "審査する"), r1={"forms_made": "受付連絡票"}),
    },
    "unsynchronised_merge": {
        "valid-joined": PARALLEL,
        "valid-inclusive": diagram("s1 o1 t1 o2 e1", "o1 t2 o2", o1_t1="0.5", o1_t2="0.8", unnamed="o2_e1"),
        "invalid-parallel": diagram("s1 p1 t1 x1 t3 e1", "p1 t2 x1", unnamed="x1_t3"),
        "invalid-inclusive": diagram("s1 o1 t1 x1 t3 e1", "o1 t2 x1", o1_t1="0.5", o1_t2="0.8", unnamed="x1_t3"),
    },
    "waiting_for_approval": {
        "valid-at-once": table(("税務課", "起案する"), ("課長", "決裁する"), r2={"waiting_minutes": Decimal(120)}),
        "valid-other-wait": table(
            ("税務課", "起案する"), ("課長", "結果を読む"), r2={"waiting_minutes": Decimal(5000)}
        ),
        "invalid-two-days": table(("税務課", "起案する"), ("課長", "決裁する"), r2={"waiting_minutes": Decimal(2880)}),
    },
    "wrong_default_flow": {
        "valid-plain": with_node(CHOICE, "x1", default_flow="x1_t3"),
        "invalid-condition": with_node(
            with_flow(CHOICE, "x1_t3", has_condition=True), "x1", default_flow="x1_t3"
        ),
    },
}  # fmt: skip


def files() -> Iterator[tuple[Path, bytes]]:
    for rule, examples in EXAMPLES.items():
        for name, model in examples.items():
            drawn = model if all(item.bounds for item in model.nodes if item.is_flow_node) else layout(model)
            yield FOLDER / rule / f"{name}.bpmn", write_bpmn(drawn)


if __name__ == "__main__":
    for path, data in files():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
