"""The pages of congestion and its API: three stages, the answer with its intervals, the reason behind a wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from bpr.congestion.models import SimulationRun
from bpr.jobs.models import Job, JobState
from bpr.staffing.models import StaffGroup
from tests.congestion.conftest import work_off
from tests.factories import World, client_as

Asked = Callable[..., SimulationRun]


def address(name: str, w: World, *keys: int) -> str:
    return reverse(f"congestion:{name}", args=[w.project.pk, *keys])


def text_of(response: Any) -> str:
    return response.content.decode()


def test_three_stages_lead_to_a_run(w: World) -> None:
    client = client_as(w.analyst)
    first = text_of(client.get(address("index", w)))
    assert w.use_case.name in first
    assert "14,000件／年" in first
    query = f"{address('new', w)}?organisation={w.city.pk}&use_case={w.use_case.code}"
    second = text_of(client.get(query))
    assert "窓口の組" in second
    assert "聞取り" in second
    assert "既定値 14,000件" in second
    assert 'details class="more" open' not in second.replace("  ", " ")
    wrong = client.post(query, {"cases": "たくさん", "size-0-0": "5", "at-0-0": "25:00"})
    assert wrong.status_code == 422
    assert "整数を入れてください" in text_of(wrong)
    assert "「16:00」のように" in text_of(wrong)
    made = client.post(query, {"title": "朝の山", "cases": "３００", "replications": "2", "size-0-0": "5"})
    run = SimulationRun.objects.get()
    assert made.url == address("run", w, run.pk)
    assert (run.settings["cases"], run.settings["warm_up"]) == (300, 1167)
    assert run.settings["batches"][0]["size"] == 5
    assert "順番を待っています" in text_of(client.get(made.url))


def test_overload_is_said_before_it_runs(w: World) -> None:
    StaffGroup.objects.filter(name="窓口の組").update(people=["1"], available_percent=60)
    client = client_as(w.leader)
    query = f"{address('new', w)}?organisation={w.city.pk}&use_case={w.use_case.code}"
    assert "待ちが増え続けます" in text_of(client.get(query))
    assert client.post(query, {}).status_code == 422
    assert not SimulationRun.objects.exists()
    assert client.post(query, {"accepts_overload": "on"}).status_code == 302
    run = SimulationRun.objects.get()
    assert "人が足りないまま" in text_of(client.get(address("run", w, run.pk)))


def test_the_answer_leads_from_a_wait_to_its_hearing_row(asked: Asked, w: World) -> None:
    run = asked()
    assert work_off(run.job).state == JobState.DONE
    drawn = run.sources["versions"][f"{w.use_case.code}-as-is.bpmn"]
    for person in (w.analyst, w.council, w.hearing_staff):
        page = text_of(client_as(person).get(address("run", w, run.pk)))
        assert "減るといえる" in page
        assert "余裕がある" in page
        assert "聞取り" in page
        assert reverse("usecases:version", args=[w.project.pk, drawn]) in page
        assert (address("delete", w, run.pk) in page) == (person == w.analyst)
    assert client_as(w.other_staff).get(address("run", w, run.pk)).status_code == 404
    assert "試し" not in text_of(client_as(w.other_staff).get(address("index", w)))
    assert "試し" in text_of(client_as(w.hearing_staff).get(address("index", w)))


def test_two_runs_stand_side_by_side(asked: Asked, w: World) -> None:
    runs = [asked(), asked(seed=5)]
    for run in runs:
        work_off(run.job)
    client = client_as(w.observer)
    same = text_of(client.get(address("compare", w), {"a": runs[0].pk, "b": runs[0].pk}))
    assert "差があるとはいえない" in same
    other = text_of(client.get(address("compare", w), {"a": runs[0].pk, "b": runs[1].pk}))
    assert "差の幅は出していません" in other
    assert client.get(address("compare", w), {"a": "999999"}).status_code == 404


def test_a_failed_run_says_why_and_can_go_on(asked: Asked, w: World) -> None:
    run = asked()
    Job.objects.filter(pk=run.job_id).update(state=JobState.FAILED, error="担当者が足りません")
    client = client_as(w.analyst)
    page = text_of(client.get(address("run", w, run.pk)))
    assert "担当者が足りません" in page
    assert "続きから動かす" in page
    client.post(address("again", w, run.pk))
    assert Job.objects.get(pk=run.job_id).state == JobState.QUEUED


def test_the_api_asks_reads_and_fetches(w: World) -> None:
    client = client_as(w.analyst)
    question = {
        "project": w.project.pk, "organisation": w.city.pk, "use_cases": [w.use_case.code], "cases": 100,
        "replications": 2, "title": "API", "batches": [{"use_case": w.use_case.code, "step": "nyuryoku", "size": 3}],
    }  # fmt: skip
    answer = client.post("/api/v1/simulation-runs/", question, "application/json")
    assert answer.status_code == 202, answer.content
    assert work_off(Job.objects.get(pk=answer.json()["id"])).state == JobState.DONE
    listed = client.get(f"/api/v1/simulation-runs/?project={w.project.pk}").json()["results"]
    assert (listed[0]["title"], listed[0]["state"]) == ("API", "done")
    assert "result" not in listed[0]
    detail = client.get(f"/api/v1/simulation-runs/{listed[0]['id']}/").json()
    assert detail["result"]["difference"]["whole"]["lead_minutes"]["mean"] is not None
    assert client.get(f"/api/v1/simulation-runs/{listed[0]['id']}/scenario/").content[:2] == b"PK"
    log = {"side": "to_be", "format": "parquet"}
    job = client.post(f"/api/v1/simulation-runs/{listed[0]['id']}/log/", log, "application/json").json()
    assert work_off(Job.objects.get(pk=job["id"])).state == JobState.DONE
    stored = client.get(f"/api/v1/simulation-runs/{listed[0]['id']}/logs/").json()
    file = client.get(address("log-file", w, stored[0]["id"]))
    assert b"".join(file.streaming_content)[:4] == b"PAR1"
    assert client.get(f"/api/v1/simulation-runs/{listed[0]['id']}/").status_code == 200
    bad = client.post("/api/v1/simulation-runs/", question | {"use_cases": ["none"]}, "application/json")
    assert (bad.status_code, "ユースケース" in bad.content.decode()) == (400, True)
    many = client.post("/api/v1/simulation-runs/", question | {"priorities": {w.use_case.code: 99}}, "application/json")
    assert many.status_code == 400
