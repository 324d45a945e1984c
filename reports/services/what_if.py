"""Scenarios of 「もし変わったら」: kept, deleted, and written into the to-be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from bpr.access.models import Role, User
from bpr.access.policy import Action, decide_in, require, role_in
from bpr.access.services import audit_record
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.parse import read_model
from bpr.core.figures import Side
from bpr.core.origins import is_kept, origin_keys, step_key
from bpr.core.values import ChangeKind, Confidence, Evidence, EvidenceKind, StepValues, ThreePoint
from bpr.core.what_if import StepBase
from reports.models import WhatIfScenario
from reports.selectors.what_if import Ground, Lever, ground_of, levers_of
from reports.selectors.what_if_reading import Reading, answer_or_reason, read
from usecases.models import ProcessModel, ProcessSide, ProcessVersion, UseCase
from usecases.selectors.drafts import DraftState
from usecases.services import version_import
from usecases.services.drafts import draft_lock

MOST = 12  # more in one chart cannot be told apart
_PLACES = Decimal("0.0001")


class ScenarioRefused(Exception):
    """Why a scenario cannot be kept or written into the to-be, in words, and what to do."""


@transaction.atomic
def scenario_save(*, actor: User, use_case: UseCase, name: str, ground: Ground, reading: Reading) -> WhatIfScenario:
    """Keep what was changed under a name. ScenarioRefused where nothing was, or the name is taken."""
    require(decide_in(actor, Action.ADD, WhatIfScenario, project=use_case.project))
    known = WhatIfScenario.objects.filter(use_case=UseCase.objects.select_for_update().get(pk=use_case.pk))
    _require_savable(known.values_list("name", flat=True), name, reading, ground)
    scenario = WhatIfScenario.objects.create(
        use_case=use_case, name=name, changes=reading.changes, digest=ground.digest, author=actor
    )
    audit_record(
        actor=actor, action="create", obj=scenario, project=use_case.project,
        changes={"name": [None, name], "changes": [None, scenario.changes]},
    )  # fmt: skip
    return scenario


def _require_savable(names: Iterable[str], name: str, reading: Reading, ground: Ground) -> None:
    taken = set(names)
    if ground.is_empty:
        raise ScenarioRefused(_("確認済ヒアリング、現行、改革案がそろっていないため、保存できません。"))
    if reading.errors:
        raise ScenarioRefused(_("読めない値があります。直してから保存してください。"))
    if not reading.values:
        raise ScenarioRefused(_("まだ何も変えていません。値を変えてから保存してください。"))
    if name in taken:
        raise ScenarioRefused(_("「%(name)s」はすでにあります。別の名前にしてください。") % {"name": name})
    if len(taken) >= MOST:
        raise ScenarioRefused(_("保存できるのは%(most)s件までです。使わないものを削除してください。") % {"most": MOST})
    if reason := answer_or_reason(ground, reading)[1]:
        raise ScenarioRefused(reason)


def may_delete(actor: User, scenario: WhatIfScenario) -> bool:
    """Who made it, and leaders."""
    project = scenario.use_case.project
    own = scenario.author_id == actor.pk and decide_in(actor, Action.CHANGE, WhatIfScenario, project=project)
    return bool(own) or role_in(actor, project) is Role.LEADER


@transaction.atomic
def scenario_delete(*, actor: User, scenario: WhatIfScenario) -> None:
    """Delete a scenario for good; the audit log keeps what it said."""
    if not may_delete(actor, scenario):
        raise PermissionDenied(_("削除できるのは、保存した本人と統括責任者です。"))
    audit_record(
        actor=actor, action="delete", obj=scenario, project=scenario.use_case.project,
        changes={"name": [scenario.name, None], "changes": [scenario.changes, None]},
    )  # fmt: skip
    scenario.delete()


@transaction.atomic
def scenario_become_to_be(*, actor: User, scenario: WhatIfScenario) -> ProcessVersion:
    """A new version of the to-be with the minutes and shares of the scenario; volumes and wages stay in it alone.

    The evidence of a changed step is 推計 with the scenario as its source. A step that was left as it is becomes
    変更, because a kept step has each organisation's own minutes. ScenarioRefused where a draft of the to-be exists or
    the scenario does not fit the to-be any more.
    """
    use_case = scenario.use_case
    require(decide_in(actor, Action.ADD, ProcessVersion, project=use_case.project))
    state = _newest(use_case)
    ground = ground_of(use_case)
    reading = read(levers_of(ground, use_case.project), scenario.changes)
    _require_fitting(reading)
    reason = f"もし変わったら：{scenario.name}"
    document = BpmnDocument.parse(state.xml.encode("utf-8"), source_name="BPMN")
    _write_minutes(document, ground, reading, reason)
    _write_shares(document, reading)
    try:
        version, _repairs = version_import(
            actor=actor, use_case=use_case, side=ProcessSide.TO_BE, data=document.serialise(), filename="",
            reason=reason, removed=state.latest.removed if state.latest else (),
        )  # fmt: skip
    except BpmnError as error:
        raise ScenarioRefused(str(error)) from error
    return version


def _newest(use_case: UseCase) -> DraftState:
    """The to-be, locked; refused where somebody is changing it."""
    process = ProcessModel.objects.filter(use_case=use_case, side=ProcessSide.TO_BE, organisation=None).first()
    state = draft_lock(process) if process else None
    if state is None or state.latest is None:
        raise ScenarioRefused(_("改革案がまだありません。先に業務プロセスで改革案を作ってください。"))
    if under_change := state.draft or state.table_draft:
        raise ScenarioRefused(
            _(
                "改革案の下書き（%(person)sさん）があります。下書きを版として保存するか捨ててから、もう一度押してください。"
            )
            % {"person": under_change.saved_by}
        )
    return state


def _require_fitting(reading: Reading) -> None:
    if reading.errors or reading.lost:
        raise ScenarioRefused(
            _("この案の作業か分岐が、いまの図にありません。案を開いて値を確かめ、保存し直してください。")
        )
    if not reading.to_be_changes:
        raise ScenarioRefused(_("改革案に書ける変更（改革案の分、改革案の割合）がこの案にありません。"))


def _write_minutes(document: BpmnDocument, ground: Ground, reading: Reading, source: str) -> None:
    bases = {step.key: step for step in ground.steps[Side.TO_BE]}
    levers = {lever.key: lever for lever in reading.to_be_changes if lever.group == "to_be"}
    for node in list(read_model(document).steps()):
        key = step_key(node.values) if node.values else ""
        if node.values and key in levers and node.id in bases[key].by_node:
            minutes = _scaled(bases[key], node.id, reading.values[levers[key].name], levers[key])
            document.set_step_values(node.id, _with_minutes(node.values, minutes, source))


def _scaled(base: StepBase, node_id: str, typed: Decimal, lever: Lever) -> Decimal:
    """What was typed; of several elements of one step each in its proportion."""
    if len(base.by_node) == 1:
        return typed
    return Decimal(str(base.by_node[node_id] * float(typed) / lever.exact)).quantize(_PLACES)


def _with_minutes(values: StepValues, minutes: Decimal, source: str) -> StepValues:
    guess = Evidence(kind=EvidenceKind.ESTIMATED, source=source, confidence=Confidence.LOW)
    if is_kept(values):
        time, change = ThreePoint(likely=minutes), ChangeKind.CHANGED
    else:
        time, change = _stretched(values.handling_minutes, minutes), values.change or ChangeKind.CHANGED
    origins = origin_keys(values)
    return replace(values, handling_minutes=time, change=change, origin_keys=origins, evidence=(guess,))


def _stretched(known: ThreePoint | None, likely: Decimal) -> ThreePoint:
    """The range moves with its middle."""
    if known is None or not known.likely:
        return ThreePoint(likely=likely)
    ends = [
        None if end is None else (end * likely / known.likely).quantize(_PLACES)
        for end in (known.minimum, known.maximum)
    ]
    low, high = ends
    return ThreePoint(
        likely=likely,
        minimum=None if low is None else min(low, likely),
        maximum=None if high is None else max(high, likely),
    )


def _write_shares(document: BpmnDocument, reading: Reading) -> None:
    """The share as typed; the other ways of a decision share the rest in their old proportion."""
    model = read_model(document)
    for lever in reading.to_be_changes:
        if lever.group == "share":
            share = reading.values[lever.name] / 100
            others = [flow for flow in model.outgoing.get(lever.split, ()) if flow.id != lever.key]
            document.set_share(lever.key, share)
            for flow_id, part in _rest([(flow.id, flow.share) for flow in others], 1 - share):
                document.set_share(flow_id, part)


def _rest(others: list[tuple[str, Decimal | None]], left: Decimal) -> list[tuple[str, Decimal]]:
    """``left`` in the old proportion (equally, where there is none); the last takes what rounding leaves."""
    if not others:  # an event
        return []
    total = sum((share or Decimal(0) for _, share in others), Decimal(0))
    parts = [
        (flow_id, (left * (share or Decimal(0)) / total if total else left / len(others)).quantize(_PLACES))
        for flow_id, share in others[:-1]
    ]
    return [*parts, (others[-1][0], left - sum((part for _, part in parts), Decimal(0)))]
