"""What the replay of each variant says, added up over the cases: ways taken, orders that do not fit, variants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.logs.replay import Replayed
from bpr.core.logs.result import Misfit, MisfitKind, Variant, WayMeasure

SAMPLES, VARIANTS_SHOWN, MISFITS_SHOWN, STEPS_SHOWN = 5, 20, 50, 60
UNDECIDED_MOST = 0.05  # of the passages of a decision: beyond it nothing is said of its shares
_Key = tuple[MisfitKind, str, str]


@dataclass
class _Count:
    count: int = 0
    cases: int = 0
    samples: list[str] = field(default_factory=list)


class Ends(NamedTuple):
    """How a variant begins and ends on the model: what may be a case that the log shows in part."""

    fits: bool
    no_begin: bool  # begins with a step that no case begins with
    no_end: bool
    else_fits: bool  # nothing else does not fit


@dataclass
class Tally:
    """``add`` each variant once. Pairs of places in the sequence are kept for the waiting times."""

    model: ProcessModel
    fitting: int = 0
    cut: int = 0
    variants: list[Variant] = field(default_factory=list)
    before: list[list[tuple[int, int]]] = field(default_factory=list)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    found: dict[_Key, _Count] = field(default_factory=dict)
    ends: list[Ends] = field(default_factory=list)

    def add(self, steps: Sequence[str], replayed: Replayed, cases: int, samples: Sequence[str]) -> None:
        """``cases`` did these steps; ``samples`` are the first of them."""
        self.before.append([(at, one) for at, waited in enumerate(replayed.before) for one in waited or ()])
        self.fitting += cases if replayed.fits else 0
        self.cut += cases if replayed.is_cut else 0
        is_certain = replayed.fits or not replayed.is_cut
        for total, own in ((self.taken, replayed.taken), (self.passed, replayed.passed)):
            for key, count in own.items():
                total[key] += count * cases  # type: ignore[index]
        for decision, count in replayed.undecided.items():
            self.undecided[decision] += count * cases
        self.ends.append(_ends(len(steps), replayed, is_certain=is_certain))
        if is_certain:
            self._add_misfits(steps, replayed, cases, samples)
        names = tuple(self._name(step) for step in steps[:STEPS_SHOWN])
        self.variants.append(
            Variant(steps=names, length=len(steps), cases=cases, fits=replayed.fits, sample_case=samples[0])
        )

    def _add_misfits(self, steps: Sequence[str], replayed: Replayed, cases: int, samples: Sequence[str]) -> None:
        keys = Counter(_key(steps, at) for at in replayed.misfits)
        for key, count in keys.items():
            known = self.found.setdefault(key, _Count())
            known.count += count * cases
            known.cases += cases
            known.samples += samples[: SAMPLES - len(known.samples)]

    def _name(self, node_id: str) -> str:
        node = self.model.node_by_id.get(node_id)
        return node.name or node_id if node else ""

    def misfits(self) -> tuple[Misfit, ...]:
        """Those of most cases first."""
        ranked = sorted(self.found.items(), key=lambda item: (-item[1].cases, -item[1].count, item[0]))
        return tuple(
            Misfit(
                kind=kind, first_id=first, first=self._name(first), second_id=second, second=self._name(second),
                count=known.count, cases=known.cases, sample_cases=tuple(known.samples),
            )
            for (kind, first, second), known in ranked[:MISFITS_SHOWN]
        )  # fmt: skip

    def top_variants(self) -> tuple[Variant, ...]:
        ranked = sorted(self.variants, key=lambda item: (-item.cases, item.length, item.steps))
        return tuple(ranked[:VARIANTS_SHOWN])

    def ways(self, decisions: dict[str, list[str]]) -> tuple[WayMeasure, ...]:
        """Every way of every decision of the model."""
        names = _Names(self.model)
        return tuple(
            WayMeasure(
                decision_id=decision, decision_name=names.decision(decision), flow_id=way, name=names.way(way),
                taken=self.taken[decision, way], of=self.passed[decision], undecided=self.undecided[decision],
                why_not=self._why_not(decision),
            )
            for decision, ways in decisions.items()
            for way in ways
        )  # fmt: skip

    def _why_not(self, decision: str) -> str:
        decided, open_ = self.passed[decision], self.undecided[decision]
        if not decided + open_:
            return "この分岐を通った案件がありません"
        if open_ > UNDECIDED_MOST * (decided + open_):
            return (
                f"どの枝を通ったかをログから決められません（{decided + open_:,}回のうち{open_:,}回）。"
                "枝の先の作業がログにありません"
            )
        return ""


def _ends(length: int, replayed: Replayed, *, is_certain: bool) -> Ends:
    wrong = set(replayed.misfits) if is_certain else set()
    return Ends(replayed.fits, 0 in wrong, length in wrong, is_certain and wrong <= {0, length})


def _key(steps: Sequence[str], at: int) -> _Key:
    if at >= len(steps):
        return MisfitKind.END, steps[-1], ""
    if at == 0:
        return MisfitKind.START, steps[0], ""
    return MisfitKind.ORDER, steps[at - 1], steps[at]


class _Names:
    """Decisions and ways in words: their own label, else the nearest name before or behind them."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        self.flows = {flow.id: flow for flow in model.flows}

    def decision(self, decision: str) -> str:
        node = self.model.node_by_id.get(decision)
        if node is None:
            return "始まり"
        if node.name and node.is_gateway:
            return node.name
        near = node.name or self._nearest(decision, before=True)
        return f"「{near}」の後の分岐" if near else "名前のない分岐"

    def way(self, way: str) -> str:
        if way in self.model.node_by_id:
            return self.model.node_by_id[way].name or "名前のないイベント"
        flow = self.flows[way]
        target = self.model.node_by_id[flow.target]
        near = flow.name or ("" if self._only_joins(target) else target.name)
        return near or self._nearest(flow.target, before=False) or "終わり"

    def _only_joins(self, node: Node) -> bool:
        return node.is_gateway and len(self.model.outgoing.get(node.id, ())) < 2

    def _nearest(self, node_id: str, *, before: bool) -> str:
        flows = self.model.incoming if before else self.model.outgoing
        seen, todo = {node_id}, [node_id]
        for current in todo:
            for flow in flows.get(current, ()):
                near = flow.source if before else flow.target
                node = self.model.node_by_id.get(near)
                if node and node.name and not self._only_joins(node):
                    return node.name
                if near not in seen:
                    seen.add(near)
                    todo.append(near)
        return ""
