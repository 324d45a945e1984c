"""What part of a node's executions takes each of its ways on: shares as they are said, made whole, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.flow_errors import FlowError, label

_ROUNDING_TOLERANCE = Fraction(1, 100)
_DECIDING_TAGS = frozenset({"exclusiveGateway", "eventBasedGateway"})


class SplitKind(StrEnum):
    """EXCLUSIVE: one of the ways. INCLUSIVE: at least one. PARALLEL: each by itself, with its share or always."""

    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"


@dataclass(frozen=True, slots=True)
class Way:
    """A way on and its share; None where it is not said."""

    target: str
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Shared:
    """The ways on of one node with their shares; ``notes`` are sentences about what was assumed."""

    kind: SplitKind
    shares: tuple[Fraction, ...]
    notes: tuple[str, ...] = ()


def shared(model: ProcessModel, node: Node, ways: Sequence[Way]) -> Shared:
    """The shares of the ways on from ``node``; FlowError where they do not add up."""
    kind = kind_of(node, ways)
    notes = _complex_notes(model, node, kind) if node.tag == "complexGateway" and len(ways) > 1 else ()
    if kind is SplitKind.PARALLEL:
        return Shared(kind, tuple(Fraction(1) if way.share is None else way.share for way in ways))
    found = _inclusive(model, node, ways) if kind is SplitKind.INCLUSIVE else exclusive(model, node.id, ways)
    return Shared(kind, found.shares, (*notes, *found.notes))


def kind_of(node: Node, ways: Sequence[Way]) -> SplitKind:
    """How many of its ways on a node takes."""
    said = [way.share for way in ways if way.share is not None]
    if node.tag in _DECIDING_TAGS and node.event_gateway_type != "Parallel":
        return SplitKind.EXCLUSIVE
    if node.tag == "complexGateway":
        return SplitKind.INCLUSIVE if sum(said) > 1 + _ROUNDING_TOLERANCE else SplitKind.EXCLUSIVE
    if node.tag == "inclusiveGateway" and len(ways) > 1:
        return SplitKind.INCLUSIVE
    if node.is_gateway or len(ways) < 2 or all(way.share == 1 for way in ways):
        return SplitKind.PARALLEL
    return SplitKind.INCLUSIVE if len(said) == len(ways) and sum(said) > 1 else SplitKind.EXCLUSIVE


def _complex_notes(model: ProcessModel, node: Node, kind: SplitKind) -> tuple[str, ...]:
    reading = "どれか1つへ進む分岐" if kind is SplitKind.EXCLUSIVE else "1つ以上の枝へ進む分岐"
    return (f"複合の分岐{label(model, node.id)}は、割合の合計から{reading}と読みました",)


def _inclusive(model: ProcessModel, node: Node, ways: Sequence[Way]) -> Shared:
    notes: tuple[str, ...] = ()
    if any(way.share is None for way in ways):
        notes = (f"{label(model, node.id)}の割合のない枝は、必ず通るもの（100%）としました",)
    shares = tuple(Fraction(1) if way.share is None else way.share for way in ways)
    if max(shares) > 1 or sum(shares) < 1:
        raise share_error(model, node.id, sum(shares, Fraction(0)), "各枝は100%以下、合計は100%以上にしてください")
    return Shared(SplitKind.INCLUSIVE, shares, notes)


def exclusive(model: ProcessModel, node_id: str, ways: Sequence[Way]) -> Shared:
    """Alternatives: what is not said is spread evenly over the ways without a share."""
    said = sum((way.share for way in ways if way.share is not None), Fraction(0))
    unsaid = sum(way.share is None for way in ways)
    if not ways:
        return Shared(SplitKind.EXCLUSIVE, ())
    if said > 1 + _ROUNDING_TOLERANCE or (not unsaid and said < 1 - _ROUNDING_TOLERANCE):
        raise share_error(model, node_id, said, "合計が100%になるように割合を直してください")
    scale = max(said, Fraction(1)) if unsaid else said
    notes = []
    if scale != 1:
        notes.append(f"{label(model, node_id)}の割合の合計は{percent(said)}のため、100%に直しました")
    left = 1 - said / scale
    if unsaid > 1 or (unsaid and len(ways) == unsaid and len(ways) > 1):
        text = f"の割合のない{unsaid}本の枝に、残り{percent(left)}を均等に割り振りました"
        notes.append(label(model, node_id) + text)
    rest = left / unsaid if unsaid else Fraction(0)
    shares = tuple(rest if way.share is None else way.share / scale for way in ways)
    return Shared(SplitKind.EXCLUSIVE, shares, tuple(notes))


def share_error(model: ProcessModel, node_id: str, total: Fraction, remedy: str) -> FlowError:
    return FlowError(f"分岐{label(model, node_id)}の割合の合計が{percent(total)}です。{remedy}", element_id=node_id)


def percent(share: Fraction) -> str:
    return f"{float(share * 100):.4g}%"
