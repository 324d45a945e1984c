"""What one person sees of an assessment: all of it, or the part of the person's own organisation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from bpr.access.models import Project
from bpr.access.policy import Action, Person, decide_in, get_or_404, membership_in, restrict
from bpr.core.assessment import Assessment as Calculation
from bpr.core.figures import Figure, Quantity, Scope, Side, figure_key
from bpr.core.snapshot import SnapshotError, from_json
from reports.models import Assessment


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One assessment as one person may see it.

    ``own`` is the key of the only organisation whose result is shown; "" shows everything.
    """

    assessment: Assessment
    calculation: Calculation
    own: str = ""

    @property
    def root(self) -> Scope:
        """The widest scope that the person sees."""
        return Scope(organisation=self.own)

    @property
    def is_empty(self) -> bool:
        """True where the own organisation is not part of this assessment."""
        return not self.calculation.lines_in(self.root)

    def scope(self, *, category: str = "", use_case: str = "", organisation: str = "") -> Scope:
        """The scope asked for, within what the person sees; Http404 where there is none."""
        asked = Scope(category=category, use_case=use_case, organisation=organisation or self.own)
        if not self._sees(asked) or not self._has(figure_key(asked, Quantity.STAFF_HOURS, Side.AS_IS)):
            raise Http404
        return asked

    def figure(self, key: str) -> Figure:
        """The figure of a key; Http404 where there is none or the person does not see it."""
        if not self._has(key) or not self._sees(self.calculation.figure_by_key(key).scope):
            raise Http404
        return self.calculation.figure_by_key(key)

    def figures(self) -> list[Figure]:
        """Every figure that the person sees."""
        return [figure for figure in self.calculation.figures if self._sees(figure.scope)]

    def _sees(self, scope: Scope) -> bool:
        return not self.own or scope.organisation == self.own

    def _has(self, key: str) -> bool:
        try:
            self.calculation.figure_by_key(key)
        except KeyError:
            return False
        return True


def assessments_visible(user: Person, project: Project | None = None) -> QuerySet[Assessment]:
    """The assessments of which the person may see at least a share, newest first, without their snapshots."""
    rows = Assessment.objects.filter(project=project) if project else Assessment.objects.all()
    return restrict(user, Action.VIEW_SHARE, rows).select_related("author", "project").defer("snapshot")


def sight_or_404(user: Person, project_id: int, assessment_id: int) -> Sight:
    """The assessment of an address as ``user`` sees it."""
    rows = Assessment.objects.select_related("author", "project").defer("snapshot")
    found = get_or_404(user, Action.VIEW_SHARE, rows, pk=assessment_id, project_id=project_id)
    return sight_of(user, found)


def newest_sight(user: Person, project: Project) -> Sight | None:
    """The newest assessment of a project as ``user`` sees it, None where there is none or it cannot be read."""
    found = assessments_visible(user, project).first()
    if found is None:
        return None
    try:
        return sight_of(user, found)
    except SnapshotError:
        return None


def sight_of(user: Person, assessment: Assessment) -> Sight:
    """``assessment`` as ``user`` sees it. The caller has made sure that the person may see a share of it."""
    sees_all = decide_in(user, Action.VIEW, Assessment, project=assessment.project)
    own = "" if sees_all else own_key(user, assessment.project)
    return Sight(assessment=assessment, calculation=calculation_of(assessment), own=own)


def own_key(user: Person, project: Project) -> str:
    """Key of the person's organisation in assessments; Http404 for a person without one."""
    membership = membership_in(user, project)
    if membership is None or membership.organisation is None:
        raise Http404
    return organisation_key(membership.organisation.code, membership.organisation.pk)


def organisation_key(code: str | None, pk: int) -> str:
    """How assessments name an organisation: by its 団体コード where it has one."""
    return code or str(pk)


def calculation_of(assessment: Assessment) -> Calculation:
    """The frozen calculation. Reading one takes half a second, so the last few are kept in memory."""
    return _read(assessment.sha256, assessment.pk)


@lru_cache(maxsize=4)
def _read(_sha256: str, assessment_id: int) -> Calculation:
    return from_json(Assessment.objects.values_list("snapshot", flat=True).get(pk=assessment_id))


def scope_name(calculation: Calculation, scope: Scope) -> str:
    """What people call a scope: 全体, an organisation, a use case, or both."""
    line = next(line for line in calculation.lines if line.is_in(scope))
    if scope.is_line:
        return line.name
    if scope.category and scope.organisation:
        return f"{line.organisation_name}（{line.category_name}）"
    if scope.organisation:
        return line.organisation_name
    if scope.use_case:
        return line.use_case_name
    return line.category_name if scope.category else _("全体")
