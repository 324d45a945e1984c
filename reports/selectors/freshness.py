"""Is an assessment still of today's inputs? Compares what it was made of with what the project holds now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from bpr.access.models import Project
from bpr.logs.selectors import Pair, volumes_adopted
from hearings.models import Hearing, HearingState
from reports.models import Assessment
from reports.selectors.assembly import frozen_assumptions
from reports.selectors.investments import frozen_investments
from usecases.models import ProcessSide
from usecases.selectors import VersionKey, versions_latest
from usecases.selectors.versions import versions_of


def changes_since(assessment: Assessment, project: Project) -> list[str]:
    """What has changed in the project since the assessment was run, in words; empty where nothing has."""
    return list(_changes(assessment.sources, project))


def _changes(sources: dict[str, Any], project: Project) -> Iterator[str]:
    then = {case["hearing"]: case for case in sources.get("cases", ())}
    now = _hearings(project)
    if changed := _count(then, now, "revision"):
        yield _("ヒアリング %(count)s件") % {"count": changed}
    if changed := _volumes(then, now, project):
        yield _("操作ログで数えた件数 %(count)s件") % {"count": changed}
    if changed := _processes(then, now, project):
        yield _("業務プロセス %(count)s件") % {"count": changed}
    if sources.get("assumptions") != frozen_assumptions(project):
        yield _("前提")
    if sources.get("investments") != frozen_investments(project):
        yield _("投資")


def _hearings(project: Project) -> dict[int, dict[str, Any]]:
    rows = Hearing.objects.filter(use_case__project=project, state=HearingState.CONFIRMED)
    found = rows.values("pk", "revision", "use_case_id", "organisation_id")
    return {row["pk"]: dict(row) for row in found}


def _count(then: dict[int, dict[str, Any]], now: dict[int, dict[str, Any]], key: str) -> int:
    """Hearings that came, went or changed."""
    both = then.keys() & now.keys()
    changed = [number for number in both if then[number][key] != now[number][key]]
    return len(then.keys() ^ now.keys()) + len(changed)


def _volumes(then: dict[int, dict[str, Any]], now: dict[int, dict[str, Any]], project: Project) -> int:
    """Hearings in place of whose volume another count stands than then, or stands no longer."""
    adopted = {pair: row.pk for pair, row in volumes_adopted(project).items()}
    return sum(
        then[number].get("measured_volume")
        != adopted.get(Pair(now[number]["use_case_id"], now[number]["organisation_id"]))
        for number in then.keys() & now.keys()
    )


def _processes(then: dict[int, dict[str, Any]], now: dict[int, dict[str, Any]], project: Project) -> int:
    """Process models of which the assessment used another version than the newest."""
    latest = versions_latest(versions_of(project).defer("bpmn"))
    ids = {key: version.pk for key, version in latest.items()}
    changed = set()
    for number in then.keys() & now.keys():
        use_case, organisation = now[number]["use_case_id"], now[number]["organisation_id"]
        for side, key in (
            ("as_is", VersionKey(use_case, ProcessSide.AS_IS, organisation)),
            ("to_be", VersionKey(use_case, ProcessSide.TO_BE, None)),
        ):
            if then[number][side] != ids.get(key):
                changed.add(key)
    return len(changed)
