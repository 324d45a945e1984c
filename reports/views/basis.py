"""What an assessment rests on: its assumptions, its investment, the inputs that move it most, its versions."""

from __future__ import annotations

from typing import Any

from bpr.access.models import User
from bpr.core.figures import Quantity, Scope, Side, figure_key
from bpr.core.values import EvidenceKind
from reports.assumptions import BY_KEY, shown_value
from reports.selectors.evidence import proofs_for
from reports.selectors.sharing import burdens_of
from reports.selectors.sight import Sight
from reports.views.rows import trace_url


def investment_context(user: User, sight: Sight) -> dict[str, Any]:
    """投資と回収 of the whole."""
    calculation = sight.calculation
    proofs = proofs_for(user, sight, [item for cost in calculation.investments for item in cost.evidence])
    return {
        "investment": calculation.investment,
        "costs": [(cost, proofs.of(cost.evidence)) for cost in calculation.investments],
        "burdens": burdens_of(sight.assessment, calculation),
        "saving_url": trace_url(sight, figure_key(Scope(), Quantity.TOTAL_YEN, Side.SAVING)),
    }


def basis_context(user: User, sight: Sight, scope: Scope) -> dict[str, Any]:
    """前提と根拠. What names other organisations is shown only to those who see everything."""
    sources = sight.assessment.sources
    whole = scope == Scope()
    return {
        "assumptions": [_assumption(item) for item in sources.get("assumptions", ()) if item["key"] in BY_KEY],
        "influences": sight.calculation.influences if whole else (),
        "left_out": sources.get("left_out", ()) if whole else (),
        "lines": sight.calculation.lines_in(scope),
        "versions": _versions(sight, scope),
    }


def _assumption(item: dict[str, Any]) -> dict[str, Any]:
    kind = BY_KEY[item["key"]]
    return {
        "label": kind.label,
        "value": shown_value(kind, item["value"]),
        "unit": kind.unit,
        "evidence": EvidenceKind(item["evidence_kind"]),
        "source": item["source"],
        "is_default": item["is_default"],
    }


def _versions(sight: Sight, scope: Scope) -> list[dict[str, Any]]:
    """Each line with the versions of its processes that were calculated."""
    found = []
    for line in sight.calculation.lines_in(scope):
        numbers = [part.removeprefix("version:") for part in line.process_reference.split(",") if part]
        found.append(
            {
                "line": line,
                "as_is": int(numbers[0]) if numbers else None,
                "to_be": int(numbers[1]) if len(numbers) > 1 else None,
            }
        )
    return found
