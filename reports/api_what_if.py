"""「もし変わったら」 in the API: the levers of a use case, the answer to changed values, scenarios."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.api_base import RestrictedReadViewSet, RestrictedViewSet, valid_data
from bpr.access.policy import Action, decide_in, get_or_404, require
from reports.models import WhatIfScenario
from reports.selectors.what_if import Ground, WhatIfImpossible, ground_of, levers_of
from reports.selectors.what_if_reading import Answered, Reading, Triple, answer_or_reason, read
from reports.services.what_if import ScenarioRefused, scenario_become_to_be, scenario_delete, scenario_save
from usecases.models import UseCase

MOST_CHANGES = 500


class ChangesInput(serializers.Serializer[Any]):
    """Values by name of the lever; what is left out stays as the data of the project says."""

    changes = serializers.DictField(child=serializers.CharField(max_length=40), required=False, default=dict)

    def validate_changes(self, value: dict[str, str]) -> dict[str, str]:
        if len(value) > MOST_CHANGES:
            raise serializers.ValidationError(f"一度に変えられるのは{MOST_CHANGES}個までです。")
        return value


class ScenarioInput(ChangesInput):
    use_case = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=60)


class WhatIfViewSet(RestrictedViewSet[UseCase]):
    """もし変わったら of one use case (its id)."""

    queryset = UseCase.objects.select_related("project")
    serializer_class = ChangesInput

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, pk: str) -> Response:
        """The levers with their values and sources, and the answer without a change."""
        use_case, ground = self._asked(Action.VIEW)
        reading = read(levers_of(ground, use_case.project), {})
        return Response({"levers": [_lever(lever) for lever in reading.levers], **_answered(ground, reading)})

    @extend_schema(request=ChangesInput, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Yearly hours and yen with changed values, together and by organisation. 400 names each unreadable value."""
        use_case, ground = self._asked(Action.CHANGE)
        return Response(
            _answered(ground, _read(ground, use_case, valid_data(ChangesInput(data=request.data))["changes"]))
        )

    def _asked(self, wanted: Action) -> tuple[UseCase, Ground]:
        use_case = self.get_for(Action.VIEW)
        require(decide_in(self.person, wanted, WhatIfScenario, project=use_case.project))
        return use_case, _ground(use_case)


class ScenarioSerializer(serializers.ModelSerializer[WhatIfScenario]):
    """A scenario: only what differs from the data of the project."""

    class Meta:
        model = WhatIfScenario
        fields = ("id", "use_case", "name", "changes", "created_at")


class ScenarioViewSet(RestrictedReadViewSet[WhatIfScenario]):
    """もし変わったらの案."""

    queryset = WhatIfScenario.objects.select_related("use_case__project", "author")
    serializer_class = ScenarioSerializer
    project_lookup = "use_case__project"

    @extend_schema(request=ScenarioInput, responses={201: ScenarioSerializer})
    def create(self, request: Request) -> Response:
        """Keep changed values under a name."""
        data = valid_data(ScenarioInput(data=request.data))
        rows = UseCase.objects.select_related("project")
        use_case = get_or_404(self.person, Action.VIEW, rows, pk=data["use_case"])
        require(decide_in(self.person, Action.ADD, WhatIfScenario, project=use_case.project))
        ground = _ground(use_case)
        reading = _read(ground, use_case, data["changes"])
        try:
            made = scenario_save(
                actor=self.person, use_case=use_case, name=data["name"], ground=ground, reading=reading
            )
        except ScenarioRefused as error:
            raise ValidationError(str(error)) from None
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a scenario: who made it, and leaders."""
        scenario_delete(actor=self.person, scenario=self.get_for(Action.CHANGE))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={201: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["post"], url_path="to-be")
    def to_be(self, request: Request, pk: str) -> Response:
        """Write the minutes and shares of a scenario into a new version of the to-be."""
        try:
            version = scenario_become_to_be(actor=self.person, scenario=self.get_for(Action.CHANGE))
        except (ScenarioRefused, WhatIfImpossible) as error:
            raise ValidationError(str(error)) from None
        return Response({"version": version.pk, "number": version.number}, status=status.HTTP_201_CREATED)


def _ground(use_case: UseCase) -> Ground:
    try:
        ground = ground_of(use_case)
    except WhatIfImpossible as error:
        raise ValidationError(str(error)) from None
    if ground.is_empty:
        raise ValidationError("確認済ヒアリング、その団体の現行、改革案がそろっていません。")
    return ground


def _read(ground: Ground, use_case: UseCase, changes: dict[str, str]) -> Reading:
    reading = read(levers_of(ground, use_case.project), changes)
    problems = reading.errors | dict.fromkeys(reading.lost, "この名前の値はありません。一覧の name を使ってください。")
    if problems:
        raise serializers.ValidationError({"changes": problems})
    return reading


def _lever(lever: Any) -> dict[str, str]:
    return {
        "name": lever.name,
        "group": lever.group,
        "label": str(lever.label),
        "unit": str(lever.unit),
        "value": f"{lever.base:f}",
        "source": str(lever.source),
    }


def _answered(ground: Ground, reading: Reading) -> dict[str, Any]:
    answered, reason = answer_or_reason(ground, reading)
    if answered is None:
        raise ValidationError(reason)
    return {"changes": reading.changes, "answer": _figures(answered)}


def _figures(answered: Answered) -> dict[str, Any]:
    return {
        "hours": _triple(answered.hours),
        "yen": _triple(answered.yen),
        "load_percent": _triple(answered.load) if answered.load else None,
        "organisations": [
            {"name": name, "hours": _triple(hours), "yen": _triple(yen)} for name, hours, yen in answered.rows
        ],
    }


def _triple(found: Triple) -> dict[str, str]:
    return {"as_is": f"{found.as_is:f}", "to_be": f"{found.to_be:f}", "saving": f"{found.saving:f}"}


def register(router: BaseRouter) -> None:
    """Add these viewsets to the API."""
    router.register("what-if", WhatIfViewSet, basename="what-if")
    router.register("what-if-scenarios", ScenarioViewSet, basename="what-if-scenario")
