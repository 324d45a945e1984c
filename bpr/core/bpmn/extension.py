"""Step values, shares and performer kinds in BPMN extension elements (namespace ``urn:bpr-workbench:bpmn:1``).

``bpr:step`` and ``bpr:repeat`` on an activity, ``bpr:share`` on a flow, a boundary or a start event,
``bpr:performer`` on a lane. Every value of
:class:`~bpr.core.values.StepValues` is written, so that an exported file read again loses nothing; attributes that
have their default are left out.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from lxml import etree

from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.names import BPR, bpmn, legal_text, line_of
from bpr.core.values import (
    ChangeKind,
    Confidence,
    Evidence,
    EvidenceKind,
    FormUse,
    PerformerKind,
    StepValues,
    ThreePoint,
    WorkKind,
)

STEP, SHARE, PERFORMER = (f"{{{BPR}}}{name}" for name in ("step", "share", "performer"))
REPEAT = f"{{{BPR}}}repeat"
_HANDLING, _FORM_READ, _FORM_MADE, _EVIDENCE, _ORIGIN = (
    f"{{{BPR}}}{name}" for name in ("handlingMinutes", "formRead", "formMade", "evidence", "origin")
)
ROW = "row"
_EXTENSIONS = bpmn("extensionElements")
_TEXTS = {
    "number": "number",
    "commonKey": "common_key",
    "performer": "performer",
    "system": "system",
    "measure": "measure",
}
_AMOUNTS = {
    "waitingMinutes": "waiting_minutes",
    "residentVisits": "resident_visits",
    "residentTravelMinutes": "resident_travel_minutes",
    "residentWaitingMinutes": "resident_waiting_minutes",
    "directCostYen": "direct_cost_yen",
    "attachedDocuments": "attached_documents",
}
_EVIDENCE_TEXTS = {
    "source": "source",
    "reference": "reference",
    "respondentPost": "respondent_post",
    "obtainedOn": "obtained_on",
}
_Kind = TypeVar("_Kind", bound=StrEnum)
_NOTHING = Decimal(0)
_MAX_AMOUNT, _MAX_PLACES = Decimal(10) ** 12, 30  # 1E+999999 in a file would cost minutes of arithmetic


# writing


def write_step(holder: etree._Element, values: StepValues, *, row: int | None = None) -> None:
    """Put ``bpr:step`` into the extension elements of an activity, in place of the one that is there.

    ``row`` is the position in the workflow table; without it a position already written is kept.
    """
    extensions = extension_elements(holder)
    old = extensions.find(STEP)
    kept = old.get(ROW) if old is not None else None
    step = _replaced(extensions, old, STEP)
    _put(step, "key", values.key)
    _put(step, ROW, kept or "" if row is None else str(row))
    _put_all(step, _TEXTS, values)
    _put(step, "performerKind", values.performer_kind.value)
    _put(step, "workKind", values.work_kind.value)
    for name, attribute in _AMOUNTS.items():
        _put(step, name, _amount_text(getattr(values, attribute)))
    _put(step, "change", values.change.value if values.change else "")
    _write_parts(step, values)


def _write_parts(step: etree._Element, values: StepValues) -> None:
    if values.handling_minutes is not None:
        _write_handling(step, values.handling_minutes)
    for name, forms in (("formRead", values.forms_read), ("formMade", values.forms_made)):
        for form in forms:
            part = _sub(step, name)
            part.set("name", legal_text(form.name))
            part.set("sheets", str(form.sheets))
    for key in values.origin_keys:
        _sub(step, "origin").set("key", legal_text(key))
    for evidence in values.evidence:
        _write_evidence(step, evidence)


def _write_handling(step: etree._Element, minutes: ThreePoint) -> None:
    part = _sub(step, "handlingMinutes")
    part.set("likely", str(minutes.likely))
    for name in ("minimum", "maximum"):
        bound = getattr(minutes, name)
        _put(part, name, "" if bound is None else str(bound))


def _write_evidence(step: etree._Element, evidence: Evidence) -> None:
    part = _sub(step, "evidence")
    part.set("kind", evidence.kind.value)
    part.set("confidence", evidence.confidence.value)
    _put_all(part, _EVIDENCE_TEXTS, evidence)


def write_share(
    holder: etree._Element,
    share: Decimal | None,
    share_range: tuple[Decimal, Decimal] | None = None,
    share_of: int | None = None,
) -> None:
    """Put the share (0..1) of a flow with its range or the cases it was counted in; None takes it away."""
    _write_single(holder, SHARE, "value", "" if share is None else str(share))
    if share is None or (share_range is None and share_of is None):
        return
    part = _extension(holder, SHARE)
    assert part is not None  # noqa: S101 - it was written above
    for name, bound in zip(("minimum", "maximum"), share_range or (None, None), strict=True):
        _put(part, name, "" if bound is None else str(bound))
    _put(part, "of", "" if share_of is None else str(share_of))


def write_event_share(holder: etree._Element, share: Decimal | None) -> None:
    """Put the share (0..1) of a boundary or start event; None takes it away."""
    _write_single(holder, SHARE, "value", "" if share is None else str(share))


def write_repeat(holder: etree._Element, repeat: Decimal | None) -> None:
    """Put the mean number of executions per arrival of a looped activity; None takes it away."""
    _write_single(holder, REPEAT, "value", "" if repeat is None else str(repeat))


def write_performer_kind(holder: etree._Element, kind: str) -> None:
    _write_single(holder, PERFORMER, "kind", kind)


def _write_single(holder: etree._Element, tag: str, name: str, value: str) -> None:
    found = holder.find(bpmn("extensionElements"))
    old = found.find(tag) if found is not None else None
    if value:
        extensions = extension_elements(holder)
        _replaced(extensions, old, tag).set(name, value)
    elif found is not None and old is not None:
        found.remove(old)
        if not len(found):
            holder.remove(found)


def extension_elements(holder: etree._Element) -> etree._Element:
    """The element's ``extensionElements``, made behind its documentation where it has none."""
    found = holder.find(bpmn("extensionElements"))
    if found is None:
        found = etree.Element(bpmn("extensionElements"))
        holder.insert(len(holder.findall(bpmn("documentation"))), found)
    return found


def _replaced(extensions: etree._Element, old: etree._Element | None, tag: str) -> etree._Element:
    new = etree.Element(tag, nsmap={"bpr": BPR})
    if old is None:
        extensions.append(new)
    else:
        new.tail = old.tail
        extensions.replace(old, new)
    return new


def _sub(step: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(step, f"{{{BPR}}}{name}")


def _put(element: etree._Element, name: str, value: str) -> None:
    if value:
        element.set(name, legal_text(value))


def _put_all(element: etree._Element, names: dict[str, str], source: object) -> None:
    for name, attribute in names.items():
        _put(element, name, getattr(source, attribute))


def _amount_text(amount: Decimal) -> str:
    return str(amount) if amount else ""


# reading


def read_step(holder: etree._Element) -> StepValues | None:
    """The step values of an activity, None where it has none. Raises :class:`BpmnError` for damaged values."""
    step = _extension(holder, STEP)
    if step is None:
        return None
    parts: dict[object, list[etree._Element]] = {}
    for part in step:
        parts.setdefault(part.tag, []).append(part)
    plain: dict[str, Any] = {attribute: step.get(name, "") for name, attribute in _TEXTS.items()}
    plain |= {attribute: _amount(step, name) for name, attribute in _AMOUNTS.items()}
    return StepValues(
        key=step.get("key", ""),
        performer_kind=_kind(step, "performerKind", PerformerKind, PerformerKind.SECTION),
        work_kind=_kind(step, "workKind", WorkKind, WorkKind.MANUAL),
        handling_minutes=_handling(parts.get(_HANDLING, [])),
        forms_read=_forms(parts.get(_FORM_READ, [])),
        forms_made=_forms(parts.get(_FORM_MADE, [])),
        evidence=tuple(_evidence(part) for part in parts.get(_EVIDENCE, [])),
        change=_kind(step, "change", ChangeKind, ChangeKind.KEPT) if step.get("change") else None,
        origin_keys=tuple(part.get("key", "") for part in parts.get(_ORIGIN, [])),
        **plain,
    )


def read_row(holder: etree._Element) -> int | None:
    """Position of the step in its workflow table, None where it is not written."""
    step = _extension(holder, STEP)
    text = step.get(ROW, "") if step is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def read_share(holder: etree._Element) -> Decimal | None:
    part = _extension(holder, SHARE)
    if part is None:
        return None
    share = _amount(part, "value")
    if share > 1:
        raise _damaged(part, "value", "0から1の数")
    return share


def read_event_share(holder: etree._Element) -> Decimal | None:
    """The share of a boundary or start event, None where it is not said."""
    part = _extension(holder, SHARE)
    share = None if part is None else _amount(part, "value", "")
    if part is not None and share is not None and share > 1:
        raise _damaged(part, "value", "0から1の数")
    return share


def read_repeat(holder: etree._Element) -> Decimal | None:
    """Mean executions per arrival, None where they are not said. A count of 0 is a count."""
    part = _extension(holder, REPEAT)
    return None if part is None else _amount(part, "value", "")


def read_share_range(holder: etree._Element) -> tuple[Decimal, Decimal] | None:
    """Minimum and maximum of a flow's share. Raises :class:`BpmnError` where the share does not lie between them."""
    part = _extension(holder, SHARE)
    if part is None or (part.get("minimum") is None and part.get("maximum") is None):
        return None
    share = _amount(part, "value")
    low, high = (_amount(part, name, str(share)) for name in ("minimum", "maximum"))
    if not low <= share <= high <= 1:
        raise _damaged(part, "value", "最小以上・最大以下の数")
    return low, high


def read_share_of(holder: etree._Element) -> int | None:
    """The number of cases that a flow's share was counted in."""
    part = _extension(holder, SHARE)
    text = part.get("of") if part is not None else None
    if part is None or text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 13 and int(text)):
        raise _damaged(part, "of", "1以上の整数")
    return int(text)


def read_performer_kind(holder: etree._Element) -> str:
    part = _extension(holder, PERFORMER)
    return _kind(part, "kind", PerformerKind, PerformerKind.SECTION).value if part is not None else ""


def _extension(holder: etree._Element, tag: str) -> etree._Element | None:
    extensions = next(holder.iterchildren(_EXTENSIONS), None)
    return next(extensions.iterchildren(tag), None) if extensions is not None else None


def _handling(parts: list[etree._Element]) -> ThreePoint | None:
    if not parts:
        return None
    part = parts[0]
    low, high = (_amount(part, name) if part.get(name) else None for name in ("minimum", "maximum"))
    likely = _amount(part, "likely")
    if not (likely if low is None else low) <= likely <= (likely if high is None else high):
        raise _damaged(part, "likely", "最小以上・最大以下の数")
    return ThreePoint(likely=likely, minimum=low, maximum=high)


def _forms(parts: list[etree._Element]) -> tuple[FormUse, ...]:
    return tuple(FormUse(name=part.get("name", ""), sheets=_amount(part, "sheets", "1")) for part in parts)


def _evidence(part: etree._Element) -> Evidence:
    return Evidence(
        kind=_kind(part, "kind", EvidenceKind, EvidenceKind.ESTIMATED),
        confidence=_kind(part, "confidence", Confidence, Confidence.MIDDLE),
        **{attribute: part.get(name, "") for name, attribute in _EVIDENCE_TEXTS.items()},
    )


def _amount(element: etree._Element, name: str, default: str = "0") -> Decimal:
    text = element.get(name, default)
    if text == "0":
        return _NOTHING
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise _damaged(element, name, "数") from None
    if not amount.is_finite() or not 0 <= amount <= _MAX_AMOUNT or int(amount.as_tuple().exponent) < -_MAX_PLACES:
        raise _damaged(element, name, "0以上1兆以下の数")
    return amount


def _kind(element: etree._Element, name: str, kind: type[_Kind], default: _Kind) -> _Kind:
    text = element.get(name)
    try:
        return kind(text) if text else default
    except ValueError:
        raise _damaged(element, name, "、".join(kind)) from None


def _damaged(element: etree._Element, name: str, wanted: str) -> BpmnError:
    tag = etree.QName(element).localname
    text = element.get(name, "")
    message = f"作業の値 bpr:{tag} の {name} が「{text}」になっています。{wanted}を書いてください"
    english = f"{name} of bpr:{tag} is “{text}”, which cannot be read as a value of a step."
    holder: etree._Element | None = element
    while holder is not None and not holder.get("id"):
        holder = holder.getparent()
    return BpmnError(
        message, en=english, element=(holder.get("id") or "") if holder is not None else "", line=line_of(element)
    )
