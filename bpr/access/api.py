"""The API of people, projects and organisations."""

from __future__ import annotations

from typing import Any, cast

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from bpr.access.api_base import RestrictedReadViewSet
from bpr.access.json_reading import PlainJSONParser
from bpr.access.models import Membership, Organisation, Project, User
from bpr.access.policy import memberships_of


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    size_class = serializers.CharField(read_only=True)

    class Meta:
        model = Organisation
        fields = (
            "id", "kind", "code", "name", "kana", "prefecture", "designation", "population", "households",
            "size_class", "statistics", "source",
        )  # fmt: skip


class OrganisationViewSet(RestrictedReadViewSet[Organisation]):
    """協力団体: organisations of the person's projects; hearing staff see their own."""

    queryset = Organisation.objects.order_by("code", "name", "pk")
    serializer_class = OrganisationSerializer
    project_lookup = "participations__project"


class ProjectSerializer(serializers.ModelSerializer[Project]):
    class Meta:
        model = Project
        fields = (
            "id", "name", "fiscal_year", "is_sample", "commissioner", "contractor", "background", "purpose",
            "council_name", "council_description", "hearing_method", "hearing_due_on", "schedule", "created_at",
        )  # fmt: skip


class ProjectViewSet(RestrictedReadViewSet[Project]):
    """事業: the projects in which the person takes part."""

    queryset = Project.objects.all()
    serializer_class = ProjectSerializer


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    class Meta:
        model = Membership
        fields = ("project", "role", "organisation", "post")


class MeSerializer(serializers.ModelSerializer[User]):
    memberships = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "username", "display_name", "language", "memberships")

    @extend_schema_field(MembershipSerializer(many=True))
    def get_memberships(self, user: User) -> list[dict[str, Any]]:
        """What the person is in which project."""
        return cast("list[dict[str, Any]]", MembershipSerializer(memberships_of(user), many=True).data)


class MeViewSet(ViewSet):
    """The signed-in person."""

    authentication_classes = (TokenAuthentication, SessionAuthentication)
    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=MeSerializer)
    def list(self, request: Request) -> Response:
        """Who am I, and what am I in which project?"""
        return Response(MeSerializer(cast("User", request.user)).data)


class TokenThrottle(AnonRateThrottle):
    """Besides the lockout: nobody needs more tokens than this from one address."""

    rate = "30/min"


class TokenSerializer(serializers.Serializer[Token]):
    token = serializers.CharField()


class TokenView(APIView):
    """A token for user name and password. Failures count towards the same lockout as those of the sign-in page."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (TokenThrottle,)
    parser_classes = (PlainJSONParser, FormParser, MultiPartParser)  # forms are what curl sends

    @extend_schema(request=AuthTokenSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        """Obtain the token; send it as ``Authorization: Token …``."""
        # axes marks the request that it was given, and its middleware sees Django's own one.
        serializer = AuthTokenSerializer(data=request.data, context={"request": request._request})
        serializer.is_valid(raise_exception=True)
        person = serializer.validated_data["user"]
        if person.must_change_password:
            raise PermissionDenied(
                _("初期パスワードのままです。画面でサインインして、自分のパスワードに変えてください。")
            )
        token, _created = Token.objects.get_or_create(user=person)
        return Response({"token": token.key})


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("organisations", OrganisationViewSet, basename="organisation")
    router.register("projects", ProjectViewSet, basename="project")
    router.register("me", MeViewSet, basename="me")
