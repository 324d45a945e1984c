"""What several commands have in common: the document read, the models of its diagrams, what to say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bpr.cli import words
from bpr.cli.exchange import Order
from bpr.cli.words import Words
from bpr.core.bpmn.diagrams import Diagram
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.parse import read_model


def read(order: Order) -> BpmnDocument:
    return BpmnDocument.parse(order.data, source_name=order.name)


def one_model(order: Order, document: BpmnDocument, *, how: Words = words.BY_OPTION) -> ProcessModel:
    """The diagram asked for, or the only one. BpmnError that names them, and how to choose, where there are several."""
    asked = order.options.get("diagram")
    choices = [item for item in document.diagrams() if not item.inside]
    if asked is None and len(choices) > 1:
        named = "、".join(f"{item.id}（{item.name}）" for item in choices)
        english = ", ".join(f"{item.id} ({item.name})" for item in choices)
        raise BpmnError(
            f"図が{len(choices)}つあります。{how.ja}1つを選んでください: {named}",
            en=f"There are {len(choices)} diagrams. Choose one {how.en}: {english}",
        )
    return read_model(document, diagram_id=asked or (choices[0].id if choices else None))


def models(order: Order, document: BpmnDocument) -> Iterator[tuple[str, ProcessModel]]:
    """The diagram asked for, or all of the file, each with the mark that tells its results apart ("" for the first)."""
    asked = order.options.get("diagram")
    if asked or not document.diagrams():
        yield "", read_model(document, diagram_id=asked)
        return
    for at, item in enumerate(document.diagrams(), start=1):
        yield f"-{at}" if at > 1 else "", read_model(document, diagram_id=item.id)


def diagram_line(item: Diagram) -> dict[str, Any]:
    line: dict[str, Any] = {"id": item.id, "name": item.name, "elements": item.elements}
    return line | ({"inside": item.inside} if item.inside else {})


def counts_of(model: ProcessModel) -> dict[str, int]:
    """Elements of a model by kind, and how many there are together."""
    kinds = {"pools": len(model.pools), "lanes": len(model.lanes)}
    kinds |= {"nodes": len(model.nodes), "flows": len(model.flows)}
    return kinds | {"elements": sum(kinds.values())} | dict(sorted(Counter(node.tag for node in model.nodes).items()))


def sum_of_counts(models: Sequence[ProcessModel]) -> dict[str, int]:
    counts = [counts_of(model) for model in models]
    names = dict.fromkeys(name for one in counts for name in one)
    return {name: sum(one.get(name, 0) for one in counts) for name in names}


def repairs_of(document: BpmnDocument) -> list[dict[str, str]]:
    return [{"element": item.element_id, "message": item.message_ja} for item in document.repairs]
