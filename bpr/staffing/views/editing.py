"""Entering, changing and deleting opening hours, staff groups and arrival patterns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bpr.access.models import Organisation, Project
from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.access.shell import actor_of, project_or_404
from bpr.access.views.form_errors import refusals_in
from bpr.core.staffing import OFFICE_SPANS
from bpr.core.values import EvidenceKind
from bpr.staffing.forms import (
    GroupForm,
    HoursForm,
    PatternForm,
    StaffingForm,
    group_initial,
    hours_initial,
    pattern_initial,
)
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.staffing.notation import DAYS, shown_people, spans_text
from bpr.staffing.selectors.reading import (
    StaffingImpossible,
    organisations_for,
    performers_known,
    reading_of,
)
from bpr.staffing.services import arrival_pattern_save, office_hours_save, row_delete, staff_group_save
from bpr.staffing.views.common import may_enter, staffing_shell

R = TypeVar("R", OfficeHours, StaffGroup, ArrivalPattern)
Save = Callable[[dict[str, Any], Organisation | None], OfficeHours | StaffGroup | ArrivalPattern]
_EVIDENCE = {"evidence_kind": EvidenceKind.ESTIMATED.value}


def _place(request: HttpRequest, project_id: int) -> tuple[Project, Organisation]:
    """The project and organisation that something new is entered for; 404 or 403 as the policy says."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, StaffGroup, project=project))
    key = request.GET.get("organisation", "")
    found = next((item for item in organisations_for(request.user, project) if str(item.pk) == key), None)
    if found is None:
        raise Http404
    require(decide_in(request.user, Action.ADD, StaffGroup, project=project, organisation_id=found.pk))
    return project, found


def _row(request: HttpRequest, rows: QuerySet[R], project_id: int, pk: int, lookup: str = "project") -> R:
    return get_or_404(request.user, Action.CHANGE, rows, pk=pk, **{f"{lookup}_id": project_id})


def _base(request: HttpRequest, project: Project, organisation: Organisation | None, *, is_new: bool) -> dict[str, Any]:
    """Arguments of every form. A row for all organisations is edited beside the name of none in particular."""
    return {
        "organisation": organisation or Organisation(name=_("事業の全団体")),
        "for_all": may_enter(request, project, None),
        "is_new": is_new,
    }


def _back(project: Project, organisation: Organisation | None) -> str:
    query = f"?organisation={organisation.pk}" if organisation else ""
    return f"{reverse('staffing:index', args=[project.pk])}{query}"


def _page(
    request: HttpRequest,
    project: Project,
    organisation: Organisation | None,
    form: StaffingForm,
    *,
    heading: str,
    template: str = "staffing/form.html",
) -> HttpResponse:
    context = staffing_shell(request, project, (_("職員と暦"), "staffing:index"), (heading, ""))
    context |= {
        "form": form,
        "heading": heading,
        "owner": organisation.name if organisation else _("事業の全団体"),
        "back_url": _back(project, organisation),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _saved(
    request: HttpRequest, project: Project, organisation: Organisation | None, form: StaffingForm, save: Save
) -> HttpResponseRedirect | None:
    """Store what the form holds; None where it is refused, with the reason in the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    with refusals_in(form):
        row = save(form.stored(), None if form.is_for_all else organisation)
        messages.success(request, _("「%(name)s」を保存しました。") % {"name": row})
        return redirect(f"{_back(project, organisation)}#entered")
    return None


def _deleted(request: HttpRequest, project: Project, row: OfficeHours | StaffGroup | ArrivalPattern) -> HttpResponse:
    name, organisation = str(row), row.organisation
    try:
        row_delete(actor=actor_of(request), row=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("「%(name)s」を削除しました。") % {"name": name})
    return redirect(f"{_back(project, organisation)}#entered")


@login_required
@require_http_methods(["GET", "POST"])
def hours_new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Enter opening hours."""
    project, organisation = _place(request, project_id)
    week = dict.fromkeys(DAYS[:5], spans_text(OFFICE_SPANS))
    initial = {"name": _("窓口の開庁時間"), "japanese_holidays": True, **week, **_EVIDENCE}
    form = HoursForm(request.POST or None, initial=initial, **_base(request, project, organisation, is_new=True))

    def save(fields: dict[str, Any], owner: Organisation | None) -> OfficeHours:
        return office_hours_save(actor=actor_of(request), project=project, organisation=owner, **fields)

    done = _saved(request, project, organisation, form, save)
    return done or _page(request, project, organisation, form, heading=_("開庁時間を入れる"))


@login_required
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, project_id: int, hours_id: int) -> HttpResponse:
    """Change opening hours."""
    row = _row(request, OfficeHours.objects.select_related("project", "organisation"), project_id, hours_id)
    project, owner = row.project, row.organisation
    base = _base(request, project, owner, is_new=False)
    form = HoursForm(request.POST or None, initial=hours_initial(row), **base)

    def save(fields: dict[str, Any], _owner: Organisation | None) -> OfficeHours:
        return office_hours_save(actor=actor_of(request), project=project, organisation=owner, row=row, **fields)

    done = _saved(request, project, owner, form, save)
    return done or _page(request, project, owner, form, heading=_("開庁時間の変更"))


@login_required
@require_POST
def hours_delete(request: HttpRequest, project_id: int, hours_id: int) -> HttpResponse:
    """Delete opening hours."""
    row = _row(request, OfficeHours.objects.select_related("project", "organisation"), project_id, hours_id)
    return _deleted(request, row.project, row)


@login_required
@require_http_methods(["GET", "POST"])
def group_new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Enter a staff group; ``?performer=`` starts from the group that stands in for it now."""
    project, organisation = _place(request, project_id)
    known, initial = _known(project, organisation, request.GET.get("performer"))
    base = _base(request, project, organisation, is_new=True)
    form = GroupForm(request.POST or None, project=project, known=known, initial=initial, **base)

    def save(fields: dict[str, Any], owner: Organisation | None) -> StaffGroup:
        return staff_group_save(actor=actor_of(request), project=project, organisation=owner, **fields)

    done = _saved(request, project, organisation, form, save)
    return done or _page(request, project, organisation, form, heading=_("職員の組を入れる"))


def _known(project: Project, organisation: Organisation, performer: str | None) -> tuple[list[str], dict[str, Any]]:
    """Performers of the organisation, and the form of the group that stands in for one of them."""
    initial: dict[str, Any] = {"available_percent": "100", **_EVIDENCE}
    try:
        reading = reading_of(project, organisation)
    except StaffingImpossible:
        return [], initial
    group = reading.staffing.group_of(performer) if performer else None
    if group is not None:
        people = shown_people(group.people) if group.people_known else ""
        initial |= {"name": group.name, "performers": performer, "people": people}
    return performers_known(reading.works), initial


@login_required
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, project_id: int, staff_group_id: int) -> HttpResponse:
    """Change a staff group."""
    rows = StaffGroup.objects.select_related("project", "organisation")
    row = _row(request, rows, project_id, staff_group_id)
    project, owner = row.project, row.organisation
    known = _known(project, owner, None)[0] if owner else []
    base = _base(request, project, owner, is_new=False)
    names = list(dict.fromkeys([*known, *row.performers])) if known else []
    form = GroupForm(request.POST or None, project=project, known=names, initial=group_initial(row), **base)

    def save(fields: dict[str, Any], _owner: Organisation | None) -> StaffGroup:
        return staff_group_save(actor=actor_of(request), project=project, organisation=owner, row=row, **fields)

    done = _saved(request, project, owner, form, save)
    return done or _page(request, project, owner, form, heading=_("職員の組の変更"))


@login_required
@require_POST
def group_delete(request: HttpRequest, project_id: int, staff_group_id: int) -> HttpResponse:
    """Delete a staff group."""
    row = _row(request, StaffGroup.objects.select_related("project", "organisation"), project_id, staff_group_id)
    return _deleted(request, row.project, row)


@login_required
@require_http_methods(["GET", "POST"])
def pattern_new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Enter when the cases of a use case arrive."""
    project, organisation = _place(request, project_id)
    base = _base(request, project, organisation, is_new=True)
    form = PatternForm(request.POST or None, project=project, initial=_EVIDENCE, **base)

    def save(fields: dict[str, Any], owner: Organisation | None) -> ArrivalPattern:
        use_case = form.cleaned_data["use_case"]
        return arrival_pattern_save(actor=actor_of(request), use_case=use_case, organisation=owner, **fields)

    done = _saved(request, project, organisation, form, save)
    template = "staffing/pattern_form.html"
    return done or _page(request, project, organisation, form, heading=_("受付の山を入れる"), template=template)


@login_required
@require_http_methods(["GET", "POST"])
def pattern(request: HttpRequest, project_id: int, pattern_id: int) -> HttpResponse:
    """Change when the cases of a use case arrive."""
    rows = ArrivalPattern.objects.select_related("use_case__project", "organisation")
    row = _row(request, rows, project_id, pattern_id, "use_case__project")
    project, owner = row.use_case.project, row.organisation
    base = _base(request, project, owner, is_new=False)
    form = PatternForm(request.POST or None, project=project, initial=pattern_initial(row), **base)

    def save(fields: dict[str, Any], _owner: Organisation | None) -> ArrivalPattern:
        return arrival_pattern_save(
            actor=actor_of(request), use_case=row.use_case, organisation=owner, row=row, **fields
        )

    done = _saved(request, project, owner, form, save)
    heading = _("「%(name)s」の受付の山") % {"name": row.use_case}
    return done or _page(request, project, owner, form, heading=heading, template="staffing/pattern_form.html")


@login_required
@require_POST
def pattern_delete(request: HttpRequest, project_id: int, pattern_id: int) -> HttpResponse:
    """Delete when the cases of a use case arrive."""
    rows = ArrivalPattern.objects.select_related("use_case__project", "organisation")
    row = _row(request, rows, project_id, pattern_id, "use_case__project")
    return _deleted(request, row.use_case.project, row)
