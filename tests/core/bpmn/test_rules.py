"""The rules: every one against its example files, and against flows in which there is nothing to find."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.rules import Finding, Severity, Topic, check_model, rule_names
from bpr.core.steps import check_rows, rows_to_model
from bpr.core.values import StepValues
from tests.core.bpmn.rule_examples import FOLDER, STRAIGHT, diagram, with_values
from tests.core.processes import processes, table_of
from tests.core.step_tables import INQUIRY, MOVING_IN, PARALLEL_OVER_POOLS, table, tables

FILES = sorted(FOLDER.glob("*/*.bpmn"))
FLOW_RULES = {
    "dead_end", "deadlocking_join", "endless_loop", "event_direction", "idle_gateway", "implicit_split",
    "message_inside_pool", "missing_end", "missing_start", "sequence_across_pools", "share_sum", "shares_on_parallel",
    "starving_join", "unreachable_step", "unsynchronised_merge", "wrong_default_flow",
}  # fmt: skip


def read(path: Path) -> ProcessModel:
    return read_model(BpmnDocument.parse(path.read_bytes(), source_name=path.name))


def found(model: ProcessModel) -> set[tuple[str, str]]:
    return {(finding.rule, finding.element_id) for finding in check_model(model)}


def of_rule(path: Path) -> list[Finding]:
    return [finding for finding in check_model(read(path)) if finding.rule == path.parent.name]


def test_every_rule_has_examples_on_both_sides() -> None:
    for rule in rule_names():
        names = {path.name.split("-")[0] for path in (FOLDER / rule).glob("*.bpmn")}
        assert names == {"valid", "invalid"}, rule
    assert {path.parent.name for path in FILES} == set(rule_names())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_rule_finds_its_fault_and_nothing_in_a_good_diagram(path: Path) -> None:
    """A valid example is good throughout: no other rule may find anything in it either."""
    if path.name.startswith("valid"):
        assert found(read(path)) == set()
    else:
        assert of_rule(path)


@pytest.mark.parametrize("path", [path for path in FILES if path.name.startswith("invalid")], ids=lambda p: p.stem)
def test_a_finding_says_in_both_languages_where_and_what_to_do(path: Path) -> None:
    model = read(path)
    drawn = {item.id for item in (*model.nodes, *model.flows, *model.lanes, *model.pools)}
    for finding in of_rule(path):
        assert {finding.element_id, *finding.related} <= drawn
        assert (finding.message, finding.remedy) == finding.words("ja") == finding.words("de")
        english = finding.words("en-gb")
        assert english == finding.words("en") != finding.words("ja")
        assert english.message[0].isupper() or english.message[0] in "“0123456789"
        assert english.remedy.endswith(".")
        assert len(finding.remedy) > 8


def test_the_element_is_named_in_the_message() -> None:
    finding = next(iter(check_model(with_values(STRAIGHT, "t1", handling_minutes=None))))
    assert (finding.element_id, finding.message) == ("t1", "作業「作業1をする」の処理時間が入っていません")
    assert finding.en.message == "Step “作業1をする” has no handling time"


def test_a_gateway_without_a_name_is_told_by_the_step_beside_it() -> None:
    (sums,) = of_rule(FOLDER / "share_sum" / "invalid-too-little.bpmn")
    assert (sums.element_id, sums.message) == (
        "x1", "作業「作業1をする」の前の分岐から出る枝の割合が、合わせて90%です",
    )  # fmt: skip
    (join,) = of_rule(FOLDER / "deadlocking_join" / "invalid-decision.bpmn")
    assert join.en.message.startswith("The parallel gateway after step “作業1をする” waits for branches")


def test_a_loop_is_named_at_its_step_and_a_share_sum_says_the_sum() -> None:
    loop = of_rule(FOLDER / "endless_loop" / "invalid-never.bpmn")
    assert [finding.element_id for finding in loop] == ["t1"]
    (sums,) = of_rule(FOLDER / "share_sum" / "invalid-too-little.bpmn")
    assert "合わせて90%です" in sums.message


def test_findings_about_work_to_be_reformed_have_a_topic_of_their_own() -> None:
    topics = {path.parent.name: of_rule(path)[0].topic for path in FILES if path.name.startswith("invalid")}
    assert {rule for rule, topic in topics.items() if topic is Topic.BPR} == {
        "approval_chain", "double_keying", "double_writing", "handover_ping_pong", "resident_asked_twice",
        "unmade_form", "unread_form", "waiting_for_approval",
    }  # fmt: skip
    blocking = [finding for path in FILES for finding in of_rule(path) if finding.topic is Topic.BPR]
    assert Severity.ERROR not in {finding.severity for finding in blocking}


def test_errors_come_first() -> None:
    model = with_values(diagram("s1 t1 e1", "t2 e2"), "t1", handling_minutes=None)
    severities = [finding.severity for finding in check_model(model)]
    assert severities == [Severity.ERROR, Severity.WARNING]


def test_minutes_of_residents_are_only_a_hint() -> None:
    findings = check_model(rows_to_model(INQUIRY, name="照会"))
    severities = {finding.element_id: finding.severity for finding in findings if finding.rule == "missing_minutes"}
    assert severities["Task_s3"] is Severity.HINT
    assert severities["Task_s1"] is Severity.WARNING


@pytest.mark.parametrize("rows", [MOVING_IN, INQUIRY, PARALLEL_OVER_POOLS])
def test_models_made_of_rows_lack_only_figures(rows) -> None:
    assert {rule for rule, _ in found(rows_to_model(rows, name="届"))} == {"missing_minutes"}


def test_a_parallel_branch_that_ends_early_is_found_in_rows_as_well() -> None:
    rows = table(
        ("窓口", "受ける", "2＋3"),
        ("窓口", "調べる", "4（90%）、終了（10%）"),
        ("窓口", "待つ", "4"),
        ("窓口", "決める"),
    )
    assert ("starving_join", "Join_s1.s4") in found(rows_to_model(rows, name="届"))


@settings(max_examples=60, deadline=None)
@given(processes())
def test_no_false_alarm_in_splits_and_loops_nested_in_one_another(process) -> None:
    """Well-formed by construction: whatever a rule on the flow says of it is wrong."""
    rules = {rule for rule, _ in found(rows_to_model(table_of(process), name="届"))}
    assert not rules & FLOW_RULES


@settings(max_examples=40, deadline=None)
@given(tables())
def test_any_table_can_be_checked_and_unreachable_rows_are_the_unreachable_steps(rows) -> None:
    problems = check_rows(rows)
    if any(not problem.is_warning for problem in problems):
        return
    findings = check_model(rows_to_model(rows, name="届"))
    unreachable = {finding.element_id for finding in findings if finding.rule == "unreachable_step"}
    assert unreachable == {f"Task_{problem.row_key}" for problem in problems}
    assert not [finding for finding in findings if finding.rule in ("endless_loop", "share_sum")]


def test_a_form_is_the_same_in_another_width_of_characters() -> None:
    model = read(FOLDER / "unread_form" / "valid-read.bpmn")
    wide = {step.id: step for step in model.steps()}
    reader = next(
        step for step in wide.values() if step.values and step.values.forms_read[:1] and "審査する" in step.name
    )
    values: StepValues = reader.values  # type: ignore[assignment]
    spaced = replace(values, forms_read=tuple(replace(form, name=f" {form.name}　") for form in values.forms_read))
    nodes = tuple(replace(node, values=spaced) if node.id == reader.id else node for node in model.nodes)
    assert found(replace(model, nodes=nodes)) == set()


def test_documents_on_a_rare_branch_are_not_asked_twice() -> None:
    """What is asked of one case in ten is no rule of the process."""
    documents = {"attached_documents": Decimal(1)}
    rows = table(
        ("住民", "申請する"),
        ("窓口", "確かめる", "3（10% 別世帯）、4（90% 同じ世帯）"),
        ("住民", "同意書を出す"),
        ("窓口", "決める"),
    )
    asked = [replace(r, values=replace(r.values, **documents)) if r.values.performer == "住民" else r for r in rows]
    assert "resident_asked_twice" not in {rule for rule, _ in found(rows_to_model(asked, name="届"))}
