"""Two versions against each other: what differs, step by step, and the diagrams with the differences marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from bpr.core.bpmn.diff import DiffSide, ElementDiff, ElementKind, FieldChange, ModelDiff, StepDiff, highlights_for
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.bpmn.render import render_overlay
from bpr.core.diff_effect import DiffEffects, Effect, diff_effects
from bpr.core.flow import Amount, FlowError, FlowResult, expected_flow
from bpr.core.values import ChangeKind, FormUse
from usecases.match_keys import MatchMap, match_key
from usecases.models import Measure, ProcessSide, ProcessVersion
from usecases.selectors.matches import correction_between, lines_by_id, version_diff
from usecases.selectors.pages import StepLine
from usecases.selectors.versions import version_model, version_svg

_ELEMENTS_SHOWN = (ElementKind.FLOW, ElementKind.GATEWAY, ElementKind.EVENT, ElementKind.LANE, ElementKind.POOL)
_SURE = 0.5  # a match below this likeness is marked for a look


@dataclass(frozen=True, kw_only=True)
class DifferenceLine:
    """One line of the table of differences."""

    kind: ChangeKind
    before: tuple[StepLine, ...]
    after: tuple[StepLine, ...]
    before_names: tuple[str, ...] = ()  # of steps that only single organisations do, so that they are not drawn
    measure: str = ""
    measure_title: str = ""
    reason: str = ""
    entry: StepDiff | None = None
    effect: Effect | None = None  # per case; None where a flow cannot be calculated
    key: str = ""  # of the step that a correction of the match is about
    is_corrected: bool = False

    @property
    def is_after(self) -> bool:
        """Whether ``key`` is of the later version."""
        return bool(self.after)

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return self.entry.changes if self.entry else ()

    @property
    def likeness(self) -> int | None:
        """How sure the match is, in percent; None where nobody had to guess."""
        if self.entry is None or not (self.before and self.after) or self.entry.likeness >= 1:
            return None
        return round(100 * self.entry.likeness)

    @property
    def is_unsure(self) -> bool:
        return self.likeness is not None and self.likeness < 100 * _SURE

    @property
    def minutes_change(self) -> Decimal | None:
        """Staff minutes of one case, after minus before."""
        return _tenth(self.effect.change(Amount.STAFF_MINUTES)) if self.effect else None

    @property
    def yen_change(self) -> Decimal | None:
        return _yen(self.effect.yen_change) if self.effect else None

    @property
    def element_id(self) -> str:
        """The shape that this line stands for."""
        return next((line.element_id for line in (*self.after, *self.before)), "")

    @property
    def minutes_before(self) -> Decimal | None:
        return _minutes(self.before)

    @property
    def minutes_after(self) -> Decimal | None:
        return _minutes(self.after)

    @property
    def forms_before(self) -> tuple[FormUse, ...]:
        return _forms(self.before)

    @property
    def forms_after(self) -> tuple[FormUse, ...]:
        return _forms(self.after)


def _minutes(lines: Iterable[StepLine]) -> Decimal | None:
    known = [line.minutes for line in lines if line.minutes is not None]
    return sum(known, Decimal(0)) if known else None


def _forms(lines: Iterable[StepLine]) -> tuple[FormUse, ...]:
    uses = [use for line in lines for use in (*line.values.forms_read, *line.values.forms_made)]
    return tuple({use.name: use for use in uses}.values())


@dataclass(frozen=True, kw_only=True)
class Total:
    """One figure of both sides, for one case."""

    before: Decimal
    after: Decimal

    @property
    def saving(self) -> Decimal:
        return self.before - self.after

    @property
    def change(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything that a page shows of two versions."""

    before: ProcessVersion
    after: ProcessVersion
    diff: ModelDiff
    lines: tuple[DifferenceLine, ...]
    totals: Mapping[str, Total]
    effects: DiffEffects | None = None
    no_effects_because: str = ""  # why the minutes and yen of one case are not known
    corrected: MatchMap = field(default_factory=MatchMap)
    shows_elements: bool = True  # the diagrams mark gateways, flows and events as well

    @property
    def marked(self) -> ModelDiff:
        """What the diagrams mark."""
        return self.diff if self.shows_elements else self.diff.of_steps()

    @property
    def may_be_step_map(self) -> bool:
        """Whether the matches can be written into the to-be."""
        sides = self.before.process_model.side, self.after.process_model.side
        return sides == (ProcessSide.COMMON, ProcessSide.TO_BE)

    @property
    def elements(self) -> tuple[ElementDiff, ...]:
        """Gateways, flows with their shares, events and bands that differ of themselves."""
        return tuple(
            element
            for kind in _ELEMENTS_SHOWN
            for element in self.diff.elements
            if element.kind_of is kind and element.kind is not ChangeKind.KEPT and element.is_own
        )

    @property
    def minutes_change(self) -> Decimal | None:
        """As the totals above the table show it: the difference of both sides as they are shown."""
        if self.effects is None:
            return None
        total = self.totals.get(Amount.STAFF_MINUTES.value)
        return total.change if total else Decimal(0)

    @property
    def yen_change(self) -> Decimal | None:
        return _yen(self.effects.total.yen_change) if self.effects else None

    @cached_property
    def svg_overlay(self) -> SafeString:
        """Both on one drawing. Safe in a page: the drawing escapes every name."""
        svg = render_overlay(
            version_model(self.before), version_model(self.after), self.marked,
            title=f"{self.before} → {self.after}", id_prefix="overlay-", legend=False,
        )  # fmt: skip
        return mark_safe(svg)  # noqa: S308

    @property
    def counts(self) -> dict[ChangeKind, int]:
        """How many lines of each kind, those that occur."""
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in ChangeKind if found[kind]}

    @property
    def changed_counts(self) -> dict[ChangeKind, int]:
        return {kind: count for kind, count in self.counts.items() if kind is not ChangeKind.KEPT}

    @property
    def changed_lines(self) -> tuple[DifferenceLine, ...]:
        return tuple(line for line in self.lines if line.kind is not ChangeKind.KEPT)

    @cached_property
    def svg_before(self) -> SafeString:
        return self._svg(self.before, DiffSide.BEFORE)

    @cached_property
    def svg_after(self) -> SafeString:
        return self._svg(self.after, DiffSide.AFTER)

    def _svg(self, version: ProcessVersion, side: DiffSide) -> SafeString:
        marks = highlights_for(self.marked, side)
        return version_svg(version, highlights=marks, id_prefix=f"{side.value}-", legend=False)


def compared(
    before: ProcessVersion,
    after: ProcessVersion,
    *,
    yen_per_hour: Decimal | None = None,
    shows_elements: bool = False,
) -> Comparison:
    """Compare two versions, with what people corrected of the matches (``selectors.matches.version_diff``).

    ``yen_per_hour`` is the wage that minutes are converted with; without it there is no yen. ``shows_elements``: the
    diagrams mark more than steps.
    """
    corrected = correction_between(before.process_model, after.process_model)
    diff = version_diff(before, after, corrected)
    flows, problem = _flows(version_model(before), version_model(after))
    effects = diff_effects(diff, *flows, yen_per_hour=yen_per_hour) if flows else None
    return Comparison(
        before=before,
        after=after,
        diff=diff,
        lines=_lines(diff, before, after, effects, corrected),
        totals=_totals(version_model(before), version_model(after), flows),
        effects=effects,
        no_effects_because=problem,
        corrected=corrected,
        shows_elements=shows_elements,
    )


def _flows(old: CoreModel, new: CoreModel) -> tuple[tuple[FlowResult, FlowResult] | None, str]:
    """Expected values of both sides, or why there are none."""
    try:
        return (expected_flow(old), expected_flow(new)), ""
    except FlowError as error:
        return None, str(error)


def _lines(
    diff: ModelDiff,
    before: ProcessVersion,
    after: ProcessVersion,
    effects: DiffEffects | None,
    corrected: MatchMap,
) -> tuple[DifferenceLine, ...]:
    titles = dict(Measure.objects.filter(use_case_id=after.process_model.use_case_id).values_list("code", "title"))
    removed = {item["common_key"]: item for item in after.removed if before.process_model.side != ProcessSide.TO_BE}
    sides = _Sides(version_model(before), version_model(after), corrected)
    parts = effects.effects if effects else (None,) * len(diff.entries)
    lines = [_line(entry, sides, titles, removed, effect) for entry, effect in zip(diff.entries, parts, strict=True)]
    said = {line.values.common_key for entry in lines for line in entry.before}
    return (*lines, *(_undrawn(item, titles) for key, item in removed.items() if key not in said))


class _Sides:
    """The lines of both versions by element, and whether a match was corrected."""

    def __init__(self, old: CoreModel, new: CoreModel, corrected: MatchMap) -> None:
        self.before, self.after, self.corrected = lines_by_id(old), lines_by_id(new), corrected
        self.nodes = {**old.node_by_id}, {**new.node_by_id}

    def key(self, entry: StepDiff) -> str:
        side, ids = (1, entry.after_ids) if entry.after_ids else (0, entry.before_ids)
        return match_key(self.nodes[side][ids[0]])

    def is_corrected(self, entry: StepDiff) -> bool:
        afters = {match_key(self.nodes[1][node_id]) for node_id in entry.after_ids}
        befores = {match_key(self.nodes[0][node_id]) for node_id in entry.before_ids}
        return bool(afters & set(self.corrected.partners) or befores & self.corrected.without)


def _line(
    entry: StepDiff,
    sides: _Sides,
    titles: Mapping[str, str],
    removed: Mapping[str, Mapping[str, Any]],
    effect: Effect | None,
) -> DifferenceLine:
    before = tuple(sides.before[key] for key in entry.before_ids if key in sides.before)
    after = tuple(sides.after[key] for key in entry.after_ids if key in sides.after)
    gone = removed.get(before[0].values.common_key, {}) if before and not after else {}
    measure = next((line.values.measure for line in after if line.values.measure), gone.get("measure", ""))
    return DifferenceLine(
        kind=entry.kind,
        before=before,
        after=after,
        measure=measure,
        measure_title=titles.get(measure, ""),
        reason=gone.get("reason", "") or _explained(after),
        entry=entry,
        effect=effect,
        key=sides.key(entry),
        is_corrected=sides.is_corrected(entry),
    )


def _explained(after: Iterable[StepLine]) -> str:
    """How the values of a changed step were estimated."""
    return next(
        (
            item.source
            for line in after
            for item in line.values.evidence
            if line.values.change not in (None, ChangeKind.KEPT, ChangeKind.MOVED)
        ),
        "",
    )


def _undrawn(item: Mapping[str, Any], titles: Mapping[str, str]) -> DifferenceLine:
    """A removed step that is not part of the as-is drawn here."""
    measure = item.get("measure", "")
    return DifferenceLine(
        kind=ChangeKind.REMOVED,
        before=(),
        after=(),
        before_names=(item.get("name") or item["common_key"],),
        measure=measure,
        measure_title=titles.get(measure, ""),
        reason=item.get("reason", ""),
    )


def _totals(old: CoreModel, new: CoreModel, flows: tuple[FlowResult, FlowResult] | None) -> dict[str, Total]:
    """Expected values of one case; steps only where a flow cannot be calculated."""
    steps = Total(before=Decimal(len(list(old.steps()))), after=Decimal(len(list(new.steps()))))
    if flows is None:
        return {"steps": steps}
    amounts = (Amount.STAFF_MINUTES, Amount.SHEETS_MADE, Amount.RESIDENT_VISITS, Amount.ATTACHED_DOCUMENTS)
    figures = {amount.value: [_tenth(flow.per_case(amount)) for flow in flows] for amount in amounts}
    found = {name: Total(before=pair[0], after=pair[1]) for name, pair in figures.items() if any(pair)}
    return {"steps": steps, **found}


def _tenth(value: Any) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), 1)


def _yen(value: Any) -> Decimal | None:
    return None if value is None else round(Decimal(value.numerator) / Decimal(value.denominator), 0)
