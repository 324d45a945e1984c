"""How many queries each main page of the full sample may take, by role. A page that asks once per row is seen here.

The numbers stand in ``query_counts.json``; write them anew with ``BPR_WRITE_QUERY_COUNTS=1`` after a change that needs
more, and look at the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bpr.access.models import Role
from hearings.models import Hearing
from reports.models import Assessment
from tests.factories import client_as
from tests.isolation.loaded import Loaded
from usecases.models import ProcessSide, ProcessVersion, UseCase

pytestmark = pytest.mark.django_db

BASELINE = Path(__file__).with_name("query_counts.json")
ROLES = (Role.LEADER, Role.ANALYST, Role.HEARING_STAFF, Role.COUNCIL, Role.MINISTRY)


def _pages(loaded: Loaded) -> dict[str, str]:
    project = loaded.project
    use_case = UseCase.objects.filter(project=project)[0]
    own = {"organisation__name": "周南市", "use_case": use_case}
    hearing = Hearing.objects.get(**own)
    as_is = ProcessVersion.objects.filter(
        process_model__use_case=use_case, process_model__organisation__name="周南市"
    ).first()
    to_be = ProcessVersion.objects.filter(
        process_model__use_case=use_case, process_model__side=ProcessSide.TO_BE
    ).first()
    assert as_is
    assert to_be
    assessment = Assessment.objects.get(project=project)
    named = {
        "usecases:project": [], "usecases:use_cases": [], "usecases:processes": [], "usecases:project_issues": [],
        "usecases:use_case": [use_case.pk], "usecases:side_by_side": [use_case.pk], "usecases:to_be": [use_case.pk],
        "usecases:version": [as_is.pk], "usecases:version_svg": [as_is.pk], "usecases:version_print": [as_is.pk],
        "usecases:version_play": [as_is.pk], "usecases:editor": [to_be.process_model_id], "usecases:findings": [],
        "hearings:index": [], "hearings:hearing": [hearing.pk], "hearings:edit": [hearing.pk],
        "reports:assessments": [], "reports:assessment": [assessment.pk], "reports:assumptions": [],
        "reports:index": [], "reports:ranges": [], "reports:what-if-index": [], "staffing:index": [],
        "congestion:index": [], "national:index": [], "tracking:index": [], "logs:index": [],
        "access:members": [], "access:audit": [], "access:settings": [], "access:project-organisations": [],
    }  # fmt: skip
    pages = {name: reverse(name, args=[project.pk, *keys]) for name, keys in named.items()}
    pages["usecases:compare"] = f"{reverse('usecases:compare', args=[project.pk])}?before={as_is.pk}&after={to_be.pk}"
    api = ("organisations", "use-cases", "hearings", "process-models", "process-versions", "assessments", "reports")
    api += ("investments", "logs", "staff-groups", "simulation-runs", "national-estimates", "commitments", "actuals")
    return {"access:home": "/", **pages, **{f"api {name}": f"/api/v1/{name}/" for name in api}}


def _counts(loaded: Loaded, role: Role) -> dict[str, int]:
    client = client_as(loaded.person(role, "周南市" if role is Role.HEARING_STAFF else ""))
    counts = {}
    for name, url in _pages(loaded).items():
        client.get(url)  # what is kept in memory between requests is warm
        with CaptureQueriesContext(
            connection,
        ) as queries:
            status = client.get(url).status_code
        if status == 200:
            counts[name] = len(queries)
    return counts


@pytest.mark.parametrize("role", ROLES)
def test_no_page_takes_more_queries_than_before(loaded: Loaded, role: Role) -> None:
    counts, known = _counts(loaded, role), json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    if os.environ.get("BPR_WRITE_QUERY_COUNTS"):
        BASELINE.write_text(json.dumps({**known, role.value: counts}, indent=2) + "\n", encoding="utf-8")
        return
    allowed = known[role.value]
    assert set(counts) == set(allowed)
    more = {name: f"{count} instead of {allowed[name]}" for name, count in counts.items() if count > allowed[name]}
    assert not more
