"""Organisations side by side: one use case, the newest as-is of each, on the common steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from bpr.access.models import Organisation
from bpr.access.policy import Person
from bpr.core.bpmn.diff import compare
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.flow import Amount, FlowError, expected_flow
from bpr.core.side_by_side import Cell, StepComparison, is_outlier, side_by_side
from usecases.match_keys import MatchMap, match_key
from usecases.models import ProcessSide, ProcessVersion, UseCase
from usecases.selectors.matches import corrections_from
from usecases.selectors.overview import by_size, versions_visible
from usecases.selectors.versions import version_latest, version_model, version_svg, versions_latest


@dataclass(frozen=True, kw_only=True)
class OrganisationColumn:
    """One organisation: its newest as-is and how it differs as a whole."""

    version: ProcessVersion
    steps: int
    missing: int  # common steps that it does not do
    own: int  # steps that are no common step
    moved: int  # common steps in another order than in the common as-is
    minutes: Decimal | None  # staff minutes of one case; None where the flow cannot be calculated
    is_outlier: bool = False

    @cached_property
    def svg(self) -> SafeString:
        return version_svg(self.version, id_prefix=f"small-{self.version.pk}-", legend=False)


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """Organisations and the common steps that they do."""

    versions: tuple[ProcessVersion, ...]
    rows: tuple[StepComparison, ...]
    columns: tuple[OrganisationColumn, ...]
    common: ProcessVersion | None  # the common as-is, whose order is the reference
    accepted: dict[int, MatchMap]  # by process model: matches with the common as-is that people took over

    @property
    def organisations(self) -> list[Organisation | None]:
        return [version.process_model.organisation for version in self.versions]

    @property
    def median_minutes(self) -> Decimal | None:
        known = sorted(column.minutes for column in self.columns if column.minutes is not None)
        half = len(known) // 2
        return (known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2) if known else None


def side_by_side_of(user: Person, use_case: UseCase) -> SideBySide:
    """The newest as-is of every organisation that ``user`` may see, largest first."""
    versions = versions_latest(
        versions_visible(user, use_case.project).filter(
            process_model__use_case=use_case, process_model__side=ProcessSide.AS_IS
        )
    )
    ordered = tuple(sorted(versions.values(), key=by_size))
    common = version_latest(use_case=use_case, side=ProcessSide.COMMON)
    accepted = corrections_from(common.process_model, [v.process_model for v in ordered]) if common else {}
    models: dict[int, CoreModel] = {version.pk: version_model(version) for version in ordered}
    rows = side_by_side(
        models,
        [(step["key"], step["name"]) for step in use_case.common_steps],
        keys=_given_keys(ordered, common, accepted) if common else {},
        reference=version_model(common) if common else None,
    )
    return SideBySide(versions=ordered, rows=rows, columns=_columns(ordered, rows), common=common, accepted=accepted)


def accepted_keys(versions: Sequence[ProcessVersion], common: ProcessVersion | None) -> dict[int, dict[str, str]]:
    """Common keys that people gave steps by accepting matches with the common as-is: by version, then element id."""
    if common is None:
        return {}
    accepted = corrections_from(common.process_model, [version.process_model for version in versions])
    return _given_keys(versions, common, accepted)


def _given_keys(
    versions: Sequence[ProcessVersion], common: ProcessVersion, accepted: Mapping[int, MatchMap]
) -> dict[int, dict[str, str]]:
    return {version.pk: _keys_of(version, common, accepted.get(version.process_model_id)) for version in versions}


def _keys_of(version: ProcessVersion, common: ProcessVersion, accepted: MatchMap | None) -> dict[str, str]:
    if not accepted:
        return {}
    nodes = version_model(common).node_by_id
    mapping, _without = accepted.ids(version_model(common), version_model(version))
    found: dict[str, str] = {}
    for step, origins in mapping.items():
        values = nodes[origins[0]].values if origins else None
        if values is not None:
            found[step] = values.common_key or values.key
    return found


def _columns(versions: Sequence[ProcessVersion], rows: Sequence[StepComparison]) -> tuple[OrganisationColumn, ...]:
    minutes = [_minutes(version) for version in versions]
    known = [value for value in minutes if value is not None]
    return tuple(
        _column(version, [(row.is_common, row.cells[at]) for row in rows], value, is_outlier(value, known))
        for at, (version, value) in enumerate(zip(versions, minutes, strict=True))
    )


def _column(
    version: ProcessVersion, cells: Sequence[tuple[bool, Cell | None]], minutes: Decimal | None, stands_out: bool
) -> OrganisationColumn:
    return OrganisationColumn(
        version=version,
        steps=sum(cell is not None for _, cell in cells),
        missing=sum(is_common and cell is None for is_common, cell in cells),
        own=sum(not is_common and cell is not None for is_common, cell in cells),
        moved=sum(cell is not None and cell.is_moved for _, cell in cells),
        minutes=minutes,
        is_outlier=stands_out,
    )


def _minutes(version: ProcessVersion) -> Decimal | None:
    try:
        minutes = expected_flow(version_model(version)).per_case(Amount.STAFF_MINUTES)
    except FlowError:
        return None
    return round(Decimal(minutes.numerator) / Decimal(minutes.denominator), 1)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A step without a common step, and the common step that it seems to be."""

    key: str
    task: str
    common_key: str  # of the step in the common as-is
    common_name: str
    likeness: int  # percent
    reason: str

    @property
    def value(self) -> str:
        """What the page sends where it is accepted."""
        return f"{self.key}={self.common_key}"


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """What is proposed for one organisation's as-is."""

    version: ProcessVersion
    items: tuple[Proposal, ...]


def proposals_for(table: SideBySide) -> tuple[Proposals, ...]:
    """Common steps for steps that have none, found by comparing with the common as-is."""
    if table.common is None:
        return ()
    found = [_proposals(version, table.common, table.accepted) for version in table.versions]
    return tuple(proposals for proposals in found if proposals.items)


def _proposals(version: ProcessVersion, common: ProcessVersion, accepted: dict[int, MatchMap]) -> Proposals:
    known, model = version_model(common), version_model(version)
    corrected = accepted.get(version.process_model_id, MatchMap())
    waiting = {
        node.id
        for node in model.steps()
        if node.values and not node.values.common_key and match_key(node) not in corrected.partners
    }
    if not waiting:
        return Proposals(version=version, items=())
    mapping, without = corrected.ids(known, model)
    diff = compare(known, model, mapping=mapping, without_partner=without, other_organisation=True)
    return Proposals(
        version=version,
        items=tuple(
            Proposal(
                key=match_key(model.node_by_id[step]),
                task=model.node_by_id[step].name,
                common_key=match_key(known.node_by_id[entry.before_ids[0]]),
                common_name=known.node_by_id[entry.before_ids[0]].name,
                likeness=round(100 * entry.likeness),
                reason=entry.reason,
            )
            for entry in diff.entries
            for step in entry.after_ids
            if step in waiting and entry.before_ids
        ),
    )
