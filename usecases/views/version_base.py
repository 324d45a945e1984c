"""What the pages of one version share: finding it, and answering with a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from bpr.access.policy import Action, get_or_404
from usecases.models import ProcessVersion


def version_or_404(
    request: HttpRequest, project_id: int, version_id: int, action: Action = Action.VIEW
) -> ProcessVersion:
    """The version with its process, organisation and author; 404 where ``action`` on it is not granted."""
    queryset = ProcessVersion.objects.select_related(
        "process_model__use_case__project", "process_model__organisation", "author"
    )
    return get_or_404(request.user, action, queryset, process_model__use_case__project_id=project_id, pk=version_id)


def version_file(content: bytes | str, content_type: str, version: ProcessVersion, ending: str) -> HttpResponse:
    """A download that is named after the use case, the side and the version."""
    response = HttpResponse(content, content_type=content_type)
    name = f"{version.process_model.use_case.code}-{version.process_model.side}-v{version.number}.{ending}"
    header = content_disposition_header(as_attachment=True, filename="".join(filter(str.isprintable, name)))
    response["Content-Disposition"] = header or "attachment"
    return response
