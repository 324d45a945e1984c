"""``draw``: each diagram of the file as SVG, whole or in pages of paper."""

from __future__ import annotations

from bpr.cli.commands.reading import counts_of, models, read
from bpr.cli.exchange import Order, Outcome
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.render import render_svg
from bpr.core.bpmn.render.tiles import tiles


def draw(order: Order) -> Outcome:
    document, files, shapes = read(order), dict[str, bytes](), 0
    for mark, model in models(order, document):
        shown = model if is_drawn(model) else layout(model)
        shapes += counts_of(shown)["elements"]
        for suffix, svg in _drawings(shown, order.options.get("tiles", "")).items():
            files[f"{mark}{suffix}"] = svg.encode()
    return Outcome(report={"counts": {"elements": shapes, "drawings": len(files)}}, files=files)


def is_drawn(model: ProcessModel) -> bool:
    """False where not one element has a place: such a model is laid out before it is drawn."""
    return any(node.bounds for node in model.nodes) or any(pool.bounds for pool in model.pools) or not model.nodes


def _drawings(model: ProcessModel, paper: str) -> dict[str, str]:
    if not paper:
        return {".svg": render_svg(model, title=model.name or None)}
    pages = tiles(model, paper="A3" if paper == "A3" else "A4")
    return {f"-{paper}-{at}.svg": page for at, page in enumerate(pages, start=1)}
