"""The API of staffing: opening hours, staff groups, arrival patterns, and the staff needed. Decimals are text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.api_base import RestrictedReadViewSet, RestrictedViewSet, key_given, valid_data
from bpr.access.models import Organisation, Project
from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.core import staffing as core
from bpr.core.figures import Side
from bpr.core.units import format_number
from bpr.core.values import EvidenceKind
from bpr.core.workload import MONTHS
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.staffing.notation import DAYS, Unreadable, typed_days, typed_number, typed_spans
from bpr.staffing.selectors.reading import StaffingImpossible, organisations_for, reading_of
from bpr.staffing.services import arrival_pattern_save, office_hours_save, row_delete, staff_group_save
from usecases.models import UseCase

_EVIDENCE = [kind.value for kind in EvidenceKind]


class OfficeHoursSerializer(serializers.ModelSerializer[OfficeHours]):
    """開庁時間; without an organisation for all of the project."""

    class Meta:
        model = OfficeHours
        fields: tuple[str, ...] = (
            "id", "project", "organisation", "name", "weekdays", "days_off", "japanese_holidays", "evidence_kind",
            "source",
        )  # fmt: skip


class StaffGroupSerializer(serializers.ModelSerializer[StaffGroup]):
    """職員の組; ``people`` are shares of single people as text."""

    class Meta:
        model = StaffGroup
        fields: tuple[str, ...] = (
            "id", "project", "organisation", "name", "performers", "people", "office_hours", "available_percent",
            "yen_per_hour", "evidence_kind", "source",
        )  # fmt: skip


class ArrivalPatternSerializer(serializers.ModelSerializer[ArrivalPattern]):
    """受付の山; an empty list means evenly over the open time."""

    class Meta:
        model = ArrivalPattern
        fields: tuple[str, ...] = ("id", "use_case", "organisation", "weekdays", "hours", "evidence_kind", "source")


class EvidenceInput(serializers.Serializer[Any]):
    organisation = serializers.IntegerField(min_value=1, allow_null=True, default=None)
    evidence_kind = serializers.ChoiceField(choices=_EVIDENCE)
    source = serializers.CharField(max_length=300, allow_blank=True, default="")  # type: ignore[assignment]


def _too_many(most: int) -> dict[str, Any]:
    """``max_length`` of a list with its words: Django REST framework has them in English only."""
    return {"max_length": most, "error_messages": {"max_length": _("{max_length}個までにしてください。")}}


class OfficeHoursInput(EvidenceInput):
    project = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=60)
    weekdays = serializers.DictField(child=serializers.ListField(child=serializers.CharField(max_length=20)))
    days_off = serializers.ListField(child=serializers.CharField(max_length=10), default=list, **_too_many(400))
    japanese_holidays = serializers.BooleanField(default=True)

    def validate_weekdays(self, value: dict[str, list[str]]) -> dict[str, list[str]]:
        if unknown := set(value) - set(DAYS):
            raise serializers.ValidationError(_("曜日は mon から sun で書いてください（%s）。") % min(unknown))
        return {day: [part for text in value.get(day, ()) for part in read(typed_spans, text)] for day in DAYS}

    def validate_days_off(self, value: list[str]) -> list[str]:
        days: list[str] = read(typed_days, "、".join(value))
        return days


class StaffGroupInput(EvidenceInput):
    project = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=60)
    performers = serializers.ListField(child=serializers.CharField(max_length=200), allow_empty=False, **_too_many(100))
    people = serializers.ListField(
        child=serializers.DecimalField(max_digits=4, decimal_places=3, min_value=0, max_value=1), **_too_many(999)
    )
    office_hours = serializers.IntegerField(min_value=1, allow_null=True, default=None)
    available_percent = serializers.DecimalField(max_digits=5, decimal_places=2, default=Decimal(100))
    yen_per_hour = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True, default=None)

    def validate_people(self, value: list[Any]) -> list[str]:
        return [f"{share.normalize():f}" for share in value]


class ArrivalPatternInput(EvidenceInput):
    use_case = serializers.IntegerField(min_value=1)
    weekdays = serializers.ListField(child=serializers.CharField(max_length=20), default=list, **_too_many(7))
    hours = serializers.ListField(child=serializers.CharField(max_length=20), default=list, **_too_many(24))

    def validate_weekdays(self, value: list[str]) -> list[str]:
        return _counts(value)

    def validate_hours(self, value: list[str]) -> list[str]:
        return _counts(value)


def read(reader: Any, text: str) -> Any:
    """What ``reader`` makes of a text; its refusal as an answer of the API."""
    try:
        return reader(text)
    except Unreadable as error:
        raise serializers.ValidationError(str(error)) from None


def _counts(texts: list[str]) -> list[str]:
    return [f"{read(typed_number, text):f}" for text in texts]


class OfficeHoursViewSet(RestrictedReadViewSet[OfficeHours]):
    """開庁時間."""

    queryset = OfficeHours.objects.select_related("project", "organisation")
    serializer_class = OfficeHoursSerializer
    project_lookup = "project"

    @extend_schema(request=OfficeHoursInput, responses={201: OfficeHoursSerializer})
    def create(self, request: Request) -> Response:
        """Enter opening hours."""
        data = valid_data(OfficeHoursInput(data=request.data))
        data |= _owner(self, data, OfficeHours)
        row = office_hours_save(actor=self.person, **data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=OfficeHoursInput, responses=OfficeHoursSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Change opening hours; project and organisation stay."""
        row = self.get_for(Action.CHANGE)
        data = valid_data(OfficeHoursInput(data=request.data)) | {
            "project": row.project,
            "organisation": row.organisation,
        }
        return Response(self.get_serializer(office_hours_save(actor=self.person, row=row, **data)).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Delete opening hours that no group uses."""
        return _destroyed(self)


class StaffGroupViewSet(RestrictedReadViewSet[StaffGroup]):
    """職員の組."""

    queryset = StaffGroup.objects.select_related("project", "organisation")
    serializer_class = StaffGroupSerializer
    project_lookup = "project"

    @extend_schema(request=StaffGroupInput, responses={201: StaffGroupSerializer})
    def create(self, request: Request) -> Response:
        """Enter a staff group."""
        data = valid_data(StaffGroupInput(data=request.data))
        data |= _owner(self, data, StaffGroup)
        row = staff_group_save(actor=self.person, **data | self._hours(data))
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=StaffGroupInput, responses=StaffGroupSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Change a staff group; project and organisation stay."""
        row = self.get_for(Action.CHANGE)
        data = valid_data(StaffGroupInput(data=request.data)) | {
            "project": row.project,
            "organisation": row.organisation,
        }
        row = staff_group_save(actor=self.person, row=row, **data | self._hours(data))
        return Response(self.get_serializer(row).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a staff group."""
        return _destroyed(self)

    def _hours(self, data: dict[str, Any]) -> dict[str, OfficeHours | None]:
        key = data["office_hours"]
        rows = OfficeHours.objects.filter(project=data["project"])
        return {"office_hours": get_or_404(self.person, Action.VIEW, rows, pk=key) if key else None}


class ArrivalPatternViewSet(RestrictedReadViewSet[ArrivalPattern]):
    """受付の山."""

    queryset = ArrivalPattern.objects.select_related("use_case__project", "organisation")
    serializer_class = ArrivalPatternSerializer
    project_lookup = "use_case__project"

    @extend_schema(request=ArrivalPatternInput, responses={201: ArrivalPatternSerializer})
    def create(self, request: Request) -> Response:
        """Enter when the cases of a use case arrive."""
        data = valid_data(ArrivalPatternInput(data=request.data))
        rows = UseCase.objects.select_related("project")
        use_case = get_or_404(self.person, Action.VIEW, rows, pk=data["use_case"])
        owner = _owner(self, data | {"project": use_case.project_id}, ArrivalPattern)
        data |= {"use_case": use_case, "organisation": owner["organisation"]}
        row = arrival_pattern_save(actor=self.person, **data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ArrivalPatternInput, responses=ArrivalPatternSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Change when cases arrive; use case and organisation stay."""
        row = self.get_for(Action.CHANGE)
        data = valid_data(ArrivalPatternInput(data=request.data))
        data |= {"use_case": row.use_case, "organisation": row.organisation}
        return Response(self.get_serializer(arrival_pattern_save(actor=self.person, row=row, **data)).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Delete when cases arrive."""
        return _destroyed(self)


def _owner(view: RestrictedViewSet[Any], data: dict[str, Any], model: type[Any]) -> dict[str, Any]:
    """Project and organisation of what is about to be entered: 404 where the person does not see them, else 403."""
    project = get_or_404(view.person, Action.VIEW, Project.objects.all(), pk=data["project"])
    key = data["organisation"]
    require(decide_in(view.person, Action.ADD, model, project=project, organisation_id=key))
    rows = Organisation.objects.filter(participations__project=project)
    organisation = get_or_404(view.person, Action.VIEW, rows, pk=key) if key else None
    return {"project": project, "organisation": organisation}


def _destroyed(view: RestrictedViewSet[Any]) -> Response:
    row_delete(actor=view.person, row=view.get_for(Action.CHANGE))
    return Response(status=status.HTTP_204_NO_CONTENT)


class StaffNeedsViewSet(RestrictedViewSet[StaffGroup]):
    """The staff that an organisation needs, month by month."""

    queryset = StaffGroup.objects.all()
    pagination_class = None

    @extend_schema(
        parameters=[
            OpenApiParameter("project", OpenApiTypes.INT, required=True),
            OpenApiParameter("organisation", OpenApiTypes.INT, required=True),
            OpenApiParameter("use_case", OpenApiTypes.STR, description="ユースケースのコード。空は全部"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def list(self, request: Request) -> Response:
        """Needs of ``?project=<id>&organisation=<id>``, April first."""
        given = request.query_params
        project = get_or_404(self.person, Action.VIEW, Project.objects.all(), pk=key_given(given, "project"))
        require(decide_in(self.person, Action.VIEW, StaffGroup, project=project))
        organisations = organisations_for(self.person, project)
        organisation = get_or_404(self.person, Action.VIEW, organisations, pk=key_given(given, "organisation"))
        try:
            reading = reading_of(project, organisation, given.get("use_case", ""))
        except StaffingImpossible as error:
            raise ValidationError(str(error)) from None
        if reading.use_case and not any(work.use_case_key == reading.use_case for work in reading.works):
            raise serializers.ValidationError({"use_case": _("このコードのユースケースは、この団体にありません。")})
        return Response(
            {
                "fiscal_year": project.fiscal_year,
                "months": MONTHS,
                "groups": [_needs(item) for item in reading.groups],
            }
        )


def _needs(item: core.GroupNeeds) -> dict[str, Any]:
    group = item.group
    return {
        "key": group.key,
        "name": group.name,
        "performers": group.performers,
        "present": str(group.present) if group.people_known else None,
        "is_default": group.is_default,
        "source": group.source,
        "busy_month": item.months[item.busy].month,
        **{side.value: _side(found) for side in (Side.AS_IS, Side.TO_BE) if (found := item.side(side))},
    }


def _side(found: core.GroupSide) -> dict[str, Any]:
    return {
        "people": [str(people) for people in found.people],
        "normal": str(found.normal),
        "hours": [format_number(hours, 2).replace(",", "") for hours in found.hours],
    }


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("office-hours", OfficeHoursViewSet, basename="office-hours")
    router.register("staff-groups", StaffGroupViewSet, basename="staff-group")
    router.register("arrival-patterns", ArrivalPatternViewSet, basename="arrival-pattern")
    router.register("staff-needs", StaffNeedsViewSet, basename="staff-needs")
