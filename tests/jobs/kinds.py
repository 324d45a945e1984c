"""Kinds of job that only the tests know."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group

from bpr.jobs.errors import JobError
from bpr.jobs.handle import JobHandle
from bpr.jobs.registry import register
from bpr.jobs.services import job_cancel

PATIENCE_SECONDS = 60


@register("test.double", title="二倍にする")
def double(job: JobHandle) -> dict[str, Any]:
    job.progress(50, "計算しています")
    return {"value": job.params["value"] * 2, "url": "/result/"}


@register("test.refuse", title="断る")
def refuse(job: JobHandle) -> dict[str, Any]:
    raise JobError("入力が足りません。")


@register("test.break", title="壊れる")
def break_down(job: JobHandle) -> dict[str, Any]:
    raise ZeroDivisionError("secret detail")


@register("test.cancelled", title="途中で中止される")
def cancelled(job: JobHandle) -> dict[str, Any]:
    job_cancel(job=job.job)
    job.progress(10, "まだ動いています")
    Group.objects.create(name="stored after the cancellation")
    return {}


@register("test.store_and_break", title="保存の途中で壊れる")
def store_and_break(job: JobHandle) -> dict[str, Any]:
    with job.hold():
        Group.objects.create(name="half a product")
        raise ZeroDivisionError


@register("test.slow", title="ゆっくり")
def slow(job: JobHandle) -> dict[str, Any]:
    """Say that it began, wait for the file "go", then store product and end together."""
    folder = Path(job.params["folder"])
    (folder / f"began-{job.job.attempts}").touch()
    end = time.monotonic() + PATIENCE_SECONDS
    while not (folder / "go").exists() and time.monotonic() < end:
        job.progress(30, "待っています")
        time.sleep(0.1)
    with job.hold():
        group = Group.objects.create(name=f"product of attempt {job.job.attempts}")
        job.finish({"group": group.pk})
    return {}
