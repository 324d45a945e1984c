"""Checks of a process model: one file, one finding. A new file with ``check(diagram)`` is taken up by itself.

Every file says its finding in Japanese and English, with the element and what to do. Examples that pass and that do
not are in ``tests/fixtures/bpmn/rules/<rule>/``.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic
from bpr.core.bpmn.model import ProcessModel

__all__ = ["Finding", "Severity", "Topic", "check_model", "rule_names"]

Check = Callable[[Checked], Iterable[Finding]]


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
    diagram = Checked(model)
    found = [finding for check in _checks() for finding in check(diagram)]
    return sorted(found, key=lambda finding: (rank[finding.severity], order.get(finding.element_id, -1), finding.rule))
