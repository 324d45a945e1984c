"""From the editor's draft to a version, and the diagrams that were kept beside."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.policy import Action, get_or_404
from bpr.access.shell import actor_of
from bpr.core.steps import StepTableError
from bpr.workflow.problems import SheetInvalid, SheetMalformed
from usecases import services
from usecases.diagram_reading import DiagramRefused
from usecases.models import KeptDraft, ProcessModel
from usecases.selectors.drafts import draft_state
from usecases.views.editor import CONFLICT, back_url, page, process_or_404, whole


@login_required
@require_POST
def editor_save(request: HttpRequest, project_id: int, model_id: int) -> HttpResponse:
    """Make a new version of the draft."""
    process = process_or_404(request, project_id, model_id)
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        messages.error(request, _("変更理由を入れてください。下書きは残っています。"))
        return redirect("usecases:editor", project_id, model_id)
    try:
        version = services.draft_save_version(
            actor=actor_of(request), process_model=process, reason=reason, revision=_number(request, "revision")
        )
    except services.NothingDrawn:
        messages.info(request, _("版にする下書きがありません。"))
        return redirect("usecases:editor", project_id, model_id)
    except (services.DraftMoved, services.VersionConflict) as conflict:
        return _newer(request, process, conflict)
    except DiagramRefused as refused:
        messages.error(request, " ".join(problem.message for problem in refused.problems))
        return redirect("usecases:editor", project_id, model_id)
    messages.success(request, _("第%(number)s版を保存しました。") % {"number": version.number})
    return redirect("usecases:version", project_id, version.pk)


def _newer(request: HttpRequest, process: ProcessModel, conflict: Exception) -> HttpResponse:
    """Somebody was there before: what is new, and what can be done about it."""
    state = draft_state(process)
    context = page(request, process, _("新しい版があります")) | {
        "state": state,
        "newer": state.latest if isinstance(conflict, services.VersionConflict) else None,
        "merged": services.draft_merge_preview(state=state),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "usecases/editor_newer.html", context, status=CONFLICT)


@login_required
@require_POST
def editor_merge(request: HttpRequest, project_id: int, model_id: int) -> HttpResponse:
    """Bring what the newest version changed into the draft."""
    process = process_or_404(request, project_id, model_id)
    try:
        merged = services.draft_merge(
            actor=actor_of(request), process_model=process, revision=_number(request, "revision")
        )
    except services.NothingDrawn:
        messages.info(request, _("版にする下書きがありません。"))
    except services.DraftMoved as conflict:
        return _newer(request, process, conflict)
    else:
        _say_merged(request, len(merged.conflicts) if merged else 0)
    return redirect("usecases:editor", project_id, model_id)


def _say_merged(request: HttpRequest, conflicts: int) -> None:
    if conflicts:
        words = _("新しい版と合わせました。同じところを別々に直した%(count)sか所は、新しい版のとおりにしました。")
        messages.warning(request, words % {"count": conflicts} + _("合わせる前の図は、下に取り置いてあります。"))
    else:
        messages.success(request, _("新しい版と合わせました。確かめて、版として保存してください。"))


@login_required
@require_POST
def editor_discard(request: HttpRequest, project_id: int, model_id: int) -> HttpResponse:
    """Drop the draft; it is kept beside."""
    process = process_or_404(request, project_id, model_id)
    if services.draft_discard(actor=actor_of(request), process_model=process):
        messages.success(request, _("下書きを取りやめました。取りやめた図は、編集の画面に取り置いてあります。"))
    return redirect(back_url(draft_state(process)))


@login_required
@require_POST
def editor_take_over(request: HttpRequest, project_id: int, model_id: int) -> HttpResponse:
    """Go on in the diagram with the draft that stands in the table of the to-be."""
    process = process_or_404(request, project_id, model_id)
    try:
        services.draft_from_table(actor=actor_of(request), process_model=process)
    except services.NothingDrawn:
        messages.info(request, _("引き継ぐ表の下書きがありません。"))
        return redirect("usecases:editor", project_id, model_id)
    except (SheetInvalid, StepTableError) as error:
        messages.error(request, _("表の下書きに読めないセルがあります。先に表で直してください。") + f" {error}")
        return redirect("usecases:to_be_edit", project_id, process.use_case_id)
    messages.success(request, _("表の下書きを引き継ぎました。続きは図で直せます。"))
    return redirect("usecases:editor", project_id, model_id)


def _kept_or_404(request: HttpRequest, process: ProcessModel, kept_id: int) -> KeptDraft:
    queryset = KeptDraft.objects.select_related("process_model__use_case__project", "process_model__organisation")
    return get_or_404(request.user, Action.CHANGE, queryset, process_model=process, pk=kept_id)


@login_required
@require_GET
def editor_kept(request: HttpRequest, project_id: int, model_id: int, kept_id: int) -> HttpResponse:
    """A diagram that was kept beside, as BPMN 2.0 XML."""
    process = process_or_404(request, project_id, model_id)
    kept = _kept_or_404(request, process, kept_id)
    response = HttpResponse(kept.bpmn, content_type="application/xml")
    name = f"{process.use_case.code}-{process.side}-{timezone.localtime(kept.kept_at):%Y%m%d-%H%M}.bpmn"
    header = content_disposition_header(as_attachment=True, filename="".join(filter(str.isprintable, name)))
    response["Content-Disposition"] = header or "attachment"
    return response


@login_required
@require_POST
def editor_kept_delete(request: HttpRequest, project_id: int, model_id: int, kept_id: int) -> HttpResponse:
    """Delete a diagram that was kept beside."""
    process = process_or_404(request, project_id, model_id)
    services.kept_delete(actor=actor_of(request), kept=_kept_or_404(request, process, kept_id))
    messages.success(request, _("取り置いた図を削除しました。"))
    return redirect("usecases:editor", project_id, model_id)


def _number(request: HttpRequest, name: str) -> int:
    """A number of a form; -1, which nothing has, where it is none."""
    try:
        return whole(request.POST.get(name, ""))
    except SheetMalformed:
        return -1
