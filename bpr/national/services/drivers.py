"""Choosing and accepting the statistic that drives the volume of a use case."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, decide_in, require
from bpr.access.services import audit_record
from bpr.national.models import UseCaseDriver
from bpr.national.selectors.drivers import driver_lines
from bpr.national.statistics import STATISTICS
from usecases.models import UseCase


class DriverError(Exception):
    """A statistic that cannot be used, in Japanese, with the remedy."""


def driver_set(*, actor: User, use_case: UseCase, driver: str, reason: str = "") -> UseCaseDriver:
    """Decide on the statistic of a use case; "" leaves it out of the estimates. Raises DriverError."""
    require(decide_in(actor, Action.CHANGE, UseCaseDriver, project=use_case.project))
    if driver and driver not in STATISTICS:
        raise DriverError(
            _("「%(name)s」の件数の基になる統計「%(driver)s」はありません。一覧から選んでください。")
            % {"name": use_case.name, "driver": driver}
        )
    with transaction.atomic():
        before = UseCaseDriver.objects.filter(use_case=use_case).values_list("driver", flat=True).first()
        made, _created = UseCaseDriver.objects.update_or_create(
            use_case=use_case, defaults={"driver": driver, "reason": reason.strip(), "author": actor}
        )
        if before != driver:
            audit_record(
                actor=actor, action="change", obj=made, project=use_case.project, changes={"driver": [before, driver]}
            )
    return made


def proposals_accept(*, actor: User, project: Project) -> int:
    """Accept what is proposed for every use case that nobody has decided on. Returns how many."""
    require(decide_in(actor, Action.CHANGE, UseCaseDriver, project=project))
    waiting = [line for line in driver_lines(project) if line.is_open]
    with transaction.atomic(), translation.override("ja"):  # what is stored is Japanese, whoever asks for it
        for line in waiting:
            driver_set(actor=actor, use_case=line.use_case, driver=line.proposal.column, reason=line.proposal.reason)
    return len(waiting)
