"""The API under /api/v1/: each app registers its own viewsets."""

from django.urls import include, path
from rest_framework.routers import DefaultRouter

import bpr.access.api
import bpr.congestion.api
import bpr.jobs.api
import bpr.logs.api
import bpr.national.api
import bpr.staffing.api
import bpr.tracking.api
import hearings.api
import reports.api
import reports.api_what_if
import usecases.api

router = DefaultRouter()
for module in (
    bpr.access.api, usecases.api, hearings.api, bpr.logs.api, reports.api, reports.api_what_if, bpr.staffing.api,
    bpr.congestion.api, bpr.national.api, bpr.tracking.api, bpr.jobs.api,
):  # fmt: skip
    module.register(router)

urlpatterns = [
    path("token/", bpr.access.api.TokenView.as_view(), name="api-token"),
    path("", include(router.urls)),
]
