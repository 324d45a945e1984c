"""The sample's processes under the rules: nothing wrong with the diagrams, and BPR findings to begin with."""

from __future__ import annotations

from collections import Counter

import pytest

from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.rules import Finding, Severity, Topic, check_model
from bpr.core.steps import rows_to_model
from bpr.sample import StepData
from tests.sample.test_content import COMMON, HEARINGS, TO_BE, _rows

STEPS: dict[str, tuple[list[StepData], str]] = {
    **{
        f"{each['organisation']}_{each['use_case']}": (each["sheet"]["steps"], each["use_case"])
        for each in HEARINGS
        if each["state"] in ("submitted", "confirmed")
    },
    **{f"common_{code}": (each["steps"], code) for code, each in COMMON.items()},
    **{f"to_be_{code}": (each["steps"], code) for code, each in TO_BE.items()},
}


def findings_of(name: str) -> list[Finding]:
    steps, code = STEPS[name]
    return check_model(layout(rows_to_model(_rows(steps, code), name=name, tolerant=True)))


@pytest.fixture(scope="module")
def found() -> dict[str, list[Finding]]:
    return {name: findings_of(name) for name in STEPS}


def test_no_diagram_has_an_error_that_would_block_its_approval(found: dict[str, list[Finding]]) -> None:
    errors = [(name, each.message) for name, all_ in found.items() for each in all_ if each.severity is Severity.ERROR]
    assert errors == []


def test_flow_and_drawing_give_no_cause_for_remark(found: dict[str, list[Finding]]) -> None:
    remarks = [
        (name, each.rule, each.message)
        for name, all_ in found.items()
        for each in all_
        if each.topic in (Topic.STRUCTURE, Topic.DRAWING)
    ]
    assert remarks == []


def test_what_a_measure_could_do_away_with_is_found(found: dict[str, list[Finding]]) -> None:
    """Families bring documents twice after a death; slips of paper are written that no step reads."""
    rules = Counter(each.rule for all_ in found.values() for each in all_ if each.topic is Topic.BPR)
    assert {"resident_asked_twice", "unread_form", "waiting_for_approval"} <= set(rules)
    assert all(count <= len(STEPS) / 2 for count in rules.values()), rules  # not on every diagram: that is noise
