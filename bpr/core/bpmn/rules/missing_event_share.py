"""An event on a step, or an event sub-process, without a share: it is calculated as never happening."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.control import event_share
from bpr.core.bpmn.finding import Finding, Name, Severity, Topic, Words, named, quoted, sentence
from bpr.core.bpmn.model import Node, ProcessModel


def check(diagram: Checked) -> Iterator[Finding]:
    for node, name in (*_on_steps(diagram.model), *_beside(diagram.model)):
        yield Finding(
            rule="missing_event_share",
            severity=Severity.WARNING,
            topic=Topic.FIGURES,
            element_id=node.id,
            ja=Words(
                f"{name.ja}に、起きる割合が入っていません",
                "0とみなしています。割合を入れてください（例：100件のうち5件で起きるなら5%）",
            ),
            en=Words(
                sentence(f"{name.en} has no share of the cases in which it happens"),
                "It is taken as 0. Enter the share (for example: 5% where it happens in 5 of 100 cases).",
            ),
        )


def _on_steps(model: ProcessModel) -> Iterator[tuple[Node, Name]]:
    for event in model.nodes:
        step = model.node_by_id.get(event.attached_to) if event.tag == "boundaryEvent" else None
        if step is not None and event_share(model, event) is None:
            own, on = quoted(event.name) if event.name.strip() else Name("", ""), named(step)
            yield event, Name(f"{on.ja}に付けたイベント{own.ja}", f"{f'event {own.en}'.strip()} on {on.en}")


def _beside(model: ProcessModel) -> Iterator[tuple[Node, Name]]:
    starts = [node for node in model.nodes if node.tag == "startEvent"]
    for holder in (node for node in model.nodes if node.triggered_by_event):
        own = [start for start in starts if start.parent == holder.id]
        if own and all(start.share is None for start in own):
            name = quoted(holder.name.strip() or holder.id)
            yield own[0], Name(f"イベントサブプロセス{name.ja}の開始", f"the start of event sub-process {name.en}")
