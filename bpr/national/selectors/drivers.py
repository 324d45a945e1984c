"""The statistic of each use case as it stands: accepted, or proposed only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bpr.access.models import Project, User
from bpr.access.policy import Action, restrict
from bpr.national.models import UseCaseDriver
from bpr.national.statistics import STATISTICS, Proposal, Statistic, proposal_for
from usecases.models import UseCase


@dataclass(frozen=True, kw_only=True)
class DriverLine:
    """One use case with its decision, or with what is proposed until somebody decides."""

    use_case: UseCase
    decided: UseCaseDriver | None
    proposal: Proposal

    @property
    def is_open(self) -> bool:
        return self.decided is None

    @property
    def is_left_out(self) -> bool:
        """Somebody decided that the use case is not estimated."""
        return self.decided is not None and not self.decided.driver

    @property
    def statistic(self) -> Statistic | None:
        """The accepted statistic."""
        return STATISTICS[self.decided.driver] if self.decided and self.decided.driver else None

    @property
    def proposed(self) -> Statistic:
        return STATISTICS[self.proposal.column]


def driver_lines(project: Project, user: User | None = None) -> list[DriverLine]:
    """All use cases of the project, in their order; for ``user`` only what the person may see."""
    rows = UseCase.objects.filter(project=project).select_related("national_driver__author", "project")
    return _lines(restrict(user, Action.VIEW, rows) if user else rows)


def _lines(use_cases: Iterable[UseCase]) -> list[DriverLine]:
    return [
        DriverLine(
            use_case=item,
            decided=getattr(item, "national_driver", None),
            proposal=proposal_for(name=item.name, registered=item.volume_driver),
        )
        for item in use_cases
    ]
