"""The grid that links are routed on, and what is already in it.

Positions are doubled: along x, odd numbers are columns and even ones the channels between them; along y, odd numbers
are rows and even ones the channels between (each band has a channel above its first and below its last row).
A path is a list of such positions, joined by alternating horizontal and vertical runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bpr.core.bpmn.layout.parts import Band, Item, Link, Side

Cell = tuple[int, int]
Path = tuple[Cell, ...]


@dataclass(slots=True)
class Trunk:
    """The upright run that several ways out of one gateway (or into it) have in common."""

    runs: dict[Cell, int] = field(default_factory=dict)  # how many of them go through a position
    forks: dict[Cell, int] = field(default_factory=dict)  # and how many turn off there


_NO_TRUNK = Trunk()


@dataclass(slots=True)
class Grid:
    columns: int
    band_of_row: list[int]
    cells: dict[str, Cell] = field(default_factory=dict)
    blocked: set[Cell] = field(default_factory=set)  # cells with an item
    half_height: dict[str, float] = field(default_factory=dict)  # of items
    shape_bands: set[str] = field(default_factory=set)  # items that are a whole band
    trunks: dict[str, Trunk] = field(default_factory=dict)
    _row_of_position: dict[int, int] = field(default_factory=dict)
    _along: list[list[int]] = field(default_factory=list)  # [y][x]: horizontal runs through a position
    _across: list[list[int]] = field(default_factory=list)  # [x][y]: vertical runs through a position

    @property
    def channels_y(self) -> int:
        return len(self.band_of_row) + self.band_of_row[-1] + 1

    def row_of(self, item_id: str) -> int:
        """Global row of an item."""
        return self._row_of_position[self.cells[item_id][1]]

    def row_at(self, y: int) -> int | None:
        """Global row at a position, None where it is a channel."""
        return self._row_of_position.get(y)

    def open(self) -> None:
        """Make the empty sheet that runs are marked on."""
        self._row_of_position = {row_position(row, band): row for row, band in enumerate(self.band_of_row)}
        size_x, size_y = 2 * self.columns + 1, 2 * self.channels_y + 1
        self._along = [[0] * size_x for _ in range(size_y)]
        self._across = [[0] * size_y for _ in range(size_x)]

    def mark(self, path: Path) -> None:
        for (x1, y1), (x2, y2) in pairwise(path):
            line = self._along[y1] if y1 == y2 else self._across[x1]
            low, high = (min(x1, x2), max(x1, x2)) if y1 == y2 else (min(y1, y2), max(y1, y2))
            for position in range(low, high + 1):
                line[position] += 1

    def mark_trunk(self, name: str, start: Cell, turn: Cell) -> None:
        trunk = self.trunks.setdefault(name, Trunk())
        for y in range(min(start[1], turn[1]), max(start[1], turn[1]) + 1):
            trunk.runs[start[0], y] = trunk.runs.get((start[0], y), 0) + 1
        trunk.forks[turn] = trunk.forks.get(turn, 0) + 1

    def row_is_free(self, y: int, low: int, high: int) -> bool:
        """No item and no run in the cells strictly between two positions of a row."""
        used = self._along[y]
        return not any((x, y) in self.blocked or used[x] for x in range((low + 1) | 1, high, 2))

    def column_is_free(self, x: int, low: int, high: int, own: Trunk = _NO_TRUNK) -> bool:
        used, ours = self._across[x], own.runs
        return not any((x, y) in self.blocked or used[y] > ours.get((x, y), 0) for y in range((low + 1) | 1, high, 2))

    def is_open(self, path: Path, own: Trunk = _NO_TRUNK) -> bool:
        """No run of the path goes through an item or along another run's cells, and no bend lies in a used cell.

        Runs of its ``own`` trunk are not in the way.
        """
        if any(x % 2 and y % 2 and self._is_used(x, y, own) for x, y in path[1:-1]):
            return False
        for (x1, y1), (x2, y2) in pairwise(path):
            if y1 == y2:
                if y1 % 2 and not self.row_is_free(y1, min(x1, x2), max(x1, x2)):
                    return False
            elif x1 % 2 and not self.column_is_free(x1, min(y1, y2), max(y1, y2), own):
                return False
        return True

    def _is_used(self, x: int, y: int, own: Trunk) -> bool:
        return (x, y) in self.blocked or self._along[y][x] > 0 or self._across[x][y] > own.runs.get((x, y), 0)

    def crossings(self, path: Path, own: Trunk = _NO_TRUNK) -> int:
        """How many runs the path would cross or press against."""
        found = 0
        for (x1, y1), (x2, y2) in pairwise(path):
            if y1 == y2:
                found += sum(self._across[x][y1] for x in range(min(x1, x2) + 1, max(x1, x2)))
            else:
                found += sum(self._along[y][x1] for y in range(min(y1, y2) + 1, max(y1, y2)))
        for (x, y), forks in own.forks.items():
            found -= forks * any(
                x1 == x == x2 and min(y1, y2) < y < max(y1, y2) for (x1, y1), (x2, y2) in pairwise(path)
            )
        return found

    def channel_load(self, path: Path) -> int:
        """How many other runs lie in the channels that the path uses, beside it."""
        found = 0
        for (x1, y1), (x2, y2) in pairwise(path):
            if y1 == y2 and not y1 % 2:
                found += max(self._along[y1][min(x1, x2) : max(x1, x2) + 1])
            elif x1 == x2 and not x1 % 2:
                found += max(self._across[x1][min(y1, y2) : max(y1, y2) + 1])
        return found


def build_grid(items: Sequence[Item], bands: Sequence[Band], columns: dict[str, int], rows: dict[str, int]) -> Grid:
    """Global rows from the rows of each band (at least one per band); every item in its cell."""
    heights = [1] * len(bands)
    for item in items:
        heights[item.band] = max(heights[item.band], rows[item.id] + 1)
    first = [sum(heights[:band]) for band in range(len(bands))]
    grid = Grid(
        columns=max(columns.values(), default=0) + 1,
        band_of_row=[band for band, height in enumerate(heights) for _ in range(height)],
    )
    for item in items:
        row = first[item.band] + rows[item.id]
        grid.half_height[item.id] = item.size[1] / 2
        grid.cells[item.id] = (2 * columns[item.id] + 1, row_position(row, item.band))
        if item.is_band:
            grid.shape_bands.add(item.id)
        else:
            grid.blocked.add(grid.cells[item.id])
    grid.open()
    return grid


def ends_of(link: Link, grid: Grid) -> tuple[Cell, Cell]:
    """Positions of the two ends; on a black-box band, the one straight above or below the other end."""
    source, target = grid.cells[link.source], grid.cells[link.target]
    if link.source in grid.shape_bands:
        source = (target[0], source[1])
    elif link.target in grid.shape_bands:
        target = (source[0], target[1])
    return source, target


def row_position(row: int, band: int) -> int:
    return 2 * (row + band) + 1


def sides_of(path: Path) -> tuple[Side, Side]:
    """Sides of the source and the target that a path is attached to."""
    return _side(path[0], path[1]), _side(path[-1], path[-2])


def _side(end: Cell, neighbour: Cell) -> Side:
    if end[1] == neighbour[1]:
        return Side.RIGHT if neighbour[0] > end[0] else Side.LEFT
    return Side.BOTTOM if neighbour[1] > end[1] else Side.TOP


def simplify(path: Sequence[Cell]) -> Path:
    """The path without repeated points and without points in the middle of a run."""
    points = [point for index, point in enumerate(path) if index == 0 or point != path[index - 1]]
    kept = [
        point
        for index, point in enumerate(points)
        if index in (0, len(points) - 1) or not _in_line(points[index - 1], point, points[index + 1])
    ]
    return tuple(kept)


def _in_line(before: Cell, here: Cell, after: Cell) -> bool:
    return before[0] == here[0] == after[0] or before[1] == here[1] == after[1]


def between(first: int, second: int) -> Iterator[int]:
    """Channel positions between two positions, nearest to the first one first."""
    step = 1 if second > first else -1
    return (position for position in range(first + step, second, step) if position % 2 == 0)
