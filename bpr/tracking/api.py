"""Promises, actuals and what was achieved, in the API. Decimals are text, so that nothing is lost on the way."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.api_base import RestrictedReadViewSet, key_given, valid_data
from bpr.access.models import Organisation, Project
from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.core.tracking import Achievement
from bpr.core.values import EvidenceKind
from bpr.tracking.models import Actual, Commitment
from bpr.tracking.selectors.progress import progress_of
from bpr.tracking.services import (
    ActualRefused,
    CommitmentRefused,
    actual_add,
    actual_remove,
    commitment_make,
)
from usecases.models import UseCase

_PROJECT = [OpenApiParameter("project", OpenApiTypes.INT, required=True)]


class CommitmentSerializer(serializers.ModelSerializer[Commitment]):
    """A promise. Of one use case and organisation the newest counts; ``baseline`` is the plan that it stands on."""

    class Meta:
        model = Commitment
        fields = (
            "id", "use_case", "organisation", "assessment", "baseline", "hours_per_year", "yen_per_year", "starts_on",
            "promised_by", "note", "created_at",
        )  # fmt: skip


class ActualSerializer(serializers.ModelSerializer[Actual]):
    """What was measured in some months of a fiscal year."""

    class Meta:
        model = Actual
        fields = (
            "id", "use_case", "organisation", "fiscal_year", "first_month", "last_month", "cases", "minutes_per_case",
            "direct_yen_per_case", "evidence_kind", "source", "created_at",
        )  # fmt: skip


class PairInput(serializers.Serializer[Any]):
    use_case = serializers.IntegerField(min_value=1)
    organisation = serializers.IntegerField(min_value=1)


class CommitmentInput(PairInput):
    """Amounts that are left out are as planned."""

    hours_per_year = serializers.DecimalField(max_digits=14, decimal_places=2, required=False)
    yen_per_year = serializers.DecimalField(max_digits=16, decimal_places=0, required=False)
    starts_on = serializers.DateField()
    promised_by = serializers.CharField(max_length=120)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class ActualInput(PairInput):
    fiscal_year = serializers.IntegerField()
    first_month = serializers.IntegerField(min_value=1, max_value=12, default=4)
    last_month = serializers.IntegerField(min_value=1, max_value=12, default=3)
    cases = serializers.DecimalField(max_digits=12, decimal_places=1, min_value=0)
    minutes_per_case = serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0)
    direct_yen_per_case = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    evidence_kind = serializers.ChoiceField(choices=[kind.value for kind in EvidenceKind])
    source = serializers.CharField(max_length=500)  # type: ignore[assignment]

    def validate_evidence_kind(self, value: str) -> EvidenceKind:
        return EvidenceKind(value)


def _pair(request: Request, data: dict[str, Any], model: type[Model]) -> dict[str, Any]:
    """The use case and organisation that are named, where the person may see promises of theirs; 404 otherwise."""
    use_cases = UseCase.objects.select_related("project")
    use_case = get_or_404(request.user, Action.VIEW, use_cases, pk=data.pop("use_case"))
    rows = Organisation.objects.filter(participations__project=use_case.project)
    organisation = get_or_404(request.user, Action.VIEW, rows, pk=data.pop("organisation"))
    require(decide_in(request.user, Action.ADD, model, project=use_case.project, organisation_id=organisation.pk))
    return {"use_case": use_case, "organisation": organisation}


class CommitmentViewSet(RestrictedReadViewSet[Commitment]):
    """約束 (planned → committed)."""

    queryset = Commitment.objects.select_related("use_case", "organisation")
    serializer_class = CommitmentSerializer
    project_lookup = "use_case__project"

    @extend_schema(request=CommitmentInput, responses={201: CommitmentSerializer})
    def create(self, request: Request) -> Response:
        """Promise on the plan of the newest assessment."""
        data = valid_data(CommitmentInput(data=request.data))
        try:
            made = commitment_make(actor=self.person, **_pair(request, data, Commitment), **data)
        except CommitmentRefused as error:
            raise ValidationError(str(error)) from None
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=_PROJECT, responses=OpenApiTypes.OBJECT)
    @action(detail=False)
    def achievements(self, request: Request) -> Response:
        """Planned, promised and realised savings of ``?project=<id>`` with the rate achieved (達成率)."""
        key = key_given(request.query_params, "project")
        project = get_or_404(request.user, Action.VIEW, Project.objects.all(), pk=key)
        require(decide_in(request.user, Action.VIEW, Commitment, project=project))
        found = progress_of(self.person, project, today=timezone.localdate())
        return Response(
            {
                "planned_hours": f"{found.planned_hours:f}",
                "promised_hours": f"{found.promised_hours:f}",
                "planned_yen": f"{found.planned_yen:f}",
                "promised_yen": f"{found.promised_yen:f}",
                "coverage_percent": _text(found.coverage),
                "achieved": _achieved(found.achieved),
                "years": [{"fiscal_year": year, **(_achieved(part) or {})} for year, part in found.years],
                "pairs": [
                    {
                        "use_case": pair.use_case.pk,
                        "organisation": pair.organisation.pk,
                        "commitment": pair.commitment.pk,
                        "due_hours": f"{pair.due_hours:f}",
                        "achieved": _achieved(pair.achieved),
                    }
                    for pair in found.pairs
                ],
            }
        )


def _achieved(found: Achievement | None) -> dict[str, Any] | None:
    names = (
        "planned_hours", "promised_hours", "realised_hours", "planned_yen", "promised_yen", "realised_yen",
        "hours_by_cases", "hours_by_minutes", "rate_hours", "rate_yen",
    )  # fmt: skip
    return {name: _text(getattr(found, name)) for name in names} if found else None


def _text(value: Any) -> str | None:
    return None if value is None else f"{value:f}"


class ActualViewSet(RestrictedReadViewSet[Actual]):
    """実績 (measured)."""

    queryset = Actual.objects.select_related("use_case__project", "organisation")
    serializer_class = ActualSerializer
    project_lookup = "use_case__project"

    @extend_schema(request=ActualInput, responses={201: ActualSerializer})
    def create(self, request: Request) -> Response:
        """Record what was measured."""
        data = valid_data(ActualInput(data=request.data))
        try:
            made = actual_add(actor=self.person, **_pair(request, data, Actual), **data)
        except ActualRefused as error:
            raise ValidationError({error.field: str(error)}) from None
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take an actual out."""
        actual_remove(actor=self.person, row=self.get_for(Action.CHANGE))
        return Response(status=status.HTTP_204_NO_CONTENT)


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("commitments", CommitmentViewSet, basename="commitment")
    router.register("actuals", ActualViewSet, basename="actual")
