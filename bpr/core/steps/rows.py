"""Workflow table ⇄ process model: the rows that hearing staff type, and the diagram that is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bpr.core.values import StepValues


class NextKind(StrEnum):
    """How control goes on after a row.

    FOLLOWING: the next row of the table; END: the case ends here; GOTO: one named row;
    EXCLUSIVE: exactly one of the branches; PARALLEL: all branches; INCLUSIVE: each branch with its own share.
    """

    FOLLOWING = "following"
    END = "end"
    GOTO = "goto"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """One way on. ``to`` is the number of a row, or "" for the end (終了).

    ``share_range`` (minimum, maximum) and ``share_of`` (cases it was counted in) are as in ``bpmn.model.Flow``.
    """

    to: str
    share: Decimal | None = None  # 0..1
    label: str = ""
    share_range: tuple[Decimal, Decimal] | None = None
    share_of: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Next:
    """Parsed form of the cell 「次の作業」. See :func:`parse_next` for the way people write it."""

    kind: NextKind = NextKind.FOLLOWING
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StepRow:
    """One row of the workflow table. ``values.number`` is what other rows name in their 「次の作業」."""

    task: str
    values: StepValues
    next: Next = Next()
