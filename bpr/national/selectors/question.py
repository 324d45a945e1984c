"""From the newest assessment and the accepted statistics to a question that is frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from bpr.access.models import Project
from bpr.core.assessment import ENGINE_VERSION
from bpr.core.assessment import Assessment as Calculation
from bpr.core.figures import Quantity, Scope, Side, figure_key, weakest_kind
from bpr.core.inputs import unit_rate
from bpr.core.national import NationalError, NationalInput, Priors
from bpr.core.values import EvidenceKind
from bpr.national.frozen import SCHEMA, Json, input_from
from bpr.national.models import UseCaseDriver
from bpr.national.selectors.heard import QUANTITIES, HeardUseCase, far_apart, heard_json, heard_use_cases, is_told
from bpr.national.selectors.table import CLASS_NAMES, country, table_digest
from reports.models import Assessment
from reports.selectors.sight import calculation_of
from usecases.models import UseCase

SEED, DRAWS = 20260401, 1000


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What an estimate would be frozen from now; ``undecided``: heard use cases without an accepted statistic."""

    assessment: Assessment
    content: Json
    undecided: tuple[str, ...]


def newest_assessment(project: Project) -> Assessment | None:
    """The newest assessment without its snapshot, None where there is none."""
    return Assessment.objects.filter(project=project).select_related("project").defer("snapshot").first()


def ground_of(assessment: Assessment, *, seed: int = SEED, draws: int = DRAWS) -> Ground:
    """The question that an assessment and the statistics of its project make. SnapshotError where it is unreadable."""
    calculation = calculation_of(assessment)
    decided = decided_drivers(assessment.project)
    heard = heard_use_cases(calculation)
    taken = [item for key, item in heard.items() if decided.get(key) and item.is_compared]
    quantities = [item for item in QUANTITIES if is_told(taken, item.key)]
    content = {
        "schema": SCHEMA,
        "engine": ENGINE_VERSION,
        "assessment": {"number": assessment.number, "title": assessment.title, "sha256": assessment.sha256},
        "table_sha256": table_digest(),
        "seed": seed,
        "draws": draws,
        "priors": asdict(Priors()),
        "quantities": [asdict(item) for item in quantities],
        "wage": _wage(calculation),
        "weakest": _weakest(calculation),
        "decided": {key: decided.get(key, "") for key in heard},
        "use_cases": [
            {
                "key": item.key,
                "name": item.name,
                "driver": decided[item.key],
                "heard": heard_json(item, [quantity.key for quantity in quantities]),
            }
            for item in taken
        ],
        "left_out": [*_left_out(assessment.project, heard, decided)],
        "partly_used": [text for item in taken for text in item.left_out],
        "warnings": [text for item in taken for text in far_apart(item, decided[item.key])],
    }
    undecided = tuple(item.name for key, item in heard.items() if key not in decided)
    return Ground(assessment=assessment, content=content, undecided=undecided)


def _weakest(calculation: Calculation) -> EvidenceKind:
    """How sure the estimate is at best: 推計, or what is weaker in the saving that it starts from."""
    key = figure_key(Scope(), Quantity.STAFF_HOURS, Side.SAVING)
    heard = [figure.weakest for figure in calculation.figures if figure.key == key]
    return weakest_kind([EvidenceKind.ESTIMATED, *heard]) or EvidenceKind.ESTIMATED


def decided_drivers(project: Project) -> dict[str, str]:
    """The accepted statistics by code of the use case; "" leaves it out."""
    rows = UseCaseDriver.objects.filter(use_case__project=project)
    return dict(rows.values_list("use_case__code", "driver"))


def _left_out(project: Project, heard: Mapping[str, HeardUseCase], decided: Mapping[str, str]) -> Iterator[str]:
    for code, name in UseCase.objects.filter(project=project).values_list("code", "name"):
        if code not in heard:
            yield f"「{name}」: 算定に入ったヒアリングがないため、推計に入れていません"
        elif code not in decided:
            yield f"「{name}」: 件数の基になる統計が決まっていないため、推計に入れていません"
        elif not decided[code]:
            yield f"「{name}」: 推計に入れないと決めています"
        elif not heard[code].is_compared:
            yield f"「{name}」: 現行と改革案の両方がそろった団体がないため、推計に入れていません"


def _wage(calculation: Calculation) -> Json | None:
    """The project's own 人件費単価; None where it has none."""
    try:
        rate = unit_rate(calculation.assumptions, None, calculation.policy)
    except ValueError:
        return None  # each organisation has its own rate then, and there is none for the country
    return {"yen_per_hour": f"{rate.yen_per_hour:f}", "formula": rate.formula}


def input_of(content: Json) -> NationalInput:
    """What the calculation takes. NationalError where the question is of another table or another schema."""
    if content["schema"] != SCHEMA or content["table_sha256"] != table_digest():
        raise NationalError("推計を頼んだあとで市区町村の表が新しくなりました。もう一度推計してください")
    return input_from(content, municipalities=country(), classes=CLASS_NAMES)
