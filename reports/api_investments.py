"""Investments in the API: list, add, delete."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from bpr.access.api_base import RestrictedReadViewSet, valid_data
from bpr.access.models import Organisation, Project
from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.core.input_check import MAX_AMOUNT
from bpr.core.values import EvidenceKind
from reports.assumptions import AssumptionError
from reports.models import Investment
from reports.services import investment_add, investment_remove
from usecases.models import UseCase

MAX_YEAR = 30


class InvestmentSerializer(serializers.ModelSerializer[Investment]):
    """What the reform costs in one year; ``organisation`` null is shared by all, ``use_case`` null is for all."""

    class Meta:
        model = Investment
        fields = (
            "id", "project", "use_case", "organisation", "title", "year", "initial_yen", "running_yen",
            "evidence_kind", "source",
        )  # fmt: skip


def _yen() -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=16, decimal_places=0, min_value=Decimal(0), max_value=MAX_AMOUNT, default=Decimal(0)
    )


class InvestmentInput(serializers.Serializer[Any]):
    project = serializers.IntegerField(min_value=1)
    use_case = serializers.IntegerField(min_value=1, allow_null=True, default=None)
    organisation = serializers.IntegerField(min_value=1, allow_null=True, default=None)
    title = serializers.CharField(max_length=120)
    year = serializers.IntegerField(min_value=0, max_value=MAX_YEAR)
    initial_yen = _yen()
    running_yen = _yen()
    evidence_kind = serializers.ChoiceField(choices=[kind.value for kind in EvidenceKind])
    source = serializers.CharField(allow_blank=True, default="")  # type: ignore[assignment]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["initial_yen"] and not attrs["running_yen"]:
            raise serializers.ValidationError("初期費用か運用費用のどちらかを入れてください。")
        return attrs


class InvestmentViewSet(RestrictedReadViewSet[Investment]):
    """投資 of a project, by year, use case and who bears it."""

    queryset = Investment.objects.select_related("project")
    serializer_class = InvestmentSerializer
    project_lookup = "project"

    @extend_schema(request=InvestmentInput, responses={201: InvestmentSerializer})
    def create(self, request: Request) -> Response:
        """Add one line; it counts from the next assessment on."""
        data = valid_data(InvestmentInput(data=request.data))
        project = get_or_404(self.person, Action.VIEW, Project.objects.all(), pk=data.pop("project"))
        require(decide_in(self.person, Action.ADD, Investment, project=project))
        data |= {"use_case": self._use_case(data["use_case"]), "organisation": self._organisation(data["organisation"])}
        try:
            made = investment_add(actor=self.person, project=project, **data)
        except AssumptionError as error:
            raise ValidationError(str(error)) from None
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    def _use_case(self, key: int | None) -> UseCase | None:
        return get_or_404(self.person, Action.VIEW, UseCase.objects.all(), pk=key) if key else None

    def _organisation(self, key: int | None) -> Organisation | None:
        return get_or_404(self.person, Action.VIEW, Organisation.objects.all(), pk=key) if key else None

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take one line out; assessments that were made keep it."""
        investment_remove(actor=self.person, investment=self.get_for(Action.CHANGE))
        return Response(status=status.HTTP_204_NO_CONTENT)
