"""Every address of the site."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from bpr.config import views

urlpatterns = [
    path("", include("bpr.access.urls")),
    path("", include("usecases.urls")),
    path("projects/<int:project_id>/", include("hearings.urls")),
    path("projects/<int:project_id>/", include("reports.urls")),
    path("projects/<int:project_id>/", include("bpr.logs.urls")),
    path("projects/<int:project_id>/", include("bpr.staffing.urls")),
    path("projects/<int:project_id>/", include("bpr.congestion.urls")),
    path("projects/<int:project_id>/", include("bpr.national.urls")),
    path("projects/<int:project_id>/", include("bpr.tracking.urls")),
    path("jobs/", include("bpr.jobs.urls")),
    path("api/v1/", include("bpr.config.api")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("healthz", views.healthz, name="healthz"),
]

handler400 = "bpr.config.views.bad_request"
handler403 = "bpr.config.views.permission_denied"
handler404 = "bpr.config.views.page_not_found"
handler500 = "bpr.config.views.server_error"
