"""What a comparison of two models says: one entry for each group of steps, one for each other element."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from bpr.core.values import ChangeKind


class DiffSide(StrEnum):
    BEFORE = "before"
    AFTER = "after"


class ElementKind(StrEnum):
    """What an element that is no step is."""

    EVENT = "event"  # 開始・終了・中間
    GATEWAY = "gateway"  # 分岐・合流
    DATA = "data"  # 帳票・注記
    FLOW = "flow"  # 流れ
    LANE = "lane"  # 作業者 (レーン)
    POOL = "pool"  # 団体 (プール)


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """One value that differs. ``field`` is "name", "loop", "repeat", the name of a field of StepValues, or (of elements
    that are no steps) "tag", "share", "source", "target", "performer_kind", "text"."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, kw_only=True, slots=True)
class StepDiff:
    """One line of the comparison; ids are element ids. Several ``before_ids`` were merged into one step, several
    ``after_ids`` come from one.

    ``likeness`` (0..1) says how sure the match is, ``reason`` says in words why it was made; 1 and "" where there was
    nothing to match.
    """

    kind: ChangeKind
    before_ids: tuple[str, ...] = ()
    after_ids: tuple[str, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    likeness: float = field(default=1.0, compare=False)
    reason: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class ElementDiff:
    """One gateway, event, flow, lane, pool or data element of either side, or of both where it is the same."""

    kind_of: ElementKind
    kind: ChangeKind
    before_id: str = ""
    after_id: str = ""
    name: str = ""
    changes: tuple[FieldChange, ...] = ()
    #: False for a flow whose ends are not both on both sides: that it comes or goes follows from its ends.
    is_own: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelDiff:
    """All steps of both sides, each exactly once: those of the to-be in its order, then those removed. ``elements``
    are the gateways, events, flows, lanes, pools and data, each exactly once."""

    entries: tuple[StepDiff, ...]
    elements: tuple[ElementDiff, ...] = ()

    def of_steps(self) -> ModelDiff:
        """The same without gateways, events, flows and bands, which come and go where a diagram is made of rows."""
        return replace(self, elements=())

    def of_kind(self, kind: ChangeKind) -> tuple[StepDiff, ...]:
        return tuple(entry for entry in self.entries if entry.kind is kind)

    @property
    def pairs(self) -> dict[str, str]:
        """Before id by after id, of steps matched one to one and of all other elements."""
        steps = {e.after_ids[0]: e.before_ids[0] for e in self.entries if len(e.before_ids) == len(e.after_ids) == 1}
        return steps | {e.after_id: e.before_id for e in self.elements if e.after_id and e.before_id}
