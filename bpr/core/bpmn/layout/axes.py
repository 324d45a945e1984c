"""Pixels along the two axes of a routed grid: widths of columns and channels, heights of rows and bands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from bpr.core.bpmn.layout.grid import Grid, Path, sides_of
from bpr.core.bpmn.layout.parts import Band, Item, Link, Side

TRACK_X, TRACK_Y = 13.0, 13.0
LABEL_GAP = 4.0
RIDER_DROP = 18.0  # how far a boundary event hangs below its host
_CHANNEL_X, _EDGE_X, _MARGIN_X = 46.0, 24.0, 20.0
_CHANNEL_Y, _EDGE_Y, _MARGIN_Y = 24.0, 16.0, 15.0
_LABEL_IN_CHANNEL = 10.0  # how far a label may reach into the channel beside its row


@dataclass(slots=True)
class Axis:
    """Per grid position: the middle of a column or row, or the first track of a channel; and the end of the axis."""

    middle: list[float] = field(default_factory=list)
    half: list[float] = field(default_factory=list)  # of columns
    end: float = 0.0

    def add(self, length: float, middle: float) -> None:
        self.middle.append(self.end + middle)
        self.half.append(length / 2)
        self.end += length


def track_counts(
    tracks: Mapping[tuple[str, int], tuple[int, int]], paths: Mapping[str, Path], axis: int
) -> dict[int, int]:
    """Number of tracks of each channel position."""
    return {paths[link_id][index][axis]: count for (link_id, index), (_, count) in tracks.items()}


def column_axis(
    items: Iterable[Item], links: Iterable[Link], grid: Grid, paths: Mapping[str, Path], counts: Mapping[int, int]
) -> Axis:
    widths = [40.0] * grid.columns
    for item in items:
        if item.is_band:
            continue
        column = grid.cells[item.id][0] // 2
        widths[column] = max(widths[column], item.size[0], item.label[0] if item.label and not item.host else 0.0)
    leads = _label_leads(links, paths)
    last = 2 * grid.columns
    axis = Axis()
    for position in range(last + 1):
        if position % 2:
            axis.add(widths[position // 2], widths[position // 2] / 2)
        else:
            _add_channel(axis, counts.get(position, 0), leads.get(position, 0.0), position in (0, last))
    return axis


def _add_channel(axis: Axis, count: int, label: float, at_edge: bool) -> None:
    span = max(0, count - 1) * TRACK_X
    lead = max(0.0, label - 10.0)  # a label may reach into the margin before the first track
    needed = lead + span + 2 * _MARGIN_X if count else label + 20.0 if label else 0.0
    width = max(_EDGE_X if at_edge else _CHANNEL_X, needed)
    axis.add(width, lead + (width - lead - span) / 2)


def _label_leads(links: Iterable[Link], paths: Mapping[str, Path]) -> dict[int, float]:
    """Widths of the branch labels that stand at the left of a channel, before its tracks."""
    leads: dict[int, float] = {}
    for link in links:
        if link.label:
            path = paths[link.id]
            beside_item = sides_of(path)[0] in (Side.LEFT, Side.RIGHT)
            channel = path[0][0] + 1
            leads[channel] = max(leads.get(channel, 0.0), link.label[0] - (0.0 if beside_item else 18.0))
    return leads


@dataclass(frozen=True, slots=True)
class Extents:
    """How far the content of each row reaches above and below its middle line."""

    up: list[float]
    down: list[float]


def row_extents(
    items: Iterable[Item], grid: Grid, labels_above: set[str], links: Iterable[Link], paths: Mapping[str, Path]
) -> Extents:
    rows = len(grid.band_of_row)
    found = Extents([20.0] * rows, [20.0] * rows)
    for item in items:
        row = grid.row_of(item.id)
        half = item.size[1] / 2
        label = item.label[1] + LABEL_GAP if item.label else 0.0
        if item.host:
            host_half = grid.half_height[item.host]
            found.down[row] = max(found.down[row], host_half + RIDER_DROP + label)
        else:
            above = item.id in labels_above
            found.up[row] = max(found.up[row], half + (label if above else 0.0))
            found.down[row] = max(found.down[row], half + (0.0 if above else label))
    for link in links:
        if link.label:
            _make_room_for_label(link.label[1], grid.half_height[link.source], paths[link.id], grid, found)
    return Extents([float(ceil(up)) for up in found.up], [float(ceil(down)) for down in found.down])


def _make_room_for_label(height: float, half: float, path: Path, grid: Grid, found: Extents) -> None:
    """A link's label stands above its run in a row, or beside its first run up or down."""
    row, turn = grid.row_at(path[0][1]), grid.row_at(path[1][1])
    side = sides_of(path)[0]
    for level in {row, turn} if side in (Side.LEFT, Side.RIGHT) else {turn}:
        if level is not None:
            found.up[level] = max(found.up[level], height + LABEL_GAP + 2.0)
    if row is not None and side in (Side.TOP, Side.BOTTOM):
        reach = found.up if side is Side.TOP else found.down
        reach[row] = max(reach[row], half + height - _LABEL_IN_CHANNEL)


def row_axis(
    bands: Sequence[Band], grid: Grid, extents: Extents, counts: Mapping[int, int]
) -> tuple[Axis, list[tuple[float, float]]]:
    """The axis and the top and bottom of each band."""
    axis = Axis()
    spans: list[tuple[float, float]] = []
    for index, band in enumerate(bands):
        if index:
            axis.add(band.gap_before, 0.0)
        rows = [row for row, owner in enumerate(grid.band_of_row) if owner == index]
        spans.append(_add_band(axis, band, rows, extents, counts))
    return axis, spans


def _add_band(
    axis: Axis, band: Band, rows: Sequence[int], extents: Extents, counts: Mapping[int, int]
) -> tuple[float, float]:
    top = axis.end
    first = len(axis.middle)
    used = [counts.get(first + 2 * index, 0) for index in range(len(rows) + 1)]
    heights = [_channel_height(count, index in (0, len(rows))) for index, count in enumerate(used)]
    content = sum(heights) + sum(extents.up[row] + extents.down[row] for row in rows)
    extra = max(0.0, band.min_height - content) / 2
    heights[0] += extra
    heights[-1] += extra
    for height, count, row in zip(heights, used, rows, strict=False):
        axis.add(height, (height - max(0, count - 1) * TRACK_Y) / 2)
        axis.add(extents.up[row] + extents.down[row], extents.up[row])
    axis.add(heights[-1], (heights[-1] - max(0, used[-1] - 1) * TRACK_Y) / 2)
    return top, axis.end


def _channel_height(count: int, at_edge: bool) -> float:
    least = _EDGE_Y if at_edge else _CHANNEL_Y
    return max(least, max(0, count - 1) * TRACK_Y + 2 * _MARGIN_Y) if count else least
