"""One log: what it says beside what was said, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bpr.access.evidence_pages import evidence_urls
from bpr.access.policy import Action
from bpr.access.shell import actor_of
from bpr.logs.forms import AdoptForm
from bpr.logs.models import Adoptable, LogState, ProcessLog
from bpr.logs.selectors.results import Choice, MonthLine, Result, result_of
from bpr.logs.services import log_adopt, log_delete, log_file_remove, log_undo
from bpr.logs.views.common import UNPROCESSABLE, log_or_404, page, tell


@login_required
@require_GET
def log(request: HttpRequest, project_id: int, log_id: int) -> HttpResponse:
    """What does the log say, and does it fit the diagram?"""
    return _page(request, log_or_404(request, project_id, log_id))


@login_required
@require_POST
def adopt(request: HttpRequest, project_id: int, log_id: int) -> HttpResponse:
    """Take what was chosen over as evidence of the kind 実測."""
    found = log_or_404(request, project_id, log_id, Action.CONFIRM)
    result = result_of(found)
    form = AdoptForm(request.POST, choices=_form_choices(result.choices if result else ()))
    if not form.is_valid():
        return _page(request, found, form)
    try:
        adopted = log_adopt(actor=actor_of(request), log=found, **form.cleaned_data)
    except ValidationError as error:
        tell(request, error)
    else:
        _tell_adopted(request, adopted)
    return redirect("logs:log", project_id, log_id)


@login_required
@require_POST
def undo(request: HttpRequest, project_id: int, log_id: int) -> HttpResponse:
    """Go back to the as-is and the volume before the adoption."""
    found = log_or_404(request, project_id, log_id, Action.CONFIRM)
    said = _("採用を取りやめました。現行の業務プロセスと件数は、採用の前の値に戻りました。")
    _done(request, log_undo, found, said)
    return redirect("logs:log", project_id, log_id)


@login_required
@require_POST
def file_delete(request: HttpRequest, project_id: int, log_id: int) -> HttpResponse:
    """Let the file go; the measurement stays."""
    found = log_or_404(request, project_id, log_id, Action.CHANGE)
    _done(request, log_file_remove, found, _("元のファイルと案件の番号の例を消しました。"))
    return redirect("logs:log", project_id, log_id)


@login_required
@require_POST
def delete(request: HttpRequest, project_id: int, log_id: int) -> HttpResponse:
    """Delete the log with its file."""
    found = log_or_404(request, project_id, log_id, Action.CHANGE)
    if _done(request, log_delete, found, _("「%(name)s」を削除しました。") % {"name": found.name}):
        return redirect("logs:index", project_id)
    return redirect("logs:log", project_id, log_id)


def _done(request: HttpRequest, service: Callable[..., object], found: ProcessLog, said: str) -> bool:
    """Let ``service`` work on the log, and say on the next page that it did, or why not."""
    try:
        service(actor=actor_of(request), log=found)
    except ValidationError as error:
        tell(request, error)
        return False
    messages.success(request, said)
    return True


def _page(request: HttpRequest, found: ProcessLog, form: AdoptForm | None = None) -> HttpResponse:
    result = result_of(found)
    context: dict[str, Any] = page(request, found) | {"result": result}
    if result:
        context |= {
            "form": form or _form(result),
            "choices": result.choices,
            "urls": _urls(request, found, result),
            "is_adopted": found.state == LogState.ADOPTED,
            "adopted_labels": [Adoptable(item).label for item in found.adopted],
            "month_total": sum(line.month.cases for line in result.months),
            "said_total": _said_total(result.months),
        }
    return render(request, "logs/log.html", context, status=UNPROCESSABLE if form else 200)


def _said_total(months: Sequence[MonthLine]) -> Decimal | None:
    """What the hearing says of all these months, None where it does not say it of each."""
    said = [line.said for line in months if line.said is not None]
    return sum(said, Decimal(0)) if said and len(said) == len(months) else None


def _urls(request: HttpRequest, found: ProcessLog, result: Result) -> dict[str, str]:
    """Where the values that were said come from, as far as the person may open it."""
    references = [line.evidence.reference for line in result.steps if line.evidence]
    project_id = found.use_case.project_id
    return evidence_urls(user=request.user, project_id=project_id, references=references)


def _form(result: Result) -> AdoptForm:
    usable = [choice.item.value for choice in result.choices if choice.count]
    return AdoptForm(choices=_form_choices(result.choices), initial={"items": usable})


def _form_choices(choices: tuple[Choice, ...]) -> list[tuple[str, str]]:
    """What may be chosen, with how much it is."""
    words = {
        Adoptable.MINUTES: _("処理時間（作業%(count)s件）"),
        Adoptable.SHARES: _("分岐の割合（分岐%(count)s か所）"),
        Adoptable.VOLUME: _("件数（年間と月別）"),
    }
    return [(choice.item.value, words[choice.item] % {"count": choice.count}) for choice in choices if choice.count]


def _tell_adopted(request: HttpRequest, adopted: ProcessLog) -> None:
    count = len(adopted.adopted)
    text = ngettext("%(count)s種類の値を実測として採用しました。", "%(count)s種類の値を実測として採用しました。", count)
    messages.success(request, text % {"count": count})
