"""Matches of steps corrected by hand, and the corrected matches written into the to-be as its step map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.access.services import audit_record
from bpr.core.bpmn.diff import ModelDiff, StepDiff
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.model import Node
from bpr.core.origins import step_key
from bpr.core.values import ChangeKind, StepValues
from usecases.match_keys import MatchMap, match_key, partners_of
from usecases.models import (
    MatchCorrection,
    ProcessDraft,
    ProcessModel,
    ProcessSide,
    ProcessVersion,
    ToBeDraft,
)
from usecases.selectors.matches import correction_between, version_diff
from usecases.selectors.versions import version_latest, version_model
from usecases.services.versions import version_import


class MatchRefused(Exception):
    """The matches cannot be written; the message says why and what to do, for the person."""


@transaction.atomic
def match_correct(
    *, actor: User, before: ProcessVersion, after: ProcessVersion, key: str, is_after: bool, partners: Sequence[str]
) -> MatchMap:
    """Say which steps of the other side one step belongs to; none: it has no partner (対応なし).

    ``key`` is the step's key on the side that ``is_after`` names, ``partners`` are keys of the other side.
    MatchRefused where a step is not there.
    """
    _require_steps(before, after, key=key, is_after=is_after, partners=partners)
    known = _locked(before, after)
    if is_after:
        changed = known.with_partners({key: partners})
    else:
        current = partners_of(version_diff(before, after, known), version_model(before), version_model(after))
        changed = _with_afters(known, current, key, partners)
    return _store(actor, before, after, known, changed)


@transaction.atomic
def match_forget(*, actor: User, before: ProcessVersion, after: ProcessVersion, key: str, is_after: bool) -> MatchMap:
    """Take back what was corrected of one step: the comparison proposes again."""
    known = _locked(before, after)
    changed = known.forgetting(after=[key]) if is_after else known.forgetting(before=[key])
    return _store(actor, before, after, known, changed)


@transaction.atomic
def matches_accept(
    *, actor: User, before: ProcessVersion, after: ProcessVersion, partners: Mapping[str, Sequence[str]]
) -> MatchMap:
    """Take proposed matches (keys before by key after) as said, all at once. MatchRefused where a step is gone."""
    for key, keys in partners.items():
        _require_steps(before, after, key=key, is_after=True, partners=keys)
    known = _locked(before, after)
    return _store(actor, before, after, known, known.with_partners(partners))


def _with_afters(known: MatchMap, current: Mapping[str, Sequence[str]], key: str, afters: Sequence[str]) -> MatchMap:
    """A step before belongs to exactly these steps after: it joins their partners and leaves all others."""
    joined = {after: [*(k for k in current.get(after, ()) if k != key), key] for after in afters}
    left = {
        after: [k for k in keys if k != key] for after, keys in current.items() if key in keys and after not in joined
    }
    changed = known.with_partners({**left, **joined})
    return changed if afters else changed.with_lonely(key)


def _require_steps(
    before: ProcessVersion, after: ProcessVersion, *, key: str, is_after: bool, partners: Sequence[str]
) -> None:
    old = {match_key(node) for node in version_model(before).nodes if node.is_activity}
    new = {match_key(node) for node in version_model(after).nodes if node.is_activity}
    mine, others = (new, old) if is_after else (old, new)
    if key not in mine or not set(partners) <= others:
        raise MatchRefused(_("選んだ作業が図にありません。画面を開き直して、もう一度選んでください。"))


def _locked(before: ProcessVersion, after: ProcessVersion) -> MatchMap:
    """What is corrected so far; nobody else corrects these processes meanwhile."""
    processes = [before.process_model_id, after.process_model_id]
    # In an order without a join: PostgreSQL locks no rows that may be missing.
    list(ProcessModel.objects.select_for_update().filter(pk__in=processes).order_by("pk"))
    return correction_between(before.process_model, after.process_model)


def _store(actor: User, before: ProcessVersion, after: ProcessVersion, known: MatchMap, changed: MatchMap) -> MatchMap:
    if changed == known:
        return known
    # One direction is kept: the one that was corrected last.
    MatchCorrection.objects.filter(before=after.process_model, after=before.process_model).exclude(
        before=before.process_model, after=after.process_model
    ).delete()
    row, _created = MatchCorrection.objects.update_or_create(
        before=before.process_model,
        after=after.process_model,
        defaults={"mapping": changed.json(), "by": actor},
    )
    audit_record(
        actor=actor,
        action="match",
        obj=row,
        project=after.process_model.use_case.project,
        organisation=after.process_model.organisation or before.process_model.organisation,
        changes={"mapping": [known.json(), changed.json()]},
    )
    return changed


# the step map of the to-be


@transaction.atomic
def step_map_adopt(*, actor: User, before: ProcessVersion, after: ProcessVersion, reason: str) -> ProcessVersion:
    """Write the matches with the common as-is into the to-be: a new version whose steps say where they come from.

    The drawing stays as it is. Steps whose origins do not change keep what they said. MatchRefused where the versions
    are not the newest common as-is and to-be, a draft is open, or there is no reason.
    """
    _require_adoptable(before, after, reason)
    use_case = after.process_model.use_case
    diff = version_diff(before, after)
    document = BpmnDocument.parse(after.bpmn.encode("utf-8"), source_name="BPMN")
    for node_id, values in _said(diff, before, after).items():
        document.set_step_values(node_id, values)
    version, _repairs = version_import(
        actor=actor,
        use_case=use_case,
        side=ProcessSide.TO_BE,
        data=document.serialise(),
        filename="",
        reason=reason,
        removed=_removed(diff, before, after),
    )
    return version


def _require_adoptable(before: ProcessVersion, after: ProcessVersion, reason: str) -> None:
    process = after.process_model
    if not reason.strip():
        raise MatchRefused(_("理由を入れてください。新しい版の変更理由として残ります。"))
    if process.side != ProcessSide.TO_BE or before.process_model.side != ProcessSide.COMMON:
        raise MatchRefused(_("作業対応にできるのは、「共通の現行」と「改革案」の比較だけです。"))
    newest = {
        side: version_latest(use_case=process.use_case, side=side) for side in (ProcessSide.COMMON, ProcessSide.TO_BE)
    }
    if before.process_model.use_case_id != process.use_case_id or set(newest.values()) != {before, after}:
        raise MatchRefused(_("新しい版があります。最新の「共通の現行」と「改革案」を比べ直してください。"))
    has_table = ToBeDraft.objects.filter(use_case=process.use_case).exists()
    if has_table or ProcessDraft.objects.filter(process_model=process).exists():
        raise MatchRefused(_("改革案に下書きがあります。先に下書きを版として保存するか、取りやめてください。"))


def _said(diff: ModelDiff, before: ProcessVersion, after: ProcessVersion) -> dict[str, StepValues]:
    """New values of the steps whose origins change, by element id."""
    old, new = version_model(before).node_by_id, version_model(after).node_by_id
    found: dict[str, StepValues] = {}
    for entry in diff.entries:
        origins = tuple(key for node_id in entry.before_ids if (key := _common_key(old[node_id])))
        for node_id in entry.after_ids:
            values = new[node_id].values
            if values is not None and _origins(values) != frozenset(origins):
                found[node_id] = replace(
                    values,
                    change=_kind(entry, values),
                    origin_keys=origins,
                    common_key=origins[0] if len(origins) == 1 else values.key,
                )
    return found


def _common_key(node: Node) -> str:
    return step_key(node.values) if node.values else ""


def _origins(values: StepValues) -> frozenset[str]:
    return frozenset(() if values.change is ChangeKind.ADDED else values.origin_keys)


def _kind(entry: StepDiff, values: StepValues) -> ChangeKind:
    """The change that fits the new origins; 自動化 stays what it was where it still has any."""
    befores, afters = len(entry.before_ids), len(entry.after_ids)
    if not befores:
        return ChangeKind.ADDED
    if values.change is None:
        return entry.kind  # nothing was said: what the comparison finds
    if values.change is ChangeKind.AUTOMATED:
        return ChangeKind.AUTOMATED
    if befores == afters == 1:
        return ChangeKind.CHANGED
    return ChangeKind.SPLIT if afters > befores else ChangeKind.MERGED


def _removed(diff: ModelDiff, before: ProcessVersion, after: ProcessVersion) -> list[dict[str, Any]]:
    """The steps that fall away: those that were said already keep measure and reason."""
    old = version_model(before).node_by_id
    drawn = {_common_key(node) for node in old.values() if node.values}
    gone = {_common_key(old[i]): old[i].name for e in diff.of_kind(ChangeKind.REMOVED) for i in e.before_ids}
    said = {item["common_key"]: item for item in after.removed}
    kept = [item for key, item in said.items() if key in gone or key not in drawn]
    new = [
        {"common_key": key, "name": name, "measure": "", "reason": ""} for key, name in gone.items() if key not in said
    ]
    return [*kept, *new]
