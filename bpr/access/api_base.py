"""The base of every API view: rows come through the policy, errors of services become answers.

A viewset of an app::

    class MeasureViewSet(RestrictedReadViewSet[Measure]):
        queryset = Measure.objects.select_related("use_case")
        serializer_class = MeasureSerializer
        project_lookup = "use_case__project"  # makes ?project=<id> work

        # Writes are named methods that call a service; there is no generic create, update or destroy.
        def update(self, request: Request, pk: str) -> Response:
            measure = self.get_for(Action.CHANGE)  # 404 foreign, 403 visible but not granted
            data = valid_data(MeasureInput(data=request.data))
            measure = measure_save(actor=self.person, use_case=measure.use_case, **data)
            return Response(self.get_serializer(measure).data)


    def register(router: BaseRouter) -> None:
        router.register("measures", MeasureViewSet, basename="measure")
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.settings import api_settings
from rest_framework.viewsets import GenericViewSet

from bpr.access.models import User
from bpr.access.policy import Action, get_or_404, restrict

M = TypeVar("M", bound=Model)

KEY_DIGITS = 18  # more than that no key has, and no database compares


class RestrictedViewSet(GenericViewSet[M]):
    """Rows that the person may view; ``?project=<id>`` narrows them where ``project_lookup`` is set."""

    # The token comes first, so that a missing sign-in is answered 401 and not 403.
    authentication_classes = (TokenAuthentication, SessionAuthentication)
    permission_classes = (IsAuthenticated,)
    project_lookup: ClassVar[str] = ""
    read_action: ClassVar[Action] = Action.VIEW  # which rows are listed and read

    @property
    def person(self) -> User:
        """The signed-in person."""
        return cast("User", self.request.user)

    def get_queryset(self) -> QuerySet[M]:
        rows = restrict(self.person, self.read_action, super().get_queryset())
        project = self.request.query_params.get("project", "")
        if not self.project_lookup or not project:
            return rows
        return rows.filter(**{self.project_lookup: key_given(self.request.query_params, "project")})

    def get_for(self, action: Action) -> M:
        """The row that the address names, for ``action``: 404 where it is foreign, 403 where it is not granted."""
        key = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        return get_or_404(self.person, action, super().get_queryset(), **{self.lookup_field: key})

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, ValidationError):
            exc = exceptions.ValidationError(error_detail(exc))
        return super().handle_exception(exc)


class RestrictedReadViewSet(ListModelMixin, RetrieveModelMixin, RestrictedViewSet[M]):
    """List and read, nothing else."""


def key_given(given: Mapping[str, str], name: str) -> str:
    """The key of a row that an address names with ``?name=``; 400 where it is none."""
    key = given.get(name, "")
    if not (key.isascii() and key.isdigit() and len(key) <= KEY_DIGITS):
        of_project = _("事業の番号を半角数字で指定してください。")
        message = of_project if name == "project" else _("番号を半角数字で指定してください。")
        raise exceptions.ValidationError({name: message})
    return key


def valid_data(given: BaseSerializer[Any]) -> dict[str, Any]:
    """What was sent, checked; 400 says what is wrong with it."""
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def error_detail(error: ValidationError) -> dict[str, Any]:
    """What a service refused, by field."""
    if hasattr(error, "error_dict"):
        return dict(error.message_dict)
    return {api_settings.NON_FIELD_ERRORS_KEY: error.messages}
