"""Shares with a range or counted: from the cell to the diagram and back, and what cannot be read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.localise import localise
from bpr.core.steps import apply_rows, format_next, model_to_rows, parse_next, rows_to_model
from bpr.core.steps.share_text import read_said, said_text
from bpr.core.values import ChangeKind
from bpr.workflow.columns import STEPS
from tests.core.range_cases import _row, process

D = Decimal
RANGES = [
    "3（5%〜20% 不備あり）、2",
    "3（5%〜10%〜20% 不備あり）、2（90%）",
    "3（10%／50件中 不備あり）、2（90%／50件中）",
]


@pytest.mark.parametrize(
    ("cell", "share", "ends", "counted"),
    [
        ("3（10%〜20% 不備あり）、2", "0.15", ("0.1", "0.2"), None),
        ("3（10～20％ 不備あり）、2", "0.15", ("0.1", "0.2"), None),
        ("3（不備あり 5から10から20％）、2", "0.1", ("0.05", "0.2"), None),
        ("3（10%／50件中 不備あり）、2", "0.1", None, 50),
        ("3 (10% of 50 不備あり), 2", "0.1", None, 50),
        ("3（不備あり 50件中5件）、2", "0.1", None, 50),
        ("3（1,200件中300件 不備あり）、2", "0.25", None, 1200),
        ("3（10%〜10% 不備あり）、2", "0.1", None, None),
        ("3（10% 不備あり）、2", "0.1", None, None),
    ],
)
def test_what_people_write_is_understood(
    cell: str, share: str, ends: tuple[str, str] | None, counted: int | None
) -> None:
    way = parse_next(cell).branches[0]
    assert (way.share, way.share_of, way.label) == (D(share), counted, "不備あり")
    assert way.share_range == (tuple(map(D, ends)) if ends else None)
    assert parse_next(format_next(parse_next(cell))) == parse_next(cell)


def test_days_in_a_label_are_no_range() -> None:
    way = parse_next("3（10% 3-5日以内）、2").branches[0]
    assert (way.share, way.share_range, way.label) == (D("0.1"), None, "3-5日以内")


def test_thirds_that_were_counted_make_one() -> None:
    shares = [way.share or D(0) for way in parse_next("3（3件中1件）、2（3件中1件）、4（3件中1件）").branches]
    assert sum(shares) == 1
    assert all(abs(share - 1 / D(3)) < D("0.000002") for share in shares)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("3（20%〜10%）、2", "最小≦標準≦最大"),
        ("3（5%〜30%〜20%）、2", "最小≦標準≦最大"),
        ("3（50%〜120%）、2", "100%を超えています"),
        ("3（10%／0件中）、2", "数えた件数は1以上"),
        ("3（5件中6件）、2", "数えた全部の件数より多く"),
        ("3（5%〜20% ／50件中）、2", "どちらか一方"),
        ("3（60%〜80%）、2（40%〜60%）", "中央の値で足しています"),
        ("3（10%／12345678901件中）、2", "9桁まで"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_remedy(cell: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_next(cell)


@given(
    st.lists(st.integers(0, 1000), min_size=3, max_size=3).map(sorted),
    st.one_of(st.none(), st.integers(1, 10**6)),
    st.booleans(),
)
def test_text_and_share_are_the_same_thing(points: list[int], counted: int | None, ranged: bool) -> None:
    low, share, high = (D(point) / 1000 for point in points)
    ends = (low, high) if ranged and low < high else None
    said, beside = read_said(f"{said_text(share, ends, None if ends else counted)} 不備", "3")
    assert said is not None
    assert (said.share, said.ends, said.counted_in) == (share, ends, None if ends else counted)
    assert beside == "不備"


@pytest.mark.parametrize("cell", RANGES)
def test_rows_and_diagram_say_the_same(cell: str) -> None:
    model = process([("受付", "5", cell), ("審査", "3", ""), ("補正", "2", "")])
    read = read_model(BpmnDocument.parse(write_bpmn(model)))
    way = next(flow for flow in read.flows if flow.name == "不備あり")
    told = parse_next(cell).branches[0]
    assert (way.share, way.share_range, way.share_of) == (told.share, told.share_range, told.share_of)
    assert format_next(model_to_rows(read)[0].next) == cell


def test_a_changed_range_is_an_edit_of_the_drawing() -> None:
    rows = [
        _row(at, row, None, ())
        for at, row in enumerate([("受付", "5", RANGES[0]), ("審査", "3", ""), ("補正", "2", "")], 1)
    ]
    document = BpmnDocument.parse(write_bpmn(layout(rows_to_model(rows, name="業務"))))
    told = replace(rows[0], next=parse_next(RANGES[2]))
    changed = apply_rows(document, [told, *rows[1:]], organisation="市")
    again = read_model(BpmnDocument.parse(changed.serialise()))
    assert format_next(model_to_rows(again)[0].next) == RANGES[2]


def test_a_share_outside_its_range_is_refused_with_the_element() -> None:
    model = process([("受付", "5", RANGES[1]), ("審査", "3", ""), ("補正", "2", "")])
    text = write_bpmn(model).decode().replace('maximum="0.2"', 'maximum="0.01"')
    with pytest.raises(BpmnError, match="最小以上・最大以下"):
        read_model(BpmnDocument.parse(text.encode()))


def test_the_to_be_takes_over_what_is_said_of_a_kept_decision() -> None:
    rows = [("受付", "5", RANGES[2]), ("審査", "3", ""), ("補正", "2", "")]
    generic = [("受付", "5", "3（50%〜60% 不備あり）、2"), *rows[1:]]
    found = localise(process(generic, change=ChangeKind.KEPT), process(rows)).model
    way = next(flow for flow in found.flows if flow.name == "不備あり")
    assert (way.share, way.share_range, way.share_of) == (D("0.1"), None, 50)


def test_the_sheet_shows_how_to_write_it() -> None:
    hint = str(STEPS.column("next").hint)
    assert "5%〜20%" in hint
    assert "50件中" in hint
