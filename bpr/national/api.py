"""Statistics of use cases and estimates for the whole country in the API. Amounts are text: low, median, high."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.api_base import RestrictedReadViewSet, RestrictedViewSet, key_given, valid_data
from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.core.national import Estimate, Range
from bpr.jobs.api import JobSerializer
from bpr.national.frozen import MunicipalityRow
from bpr.national.models import NationalEstimate, UseCaseDriver
from bpr.national.selectors.drivers import driver_lines
from bpr.national.selectors.estimates import changes_since, rows_of_estimate
from bpr.national.selectors.question import DRAWS, SEED
from bpr.national.selectors.reading import Reading, reach_sentences
from bpr.national.services import DriverError, EstimateRefused, driver_set, estimate_request, proposals_accept
from usecases.models import UseCase

MAX_DRAWS = 10_000  # 1,000 are what the time of a run is measured with


class DriverSerializer(serializers.Serializer[Any]):
    """The statistic of one use case: ``driver`` as decided ("" leaves it out, null: nobody has), and the proposal."""

    use_case = serializers.IntegerField(source="use_case.pk")
    code = serializers.CharField(source="use_case.code")
    name = serializers.CharField(source="use_case.name")
    driver = serializers.CharField(source="decided.driver", default=None, allow_null=True)
    reason = serializers.CharField(source="decided.reason", default="")
    proposal = serializers.CharField(source="proposal.column")
    proposal_reason = serializers.CharField(source="proposal.reason")


class DriverInput(serializers.Serializer[Any]):
    use_case = serializers.IntegerField(min_value=1)
    driver = serializers.CharField(max_length=60, allow_blank=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class AcceptInput(serializers.Serializer[Any]):
    project = serializers.IntegerField(min_value=1)


class DriverViewSet(RestrictedViewSet[Any]):
    """件数の基になる統計 of the use cases of a project."""

    queryset = UseCaseDriver.objects.all()
    serializer_class = DriverSerializer
    pagination_class = None

    @extend_schema(parameters=[OpenApiParameter("project", OpenApiTypes.INT, required=True)])
    def list(self, request: Request) -> Response:
        """All use cases of ``?project=<id>`` with their statistics."""
        key = key_given(request.query_params, "project")
        return self._answer(_project(request, key))

    @extend_schema(request=DriverInput, responses=DriverSerializer(many=True))
    def create(self, request: Request) -> Response:
        """Decide on the statistic of one use case; answered with all of the project."""
        data = valid_data(DriverInput(data=request.data))
        rows = UseCase.objects.select_related("project")
        use_case = get_or_404(self.person, Action.VIEW, rows, pk=data.pop("use_case"))
        require(decide_in(self.person, Action.CHANGE, UseCaseDriver, project=use_case.project))
        try:
            driver_set(actor=self.person, use_case=use_case, **data)
        except DriverError as error:
            raise ValidationError({"driver": str(error)}) from None
        return self._answer(use_case.project)

    @extend_schema(request=AcceptInput, responses=DriverSerializer(many=True))
    @action(detail=False, methods=["post"])
    def accept(self, request: Request) -> Response:
        """Accept what is proposed for every use case that nobody has decided on."""
        project = _project(request, valid_data(AcceptInput(data=request.data))["project"])
        require(decide_in(self.person, Action.CHANGE, UseCaseDriver, project=project))
        proposals_accept(actor=self.person, project=project)
        return self._answer(project)

    def _answer(self, project: Project) -> Response:
        require(decide_in(self.person, Action.VIEW, UseCaseDriver, project=project))
        return Response(DriverSerializer(driver_lines(project, self.person), many=True).data)


class EstimateSerializer(serializers.ModelSerializer[NationalEstimate]):
    """An estimate in a list."""

    assessment = serializers.IntegerField(source="question.assessment_id")
    seed = serializers.IntegerField(source="question.content.seed")
    draws = serializers.IntegerField(source="question.content.draws")

    class Meta:
        model = NationalEstimate
        fields: tuple[str, ...] = (
            "id", "project", "number", "assessment", "seed", "draws", "sha256", "author", "created_at",
        )  # fmt: skip


class EstimateDetailSerializer(EstimateSerializer):
    """An estimate in full, without its municipalities."""

    country = serializers.SerializerMethodField()
    size_classes = serializers.SerializerMethodField()
    prefectures = serializers.SerializerMethodField()
    use_cases = serializers.SerializerMethodField()
    reach = serializers.SerializerMethodField()
    next_hearings = serializers.SerializerMethodField()
    left_out = serializers.ListField(child=serializers.CharField(), source="question.content.left_out")
    partly_used = serializers.ListField(child=serializers.CharField(), source="question.content.partly_used")
    warnings = serializers.ListField(child=serializers.CharField(), source="question.content.warnings")
    priors = serializers.DictField(source="question.content.priors")
    changes_since = serializers.SerializerMethodField()

    class Meta(EstimateSerializer.Meta):
        fields = (
            *EstimateSerializer.Meta.fields, "country", "size_classes", "prefectures", "use_cases", "reach",
            "next_hearings", "left_out", "partly_used", "warnings", "priors", "changes_since",
        )  # fmt: skip

    @cached_property
    def reading(self) -> Reading:
        return Reading(cast("NationalEstimate", self.instance))

    def get_country(self, estimate: NationalEstimate) -> dict[str, Any]:
        return _estimate(self.reading, self.reading.result.country)

    def get_size_classes(self, estimate: NationalEstimate) -> list[dict[str, Any]]:
        return [
            _estimate(self.reading, row.estimate) | {"municipalities": row.municipalities, "heard": row.heard}
            for row in self.reading.classes
        ]

    def get_prefectures(self, estimate: NationalEstimate) -> list[dict[str, Any]]:
        return [_estimate(self.reading, item) for item in self.reading.result.prefectures]

    def get_use_cases(self, estimate: NationalEstimate) -> list[dict[str, Any]]:
        coverage = {item.use_case: item for item in self.reading.result.coverage}
        return [
            _estimate(self.reading, item)
            | {
                "driver": self.reading.drivers[item.key],
                "heard": coverage[item.key].heard,
                "coverage": list(coverage[item.key].sentences),
            }
            for item in self.reading.result.use_cases
        ]

    def get_reach(self, estimate: NationalEstimate) -> list[str]:
        return list(reach_sentences(self.reading))

    def get_next_hearings(self, estimate: NationalEstimate) -> list[dict[str, Any]]:
        return [
            {"use_case": item.use_case, "size_class": item.size_class, "narrowing": round(item.narrowing, 4)}
            for item in self.reading.next_hearings
        ]

    def get_changes_since(self, estimate: NationalEstimate) -> list[str]:
        return changes_since(estimate)


def _estimate(reading: Reading, item: Estimate) -> dict[str, Any]:
    return {
        "key": item.key,
        "name": item.name,
        "cases": _range(item.cases),
        **{
            part.key: {
                "unit": part.unit,
                **{side: _range(getattr(part, side)) for side in ("as_is", "to_be", "saving")},
            }
            for part in reading.measured(item)
        },
    }


def _range(value: Range) -> dict[str, str]:
    return {name: f"{getattr(value, name):.2f}" for name in ("low", "median", "high")}


class EstimateInput(serializers.Serializer[Any]):
    project = serializers.IntegerField(min_value=1)
    seed = serializers.IntegerField(min_value=0, max_value=2**63 - 1, required=False, default=SEED)
    draws = serializers.IntegerField(min_value=100, max_value=MAX_DRAWS, required=False, default=DRAWS)


class EstimateViewSet(RestrictedReadViewSet[NationalEstimate]):
    """全国への推計."""

    queryset = NationalEstimate.objects.select_related("project", "question").defer("municipalities")
    serializer_class = EstimateSerializer
    project_lookup = "project"

    def get_queryset(self) -> QuerySet[NationalEstimate]:
        rows = super().get_queryset()
        return rows.defer("municipalities", "result") if self.action == "list" else rows

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return EstimateDetailSerializer if self.action == "retrieve" else EstimateSerializer

    @extend_schema(request=EstimateInput, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        """Freeze the inputs as they are now and estimate; answered with the job. The same inputs give the same job."""
        data = valid_data(EstimateInput(data=request.data))
        project = _project(request, data.pop("project"))
        require(decide_in(self.person, Action.ADD, NationalEstimate, project=project))
        try:
            job = estimate_request(actor=self.person, project=project, **data)
        except EstimateRefused as error:
            raise ValidationError(str(error)) from None
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        parameters=[OpenApiParameter("prefecture", OpenApiTypes.STR, description="都道府県の名称")],
        responses=OpenApiTypes.OBJECT,
    )
    @action(detail=True)
    def municipalities(self, request: Request, pk: str) -> Response:
        """The 1,741 municipalities, page by page."""
        reading = Reading(self.get_object())
        prefecture = request.query_params.get("prefecture", "")
        rows = [row for row in rows_of_estimate(reading.estimate) if prefecture in ("", row.prefecture)]
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([_municipality(reading, row) for row in page])


def _municipality(reading: Reading, row: MunicipalityRow) -> dict[str, Any]:
    place = {"prefecture": row.prefecture, "size_class": row.size_class, "population": row.population}
    return _estimate(reading, row.estimate) | place | {"heard": row.heard}


def _project(request: Request, key: Any) -> Project:
    """The project of a request, where the person takes part in it; 404 otherwise."""
    return get_or_404(request.user, Action.VIEW, Project.objects.all(), pk=key)


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("national-drivers", DriverViewSet, basename="national-driver")
    router.register("national-estimates", EstimateViewSet, basename="national-estimate")
