"""A process model as the rules look at it: what several of them need is worked out once."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from bpr.core.bpmn.branches import TokenGraph
from bpr.core.bpmn.control import ControlEdge, ControlKind
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.values import FormUse, PerformerKind, StepValues

_HALF = Decimal("0.5")


class Checked:
    """One model under check, with the way of its cases, its steps and the trail of its forms."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        self.graph = TokenGraph(model)

    # places

    @cached_property
    def process_of(self) -> dict[str, str]:
        """The process of each node, also of those inside sub-processes."""
        found: dict[str, str] = {}
        nodes = self.model.node_by_id
        for node in self.model.nodes:
            parent = node.parent
            while parent in nodes:
                parent = nodes[parent].parent
            found[node.id] = parent
        return found

    @cached_property
    def drawn(self) -> tuple[Node, ...]:
        """Activities, events and gateways that have a place in the drawing."""
        return tuple(node for node in self.model.nodes if node.is_flow_node and node.bounds is not None)

    # the way of a case

    def in_loop(self, node: Node) -> bool:
        """True for steps that a case can come to again, as rework does."""
        return node.id in self.graph.reached_from(node.id)

    def both_done(self, first: Node, second: Node) -> bool:
        """True where most cases that pass ``first`` later pass ``second`` as well, neither of them as rework."""
        return second.id in self._mostly_behind(first.id) and not self.in_loop(first) and not self.in_loop(second)

    @cached_property
    def _main_edges(self) -> dict[str, list[ControlEdge]]:
        """Ways on without the branches that less than half of the cases take."""
        found = defaultdict(list)
        for edge in self.graph.edges:
            if edge.share is None or edge.share >= _HALF:
                found[edge.source].append(edge)
        return dict(found)

    def _mostly_behind(self, node_id: str) -> set[str]:
        found: set[str] = set()
        todo = [node_id]
        while todo:
            for edge in self._main_edges.get(todo.pop(), ()):
                if edge.target not in found:
                    found.add(edge.target)
                    todo.append(edge.target)
        return found

    # steps

    @cached_property
    def steps(self) -> tuple[tuple[Node, StepValues], ...]:
        """Activities with their values, in document order."""
        return tuple((node, node.values) for node in self.model.nodes if node.is_activity and node.values is not None)

    @cached_property
    def opened(self) -> set[str]:
        """Sub-processes whose inside is drawn: their inner steps do the work."""
        return {edge.source for edge in self.graph.edges if edge.kind is ControlKind.ENTER}

    @cached_property
    def chains(self) -> tuple[tuple[Node, ...], ...]:
        """Steps that most cases do one after the other, each with one way on to the next."""
        following = {node.id: self._step_after(node.id) for node, _ in self.steps}
        leading = defaultdict(list)
        for node_id, after in following.items():
            if after:
                leading[after].append(node_id)
        inner = {after for after, before in leading.items() if len(before) == 1}
        heads = [node for node, _ in self.steps if node.id not in inner]
        return tuple(tuple(self._chain(head, following, inner)) for head in heads)

    def _chain(self, head: Node, following: dict[str, str], inner: set[str]) -> Iterator[Node]:
        yield head
        at = following[head.id]
        while at in inner and at != head.id:
            yield self.model.node_by_id[at]
            at = following[at]

    def _step_after(self, node_id: str) -> str:
        """The one step that follows in most cases; "" where there is none or several."""
        nodes = self.model.node_by_id
        seen = {node_id}
        while len(ways := self._main_edges.get(node_id, ())) == 1:
            node_id = ways[0].target
            if node_id in seen:
                return ""
            seen.add(node_id)
            if nodes[node_id].is_activity:
                return node_id if nodes[node_id].values is not None else ""
        return ""

    # forms

    @cached_property
    def makers(self) -> dict[str, list[Node]]:
        """Steps that make a form, by :func:`form_key`."""
        return _by_form((node, values.forms_made) for node, values in self.steps)

    @cached_property
    def readers(self) -> dict[str, list[Node]]:
        """Steps that read a form, by :func:`form_key`."""
        return _by_form((node, values.forms_read) for node, values in self.steps)

    @cached_property
    def residents(self) -> tuple[tuple[Node, StepValues], ...]:
        return tuple((node, values) for node, values in self.steps if values.performer_kind is PerformerKind.RESIDENT)


def form_key(name: str) -> str:
    """What makes two spellings of a form's name one: width of characters and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _by_form(uses: Iterator[tuple[Node, tuple[FormUse, ...]]]) -> dict[str, list[Node]]:
    found = defaultdict(list)
    for node, forms in uses:
        for key in dict.fromkeys(form_key(form.name) for form in forms):
            if key:
                found[key].append(node)
    return dict(found)
