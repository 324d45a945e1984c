"""Assessments, assumptions and reports in the API. Decimals are text, so that nothing is lost on the way."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.api_base import RestrictedReadViewSet, RestrictedViewSet, key_given, valid_data
from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, get_or_404, require, restrict
from bpr.core.figures import Figure, Quantity, Side
from bpr.core.snapshot import SnapshotError
from bpr.core.values import EvidenceKind
from bpr.jobs.api import JobSerializer
from reports.api_breakdown import BREAKDOWNS, breakdown, investment_answer
from reports.api_investments import InvestmentViewSet
from reports.api_ranges import SCOPE, influences_answer, ranges_answer
from reports.assumptions import AssumptionError, lines
from reports.models import Assessment, Assumption, Report
from reports.selectors.evidence import Proofs, proofs_for
from reports.selectors.reports import FileMissing, report_file
from reports.selectors.sharing import burdens_of
from reports.selectors.sight import Sight, scope_name, sight_of
from reports.selectors.statistics import comparisons
from reports.services import AssessmentFailed, assessment_request, assumption_set
from reports.services.reports import report_issue_request, report_request

_FILTERS = [
    OpenApiParameter(name, OpenApiTypes.STR, description=text)
    for name, text in {
        "category": "カテゴリーのコード。空文字は計",
        "use_case": "ユースケースのコード。空文字は計",
        "organisation": "団体コード。空文字は計",
        "quantity": "量（staff_hours, total_yen …）",
        "side": "as_is, to_be, saving",
    }.items()
]


_BREAKDOWN = [
    OpenApiParameter("by", OpenApiTypes.STR, enum=list(BREAKDOWNS), required=True),
    *(item for item in _FILTERS if item.name != "side"),
]


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """An assessment in a list."""

    class Meta:
        model = Assessment
        fields: tuple[str, ...] = ("id", "project", "number", "title", "engine_version", "sha256", "created_at")


class FigureSerializer(serializers.Serializer[Figure]):
    """A figure with its trace. ``range`` is the 80 % interval of a saving."""

    key = serializers.CharField()
    scope = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    quantity = serializers.CharField()
    side = serializers.CharField()
    value = serializers.SerializerMethodField("get_amount")
    unit = serializers.CharField()
    rate = serializers.SerializerMethodField()
    range = serializers.SerializerMethodField()
    formula = serializers.CharField()
    weakest_evidence = serializers.CharField(source="weakest", allow_null=True)
    is_complete = serializers.BooleanField()
    inputs = serializers.SerializerMethodField()

    @property
    def sight(self) -> Sight:
        found: Sight = self.context["sight"]
        return found

    def get_scope(self, figure: Figure) -> dict[str, str]:
        scope = figure.scope
        return {"category": scope.category, "use_case": scope.use_case, "organisation": scope.organisation}

    def get_name(self, figure: Figure) -> str:
        return scope_name(self.sight.calculation, figure.scope)

    def get_amount(self, figure: Figure) -> str:
        return f"{figure.value:f}"

    def get_rate(self, figure: Figure) -> str | None:
        return None if figure.rate is None else f"{figure.rate:f}"

    def get_range(self, figure: Figure) -> dict[str, str] | None:
        interval = self.sight.calculation.interval(figure.scope, figure.quantity)
        if interval is None or figure.side is not Side.SAVING or not interval.ranged_inputs:
            return None
        return {"low": f"{interval.low:f}", "high": f"{interval.high:f}", "level": f"{interval.level:f}"}

    def get_inputs(self, figure: Figure) -> list[dict[str, Any]]:
        proofs: Proofs = self.context["proofs"]
        return [
            {
                "name": item.name,
                "value": None if item.value is None else f"{item.value:f}",
                "unit": item.unit,
                "times": None if item.times is None else str(item.times),
                "figure_key": item.figure_key,
                "evidence": [_proof(proof) for proof in proofs.of(item.evidence)],
            }
            for item in figure.inputs
        ]


def _proof(proof: Any) -> dict[str, str]:
    return {
        "kind": proof.kind.value,
        "source": proof.source,
        "respondent_post": proof.post,
        "obtained_on": proof.obtained_on,
        "confidence": proof.confidence.value,
        "url": proof.url,
    }


class AssessmentInput(serializers.Serializer[Any]):
    project = serializers.IntegerField(min_value=1)
    title = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


def project_for(request: Request, key: Any) -> Project:
    """The project of a request, where the person takes part in it; 404 otherwise."""
    return get_or_404(request.user, Action.VIEW, Project.objects.all(), pk=key)


class AssessmentViewSet(RestrictedReadViewSet[Assessment]):
    """効果算定. Hearing staff are answered the part of their own organisation."""

    queryset = Assessment.objects.select_related("project").defer("snapshot")
    serializer_class = AssessmentSerializer
    project_lookup = "project"
    read_action = Action.VIEW_SHARE

    @extend_schema(request=AssessmentInput, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        """Calculate anew from everything that is confirmed now; answered with the job that does it."""
        data = valid_data(AssessmentInput(data=request.data))
        project = project_for(request, data["project"])
        require(decide_in(self.person, Action.ADD, Assessment, project=project))
        try:
            job = assessment_request(actor=self.person, project=project, title=data["title"])
        except AssessmentFailed as error:
            raise ValidationError(str(error)) from None
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    def _sight(self) -> Sight:
        try:
            return sight_of(self.person, self.get_for(Action.VIEW_SHARE))
        except SnapshotError as error:
            raise ValidationError(str(error)) from None

    @extend_schema(parameters=_FILTERS, responses=FigureSerializer(many=True))
    @action(detail=True)
    def figures(self, request: Request, pk: str) -> Response:
        """The figures, by scope, quantity and side; an empty value of a scope's part means the sum over it."""
        sight = self._sight()
        page: list[Figure] = self.paginate_queryset(_filtered(sight, request.query_params)) or []
        evidence = [proof for figure in page for item in figure.inputs for proof in item.evidence]
        context = {"sight": sight, "proofs": proofs_for(self.person, sight, evidence)}
        return self.get_paginated_response([FigureSerializer(item, context=context).data for item in page])

    @extend_schema(parameters=SCOPE, responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def ranges(self, request: Request, pk: str) -> Response:
        """How sure the savings of a scope are, and where more hearings would narrow them."""
        return Response(ranges_answer(self._sight(), request.query_params))

    @extend_schema(parameters=SCOPE, responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def influences(self, request: Request, pk: str) -> Response:
        """The inputs that move the saving of a scope most."""
        return Response(influences_answer(self._sight(), request.query_params))

    @extend_schema(parameters=_BREAKDOWN, responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def breakdown(self, request: Request, pk: str) -> Response:
        """The saving of a scope by measure, step, performer or month; the rows add up to its figure."""
        return Response(breakdown(self._sight(), request.query_params))

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def investment(self, request: Request, pk: str) -> Response:
        """Cost, saving, payback and present value of the project and of each organisation; not for staff of one."""
        assessment = self.get_for(Action.VIEW)
        calculation = self._sight().calculation
        return Response(investment_answer(calculation, burdens_of(assessment, calculation)))

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def statistics(self, request: Request, pk: str) -> Response:
        """Of hearing staff: the own organisation beside the others, without names; empty for everybody else."""
        sight = self._sight()
        return Response([_comparison(item) for item in comparisons(sight.calculation, sight.own)] if sight.own else [])


def _comparison(item: Any) -> dict[str, Any]:
    others = item.others
    return {
        "use_case": item.use_case,
        "quantity": item.quantity.value,
        "unit": item.quantity.unit,
        "own": f"{item.own:f}",
        "others": {
            "count": others.count,
            **{
                name: None if value is None else f"{value:f}"
                for name, value in {"median": others.median, "low": others.low, "high": others.high}.items()
            },
        },
    }


def _filtered(sight: Sight, asked: Any) -> list[Figure]:
    quantity, side = asked.get("quantity"), asked.get("side")
    unknown = [value for value, known in ((quantity, Quantity), (side, Side)) if value and value not in tuple(known)]
    if unknown:
        raise serializers.ValidationError(_("「%(value)s」という量・側はありません。") % {"value": unknown[0]})
    parts = {name: asked[name] for name in ("category", "use_case", "organisation") if name in asked}
    return [
        figure
        for figure in sight.figures()
        if (not quantity or figure.quantity == quantity)
        and (not side or figure.side == side)
        and all(getattr(figure.scope, name) == value for name, value in parts.items())
    ]


class AssumptionSerializer(serializers.Serializer[Any]):
    """One assumption of a project; ``is_default`` where nobody has set it."""

    key = serializers.CharField(source="kind.key")
    label = serializers.CharField(source="kind.label")  # type: ignore[assignment]
    value = serializers.CharField()
    unit = serializers.CharField(source="kind.unit")
    evidence_kind = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    is_default = serializers.BooleanField()


class AssumptionInput(serializers.Serializer[Any]):
    project = serializers.IntegerField(min_value=1)
    key = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    evidence_kind = serializers.ChoiceField(choices=[kind.value for kind in EvidenceKind])
    source = serializers.CharField(allow_blank=True, default="")  # type: ignore[assignment]


class AssumptionViewSet(RestrictedViewSet[Assumption]):
    """前提 of a project, those that nobody has set included."""

    queryset = Assumption.objects.all()
    serializer_class = AssumptionSerializer
    project_lookup = "project"
    pagination_class = None

    @extend_schema(parameters=[OpenApiParameter("project", OpenApiTypes.INT, required=True)])
    def list(self, request: Request) -> Response:
        """All assumptions of ``?project=<id>``."""
        project = project_for(request, key_given(request.query_params, "project"))
        require(decide_in(self.person, Action.VIEW, Assumption, project=project))
        return self._answer(project)

    @extend_schema(request=AssumptionInput, responses=AssumptionSerializer(many=True))
    def create(self, request: Request) -> Response:
        """Set one assumption; answered with all of the project."""
        data = valid_data(AssumptionInput(data=request.data))
        project = project_for(request, data.pop("project"))
        require(decide_in(self.person, Action.CHANGE, Assumption, project=project))
        try:
            assumption_set(actor=self.person, project=project, **data)
        except AssumptionError as error:
            raise ValidationError({"value": str(error)}) from None
        return self._answer(project)

    def _answer(self, project: Project) -> Response:
        stored = restrict(self.person, Action.VIEW, Assumption.objects.filter(project=project))
        return Response(AssumptionSerializer(lines(stored), many=True).data)


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A report: a draft, or issued and never changed afterwards."""

    class Meta:
        model = Report
        fields = (
            "id", "project", "assessment", "version", "state", "sha256", "page_count", "created_at", "issued_at",
        )  # fmt: skip


class BuildInput(serializers.Serializer[Any]):
    assessment = serializers.IntegerField(min_value=1)


class ReportViewSet(RestrictedReadViewSet[Report]):
    """成果報告書."""

    queryset = Report.objects.select_related("project").defer("content")
    serializer_class = ReportSerializer
    project_lookup = "project"

    @extend_schema(request=BuildInput, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        """Ask for a report of an assessment; answered with the job that builds it."""
        rows = Assessment.objects.select_related("project").defer("snapshot")
        key = valid_data(BuildInput(data=request.data))["assessment"]
        assessment = get_or_404(self.person, Action.VIEW, rows, pk=key)
        require(decide_in(self.person, Action.ADD, Report, project=assessment.project))
        job = report_request(actor=self.person, project=assessment.project, assessment=assessment)
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: str) -> Response:
        """Ask for a draft to be issued, never to change afterwards; answered with the job that does it."""
        job = report_issue_request(actor=self.person, report=self.get_for(Action.ISSUE))
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True)
    def pdf(self, request: Request, pk: str) -> FileResponse:
        """The report as PDF."""
        found = self.get_object()
        return _file(found, found.file)

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    @action(detail=True)
    def bundle(self, request: Request, pk: str) -> FileResponse:
        """The report with its source data."""
        found = self.get_object()
        return _file(found, found.bundle)


class Gone(exceptions.APIException):
    """410: it was there and is not any more."""

    status_code = status.HTTP_410_GONE


def _file(report: Report, stored: FieldFile) -> FileResponse:
    try:
        return report_file(report, stored)
    except FileMissing as error:
        raise Gone(str(error)) from None


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("assessments", AssessmentViewSet, basename="assessment")
    router.register("assumptions", AssumptionViewSet, basename="assumption")
    router.register("investments", InvestmentViewSet, basename="investment")
    router.register("reports", ReportViewSet, basename="report")
