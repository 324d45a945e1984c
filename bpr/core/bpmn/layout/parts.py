"""What the layout works on: items in bands, joined by links; and what it gives back.

Nothing here knows BPMN. Coordinates have time along x and bands along y; the caller turns them for a vertical diagram.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum

from bpr.core.bpmn.model import Bounds, Point

Size = tuple[float, float]


class Outline(Enum):
    BOX = "box"
    DIAMOND = "diamond"
    CIRCLE = "circle"


class LinkKind(Enum):
    CONTROL = "control"  # sequence flow: target at least one column later
    MESSAGE = "message"  # between pools: target not earlier
    SIDE = "side"  # association of data and annotations: no say in the order


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Item:
    """One shape. ``host`` is the item whose lower border it rides on; ``beside`` the one it is drawn near to.

    ``is_band`` marks a black-box pool: it fills its band, and links end anywhere on it.
    """

    id: str
    size: Size
    band: int
    outline: Outline = Outline.BOX
    label: Size | None = None
    host: str = ""
    beside: str = ""
    is_band: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One edge. ``weight`` says which of several branches is the main one: the heaviest."""

    id: str
    source: str
    target: str
    kind: LinkKind = LinkKind.CONTROL
    weight: float = 0.0
    label: Size | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A horizontal band (leaf lane, pool without lanes, black-box pool). ``gap_before`` separates pools."""

    id: str
    min_height: float = 0.0
    gap_before: float = 0.0


@dataclass(slots=True)
class Plan:
    """Result: where everything is, with the origin at the top left of the first band's content."""

    width: float = 0.0
    height: float = 0.0
    bounds: dict[str, Bounds] = field(default_factory=dict)
    bands: list[tuple[float, float]] = field(default_factory=list)  # top, bottom
    waypoints: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    item_labels: dict[str, Bounds] = field(default_factory=dict)
    link_labels: dict[str, Bounds] = field(default_factory=dict)
