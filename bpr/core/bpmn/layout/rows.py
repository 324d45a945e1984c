"""Rows within bands: the main path of a band stays on one line, branches step aside below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from bpr.core.bpmn.layout.parts import Item, Link, LinkKind


@dataclass(slots=True)
class _BandRows:
    taken: set[tuple[int, int]] = field(default_factory=set)  # row, column
    kept_for: dict[tuple[int, int], str] = field(default_factory=dict)  # the straight way of a main link

    def is_free(self, row: int, column: int, item_id: str) -> bool:
        return (row, column) not in self.taken and self.kept_for.get((row, column), item_id) == item_id

    def nearest(self, wanted: int, column: int, item_id: str) -> int:
        for distance in count():
            for row in (wanted + distance, wanted - distance):
                if row >= 0 and self.is_free(row, column, item_id):
                    return row
        raise AssertionError("rows are endless")  # pragma: no cover

    def beside(self, row: int, column: int, columns: int, item_id: str) -> tuple[int, int]:
        """Row and column next to a cell: below or above it, there in a neighbouring column, else further off."""
        near = [(row + down, column + right) for right in (0, 1, -1) for down in (1, -1)]
        for place in near:
            if place[0] >= 0 and 0 <= place[1] < columns and self.is_free(*place, item_id):
                return place
        return self.nearest(row + 1, column, item_id), column

    def keep(self, row: int, columns: range, item_id: str) -> None:
        """Keep the cells of a row free for the main link to ``item_id``, if all of them still are."""
        cells = [(row, column) for column in columns]
        if all(cell not in self.taken and cell not in self.kept_for for cell in cells):
            self.kept_for.update(dict.fromkeys(cells, item_id))


def main_links(links: Sequence[Link]) -> dict[str, Link]:
    """The heaviest control link out of each source; the first one among equals."""
    best: dict[str, Link] = {}
    for link in links:
        if link.kind is LinkKind.CONTROL:
            current = best.get(link.source)
            if current is None or link.weight > current.weight:
                best[link.source] = link
    return best


def assign_rows(items: Sequence[Item], links: Sequence[Link], columns: dict[str, int], bands: int) -> dict[str, int]:
    """Row of each item, counted within its band. Items on a host have the host's row.

    Items beside another one may get another of the ``columns``, where that brings them nearer to it.
    """
    by_id = {item.id: item for item in items}
    sheets = [_BandRows() for _ in range(bands)]
    main = main_links(links)
    before = _same_band_sources(by_id, links, columns)
    rows: dict[str, int] = {}
    width = max(columns.values(), default=0) + 1
    for item in _placing_order(items, columns, main):
        wanted = _wanted_row(item, before, main, rows)
        if item.beside:
            row, columns[item.id] = sheets[item.band].beside(wanted, columns[item.id], width, item.id)
        else:
            row = sheets[item.band].nearest(wanted, columns[item.id], item.id)
        rows[item.id] = row
        sheets[item.band].taken.add((row, columns[item.id]))
        _keep_main_way(item, row, main, by_id, columns, sheets[item.band])
    rows.update({item.id: rows[item.host] if item.host else 0 for item in items if item.host or item.is_band})
    return rows


def _placing_order(items: Sequence[Item], columns: dict[str, int], main: dict[str, Link]) -> list[Item]:
    """From left to right; in a column the main path first, items that lead nowhere last, artifacts after all."""
    on_main = {link.target for link in main.values()}

    def key(item: Item) -> tuple[bool, int, bool, bool]:
        return bool(item.beside), columns[item.id], item.id not in on_main, item.id not in main

    placed = [item for item in items if not item.host and not item.is_band]
    return sorted(placed, key=key)


def _same_band_sources(by_id: dict[str, Item], links: Sequence[Link], columns: dict[str, int]) -> dict[str, list[str]]:
    """For each item the sources of links that reach it from the left within its band."""
    before: dict[str, list[str]] = {}
    for link in links:
        source, target = by_id.get(link.source), by_id.get(link.target)
        within = link.kind is LinkKind.CONTROL and source and target and source.band == target.band
        if within and source and target and columns[source.id] < columns[target.id]:
            before.setdefault(target.id, []).append(source.host or source.id)
    return before


def _wanted_row(item: Item, before: dict[str, list[str]], main: dict[str, Link], rows: dict[str, int]) -> int:
    if item.beside:
        return rows.get(item.beside, 0)
    sources = [source for source in before.get(item.id, []) if source in rows]
    by_main = [source for source in sources if source in main and main[source].target == item.id]
    return min((rows[source] for source in by_main or sources), default=0)


def _keep_main_way(
    item: Item, row: int, main: dict[str, Link], by_id: dict[str, Item], columns: dict[str, int], sheet: _BandRows
) -> None:
    target = by_id.get(main[item.id].target) if item.id in main else None
    if target and target.band == item.band and columns[target.id] > columns[item.id] + 1:
        sheet.keep(row, range(columns[item.id] + 1, columns[target.id] + 1), target.id)
