"""Process logs in the API: taking in, reading, measuring, and adopting what was measured."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.api_base import RestrictedReadViewSet
from bpr.access.models import Organisation
from bpr.access.policy import Action, decide, decide_in, get_or_404, require
from bpr.jobs.api import JobSerializer
from bpr.logs.measured import without_cases
from bpr.logs.models import Adoptable, Clock, ProcessLog
from bpr.logs.sandboxed import LogUnreadable
from bpr.logs.services import log_adopt, log_delete, log_measure, log_read, log_undo, log_upload
from usecases.models import UseCase


class LogSerializer(serializers.ModelSerializer[ProcessLog]):
    """A log in a list. ``has_file`` is false once the file was let go."""

    project = serializers.IntegerField(source="use_case.project_id")
    has_file = serializers.SerializerMethodField()

    class Meta:
        model = ProcessLog
        fields: tuple[str, ...] = (
            "id", "project", "use_case", "organisation", "name", "kind", "size", "sha256", "has_file", "state",
            "uploaded_at", "measured_at", "adopted", "adopted_version", "adopted_at",
        )  # fmt: skip

    def get_has_file(self, log: ProcessLog) -> bool:
        return bool(log.stored)


class LogDetailSerializer(LogSerializer):
    """A log with what was read and measured of it. Numbers of cases only for those who may see them, and so the job,
    whose error may name cells of the file."""

    job = serializers.SerializerMethodField()
    measurement = serializers.SerializerMethodField()

    class Meta(LogSerializer.Meta):
        fields = (
            *LogSerializer.Meta.fields, "columns", "summary", "mapping", "clock", "version", "measurement", "job",
        )  # fmt: skip

    @extend_schema_field(serializers.JSONField())
    def get_measurement(self, log: ProcessLog) -> dict[str, Any]:
        return log.measurement if self._sees_cases(log) else without_cases(log.measurement)

    @extend_schema_field(JobSerializer(allow_null=True))
    def get_job(self, log: ProcessLog) -> dict[str, Any] | None:
        return dict(JobSerializer(log.job).data) if log.job and self._sees_cases(log) else None

    def _sees_cases(self, log: ProcessLog) -> bool:
        return bool(decide(self.context["request"].user, Action.VIEW_CONTACTS, log))


class LogUpload(serializers.Serializer[Any]):
    """A CSV or XES file, plain or compressed with gzip, as multipart/form-data."""

    use_case = serializers.IntegerField(min_value=1)
    organisation = serializers.IntegerField(min_value=1)
    file = serializers.FileField()


class ColumnsInput(serializers.Serializer[Any]):
    """Headings of a CSV file by what they mean; empty where the file has no such column."""

    case = serializers.CharField()
    activity = serializers.CharField()
    start = serializers.CharField(required=False, allow_blank=True, default="")
    end = serializers.CharField(required=False, allow_blank=True, default="")
    resource = serializers.CharField(required=False, allow_blank=True, default="")
    transition = serializers.CharField(required=False, allow_blank=True, default="")


class MappingInput(serializers.Serializer[Any]):
    """Activity of the log → id of the step in the diagram, empty where it has none."""

    mapping = serializers.DictField(child=serializers.CharField(allow_blank=True))
    clock = serializers.ChoiceField(choices=Clock.choices, default=Clock.ALL)


class AdoptInput(serializers.Serializer[Any]):
    """What is taken over as 実測. Without ``keep_file`` the file goes."""

    items = serializers.MultipleChoiceField(choices=Adoptable.choices)
    keep_file = serializers.BooleanField(default=False)


class LogViewSet(RestrictedReadViewSet[ProcessLog]):
    """操作ログ. Jobs read and measure: their progress is in ``job``."""

    queryset = ProcessLog.objects.select_related("use_case__project", "organisation", "job", "version")
    serializer_class = LogSerializer
    project_lookup = "use_case__project"

    def get_parsers(self) -> list[BaseParser]:
        """A file comes as a form of several parts, everything else as JSON."""
        method = (self.request.method or "").lower() if self.request else ""
        is_upload = self.action_map.get(method) == "create"
        return [MultiPartParser()] if is_upload else super().get_parsers()

    def get_serializer_class(self) -> type[serializers.BaseSerializer[ProcessLog]]:
        return LogSerializer if self.action == "list" else LogDetailSerializer

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, LogUnreadable):
            exc = serializers.ValidationError({"file": exc.problems})
        return super().handle_exception(exc)

    @extend_schema(request={"multipart/form-data": LogUpload}, responses={201: LogDetailSerializer})
    def create(self, request: Request) -> Response:
        """Take in a file. XES is read at once; for CSV the columns have to be confirmed with ``read`` first."""
        data = _valid(LogUpload(data=request.data))
        use_cases = UseCase.objects.select_related("project")
        use_case = get_or_404(self.person, Action.VIEW, use_cases, pk=data["use_case"])
        rows = Organisation.objects.filter(participations__project=use_case.project)
        organisation = get_or_404(self.person, Action.VIEW, rows, pk=data["organisation"])
        require(
            decide_in(self.person, Action.ADD, ProcessLog, project=use_case.project, organisation_id=organisation.pk)
        )
        file = data["file"]
        log = log_upload(
            actor=self.person, use_case=use_case, organisation=organisation, name=file.name, chunks=file.chunks()
        )
        return Response(self.get_serializer(log).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a log that was never adopted, with its file."""
        log_delete(actor=self.person, log=self.get_for(Action.CHANGE))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ColumnsInput, responses=LogDetailSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        """Read the whole file with these columns, as a job."""
        log = self.get_for(Action.CHANGE)
        columns = _valid(ColumnsInput(data=request.data))
        return self._answer(log_read(actor=self.person, log=log, columns=columns))

    @extend_schema(request=MappingInput, responses=LogDetailSerializer)
    @action(detail=True, methods=["post"])
    def measure(self, request: Request, pk: str) -> Response:
        """Measure with this mapping against the newest as-is, as a job."""
        log = self.get_for(Action.CHANGE)
        return self._answer(log_measure(actor=self.person, log=log, **_valid(MappingInput(data=request.data))))

    @extend_schema(request=AdoptInput, responses=LogDetailSerializer)
    @action(detail=True, methods=["post"])
    def adopt(self, request: Request, pk: str) -> Response:
        """Take measured values over into a new version of the as-is, and the counted volume."""
        log = self.get_for(Action.CONFIRM)
        return self._answer(log_adopt(actor=self.person, log=log, **_valid(AdoptInput(data=request.data))))

    @extend_schema(request=None, responses=LogDetailSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take an adoption back."""
        return self._answer(log_undo(actor=self.person, log=self.get_for(Action.CONFIRM)))

    def _answer(self, log: ProcessLog) -> Response:
        log.refresh_from_db()
        return Response(self.get_serializer(log).data)


def _valid(given: serializers.BaseSerializer[Any]) -> dict[str, Any]:
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("logs", LogViewSet, basename="log")
