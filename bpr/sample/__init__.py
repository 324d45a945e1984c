"""The sample project (見本): its content as data files, and the typed loaders of them.

The files hold what people would type or decide; ``manage.py load_sample`` feeds them to the services that people use.
Words of lists (例示, 情報連携, 維持 …) are the Japanese ones of the screens. Statistics are real and named; every
figure without a source is 例示. Amounts and counts are text, as they would be typed.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict, cast

Sheet = dict[str, Any]  # a raw hearing sheet: every cell is the text as typed (see hearings/sheet.py)


class OrganisationData(TypedDict):
    """``code`` is the 団体コード of a local government, else ""; the others are named by ``name``."""

    code: str
    kind: Literal["municipality", "prefecture", "ministry", "contractor"]
    name: str
    part: str  # what it does in the project


class MemberData(TypedDict):
    """``organisation`` is a 団体コード, the name of a ministry or contractor, or ""."""

    username: str
    display_name: str
    role: Literal["leader", "analyst", "hearing_staff", "council", "observer", "ministry"]
    organisation: str
    post: str


class LogData(TypedDict):
    """``name`` is that of the file as pages show it; ``mapping`` has the key of the step by the name in the log."""

    use_case: str
    organisation: str  # 団体コード
    name: str
    columns: dict[str, str]
    mapping: dict[str, str]


class ScheduleData(TypedDict):
    date: str  # ISO
    title: str


class ProjectData(TypedDict):
    name: str
    fiscal_year: int
    is_sample: bool
    commissioner: str
    contractor: str
    notice: str  # what is real and what is made up; to be shown with the project
    background: str
    purpose: str
    council_name: str
    council_description: str
    hearing_method: str
    hearing_due_on: str  # ISO
    schedule: list[ScheduleData]
    organisations: list[OrganisationData]
    members: list[MemberData]


class OfficeHoursData(TypedDict):
    organisation: str  # 団体コード, "" for all of the project
    name: str
    weekdays: dict[str, list[str]]
    days_off: list[str]
    japanese_holidays: bool
    evidence_kind: str
    source: str


class StaffGroupData(TypedDict):
    organisation: str
    name: str
    performers: list[str]
    people: list[str]
    office_hours: str  # their name, "" for those of the organisation
    available_percent: str
    evidence_kind: str
    source: str


class ArrivalPatternData(TypedDict):
    use_case: str  # code
    organisation: str
    weekdays: list[str]
    hours: list[str]
    evidence_kind: str
    source: str


class StaffingData(TypedDict):
    office_hours: list[OfficeHoursData]
    staff_groups: list[StaffGroupData]
    arrival_patterns: list[ArrivalPatternData]


class AssumptionData(TypedDict):
    key: str
    name: str
    value: str
    unit: str
    evidence_kind: str
    source: str
    note: str


class AssumptionsData(TypedDict):
    """``references`` are published figures to compare with; no calculation uses them."""

    assumptions: list[AssumptionData]
    references: list[AssumptionData]


class CategoryData(TypedDict):
    code: str
    name: str
    description: str
    order: int


class CommonStepData(TypedDict):
    key: str
    name: str


class UseCaseData(TypedDict):
    code: str
    category: str
    name: str
    order: int
    summary: str
    legal_basis: str
    levels: list[Literal["state", "prefecture", "municipality", "other"]]
    sections: str
    attached_documents: str
    volume_driver: str  # column of bpr/access/data/municipalities.csv, "" where none
    national_volume: int | None
    source: str
    organisations: list[str]  # 団体コード of the organisations to be heard
    common_steps: list[CommonStepData]
    to_be_steps: list[CommonStepData]  # steps that only the to-be has


class UseCasesData(TypedDict):
    categories: list[CategoryData]
    use_cases: list[UseCaseData]


class HearingData(TypedDict):
    """One hearing: ``sheet`` is entered as it stands, then taken on to ``state``."""

    organisation: str  # 団体コード
    use_case: str
    state: Literal["draft", "submitted", "confirmed", "returned"]
    return_reason: str
    sheet: Sheet


class StepData(TypedDict):
    """One row of a workflow table as typed; to-be rows also say what they come from."""

    key: str
    number: str
    common_key: str
    performer: str
    performer_kind: str
    task: str
    work_kind: str
    minutes_min: str
    minutes: str
    minutes_max: str
    next: str
    waiting: str
    forms_read: str
    forms_made: str
    system: str
    visits: str
    travel: str
    resident_waiting: str
    attached_documents: str
    direct_cost: str
    evidence_kind: str
    confidence: str
    note: str
    change: NotRequired[str]  # 維持 変更 統合 廃止 自動化 移管 新設
    origin_keys: NotRequired[list[str]]
    measure: NotRequired[str]


class CommonProcessData(TypedDict):
    use_case: str
    basis: str  # how the common as-is was agreed
    steps: list[StepData]


class MeasureData(TypedDict):
    code: str  # unique in the use case
    kind: str  # 廃止 統合 順序変更 簡素化 電子化 自動化 情報連携 外部委託
    title: str
    description: str


class PreconditionData(TypedDict):
    kind: str  # 制度 運用 システム
    text: str


class RemovedStepData(TypedDict):
    common_key: str
    measure: str
    reason: str


class ToBeData(TypedDict):
    use_case: str
    title: str
    evidence_note: str
    measures: list[MeasureData]
    preconditions: list[PreconditionData]
    steps: list[StepData]
    removed: list[RemovedStepData]


class MeetingData(TypedDict):
    date: str  # ISO
    title: str
    agenda: str


class RiskData(TypedDict):
    """課題と対応策. ``use_case`` is "" for the whole project."""

    use_case: str
    text: str
    impact: str
    priority: str  # 高 中 低
    remedy: str
    owner: str
    due_on: str  # ISO


class VerificationData(TypedDict):
    use_case: str
    item: str
    method: str
    predicted: str
    measured: str  # "" where not yet measured
    unit: str
    note: str


class InvestmentData(TypedDict):
    """``year`` 0 is the year of introduction. ``use_case`` is "" for what several use cases share."""

    use_case: str
    title: str
    year: int
    initial_yen: str
    running_yen: str
    evidence_kind: str
    source: str


class CostSharingData(TypedDict):
    """均等割 and 人口割, together 100 %."""

    equal_percent: str
    population_percent: str
    population_source: str
    evidence_kind: str
    note: str


class CouncilData(TypedDict):
    meetings: list[MeetingData]
    risks: list[RiskData]
    verification: list[VerificationData]
    investment: list[InvestmentData]
    cost_sharing: CostSharingData


def load_project() -> ProjectData:
    """The project, its organisations and its people."""
    return cast(ProjectData, _read("project.json"))


def load_assumptions() -> AssumptionsData:
    return cast(AssumptionsData, _read("assumptions.json"))


def load_use_cases() -> UseCasesData:
    return cast(UseCasesData, _read("usecases.json"))


def load_hearings() -> list[HearingData]:
    """All hearings, by 団体コード and use case."""
    return [cast(HearingData, _read(name)) for name in _names("hearings")]


def load_common() -> list[CommonProcessData]:
    """The common as-is of each use case."""
    return cast("list[CommonProcessData]", _read("common.json"))


def load_to_be() -> list[ToBeData]:
    """The to-be of each use case with its measures."""
    return [cast(ToBeData, _read(name)) for name in _names("tobe")]


def load_staffing() -> StaffingData:
    """Opening hours, staff groups and arrival patterns, all 例示."""
    return cast(StaffingData, _read("staffing.json"))


def load_log() -> LogData:
    """The process log, 例示: ``bpr simulate`` made it (seed 20250401, one replication) of the as-is of its use case and
    organisation as heard here; work that the office's own staff did in fiscal 2025, under short names as a system has
    them. Its edge cuts the cases under way on 31 March."""
    return cast(LogData, _read("log.json"))


def log_file() -> Path:
    """The rows of the log as CSV."""
    return Path(str(files(__name__).joinpath("log.csv")))


def load_council() -> CouncilData:
    """Meetings, issues with their remedies, verification plan, investment and cost sharing."""
    return cast(CouncilData, _read("council.json"))


def _names(folder: str) -> list[str]:
    found = (entry.name for entry in files(__name__).joinpath(folder).iterdir())
    return sorted(f"{folder}/{name}" for name in found if name.endswith(".json"))


def _read(name: str) -> Any:
    return json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
