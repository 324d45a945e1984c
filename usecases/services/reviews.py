"""Comments and reviews: submit, approve, send back."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.services import audit_record
from usecases.models import Comment, ProcessVersion, Review, VersionState
from usecases.selectors.findings import version_errors

_ERRORS_TOLD = 3


class ReviewRefused(Exception):
    """The review step is not possible now; the message says why, for the person."""


def _project(version: ProcessVersion) -> Project:
    return version.process_model.use_case.project


def _state_set(*, actor: User, version: ProcessVersion, state: VersionState, reason: str = "") -> None:
    before, version.state = version.state, state
    version.save(update_fields=["state"])
    audit_record(
        actor=actor,
        action="review",
        obj=version,
        project=_project(version),
        organisation=version.process_model.organisation,
        changes={"state": [before, state], "sha256": [version.sha256, version.sha256]},
        reason=reason,
    )


def _locked(version: ProcessVersion) -> ProcessVersion:
    return (
        ProcessVersion.objects.select_for_update(of=("self",))
        .select_related("process_model__use_case__project", "process_model__organisation")
        .get(pk=version.pk)
    )


def _refuse_altered(version: ProcessVersion) -> None:
    """ReviewRefused where the diagram is not the one that the hash names: an approval would stand for another."""
    if hashlib.sha256(version.bpmn.encode("utf-8")).hexdigest() != version.sha256:
        raise ReviewRefused(
            _("図の内容が版のハッシュと一致しないので、承認できません。システム管理者に知らせてください。")
        )


def _refuse_errors(version: ProcessVersion, what: str) -> None:
    """ReviewRefused, naming the elements and what to do, while a check of the diagram finds errors."""
    errors = version_errors(version)
    if not errors:
        return
    language = get_language() or "ja"
    told = [_("%(message)s（%(remedy)s）") % error.words(language)._asdict() for error in errors[:_ERRORS_TOLD]]
    rest = len(errors) - len(told)
    if rest:
        told.append(_("ほか%(rest)s件") % {"rest": rest})
    raise ReviewRefused(
        _("図に誤りが%(count)s件あるので、%(what)s。直した版を作ってください。") % {"count": len(errors), "what": what}
        + " "
        + " ／ ".join(told)
    )


@transaction.atomic
def version_submit(*, actor: User, version: ProcessVersion) -> ProcessVersion:
    """Put a draft (or a version that was sent back) before the council. Errors in its diagram refuse it."""
    version = _locked(version)
    if version.state not in (VersionState.DRAFT, VersionState.SENT_BACK):
        raise ReviewRefused(_("この版はすでに審査中か承認済です。"))
    _refuse_errors(version, _("審査に出せません"))
    _state_set(actor=actor, version=version, state=VersionState.IN_REVIEW)
    return version


@transaction.atomic
def version_review(*, actor: User, version: ProcessVersion, approved: bool, reason: str = "") -> Review:
    """Approve or send back a version in review. Not by its author; sending back needs a reason.

    An approval names the hash of what was reviewed, and is refused while the diagram has errors. It holds for this
    version alone: versions are immutable, so a change is a new version, which begins as a draft.
    """
    version = _locked(version)
    if version.state != VersionState.IN_REVIEW:
        raise ReviewRefused(_("審査中の版だけを承認・差戻しできます。"))
    if version.author_id == actor.pk:
        raise ReviewRefused(_("自分が作った版は承認できません。ほかの委員か統括責任者に依頼してください。"))
    if not approved and not reason.strip():
        raise ReviewRefused(_("差し戻すときは理由を書いてください。"))
    if approved:
        _refuse_altered(version)
        _refuse_errors(version, _("承認できません"))
    review = Review.objects.create(
        version=version, sha256=version.sha256, reviewer=actor, approved=approved, reason=reason
    )
    state = VersionState.APPROVED if approved else VersionState.SENT_BACK
    _state_set(actor=actor, version=version, state=state, reason=reason)
    return review


@transaction.atomic
def comment_add(
    *, actor: User, version: ProcessVersion, text: str, element_id: str = "", parent: Comment | None = None
) -> Comment:
    """A remark on an element or on the whole; a reply belongs to the thread of its parent."""
    if not text.strip():
        raise ReviewRefused(_("コメントを書いてください。"))
    comment = Comment.objects.create(
        version=version,
        text=text.strip(),
        element_id=parent.element_id if parent else element_id,
        parent=parent,
        author=actor,
    )
    audit_record(
        actor=actor, action="comment", obj=comment, project=_project(version),
        organisation=version.process_model.organisation,
    )  # fmt: skip
    return comment


@transaction.atomic
def comment_resolve(*, actor: User, comment: Comment) -> Comment:
    """Mark a thread as settled."""
    comment.resolved_at, comment.resolved_by = timezone.now(), actor
    comment.save(update_fields=["resolved_at", "resolved_by"])
    audit_record(
        actor=actor, action="resolve", obj=comment, project=_project(comment.version),
        organisation=comment.version.process_model.organisation,
    )  # fmt: skip
    return comment
