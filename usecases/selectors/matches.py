"""Matches of steps that people corrected, and the choices for correcting one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bpr.core.bpmn.diff import ModelDiff, StepDiff, compare
from bpr.core.bpmn.diff.structure import Matcher
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.values import StepValues
from usecases.match_keys import MatchMap, match_key, match_map
from usecases.models import MatchCorrection, ProcessModel, ProcessSide, ProcessVersion
from usecases.selectors.pages import StepLine, step_lines
from usecases.selectors.versions import version_model


def correction_between(before: ProcessModel, after: ProcessModel) -> MatchMap:
    """What was corrected between two processes, in this direction; that of the other direction turned round where
    only it exists."""
    pairs = {(before.pk, after.pk), (after.pk, before.pk)}
    found = {
        (row.before_id, row.after_id): match_map(row.mapping)
        for row in MatchCorrection.objects.filter(
            before_id__in=[before.pk, after.pk], after_id__in=[before.pk, after.pk]
        )
        if (row.before_id, row.after_id) in pairs
    }
    if (before.pk, after.pk) in found:
        return found[before.pk, after.pk]
    turned = found.get((after.pk, before.pk))
    return turned.swapped() if turned else MatchMap()


def corrections_from(before: ProcessModel, afters: Iterable[ProcessModel]) -> dict[int, MatchMap]:
    """What was corrected from one process to several, by the key of the other."""
    rows = MatchCorrection.objects.filter(before=before, after__in=list(afters))
    return {row.after_id: match_map(row.mapping) for row in rows}


def version_diff(before: ProcessVersion, after: ProcessVersion, corrected: MatchMap | None = None) -> ModelDiff:
    """Two versions compared, with what people corrected (looked up where it is not given).

    What to-be steps say of themselves counts against an as-is; of two to-be versions only what really differs does.
    """
    old, new = version_model(before), version_model(after)
    first, second = before.process_model, after.process_model
    if first.side == second.side == ProcessSide.TO_BE:
        old, new = unsaid(old), unsaid(new)
    found = correction_between(first, second) if corrected is None else corrected
    mapping, without = found.ids(old, new)
    is_other = first.organisation_id != second.organisation_id
    return compare(old, new, mapping=mapping, without_partner=without, other_organisation=is_other)


def unsaid(model: CoreModel) -> CoreModel:
    """The model without what its steps say of their origin."""
    nodes = tuple(
        replace(node, values=replace(node.values, change=None, origin_keys=())) if node.values else node
        for node in model.nodes
    )
    return replace(model, nodes=nodes)


@dataclass(frozen=True, kw_only=True)
class PartnerChoice:
    """A step of the other side that can be chosen."""

    key: str
    line: StepLine
    likeness: int  # percent, by wording and surroundings alone
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class MatchChoice:
    """One step and the steps of the other side, the likeliest first."""

    key: str
    is_after: bool  # the step is of the later version
    line: StepLine
    partners: tuple[PartnerChoice, ...]
    entry: StepDiff
    is_corrected: bool


def match_choice(before: ProcessVersion, after: ProcessVersion, *, key: str, is_after: bool) -> MatchChoice | None:
    """What can be chosen for one step; None where the step is not there."""
    old, new = version_model(before), version_model(after)
    mine, other = (new, old) if is_after else (old, new)
    step = next((node for node in mine.nodes if node.is_activity and match_key(node) == key), None)
    lines = lines_by_id(mine)
    if step is None or step.id not in lines:
        return None
    corrected = correction_between(before.process_model, after.process_model)
    diff = version_diff(before, after, corrected)
    entry = next(e for e in diff.entries if step.id in (e.after_ids if is_after else e.before_ids))
    chosen = set(entry.before_ids if is_after else entry.after_ids)
    is_corrected = key in corrected.partners if is_after else key in corrected.without or any(
        key in keys for keys in corrected.partners.values()
    )  # fmt: skip
    return MatchChoice(
        key=key,
        is_after=is_after,
        line=lines[step.id],
        partners=tuple(_partners(other, _likeness(old, new, step.id, is_after=is_after), chosen)),
        entry=entry,
        is_corrected=is_corrected,
    )


def _likeness(old: CoreModel, new: CoreModel, step_id: str, *, is_after: bool) -> dict[str, float]:
    """Likeness of one step with every step of the other side, by the other's id."""
    matcher = Matcher(old, new)
    befores, afters = matcher.before.steps, matcher.after.steps
    found, _pairs = matcher.likeness({}, range(len(befores)), range(len(afters)))
    if is_after:
        column = matcher.after.place[step_id]
        return {node.id: float(found.whole[row, column]) for row, node in enumerate(befores)}
    row = matcher.before.place[step_id]
    return {node.id: float(found.whole[row, column]) for column, node in enumerate(afters)}


def _partners(model: CoreModel, likeness: Mapping[str, float], chosen: set[str]) -> list[PartnerChoice]:
    nodes = model.node_by_id
    found = [
        PartnerChoice(
            key=match_key(nodes[element_id]),
            line=line,
            likeness=round(100 * likeness[element_id]),
            is_chosen=element_id in chosen,
        )
        for element_id, line in lines_by_id(model).items()
    ]
    return sorted(found, key=lambda choice: (not choice.is_chosen, -choice.likeness))


def lines_by_id(model: CoreModel) -> dict[str, StepLine]:
    """The lines of a process by the element that draws them; an activity without values has a line with its name."""
    found = {
        node.id: StepLine(element_id=node.id, task=node.name, values=StepValues(key=""), next="")
        for node in model.nodes
        if node.is_activity
    }
    return found | {line.element_id: line for line in step_lines(model) if line.element_id}
