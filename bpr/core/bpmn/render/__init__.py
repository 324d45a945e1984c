"""A process model as SVG, drawn from its coordinates in plain Python.

Several drawings can stand in one HTML page (no style sheet, no references except the title's, whose ids carry
``id_prefix``), and WeasyPrint draws them as browsers do. Each element is a group with ``data-element-id``.
"""

from __future__ import annotations

from bpr.core.bpmn.render.drawing import render_svg
from bpr.core.bpmn.render.highlight import Highlight
from bpr.core.bpmn.render.overlay import render_overlay

__all__ = ["Highlight", "render_overlay", "render_svg"]
