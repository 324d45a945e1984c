"""Reads of hearings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, Project, User
from bpr.access.policy import Action, Person, restrict
from bpr.core.steps import StepRow, parse_next
from bpr.core.values import Evidence, EvidenceKind
from bpr.core.workload import Volume, volume
from bpr.workflow.cells import read_number
from bpr.workflow.columns import Sheet
from bpr.workflow.problems import CellError
from bpr.workflow.values_json import values_from_json
from hearings.models import Hearing, HearingEditor, HearingState, HearingStep, HearingVolume
from hearings.sheet import SheetContext, empty_sheet

if TYPE_CHECKING:
    from usecases.models import UseCase

EDITING_FOR = timedelta(seconds=60)  # an editor whose page gave no sign for so long has gone


def reference_of(hearing: Hearing) -> str:
    """The key by which figures point to a hearing; steps add "/step:<key>", the volume "/volume"."""
    return f"hearing:{hearing.pk}"


def reference_url(project_id: int, reference: str) -> str:
    """Address of the page and row that an evidence reference points to, "" where it is not one of ours."""
    head, _slash, tail = reference.partition("/")
    kind, _colon, number = head.partition(":")
    if kind != "hearing" or not number.isdecimal():
        return ""
    anchor = f"step-{tail.removeprefix('step:')}" if tail.startswith("step:") else tail
    url = reverse("hearings:hearing", args=[project_id, int(number)])
    return f"{url}#{anchor}" if anchor else url


def hearing_id_of(reference: str) -> int:
    """Number of the hearing that a reference points into, 0 where it points elsewhere."""
    kind, _colon, number = reference.partition("/")[0].partition(":")
    return int(number) if kind == "hearing" and number.isdecimal() and len(number) < 10 else 0


def evidence_urls(user: Person, project_id: int, references: Iterable[str]) -> dict[str, str]:
    """Addresses of the hearing rows that the person may open, by their references; one query."""
    numbers = {reference: number for reference in references if (number := hearing_id_of(reference))}
    rows = Hearing.objects.filter(pk__in=set(numbers.values()), use_case__project=project_id)
    visible = set(restrict(user, Action.VIEW, rows).values_list("pk", flat=True)) if numbers else set()
    return {reference: reference_url(project_id, reference) for reference, pk in numbers.items() if pk in visible}


def sheet_context(hearing: Hearing) -> SheetContext:
    """What the sheet of this hearing is read for."""
    return SheetContext(
        common_steps=hearing.use_case.common_steps,
        reference=reference_of(hearing),
        source=f"ヒアリング {hearing}",  # part of the figures, not of the page: never translated
    )


def sheet_of(hearing: Hearing) -> Sheet:
    """The sheet as typed; a hearing without one starts from the common steps."""
    return hearing.sheet or empty_sheet(hearing.use_case)


def hearings_of(project: Project) -> QuerySet[Hearing]:
    """All hearings of a project with what lists show, unrestricted: pass through ``restrict`` before showing."""
    return Hearing.objects.filter(use_case__project=project).select_related(
        "use_case__project", "use_case__category", "organisation", "saved_by", "submitted_by", "confirmed_by"
    )


def hearings_visible(user: Person, project: Project) -> QuerySet[Hearing]:
    """The hearings that the person may see, without their sheets."""
    return restrict(user, Action.VIEW, hearings_of(project)).defer("sheet")


@dataclass(frozen=True, kw_only=True)
class ConfirmedHearing:
    """A confirmed hearing with what calculations need."""

    hearing: Hearing
    volume: Volume
    rows: tuple[StepRow, ...]


def confirmed_hearings(project: Project) -> list[ConfirmedHearing]:
    """Every confirmed hearing of the project, in the order of use cases and organisations."""
    rows = hearings_of(project).filter(state=HearingState.CONFIRMED).select_related("volume").prefetch_related("steps")
    return [
        ConfirmedHearing(hearing=hearing, volume=volume_of(hearing), rows=step_rows(hearing))
        for hearing in rows.order_by("use_case__category__order", "use_case__order", "use_case__code", "organisation")
    ]


def staff_told(hearings: QuerySet[Hearing]) -> dict[tuple[str, int], Decimal]:
    """担当職員数 that hearings tell, by code of the use case and organisation; those that tell none are left out."""
    rows = hearings.values_list("use_case__code", "organisation", KT("sheet__overview__staff_count"))
    counts = {(code, organisation): _people(text or "") for code, organisation, text in rows}
    return {pair: count for pair, count in counts.items() if count}


def _people(text: str) -> Decimal:
    """The number of the cell; 0 where it holds none (a submitted sheet was checked, an older one may not have been)."""
    try:
        return read_number(text, units=("人", "名"))
    except CellError:
        return Decimal(0)


def volume_of(hearing: Hearing) -> Volume:
    """件数 of a hearing that was submitted at least once."""
    stored: HearingVolume = hearing.volume
    evidence = Evidence(
        kind=EvidenceKind(stored.evidence_kind), source=stored.source, reference=f"{reference_of(hearing)}/volume"
    )
    return volume(
        cases_per_year=stored.cases_per_year,
        months=tuple(Decimal(count) for count in stored.months),
        year=stored.year,
        evidence=(evidence,),
    )


def step_rows(hearing: Hearing) -> tuple[StepRow, ...]:
    """The workflow rows as last submitted."""
    return tuple(step_row(step) for step in hearing.steps.all())


def step_row(step: HearingStep) -> StepRow:
    return StepRow(task=step.task, values=values_from_json(step.values), next=parse_next(step.next))


def editors_now(hearing: Hearing, *, but: User) -> list[User]:
    """Who else has the sheet open for editing just now."""
    since = timezone.now() - EDITING_FOR
    found = HearingEditor.objects.filter(hearing=hearing, seen_at__gte=since).exclude(user=but)
    return [editor.user for editor in found.select_related("user").order_by("user__username")]


@dataclass(frozen=True, kw_only=True)
class CoverageCell:
    """One organisation with its hearing, None where none was opened."""

    organisation: Organisation
    hearing: Hearing | None


@dataclass(frozen=True, kw_only=True)
class CoverageRow:
    """One use case with a cell for each organisation of the table."""

    use_case: UseCase
    cells: tuple[CoverageCell, ...]

    @property
    def hearings(self) -> tuple[Hearing | None, ...]:
        return tuple(cell.hearing for cell in self.cells)

    @property
    def confirmed(self) -> int:
        return _confirmed(self.hearings)

    @property
    def opened(self) -> int:
        return sum(hearing is not None for hearing in self.hearings)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Use cases × organisations (largest first): what is there and what is missing."""

    organisations: tuple[Organisation, ...]
    rows: tuple[CoverageRow, ...]

    @property
    def confirmed(self) -> int:
        return sum(row.confirmed for row in self.rows)

    @property
    def opened(self) -> int:
        return sum(row.opened for row in self.rows)

    @property
    def confirmed_by_organisation(self) -> tuple[str, ...]:
        columns = zip(*(row.hearings for row in self.rows), strict=True)
        return tuple(f"{_confirmed(column)}/{sum(cell is not None for cell in column)}" for column in columns)


def _confirmed(hearings: Iterable[Hearing | None]) -> int:
    return sum(hearing is not None and hearing.state == HearingState.CONFIRMED for hearing in hearings)


def coverage(project: Project) -> Coverage:
    """The coverage table of the whole project, unrestricted: for its team and for the report."""
    organisations = tuple(
        sorted(
            project.organisations.exclude(kind__in=("ministry", "contractor")),
            key=lambda organisation: (-(organisation.population or 0), organisation.code or "", organisation.name),
        )
    )
    found = {(item.use_case_id, item.organisation_id): item for item in hearings_of(project).defer("sheet")}
    use_cases = project.use_cases.select_related("category")
    return Coverage(
        organisations=organisations,
        rows=tuple(
            CoverageRow(
                use_case=use_case,
                cells=tuple(
                    CoverageCell(organisation=organisation, hearing=found.get((use_case.pk, organisation.pk)))
                    for organisation in organisations
                ),
            )
            for use_case in use_cases
        ),
    )


def progress(user: Person, project: Project) -> str:
    """「12/20 確認済」 of the hearings that the person may see; "" where there are none."""
    states = list(hearings_visible(user, project).values_list("state", flat=True))
    if not states:
        return ""
    done = states.count(HearingState.CONFIRMED)
    return _("%(done)s/%(all)s 確認済") % {"done": done, "all": len(states)}


def is_late(hearing: Hearing, today: date) -> bool:
    """True where the hearing is still awaited although its day has passed."""
    waiting = hearing.state in (HearingState.DRAFT, HearingState.RETURNED)
    return waiting and hearing.due_on is not None and hearing.due_on < today
