"""Jobs of this app: only here is anything simulated, so that no page waits for Numba."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bpr.congestion.job_kinds import SIMULATE, WRITE_LOG
from bpr.congestion.models import EventLogFile, SimulationRun
from bpr.congestion.selectors.question import pair_of
from bpr.congestion.services.log_files import log_store, log_written
from bpr.congestion.services.runs import part_store, result_store
from bpr.core.bpmn.errors import BpmnError
from bpr.core.congestion import Pair, measure_pair, pair_from_json, pair_result
from bpr.core.flow import FlowError
from bpr.jobs.errors import JobError
from bpr.jobs.handle import JobHandle
from bpr.jobs.registry import register

_GONE = _("この計算は削除されました。")
_PREPARING = gettext_noop("準備しています（初めてのときは10秒ほどかかります）")
_RUNNING = gettext_noop("現行と改革案を動かしています")
_WRITING = gettext_noop("実行の記録を書き出しています")


@register(SIMULATE, title=_("混み具合の計算"))
def simulate(job: JobHandle) -> dict[str, Any]:
    """Run the replications that are not kept yet; the answer is stored together with the end of the job."""
    run = _run(job)
    job.progress(0, _PREPARING)
    done = {part.number: pair_from_json(part.figures) for part in run.parts.all()}
    try:
        pair = pair_of(run.question, run.processes)
        for number in range(pair.as_is.replications):
            if number not in done:
                done[number] = measure_pair(pair, number, _Told(job, pair, number))
                with job.hold():
                    part_store(run=run, number=number, part=done[number])
        result = pair_result(pair, [done[number] for number in range(pair.as_is.replications)])
    except (FlowError, BpmnError, ValueError) as error:  # a process, or too many cases at once
        raise JobError(str(error)) from error
    answer = {"run": run.pk, "url": reverse("congestion:run", args=[run.project_id, run.pk])}
    with job.hold():
        result_store(run=run, result=result)
        job.finish(answer)
    return answer


class _Told:
    """Says how far all replications are; ``JobHandle.progress`` raises where the job was cancelled or lost."""

    def __init__(self, job: JobHandle, pair: Pair, number: int) -> None:
        self.job, self.number, self.replications = job, number, pair.as_is.replications

    def __call__(self, done: int, total: int) -> None:
        self.job.progress(int(100 * (self.number + done / total) / self.replications), _RUNNING)


@register(WRITE_LOG, title=_("実行の記録の書出し"))
def write_log(job: JobHandle) -> dict[str, Any]:
    """Write the event log of one side; its file is put in place together with the end of the job, or not at all."""
    run = _run(job)
    side, form = job.params["side"], job.params["format"]
    job.progress(0, _PREPARING)
    answer = {"run": run.pk, "url": reverse("congestion:run", args=[run.project_id, run.pk]) + "#logs"}
    if EventLogFile.objects.filter(run=run, side=side, format=form).exists():
        return answer
    try:
        scenario = getattr(pair_of(run.question, run.processes), side)

        def told(done: int, total: int) -> None:
            job.progress(100 * done // total, _WRITING)

        with log_written(scenario, form, told) as staged, job.hold():
            log_store(run=run, side=side, form=form, staged=staged)
            job.finish(answer)
    except (FlowError, BpmnError, ValueError) as error:
        raise JobError(str(error)) from error
    return answer


def _run(job: JobHandle) -> SimulationRun:
    try:
        return SimulationRun.objects.select_related("project").get(pk=job.params["run"])
    except SimulationRun.DoesNotExist:
        raise JobError(str(_GONE)) from None
