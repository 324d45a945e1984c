"""Asking for a run, going on with it, storing what it found, deleting it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, decide, decide_in, require
from bpr.access.services import audit_record
from bpr.congestion.job_kinds import SIMULATE
from bpr.congestion.models import ReplicationPart, SimulationRun
from bpr.congestion.selectors.question import Prepared, versions_behind
from bpr.congestion.services.log_files import log_files_remove
from bpr.core.assessment import ENGINE_VERSION
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.congestion import PairMeasured, Settings, Strain, pair_to_json
from bpr.core.figures import Side, weakest_evidence
from bpr.core.inputs import CaseInput
from bpr.core.snapshot import digest
from bpr.core.values import EvidenceKind
from bpr.jobs.models import Job
from bpr.jobs.services import job_cancel, job_start

MOST_OVERLOAD = 3.0  # beyond it, the cases of one year are worked off for decades


class RunRefused(Exception):
    """Why a run is not begun, in words, and what to do."""


def run_request(
    *, actor: User, project: Project, prepared: Prepared, title: str = "", accepts_overload: bool = False
) -> SimulationRun:
    """Freeze the question and ask for its job. RunRefused where people cannot keep up and nobody accepted that."""
    require(decide_in(actor, Action.ADD, SimulationRun, project=project))
    _require_bearable(prepared, accepts_overload)
    fields = _frozen(prepared)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)  # one number after the other
        last = SimulationRun.objects.filter(project=project).aggregate(Max("number"))["number__max"] or 0
        run = SimulationRun.objects.create(
            project=project, organisation=prepared.organisation, number=last + 1, title=title, author=actor,
            is_overloaded=bool(prepared.overloaded), engine_version=ENGINE_VERSION, **fields,
        )  # fmt: skip
        audit_record(
            actor=actor, action="create", obj=run, project=project, organisation=prepared.organisation,
            changes={"sha256": [None, run.sha256]},
        )  # fmt: skip
        run_start(actor=actor, run=run)
    return run


def _require_bearable(prepared: Prepared, accepts_overload: bool) -> None:
    if not prepared.overloaded:
        return
    if max(strain.ratio for _side, strain in prepared.overloaded) > MOST_OVERLOAD:
        raise RunRefused(_("人が足りなすぎて、動かしても何十年も終わりません。先に人数か件数を見直してください。"))
    if not accepts_overload:
        raise RunRefused(_("人が足りず、待ちが増え続けます。それでも動かすときは、確認の欄に印を付けてください。"))


def run_start(*, actor: User, run: SimulationRun) -> Job:
    """Ask for the job of a run; one that failed or was cancelled goes on after the last replication that is kept."""
    require(decide_in(actor, Action.ADD, SimulationRun, project=run.project))
    subject = " ".join(part for part in (run.organisation.name, run.title) if part)
    job = job_start(
        kind=SIMULATE, project=run.project, owner=actor, params={"run": run.pk, "subject": subject},
        key=f"{SIMULATE}:{run.pk}",
    )  # fmt: skip
    SimulationRun.objects.filter(pk=run.pk).update(job=job)
    run.job = job
    return job


@transaction.atomic
def run_delete(*, actor: User, run: SimulationRun) -> None:
    """Delete a run with its logs; a job that still works on it is cancelled. The audit log keeps what it was."""
    require(decide(actor, Action.CHANGE, run))
    if run.job:
        job_cancel(job=run.job)
    audit_record(
        actor=actor, action="delete", obj=run, project=run.project, organisation=run.organisation,
        changes={"number": [run.number, None], "sha256": [run.sha256, None]},
    )  # fmt: skip
    log_files_remove(run)
    run.delete()


def part_store(*, run: SimulationRun, number: int, part: PairMeasured) -> None:
    """Keep one replication, within the caller's hold of the job."""
    ReplicationPart.objects.create(run=run, number=number, figures=pair_to_json(part))


def result_store(*, run: SimulationRun, result: dict[str, Any]) -> None:
    """Freeze the answer, within the caller's hold of the job."""
    SimulationRun.objects.filter(pk=run.pk).update(result=result, result_sha256=digest(result))


def _frozen(prepared: Prepared) -> dict[str, Any]:
    """The fields of the row that say what is asked."""
    documents, cases = prepared.documents, prepared.question.cases
    question = {"as_is": documents.as_is, "to_be": documents.to_be}
    versions = versions_behind(cases)
    processes = {file: versions[key].bpmn for file, key in documents.files.items()}
    return {
        "use_cases": [{"code": case.use_case_key, "name": case.use_case_name} for case in cases],
        "settings": settings_json(prepared.settings),
        "question": question,
        "processes": processes,
        "said": [asdict(item) for item in documents.said],
        "sources": {
            "versions": {file: versions[key].pk for file, key in documents.files.items()},
            "steps": {file: _references(_model_of(prepared, *key)) for file, key in documents.files.items()},
            "weakest": _weakest(cases),
        },
        "strains": {side.value: [strain_json(item) for item in found] for side, found in prepared.strains.items()},
        "sha256": digest({"question": question, "processes": processes}),
    }


def _model_of(prepared: Prepared, code: str, side: Side) -> CoreModel:
    case = next(case for case in prepared.question.cases if case.use_case_key == code)
    return case.to_be if side is Side.TO_BE and case.to_be else case.as_is


def _weakest(cases: Sequence[CaseInput]) -> EvidenceKind | None:
    """The weakest evidence among the volumes and the values of the steps."""
    models = [model for case in cases for model in (case.as_is, case.to_be) if model is not None]
    proofs = [node.values.evidence for model in models for node in model.steps() if node.values]
    return weakest_evidence([*proofs, *(case.volume.evidence for case in cases)])


def _references(model: CoreModel) -> dict[str, str]:
    """Element id → where its figures come from, for the steps that say so."""
    return {
        node.id: node.values.evidence[0].reference
        for node in model.steps()
        if node.values and node.values.evidence and node.values.evidence[0].reference
    }


def settings_json(settings: Settings) -> dict[str, Any]:
    """The settings as they are kept and shown."""
    return {
        "cases": settings.cases,
        "warm_up": settings.warm_up,
        "replications": settings.replications,
        "seed": settings.seed,
        "priorities": dict(settings.priorities),
        "batches": [
            {"use_case": code, "step": step, "size": asked.size, "at_minute": asked.at_minute}
            for (code, step), asked in settings.batches.items()
        ],
    }


def strain_json(item: Strain) -> Mapping[str, Any]:
    """A group's load as it is kept and shown; ``ratio`` null where there is no open time at all."""
    return asdict(item) | {
        "ratio": item.ratio if item.offered_hours else None,
        "peak_ratio": item.peak_ratio if item.offered_hours else None,
        "level": item.level,
    }
