"""Categories, use cases and what hangs on them: measures, preconditions, issues, verification items."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.services import audit_record
from usecases.models import Category, Measure, Precondition, ProjectIssue, UseCase, VerificationItem
from usecases.selectors.catalogue import work_on
from usecases.selectors.measures import measure_uses

M = TypeVar("M", bound=Model)


def _created(actor: User, project: Project, obj: M) -> M:
    """Check, store and record a new object."""
    obj.full_clean()
    obj.save()
    audit_record(actor=actor, action="create", obj=obj, project=project)
    return obj


def _changed(actor: User, project: Project, obj: M, fields: dict[str, Any]) -> M:
    """Set ``fields``, check, store, and record old and new of those that differ."""
    changes = {
        name: [str(getattr(obj, name)), str(value)] for name, value in fields.items() if getattr(obj, name) != value
    }
    if not changes:
        return obj
    for name, value in fields.items():
        setattr(obj, name, value)
    obj.full_clean()
    obj.save()
    audit_record(actor=actor, action="change", obj=obj, project=project, changes=changes)
    return obj


@transaction.atomic
def category_create(
    *, actor: User, project: Project, code: str, name: str, description: str = "", order: int = 0
) -> Category:
    """A new category of the project."""
    return _created(
        actor, project, Category(project=project, code=code, name=name, description=description, order=order)
    )


@transaction.atomic
def category_update(*, actor: User, category: Category, **fields: Any) -> Category:
    """Change code, name, description or order of a category."""
    return _changed(actor, category.project, category, fields)


@transaction.atomic
def category_delete(*, actor: User, category: Category) -> None:
    """Remove a category; ValidationError while it has use cases."""
    if category.use_cases.exists():
        raise ValidationError(
            _("カテゴリー「%(name)s」にはユースケースがあります。先に別のカテゴリーへ移すか、消してください。")
            % {"name": category.name}
        )
    _deleted(actor, category.project, category)


@transaction.atomic
def use_case_create(
    *, actor: User, project: Project, category: Category, code: str, name: str, **fields: Any
) -> UseCase:
    """A new use case; ``fields`` are the remaining columns of :class:`UseCase`."""
    return _created(actor, project, UseCase(project=project, category=category, code=code, name=name, **fields))


@transaction.atomic
def use_case_update(*, actor: User, use_case: UseCase, **fields: Any) -> UseCase:
    """Change columns of a use case."""
    return _changed(actor, use_case.project, use_case, fields)


@transaction.atomic
def use_case_delete(*, actor: User, use_case: UseCase) -> None:
    """Remove a use case with its measures, preconditions and verification items; ValidationError once work was done
    on it: a hearing, a process, a figure."""
    work = work_on(use_case)
    if work:
        raise ValidationError(
            _("「%(name)s」には%(work)sがあるため、消せません。") % {"name": use_case.name, "work": "、".join(work)}
        )
    _deleted(actor, use_case.project, use_case)


@transaction.atomic
def measure_save(
    *, actor: User, use_case: UseCase, code: str, kind: str, title: str, description: str = "", order: int = 0
) -> Measure:
    """Create the measure of this code, or change it where it is there."""
    fields = {"kind": kind, "title": title, "description": description, "order": order}
    known = Measure.objects.filter(use_case=use_case, code=code).first()
    if known:
        return _changed(actor, use_case.project, known, fields)
    return _created(actor, use_case.project, Measure(use_case=use_case, code=code, **fields))


@transaction.atomic
def precondition_add(*, actor: User, use_case: UseCase, kind: str, text: str, order: int = 0) -> Precondition:
    """A precondition of the to-be: legal, operation or system."""
    return _created(actor, use_case.project, Precondition(use_case=use_case, kind=kind, text=text, order=order))


@transaction.atomic
def measure_change(*, actor: User, measure: Measure, **fields: Any) -> Measure:
    """Change kind, title, description or order. The code stays: steps of the to-be name it."""
    return _changed(actor, measure.use_case.project, measure, fields)


@transaction.atomic
def measure_delete(*, actor: User, measure: Measure) -> None:
    """Remove a measure; ValidationError while a step of the newest to-be, or of its draft, names it."""
    if measure_uses(measure):
        raise ValidationError(
            _("方策「%(measure)s」を使っている作業があります。先に改革案から外してください。") % {"measure": measure}
        )
    _deleted(actor, measure.use_case.project, measure)


@transaction.atomic
def precondition_change(*, actor: User, precondition: Precondition, kind: str, text: str) -> Precondition:
    return _changed(actor, precondition.use_case.project, precondition, {"kind": kind, "text": text})


@transaction.atomic
def precondition_delete(*, actor: User, precondition: Precondition) -> None:
    _deleted(actor, precondition.use_case.project, precondition)


def _deleted(actor: User, project: Project, obj: Model) -> None:
    audit_record(actor=actor, action="delete", obj=obj, project=project, changes={"name": [str(obj), None]})
    obj.delete()


@transaction.atomic
def project_issue_add(
    *,
    actor: User,
    project: Project,
    text: str,
    use_case: UseCase | None = None,
    impact: str = "",
    priority: str = "",
    remedy: str = "",
    owner: str = "",
    due_on: date | None = None,
    order: int | None = None,
) -> ProjectIssue:
    """An issue of the project (課題) with its remedy, owner and deadline; the last one where no ``order`` is given."""
    issue = ProjectIssue(
        project=project, use_case=use_case, text=text, impact=impact, priority=priority,
        remedy=remedy, owner=owner, due_on=due_on,
        order=project.issues.count() if order is None else order,
    )  # fmt: skip
    return _created(actor, project, issue)


@transaction.atomic
def project_issue_change(*, actor: User, issue: ProjectIssue, **fields: Any) -> ProjectIssue:
    """Change what is said about an issue."""
    return _changed(actor, issue.project, issue, fields)


@transaction.atomic
def project_issue_delete(*, actor: User, issue: ProjectIssue) -> None:
    _deleted(actor, issue.project, issue)


@transaction.atomic
def verification_add(
    *,
    actor: User,
    use_case: UseCase,
    item: str,
    method: str = "",
    predicted: Decimal | None = None,
    measured: Decimal | None = None,
    unit: str = "",
    note: str = "",
    order: int | None = None,
) -> VerificationItem:
    """An item to verify, with the predicted and, once tried, the measured value.

    It comes last where no ``order`` is given.
    """
    row = VerificationItem(
        use_case=use_case, item=item, method=method, predicted=predicted, measured=measured,
        unit=unit, note=note,
        order=use_case.verifications.count() if order is None else order,
    )  # fmt: skip
    return _created(actor, use_case.project, row)


@transaction.atomic
def verification_save(*, actor: User, verification: VerificationItem, **fields: Any) -> VerificationItem:
    """Change what is verified, or enter what was measured; the audit log keeps the value that stood before."""
    return _changed(actor, verification.use_case.project, verification, fields)


@transaction.atomic
def verification_delete(*, actor: User, verification: VerificationItem) -> None:
    _deleted(actor, verification.use_case.project, verification)
