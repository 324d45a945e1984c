"""Acknowledging warnings of a diagram's check, and taking that back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.access.services import audit_record
from bpr.core.bpmn.rules import Finding, Severity
from usecases.models import FindingAcknowledgement, ProcessModel, ProcessVersion
from usecases.selectors.findings import version_findings


class FindingRefused(Exception):
    """The finding cannot be acknowledged; the message says why, for the person."""


@transaction.atomic
def finding_acknowledge(
    *, actor: User, version: ProcessVersion, rule: str, element_id: str, reason: str
) -> FindingAcknowledgement:
    """Let a warning or hint of the newest version stand, with the reason why.

    It holds for later versions too, as long as the rule finds the same at the same element. FindingRefused for
    errors, without a reason, for what is not (or no more) found, and on an older version.
    """
    process_model = ProcessModel.objects.select_for_update(of=("self",)).get(pk=version.process_model_id)
    finding = _acknowledgeable(version, rule, element_id)
    if not reason.strip():
        raise FindingRefused(_("このままでよい理由を書いてください。"))
    if process_model.versions.filter(number__gt=version.number).exists():
        raise FindingRefused(_("新しい版があります。了承は最新の版でしてください。"))
    if process_model.acknowledgements.filter(rule=rule, element_id=element_id).exists():
        raise FindingRefused(_("すでに了承されています。"))
    made = FindingAcknowledgement.objects.create(
        process_model=process_model,
        version=version,
        sha256=version.sha256,
        rule=rule,
        element_id=element_id,
        message=finding.message,
        reason=reason.strip(),
        by=actor,
    )
    _record(actor, "acknowledge", made, reason=made.reason)
    return made


def _acknowledgeable(version: ProcessVersion, rule: str, element_id: str) -> Finding:
    same = (each for each in version_findings(version) if (each.rule, each.element_id) == (rule, element_id))
    finding = next(same, None)
    if finding is None:
        raise FindingRefused(_("この版では見つからなくなっています。ページを読み込み直してください。"))
    if finding.severity is Severity.ERROR:
        raise FindingRefused(_("誤りは了承できません。図か表を直して、新しい版にしてください。"))
    return finding


@transaction.atomic
def finding_withdraw(*, actor: User, acknowledgement: FindingAcknowledgement) -> None:
    """Take an acknowledgement back: the finding is open again. The audit log keeps what was said."""
    _record(actor, "unacknowledge", acknowledgement, reason=acknowledgement.reason)
    acknowledgement.delete()


def _record(actor: User, action: str, acknowledgement: FindingAcknowledgement, *, reason: str) -> None:
    process_model = acknowledgement.process_model
    audit_record(
        actor=actor,
        action=action,
        obj=acknowledgement,
        project=process_model.use_case.project,
        organisation=process_model.organisation,
        changes={
            "finding": [None, f"{acknowledgement.rule} {acknowledgement.element_id}"],
            "sha256": [None, acknowledgement.sha256],
        },
        reason=reason,
    )
