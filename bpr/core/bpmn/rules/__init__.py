"""Checks of a process model: one file, one finding. A new file with ``check(model)`` is taken up by itself."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module

from bpr.core.bpmn.finding import Finding, Severity
from bpr.core.bpmn.model import ProcessModel

__all__ = ["Finding", "Severity", "check_model", "rule_names"]

Check = Callable[[ProcessModel], Iterable[Finding]]


@cache
def rule_names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@cache
def _checks() -> tuple[Check, ...]:
    return tuple(import_module(f"{__name__}.{name}").check for name in rule_names())


def check_model(model: ProcessModel) -> list[Finding]:
    """The findings of all rules: errors first, then in the order of the diagram."""
    order = {node.id: index for index, node in enumerate(model.nodes)}
    rank = {severity: index for index, severity in enumerate(Severity)}
    found = [finding for check in _checks() for finding in check(model)]
    return sorted(found, key=lambda finding: (rank[finding.severity], order.get(finding.element_id, -1), finding.rule))
