"""Random block-structured processes of every kind of BPMN that carries flow, each block with its closed-form answer.

A block knows the expected minutes of work and of lead time of one passage, from its parts alone; nothing here asks the
calculation that is tested.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count

from hypothesis import strategies as st

from bpr.core.bpmn.model import Node, ProcessModel
from tests.core.flow_models import F, model, node, step

SIMPLE = ("task", "series", "decision", "parallel", "loop")
REPEATED = ("repeat", "sub", "boundary", "event_sub", "call")
_percent = st.integers(5, 95).map(lambda number: Decimal(number) / 100)


@dataclass
class Block:
    """A piece of a process from ``first`` to ``last``. Its nodes stand in the process "P" unless they say else."""

    nodes: list[Node]
    flows: list[tuple[str, ...]]
    first: str
    last: str
    work: F
    lead: F
    processes: list[str] = field(default_factory=list)  # called ones


def process_of(block: Block) -> ProcessModel:
    nodes = [node("S", "start"), *block.nodes, node("E", "end")]
    whole = model(nodes, ("S", block.first), *block.flows, (block.last, "E"))
    return replace(whole, process_ids=("P", *block.processes))


@st.composite
def blocks(draw: st.DrawFn, *, kinds: tuple[str, ...] = SIMPLE + REPEATED, depth: int = 3) -> Block:
    return _Maker(draw, kinds).block(depth)


class _Maker:
    def __init__(self, draw: st.DrawFn, kinds: tuple[str, ...]) -> None:
        self.draw, self.kinds, self.numbers = draw, kinds, count(1)

    def block(self, depth: int) -> Block:
        kind = self.draw(st.sampled_from(self.kinds)) if depth else "task"
        return getattr(self, kind)(f"n{next(self.numbers)}", depth - 1)

    def task(self, name: str, _: int) -> Block:
        time = self.draw(st.integers(0, 60))
        return Block([node(name, values=step(name, str(time)))], [], name, name, F(time), F(time))

    def series(self, _: str, depth: int) -> Block:
        one, two = self.block(depth), self.block(depth)
        flows = [*one.flows, *two.flows, (one.last, two.first)]
        return _joined(one, two, [], flows, one.first, two.last, one.work + two.work, one.lead + two.lead)

    def decision(self, name: str, depth: int) -> Block:
        p = self.draw(_percent)
        one, two = self.block(depth), self.block(depth)
        work, lead = (F(p) * a + (1 - F(p)) * b for a, b in ((one.work, two.work), (one.lead, two.lead)))
        return self._split(name, "xor", (p, 1 - p), one, two, work, lead)

    def _split(self, name: str, kind: str, shares: tuple, one: Block, two: Block, work: F, lead: F) -> Block:
        split, join = node(f"{name}s", kind), node(f"{name}j", kind)
        ways = [(split.id, one.first, str(shares[0])), (split.id, two.first, str(shares[1]))]
        flows = [*one.flows, *two.flows, *ways, (one.last, join.id), (two.last, join.id)]
        return _joined(one, two, [split, join], flows, split.id, join.id, work, lead)

    def parallel(self, name: str, depth: int) -> Block:
        one, two = self.block(depth), self.block(depth)
        return self._split(name, "and", (1, 1), one, two, one.work + two.work, max(one.lead, two.lead))

    def loop(self, name: str, depth: int) -> Block:
        inner, back = self.block(depth), self.draw(st.integers(1, 60).map(lambda number: Decimal(number) / 100))
        entry, gate, out = node(f"{name}i", "xor"), node(f"{name}o", "xor"), node(f"{name}x", "catch")
        flows = [(entry.id, inner.first), (inner.last, gate.id), (gate.id, entry.id, str(back)),
                 (gate.id, out.id, str(1 - back))]  # fmt: skip
        times = 1 / (1 - F(back))
        return replace(
            inner, nodes=[*inner.nodes, entry, gate, out], flows=inner.flows + flows, first=entry.id, last=out.id,
            work=inner.work * times, lead=inner.lead * times,
        )  # fmt: skip

    def _repetition(self) -> tuple[dict[str, object], F, F]:
        """Marker and count, executions, and how many of them follow each other."""
        loop = self.draw(st.sampled_from(["", "standard", "multi_sequential", "multi_parallel"]))
        if not loop:
            return {}, F(1), F(1)
        times = self.draw(st.integers(0, 35).map(lambda number: Decimal(number) / 10))
        in_a_row = min(F(times), F(1)) if loop == "multi_parallel" else F(times)
        return {"loop": loop, "repeat": times}, F(times), in_a_row

    def repeat(self, name: str, _: int) -> Block:
        marker, times, in_a_row = self._repetition()
        time = self.draw(st.integers(0, 60))
        made = node(name, values=step(name, str(time)), **marker)
        return Block([made], [], name, name, times * time, in_a_row * time)

    def sub(self, name: str, depth: int) -> Block:
        marker, times, in_a_row = self._repetition()
        made = _held(self.block(depth), node(name, "sub", **marker))
        return replace(made, work=made.work * times, lead=made.lead * in_a_row)

    def event_sub(self, name: str, depth: int) -> Block:
        """A sub-process with an event sub-process besides its content."""
        p = self.draw(_percent)
        outer = _held(self.block(depth), node(name, "sub"))
        start = {"share": p, "is_interrupting": self.draw(st.booleans())}
        event = _held(self.block(depth), node(f"{name}v", "sub", name, triggered_by_event=True), **start)
        lead = outer.lead + F(p) * max(event.lead - outer.lead, F(0))
        return _joined(outer, event, [], [*outer.flows, *event.flows], name, name, outer.work + F(p) * event.work, lead)

    def boundary(self, name: str, depth: int) -> Block:
        """A task with an event of each sort; the interrupting one's branch comes back, the other's waits at a join."""
        time, stop, tell = self.draw(st.integers(0, 60)), self.draw(_percent), self.draw(_percent)
        on, other, told = self.block(depth), self.block(depth), self.block(depth)
        nodes = [node(name, values=step(name, str(time))), node(f"{name}x", "xor"), node(f"{name}j", "or"),
                 node(f"{name}_1", "boundary", attached_to=name, share=stop),
                 node(f"{name}_2", "boundary", attached_to=name, cancel_activity=False)]  # fmt: skip
        flows = [(name, on.first), (on.last, f"{name}x"), (f"{name}_1", other.first), (other.last, f"{name}x"),
                 (f"{name}x", f"{name}j"), (f"{name}_2", told.first, str(tell)), (told.last, f"{name}j")]  # fmt: skip
        p, q = F(stop), F(tell)
        lead = (1 - p) * on.lead + p * other.lead
        lead += q * max(told.lead - lead, F(0))
        both = _joined(on, other, nodes, [*on.flows, *other.flows], name, name, F(0), F(0))
        work = time + (1 - p) * on.work + p * other.work + q * told.work
        return _joined(both, told, [], [*both.flows, *told.flows, *flows], name, f"{name}j", work, time + lead)

    def call(self, name: str, depth: int) -> Block:
        """One process, called twice."""
        inner = _inside(self.block(depth), f"{name}p")
        called = [node(f"{name}b", "start", f"{name}p"), node(f"{name}e", "end", f"{name}p")]
        calls = [node(f"{name}{key}", "call", called_element=f"x:{name}p") for key in "cd"]
        flows = [*inner.flows, (f"{name}b", inner.first), (inner.last, f"{name}e"), (f"{name}c", f"{name}d")]
        return replace(
            inner, nodes=[*inner.nodes, *called, *calls], flows=flows, first=f"{name}c", last=f"{name}d",
            work=2 * inner.work, lead=2 * inner.lead, processes=[*inner.processes, f"{name}p"],
        )  # fmt: skip


def _held(block: Block, holder: Node, **start: object) -> Block:
    """The block as the content of a sub-process."""
    inner = _inside(block, holder.id)
    first, last = node(f"{holder.id}b", "start", holder.id, **start), node(f"{holder.id}e", "end", holder.id)
    flows = [*inner.flows, (first.id, inner.first), (inner.last, last.id)]
    return replace(inner, nodes=[holder, first, *inner.nodes, last], flows=flows, first=holder.id, last=holder.id)


def _inside(block: Block, holder: str) -> Block:
    """The block in a sub-process or in another process."""
    return replace(block, nodes=[replace(each, parent=holder) if each.parent == "P" else each for each in block.nodes])


def _joined(
    one: Block, two: Block, nodes: list[Node], flows: list[tuple[str, ...]], first: str, last: str, work: F, lead: F
) -> Block:  # fmt: skip
    return Block([*one.nodes, *two.nodes, *nodes], flows, first, last, work, lead, [*one.processes, *two.processes])
