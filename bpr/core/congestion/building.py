"""The two scenarios of a question, and what they take for granted.

A step takes its handling time (PERT where minimum and maximum are known, else always the same) by the staff group that
does its performer's work; its waiting time elapses before it. The to-be is the organisation's own (``localise``), and
each of its elements draws the random numbers of the as-is element that it comes from: the same resident with the same
papers comes to both sides at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.common_decisions import decisions_in_common
from bpr.core.congestion.pools import Pools
from bpr.core.congestion.question import BatchAsked, CongestionError, Question, Said, Settings
from bpr.core.congestion.sizes import check_known, check_visits
from bpr.core.congestion.time_span import arrivals_of, first_day_of
from bpr.core.figures import Side
from bpr.core.flow import expected_flow
from bpr.core.inputs import CaseInput
from bpr.core.localise import Localised, localise
from bpr.core.origins import origin_keys, step_key
from bpr.core.simulation.calendars import DAY
from bpr.core.simulation.defaults import time_of
from bpr.core.simulation.distributions import PARAMETERS, Distribution, DistributionKind
from bpr.core.simulation.scenario_json import VERSION
from bpr.core.units import format_number
from bpr.core.values import ChangeKind, StepValues
from bpr.core.workload import volume_findings

_WORDS = {Side.AS_IS: "現行", Side.TO_BE: "改革案"}


@dataclass(frozen=True, kw_only=True)
class DocumentPair:
    """Scenario documents (JSON, version 1). ``files`` says which process each of their ``file`` entries is."""

    as_is: dict[str, Any]
    to_be: dict[str, Any]
    files: Mapping[str, tuple[str, Side]]  # file name → (key of the use case, side)
    said: tuple[Said, ...]


def build(question: Question, settings: Settings) -> DocumentPair:
    """FlowError where a process cannot be calculated, CongestionError where something is missing."""
    _check(question)
    check_known(question, settings)
    builder = _Builder(question, settings)
    processes = {side: [builder.process(case, side) for case in question.cases] for side in (Side.AS_IS, Side.TO_BE)}
    check_visits(question, settings, builder.visits)
    pools = builder.pools
    common = {
        "version": VERSION,
        "first_day": first_day_of(question, settings.warm_up).isoformat(),
        "seed": settings.seed,
        "cases": settings.cases,
        "warm_up": settings.warm_up,
        "replications": settings.replications,
        "calendars": pools.calendars,
        "pools": pools.pools,
    }
    documents = {
        side: common | {"name": f"{question.name}（{_WORDS[side]}）", "processes": found}
        for side, found in processes.items()
    }
    return DocumentPair(
        as_is=documents[Side.AS_IS],
        to_be=documents[Side.TO_BE],
        files=builder.files,
        said=(*pools.said(), *builder.said, *_said_of(question, settings)),
    )


def _check(question: Question) -> None:
    for case in question.cases:
        if case.volume.cases_per_year <= 0:
            raise CongestionError(f"「{case.use_case_name}」の年間件数が0です。選択から外すか、件数を入れてください")
    if question.annual_hours <= 0:
        raise CongestionError("前提の「年間労働時間（1人）」を0より大きくしてください")


class _Builder:
    def __init__(self, question: Question, settings: Settings) -> None:
        self.question, self.settings = question, settings
        self.pools = Pools(question)
        self.said: list[Said] = []
        self.files: dict[str, tuple[str, Side]] = {}
        self.visits: dict[tuple[str, Side], Fraction] = {}  # of elements by one case, by use case and side
        self._office = self.pools.calendar(question.staffing.hours)
        self._names = _names(question)

    def process(self, case: CaseInput, side: Side) -> dict[str, Any]:
        drawn = case.to_be if side is Side.TO_BE and case.to_be else case.as_is
        localised = localise(drawn, case.as_is) if drawn is case.to_be else None
        model = localised.model if localised else drawn
        file = f"{case.use_case_key}-{'to-be' if localised else 'as-is'}.bpmn"
        self.files[file] = (case.use_case_key, Side.TO_BE if localised else Side.AS_IS)
        flow = expected_flow(model)
        self.visits[case.use_case_key, side] = sum(flow.visits.values(), Fraction(0))
        self.said.extend(self._said_of(case, side, model, flow.assumptions))
        found: dict[str, Any] = {
            "name": self._names[case.use_case_key],
            "file": file,
            "arrivals": arrivals_of(self.question, case, self._office),
            "steps": {node.id: self._step(case, node, drawn) for node in _steps(model)},
        }
        if localised:
            found["keys"] = _keys(localised, case.as_is)
            found["shares"] = _shares(model, drawn)
            found["repeats"] = _repeats(model, drawn)
        return found

    def _step(self, case: CaseInput, node: Node, drawn: ProcessModel) -> dict[str, Any]:
        values = _values(node)
        written = _values(drawn.node_by_id[node.id])
        found: dict[str, Any] = {}
        work = time_of(values.handling_minutes)
        if work is not None or written.handling_minutes is not None:
            found |= {"work": _distribution(work) if work else 0, "pool": self.pools.pool(values)}
        if values.waiting_minutes or written.waiting_minutes:
            found["delay"] = float(values.waiting_minutes)
        if priority := self.settings.priorities.get(case.use_case_key, 0):
            found["priority"] = priority
        batch = next(
            (
                asked
                for key in (*origin_keys(values), step_key(values))
                if (asked := self.settings.batches.get((case.use_case_key, key)))
            ),
            None,
        )
        return found | ({"batch": _batch(batch)} if batch and "work" in found else {})

    def _said_of(self, case: CaseInput, side: Side, model: ProcessModel, assumptions: Sequence[str]) -> Iterator[Said]:
        name = case.use_case_name
        if side is Side.AS_IS:
            yield _said_of_volume(case)
            for text in volume_findings(case.volume):
                yield Said(text=f"「{name}」: {text}", kind="volume", is_default=True, source="既定値")
            pattern = self.question.staffing.pattern(case.use_case_key)
            words = "開いている時間にならして届く" if pattern.is_default else "曜日と時刻の山をつけて届く"
            yield Said(
                text=f"「{name}」: 届く時刻は偶然に決まり、{words}", kind="pattern", source=pattern.source,
                is_default=pattern.is_default, reference=pattern.reference,
            )  # fmt: skip
        elif case.to_be is None:
            yield Said(
                text=f"「{name}」は改革案がまだないため、改革後も現行のままとした", is_default=True, source="既定値"
            )
            return
        flat = [node.name or node.id for node in _steps(model) if _is_flat(_values(node))]
        if flat:
            yield Said(
                text=f"「{name}」（{_WORDS[side]}）: 最小と最大がなく、いつも同じ時間とした作業: {'、'.join(flat)}",
                is_default=True,
                source="処理時間の標準だけを使用",
            )
        for text in assumptions:
            yield Said(text=f"「{name}」（{_WORDS[side]}）: {text}", is_default=True, source="業務プロセスの図")


def _names(question: Question) -> dict[str, str]:
    """Name of each use case; with its key where two bear the same."""
    names = [case.use_case_name for case in question.cases]
    return {
        case.use_case_key: case.use_case_name
        if names.count(case.use_case_name) == 1
        else f"{case.use_case_name}（{case.use_case_key}）"
        for case in question.cases
    }


def _steps(model: ProcessModel) -> Iterator[Node]:
    """Steps that are carried out: a removed one may stay drawn."""
    return (node for node in model.steps() if _values(node).change is not ChangeKind.REMOVED)


def _values(node: Node) -> StepValues:
    return node.values or StepValues(key=node.id)


def _is_flat(values: StepValues) -> bool:
    minutes = values.handling_minutes
    return minutes is not None and minutes.minimum is None and minutes.maximum is None


def _distribution(item: Distribution) -> float | dict[str, Any]:
    if item.kind is DistributionKind.FIXED:
        return item.parameters[0]
    return {"kind": item.kind.value, **dict(zip(PARAMETERS[item.kind], item.parameters, strict=True))}


def _batch(asked: BatchAsked) -> dict[str, Any]:
    timed = {"period_minutes": DAY, "offset_minutes": asked.at_minute} if asked.at_minute is not None else {}
    return ({"size": asked.size} if asked.size else {}) | timed


def _shares(model: ProcessModel, drawn: ProcessModel) -> dict[str, float | None]:
    """Shares of flows and events that the organisation's own to-be has otherwise than the drawn one."""
    before = _said_shares(drawn)
    return {
        key: None if share is None else float(share)
        for key, share in _said_shares(model).items()
        if share != before[key]
    }


def _said_shares(model: ProcessModel) -> dict[str, Decimal | None]:
    """Of flows and events by their id."""
    return {flow.id: flow.share for flow in model.flows} | {node.id: node.share for node in model.nodes}


def _repeats(model: ProcessModel, drawn: ProcessModel) -> dict[str, dict[str, Any]]:
    """Markers and counts of activities that the organisation's own to-be has otherwise than the drawn one."""
    before = drawn.node_by_id
    return {
        node.id: {"loop": node.loop, "count": None if node.repeat is None else float(node.repeat)}
        for node in model.nodes
        if (node.loop, node.repeat) != (before[node.id].loop, before[node.id].repeat)
    }


def _keys(localised: Localised, as_is: ProcessModel) -> dict[str, str]:
    """Each element of the to-be draws as the as-is element from which it comes; others have names of their own."""
    keys = {node.id: f"to-be:{node.id}" for node in localised.model.nodes if node.is_flow_node}
    decisions: dict[str, str] = {}
    for pair in decisions_in_common(localised.model, as_is):
        decisions.setdefault(pair.as_is_id, pair.to_be_id)  # two that drew the same would always decide alike
    keys |= {to_be_id: as_is_id for as_is_id, to_be_id in decisions.items()}
    free: dict[str, list[str]] = {}
    for node in as_is.steps():
        free.setdefault(step_key(_values(node)), []).append(node.id)
    taken: set[str] = set()
    for node in _steps(localised.model):
        own = localised.sources_of(node.id) or [
            found for key in origin_keys(_values(node)) for found in free.get(key, ())
        ]
        origin = next((found for found in own if found not in taken), None)
        if origin:
            taken.add(origin)
            keys[node.id] = origin
    return keys


def _said_of_volume(case: CaseInput) -> Said:
    volume = case.volume
    proof = volume.evidence[0] if volume.evidence else None
    return Said(
        text=f"「{case.use_case_name}」は1年に{format_number(volume.cases_per_year)}件",
        kind="volume",
        source=" ".join(part for part in (proof.source if proof else "", volume.year) if part),
        reference=proof.reference if proof else "",
    )


def _said_of(question: Question, settings: Settings) -> Iterator[Said]:
    yield Said(
        text=f"{question.fiscal_year}年度の前に{settings.warm_up:,}件で慣らしたあと、{settings.cases:,}件を測り、"
        f"これを{settings.replications}回くり返す（乱数の種 {settings.seed}）",
        source="くわしい設定",
    )
    yield Said(
        text="現行と改革案には同じ案件が同じ時刻に届き、同じ作業には同じ長さがかかる（共通の乱数）。差は業務の違いによる",
        source="計算の約束",
    )
    yield Said(
        text="ここで選ばなかったユースケースやほかの仕事は入っていない。職員の組の「充てられる割合」で見込む",
        source="計算の約束",
    )
    yield Said(text="待ち時間は、閉まっている夜や休日を含めて経過する", source="計算の約束")
    yield Said(
        text=f"費用は職員の人件費だけ（組に単価がなければ1時間{format_number(question.yen_per_hour)}円）", source="前提"
    )
    by_key = {case.use_case_key: case.use_case_name for case in question.cases}
    for key, priority in settings.priorities.items():
        if priority and key in by_key:
            yield Said(text=f"「{by_key[key]}」の優先順位は{priority}（0がいちばん先）", source="くわしい設定")
    for (key, step), asked in settings.batches.items():
        if key in by_key:
            yield Said(
                text=f"「{by_key[key]}」の作業「{step}」は{_batch_text(asked)}まとめて行う", source="くわしい設定"
            )


def _batch_text(asked: BatchAsked) -> str:
    parts = [f"{asked.size}件たまったとき"] if asked.size else []
    if asked.at_minute is not None:
        parts.append(f"毎日{asked.at_minute // 60}時{asked.at_minute % 60:02d}分に")
    return "、または".join(parts)
