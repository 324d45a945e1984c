"""Reads of runs: lists without their large fields, one run with its job, its files for ``bpr simulate``."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from bpr.access.models import Organisation, Project
from bpr.access.policy import Action, Person, restrict
from bpr.congestion.models import SimulationRun
from bpr.core.congestion import case_differences, pair_from_json
from bpr.staffing.selectors.reading import organisations_for

_LARGE = ("question", "processes", "said", "sources", "strains", "result")
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)  # the same run always gives the same file


def runs_of(project: Project | None = None) -> QuerySet[SimulationRun]:
    """Runs with what a page of one shows, unrestricted."""
    rows = SimulationRun.objects.filter(project=project) if project else SimulationRun.objects.all()
    return rows.select_related("project", "organisation", "author", "job")


def runs_visible(user: Person, project: Project | None = None) -> QuerySet[SimulationRun]:
    """The runs that the person may see, newest first, without their large fields."""
    return restrict(user, Action.VIEW, runs_of(project)).defer(*_LARGE)


def organisations_to_ask(user: Person, project: Project) -> list[Organisation]:
    """Organisations with a confirmed hearing, of those whose staff the person may see."""
    rows = organisations_for(user, project).filter(hearings__state="confirmed", hearings__use_case__project=project)
    return list(rows.distinct())


def scenario_files(run: SimulationRun) -> bytes:
    """A ZIP for ``bpr simulate``: as-is.json and to-be.json with the processes that they name."""
    files = {
        "as-is.json": _text(run.question["as_is"]),
        "to-be.json": _text(run.question["to_be"]),
        **run.processes,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def is_paired(one: SimulationRun, two: SimulationRun) -> bool:
    """Did both draw the same random numbers for the same use cases, so that each replication has its partner?"""
    names = ("seed", "cases", "warm_up", "replications")
    codes = [[item["code"] for item in run.use_cases] for run in (one, two)]
    alike = all(one.settings[name] == two.settings[name] for name in names) and codes[0] == codes[1]
    return alike and one.organisation_id == two.organisation_id


def differences(one: SimulationRun, two: SimulationRun) -> dict[str, Any]:
    """one − two on each side, replication by replication, for runs that are paired."""
    names = [item["name"] for item in one.result["as_is"]["processes"]]
    first, second = ([pair_from_json(part.figures) for part in run.parts.all()] for run in (one, two))
    return {
        "as_is": case_differences(names, [part.as_is for part in first], [part.as_is for part in second]),
        "to_be": case_differences(names, [part.to_be for part in first], [part.to_be for part in second]),
    }
