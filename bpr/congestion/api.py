"""Runs of the simulation in the API: ask, read with the result, fetch what is needed to run them elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.api_base import RestrictedReadViewSet, valid_data
from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.congestion.models import EventLogFile, LogFormat, LogSide, SimulationRun
from bpr.congestion.selectors.question import CongestionImpossible, Prepared, cases_to_choose, prepared
from bpr.congestion.selectors.runs import organisations_to_ask, scenario_files
from bpr.congestion.services.log_files import log_request
from bpr.congestion.services.runs import RunRefused, run_delete, run_request
from bpr.core.congestion import BatchAsked, CongestionError, Settings, default_settings
from bpr.core.inputs import CaseInput
from bpr.jobs.api import JobSerializer


class SimulationRunSerializer(serializers.ModelSerializer[SimulationRun]):
    """A run in a list."""

    state = serializers.CharField(source="job.state", default="")

    class Meta:
        model = SimulationRun
        fields: tuple[str, ...] = (
            "id", "project", "organisation", "number", "title", "use_cases", "settings", "is_overloaded", "sha256",
            "result_sha256", "job", "state", "created_at",
        )  # fmt: skip


class SimulationRunDetail(SimulationRunSerializer):
    """A run with what it took for granted and its answer (null until the job is done)."""

    result = serializers.SerializerMethodField()

    class Meta(SimulationRunSerializer.Meta):
        fields = (*SimulationRunSerializer.Meta.fields, "strains", "said", "result")

    def get_result(self, run: SimulationRun) -> dict[str, Any] | None:
        return run.result or None


class BatchInput(serializers.Serializer[Any]):
    use_case = serializers.CharField()
    step = serializers.CharField()
    size = serializers.IntegerField(min_value=0, default=0)
    at_minute = serializers.IntegerField(min_value=0, max_value=1439, allow_null=True, default=None)


class SimulationInput(serializers.Serializer[Any]):
    """What is asked; everything but project, organisation and use cases has a default."""

    project = serializers.IntegerField(min_value=1)
    organisation = serializers.IntegerField(min_value=1)
    use_cases = serializers.ListField(child=serializers.CharField(), allow_empty=False)
    title = serializers.CharField(max_length=120, allow_blank=True, default="")
    accept_overload = serializers.BooleanField(default=False)
    cases = serializers.IntegerField(min_value=1, required=False)
    warm_up = serializers.IntegerField(min_value=0, required=False)
    replications = serializers.IntegerField(min_value=2, required=False)
    seed = serializers.IntegerField(min_value=0, required=False)
    priorities = serializers.DictField(child=serializers.IntegerField(min_value=0), default=dict)
    batches = BatchInput(many=True, default=list)


class LogInput(serializers.Serializer[Any]):
    side = serializers.ChoiceField(choices=LogSide.choices)
    format = serializers.ChoiceField(choices=LogFormat.choices)


class EventLogSerializer(serializers.ModelSerializer[EventLogFile]):
    class Meta:
        model = EventLogFile
        fields = ("id", "side", "format", "rows", "created_at")


class SimulationRunViewSet(RestrictedReadViewSet[SimulationRun]):
    """混み具合の計算."""

    queryset = SimulationRun.objects.select_related("job", "project", "organisation")
    serializer_class = SimulationRunSerializer
    project_lookup = "project"

    @extend_schema(responses=SimulationRunDetail)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A run with its assumptions and result."""
        return Response(SimulationRunDetail(self.get_object()).data)

    @extend_schema(request=SimulationInput, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        """Ask for a run; answered with its job. 400 says what is missing, or that people cannot keep up."""
        data = valid_data(SimulationInput(data=request.data))
        project = get_or_404(self.person, Action.VIEW, Project.objects.all(), pk=data["project"])
        require(decide_in(self.person, Action.ADD, SimulationRun, project=project))
        try:
            run = run_request(
                actor=self.person, project=project, prepared=self._prepared(project, data), title=data["title"],
                accepts_overload=data["accept_overload"],
            )  # fmt: skip
        except (CongestionImpossible, CongestionError, RunRefused) as error:
            raise ValidationError(str(error)) from error
        return Response(JobSerializer(run.job).data, status=status.HTTP_202_ACCEPTED)

    def _prepared(self, project: Project, data: dict[str, Any]) -> Prepared:
        known = {item.pk: item for item in organisations_to_ask(self.person, project)}
        if data["organisation"] not in known:
            raise CongestionImpossible("この団体には確認済のヒアリングがありません")
        organisation = known[data["organisation"]]
        cases = cases_to_choose(project, organisation)
        return prepared(project, organisation, cases, data["use_cases"], lambda asked: _settings(asked, data))

    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a run with its result and logs."""
        run_delete(actor=self.person, run=self.get_for(Action.CHANGE))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    @action(detail=True)
    def scenario(self, request: Request, pk: str) -> HttpResponse:
        """Both scenarios with their processes as a ZIP, for ``bpr simulate``."""
        return HttpResponse(scenario_files(self.get_object()), content_type="application/zip")

    @extend_schema(request=LogInput, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def log(self, request: Request, pk: str) -> Response:
        """Ask for the event log of one side; answered with the job that writes it."""
        run = self.get_for(Action.CHANGE)
        data = valid_data(LogInput(data=request.data))
        if not run.is_done:
            raise ValidationError("計算がまだ終わっていません")
        job = log_request(actor=self.person, run=run, side=data["side"], form=data["format"])
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=EventLogSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def logs(self, request: Request, pk: str) -> Response:
        """The event logs that were written; the page ``congestion/logs/<id>/`` hands them out."""
        run = self.get_for(Action.CHANGE)
        return Response(EventLogSerializer(run.logs.all(), many=True).data)


def _settings(cases: list[CaseInput], data: dict[str, Any]) -> Settings:
    defaults = default_settings(cases)
    plain = {name: data.get(name, getattr(defaults, name)) for name in ("cases", "warm_up", "replications", "seed")}
    batches = {
        (item["use_case"], item["step"]): BatchAsked(size=item["size"], at_minute=item["at_minute"])
        for item in data["batches"]
    }
    return Settings(**plain, priorities=data["priorities"], batches=batches)


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("simulation-runs", SimulationRunViewSet, basename="simulation-run")
