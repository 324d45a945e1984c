"""Two models that nobody mapped: what holds for any two, and known edits that must be found."""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr.core.bpmn.diff import ElementKind, ModelDiff, StepDiff, compare
from bpr.core.bpmn.diff.wording import name_likeness, stem
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import ProcessModel
from bpr.core.steps import StepRow, parse_next, rows_to_model
from bpr.core.values import ChangeKind, FormUse, PerformerKind, StepValues, three_point

_OBJECTS = ("転入届", "申請書", "添付書類", "本人確認書類", "所得情報", "世帯情報", "口座番号", "通知書", "納付書",
            "受給者証", "台帳", "決裁文書")  # fmt: skip
_ACTS = (
    "を受け付ける",
    "を点検する",
    "をシステムに入力する",
    "を印刷する",
    "を郵送する",
    "を保管する",
    "を計算する",
    "を照会する",
)
_PERFORMERS = (
    ("市民課", PerformerKind.SECTION),
    ("総合窓口", PerformerKind.COUNTER),
    ("税務課", PerformerKind.SECTION),
)


def _row(at: int, task: str, who: int = 0, next_: str = "", key: str = "") -> StepRow:
    performer, kind = _PERFORMERS[who % len(_PERFORMERS)]
    values = StepValues(
        key=key or f"k{at}", number=str(at), performer=performer, performer_kind=kind,
        handling_minutes=three_point(Decimal(at)), forms_read=(FormUse(name=f"帳票{at % 5}"),),
    )  # fmt: skip
    return StepRow(task=task, values=values, next=parse_next(next_))


def _tasks(size: int) -> list[str]:
    """Different tasks whose names share words."""
    return [f"{_OBJECTS[at % len(_OBJECTS)]}{_ACTS[(at // len(_OBJECTS) + at) % len(_ACTS)]}" for at in range(size)]


def _model(rows: list[StepRow]) -> ProcessModel:
    return rows_to_model(rows, name="")


def _anew(rows: list[StepRow]) -> ProcessModel:
    """The same rows without anything that names them: drawn by somebody else."""
    return _model([replace(row, values=replace(row.values, key=f"n{at:03}")) for at, row in enumerate(rows)])


BASE = [_row(at, task, who=at // 3) for at, task in enumerate(_tasks(12), start=1)]


def _by_names(before: ProcessModel, after: ProcessModel) -> dict[tuple[tuple[str, ...], tuple[str, ...]], StepDiff]:
    diff = compare(before, after)
    old, new = before.node_by_id, after.node_by_id
    return {
        (tuple(old[i].name for i in entry.before_ids), tuple(new[i].name for i in entry.after_ids)): entry
        for entry in diff.entries
    }


tables = st.lists(
    st.tuples(st.sampled_from(_tasks(60)), st.integers(0, 2)), min_size=1, max_size=12, unique_by=lambda item: item[0]
)


def _drawn(items: list[tuple[str, int]], prefix: str) -> ProcessModel:
    return _model([_row(at, task, who, key=f"{prefix}{at:03}") for at, (task, who) in enumerate(items, start=1)])


@settings(max_examples=40, deadline=None)
@given(tables)
def test_a_model_is_kept_against_itself(items):
    model = _drawn(items, "a")
    diff = compare(model, model)

    assert {entry.kind for entry in diff.entries} == {ChangeKind.KEPT}
    assert {element.kind for element in diff.elements} == {ChangeKind.KEPT}


@settings(max_examples=40, deadline=None)
@given(tables, tables)
def test_each_element_stands_exactly_once(before_items, after_items):
    before, after = _drawn(before_items, "a"), _drawn(after_items, "b")
    diff = compare(before, after)

    for model, side in ((before, "before"), (after, "after")):
        steps = [step for entry in diff.entries for step in getattr(entry, f"{side}_ids")]
        elements = [found for element in diff.elements if (found := getattr(element, f"{side}_id"))]
        wanted = [node.id for node in model.nodes] + [flow.id for flow in model.flows]
        wanted += [lane.id for lane in model.lanes] + [pool.id for pool in model.pools]
        assert Counter(steps + elements) == Counter(wanted)


_TURNED = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.MERGED: ChangeKind.SPLIT}
_TURNED |= {other: kind for kind, other in _TURNED.items()}


def _structural(diff: ModelDiff, turned: bool) -> set[tuple[ChangeKind, tuple[str, ...], tuple[str, ...]]]:
    return {
        (_TURNED[e.kind], e.after_ids, e.before_ids) if turned else (e.kind, e.before_ids, e.after_ids)
        for e in diff.entries
        if e.kind in _TURNED
    }


@settings(max_examples=60, deadline=None)
@given(tables, tables)
def test_swapping_the_sides_mirrors_what_comes_and_goes(before_items, after_items):
    before, after = _drawn(before_items, "a"), _drawn(after_items, "b")

    assert _structural(compare(before, after), False) == _structural(compare(after, before), True)


@settings(max_examples=25, deadline=None)
@given(tables)
def test_other_ids_and_another_layout_change_nothing(items):
    before = layout(_drawn(items, "a"))
    after = layout(_drawn(items, "b"), orientation="vertical")

    assert {entry.kind for entry in compare(before, after).entries} == {ChangeKind.KEPT}
    assert {element.kind for element in compare(before, after).elements} == {ChangeKind.KEPT}


def _kinds_after(
    edit: Callable[[list[StepRow]], list[StepRow]],
) -> dict[tuple[tuple[str, ...], tuple[str, ...]], StepDiff]:
    return _by_names(_model(BASE), _anew(edit(list(BASE))))


def _others_kept(found: dict[tuple[tuple[str, ...], tuple[str, ...]], StepDiff], changed: int) -> bool:
    return sum(entry.kind is ChangeKind.KEPT for entry in found.values()) == len(BASE) - changed


def test_an_inserted_and_a_deleted_step_are_found():
    new = _row(50, "結果を住民に電話で伝える")
    inserted = _kinds_after(lambda rows: [*rows[:5], new, *rows[5:]])
    deleted = _kinds_after(lambda rows: rows[:5] + rows[6:])

    assert inserted[(), (new.task,)].kind is ChangeKind.ADDED
    assert _others_kept(inserted, 0)
    assert deleted[(BASE[5].task,), ()].kind is ChangeKind.REMOVED
    assert _others_kept(deleted, 1)


def test_a_step_with_a_slightly_other_name_is_changed():
    renamed = replace(BASE[4], task="所得情報の受付（窓口）")
    found = _kinds_after(lambda rows: [*rows[:4], renamed, *rows[5:]])

    assert found[(BASE[4].task,), (renamed.task,)].kind is ChangeKind.CHANGED
    assert _others_kept(found, 1)


def test_two_steps_merged_and_one_split_are_found():
    joint = replace(BASE[5], task=f"{BASE[4].task.removesuffix('する')}し、{BASE[5].task}")
    merged = _kinds_after(lambda rows: [*rows[:4], joint, *rows[6:]])
    split = _by_names(_anew([*BASE[:4], joint, *BASE[6:]]), _model(BASE))

    assert merged[(BASE[4].task, BASE[5].task), (joint.task,)].kind is ChangeKind.MERGED
    assert _others_kept(merged, 2)
    assert split[(joint.task,), (BASE[4].task, BASE[5].task)].kind is ChangeKind.SPLIT


def test_a_step_in_another_lane_or_another_place_is_moved():
    elsewhere = replace(BASE[4], values=replace(BASE[4].values, performer="税務課"))
    handed_over = _kinds_after(lambda rows: [*rows[:4], elsewhere, *rows[5:]])
    later = _kinds_after(lambda rows: [*rows[:2], *rows[3:9], rows[2], *rows[9:]])

    assert handed_over[(BASE[4].task,), (BASE[4].task,)].kind is ChangeKind.MOVED
    assert _others_kept(handed_over, 1)
    assert later[(BASE[2].task,), (BASE[2].task,)].kind is ChangeKind.MOVED
    assert _others_kept(later, 1)


def test_a_step_renamed_altogether_is_known_by_its_key_and_place():
    renamed = replace(BASE[4], task="ＡＩに聞く")
    found = _by_names(_model(BASE), _model([*BASE[:4], renamed, *BASE[5:]]))

    assert found[(BASE[4].task,), (renamed.task,)].kind is ChangeKind.CHANGED


def _with_shares(rework: int) -> list[StepRow]:
    rows = list(BASE[:5])
    rows[1] = replace(rows[1], next=parse_next(f"1（{rework}% 不備あり）、3（{100 - rework}% 不備なし）"))
    return rows


def test_a_changed_share_shows_on_its_flow():
    diff = compare(_model(_with_shares(10)), _anew(_with_shares(25)))
    changed = [element for element in diff.elements if element.kind is ChangeKind.CHANGED]

    assert {entry.kind for entry in diff.entries} == {ChangeKind.KEPT}
    assert {element.kind_of for element in changed} == {ElementKind.FLOW}
    assert [(c.field, c.before, c.after) for element in changed for c in element.changes] == [
        ("share", Decimal("0.1"), Decimal("0.25")),
        ("share", Decimal("0.9"), Decimal("0.75")),
    ]


def test_another_name_of_the_same_section_is_no_move_between_organisations():
    def at(section: str) -> list[StepRow]:
        return [replace(row, values=replace(row.values, performer=section)) for row in BASE[:6]]

    same = compare(_model(at("市民課")), _anew(at("住民課")))
    other = compare(_model(at("市民課")), _anew(at("住民課")), other_organisation=True)

    assert {entry.kind for entry in same.entries} == {ChangeKind.MOVED}
    assert {entry.kind for entry in other.entries} == {ChangeKind.KEPT}
    assert [(e.kind_of, e.kind) for e in other.elements if e.kind is not ChangeKind.KEPT] == [
        (ElementKind.LANE, ChangeKind.CHANGED)
    ]


def test_several_to_be_steps_of_one_origin_are_a_split():
    before = _model([replace(BASE[0], values=replace(BASE[0].values, common_key="uketsuke"))])
    parts = [
        replace(BASE[at], values=replace(BASE[at].values, key=f"p{at}", origin_keys=("uketsuke",))) for at in (1, 2)
    ]

    (entry,) = compare(before, _model(parts)).entries
    assert (entry.kind, len(entry.before_ids), len(entry.after_ids)) == (ChangeKind.SPLIT, 1, 2)


def test_by_hand_a_step_can_be_left_without_a_partner():
    model = _model(BASE[:3])
    ids = [node.id for node in model.steps()]
    diff = compare(model, model, mapping={ids[0]: []}, without_partner=[ids[0]])

    assert [entry.kind for entry in diff.entries] == [
        ChangeKind.ADDED, ChangeKind.KEPT, ChangeKind.KEPT, ChangeKind.REMOVED
    ]  # fmt: skip


def test_names_are_alike_across_okurigana_particles_and_usual_verbs():
    likeness = name_likeness(
        ["申請書を受け付ける", "通知を郵送する", "台帳に転記する"], ["申請書の受理", "通知の発送", "ＰＣの設定"]
    )

    assert stem("申請書を受け付ける") == stem("申請書の受理") == "申請書受付"
    assert min(likeness[0, 0], likeness[1, 1]) > 0.9
    assert likeness[2].max() < 0.1


def test_a_hundred_elements_are_compared_with_little_work() -> None:
    """Work as calls of functions, which no other load changes; the milliseconds stand in tests/bench."""
    rows = [_row(at, f"{task}（{at}）", who=at // 4) for at, task in enumerate(_tasks(60), start=1)]
    before, after = _model(rows), _anew([*rows[:20], *rows[22:50], *rows[51:], *rows[20:22]])
    compare(before, after)
    profile = cProfile.Profile()
    profile.runcall(compare, before, after)

    assert pstats.Stats(profile).total_calls < 60_000  # 43,000 where it took about 0.05 s
