"""Several organisations' as-is processes of one use case on one common taxonomy of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TypeVar

from bpr.core.bpmn.model import Node, ProcessModel

Owner = TypeVar("Owner", bound=int | str)

#: A value this many times the median, or this part of it, is marked. A ratio, because hearings give few values and
#: a quartile of five says little.
OUTLIER_RATIO = Decimal(2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One step of one organisation: minutes per execution (None: not said), and whether it stands out."""

    minutes: Decimal | None
    number: str
    element_id: str
    is_outlier: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StepComparison:
    """One common step over all organisations. An organisation that does not do it has None."""

    common_key: str
    name: str
    cells: tuple[Cell | None, ...]
    median_minutes: Decimal | None

    @property
    def done_by(self) -> int:
        """How many organisations do the step."""
        return sum(cell is not None for cell in self.cells)


def side_by_side(
    models: Mapping[Owner, ProcessModel], common_steps: Sequence[tuple[str, str]]
) -> tuple[StepComparison, ...]:
    """One row for each common step, then one for each step that only single organisations have.

    ``common_steps`` are (key, name) in order; the cells stand in the order of ``models``.
    """
    steps = [_steps_by_common_key(model) for model in models.values()]
    known = dict(common_steps)
    own = {key: node.name for by_key in steps for key, node in by_key.items() if key not in known}
    return tuple(_compared(key, name, steps) for key, name in (*known.items(), *own.items()))


def _steps_by_common_key(model: ProcessModel) -> dict[str, Node]:
    return {node.values.common_key or node.values.key: node for node in model.steps() if node.values}


def _compared(key: str, name: str, steps: Sequence[Mapping[str, Node]]) -> StepComparison:
    found = [by_key.get(key) for by_key in steps]
    minutes = [value for node in found if (value := _minutes(node)) is not None]
    middle = median(minutes) if minutes else None
    return StepComparison(
        common_key=key, name=name, cells=tuple(_cell(node, middle) for node in found), median_minutes=middle
    )


def _minutes(node: Node | None) -> Decimal | None:
    if node is None or node.values is None or node.values.handling_minutes is None:
        return None
    return node.values.handling_minutes.likely


def _cell(node: Node | None, middle: Decimal | None) -> Cell | None:
    if node is None or node.values is None:
        return None
    minutes = _minutes(node)
    return Cell(minutes=minutes, number=node.values.number, element_id=node.id, is_outlier=is_outlier(minutes, middle))


def is_outlier(value: Decimal | None, middle: Decimal | None) -> bool:
    """True where ``value`` is at least twice, or at most half, the median of its row."""
    if value is None or not middle:
        return False
    return value >= middle * OUTLIER_RATIO or value <= middle / OUTLIER_RATIO
