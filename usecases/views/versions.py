"""One version of a process: diagram and rows, exports, comments, review."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.policy import Action, decide, get_or_404
from bpr.access.shell import actor_of, project_shell
from usecases import selectors, services
from usecases.forms import CommentForm, ReviewForm
from usecases.models import Comment, ProcessVersion, VersionState
from usecases.selectors.drawings import drawing_svg, drawn_view, view_choices, view_of
from usecases.selectors.findings import findings_panel, open_findings, version_finding_lines
from usecases.selectors.overview import threads_of, versions_visible
from usecases.selectors.pages import step_lines
from usecases.views.version_base import version_file, version_or_404


@login_required
@require_GET
def version(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """How does the process run?"""
    found = version_or_404(request, project_id, version_id)
    return _page(request, found, ReviewForm(), CommentForm())


def _page(
    request: HttpRequest, found: ProcessVersion, review_form: ReviewForm, comment_form: CommentForm, status: int = 200
) -> HttpResponse:
    project = found.process_model.use_case.project
    threads = threads_of(found)
    model = selectors.version_model(found)
    finding_lines = version_finding_lines(found)
    visible = versions_visible(request.user, project)
    drawn = drawn_view(
        found,
        view_of(request.GET),
        visible=visible,
        threads=threads,
        findings=open_findings(finding_lines),
    )
    history = list(visible.filter(process_model=found.process_model).defer("bpmn"))
    may_change = bool(decide(request.user, Action.CHANGE, found))
    context = project_shell(
        request, project, current="processes", crumbs=[(_("業務プロセス"), "usecases:processes"), (str(found), "")]
    )
    context |= {
        "version": found,
        "use_case": found.process_model.use_case,
        "svg": drawing_svg(found, drawn.view, drawn.marks),
        "view": drawn.view,
        "has_marks": bool(drawn.marks),
        "changes": drawn.changes,
        **view_choices(drawn.view, drawn.offered),
        "lines": step_lines(model),
        "panel": findings_panel(finding_lines),
        "threads": threads,
        "history": history,
        "reviews": found.reviews.select_related("reviewer"),
        "review_form": review_form,
        "comment_form": comment_form,
        "may_submit": may_change and found.state in (VersionState.DRAFT, VersionState.SENT_BACK),
        "may_review": _may_review(request, found),
        "may_comment": decide(request.user, Action.COMMENT, found),
        "may_change": may_change,
        "may_acknowledge": may_change and not any(old.number > found.number for old in history),
    }
    return render(request, "usecases/version.html", context, status=status)


def _may_review(request: HttpRequest, found: ProcessVersion) -> bool:
    waits = found.state == VersionState.IN_REVIEW and found.author_id != request.user.pk
    return waits and bool(decide(request.user, Action.REVIEW, found))


@login_required
@require_GET
def version_bpmn(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """The version as BPMN 2.0 XML."""
    found = version_or_404(request, project_id, version_id)
    return version_file(found.bpmn, "application/xml", found, "bpmn")


@login_required
@require_POST
def version_submit(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """Put a version before the council."""
    found = version_or_404(request, project_id, version_id, Action.CHANGE)
    try:
        services.version_submit(actor=actor_of(request), version=found)
        messages.success(request, _("審査に出しました。協議会委員と統括責任者の作業一覧に載ります。"))
    except services.ReviewRefused as refused:
        messages.error(request, str(refused))
    return redirect("usecases:version", project_id, version_id)


@login_required
@require_POST
def version_review(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """Approve or send back."""
    found = version_or_404(request, project_id, version_id, Action.REVIEW)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, CommentForm(), status=422)
    approved = form.cleaned_data["decision"] == "approve"
    try:
        services.version_review(
            actor=actor_of(request), version=found, approved=approved, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("承認しました。") if approved else _("差し戻しました。"))
    except services.ReviewRefused as refused:
        messages.error(request, str(refused))
    return redirect("usecases:version", project_id, version_id)


@login_required
@require_POST
def comment_add(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """Add a comment or a reply."""
    found = version_or_404(request, project_id, version_id, Action.COMMENT)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, ReviewForm(), form, status=422)
    parent_id = form.cleaned_data["parent"]
    services.comment_add(
        actor=actor_of(request),
        version=found,
        text=form.cleaned_data["text"],
        element_id=form.cleaned_data["element_id"],
        parent=get_object_or_404(found.comments, pk=parent_id) if parent_id else None,
    )
    messages.success(request, _("コメントを追加しました。"))
    return redirect(reverse("usecases:version", args=[project_id, version_id]) + "#comments")


@login_required
@require_POST
def comment_resolve(request: HttpRequest, project_id: int, version_id: int, comment_id: int) -> HttpResponse:
    """Mark a thread as settled: by the team, or by the one who wrote it."""
    found = version_or_404(request, project_id, version_id, Action.COMMENT)
    comment = get_object_or_404(
        Comment.objects.select_related("version__process_model__use_case__project"), pk=comment_id, version=found
    )
    if comment.author_id != request.user.pk:
        get_or_404(request.user, Action.CHANGE, ProcessVersion.objects.all(), pk=version_id)
    services.comment_resolve(actor=actor_of(request), comment=comment)
    messages.success(request, _("解決済みにしました。"))
    return redirect(reverse("usecases:version", args=[project_id, version_id]) + "#comments")
