"""Jobs in the API: look and cancel; they are started by what needs them."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from bpr.access.policy import Action
from bpr.jobs.models import Job
from bpr.jobs.selectors import jobs_visible
from bpr.jobs.services import job_cancel


class JobSerializer(serializers.ModelSerializer[Job]):
    class Meta:
        model = Job
        fields = (
            "id", "kind", "project", "state", "progress", "message", "error", "result",
            "attempts", "created_at", "started_at", "finished_at",
        )  # fmt: skip


class JobViewSet(viewsets.ReadOnlyModelViewSet[Job]):
    queryset = Job.objects.none()
    serializer_class = JobSerializer

    def get_queryset(self) -> QuerySet[Job]:
        return jobs_visible(self.request.user, Action.CHANGE if self.action == "cancel" else Action.VIEW)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        """Cancel a job that waits or runs; one that has ended stays as it is."""
        job = self.get_object()
        job_cancel(job=job)
        return Response(self.get_serializer(job).data)


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the API."""
    router.register("jobs", JobViewSet, basename="job")
