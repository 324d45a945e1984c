"""A version's drawing: which layer is shown on it, which way it runs, and its pages for print."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from bpr.core.bpmn.diff import DiffSide, highlights_for
from bpr.core.bpmn.finding import Finding, Severity
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.bpmn.render import Highlight, render_svg
from bpr.core.bpmn.render.tiles import PAPERS, natural_orientation, tiles
from bpr.core.values import ChangeKind
from usecases.models import ProcessSide, ProcessVersion
from usecases.selectors.matches import version_diff
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

    layer: Layer | None = None  # None: the first that has something to show
    is_vertical: bool = False
    paper: str = "A3"

    def query(self, **changed: Any) -> str:
        """The address's query for this view with some of it ``changed``; what is usual is not said."""
        chosen = {"layer": self.layer, "is_vertical": self.is_vertical, "paper": self.paper} | changed
        said = {
            "layer": chosen["layer"] or "",
            "orientation": "vertical" if chosen["is_vertical"] else "",
            "paper": chosen["paper"] if chosen["paper"] != "A3" else "",
        }
        return "?" + urlencode({key: value for key, value in said.items() if value})


def view_of(params: Mapping[str, str]) -> DrawingView:
    """The view that an address asks for; what it cannot ask for is as usual."""
    layer, paper = params.get("layer", ""), params.get("paper", "").upper()
    return DrawingView(
        layer=Layer(layer) if layer in Layer.values else None,
        is_vertical=params.get("orientation") in ("vertical", "portrait"),
        paper=paper if paper in PAPERS else "A3",
    )


def view_choices(view: DrawingView, offered: Collection[Layer] = tuple(Layer)) -> dict[str, list[dict[str, Any]]]:
    """The links that change one part of the view and keep the others; ``offered``: the layers with something on them.

    What is chosen and 「なし」 are always among the links.
    """
    layers = [layer for layer in Layer if layer in offered or layer in (view.layer, Layer.NONE)]
    return {
        "layers": [
            {"label": layer.label, "query": view.query(layer=layer), "chosen": layer is view.layer} for layer in layers
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


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A view with its layer settled, what that layer marks, the layers that mark anything, and in any layer what
    became of each step by element id."""

    view: DrawingView
    marks: Marks
    offered: tuple[Layer, ...]
    changes: Mapping[str, ChangeKind]


def drawn_view(
    version: ProcessVersion,
    view: DrawingView,
    *,
    visible: QuerySet[ProcessVersion],
    threads: Sequence[Thread],
    findings: Iterable[Finding],
) -> Drawn:
    """The view as it is shown: where no layer was asked for, the first with something on it.

    ``visible``: the versions that the reader may see; ``findings``: those that are open.
    """
    model = version_model(version)
    marks = {
        Layer.CHANGES: changes_marks(version, visible),
        Layer.FINDINGS: finding_marks(findings),
        Layer.MINUTES: minutes_marks(model),
        Layer.COMMENTS: {key: Highlight(comments=count) for key, count in open_comments(threads).items()},
    }
    offered = tuple(layer for layer, found in marks.items() if found)
    layer = view.layer or next(iter(offered), Layer.NONE)
    changes = {key: mark.kind for key, mark in marks[Layer.CHANGES].items() if mark.kind not in (None, ChangeKind.KEPT)}
    return Drawn(view=replace(view, layer=layer), marks=marks.get(layer, {}), offered=offered, changes=changes)


def changes_marks(version: ProcessVersion, visible: QuerySet[ProcessVersion]) -> Marks:
    """The steps that differ from the common as-is (to-be) or from the version before, with the matches that people
    made; where there is nothing to compare with, what the steps say of themselves."""
    before = _compared_with(version, visible)
    if before is not None:
        return highlights_for(version_diff(before, version).of_steps(), DiffSide.AFTER)
    return {key: Highlight(kind=kind) for key, kind in changes_of(version_model(version)).items()}


def _compared_with(version: ProcessVersion, visible: QuerySet[ProcessVersion]) -> ProcessVersion | None:
    process = version.process_model
    if process.side == ProcessSide.TO_BE:
        found = visible.filter(process_model__use_case_id=process.use_case_id, process_model__side=ProcessSide.COMMON)
    else:
        found = visible.filter(process_model_id=version.process_model_id, number__lt=version.number)
    return found.order_by("-number").first()


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
