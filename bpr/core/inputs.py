"""What an assessment is made of: assumptions, measures and the cases (organisation × use case). All frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from bpr.core.bpmn.model import ProcessModel
from bpr.core.figures import Scope
from bpr.core.units import RoundingPolicy, format_number
from bpr.core.values import Evidence, MeasureKind
from bpr.core.workload import Volume

DEFAULT_HOURS_PER_FTE = Decimal(1920)


@dataclass(frozen=True, kw_only=True, slots=True)
class Assumption:
    """前提: a figure that is not from a hearing, with its source."""

    value: Decimal
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitRate:
    """人件費単価 in yen per hour, with how it was found."""

    yen_per_hour: Decimal
    formula: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Assumptions:
    """The project's assumptions. Either the unit rate is given, or annual personnel cost and working hours are."""

    unit_rate_yen_per_hour: Assumption | None = None
    annual_personnel_cost_yen: Assumption | None = None
    annual_working_hours: Assumption | None = None
    hours_per_fte: Assumption = field(default=Assumption(value=DEFAULT_HOURS_PER_FTE))
    overhead_yen_per_hour: Assumption | None = None  # 庁費
    discount_rate: Assumption = field(default=Assumption(value=Decimal("0.04")))
    years: int = 5  # over which an investment is judged


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """改革方策. ``code`` is what ``StepValues.measure`` names."""

    code: str
    name: str
    kind: MeasureKind
    description: str = ""
    preconditions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Investment:
    """What the reform costs in one year: once (初期費用) and for running it (運用費用). Year 0 is the introduction.

    ``organisation`` is the key of the one that bears it alone; "" is borne by all (:class:`CostSharing`). ``use_case``
    is the key of the one that it is for; "" is for all.
    """

    name: str
    year: int = 0
    initial_yen: Decimal = Decimal(0)
    running_yen: Decimal = Decimal(0)
    measure: str = ""
    use_case: str = ""
    use_case_name: str = ""
    organisation: str = ""
    organisation_name: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SharingMember:
    """An organisation that bears its part of what all share. ``population`` 0 is not known."""

    key: str
    name: str
    population: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class CostSharing:
    """費用の分担: ``equal_part`` (0..1) by 均等割, the rest by 人口割."""

    equal_part: Decimal
    members: tuple[SharingMember, ...]

    @property
    def is_possible(self) -> bool:
        """False where there is nobody, or no population to share the rest by."""
        return bool(self.members) and (self.equal_part == 1 or any(member.population for member in self.members))


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovedStep:
    """An as-is step (by common key) that the to-be does without, and the measure that does away with it."""

    origin_key: str
    measure: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseInput:
    """One organisation × use case. ``to_be`` is the use case's generic one; it is localised before comparing."""

    use_case_key: str
    use_case_name: str
    category_key: str
    category_name: str
    organisation_key: str
    organisation_name: str
    as_is: ProcessModel
    volume: Volume
    to_be: ProcessModel | None = None
    population_class: str = ""
    population: int | None = None
    unit_rate_yen_per_hour: Assumption | None = None  # the organisation's own
    removed: tuple[RemovedStep, ...] = ()
    process_reference: str = ""  # opaque: which versions of the processes these are

    @property
    def scope(self) -> Scope:
        return Scope(use_case=self.use_case_key, organisation=self.organisation_key)

    @property
    def name(self) -> str:
        """How messages name it."""
        return f"{self.organisation_name}「{self.use_case_name}」"


@dataclass(frozen=True, kw_only=True)
class AssessmentInput:
    """Everything that :func:`bpr.core.assessment.assess` needs; the same input gives the same answer."""

    policy: RoundingPolicy
    assumptions: Assumptions
    cases: tuple[CaseInput, ...]
    measures: tuple[Measure, ...] = ()
    investments: tuple[Investment, ...] = ()
    sharing: CostSharing | None = None
    seed: int = 20260401
    draws: int = 10_000


def unit_rate(assumptions: Assumptions, own: Assumption | None, policy: RoundingPolicy) -> UnitRate:
    """The organisation's own rate, else the project's, else personnel cost ÷ hours (rounded to yen)."""
    given = own or assumptions.unit_rate_yen_per_hour
    if given:
        text = f"人件費単価 {format_number(given.value)}円/時間{'（団体の値）' if own else ''}"
        return UnitRate(yen_per_hour=given.value, formula=text, evidence=given.evidence)
    cost, hours = assumptions.annual_personnel_cost_yen, assumptions.annual_working_hours
    if cost is None or hours is None or hours.value <= 0:
        raise ValueError("人件費単価がありません。単価を入れるか、年間人件費と年間労働時間（0より大）を入れてください")
    rate = policy.yen(Fraction(cost.value) / Fraction(hours.value))
    text = f"年間人件費 {format_number(cost.value)}円 ÷ 年間労働時間 {format_number(hours.value)}時間"
    return UnitRate(
        yen_per_hour=rate, formula=f"{text} = {format_number(rate)}円/時間", evidence=cost.evidence + hours.evidence
    )
