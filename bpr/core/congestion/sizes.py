"""What a question may ask for: only what there is, and no more than can be worked off in some minutes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bpr.core.congestion.question import MOST_VISITS, CongestionError, Question, Settings
from bpr.core.figures import Side
from bpr.core.inputs import CaseInput
from bpr.core.origins import origin_keys, step_key


def check_known(question: Question, settings: Settings) -> None:
    """CongestionError where a priority or a batch is asked for something that is not among what is simulated."""
    cases = {case.use_case_key: case for case in question.cases}
    for key in settings.priorities:
        if key not in cases:
            raise CongestionError(f"優先順位のユースケース「{key}」は、動かすユースケースの中にありません")
    for key, step in settings.batches:
        if key not in cases:
            raise CongestionError(f"まとめ処理のユースケース「{key}」は、動かすユースケースの中にありません")
        if step not in _steps_of(cases[key]):
            raise CongestionError(
                f"まとめ処理の作業「{step}」は「{cases[key].use_case_name}」の図にありません。作業のキーを確かめてください"
            )


def _steps_of(case: CaseInput) -> set[str]:
    values = [node.values for model in (case.as_is, case.to_be) if model for node in model.steps() if node.values]
    return {key for item in values for key in (*origin_keys(item), step_key(item))}


def check_visits(question: Question, settings: Settings, visits: Mapping[tuple[str, Side], Fraction]) -> None:
    """CongestionError where the cases would go through so many elements that the run takes hours.

    ``visits`` of elements by one case, by use case and side.
    """
    yearly = {case.use_case_key: Fraction(case.volume.cases_per_year) for case in question.cases}
    cases = (settings.cases + settings.warm_up) * settings.replications
    for side in (Side.AS_IS, Side.TO_BE):
        each = sum((count * visits[key, side] for key, count in yearly.items()), Fraction(0)) / sum(yearly.values())
        if each * cases > MOST_VISITS:
            raise CongestionError(
                f"1件が図の要素を平均{float(each):,.0f}回通るため、全部で{MOST_VISITS:,}回を超えます。"
                "測る件数か繰返しを減らすか、図の繰返しの回数と割合を確かめてください"
            )
