"""From what the project holds to a question that can be asked: use cases, staff, settings; and do people suffice?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import jpholiday
from django.utils import translation
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, Project
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.bpmn.parse import read_model
from bpr.core.congestion import (
    DocumentPair,
    Pair,
    Question,
    Settings,
    Strain,
    build,
    default_settings,
    strains,
)  # fmt: skip
from bpr.core.figures import Side
from bpr.core.flow import FlowError
from bpr.core.inputs import CaseInput, unit_rate
from bpr.core.simulation import read_scenario
from bpr.staffing.selectors.defaults import case_work, terms_of
from bpr.staffing.selectors.staffing import cases_of, staffing_for
from reports import assumptions
from reports.models import Assumption
from usecases.models import ProcessVersion

SIDES = (Side.AS_IS, Side.TO_BE)


class CongestionImpossible(Exception):
    """Why nothing can be simulated, in Japanese, and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A question with its scenarios, before it is asked."""

    organisation: Organisation
    question: Question
    settings: Settings
    documents: DocumentPair
    strains: Mapping[Side, tuple[Strain, ...]]

    @property
    def overloaded(self) -> list[tuple[Side, Strain]]:
        """Groups that cannot keep up, with the side."""
        return [(side, item) for side, found in self.strains.items() for item in found if not item.is_stable]


@cache
def is_holiday(day: date) -> bool:
    """Is it a Japanese public holiday? Looked up once for each day: thirty years take a second."""
    return bool(jpholiday.is_holiday(day))


def cases_to_choose(project: Project, organisation: Organisation) -> list[CaseInput]:
    """The organisation's use cases with a confirmed hearing and an as-is; CongestionImpossible says why not."""
    with _in_words():
        return cases_of(project, organisation)


def prepared(
    project: Project, organisation: Organisation, cases: list[CaseInput], chosen: Collection[str],
    settings: Callable[[list[CaseInput]], Settings] = default_settings,
) -> Prepared:  # fmt: skip
    """The question on the ``chosen`` of ``cases`` (by code). CongestionImpossible says what is missing."""
    asked = [case for case in cases if case.use_case_key in chosen]
    if unknown := set(chosen) - {case.use_case_key for case in asked}:
        raise CongestionImpossible(
            _("ユースケース「%(code)s」は選べません。確認済のヒアリングと現行があるものを選んでください。")
            % {"code": min(unknown)}
        )
    with _in_words():
        question = _question(project, organisation, cases, asked)
        found = settings(asked)
        documents = build(question, found)
        models = {
            file: next(_model(case, side) for case in asked if case.use_case_key == key)
            for file, (key, side) in documents.files.items()
        }
        return Prepared(
            organisation=organisation, question=question, settings=found, documents=documents,
            strains={side: _strains(_document(documents, side), models) for side in SIDES},
        )  # fmt: skip


@contextmanager
def _in_words() -> Iterator[None]:
    """Faults of the data in the words of the core; what is stored is Japanese whoever asks."""
    try:
        with translation.override("ja"):
            yield
    except (FlowError, BpmnError, ValueError) as error:
        raise CongestionImpossible(str(error)) from error


def _question(project: Project, organisation: Organisation, cases: list[CaseInput], asked: list[CaseInput]) -> Question:
    """People come from all use cases of the organisation: how many there are does not depend on what is chosen."""
    terms = terms_of(project)
    return Question(
        name=organisation.name,
        cases=asked,
        staffing=staffing_for(project, organisation, [case_work(case) for case in cases]),
        fiscal_year=terms.fiscal_year,
        yen_per_hour=_yen_per_hour(project),
        annual_hours=terms.annual_hours,
        is_holiday=is_holiday,
    )


def _yen_per_hour(project: Project) -> Decimal:
    current = assumptions.lines(Assumption.objects.filter(project=project))
    policy = assumptions.rounding_policy(current)
    return unit_rate(assumptions.core_assumptions(current), None, policy).yen_per_hour


def _model(case: CaseInput, side: Side) -> CoreModel:
    return case.to_be if side is Side.TO_BE and case.to_be else case.as_is


def _document(documents: DocumentPair, side: Side) -> dict[str, Any]:
    return documents.as_is if side is Side.AS_IS else documents.to_be


def _strains(document: dict[str, Any], models: Mapping[str, CoreModel]) -> tuple[Strain, ...]:
    """Days off change neither side of a load, so that they need not be looked up."""
    by_name = {item["name"]: models[item["file"]] for item in document["processes"]}
    return strains(read_scenario(document, by_name, is_holiday=lambda _day: False).scenario)


def versions_behind(cases: Iterable[CaseInput]) -> dict[tuple[str, Side], ProcessVersion]:
    """The versions of the processes, by use case code and side."""
    numbers = {
        (case.use_case_key, side): int(reference.removeprefix("version:"))
        for case in cases
        for side, reference in zip(SIDES, case.process_reference.split(","), strict=False)
        if reference
    }
    rows = ProcessVersion.objects.in_bulk(numbers.values())
    return {key: rows[number] for key, number in numbers.items()}


def pair_of(question: Mapping[str, Any], processes: Mapping[str, str]) -> Pair:
    """The scenarios of a stored question, read exactly as ``bpr simulate`` reads them."""
    models = {
        file: read_model(BpmnDocument.parse(bpmn.encode("utf-8"), source_name=file)) for file, bpmn in processes.items()
    }

    def read(document: Mapping[str, Any]) -> Any:
        by_name = {item["name"]: models[item["file"]] for item in document["processes"]}
        return read_scenario(document, by_name, is_holiday=is_holiday).scenario

    return Pair(as_is=read(question["as_is"]), to_be=read(question["to_be"]))


def missing_words(strain: Strain) -> str:
    """What would help a group that cannot keep up."""
    words = {"people": strain.missing, "percent": strain.percent_to_cut}
    return (
        _("この業務だけをする人を%(people)s人以上増やすか、件数か処理時間を%(percent)s％以上減らすと、追いつきます。")
        % words
    )
