"""A small log of the process of ``tests/core/test_assessment.py``: 届出 → 受付 → 不備? → (補正 →) 入力 → 控え作成."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hearings.models import Hearing, HearingState, HearingVolume
from reports.models import Assumption
from tests.core.test_assessment import as_is
from tests.factories import World, world
from usecases.models import ProcessSide
from usecases.services import version_create

HEADER = "受付番号,作業名,開始日時,終了日時,担当者"
NODES = {"届出の受付": "uketsuke", "補正の依頼": "hosei", "システム入力": "nyuryoku", "控えの作成": "hikae"}
MINUTES = {"届出の受付": 8, "補正の依頼": 20, "システム入力": 6, "控えの作成": 2, "電話対応": 3}
CASES_PER_MONTH = 4


def log_world() -> World:
    """``world()`` whose city was heard with 1,200 cases and has the as-is of the log."""
    w = world()
    Hearing.objects.filter(pk=w.hearing.pk).update(state=HearingState.CONFIRMED)
    Assumption.objects.create(
        project=w.project, key="labour_yen_per_hour", value="3000", evidence_kind="ledger", source="令和7年度決算"
    )
    HearingVolume.objects.create(hearing=w.hearing, cases_per_year=1200, evidence_kind="estimated", year="令和7年度")
    w.things["heard_version"] = version_create(
        actor=w.analyst, use_case=w.use_case, side=ProcessSide.AS_IS, organisation=w.city, model=as_is(),
    )  # fmt: skip
    return w


def csv_text(*, months: int = 12) -> str:
    """Four cases a month from 2025年4月 on: every fourth is sent back, and one of them is telephoned about."""
    return "\n".join([HEADER, *_rows(months)]) + "\n"


def _rows(months: int) -> Iterator[str]:
    number = 0
    for month in range(months):
        for case in range(CASES_PER_MONTH):
            number += 1
            day = (1, 10, 20, 28)[case]
            begin = datetime(2025 + (3 + month) // 12, (3 + month) % 12 + 1, day, 9, 0)
            middle = ["補正の依頼", "電話対応"] if case == 3 else []
            for name in ["届出の受付", *middle, "システム入力", "控えの作成"]:
                end = begin + timedelta(minutes=MINUTES[name])
                yield f"R{number:04d},{name},{begin:%Y-%m-%d %H:%M},{end:%Y-%m-%d %H:%M},秘密 太郎{case}"
                begin = end + timedelta(minutes=30)
