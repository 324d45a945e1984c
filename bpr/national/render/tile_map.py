"""A map of 47 tiles of one size, each roughly where its prefecture lies: our own grid, no outlines of anybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, GAP = 68, 46, 4
STEPS = 5

# number of the prefecture (the first two digits of its 団体コード): column, row
PLACES: Mapping[int, tuple[int, int]] = {
    1: (12, 0),
    2: (12, 1), 5: (11, 2), 3: (12, 2), 6: (11, 3), 4: (12, 3),
    15: (11, 4), 7: (12, 4),
    17: (8, 5), 16: (9, 5), 20: (10, 5), 10: (11, 5), 9: (12, 5), 8: (13, 5),
    18: (8, 6), 21: (9, 6), 19: (10, 6), 11: (11, 6), 13: (12, 6), 12: (13, 6),
    32: (4, 7), 31: (5, 7), 28: (6, 7), 26: (7, 7), 25: (8, 7), 23: (9, 7), 22: (10, 7), 14: (11, 7),
    35: (3, 8), 34: (4, 8), 33: (5, 8), 27: (6, 8), 29: (7, 8), 24: (8, 8),
    42: (0, 9), 41: (1, 9), 40: (2, 9), 38: (4, 9), 37: (5, 9), 30: (7, 9),
    43: (1, 10), 44: (2, 10), 39: (4, 10), 36: (5, 10),
    46: (1, 11), 45: (2, 11),
    47: (0, 12),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One prefecture: where it is drawn, what is written on it, and how dark it is (1 to 5)."""

    number: int
    name: str
    text: str
    title: str
    url: str
    step: int
    x: int
    y: int

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2


@dataclass(frozen=True, kw_only=True)
class Key:
    """One shade of the legend: from the smallest to the largest value that is drawn in it."""

    step: int
    words: str
    x: int
    y: int


@dataclass(frozen=True, kw_only=True)
class TileMap:
    """``view_box`` holds all tiles; the legend stands in the empty corner above left."""

    tiles: tuple[Tile, ...]
    keys: tuple[Key, ...]
    view_box: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, kw_only=True)
class Place:
    """What is to be drawn of a prefecture."""

    number: int
    name: str
    value: Decimal
    text: str
    title: str
    url: str


def tile_map(places: Sequence[Place]) -> TileMap:
    """The map; shades are fifths of the prefectures by rank, so that one outlier does not make all others pale."""
    steps = steps_of([place.value for place in places])
    tiles = tuple(_tile(place, step) for place, step in zip(places, steps, strict=True))
    columns, rows = (max(at[axis] for at in PLACES.values()) + 1 for axis in (0, 1))
    view_box = f"0 0 {columns * (WIDTH + GAP) - GAP} {rows * (HEIGHT + GAP) - GAP}"
    return TileMap(tiles=tiles, keys=_keys(places, steps), view_box=view_box)


def steps_of(values: Sequence[Decimal]) -> list[int]:
    """1 to 5 by rank; equal values have equal steps."""
    order = sorted(values)
    return [1 + order.index(value) * STEPS // len(order) for value in values]


def short_name(name: str) -> str:
    """東京都 → 東京; 北海道 stays."""
    return name if name == "北海道" else name[:-1]


def _tile(place: Place, step: int) -> Tile:
    column, row = PLACES[place.number]
    return Tile(
        number=place.number, name=short_name(place.name), text=place.text, title=place.title, url=place.url, step=step,
        x=column * (WIDTH + GAP), y=row * (HEIGHT + GAP),
    )  # fmt: skip


def _keys(places: Sequence[Place], steps: Sequence[int]) -> tuple[Key, ...]:
    found = []
    for line, step in enumerate(sorted(set(steps), reverse=True)):
        own = sorted((place for place, at in zip(places, steps, strict=True) if at == step), key=lambda at: at.value)
        found.append(Key(step=step, words=f"{own[0].text} 〜 {own[-1].text}", x=0, y=60 + line * 30))
    return tuple(found)
