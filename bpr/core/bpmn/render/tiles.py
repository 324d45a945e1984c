"""A diagram on pages of A3 or A4: one where it stays readable, else several with the headings of the lanes repeated.

Cuts run between shapes. A flow that runs over a cut bears the same number on both pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bpr.core.bpmn.layout.sizes import HEADING, LABEL_FONT
from bpr.core.bpmn.model import Bounds, ProcessModel
from bpr.core.bpmn.render import palette
from bpr.core.bpmn.render.bands import as_seen
from bpr.core.bpmn.render.cuts import Crossing, Span, crossings, label_boxes, runs_along, shape_boxes, spans
from bpr.core.bpmn.render.drawing import LEGEND_HEIGHT, MARGIN, Drawing, Part
from bpr.core.bpmn.render.highlight import Highlight
from bpr.core.bpmn.render.svg import element, number, rectangle, text_content, text_line

#: A 12 px label is 5.8 pt at this scale: the smallest that is read without effort on paper.
SMALLEST_SCALE = 0.64
_SCALES = (0.85, 0.8, 0.75, 0.7, SMALLEST_SCALE)  # of a diagram on several pages: the fewest pages, then the largest
_FOOT = 26.0
_GAP = 10.0  # between parts of a low diagram that stand on one page
_REACH = 20.0  # marks and arrow heads outside a part's own room
_MARK = 9.0
Orientation = Literal["landscape", "portrait"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Room for a drawing on one page, in CSS pixels (96 per inch); margins and captions taken off."""

    name: str
    width: float
    height: float


def _sheet(paper: str, orientation: Orientation) -> Sheet:
    """Paper with margins of 10 mm, and 4 mm for rounding in the browser's print."""
    long, short = {"A3": (420, 297), "A4": (297, 210)}[paper]
    wide, high = (long, short) if orientation == "landscape" else (short, long)
    return Sheet(f"{paper}-{orientation}", (wide - 20) / 25.4 * 96, (high - 24) / 25.4 * 96)


PAPERS = ("A3", "A4")


def tiles(
    model: ProcessModel,
    paper: str = "A3",
    *,
    orientation: Orientation | None = None,
    title: str = "",
    highlights: Mapping[str, Highlight] | None = None,
) -> list[str]:
    """The pages of a diagram as SVG documents. ``paper``: A3 or A4 (ValueError otherwise).

    Without ``orientation`` the pages lie, unless the pools of the diagram stand upright.
    """
    if paper not in PAPERS:
        raise ValueError(f"用紙「{paper}」は使えません。A3 か A4 を指定してください")
    sheet = _sheet(paper, orientation or natural_orientation(model))
    return tiles_on(model, sheet, title=title, highlights=highlights)


def natural_orientation(model: ProcessModel) -> Orientation:
    """Portrait where the flow runs from top to bottom."""
    seen = as_seen(model)
    across = [pool.is_horizontal for pool in seen.pools] + [lane.is_horizontal for lane in seen.lanes]
    return "portrait" if across and not any(across) else "landscape"


def fits(model: ProcessModel, sheet: Sheet, highlights: Mapping[str, Highlight] | None = None) -> bool:
    """True where the whole diagram is readable on one such page."""
    drawing = Drawing(model, highlights or {})
    return _scale(drawing.extent(), _legend_height(drawing), sheet) >= SMALLEST_SCALE


def tiles_on(
    model: ProcessModel, sheet: Sheet, *, title: str = "", highlights: Mapping[str, Highlight] | None = None
) -> list[str]:
    """As :func:`tiles`, on any size of page."""
    drawing = Drawing(model, highlights or {})
    name = title or model.name or "業務フロー図"
    box, legend = drawing.extent(), _legend_height(drawing)
    scale = _scale(box, legend, sheet)
    if scale >= SMALLEST_SCALE:
        return [_whole(drawing, name, box, legend, scale)]
    tiling = _Tiling(drawing, name, box, legend, sheet)
    return tiling.pages()


def _legend_height(drawing: Drawing) -> float:
    return LEGEND_HEIGHT if drawing.legend(0, 0)[0] else 0.0


def _scale(box: Bounds, legend: float, sheet: Sheet) -> float:
    return min(sheet.width / box.width, sheet.height / (box.height + legend), 1.0)


def _whole(drawing: Drawing, name: str, box: Bounds, legend: float, scale: float) -> str:
    parts = "".join(part.svg for part in drawing.parts())
    explained = drawing.legend(box.x + MARGIN, box.bottom + 2)[0]
    return _document(name, Bounds(box.x, box.y, box.width, box.height + legend), scale, parts + explained)


def _document(name: str, view: Bounds, scale: float, content: str) -> str:
    return element(
        "svg",
        element("title", text_content(name)),
        rectangle(view, fill=palette.PAPER),
        content,
        xmlns="http://www.w3.org/2000/svg",
        width=view.width * scale,
        height=view.height * scale,
        viewBox=_view(view),
        role="group",
        aria_label=name,
        font_family=palette.FONT,
    )


def _view(box: Bounds) -> str:
    return " ".join(map(number, (box.x, box.y, box.width, box.height)))


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a diagram is cut at one scale; ``stacked`` parts stand on one page, below or beside each other."""

    scale: float
    columns: list[Span]
    rows: list[Span]
    stacked: int

    @property
    def pages(self) -> int:
        return -(-len(self.columns) * len(self.rows) // self.stacked)


class _Tiling:
    """The pages of one diagram: columns and rows of windows on it."""

    def __init__(self, drawing: Drawing, name: str, box: Bounds, legend: float, sheet: Sheet) -> None:
        self._drawing, self._name, self._box = drawing, name, box
        self._foot = _FOOT + legend
        self._parts = list(drawing.parts())
        self._is_across = natural_orientation(drawing.model) == "landscape"
        self._strip = _heading_end(drawing.model, box, is_across=self._is_across)
        plans = [self._planned(scale, sheet) for scale in self._scales(sheet)]
        self._plan = min(plans, key=lambda plan: (plan.pages, -plan.scale))
        self._crossings = crossings(drawing.model, self._plan.columns, self._plan.rows)

    def _scales(self, sheet: Sheet) -> list[float]:
        """Scales at which the breadth of the diagram stays whole on the page; the smallest where none does."""
        broad = sheet.height / (self._box.height + self._foot) if self._is_across else sheet.width / self._box.width
        return [scale for scale in _SCALES if scale <= broad] or [SMALLEST_SCALE]

    def _planned(self, scale: float, sheet: Sheet) -> _Plan:
        model, box = self._drawing.model, self._box
        width, height = sheet.width / scale, sheet.height / scale - self._foot
        shapes, labels = shape_boxes(model, self._drawing.containers), label_boxes(model)
        across, down = self._strip_shift()
        xs = [(b.x, b.right) for b in shapes], [(b.x, b.right) for b in labels] + runs_along(model, is_upright=True)
        ys = [(b.y, b.bottom) for b in shapes], [(b.y, b.bottom) for b in labels] + runs_along(model, is_upright=False)
        columns = spans(box.x + across, box.right, width - across, *xs)
        rows = spans(box.y + down, box.bottom, height - down, *ys)
        room, taken = (height, box.height) if self._is_across else (width, box.width)
        is_one = len(rows if self._is_across else columns) == 1
        return _Plan(scale, columns, rows, max(1, int((room + _GAP) // (taken + _GAP))) if is_one else 1)

    def _strip_shift(self) -> tuple[float, float]:
        return (self._strip, 0.0) if self._is_across else (0.0, self._strip)

    def pages(self) -> list[str]:
        plan = self._plan
        windows = [
            Bounds(left, top, right - left, bottom - top) for top, bottom in plan.rows for left, right in plan.columns
        ]
        groups = [windows[at : at + plan.stacked] for at in range(0, len(windows), plan.stacked)]
        return [self._page(group, at + 1, len(groups)) for at, group in enumerate(groups)]

    def _page(self, windows: Sequence[Bounds], page: int, pages: int) -> str:
        dx, dy = self._strip_shift()
        x = y = width = height = 0.0
        pieces = []
        for window in windows:
            pieces.append(element("g", self._piece(window), transform=f"translate({number(x)} {number(y)})"))
            width, height = max(width, x + window.width + dx), max(height, y + window.height + dy)
            x, y = (0.0, height + _GAP) if self._is_across else (width + _GAP, 0.0)
        content = "".join(pieces) + self._foot_line(width, height, page, pages)
        view = Bounds(0, 0, width, height + self._foot)
        return _document(f"{self._name}（{page}/{pages}）", view, self._plan.scale, content)

    def _piece(self, window: Bounds) -> str:
        dx, dy = self._strip_shift()
        inner = element(
            "svg",
            *self._parts_in(window),
            *self._marks_in(window),
            x=dx,
            y=dy,
            width=window.width,
            height=window.height,
            viewBox=_view(window),
        )
        return "".join(self._bands_on(window, dx, dy)) + inner

    def _parts_in(self, window: Bounds) -> Iterator[str]:
        return (part.svg for part in self._parts if not part.is_band and _meets(part, window))

    def _bands_on(self, window: Bounds, dx: float, dy: float) -> Iterator[str]:
        """Pools and lanes in the coordinates of the page, as far as they reach into it, with their headings."""
        model = self._drawing.model

        def placed(box: Bounds | None) -> Bounds | None:
            return _on_page(box, self._box, window, dx, dy) if box else None

        pools = tuple(replace(pool, bounds=placed(pool.bounds)) for pool in model.pools)
        lanes = tuple(replace(lane, bounds=placed(lane.bounds)) for lane in model.lanes)
        # The steps stay, without a place: they say whose pool it is, and so its colour.
        nodes = tuple(replace(node, bounds=None, label_bounds=None) for node in model.nodes)
        bands = replace(model, pools=pools, lanes=lanes, nodes=nodes, flows=())
        return (part.svg for part in Drawing(bands, {}).parts())

    def _marks_in(self, window: Bounds) -> Iterator[str]:
        for at, crossing in enumerate(self._crossings):
            for side in (-1, 1):
                x, y = _mark_place(crossing, side)
                if window.x <= x <= window.right and window.y <= y <= window.bottom:
                    yield _mark(at + 1, x, y)

    def _foot_line(self, width: float, height: float, page: int, pages: int) -> str:
        y = height + 17.0
        hint = "　同じ番号の線どうしがつながります。" if self._crossings else ""
        drawn = text_line(f"{self._name}{hint}", MARGIN, y, LABEL_FONT, anchor="start")
        drawn += text_line(f"{page}/{pages}", width - MARGIN, y, LABEL_FONT + 2, anchor="end", bold=True)
        return drawn + self._drawing.legend(MARGIN, height + _FOOT)[0]


def _heading_end(model: ProcessModel, box: Bounds, *, is_across: bool) -> float:
    """Breadth of the strip of headings that every page repeats, the margin included; the margin without bands."""
    bands = [pool.bounds for pool in model.pools if pool.process] + [lane.bounds for lane in model.lanes]
    ends = [(place.x - box.x if is_across else place.y - box.y) + HEADING for place in bands if place]
    near = [end for end in ends if end < MARGIN + 4 * HEADING + 1]
    return max(near, default=0.0)


def _on_page(place: Bounds, box: Bounds, window: Bounds, dx: float, dy: float) -> Bounds | None:
    left, right = _along(place.x, place.right, box.x, (window.x, window.right), dx)
    top, bottom = _along(place.y, place.bottom, box.y, (window.y, window.bottom), dy)
    return Bounds(left, top, right - left, bottom - top) if right > left and bottom > top else None


def _along(start: float, end: float, origin: float, window: Span, strip: float) -> Span:
    """A band's reach on the page: what lies in the strip keeps its place there, the rest is seen in the window."""
    first = start - origin if start < origin + strip else strip + max(start, window[0]) - window[0]
    last = end - origin if end <= origin + strip else strip + min(end, window[1]) - window[0]
    return first, last


def _meets(part: Part, window: Bounds) -> bool:
    box = part.box
    return (
        box.x - _REACH < window.right
        and box.right + _REACH > window.x
        and box.y - _REACH < window.bottom
        and box.bottom + _REACH > window.y
    )


def _mark_place(crossing: Crossing, side: int) -> tuple[float, float]:
    off = crossing.place + side * (_MARK + 1)
    return (off, crossing.along) if crossing.is_upright else (crossing.along, off)


def _mark(label: int, x: float, y: float) -> str:
    circle = element("circle", cx=x, cy=y, r=_MARK, fill=palette.PAPER, stroke=palette.INK, stroke_width=1.2)
    return element("g", circle, text_line(str(label), x, y + 4, LABEL_FONT, bold=True), class_="bpmn-continued")


def best_sheet(
    sheets: Sequence[Sheet], model: ProcessModel, highlights: Mapping[str, Highlight] | None = None
) -> Sheet:
    """The first of ``sheets`` on which the whole diagram is readable, else the last."""
    return next((sheet for sheet in sheets if fits(model, sheet, highlights)), sheets[-1])
