"""The vocabulary of an assessment's answers: quantities, scopes, sides, figures and their inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bpr.core.values import Evidence, EvidenceKind

_STRENGTH = tuple(EvidenceKind)


class Side(StrEnum):
    AS_IS = "as_is"  # 現行
    TO_BE = "to_be"  # 改革案
    SAVING = "saving"  # 削減効果 = 現行 − 改革案


class Quantity(StrEnum):
    """What is reported. Yearly unless the name says per case; hours, yen, pieces per :attr:`unit`."""

    STAFF_HOURS = "staff_hours"
    FTE = "fte"
    LABOUR_YEN = "labour_yen"
    OVERHEAD_YEN = "overhead_yen"
    DIRECT_COST_YEN = "direct_cost_yen"
    TOTAL_YEN = "total_yen"
    STEPS = "steps"
    FORMS = "forms"
    SHEETS_MADE = "sheets_made"
    SHEETS_READ = "sheets_read"
    RESIDENT_VISITS = "resident_visits"
    RESIDENT_HOURS = "resident_hours"
    RESIDENT_WAITING_HOURS = "resident_waiting_hours"
    RESIDENT_TRAVEL_HOURS = "resident_travel_hours"
    ATTACHED_DOCUMENTS = "attached_documents"
    OTHER_ORGANISATION_HOURS = "other_organisation_hours"
    SYSTEM_HOURS = "system_hours"
    STAFF_MINUTES_PER_CASE = "staff_minutes_per_case"
    WAITING_MINUTES_PER_CASE = "waiting_minutes_per_case"
    LEAD_MINUTES_PER_CASE = "lead_minutes_per_case"

    @property
    def label(self) -> str:
        return _LABELS[self][0]

    @property
    def unit(self) -> str:
        return _LABELS[self][1]

    @property
    def is_derived(self) -> bool:
        """True where sums are not added up but converted anew at every scope (人工, 1件当たり)."""
        return self is Quantity.FTE or self.is_per_case

    @property
    def is_per_case(self) -> bool:
        return self.value.endswith("_per_case")


_LABELS = {
    Quantity.STAFF_HOURS: ("職員の処理時間", "時間/年"),
    Quantity.FTE: ("人工", "人工"),
    Quantity.LABOUR_YEN: ("人件費", "円/年"),
    Quantity.OVERHEAD_YEN: ("庁費", "円/年"),
    Quantity.DIRECT_COST_YEN: ("直接経費", "円/年"),
    Quantity.TOTAL_YEN: ("費用合計", "円/年"),
    Quantity.STEPS: ("作業数", "作業"),
    Quantity.FORMS: ("帳票の種類", "種類"),
    Quantity.SHEETS_MADE: ("作成する帳票の枚数", "枚/年"),
    Quantity.SHEETS_READ: ("参照する帳票の枚数", "枚/年"),
    Quantity.RESIDENT_VISITS: ("住民の来庁回数", "回/年"),
    Quantity.RESIDENT_HOURS: ("住民の作業時間", "時間/年"),
    Quantity.RESIDENT_WAITING_HOURS: ("住民の待ち時間", "時間/年"),
    Quantity.RESIDENT_TRAVEL_HOURS: ("住民の移動時間", "時間/年"),
    Quantity.ATTACHED_DOCUMENTS: ("添付書類", "点/年"),
    Quantity.OTHER_ORGANISATION_HOURS: ("他団体の処理時間", "時間/年"),
    Quantity.SYSTEM_HOURS: ("システムの処理時間", "時間/年"),
    Quantity.STAFF_MINUTES_PER_CASE: ("1件当たりの職員の処理時間", "分/件"),
    Quantity.WAITING_MINUTES_PER_CASE: ("1件当たりの待ち時間", "分/件"),
    Quantity.LEAD_MINUTES_PER_CASE: ("1件当たりの所要期間", "分/件"),
}


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Scope:
    """What a figure is about, by keys; an empty key stands for "all", so ``Scope()`` is the whole.

    A line is ``Scope(use_case=…, organisation=…)``. Sums exist by use case, by organisation, by category, by category
    × organisation and in all.
    """

    category: str = ""
    use_case: str = ""
    organisation: str = ""

    @property
    def is_line(self) -> bool:
        return bool(self.use_case and self.organisation)

    @property
    def key(self) -> str:
        return f"{self.category}/{self.use_case}/{self.organisation}"


TOTAL = Scope()


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureInput:
    """One number that went into a figure.

    ``times`` is how often per case a step with this value is carried out (None where the input is not a step's).
    ``figure_key`` points to the figure that the input is, if it is one; its value stands there.
    """

    name: str
    value: Decimal | None = None
    unit: str = ""
    times: Fraction | None = None
    evidence: tuple[Evidence, ...] = ()
    figure_key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One published number with its trace: its formula in words and, for a line, its inputs.

    The inputs of savings and of sums are figures themselves: see ``Assessment.parts_of``.

    ``rate`` is the saving in per cent of the as-is (savings only; None: no base, shown as "—"). ``weakest`` is the
    weakest kind of evidence among the inputs. ``is_complete`` is False where an input was missing: see the notes of
    the lines.
    """

    scope: Scope
    quantity: Quantity
    side: Side
    value: Decimal
    formula: str = ""
    inputs: tuple[FigureInput, ...] = ()
    rate: Decimal | None = None
    weakest: EvidenceKind | None = None
    is_complete: bool = True

    @property
    def key(self) -> str:
        return figure_key(self.scope, self.quantity, self.side)

    @property
    def unit(self) -> str:
        return self.quantity.unit


def figure_key(scope: Scope, quantity: Quantity, side: Side) -> str:
    return f"{scope.key}:{quantity.value}:{side.value}"


def weakest_kind(kinds: Iterable[EvidenceKind | None]) -> EvidenceKind | None:
    """The weakest of several kinds of evidence; None where there are none."""
    known = [kind for kind in kinds if kind is not None]
    return max(known, key=_STRENGTH.index, default=None)


def weakest_evidence(proofs: Iterable[tuple[Evidence, ...]]) -> EvidenceKind | None:
    """The weakest evidence of several values; a value that names none (a design value, say) counts as 推計."""
    return weakest_kind(weakest_kind(item.kind for item in proof) or EvidenceKind.ESTIMATED for proof in proofs)
