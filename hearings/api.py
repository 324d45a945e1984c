"""Hearings in the API: what the organisations said, and saving and handing in a sheet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.api_base import RestrictedReadViewSet
from bpr.access.policy import Action, decide
from bpr.workflow.columns import Sheet
from bpr.workflow.problems import SheetInvalid, SheetMalformed
from hearings.columns import RESPONDENTS
from hearings.models import Hearing, HearingIssue, HearingStep, HearingVolume
from hearings.selectors import sheet_of
from hearings.services import SheetConflict, hearing_submit, sheet_save


class HearingSerializer(serializers.ModelSerializer[Hearing]):
    """A hearing in a list."""

    project = serializers.IntegerField(source="use_case.project_id")
    use_case_name = serializers.CharField(source="use_case.name")
    organisation_name = serializers.CharField(source="organisation.name")

    class Meta:
        model = Hearing
        fields: tuple[str, ...] = (
            "id", "project", "use_case", "use_case_name", "organisation", "organisation_name", "state", "revision",
            "due_on", "saved_at", "submitted_at", "confirmed_at",
        )  # fmt: skip


class StepSerializer(serializers.ModelSerializer[HearingStep]):
    """A row of the workflow as last submitted. ``values`` are in minutes, yen and counts per execution."""

    class Meta:
        model = HearingStep
        fields = ("key", "order", "number", "task", "next", "values")


class VolumeSerializer(serializers.ModelSerializer[HearingVolume]):
    """Cases per year, and per month from April."""

    class Meta:
        model = HearingVolume
        fields = ("cases_per_year", "months", "year", "evidence_kind", "source")


class IssueSerializer(serializers.ModelSerializer[HearingIssue]):
    class Meta:
        model = HearingIssue
        fields = ("kind", "text", "step_number", "impact", "priority", "measure")


class HearingDetailSerializer(HearingSerializer):
    """A hearing with its sheet as typed and what was understood of it at the last submission."""

    sheet = serializers.SerializerMethodField()
    steps = StepSerializer(many=True)
    volume = serializers.SerializerMethodField()
    issues = IssueSerializer(many=True)

    class Meta(HearingSerializer.Meta):
        fields = (*HearingSerializer.Meta.fields, "return_reason", "sheet", "steps", "volume", "issues")

    @extend_schema_field(serializers.JSONField())
    def get_sheet(self, hearing: Hearing) -> Sheet:
        """Names of respondents only for those who may see them."""
        sheet = sheet_of(hearing)
        if decide(self.context["request"].user, Action.VIEW_CONTACTS, hearing):
            return sheet
        return {**sheet, RESPONDENTS.key: [{**person, "name": ""} for person in sheet[RESPONDENTS.key]]}

    @extend_schema_field(VolumeSerializer(allow_null=True))
    def get_volume(self, hearing: Hearing) -> dict[str, Any] | None:
        volume = HearingVolume.objects.filter(hearing=hearing).first()
        return VolumeSerializer(volume).data if volume else None


class SheetInput(serializers.Serializer[Any]):
    """A sheet to save on top of ``revision``."""

    sheet = serializers.JSONField(help_text=_("ヒアリングシート。セルはすべて文字列です。"))
    revision = serializers.IntegerField(min_value=0, help_text=_("読んだときの改訂。違うときは 409 になります。"))


class ProblemSerializer(serializers.Serializer[Any]):
    """One thing to mend in a sheet."""

    place = serializers.CharField()
    section = serializers.CharField(source="section_key")
    row = serializers.IntegerField(allow_null=True)
    field = serializers.CharField()
    value = serializers.CharField(source="shown_value")
    message = serializers.CharField()


class ProblemsSerializer(serializers.Serializer[Any]):
    """Everything that must be mended, at once."""

    detail = serializers.CharField()
    problems = ProblemSerializer(many=True)


class HearingViewSet(RestrictedReadViewSet[Hearing]):
    """Hearings of the projects in which the person takes part, as far as they may be seen."""

    queryset = Hearing.objects.select_related("use_case", "organisation")
    serializer_class = HearingSerializer
    project_lookup = "use_case__project"

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Hearing]]:
        return HearingSerializer if self.action == "list" else HearingDetailSerializer

    @extend_schema(
        request=SheetInput,
        responses={200: HearingDetailSerializer, 409: HearingDetailSerializer, 422: ProblemsSerializer},
    )
    @action(detail=True, methods=["patch"])
    def sheet(self, request: Request, pk: str) -> Response:
        """Save a sheet. 409 with the present one where somebody saved meanwhile: the refused one is kept beside."""
        hearing = self.get_for(Action.CHANGE)
        data = SheetInput(data=request.data)
        data.is_valid(raise_exception=True)
        try:
            saved = sheet_save(actor=self.person, hearing=hearing, **data.validated_data)
        except SheetConflict as conflict:
            return Response(self.get_serializer(conflict.theirs).data, status=status.HTTP_409_CONFLICT)
        except SheetInvalid as invalid:
            return _problems(invalid)
        except SheetMalformed as malformed:
            raise serializers.ValidationError({"sheet": str(malformed)}) from malformed
        return Response(self.get_serializer(saved).data)

    @extend_schema(request=None, responses={200: HearingDetailSerializer, 422: ProblemsSerializer})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Hand in the saved sheet. 422 with everything that must be mended where it is not yet right."""
        hearing = self.get_for(Action.SUBMIT)
        try:
            submitted = hearing_submit(actor=self.person, hearing=hearing)
        except SheetInvalid as invalid:
            return _problems(invalid)
        return Response(self.get_serializer(submitted).data)


def _problems(invalid: SheetInvalid) -> Response:
    found = {"detail": _("直すところがあります"), "problems": invalid.problems}
    return Response(ProblemsSerializer(found).data, status=422)


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("hearings", HearingViewSet, basename="hearing")
