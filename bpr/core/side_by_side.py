"""Several organisations' as-is processes of one use case on one common taxonomy of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TypeVar

from bpr.core.bpmn.diff.order import moved_steps
from bpr.core.bpmn.model import Node, ProcessModel

Owner = TypeVar("Owner", bound=int | str)
Keys = Mapping[str, str]

#: From how many values on outliers are looked for: of three nobody can say which is the odd one.
OUTLIER_VALUES = 4
#: A value is an outlier where it is further from the median than this many robust standard deviations …
OUTLIER_SPREADS = Decimal(3)
#: (the median of the distances from the median, times this, is the standard deviation of normal values)
_MAD_TO_SPREAD = Decimal("1.4826")
#: … and further than this part of the median, so that values that are nearly the same are never marked.
OUTLIER_PART = Decimal("0.5")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One step of one organisation: minutes per execution (None: not said), whether they stand out, and whether the
    step comes in another order than in the reference."""

    minutes: Decimal | None
    number: str
    element_id: str
    is_outlier: bool = False
    is_moved: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StepComparison:
    """One common step over all organisations. An organisation that does not do it has None."""

    common_key: str
    name: str
    cells: tuple[Cell | None, ...]
    median_minutes: Decimal | None
    is_common: bool = True  # False: a step that only single organisations have

    @property
    def done_by(self) -> int:
        """How many organisations do the step."""
        return sum(cell is not None for cell in self.cells)


def side_by_side(
    models: Mapping[Owner, ProcessModel],
    common_steps: Sequence[tuple[str, str]],
    *,
    keys: Mapping[Owner, Keys] | None = None,
    reference: ProcessModel | None = None,
) -> tuple[StepComparison, ...]:
    """One row for each common step, then one for each step that only single organisations have.

    ``common_steps`` are (key, name) in order; the cells stand in the order of ``models``. ``keys`` gives, by owner, the
    common key of steps (by element id) whose own values do not say it. ``reference`` is the process whose order of the
    common steps the others are held against.
    """
    given = keys or {}
    steps = [_steps_by_common_key(model, given.get(owner, {})) for owner, model in models.items()]
    moved = [_moved(model, found, reference) for model, found in zip(models.values(), steps, strict=True)]
    known = dict(common_steps)
    own = {key: node.name for by_key in steps for key, node in by_key.items() if key not in known}
    return tuple(_compared(key, name, steps, moved, key in known) for key, name in (*known.items(), *own.items()))


def _steps_by_common_key(model: ProcessModel, given: Keys) -> dict[str, Node]:
    return {
        node.values.common_key or given.get(node.id, "") or node.values.key: node
        for node in model.steps()
        if node.values
    }


def _moved(model: ProcessModel, steps: Mapping[str, Node], reference: ProcessModel | None) -> set[str]:
    """Element ids of the steps in another order than in the reference."""
    if reference is None:
        return set()
    wanted = _steps_by_common_key(reference, {})
    pairs = [(wanted[key].id, node.id) for key, node in steps.items() if key in wanted]
    return moved_steps(reference, model, pairs)


def _compared(
    key: str, name: str, steps: Sequence[Mapping[str, Node]], moved: Sequence[set[str]], is_common: bool
) -> StepComparison:
    found = [by_key.get(key) for by_key in steps]
    minutes = [value for node in found if (value := _minutes(node)) is not None]
    return StepComparison(
        common_key=key,
        name=name,
        cells=tuple(_cell(node, minutes, places) for node, places in zip(found, moved, strict=True)),
        median_minutes=median(minutes) if minutes else None,
        is_common=is_common,
    )


def _minutes(node: Node | None) -> Decimal | None:
    if node is None or node.values is None or node.values.handling_minutes is None:
        return None
    return node.values.handling_minutes.likely


def _cell(node: Node | None, row: Sequence[Decimal], moved: set[str]) -> Cell | None:
    if node is None or node.values is None:
        return None
    minutes = _minutes(node)
    return Cell(
        minutes=minutes,
        number=node.values.number,
        element_id=node.id,
        is_outlier=is_outlier(minutes, row),
        is_moved=node.id in moved,
    )


def is_outlier(value: Decimal | None, row: Sequence[Decimal]) -> bool:
    """Whether ``value`` stands out among all values of its row, itself among them.

    It does where there are at least four values and it is further from their median than three robust standard
    deviations (1.4826 × the median distance from the median) and than half the median.
    """
    if value is None or len(row) < OUTLIER_VALUES:
        return False
    middle = median(row)
    spread = median([abs(other - middle) for other in row]) * _MAD_TO_SPREAD
    return abs(value - middle) > max(OUTLIER_SPREADS * spread, OUTLIER_PART * middle)
