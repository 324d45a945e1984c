"""Two versions against each other: what differs, step by step, and the diagrams with the differences marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from bpr.core.bpmn.diff import DiffSide, ModelDiff, StepDiff, compare, highlights_for
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.flow import Amount, FlowError, expected_flow
from bpr.core.values import ChangeKind, FormUse
from usecases.models import Measure, ProcessSide, ProcessVersion
from usecases.selectors.pages import StepLine, step_lines
from usecases.selectors.versions import version_model, version_svg


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

    @property
    def counts(self) -> dict[ChangeKind, int]:
        """How many lines of each kind, those that occur."""
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in ChangeKind if found[kind]}

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
        marks = highlights_for(self.diff, side)
        return version_svg(version, highlights=marks, id_prefix=f"{side.value}-", legend=False)


def compared(before: ProcessVersion, after: ProcessVersion) -> Comparison:
    """Compare two versions. What to-be steps say of themselves counts against an as-is; of two to-be versions only
    what really differs between them does."""
    old, new = version_model(before), version_model(after)
    is_pair_of_to_be = before.process_model.side == after.process_model.side == ProcessSide.TO_BE
    diff = compare(_unsaid(old), _unsaid(new)) if is_pair_of_to_be else compare(old, new)
    return Comparison(
        before=before, after=after, diff=diff, lines=_lines(diff, before, after), totals=_totals(old, new)
    )


def _unsaid(model: CoreModel) -> CoreModel:
    """The model without what its steps say of their origin."""
    nodes = tuple(
        replace(node, values=replace(node.values, change=None, origin_keys=())) if node.values else node
        for node in model.nodes
    )
    return replace(model, nodes=nodes)


def _lines(diff: ModelDiff, before: ProcessVersion, after: ProcessVersion) -> tuple[DifferenceLine, ...]:
    sides = _by_id(version_model(before)), _by_id(version_model(after))
    titles = dict(Measure.objects.filter(use_case_id=after.process_model.use_case_id).values_list("code", "title"))
    removed = {item["common_key"]: item for item in after.removed if before.process_model.side != ProcessSide.TO_BE}
    lines = [_line(entry, sides, titles, removed) for entry in diff.entries]
    said = {line.values.common_key for entry in lines for line in entry.before}
    return (*lines, *(_undrawn(item, titles) for key, item in removed.items() if key not in said))


def _by_id(model: CoreModel) -> dict[str, StepLine]:
    return {line.element_id: line for line in step_lines(model)}


def _line(
    entry: StepDiff,
    sides: tuple[Mapping[str, StepLine], Mapping[str, StepLine]],
    titles: Mapping[str, str],
    removed: Mapping[str, Mapping[str, Any]],
) -> DifferenceLine:
    before = tuple(sides[0][key] for key in entry.before_ids if key in sides[0])
    after = tuple(sides[1][key] for key in entry.after_ids if key in sides[1])
    gone = removed.get(before[0].values.common_key, {}) if before and not after else {}
    measure = next((line.values.measure for line in after if line.values.measure), gone.get("measure", ""))
    return DifferenceLine(
        kind=entry.kind,
        before=before,
        after=after,
        measure=measure,
        measure_title=titles.get(measure, ""),
        reason=gone.get("reason", "") or _explained(after),
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


def _totals(old: CoreModel, new: CoreModel) -> dict[str, Total]:
    """Expected values of one case; steps only where a flow cannot be calculated."""
    steps = Total(before=Decimal(len(list(old.steps()))), after=Decimal(len(list(new.steps()))))
    try:
        flows = expected_flow(old), expected_flow(new)
    except FlowError:
        return {"steps": steps}
    amounts = (Amount.STAFF_MINUTES, Amount.SHEETS_MADE, Amount.RESIDENT_VISITS, Amount.ATTACHED_DOCUMENTS)
    figures = {amount.value: [_tenth(flow.per_case(amount)) for flow in flows] for amount in amounts}
    found = {name: Total(before=pair[0], after=pair[1]) for name, pair in figures.items() if any(pair)}
    return {"steps": steps, **found}


def _tenth(value: Any) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), 1)
