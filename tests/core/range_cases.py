"""Cases with ranges for tests and benchmarks: loops, decisions, counted shares, several organisations."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bpr.core.bpmn.model import ProcessModel
from bpr.core.inputs import AssessmentInput, Assumption, Assumptions, CaseInput
from bpr.core.steps import StepRow, parse_next, rows_to_model
from bpr.core.units import RoundingPolicy
from bpr.core.values import ChangeKind, PerformerKind, StepValues, three_point
from bpr.core.workload import volume

Row = tuple[str, str, str]  # task, minutes 「最小/標準/最大」 or 「標準」, 次の作業


def process(rows: Sequence[Row], *, change: ChangeKind | None = None, changed: Sequence[str] = ()) -> ProcessModel:
    """A process of one section; rows are numbered from 1 and keyed by their task."""
    return rows_to_model([_row(at, row, change, changed) for at, row in enumerate(rows, 1)], name="業務")


def _row(at: int, row: Row, change: ChangeKind | None, changed: Sequence[str]) -> StepRow:
    task, minutes, onward = row
    parts = [Decimal(part) for part in minutes.split("/")]
    time = three_point(parts[1], parts[0], parts[2]) if len(parts) == 3 else three_point(parts[0])
    values = StepValues(
        key=f"s{at}", number=str(at), common_key=task, performer="市民課", performer_kind=PerformerKind.SECTION,
        handling_minutes=time, change=(ChangeKind.CHANGED if task in changed else change),
        origin_keys=(task,) if change or task in changed else (),
    )  # fmt: skip
    return StepRow(task=task, values=values, next=parse_next(onward))


def case(
    organisation: str, as_is: ProcessModel, to_be: ProcessModel, *, cases: str = "600", use_case: str = "tennyu"
) -> CaseInput:
    parts = [Decimal(part) for part in cases.split("/")]
    count = volume(cases_per_year=parts[1], minimum=parts[0], maximum=parts[2]) if len(parts) == 3 else None
    return CaseInput(
        use_case_key=use_case, use_case_name="転入届", category_key="todoke", category_name="届出",
        organisation_key=organisation, organisation_name=f"{organisation}市", as_is=as_is, to_be=to_be,
        volume=count or volume(cases_per_year=parts[0]),
    )  # fmt: skip


def question(*cases: CaseInput, draws: int = 10_000, seed: int = 7) -> AssessmentInput:
    rate = Assumptions(unit_rate_yen_per_hour=Assumption(value=Decimal(3000)))
    return AssessmentInput(policy=RoundingPolicy(), assumptions=rate, cases=cases, draws=draws, seed=seed)


def big_rows(shift: int = 0) -> list[Row]:
    """Thirty steps with two loops and two decisions; minutes differ with ``shift``."""
    rows: list[Row] = []
    for at in range(1, 31):
        likely = 4 + (at * 7 + shift) % 9
        onward = {
            5: f"3（{8 + shift % 5}%〜{15 + shift % 5}% 不備あり）、6",
            12: "15（30%／120件中 省略）、13",
            20: "18（5%／80件中 差戻し）、21",
            25: "28（20%〜30%〜50% 簡易）、26",
        }.get(at, "")
        rows.append((f"作業{at}", f"{likely / 2}/{likely}/{likely * 2}", onward))
    return rows


def big_case(number: int) -> CaseInput:
    """One organisation with :func:`big_rows`; the to-be keeps all steps but some, which it shortens."""
    changed = ("作業8", "作業14", "作業22")
    to_be = [(task, "1/2/3" if task in changed else minutes, onward) for task, minutes, onward in big_rows()]
    own, generic = process(big_rows(number)), process(to_be, change=ChangeKind.KEPT, changed=changed)
    return case(f"o{number:02}", own, generic, cases=f"{900 + number}/{1000 + number}/{1200 + number}")
