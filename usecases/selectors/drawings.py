"""A version's drawing: which layer is shown on it, which way it runs, and its pages for print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from bpr.core.bpmn.diff import DiffSide, compare, highlights_for
from bpr.core.bpmn.finding import Finding, Severity
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.bpmn.render import Highlight, render_svg
from bpr.core.bpmn.render.tiles import PAPERS, natural_orientation, tiles
from usecases.models import ProcessVersion
from usecases.selectors.overview import Thread
from usecases.selectors.pages import changes_of, open_comments
from usecases.selectors.versions import version_model

_GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.HINT)
Marks = dict[str, Highlight]


class Layer(models.TextChoices):
    """What is laid over a diagram."""

    CHANGES = "changes", _("差分")
    MINUTES = "minutes", _("処理時間の濃淡")
    COMMENTS = "comments", _("コメント")
    FINDINGS = "findings", _("確認事項")
    NONE = "none", _("なし")


@dataclass(frozen=True, kw_only=True)
class DrawingView:
    """What a person chose to see; it is remembered in the address alone."""

    layer: Layer = Layer.CHANGES
    is_vertical: bool = False
    paper: str = "A3"

    def query(self, **changed: Any) -> str:
        """The address's query for this view with some of it ``changed``; what is usual is not said."""
        chosen = {"layer": self.layer, "is_vertical": self.is_vertical, "paper": self.paper} | changed
        said = {
            "layer": chosen["layer"] if chosen["layer"] != Layer.CHANGES else "",
            "orientation": "vertical" if chosen["is_vertical"] else "",
            "paper": chosen["paper"] if chosen["paper"] != "A3" else "",
        }
        return "?" + urlencode({key: value for key, value in said.items() if value})


def view_of(params: Mapping[str, str]) -> DrawingView:
    """The view that an address asks for; what it cannot ask for is as usual."""
    layer, paper = params.get("layer", ""), params.get("paper", "").upper()
    return DrawingView(
        layer=Layer(layer) if layer in Layer.values else Layer.CHANGES,
        is_vertical=params.get("orientation") in ("vertical", "portrait"),
        paper=paper if paper in PAPERS else "A3",
    )


def view_choices(view: DrawingView) -> dict[str, list[dict[str, Any]]]:
    """The links that change one part of the view and keep the others."""
    return {
        "layers": [
            {"label": layer.label, "query": view.query(layer=layer), "chosen": layer is view.layer} for layer in Layer
        ],
        "orientations": [
            {"label": label, "query": view.query(is_vertical=is_vertical), "chosen": is_vertical is view.is_vertical}
            for is_vertical, label in ((False, _("保存した図")), (True, _("上から下へ（業務流れ図）")))
        ],
        "papers": [
            {"label": paper, "query": view.query(paper=paper), "chosen": paper == view.paper} for paper in PAPERS
        ],
    }


@lru_cache(maxsize=128)
def _laid_out_vertically(version_id: int, sha256: str) -> CoreModel:
    """Keyed by the version's hash as well: the drawing of a text never changes."""
    version = ProcessVersion.objects.only("bpmn").get(pk=version_id)
    return layout(version_model(version), "vertical")


def drawn_model(version: ProcessVersion, view: DrawingView) -> CoreModel:
    """The model with the coordinates that the view shows: its own, or laid out from top to bottom."""
    model = version_model(version)
    if not view.is_vertical or natural_orientation(model) == "portrait":
        return model
    return _laid_out_vertically(version.pk, version.sha256)


def sheet_orientation(version: ProcessVersion, view: DrawingView) -> str:
    """landscape or portrait, as the drawing runs."""
    return natural_orientation(drawn_model(version, view))


def drawing_svg(version: ProcessVersion, view: DrawingView, marks: Mapping[str, Highlight]) -> SafeString:
    """The drawing as it stands on the page. Safe in HTML: the drawing escapes every name."""
    svg = render_svg(drawn_model(version, view), title=str(version), highlights=marks)
    return mark_safe(svg)  # noqa: S308


def drawing_pages(version: ProcessVersion, view: DrawingView, marks: Mapping[str, Highlight]) -> list[SafeString]:
    """The drawing on sheets of the chosen paper."""
    pages = tiles(drawn_model(version, view), view.paper, title=str(version), highlights=marks)
    return [mark_safe(page) for page in pages]  # noqa: S308


def marks_of(
    version: ProcessVersion,
    layer: Layer,
    *,
    visible: QuerySet[ProcessVersion],
    threads: Sequence[Thread],
    findings: Iterable[Finding],
) -> Marks:
    """What one layer marks on a version. ``visible``: the versions that the reader may see."""
    model = version_model(version)
    if layer is Layer.CHANGES:
        return _changes(version, model, visible)
    if layer is Layer.MINUTES:
        return minutes_marks(model)
    if layer is Layer.COMMENTS:
        return {key: Highlight(comments=count) for key, count in open_comments(threads).items()}
    return finding_marks(findings) if layer is Layer.FINDINGS else {}


def _changes(version: ProcessVersion, model: CoreModel, visible: QuerySet[ProcessVersion]) -> Marks:
    """What the steps say of themselves (to-be), else what differs from the version before."""
    if said := changes_of(model):
        return {key: Highlight(kind=kind) for key, kind in said.items()}
    earlier = visible.filter(process_model_id=version.process_model_id, number__lt=version.number)
    before = earlier.order_by("-number").first() if version.number > 1 else None
    if before is None:
        return {}
    return highlights_for(compare(version_model(before), model), DiffSide.AFTER)


def minutes_marks(model: CoreModel) -> Marks:
    """Steps coloured by their minutes, the longest darkest; those without minutes stay as they are."""
    minutes = {
        node.id: node.values.handling_minutes.likely
        for node in model.steps()
        if node.values and node.values.handling_minutes
    }
    longest = max(minutes.values(), default=Decimal(0)) or Decimal(1)
    return {
        key: Highlight(heat=float(value / longest), heat_label=f"{value.normalize():f}分")
        for key, value in minutes.items()
    }


def finding_marks(findings: Iterable[Finding]) -> Marks:
    """The gravest finding of each element."""
    marks: Marks = {}
    for finding in sorted(findings, key=lambda finding: _GRAVITY.index(finding.severity)):
        if finding.element_id:
            marks.setdefault(finding.element_id, Highlight(finding=finding.severity.value))
    return marks
