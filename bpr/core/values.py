"""Values of one step and where they come from: the vocabulary that every other part of the core shares.

Units are in the names: ``_minutes`` per execution of a step, ``_yen`` per execution, ``share`` as a fraction 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class PerformerKind(StrEnum):
    """Who does a step (作業者の区分). Decides the pool a lane is drawn in and whose burden the minutes are."""

    RESIDENT = "resident"  # 住民: its own pool; minutes are the resident's burden, never labour cost
    COUNTER = "counter"  # 窓口
    SECTION = "section"  # 原課
    OTHER_ORGANISATION = "other_organisation"  # 他団体: its own pool
    SYSTEM = "system"  # システム: takes time, costs no labour
    OTHER = "other"  # a performer that the user names, inside the own organisation

    @property
    def is_staff(self) -> bool:
        """True where minutes are labour of the organisation under study and are converted to yen."""
        return self in (PerformerKind.COUNTER, PerformerKind.SECTION, PerformerKind.OTHER)

    @property
    def has_own_pool(self) -> bool:
        """True where the performer is outside the organisation, so that it is reached by message flows."""
        return self in (PerformerKind.RESIDENT, PerformerKind.OTHER_ORGANISATION)


class WorkKind(StrEnum):
    """How a step is done (作業区分)."""

    MANUAL = "manual"  # 手作業
    USER = "user"  # 人がシステムを使う
    SYSTEM = "system"  # システム処理


class EvidenceKind(StrEnum):
    """How a figure was obtained (根拠の種類), strongest first."""

    MEASURED = "measured"  # 実測
    LEDGER = "ledger"  # 台帳
    PUBLISHED = "published"  # 公表値
    ESTIMATED = "estimated"  # 推計
    ILLUSTRATIVE = "illustrative"  # 例示


class Confidence(StrEnum):
    HIGH = "high"  # 高
    MIDDLE = "middle"  # 中
    LOW = "low"  # 低


class ChangeKind(StrEnum):
    """What becomes of a step in the to-be process (作業対応)."""

    KEPT = "kept"  # 維持
    CHANGED = "changed"  # 変更
    MERGED = "merged"  # 統合: several as-is steps become one
    SPLIT = "split"  # 分割: one as-is step becomes several
    REMOVED = "removed"  # 廃止
    AUTOMATED = "automated"  # 自動化
    MOVED = "moved"  # 移管・順序変更
    ADDED = "added"  # 新設


class MeasureKind(StrEnum):
    """Why a step changes (改革方策)."""

    ABOLISH = "abolish"  # 廃止
    MERGE = "merge"  # 統合
    REORDER = "reorder"  # 順序変更
    SIMPLIFY = "simplify"  # 簡素化
    DIGITISE = "digitise"  # 電子化
    AUTOMATE = "automate"  # 自動化
    DATA_LINK = "data_link"  # 情報連携
    OUTSOURCE = "outsource"  # 外部委託


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Where a figure comes from, down to the hearing row.

    ``reference`` is an opaque key that the application resolves to a page (for example
    ``hearing:12/step:5f0c``); the core only carries it.
    """

    kind: EvidenceKind
    source: str = ""  # in words: hearing, document, address
    reference: str = ""
    respondent_post: str = ""
    obtained_on: str = ""  # ISO date
    confidence: Confidence = Confidence.MIDDLE


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreePoint:
    """A quantity as minimum, most likely and maximum (最小・標準・最大).

    ``minimum`` and ``maximum`` are None where only the likely value was said. Construct through
    :func:`three_point`, which checks 0 ≤ minimum ≤ likely ≤ maximum.
    """

    likely: Decimal
    minimum: Decimal | None = None
    maximum: Decimal | None = None


def three_point(likely: Decimal, minimum: Decimal | None = None, maximum: Decimal | None = None) -> ThreePoint:
    """A checked :class:`ThreePoint`; ValueError (in Japanese) says which bound is wrong."""
    low = likely if minimum is None else minimum
    high = likely if maximum is None else maximum
    if min(low, likely, high) < 0:
        raise ValueError("0以上の数を入れてください")
    if not low <= likely <= high:
        raise ValueError(f"最小≦標準≦最大になっていません（{low} / {likely} / {high}）")
    return ThreePoint(likely=likely, minimum=minimum, maximum=maximum)


@dataclass(frozen=True, kw_only=True, slots=True)
class FormUse:
    """A form (帳票) read or made by a step, with the sheets (枚数) of one execution."""

    name: str
    sheets: Decimal = Decimal(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepValues:
    """What is known of one step. All amounts are for one execution of the step.

    ``common_key`` names the step in the use case's common taxonomy (共通作業), so that the as-is
    of several organisations and the to-be can be compared; empty means "not yet mapped".
    """

    key: str
    number: str = ""
    common_key: str = ""
    performer: str = ""
    performer_kind: PerformerKind = PerformerKind.SECTION
    work_kind: WorkKind = WorkKind.MANUAL
    handling_minutes: ThreePoint | None = None  # 処理時間
    waiting_minutes: Decimal = Decimal(0)  # 待ち時間: elapsed before the step, nobody works on the case
    resident_visits: Decimal = Decimal(0)  # 来庁回数
    resident_travel_minutes: Decimal = Decimal(0)  # 移動時間, both ways
    resident_waiting_minutes: Decimal = Decimal(0)  # 住民がその場で待つ時間
    direct_cost_yen: Decimal = Decimal(0)  # 郵送料など
    attached_documents: Decimal = Decimal(0)  # 添付書類の点数 that the resident must bring
    system: str = ""
    forms_read: tuple[FormUse, ...] = ()
    forms_made: tuple[FormUse, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())
    # to-be only:
    change: ChangeKind | None = None
    origin_keys: tuple[str, ...] = ()  # common keys of the as-is steps that this step comes from
    measure: str = ""  # code of the Measure that makes the change
