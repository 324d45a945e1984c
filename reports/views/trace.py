"""Where a figure comes from: its formula, its inputs, and the parts that it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.access.shell import actor_of
from bpr.core.figures import Figure, FigureInput, Scope, Side, figure_key
from bpr.core.units import format_number, format_percent
from bpr.core.values import EvidenceKind
from reports.selectors.evidence import Proof, Proofs, proofs_for
from reports.selectors.sight import Sight, scope_name, sight_or_404
from reports.selectors.words import core_text, figure_text, side_label
from reports.views.common import readable, sight_page
from reports.views.rows import scope_url, trace_url, url_key


@dataclass(frozen=True, kw_only=True)
class InputRow:
    """One number that went into a figure. ``product`` is times × value."""

    name: str
    times: str
    value: str
    unit: str
    product: str
    proofs: list[Proof]
    url: str


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """A figure that is part of another one."""

    name: str
    value: Decimal
    text: str
    unit: str
    weakest: EvidenceKind | None
    url: str


@login_required
@require_GET
@readable
def figure(request: HttpRequest, project_id: int, assessment_id: int, key: str) -> HttpResponse:
    """Where does this figure come from?"""
    sight = sight_or_404(request.user, project_id, assessment_id)
    found = sight.figure(_key(sight, key))
    name = figure_name(sight, found)
    proofs = proofs_for(actor_of(request), sight, [item for entry in found.inputs for item in entry.evidence])
    context = sight_page(request, sight, trail=[*_ancestors(sight, found), (name, "")])
    context |= {
        "figure": found,
        "name": name,
        "scope_name": scope_name(sight.calculation, found.scope),
        "scope_url": scope_url(sight, found.scope),
        "text": figure_text(found.value, found.quantity, sight.calculation.policy),
        "rate": format_percent(found.rate) if found.side is Side.SAVING else "",
        "interval": sight.calculation.interval(found.scope, found.quantity) if found.side is Side.SAVING else None,
        "inputs": [_input_row(sight, item, proofs) for item in found.inputs],
        "parts": _parts(sight, found),
        **_line(sight, found),
    }
    return render(request, "reports/figure.html", context)


def _key(sight: Sight, key: str) -> str:
    """The figure's own key from the part of an address."""
    return next((figure.key for figure in sight.calculation.figures if url_key(figure.key) == key), "")


def figure_name(sight: Sight, found: Figure) -> str:
    """「周南市の職員の処理時間（削減）」."""
    words = {
        "scope": scope_name(sight.calculation, found.scope),
        "quantity": core_text(found.quantity.label),
        "side": side_label(found.side),
    }
    return _("%(scope)sの%(quantity)s（%(side)s）") % words


def _ancestors(sight: Sight, found: Figure) -> Iterator[tuple[str, str]]:
    """The figures above, the widest first."""
    scopes = [sight.root]
    if found.scope.is_line and not sight.own:
        scopes.append(Scope(use_case=found.scope.use_case))
    keys = [figure_key(scope, found.quantity, found.side) for scope in scopes if scope != found.scope]
    if found.side is not Side.SAVING:
        keys.append(figure_key(found.scope, found.quantity, Side.SAVING))
    known = {figure.key for figure in sight.calculation.figures}
    for key in keys:
        if key in known:
            yield figure_name(sight, sight.figure(key)), trace_url(sight, key)


def _input_row(sight: Sight, item: FigureInput, proofs: Proofs) -> InputRow:
    source = sight.figure(item.figure_key) if item.figure_key else None
    value = source.value if source else item.value
    return InputRow(
        name=core_text(item.name),
        times=format_number(item.times) if item.times is not None else "",
        value="" if value is None else format_number(value),
        unit=core_text(source.unit if source else item.unit),
        product=_product(item),
        proofs=proofs.of(item.evidence),
        url=trace_url(sight, item.figure_key) if item.figure_key else "",
    )


def _product(item: FigureInput) -> str:
    """Times × value, "" where the input is not a step's."""
    if item.times is None or item.value is None:
        return ""
    return format_number(item.times * Fraction(item.value))


def _parts(sight: Sight, found: Figure) -> list[PartRow]:
    return [
        PartRow(
            name=side_label(part.side) if found.side is Side.SAVING else scope_name(sight.calculation, part.scope),
            value=part.value,
            text=figure_text(part.value, part.quantity, sight.calculation.policy),
            unit=core_text(part.unit),
            weakest=part.weakest,
            url=trace_url(sight, part.key),
        )
        for part in sight.calculation.parts_of(found)
    ]


def _line(sight: Sight, found: Figure) -> dict[str, Any]:
    """For a figure of one organisation and use case: its notes and what the process could not say."""
    if not found.scope.is_line:
        return {}
    line = sight.calculation.line(found.scope)
    side = line.to_be if found.side is Side.TO_BE else line.as_is
    findings = side.findings if side and found.side is not Side.SAVING else ()
    return {"line": line, "notes": (*line.notes, *findings)}
