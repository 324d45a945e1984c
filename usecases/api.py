"""Use cases, their measures and processes in the API; comments and reviews of versions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.api_base import RestrictedReadViewSet, valid_data
from bpr.access.bylines import byline
from bpr.access.policy import Action
from bpr.core.bpmn.rules import Severity, Topic
from bpr.core.steps import format_next
from bpr.workflow.values_json import values_to_json
from usecases import services
from usecases.models import (
    Category,
    Comment,
    FindingAcknowledgement,
    Measure,
    Precondition,
    ProcessModel,
    ProcessVersion,
    UseCase,
)
from usecases.selectors import version_rows, version_svg
from usecases.selectors.findings import FindingLine, version_finding_lines


class CategorySerializer(serializers.ModelSerializer[Category]):
    class Meta:
        model = Category
        fields = ("id", "project", "code", "name", "description", "order")


class CategoryViewSet(RestrictedReadViewSet[Category]):
    """カテゴリー: use cases that share a business process."""

    queryset = Category.objects.all()
    serializer_class = CategorySerializer
    project_lookup = "project"


class UseCaseSerializer(serializers.ModelSerializer[UseCase]):
    class Meta:
        model = UseCase
        fields = (
            "id", "project", "category", "code", "name", "summary", "legal_basis", "levels", "sections",
            "attached_documents", "volume_driver", "national_volume", "source", "common_steps",
        )  # fmt: skip


class UseCaseViewSet(RestrictedReadViewSet[UseCase]):
    """ユースケース: the procedures under study."""

    queryset = UseCase.objects.order_by("category__order", "order", "code")
    serializer_class = UseCaseSerializer
    project_lookup = "project"


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    class Meta:
        model = Measure
        fields = ("id", "use_case", "code", "kind", "title", "description", "order")


class MeasureViewSet(RestrictedReadViewSet[Measure]):
    """改革方策: why steps of a to-be change."""

    queryset = Measure.objects.order_by("use_case", "order", "code")
    serializer_class = MeasureSerializer
    project_lookup = "use_case__project"


class PreconditionSerializer(serializers.ModelSerializer[Precondition]):
    class Meta:
        model = Precondition
        fields = ("id", "use_case", "kind", "text", "order")


class PreconditionViewSet(RestrictedReadViewSet[Precondition]):
    """前提条件: what must hold before a to-be can run."""

    queryset = Precondition.objects.order_by("use_case", "kind", "order", "pk")
    serializer_class = PreconditionSerializer
    project_lookup = "use_case__project"


class VersionSerializer(serializers.ModelSerializer[ProcessVersion]):
    """A version in a list."""

    use_case = serializers.IntegerField(source="process_model.use_case_id")
    side = serializers.CharField(source="process_model.side")
    organisation = serializers.IntegerField(source="process_model.organisation_id", allow_null=True)
    author = serializers.SerializerMethodField()
    bpmn_url = serializers.SerializerMethodField()
    svg_url = serializers.SerializerMethodField()

    class Meta:
        model = ProcessVersion
        fields: tuple[str, ...] = (
            "id", "process_model", "use_case", "side", "organisation", "number", "state", "sha256", "reason", "author",
            "hearing_reference", "removed", "created_at", "bpmn_url", "svg_url",
        )  # fmt: skip

    def get_author(self, version: ProcessVersion) -> str:
        """Staff of an organisation only for those who may see contacts."""
        return byline(self.context["request"].user, version.author, version.process_model.use_case.project)

    def _url(self, name: str, version: ProcessVersion) -> str:
        return str(self.context["request"].build_absolute_uri(reverse(name, args=[version.pk])))

    def get_bpmn_url(self, version: ProcessVersion) -> str:
        return self._url("process-version-bpmn", version)

    def get_svg_url(self, version: ProcessVersion) -> str:
        return self._url("process-version-svg", version)


class CommentSerializer(serializers.ModelSerializer[Comment]):
    author = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = ("id", "version", "element_id", "parent", "text", "author", "at", "resolved_at")

    def get_author(self, comment: Comment) -> str:
        project = comment.version.process_model.use_case.project
        return byline(self.context["request"].user, comment.author, project)


class VersionDetailSerializer(VersionSerializer):
    """A version with its workflow rows and comments. Values are for one execution, in minutes, yen and counts."""

    rows = serializers.SerializerMethodField()
    comments = CommentSerializer(many=True)

    class Meta(VersionSerializer.Meta):
        fields = (*VersionSerializer.Meta.fields, "rows", "comments")

    @extend_schema_field(serializers.ListField(child=serializers.JSONField()))
    def get_rows(self, version: ProcessVersion) -> list[dict[str, Any]]:
        return [
            {"task": row.task, "next": format_next(row.next), "values": values_to_json(row.values)}
            for row in version_rows(version)
        ]


class ProcessModelSerializer(serializers.ModelSerializer[ProcessModel]):
    class Meta:
        model = ProcessModel
        fields = ("id", "use_case", "side", "organisation")


class ProcessModelViewSet(RestrictedReadViewSet[ProcessModel]):
    """業務プロセス: what the versions are versions of."""

    queryset = ProcessModel.objects.order_by("use_case", "side", "organisation")
    serializer_class = ProcessModelSerializer
    project_lookup = "use_case__project"


class AcknowledgementSerializer(serializers.ModelSerializer[FindingAcknowledgement]):
    """了承: why a finding is let stand, and since which version."""

    by = serializers.SerializerMethodField()
    version_number = serializers.IntegerField(source="version.number")

    class Meta:
        model = FindingAcknowledgement
        fields = ("id", "version", "version_number", "sha256", "reason", "by", "at")

    def get_by(self, acknowledgement: FindingAcknowledgement) -> str:
        """Staff of an organisation only for those who may see contacts."""
        return byline(self.context["request"].user, acknowledgement.by, self.context["project"])


class FindingSerializer(serializers.Serializer[FindingLine]):
    """One finding of a diagram's check, in the language of the request. Errors block submission and approval."""

    rule = serializers.CharField(source="finding.rule")
    severity = serializers.ChoiceField(source="finding.severity", choices=[each.value for each in Severity])
    topic = serializers.ChoiceField(source="finding.topic", choices=[each.value for each in Topic])
    element_id = serializers.CharField(source="finding.element_id")
    related = serializers.ListField(source="finding.related", child=serializers.CharField())
    message = serializers.CharField()
    remedy = serializers.CharField()
    acknowledgement = AcknowledgementSerializer(allow_null=True)


class CommentInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=2000)
    element_id = serializers.CharField(max_length=200, required=False, default="")
    reply_to = serializers.IntegerField(required=False, allow_null=True, default=None)


class ReviewInput(serializers.Serializer[Any]):
    approved = serializers.BooleanField()
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class RefusedNow(APIException):
    """The step of the review is not possible in the present state."""

    status_code = status.HTTP_409_CONFLICT


class VersionViewSet(RestrictedReadViewSet[ProcessVersion]):
    """プロセスの版: immutable versions with rows, BPMN and SVG; comments, submission and review."""

    queryset = ProcessVersion.objects.select_related(
        "process_model__use_case__project", "process_model__organisation", "author"
    ).order_by("process_model", "-number")
    serializer_class = VersionSerializer
    project_lookup: ClassVar[str] = "process_model__use_case__project"

    def get_serializer_class(self) -> type[serializers.BaseSerializer[ProcessVersion]]:
        return VersionSerializer if self.action == "list" else VersionDetailSerializer

    @extend_schema(responses={(200, "application/xml"): OpenApiTypes.STR})
    @action(detail=True)
    def bpmn(self, request: Request, pk: str) -> HttpResponse:
        """The version as BPMN 2.0 XML."""
        return HttpResponse(self.get_for(Action.VIEW).bpmn, content_type="application/xml")

    @extend_schema(responses={(200, "image/svg+xml"): OpenApiTypes.STR})
    @action(detail=True)
    def svg(self, request: Request, pk: str) -> HttpResponse:
        """The version as SVG."""
        return HttpResponse(version_svg(self.get_for(Action.VIEW)), content_type="image/svg+xml")

    @extend_schema(responses=FindingSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def findings(self, request: Request, pk: str) -> Response:
        """What a check of the diagram found, with what was acknowledged and why."""
        version = self.get_for(Action.VIEW)
        context = {**self.get_serializer_context(), "project": version.process_model.use_case.project}
        lines = version_finding_lines(version)
        return Response([FindingSerializer(line, context=context).data for line in lines])

    @extend_schema(request=CommentInput, responses={201: CommentSerializer})
    @action(detail=True, methods=["post"])
    def comments(self, request: Request, pk: str) -> Response:
        """Add a comment on an element or on the whole, or a reply to one."""
        version = self.get_for(Action.COMMENT)
        data = valid_data(CommentInput(data=request.data))
        parent = version.comments.filter(pk=data["reply_to"]).first() if data["reply_to"] else None
        if data["reply_to"] and parent is None:
            raise serializers.ValidationError({"reply_to": _("この版に、そのコメントはありません。")})
        comment = services.comment_add(
            actor=self.person, version=version, text=data["text"], element_id=data["element_id"], parent=parent
        )
        return Response(
            CommentSerializer(comment, context=self.get_serializer_context()).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=None, responses={200: VersionDetailSerializer})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Put the version before the council."""
        version = self.get_for(Action.CHANGE)
        try:
            submitted = services.version_submit(actor=self.person, version=version)
        except services.ReviewRefused as refused:
            raise RefusedNow(str(refused)) from refused
        return Response(self.get_serializer(submitted).data)

    @extend_schema(request=ReviewInput, responses={200: VersionDetailSerializer})
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Approve, or send back with a reason."""
        version = self.get_for(Action.REVIEW)
        data = valid_data(ReviewInput(data=request.data))
        try:
            services.version_review(actor=self.person, version=version, **data)
        except services.ReviewRefused as refused:
            raise RefusedNow(str(refused)) from refused
        return Response(self.get_serializer(self.get_for(Action.VIEW)).data)


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("categories", CategoryViewSet, basename="category")
    router.register("use-cases", UseCaseViewSet, basename="use-case")
    router.register("measures", MeasureViewSet, basename="measure")
    router.register("preconditions", PreconditionViewSet, basename="precondition")
    router.register("process-models", ProcessModelViewSet, basename="process-model")
    router.register("process-versions", VersionViewSet, basename="process-version")
