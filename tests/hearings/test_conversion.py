"""Cases per year for pages of other apps: only what the person may see counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bpr.access.project_figures import FigureScope, project_figure
from hearings.models import Hearing, HearingState, HearingVolume
from tests.factories import World, world


@pytest.fixture
def w(db: None) -> World:
    found = world()
    for hearing, cases in ((found.hearing, 100), (found.other_hearing, 30)):
        Hearing.objects.filter(pk=hearing.pk).update(state=HearingState.CONFIRMED)
        HearingVolume.objects.update_or_create(
            hearing=hearing, defaults={"cases_per_year": Decimal(cases), "evidence_kind": "ledger"}
        )
    return found


def test_all_organisations_count_for_the_team_and_the_own_one_for_staff(w: World) -> None:
    scope = FigureScope(project=w.project, use_case_id=w.use_case.pk)

    found = {person: project_figure("cases", person, scope) for person in (w.analyst, w.hearing_staff, w.ministry)}

    assert {person: figure.value if figure else None for person, figure in found.items()} == {
        w.analyst: 130,
        w.hearing_staff: 100,
        w.ministry: None,
    }


def test_one_organisation_counts_alone_and_never_for_the_staff_of_another(w: World) -> None:
    scope = FigureScope(project=w.project, use_case_id=w.use_case.pk, organisation_id=w.city.pk)

    mine = project_figure("cases", w.hearing_staff, scope)

    assert mine is not None
    assert mine.value == 100
    assert "1件" in mine.source
    assert project_figure("cases", w.other_staff, scope) is None


def test_a_figure_that_nobody_holds_is_none(w: World) -> None:
    assert project_figure("nothing", w.analyst, FigureScope(project=w.project, use_case_id=w.use_case.pk)) is None
