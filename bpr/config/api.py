"""The API under /api/v1/: each app registers its own viewsets."""

from django.urls import include, path
from rest_framework.routers import DefaultRouter

import bpr.access.api
import bpr.jobs.api
import hearings.api
import reports.api
import usecases.api

router = DefaultRouter()
for module in (bpr.access.api, usecases.api, hearings.api, reports.api, bpr.jobs.api):
    module.register(router)

urlpatterns = [
    path("token/", bpr.access.api.TokenView.as_view(), name="api-token"),
    path("", include(router.urls)),
]
