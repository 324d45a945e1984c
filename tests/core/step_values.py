"""Hypothesis strategies for step values, all fields of them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from bpr.core.values import (
    ChangeKind,
    Confidence,
    Evidence,
    EvidenceKind,
    FormUse,
    PerformerKind,
    StepValues,
    ThreePoint,
    WorkKind,
)  # fmt: skip

_legal = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t\r")
texts = st.text(_legal, max_size=12)
amounts = st.decimals(0, 100_000, places=2) | st.sampled_from([Decimal(0), Decimal("1E+2"), Decimal("0.125")])
_keys = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)


def _three_point(drawn: list[Decimal], with_minimum: bool, with_maximum: bool) -> ThreePoint:
    low, likely, high = sorted(drawn)
    return ThreePoint(likely=likely, minimum=low if with_minimum else None, maximum=high if with_maximum else None)


three_points = st.builds(_three_point, st.lists(amounts, min_size=3, max_size=3), st.booleans(), st.booleans())
forms = st.lists(st.builds(FormUse, name=texts, sheets=amounts), max_size=2).map(tuple)
evidences = st.lists(
    st.builds(
        Evidence, kind=st.sampled_from(EvidenceKind), source=texts, reference=texts, respondent_post=texts,
        obtained_on=texts, confidence=st.sampled_from(Confidence),
    ),
    max_size=2,
).map(tuple)  # fmt: skip


def step_values(keys: st.SearchStrategy[str] = _keys) -> st.SearchStrategy[StepValues]:
    return st.builds(
        StepValues,
        key=keys, number=texts, common_key=texts, performer=texts,
        performer_kind=st.sampled_from(PerformerKind), work_kind=st.sampled_from(WorkKind),
        handling_minutes=st.none() | three_points, waiting_minutes=amounts,
        resident_visits=amounts, resident_travel_minutes=amounts, resident_waiting_minutes=amounts,
        direct_cost_yen=amounts, attached_documents=amounts, system=texts, forms_read=forms, forms_made=forms,
        evidence=evidences, change=st.none() | st.sampled_from(ChangeKind),
        origin_keys=st.lists(_keys, max_size=2).map(tuple), measure=texts,
    )  # fmt: skip
