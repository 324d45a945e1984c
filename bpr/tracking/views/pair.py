"""One organisation × use case: its promises, what was measured, and what it says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.models import Organisation
from bpr.access.policy import Action, decide_in, get_or_404, require, restrict
from bpr.access.shell import actor_of, project_shell
from bpr.core.figures import Quantity, Scope, Side, figure_key
from bpr.core.values import EvidenceKind
from bpr.tracking.forms import ActualForm, CommitmentForm
from bpr.tracking.models import Actual, Commitment
from bpr.tracking.selectors.progress import Pair, pair_of
from bpr.tracking.services import (
    ActualRefused,
    CommitmentRefused,
    actual_add,
    actual_remove,
    commitment_make,
)
from reports.selectors.sight import organisation_key
from reports.views.rows import url_key
from usecases.models import UseCase


@login_required
@require_GET
def pair(request: HttpRequest, project_id: int, use_case_id: int, organisation_id: int) -> HttpResponse:
    """What was promised of one use case in one organisation, and what became of it?"""
    return _page(request, *_named(request, project_id, use_case_id, organisation_id))


@login_required
@require_POST
def commit_pair(request: HttpRequest, project_id: int, use_case_id: int, organisation_id: int) -> HttpResponse:
    """Promise anew; the promise before stays readable."""
    use_case, organisation = _named(request, project_id, use_case_id, organisation_id)
    require(decide_in(request.user, Action.ADD, Commitment, project=use_case.project, organisation_id=organisation.pk))
    form = CommitmentForm(request.POST)
    if form.is_valid():
        try:
            commitment_make(actor=actor_of(request), use_case=use_case, organisation=organisation, **form.cleaned_data)
        except CommitmentRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("約束を保存しました。前の約束は履歴に残ります。"))
            return redirect("tracking:pair", project_id, use_case_id, organisation_id)
    return _page(request, use_case, organisation, commitment_form=form)


@login_required
@require_POST
def actual_new(request: HttpRequest, project_id: int, use_case_id: int, organisation_id: int) -> HttpResponse:
    """Record what was measured."""
    use_case, organisation = _named(request, project_id, use_case_id, organisation_id)
    require(decide_in(request.user, Action.ADD, Actual, project=use_case.project, organisation_id=organisation.pk))
    form = ActualForm(request.POST)
    if form.is_valid():
        try:
            actual_add(actor=actor_of(request), use_case=use_case, organisation=organisation, **form.cleaned_data)
        except ActualRefused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("実績を保存しました。"))
            return redirect("tracking:pair", project_id, use_case_id, organisation_id)
    return _page(request, use_case, organisation, actual_form=form)


@login_required
@require_POST
def actual_delete(request: HttpRequest, project_id: int, actual_id: int) -> HttpResponse:
    """Take an actual out."""
    rows = Actual.objects.select_related("use_case__project", "organisation")
    row = get_or_404(request.user, Action.CHANGE, rows, pk=actual_id, use_case__project_id=project_id)
    use_case_id, organisation_id = row.use_case_id, row.organisation_id
    actual_remove(actor=actor_of(request), row=row)
    messages.success(request, _("実績を削除しました。"))
    return redirect("tracking:pair", project_id, use_case_id, organisation_id)


def _named(
    request: HttpRequest, project_id: int, use_case_id: int, organisation_id: int
) -> tuple[UseCase, Organisation]:
    """The pair of an address, where the person may see its promises; Http404 otherwise."""
    use_case = get_or_404(
        request.user, Action.VIEW, UseCase.objects.select_related("project"), pk=use_case_id, project_id=project_id
    )
    organisation = get_or_404(request.user, Action.VIEW, use_case.project.organisations.all(), pk=organisation_id)
    if not decide_in(request.user, Action.VIEW, Commitment, project=use_case.project, organisation_id=organisation.pk):
        raise Http404
    return use_case, organisation


def _page(
    request: HttpRequest,
    use_case: UseCase,
    organisation: Organisation,
    *,
    commitment_form: CommitmentForm | None = None,
    actual_form: ActualForm | None = None,
) -> HttpResponse:
    project = use_case.project
    context = project_shell(
        request, project, current="assessments", tab="tracking",
        crumbs=[(_("約束と実績"), "tracking:index"), (organisation.name, "")],
    )  # fmt: skip
    found = pair_of(actor_of(request), use_case, organisation, today=timezone.localdate())
    may_commit = decide_in(request.user, Action.ADD, Commitment, project=project, organisation_id=organisation.pk)
    may_record = decide_in(request.user, Action.ADD, Actual, project=project, organisation_id=organisation.pk)
    context |= {
        "use_case": use_case,
        "organisation": organisation,
        "pair": found,
        "plan_url": _plan_url(found) if found else "",
        "history": _history(request, use_case, organisation),
        "commitment_form": commitment_form or CommitmentForm(),
        "actual_form": actual_form or ActualForm(initial={"evidence_kind": EvidenceKind.MEASURED.value}),
        "may_commit": bool(may_commit),
        "may_record": bool(found and may_record),
    }
    refused = any(form and form.errors for form in (commitment_form, actual_form))
    return render(request, "tracking/pair.html", context, status=422 if refused else 200)


def _history(request: HttpRequest, use_case: UseCase, organisation: Organisation) -> Any:
    rows = Commitment.objects.filter(use_case=use_case, organisation=organisation)
    return restrict(request.user, Action.VIEW, rows).select_related("author", "assessment")


def _plan_url(found: Pair) -> str:
    """Where the planned figure comes from."""
    commitment = found.commitment
    key = organisation_key(found.organisation.code, found.organisation.pk)
    scope = Scope(use_case=found.use_case.code, organisation=key)
    figure = url_key(figure_key(scope, Quantity.STAFF_HOURS, Side.SAVING))
    return reverse("reports:figure", args=[found.use_case.project_id, commitment.assessment_id, figure])
