"""Reading the table of a to-be: what it becomes, and every problem at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bpr.access.models import User
from bpr.core.values import ChangeKind, EvidenceKind
from bpr.sample import load_common, load_to_be, load_use_cases
from bpr.workflow.problems import SheetInvalid, SheetMalformed, SheetRefused
from tests.usecases.tables import REMOVED, common_steps, to_be_row, to_be_steps, with_common, with_to_be
from usecases.models import Measure, UseCase
from usecases.selectors import version_rows
from usecases.selectors.common import common_steps_of
from usecases.selectors.to_be import known_values
from usecases.services import common_save, measure_save
from usecases.to_be_rows import to_be_read, to_be_rows_parse
from usecases.to_be_table import shaped, table_of


@pytest.fixture
def ready(analyst: User, use_case: UseCase) -> UseCase:
    with_to_be(analyst, use_case)
    return use_case


def _problems(use_case: UseCase, steps: list[dict[str, Any]], removed: list[dict[str, str]] = REMOVED) -> list[str]:
    with pytest.raises(SheetInvalid) as caught:
        to_be_rows_parse(use_case=use_case, steps=steps, removed=removed)
    return [str(problem) for problem in caught.value.problems]


def test_rows_carry_change_origin_measure_and_evidence(ready: UseCase) -> None:
    rows, removed = to_be_rows_parse(use_case=ready, steps=to_be_steps(), removed=REMOVED)
    changes = [(row.values.change, row.values.origin_keys, row.values.measure) for row in rows]
    assert changes == [
        (ChangeKind.KEPT, ("uketsuke",), ""),
        (ChangeKind.CHANGED, ("shinsa",), "M1"),
        (ChangeKind.AUTOMATED, ("nyuryoku", "shougou"), "M1"),
        (ChangeKind.ADDED, (), "M1"),
    ]
    assert rows[1].values.evidence[0].reference == f"to_be:{ready.pk}/step:t2"
    assert rows[1].values.evidence[0].kind is EvidenceKind.ESTIMATED
    assert removed == [
        {"common_key": "hozon", "name": "届を保存する", "measure": "M1", "reason": "記録がシステムに残る"}
    ]


def test_common_steps_can_be_named_by_number_or_name(ready: UseCase) -> None:
    steps = to_be_steps()
    del steps[2]["origin_keys"], steps[1]["origin_keys"]
    steps[2]["origins"] = "３、4"
    steps[1]["origins"] = "届を審査する"
    rows, _ = to_be_rows_parse(use_case=ready, steps=steps, removed=REMOVED)
    assert rows[2].values.origin_keys == ("nyuryoku", "shougou")
    assert rows[1].values.origin_keys == ("shinsa",)


def test_forgotten_and_doubled_steps_are_named(ready: UseCase) -> None:
    steps = to_be_steps()
    steps[2]["origin_keys"] = ["nyuryoku", "uketsuke"]
    found = _problems(ready, steps)
    assert any("改革案 3行目「元の作業」" in text and "「1 届を受け付ける」は、すでに1行目" in text for text in found)
    assert any("「4 入力を照合する」がどうなるか決まっていません" in text for text in found)


def test_a_step_cannot_be_kept_and_removed(ready: UseCase) -> None:
    steps = [*to_be_steps(), to_be_row(5, "届を保存する", "維持", ["hozon"], waiting="1日")]
    assert any("廃止する作業 1行目" in text and "すでに5行目" in text for text in _problems(ready, steps))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"change": "新設"}, "「新設」の作業に元の作業はありません"),
        ({"change": "廃止"}, "のどれかを入れてください"),
        ({"change": ""}, "入れてください"),
        ({"change": "統合"}, "「統合」は元の作業が2つ以上"),
        ({"measure": "M7"}, "この改革方策はありません"),
        ({"origin_keys": [], "origins": "99"}, "「99」は共通の現行の作業にありません"),
        ({"minutes": "はやい"}, "（入力：はやい）"),
        ({"next": "44"}, "作業番号「44」の行がありません"),
    ],
)
def test_wrong_cells_are_named_with_what_was_typed(ready: UseCase, cells: dict[str, Any], expected: str) -> None:
    steps = to_be_steps()
    steps[1] |= cells
    found = _problems(ready, steps)
    assert any("改革案 2行目" in text and expected in text for text in found), found


def test_all_problems_come_at_once_in_the_order_of_the_table(ready: UseCase) -> None:
    steps = to_be_steps()
    steps[3]["measure"] = "M8"
    steps[0]["minutes"] = "?"
    found = _problems(ready, steps, removed=[])
    places = [text.split("「")[0] for text in found]
    assert places == ["改革案 1行目", "改革案 4行目", "共通の現行："]


def test_kept_row_with_other_values_is_a_warning(ready: UseCase) -> None:
    steps = to_be_steps()
    steps[0]["minutes"] = "3"
    reading = to_be_read(use_case=ready, table=shaped({"steps": steps, "removed": REMOVED}))
    assert reading.findings.problems == []
    assert [warning.field for warning in reading.findings.warnings] == ["minutes"]
    assert "団体ごとの現行の値で計算します" in reading.findings.warnings[0].message


def test_step_that_only_some_organisations_do_may_stay_open(ready: UseCase) -> None:
    ready.common_steps = [*ready.common_steps, {"key": "annai", "name": "案内する"}]
    ready.save()
    reading = to_be_read(use_case=ready, table=shaped({"steps": to_be_steps(), "removed": REMOVED}))
    assert [each.number for each in reading.undecided] == ["他1"]
    assert reading.findings.problems == []
    assert any("「他1 案内する」" in warning.message for warning in reading.findings.warnings)


def test_evidence_of_a_figure_that_nobody_changed_is_kept(ready: UseCase, analyst: User) -> None:
    numbers = {each.key: each.number for each in common_steps_of(ready)}
    known = known_values(ready)
    cloned = table_of(version_rows_of(ready), (), numbers)
    steps = [dict(row) for row in cloned.steps]
    steps[1]["minutes"] = "4"
    reading = to_be_read(use_case=ready, table=shaped({"steps": steps, "removed": []}), known=known)
    references = [row.values.evidence[0].reference for row in reading.rows]
    assert references[0] == f"common:{ready.pk}/step:r1"
    assert references[1] == f"to_be:{ready.pk}/step:r2"


def version_rows_of(use_case: UseCase) -> list[Any]:
    from usecases.selectors import version_latest

    version = version_latest(use_case=use_case, side="to_be")
    assert version
    return version_rows(version)


def test_text_of_rows_reads_back_to_the_same_rows(ready: UseCase) -> None:
    rows, removed = to_be_rows_parse(use_case=ready, steps=to_be_steps(), removed=REMOVED)
    numbers = {each.key: each.number for each in common_steps_of(ready)}
    again = table_of(rows, removed, numbers)
    reread, removed_again = to_be_rows_parse(use_case=ready, steps=again.steps, removed=again.removed)
    assert (reread, removed_again) == (rows, removed)


@pytest.mark.parametrize("raw", [None, [], {"steps": "x"}, {"steps": [1]}, {"steps": [{"task": {}}]}])
def test_what_is_no_table_is_refused(raw: object) -> None:
    with pytest.raises(SheetMalformed):
        shaped(raw)


def test_my_number_is_refused_without_repeating_it() -> None:
    with pytest.raises(SheetRefused) as caught:
        shaped({"steps": [{"task": "番号 123456789018 を見る"}]})
    assert "個人番号" in str(caught.value)
    assert "123456789018" not in str(caught.value)


def test_a_doubled_key_of_a_copied_row_gets_its_own() -> None:
    keys = [row["key"] for row in shaped({"steps": [{"key": "a", "task": "x"}, {"key": "a", "task": "y"}]}).steps]
    assert keys[0] == "a"
    assert len(set(keys)) == 2


def test_common_rows_must_be_single_and_readable(analyst: User, use_case: UseCase) -> None:
    steps = common_steps()
    steps[1]["common_key"] = "uketsuke"
    steps[2]["minutes"] = "x"
    with pytest.raises(SheetInvalid) as caught:
        common_save(actor=analyst, use_case=use_case, steps=steps, basis="")
    assert len(caught.value.problems) == 2
    assert "同じ共通作業が上の行にあります" in str(caught.value)


def test_common_rows_name_their_basis_and_add_to_the_taxonomy(analyst: User, use_case: UseCase) -> None:
    use_case.common_steps = [{"key": "annai", "name": "案内する"}]
    use_case.save()
    version = with_common(analyst, use_case)
    rows = version_rows(version)
    use_case.refresh_from_db()
    assert [step["key"] for step in use_case.common_steps] == [
        "annai", "uketsuke", "shinsa", "nyuryoku", "shougou", "hozon",
    ]  # fmt: skip
    assert rows[4].values.waiting_minutes == Decimal(1440)
    assert rows[0].values.evidence[0].source == version.reason == "確認済の団体の中央値"


def test_the_sample_passes(analyst: User, use_case: UseCase) -> None:
    common = {item["use_case"]: item for item in load_common()}
    taxonomy = {item["code"]: item["common_steps"] for item in load_use_cases()["use_cases"]}
    for to_be in load_to_be():
        code = to_be["use_case"]
        case = UseCase.objects.create(
            project=use_case.project, category=use_case.category, code=code, name=code, common_steps=taxonomy[code]
        )
        common_save(actor=analyst, use_case=case, steps=common[code]["steps"], basis=common[code]["basis"])
        for measure in to_be["measures"]:
            measure_save(actor=analyst, use_case=case, code=measure["code"], kind="automate", title=measure["title"])
        rows, removed = to_be_rows_parse(use_case=case, steps=to_be["steps"], removed=to_be["removed"])
        assert len(rows) == len(to_be["steps"])
        assert len(removed) == len(to_be["removed"])
    assert Measure.objects.count() == sum(len(to_be["measures"]) for to_be in load_to_be())


def test_a_common_step_can_be_split_into_several_rows(ready: UseCase) -> None:
    first, second, *others = to_be_steps()
    part = to_be_row(5, "不備を確かめる", "分割", ["shinsa"], minutes="2", measure="M1")
    split = [first, second | {"change": "分割"}, *others, part]
    rows, _ = to_be_rows_parse(use_case=ready, steps=split, removed=REMOVED)

    assert [row.values.origin_keys for row in rows if row.values.change is ChangeKind.SPLIT] == [("shinsa",)] * 2
    for steps in ([*split[:-1], part | {"change": "変更"}], [first, second, *others, part]):
        assert any("すでに2行目にあります" in problem for problem in _problems(ready, steps))
