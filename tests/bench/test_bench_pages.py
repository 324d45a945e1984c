"""How fast single requests and commands are, beside a bare query of the same database in the same run.

    .venv/bin/python -m pytest tests/bench/test_bench_pages.py --bench --benchmark-columns=median,min,rounds

Times are read, never asserted. The targets: the preview of a hearing in 0.1 s, all local governments loaded in 3 s.
"""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from bpr.access.models import Organisation
from tests.factories import client_as, world
from tests.hearings.sheets import sheet

pytestmark = pytest.mark.django_db


def test_floor_one_query(benchmark: Any) -> None:
    assert benchmark(Organisation.objects.count) == 0


def test_preview_of_a_hearing(benchmark: Any) -> None:
    w = world()
    client = client_as(w.hearing_staff)
    body = json.dumps({"steps": sheet()["steps"]})
    url = reverse("hearings:preview", args=[w.project.pk, w.hearing.pk])
    answer = benchmark(lambda: client.post(url, body, content_type="application/json"))
    assert answer.json()["svg"].startswith("<svg")


def test_loading_all_local_governments(benchmark: Any) -> None:
    def empty() -> None:
        Organisation.objects.all().delete()

    benchmark.pedantic(lambda: call_command("load_organisations", stdout=StringIO()), setup=empty, rounds=3)
    assert Organisation.objects.count() == 1788
