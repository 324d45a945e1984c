"""Ports and tracks: links that share a side of an item or a channel are put next to each other, in an order that
crosses least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bpr.core.bpmn.layout.grid import Path, sides_of
from bpr.core.bpmn.layout.parts import Item, Link, Outline, Side

_STEP = {Outline.BOX: 16.0, Outline.DIAMOND: 9.0, Outline.CIRCLE: 9.0}
_TOUCH = 0.02  # two ends at the same position, in grid units


@dataclass(frozen=True, slots=True)
class Run:
    """A run in a channel: its extent, and at each end the side (-1 or 1; 0: none) to which the link goes on."""

    key: tuple[str, int]  # link id, index of the run in its path
    low: float
    high: float
    low_side: int
    high_side: int

    def ends(self) -> tuple[tuple[float, int], tuple[float, int]]:
        return (self.low, self.low_side), (self.high, self.high_side)


@dataclass(slots=True)
class Tracks:
    ports: dict[tuple[str, bool], float] = field(default_factory=dict)  # (link, at source): offset from the middle
    vertical: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)  # run: track, tracks of channel
    horizontal: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)


def assign_tracks(links: Sequence[Link], items: dict[str, Item], paths: dict[str, Path]) -> Tracks:
    tracks = Tracks(ports=_assign_ports(links, items, paths))
    for _ in range(2):  # the second pass knows the tracks that the ends lie on
        tracks.vertical = _order_channels(paths, tracks, vertical=True)
        tracks.horizontal = _order_channels(paths, tracks, vertical=False)
    return tracks


def _assign_ports(
    links: Sequence[Link], items: dict[str, Item], paths: dict[str, Path]
) -> dict[tuple[str, bool], float]:
    sides: dict[tuple[str, Side, int], list[tuple[tuple[float, ...], str, bool]]] = {}
    for link in links:
        path = paths[link.id]
        for item_id, side, way, at_source in (
            (link.source, sides_of(path)[0], path, True),
            (link.target, sides_of(path)[1], path[::-1], False),
        ):
            sides.setdefault((item_id, side, way[0][0]), []).append((_port_key(way, side), link.id, at_source))
    ports: dict[tuple[str, bool], float] = {}
    for (item_id, side, _), ends in sides.items():
        for (_, link_id, at_source), offset in zip(sorted(ends), _offsets(items[item_id], side, ends), strict=True):
            ports[link_id, at_source] = offset
    for link_id, path in paths.items():
        if len(path) == 2:  # parallel straight links: as close as the smaller of the two items needs
            nearest = min(ports[link_id, True], ports[link_id, False], key=abs)
            ports[link_id, True] = ports[link_id, False] = nearest
    return ports


def _port_key(way: Path, side: Side) -> tuple[float, ...]:
    """Order along a side: links that turn up first, nearest turn outermost; straight ones; then those down."""
    if len(way) == 2:
        return (0.0, 0.0)
    along, across = (1, 0) if side in (Side.LEFT, Side.RIGHT) else (0, 1)
    turn = 1 if way[2][along] > way[1][along] else -1
    reach = abs(way[1][across] - way[0][across])
    return (float(turn), -float(turn) * reach, float(way[2][along]))


def _offsets(item: Item, side: Side, ends: Sequence[tuple[tuple[float, ...], str, bool]]) -> list[float]:
    """Offsets of the ends, in order. Straight links keep the middle, so that they stay straight."""
    extent = item.size[1] if side in (Side.LEFT, Side.RIGHT) else item.size[0]
    slots = _slots(item, side, sorted(ends))
    straight = sorted({slot for slot, end in zip(slots, sorted(ends), strict=True) if end[0][0] == 0.0})
    last = max(slots)
    middle = sum(straight) / len(straight) if straight else last / 2
    reach = max(middle, last - middle, 1.0)
    room = extent / 2 - (10.0 if item.outline is Outline.BOX else 5.0)
    step = min(_STEP[item.outline], room / reach)
    return [(slot - middle) * step for slot in slots]


def _slots(item: Item, side: Side, ends: Sequence[tuple[tuple[float, ...], str, bool]]) -> list[int]:
    """One place for each end; the links that turn off a gateway's trunk share one (see ``routes.py``)."""
    has_trunks = item.outline is Outline.DIAMOND and side in (Side.TOP, Side.BOTTOM)
    places: dict[tuple[str, bool, float], int] = {}
    for key, link_id, at_source in ends:
        places.setdefault(_place(key, link_id, at_source, has_trunks=has_trunks), len(places))
    return [places[_place(key, link_id, at_source, has_trunks=has_trunks)] for key, link_id, at_source in ends]


def _place(key: tuple[float, ...], link_id: str, at_source: bool, *, has_trunks: bool) -> tuple[str, bool, float]:
    if has_trunks and key[0]:
        return "", at_source, key[0] if at_source else 0.0
    return link_id, at_source, 0.0


def _order_channels(
    paths: dict[str, Path], tracks: Tracks, *, vertical: bool
) -> dict[tuple[str, int], tuple[int, int]]:
    channels: dict[int, list[Run]] = {}
    for link_id, path in paths.items():
        for index in range(len(path) - 1):
            (x1, y1), (x2, y2) = path[index], path[index + 1]
            position = x1 if vertical else y1
            if (x1 == x2 if vertical else y1 == y2) and position % 2 == 0:
                channels.setdefault(position, []).append(_run(link_id, path, index, tracks, vertical=vertical))
    return {key: place for runs in channels.values() for key, place in _order(runs).items()}


def _run(link_id: str, path: Path, index: int, tracks: Tracks, *, vertical: bool) -> Run:
    """A run that ends on a black-box pool has no neighbour there, and goes on to neither side."""
    along, across = (1, 0) if vertical else (0, 1)
    channel = path[index][across]
    ends = []
    for end, neighbour, beyond in ((index, index - 1, index - 1), (index + 1, index + 1, index + 2)):
        if 0 <= beyond < len(path):
            to = path[beyond][across]
            ends.append((_position(link_id, path, neighbour, along, tracks), (to > channel) - (to < channel)))
        else:
            ends.append((float(path[end][along]), 0))
    (low, low_side), (high, high_side) = sorted(ends)
    return Run((link_id, index), low, high, low_side, high_side)


def _position(link_id: str, path: Path, index: int, along: int, tracks: Tracks) -> float:
    """Where the neighbouring run ``index`` lies, as a grid position with the fraction of its port or track."""
    here = float(path[index][along])
    if path[index][along] % 2:
        return here + tracks.ports[link_id, index == 0] / 200
    track, count = (tracks.horizontal if along == 1 else tracks.vertical).get((link_id, index), (0, 1))
    return here + ((track + 0.5) / count - 0.5) * 0.8


def _order(runs: Iterable[Run]) -> dict[tuple[str, int], tuple[int, int]]:
    """Track of each run and the number of tracks of the channel."""
    ordered: list[Run] = []
    for run in sorted(runs, key=lambda run: (run.low, run.high, run.key)):
        _insert(run, ordered)
    levels: list[int] = []
    for index, run in enumerate(ordered):
        below = [levels[other] + 1 for other in range(index) if _share(ordered[other], run)]
        levels.append(max(below, default=0))
    count = max(levels) + 1
    return {run.key: (level, count) for run, level in zip(ordered, levels, strict=True)}


def _insert(run: Run, ordered: list[Run]) -> None:
    """Put a run where it crosses the others least; the last of the best places."""
    cost = sum(_crossings(run, other) for other in ordered)
    best, place = cost, 0
    for index, other in enumerate(ordered):
        cost += _crossings(other, run) - _crossings(run, other)
        if cost <= best:
            best, place = cost, index + 1
    ordered.insert(place, run)


def _crossings(first: Run, second: Run) -> int:
    """Crossings if ``first`` lies on the smaller track; an overlap of two ends in one line counts as ten."""
    return _towards(first, second, 1) + _towards(second, first, -1)


def _towards(run: Run, other: Run, side: int) -> int:
    found = 0
    for position, goes_to in run.ends():
        if goes_to != side:
            continue
        if other.low + _TOUCH < position < other.high - _TOUCH:
            found += 1
        elif any(abs(position - end) <= _TOUCH and to != side for end, to in other.ends()):
            found += 10
    return found


def _share(first: Run, second: Run) -> bool:
    return first.low <= second.high + _TOUCH and second.low <= first.high + _TOUCH
