"""Finding a free place for one more shape, and making room where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bpr.core.bpmn.layout.parts import Size
from bpr.core.bpmn.layout.sheet import Sheet, inflated, meets, overlap, run_box
from bpr.core.bpmn.model import Bounds, Point

GAP = 46.0  # between a shape and the next one of its row
_BESIDE, _ABOVE = 20.0, 10.0  # least distance to other shapes
_FROM_LINK = 8.0
_PADDING = 14.0  # to the border of the lane
_PITCH = 10.0
_REACH = 400.0  # how far to the right a place is looked for


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a shape would like to stand: not left of ``after``, its right border not beyond ``before``.

    ``size`` includes the label below. ``frame`` is the lane, pool or sub-process that holds it, "" for none.
    """

    size: Size
    frame: str
    after: float
    before: float | None
    top: float


def find_place(sheet: Sheet, wish: Wish, area: Bounds) -> Point:
    """Top left corner for the shape. Shapes move (as one block, to the right) only where there is no free place."""
    if wish.before is not None and wish.before - wish.after < wish.size[0]:
        by = float(round(wish.size[0] - wish.before + wish.after + 0.5))
        sheet.insert_columns((wish.after + wish.before) / 2, by)
        wish = replace(wish, before=wish.before + by)
    found = _free_place(sheet, wish, _current(sheet, wish, area))
    return found or _made_place(sheet, wish, area)


def _current(sheet: Sheet, wish: Wish, area: Bounds) -> Bounds:
    """The area after strips: frames have grown, its insets have stayed."""
    frame = sheet.frames.get(wish.frame)
    return Bounds(area.x, area.y, frame.right - area.x, frame.bottom - area.y) if frame else area


def _free_place(sheet: Sheet, wish: Wish, area: Bounds) -> Point | None:
    row = Bounds(area.x, area.y, area.width + _REACH, area.height)
    walls = _walls(sheet, wish, row)
    for x in _columns(wish):
        for y in _rows(wish, area):
            box = Bounds(x, y, *wish.size)
            if not meets(inflated(box, _BESIDE, _ABOVE), walls[0]) and not meets(
                inflated(box, _FROM_LINK, _FROM_LINK), walls[1]
            ):
                widen(sheet, wish.frame, box.right + GAP / 2)
                return Point(x, y)
    return None


def _walls(sheet: Sheet, wish: Wish, row: Bounds) -> tuple[list[Bounds], list[Bounds]]:
    """Shapes, labels and inner frames in the row; and links."""
    mine = sheet.frames.get(wish.frame)
    shapes = [box for box in (*sheet.boxes.values(), *sheet.labels.values()) if overlap(box, row)]
    shapes += [box for box in sheet.frames.values() if box != mine and overlap(box, row) and not _holds(box, mine, row)]
    runs = [box for _, first, second in sheet.runs() if overlap(box := run_box(first, second), row)]
    return shapes, runs


def _holds(box: Bounds, mine: Bounds | None, row: Bounds) -> bool:
    """Frames around the one that the shape goes into are no walls; neither are those beside it."""
    inner = mine or row
    return box.x <= inner.x + 0.5 and box.right >= inner.right - 0.5 and box.height + 0.5 >= inner.height


def _columns(wish: Wish) -> Iterator[float]:
    last = wish.after + _REACH if wish.before is None else wish.before - wish.size[0]
    x = wish.after
    while x <= last + 0.01:
        yield x
        x += _PITCH * 2


def _rows(wish: Wish, area: Bounds) -> list[float]:
    """Tops from the wished one on, nearest first."""
    low, high = area.y + _PADDING, area.bottom - _PADDING - wish.size[1]
    if high < low:
        return []
    wished = min(max(wish.top, low), high)
    steps = range(1, int((high - low) // _PITCH) + 1)
    tops = [wished, *(wished + sign * step * _PITCH for step in steps for sign in (1, -1))]
    return [top for top in tops if low <= top <= high]


def _made_place(sheet: Sheet, wish: Wish, area: Bounds) -> Point:
    """A strip of columns for the shape where a row allows it, else rows at the foot of its frame as well."""
    cut = wish.after - GAP / 2
    here = _current(sheet, wish, area)
    tops = [top for top in _rows(wish, here) if _is_clear_at(sheet, cut, top, wish.size[1])]
    top = tops[0] if tops else _open_rows(sheet, wish, here)
    sheet.insert_columns(cut, float(round(wish.size[0] + GAP + 0.5)))
    widen(sheet, wish.frame, wish.after + wish.size[0] + GAP / 2)
    return Point(wish.after, top)


def _is_clear_at(sheet: Sheet, cut: float, top: float, height: float) -> bool:
    """Nothing lies across the line at this height, so that a strip there is empty."""
    line = Bounds(cut - _BESIDE / 2, top - _FROM_LINK, _BESIDE, height + 2 * _FROM_LINK)
    runs = (run_box(first, second) for _, first, second in sheet.runs())
    return not meets(line, (*sheet.boxes.values(), *sheet.labels.values(), *runs))


def _open_rows(sheet: Sheet, wish: Wish, here: Bounds) -> float:
    """Let the frame grow at its foot; gives the top of the new row."""
    top = here.bottom - _PADDING
    if wish.frame in sheet.frames:
        sheet.insert_rows(here.bottom - 1.0, wish.size[1] + _PADDING)
    return top


def widen(sheet: Sheet, frame: str, right: float) -> None:
    """Let the frame, and with it all that end at the same line, reach as far as ``right``."""
    box = sheet.frames.get(frame)
    if box is not None and box.right < right:
        sheet.insert_columns(box.right - 1.0, float(round(right - box.right + 0.5)))
