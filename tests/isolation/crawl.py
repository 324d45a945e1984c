"""Asks for everything that one person could ask for: by following links, and by guessing keys of everything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db.models import Model
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from bpr.access.models import Membership, Organisation, Participation, Project, User
from bpr.congestion.models import EventLogFile, SimulationRun
from bpr.jobs.models import Job
from bpr.logs.models import ProcessLog
from bpr.national.models import NationalEstimate
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.tracking.models import Actual, Commitment
from hearings.models import Hearing, HearingRevision
from reports.models import Assessment, Investment, Report, WhatIfScenario
from tests.access.permission_table import Route, routes
from usecases.models import (
    Category,
    Comment,
    FindingAcknowledgement,
    KeptDraft,
    Measure,
    Precondition,
    ProcessModel,
    ProcessVersion,
    ProjectIssue,
    UseCase,
    VerificationItem,
)

# Parts of addresses, and API routes by the beginning of their name, with the model whose key they hold.
MODELS: Mapping[str, type[Model]] = {
    "project_id": Project,
    "use_case_id": UseCase,
    "model_id": ProcessModel,
    "kept_id": KeptDraft,
    "version_id": ProcessVersion,
    "category_id": Category,
    "acknowledgement_id": FindingAcknowledgement,
    "comment_id": Comment,
    "issue_id": ProjectIssue,
    "item_id": VerificationItem,
    "measure_id": Measure,
    "precondition_id": Precondition,
    "hearing_id": Hearing,
    "simulation_id": SimulationRun,
    "event_log_id": EventLogFile,
    "log_id": ProcessLog,
    "revision_id": HearingRevision,
    "assessment_id": Assessment,
    "investment_id": Investment,
    "scenario_id": WhatIfScenario,
    "report_id": Report,
    "estimate_id": NationalEstimate,
    "hours_id": OfficeHours,
    "staff_group_id": StaffGroup,
    "pattern_id": ArrivalPattern,
    "actual_id": Actual,
    "job_id": Job,
    "membership_id": Membership,
    "participation_id": Participation,
    "organisation_id": Organisation,
    "user_id": User,
}
API_MODELS: Mapping[str, type[Model]] = {
    "organisation": Organisation,
    "project": Project,
    "category": Category,
    "use-case": UseCase,
    "measure": Measure,
    "precondition": Precondition,
    "process-model": ProcessModel,
    "process-version": ProcessVersion,
    "hearing": Hearing,
    "simulation-run": SimulationRun,
    "log": ProcessLog,
    "job": Job,
    "assessment": Assessment,
    "report": Report,
    "national-estimate": NationalEstimate,
    "office-hours": OfficeHours,
    "staff-group": StaffGroup,
    "arrival-pattern": ArrivalPattern,
    "what-if": UseCase,
    "what-if-scenario": WhatIfScenario,
    "investment": Investment,
    "commitment": Commitment,
    "actual": Actual,
}
# Pairs in addresses: the second by which field of its own it belongs to the first.
_HOLDERS: Mapping[tuple[type[Model], type[Model]], str] = {
    (Hearing, HearingRevision): "hearing",
    (ProcessModel, KeptDraft): "process_model",
}
# Pairs of which neither belongs to the other: each second is tried under one first.
_FREE_PAIRS = {(UseCase, Organisation)}
_LINK = re.compile(r'(?:href|src|action|hx-get|data-[a-z-]*)="(/[^"]*)"|"(https?://testserver/[^"]*)"')
_NO_KEY = 999_999_999
_NOT_FOLLOWED = ("/static/", "/accounts/logout/", "/accounts/language/")


@dataclass(frozen=True, kw_only=True)
class Address:
    """One address with the route it is of and the objects that it names."""

    route: Route
    url: str
    objects: tuple[Model, ...]
    nowhere: str = ""  # the same with a key that nothing has in place of the last

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, as text: body, headers and all."""

    url: str
    status: int
    text: str


def ask(client: Client, url: str, method: str = "GET") -> Answer:
    """The answer to one request, with everything in it that could tell something."""
    response = client.generic(method, url)
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return Answer(url=url, status=response.status_code, text=f"{headers}\n{_body(response)}")


def _body(response: HttpResponseBase) -> str:
    parts = response.streaming_content if response.streaming else [response.content]  # type: ignore[attr-defined]
    text = b"".join(parts).decode("utf-8", errors="replace")
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def follow_links(client: Client, *starts: str, limit: int = 600) -> Iterator[Answer]:
    """Every answer that is reached from ``starts`` by links and forms."""
    waiting, known = list(starts), set(starts)
    while waiting and len(known) < limit:
        answer = ask(client, waiting.pop())
        yield answer
        for link in _links(answer):
            if link not in known and not link.startswith(_NOT_FOLLOWED):
                known.add(link)
                waiting.append(link)


def _links(answer: Answer) -> Iterator[str]:
    for found in _LINK.finditer(answer.text):
        parts = urlsplit(urljoin(answer.url, unescape(found[1] or found[2])))
        yield parts.path + (f"?{parts.query}" if parts.query else "")
    if answer.status in (301, 302) and (target := re.search(r"^Location: (/\S*)", answer.text, re.M)):
        yield target[1]


def guesses(project: Project, own: Organisation | None = None) -> Iterator[Address]:
    """Every address that can be read, with the keys of all objects that there are, in ``project``.

    Where an address names two objects, the second is tried under the one it belongs to and under one of ``own``'s.
    """
    for route in routes():
        if "GET" in route.methods and "format" not in route.pattern:
            yield from _guesses_of(route, project, own)


def _guesses_of(route: Route, project: Project, own: Organisation | None) -> Iterator[Address]:
    names = re.findall(r"<(?:\w+:)?(\w+)>", route.pattern)
    models = [_model(route, name) for name in names if name != "project_id"]
    if None in models:
        return  # figures and assumptions have tests of their own
    prefix: tuple[Model, ...] = (project,) if "project_id" in names else ()
    for objects in _object_lists([model for model in models if model], own):
        chain = prefix + objects
        kwargs = {name: obj.pk for name, obj in zip(names, chain, strict=True)}
        nowhere = reverse(route.url_name, kwargs=kwargs | {names[-1]: _NO_KEY}) if names else ""
        yield Address(route=route, url=reverse(route.url_name, kwargs=kwargs), objects=chain, nowhere=nowhere)


def _object_lists(models: list[type[Model]], own: Organisation | None) -> Iterator[tuple[Model, ...]]:
    if not models:
        yield ()
    elif len(models) == 1:
        yield from ((obj,) for obj in _rows(models[0]))
    elif (models[0], models[1]) in _HOLDERS and len(models) == 2:
        holder = _HOLDERS[models[0], models[1]]
        for obj in _rows(models[1]):
            yield getattr(obj, holder), obj
            yield models[0]._default_manager.filter(organisation=own).first() or getattr(obj, holder), obj
    elif (models[0], models[1]) in _FREE_PAIRS and len(models) == 2:
        first = models[0]._default_manager.first()
        yield from ((first, obj) for obj in _rows(models[1]) if first)
    else:
        raise AssertionError(f"say which pairs to try: {models}")


def _rows(model: type[Model]) -> Any:
    """All objects; of the catalogue of organisations those that take part somewhere, and a few others."""
    if model is Organisation:
        return [*Organisation.objects.filter(participations__isnull=False).distinct(), *Organisation.objects.all()[:5]]
    return model._default_manager.all()


def _model(route: Route, name: str) -> type[Model] | None:
    if name != "pk":
        return MODELS.get(name)
    prefixes = [prefix for prefix in API_MODELS if route.url_name.startswith(f"{prefix}-")]
    return API_MODELS[max(prefixes, key=len)] if prefixes else None


def unknown_parts() -> set[str]:
    """Parts of addresses of which this module does not know the model."""
    plain = {"key", "format"}
    found = set()
    for route in routes():
        for name in re.findall(r"<(?:\w+:)?(\w+)>", route.pattern):
            if name not in plain and _model(route, name) is None:
                found.add(f"{route.url_name}: {name}")
    return found
