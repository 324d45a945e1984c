"""What a saving is made of, as the API answers it. Decimals are text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from bpr.core.assessment import Assessment as Calculation
from bpr.core.burdens import Burden
from bpr.core.figures import Quantity, Scope
from bpr.core.lines import BY_STEP
from bpr.core.savings import InvestmentResult
from reports.selectors.sharing import Burdens
from reports.selectors.sight import Sight

Row = dict[str, Any]
_OF_STEPS = (*BY_STEP, Quantity.STEPS)


def plain(value: Any) -> Any:
    """A value of the calculation as JSON."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Scope):
        return {"use_case": value.use_case, "organisation": value.organisation}
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def row(item: Any, *more: str) -> Row:
    """The fields of a row, and what it derives from them."""
    names = [field.name for field in fields(item)]
    return {name: plain(getattr(item, name)) for name in (*names, *more)}


def _measures(calculation: Calculation, quantity: Quantity, scope: Scope) -> list[Row]:
    return [row(item) for item in calculation.by_measure(quantity, scope)]


def _steps(calculation: Calculation, quantity: Quantity, scope: Scope) -> list[Row]:
    return [row(item) for item in calculation.by_step(quantity, scope)]


def _performers(calculation: Calculation, quantity: Quantity, scope: Scope) -> list[Row]:
    return [row(item, "saving_hours", "saving_yen") for item in calculation.by_performer(scope)]


def _months(calculation: Calculation, quantity: Quantity, scope: Scope) -> list[Row]:
    return [row(item, "saving_hours") for item in calculation.by_month(scope)]


BREAKDOWNS: Mapping[str, Callable[[Calculation, Quantity, Scope], list[Row]]] = {
    "measure": _measures,
    "step": _steps,
    "performer": _performers,
    "month": _months,
}


def breakdown(sight: Sight, asked: Mapping[str, str]) -> list[Row]:
    """Rows of ``asked["by"]`` within the scope asked for; 400 names what is not known, 404 a scope not to be seen."""
    by, quantity = asked.get("by", ""), asked.get("quantity") or Quantity.STAFF_HOURS.value
    if by not in BREAKDOWNS:
        known = "、".join(BREAKDOWNS)
        raise ValidationError({"by": _("内訳の種類は %(known)s のどれかを指定してください。") % {"known": known}})
    if quantity not in _OF_STEPS:
        raise ValidationError(
            {"quantity": _("「%(value)s」は作業ごとに分けられる量ではありません。") % {"value": quantity}}
        )
    scope = sight.scope(**{name: asked.get(name, "") for name in ("category", "use_case", "organisation")})
    return BREAKDOWNS[by](sight.calculation, Quantity(quantity), scope)


def investment_answer(calculation: Calculation, burdens: Burdens | None) -> Row:
    """投資対効果 of the project, and by organisation; null and empty where there is no investment."""
    whole = calculation.investment
    return {
        "project": _result(whole) if whole else None,
        "equal_percent": plain(burdens.equal_percent) if burdens else None,
        "organisations": [_burden(item) for item in burdens.rows] if burdens else [],
    }


def _result(item: InvestmentResult) -> Row:
    return row(item, "cost_yen") | {"years": [row(year, "cost_yen") for year in item.years]}


def _burden(item: Burden) -> Row:
    """What a saving would have to say is null where none was assessed."""
    unknown = () if item.is_assessed else ("saving_yen_per_year", "net_present_value_yen", "payback_years")
    said = {name: value for name, value in row(item, "cost_yen").items() if name != "result"}
    return said | {"result": _result(item.result) | dict.fromkeys(unknown)}
