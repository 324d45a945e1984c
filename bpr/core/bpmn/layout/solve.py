"""The whole road from items and links to a plan."""

from __future__ import annotations

from collections.abc import Sequence

from bpr.core.bpmn.layout.geometry import Routed, draw, sides_used
from bpr.core.bpmn.layout.grid import build_grid
from bpr.core.bpmn.layout.labels import place_labels
from bpr.core.bpmn.layout.parts import Band, Item, Link, Plan
from bpr.core.bpmn.layout.ranks import assign_columns
from bpr.core.bpmn.layout.routes import route_all
from bpr.core.bpmn.layout.rows import assign_rows
from bpr.core.bpmn.layout.tracks import assign_tracks


def solve(items: Sequence[Item], links: Sequence[Link], bands: Sequence[Band]) -> Plan:
    """Place items in their bands and route the links. Hosts must come before their riders."""
    columns = assign_columns(items, links)
    rows = assign_rows(items, links, columns, len(bands))
    grid = build_grid(items, bands, columns, rows)
    by_id = {item.id: item for item in items}
    paths = route_all(links, by_id, grid)
    tracks = assign_tracks(links, by_id, paths)
    sides = sides_used(links, paths)
    plan = draw(Routed(by_id, links, bands, grid, paths, tracks), sides)
    place_labels(by_id.values(), links, sides, plan)
    return plan
