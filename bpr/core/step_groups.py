"""Steps of the as-is put together with what became of them in the to-be.

A to-be step belongs to the as-is steps whose common keys it names as its origin, transitively: what is merged or split
forms one group. Every step of both sides is in exactly one group, so parts by group add up to the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bpr.core.flow import StepFlow
from bpr.core.origins import is_kept, origin_keys, step_key
from bpr.core.values import ChangeKind, StepValues


@dataclass
class StepGroup:
    """``keys`` are the common keys that hold it together; none for what the to-be adds."""

    as_is: list[StepFlow] = field(default_factory=list)
    to_be: list[StepFlow] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    @property
    def is_kept(self) -> bool:
        """True where the steps stay what they are: only how often they are carried out may differ."""
        return bool(self.as_is) and bool(self.to_be) and all(is_kept(step.values) for step in self.to_be)

    @property
    def change(self) -> ChangeKind:
        """What became of the group: the strongest change among its to-be steps."""
        if not self.to_be:
            return ChangeKind.REMOVED
        if not self.as_is and all(_is_added(step.values) for step in self.to_be):
            return ChangeKind.ADDED
        kinds = [step.values.change for step in self.to_be if step.values.change not in (None, ChangeKind.KEPT)]
        return next((kind for kind in kinds if kind is not None), ChangeKind.KEPT)

    def measures(self, removed: Mapping[str, str]) -> list[str]:
        """Codes of the measures named on its to-be steps, or for its removal; in the order of the process."""
        named = [step.values.measure for step in self.to_be if step.values.measure]
        gone = [] if self.to_be else [removed[key] for key in sorted(self.keys) if removed.get(key)]
        return list(dict.fromkeys(named + gone))


def step_groups(as_is: Sequence[StepFlow], to_be: Sequence[StepFlow]) -> list[StepGroup]:
    """All groups, in the order of the as-is, then of what is added."""
    groups: list[StepGroup] = []
    for step in as_is:
        _join(groups, {step_key(step.values)}).as_is.append(step)
    for step in to_be:
        keys = set(origin_keys(step.values))
        if keys:
            _join(groups, keys).to_be.append(step)
        else:
            groups.append(StepGroup(to_be=[step]))
    return groups


def _join(groups: list[StepGroup], keys: set[str]) -> StepGroup:
    """The one group of these keys, after merging the groups that share any."""
    touched = [group for group in groups if group.keys & keys]
    if not touched:
        groups.append(StepGroup(keys=set(keys)))
        return groups[-1]
    first, *others = touched
    first.keys |= keys
    for other in others:
        first.as_is += other.as_is
        first.to_be += other.to_be
        first.keys |= other.keys
        groups.remove(other)
    return first


def _is_added(values: StepValues) -> bool:
    return values.change in (None, ChangeKind.ADDED)
