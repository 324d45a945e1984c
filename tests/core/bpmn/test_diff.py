"""As-is against to-be, step by step."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bpr.core.bpmn.diff import DiffSide, FieldChange, StepDiff, compare, highlights_for
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.values import ChangeKind, StepValues, ThreePoint, WorkKind


def _step(node_id: str, name: str, key: str = "", **values: object) -> Node:
    return Node(id=node_id, tag="task", name=name, values=StepValues(key=key or node_id, **values))


def _model(*nodes: Node) -> ProcessModel:
    return ProcessModel(id="m", nodes=(Node(id="s", tag="startEvent"), *nodes))


AS_IS = _model(
    _step("a1", "申請書を受け付ける", common_key="uketsuke"),
    _step("a2", "記載内容を確認する", common_key="kakunin"),
    _step("a3", "添付書類を確認する", common_key="tempu"),
    _step("a4", "システムに入力する", common_key="nyuryoku"),
    _step("a5", "台帳に転記する", common_key="tenki"),
)


def _kinds(after: ProcessModel, before: ProcessModel = AS_IS) -> dict[tuple[str, ...], ChangeKind]:
    return {entry.before_ids + entry.after_ids: entry.kind for entry in compare(before, after).entries}


def test_a_copy_is_kept_throughout():
    diff = compare(AS_IS, AS_IS)

    assert {entry.kind for entry in diff.entries} == {ChangeKind.KEPT}
    assert len(diff.entries) == 5
    assert highlights_for(diff, DiffSide.AFTER) == {}


def test_all_kinds_are_told_apart():
    after = _model(
        _step("b0", "オンラインで申請内容を控える", key="n0"),
        _step("b1", "申請書を受け付ける", key="n1", common_key="uketsuke", resident_visits=Decimal(1)),
        _step("b2", "内容と添付書類を確認する", key="n2", origin_keys=("kakunin", "tempu")),
        _step("b4", "システムに入力する", key="n4", common_key="nyuryoku", work_kind=WorkKind.SYSTEM),
    )

    assert _kinds(after) == {
        ("b0",): ChangeKind.ADDED,
        ("a1", "b1"): ChangeKind.CHANGED,
        ("a2", "a3", "b2"): ChangeKind.MERGED,
        ("a4", "b4"): ChangeKind.AUTOMATED,
        ("a5",): ChangeKind.REMOVED,
    }


def test_changed_values_are_given_with_old_and_new():
    before = _model(_step("a", "確認", handling_minutes=ThreePoint(likely=Decimal(5))))
    after = _model(_step("a", "確認する", handling_minutes=ThreePoint(likely=Decimal(2))))
    (entry,) = compare(before, after).entries

    assert entry.kind is ChangeKind.CHANGED
    assert entry.changes == (
        FieldChange(field="name", before="確認", after="確認する"),
        FieldChange(
            field="handling_minutes", before=ThreePoint(likely=Decimal(5)), after=ThreePoint(likely=Decimal(2))
        ),
    )


def test_repeat_counts_and_shares_of_events_are_values_that_differ():
    step, event = _step("a", "確認"), Node(id="t", tag="boundaryEvent", name="期限", attached_to="a")
    before = _model(replace(step, loop="standard", repeat=Decimal(2)), replace(event, share=Decimal("0.1")))
    after = _model(replace(step, loop="multi_parallel", repeat=Decimal("2.5")), replace(event, share=Decimal("0.2")))
    found = compare(before, after)

    assert found.entries[0].kind is ChangeKind.CHANGED
    assert found.entries[0].changes == (
        FieldChange(field="loop", before="standard", after="multi_parallel"),
        FieldChange(field="repeat", before=Decimal(2), after=Decimal("2.5")),
    )
    (shared,) = (element for element in found.elements if element.name == "期限")
    assert shared.changes == (FieldChange(field="share", before=Decimal("0.1"), after=Decimal("0.2")),)


def test_what_a_step_says_of_itself_goes_first():
    steps = list(AS_IS.steps())
    said = replace(steps[0], values=replace(steps[0].values, change=ChangeKind.AUTOMATED))

    assert _kinds(_model(said, *steps[1:]))["a1", "a1"] is ChangeKind.AUTOMATED


def test_a_step_said_to_be_new_is_not_matched_by_name():
    after = _model(_step("b", "申請書を受け付ける", key="n", change=ChangeKind.ADDED))

    assert _kinds(after, _model(_step("a", "申請書を受け付ける")))["b",] is ChangeKind.ADDED


def test_another_order_or_another_performer_is_a_move():
    first, second, third, *_ = AS_IS.steps()
    elsewhere = replace(third, values=replace(third.values, performer="委託先"))
    kinds = _kinds(_model(second, first, elsewhere), _model(first, second, third))

    assert list(kinds.values()).count(ChangeKind.MOVED) == 2
    assert kinds["a3", "a3"] is ChangeKind.MOVED


def test_names_match_where_nothing_else_does():
    before = _model(Node(id="x1", tag="task", name="住民票の写しを交付する"))
    after = _model(Node(id="y1", tag="task", name="住民票の写しを窓口で交付する"))

    assert compare(before, after).entries == (
        StepDiff(
            kind=ChangeKind.CHANGED,
            before_ids=("x1",),
            after_ids=("y1",),
            changes=(FieldChange(field="name", before="住民票の写しを交付する", after="住民票の写しを窓口で交付する"),),
        ),
    )


def test_equal_ids_do_not_join_steps_whose_names_have_nothing_in_common():
    before = _model(Node(id="Task_1", tag="task", name="受付"))
    after = _model(Node(id="Task_1", tag="task", name="決裁"))

    assert [entry.kind for entry in compare(before, after).entries] == [ChangeKind.ADDED, ChangeKind.REMOVED]


def test_a_mapping_decides_where_it_speaks():
    diff = compare(AS_IS, AS_IS, mapping={"a1": ["a5"], "a2": []})
    kinds = {entry.after_ids: entry for entry in diff.entries if entry.after_ids}

    assert kinds[("a1",)].before_ids == ("a5",)
    assert kinds[("a2",)].kind is ChangeKind.ADDED


def test_highlights_are_of_the_side_that_is_drawn():
    diff = compare(AS_IS, _model(*list(AS_IS.steps())[:4], _step("b9", "通知を自動で送る", key="n9")))

    assert {key: mark.kind for key, mark in highlights_for(diff, DiffSide.BEFORE).items()} == {"a5": ChangeKind.REMOVED}
    assert {key: mark.kind for key, mark in highlights_for(diff, DiffSide.AFTER).items()} == {"b9": ChangeKind.ADDED}
