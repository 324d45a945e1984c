"""A process model as the rules look at it: what several of them need is worked out once."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from bpr.core.bpmn.branches import TokenGraph
from bpr.core.bpmn.control import ControlEdge, called_process
from bpr.core.bpmn.finding import Name, kind_of, named
from bpr.core.bpmn.model import Node, Pool, ProcessModel
from bpr.core.values import FormUse, PerformerKind, StepValues

_HALF = Decimal("0.5")


class Step(NamedTuple):
    """An activity with its values."""

    node: Node
    values: StepValues


class FormStep(NamedTuple):
    """A step that reads or makes a form, which it writes as ``form``."""

    node: Node
    values: StepValues
    form: str


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
    def pools(self) -> dict[str, Pool]:
        return {pool.id: pool for pool in self.model.pools}

    @cached_property
    def drawn(self) -> tuple[Node, ...]:
        """Activities, events and gateways that have a place in the drawing."""
        return tuple(node for node in self.model.nodes if node.is_flow_node and node.bounds is not None)

    @cached_property
    def boundary_events(self) -> tuple[Node, ...]:
        """Events that are drawn on the border of an activity."""
        return tuple(node for node in self.drawn if node.attached_to)

    # names

    def named(self, node: Node) -> Name:
        """As :func:`named`; but what has no name, as most gateways and events, is told by the step beside it."""
        if node.name.strip() or node.is_activity:
            return named(node)
        joins = node.is_gateway and len(self.graph.incoming.get(node.id, ())) > 1 >= len(
            self.graph.outgoing.get(node.id, ())
        )
        first = joins or node.tag == "startEvent"
        for ahead in (first, not first):
            if beside := self._beside(node, ahead=ahead):
                return _told(node, beside, joins=joins, is_before=ahead)
        return named(node)

    def _beside(self, node: Node, *, ahead: bool) -> Node | None:
        """The nearest element with a name before or behind, where one way leads there."""
        edges = self.graph.outgoing if ahead else self.graph.incoming
        at, seen = node.id, {node.id}
        while ways := edges.get(at, []):
            at = ways[0].target if ahead else ways[0].source
            if at in seen:
                return None
            seen.add(at)
            found = self.model.node_by_id[at]
            if found.name.strip() and found.is_activity:
                return found
        return None

    # the way of a case

    def in_loop(self, node: Node) -> bool:
        """True for steps that a case can come to again, as rework does."""
        return node.id in self.graph.reached_from(node.id)

    def both_done(self, first: Node, second: Node) -> bool:
        """True where most cases that pass ``first`` later pass ``second`` as well, neither of them as rework."""
        if self.in_loop(first) or self.in_loop(second):
            return False
        return second.id in self.graph.reached_from(first.id) and second.id in self._mostly_behind(first.id)

    def at_once(self, first: Node, second: Node) -> bool:
        """True for steps on different branches of a parallel gateway."""
        return any(
            (first.id in one - other and second.id in other - one)
            or (second.id in one - other and first.id in other - one)
            for split in self.graph.splits
            if split.tag == "parallelGateway"
            for one, other in combinations(self._branches(split), 2)
        )

    def _branches(self, split: Node) -> list[frozenset[str]]:
        """What lies on each branch, its first node included."""
        return [self.graph.reached_from(edge.target) | {edge.target} for edge in self.graph.outgoing[split.id]]

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
    def steps(self) -> tuple[Step, ...]:
        """Activities with their values, in document order."""
        return tuple(
            Step(node, node.values) for node in self.model.nodes if node.is_activity and node.values is not None
        )

    @cached_property
    def opened(self) -> set[str]:
        """Sub-processes and calls whose inside is drawn: their inner steps do the work."""
        holders = {node.parent for node in self.model.nodes if node.is_flow_node}
        return holders | {node.id for node in self.model.nodes if called_process(self.model, node) in holders}

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
        while len(ways := self._main_edges.get(node_id, [])) == 1:
            node_id = ways[0].target
            if node_id in seen:
                return ""
            seen.add(node_id)
            if nodes[node_id].is_activity:
                return node_id if nodes[node_id].values is not None else ""
        return ""

    def steps_after(self, node: Node) -> list[Step]:
        """The steps that may come right after ``node``, past gateways and events."""
        found: dict[str, Step] = {}
        seen, todo = set[str](), [node.id]
        while todo:
            for edge in self.graph.outgoing.get(todo.pop(), ()):
                after = self.model.node_by_id[edge.target]
                if after.is_activity and after.values is not None:
                    found[after.id] = Step(after, after.values)
                elif after.id not in seen:
                    seen.add(after.id)
                    todo.append(after.id)
        return list(found.values())

    # forms

    @cached_property
    def makers(self) -> dict[str, list[FormStep]]:
        """Steps that make a form, by :func:`form_key`."""
        return _by_form((step, step.values.forms_made) for step in self.steps)

    @cached_property
    def readers(self) -> dict[str, list[FormStep]]:
        """Steps that read a form, by :func:`form_key`."""
        return _by_form((step, step.values.forms_read) for step in self.steps)

    @cached_property
    def residents(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.values.performer_kind is PerformerKind.RESIDENT)


def _told(node: Node, beside: Node, *, joins: bool, is_before: bool) -> Name:
    kind, step = kind_of(node), named(beside)
    ja = kind.ja.replace("分岐", "合流") if joins else kind.ja
    en = "merge" if joins and kind.en == "decision" else kind.en
    if is_before:
        return Name(f"{step.ja}の前の{ja}", f"the {en} before {step.en}")
    return Name(f"{step.ja}の後の{ja}", f"the {en} after {step.en}")


def form_key(name: str) -> str:
    """What makes two spellings of a form's name one: width of characters and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _by_form(uses: Iterable[tuple[Step, tuple[FormUse, ...]]]) -> dict[str, list[FormStep]]:
    found = defaultdict(list)
    for step, forms in uses:
        names = {form_key(form.name): form.name for form in forms}
        for key, name in names.items():
            if key:
                found[key].append(FormStep(*step, name))
    return dict(found)
