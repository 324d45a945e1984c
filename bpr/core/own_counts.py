"""How often what the to-be keeps is carried out in one organisation: its repeat counts and the shares of its events.

A kept activity is repeated as it is today, whatever the generic to-be says; so is a sub-process that holds the same
kept steps as one of the as-is. An event on such an activity, the start of such an event sub-process, and the
alternative starts of a process happen in the share that the organisation says. Where the organisation draws the event
without a share, it has none in the to-be either: an event that nobody has counted is no difference between the two.
An event that the as-is does not draw, and what rides on a changed step, keep the values of the to-be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bpr.core.bpmn.control import event_share
from bpr.core.bpmn.model import SUBPROCESS_TAGS, Node, ProcessModel
from bpr.core.common_decisions import Ways
from bpr.core.origins import is_kept, origin_keys, step_key
from bpr.core.values import FormUse, StepValues, ThreePoint

AMOUNTS = (
    "waiting_minutes", "resident_visits", "resident_travel_minutes", "resident_waiting_minutes", "direct_cost_yen",
    "attached_documents",
)  # fmt: skip
Repetition = tuple[str, Decimal | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnCounts:
    """By node id of the to-be: marker and count of an activity, where they differ; share of an event."""

    repeats: Mapping[str, Repetition] = field(default_factory=dict)
    shares: Mapping[str, Decimal | None] = field(default_factory=dict)

    def put_in(self, node: Node) -> Node:
        """The node with what the organisation says of it."""
        loop, repeat = self.repeats.get(node.id, (node.loop, node.repeat))
        return replace(node, loop=loop, repeat=repeat, share=self.shares.get(node.id, node.share))


def own_counts(to_be: ProcessModel, as_is: ProcessModel, sources_of: Mapping[str, Sequence[Node]]) -> OwnCounts:
    """``sources_of`` gives the as-is steps of each kept step of the to-be."""
    taken = {node_id: list(nodes) for node_id, nodes in sources_of.items() if nodes} | _same_content(to_be, as_is)
    repeats = {node_id: repetition(nodes) for node_id, nodes in taken.items()}
    shares = dict(_event_shares(to_be, as_is, taken)) | _start_shares(to_be, as_is)
    drawn = to_be.node_by_id
    return OwnCounts(
        repeats={key: said for key, said in repeats.items() if said != (drawn[key].loop, drawn[key].repeat)},
        shares=shares,
    )


# repetition


def repetition(sources: Sequence[Node]) -> Repetition:
    """How a step is repeated that is these as-is steps in one: as they all are, else :func:`executed` counts it."""
    said = {(node.loop, node.repeat) for node in sources}
    return said.pop() if len(said) == 1 else ("", None)


def executed(sources: Sequence[Node]) -> list[StepValues]:
    """The values of each source per execution of a step that is repeated as :func:`repetition` says."""
    said = [(node.values, Decimal(1) if node.repeat is None or not node.loop else node.repeat) for node in sources]
    is_same = len({(node.loop, node.repeat) for node in sources}) == 1
    return [values if is_same else _times(values, count) for values, count in said if values]


def _times(values: StepValues, count: Decimal) -> StepValues:
    if count == 1:
        return values
    return replace(
        values,
        **{name: getattr(values, name) * count for name in AMOUNTS},
        handling_minutes=_longer(values.handling_minutes, count),
        forms_read=_sheets(values.forms_read, count),
        forms_made=_sheets(values.forms_made, count),
    )


def _longer(time: ThreePoint | None, count: Decimal) -> ThreePoint | None:
    if time is None:
        return None
    low, high = (None if end is None else end * count for end in (time.minimum, time.maximum))
    return ThreePoint(likely=time.likely * count, minimum=low, maximum=high)


def _sheets(forms: Sequence[FormUse], count: Decimal) -> tuple[FormUse, ...]:
    return tuple(replace(form, sheets=form.sheets * count) for form in forms)


def _same_content(to_be: ProcessModel, as_is: ProcessModel) -> dict[str, list[Node]]:
    """Sub-processes without values of their own that hold the same steps, all of them kept."""
    found: dict[str, list[Node]] = {}
    own = [(node, _content(as_is, node.id)) for node in _holders(as_is)]
    for node in _holders(to_be):
        inside = _content(to_be, node.id)
        kept = all(is_kept(step.values) for step in inside if step.values)
        keys = sorted(key for step in inside if step.values for key in origin_keys(step.values))
        same = [each for each, steps in own if keys and _keys(steps) == keys and _alike(each, node)]
        if kept and len(same) == 1:
            found[node.id] = same
    return found


def _holders(model: ProcessModel) -> Iterator[Node]:
    return (node for node in model.nodes if node.tag in SUBPROCESS_TAGS and node.values is None)


def _alike(one: Node, other: Node) -> bool:
    return one.triggered_by_event == other.triggered_by_event


def _keys(steps: Sequence[Node]) -> list[str]:
    return sorted(step_key(step.values) for step in steps if step.values)


def _content(model: ProcessModel, holder: str) -> list[Node]:
    return [node for node in model.steps() if _is_inside(model, node, holder)]


def _is_inside(model: ProcessModel, node: Node | None, holder: str) -> bool:
    while node is not None and node.parent != holder:
        node = model.node_by_id.get(node.parent)
    return node is not None


# events


def _event_shares(
    to_be: ProcessModel, as_is: ProcessModel, taken: Mapping[str, Sequence[Node]]
) -> Iterator[tuple[str, Decimal | None]]:
    """Boundary events, and starts of event sub-processes, on what comes from exactly one activity of the as-is."""
    for event in to_be.nodes:
        sources = taken.get(_place(to_be, event), ())
        if len(sources) != 1:
            continue
        same = [each for each in as_is.nodes if _place(as_is, each) == sources[0].id and _sort(each) == _sort(event)]
        named = [each for each in same if each.name == event.name] if len(same) > 1 else same
        if len(named) == 1:
            yield event.id, event_share(as_is, named[0]) or Decimal(0)


def _place(model: ProcessModel, event: Node) -> str:
    """The activity that an event with a share rides on or begins; "" for other nodes."""
    if event.tag == "boundaryEvent":
        return event.attached_to
    holder = model.node_by_id.get(event.parent)
    return event.parent if event.tag == "startEvent" and holder is not None and holder.triggered_by_event else ""


def _sort(event: Node) -> tuple[str, tuple[str, ...], bool]:
    return event.tag, event.event_definitions, event.cancel_activity


def _start_shares(to_be: ProcessModel, as_is: ProcessModel) -> dict[str, Decimal | None]:
    """Alternative starts of a process: all of them, where each leads to the same common steps as one of the as-is."""
    new, old = _starts(to_be), _starts(as_is)
    if new.keys() != old.keys():
        return {}
    return {start.id: old[keys].share for keys, start in new.items()}


def _starts(model: ProcessModel) -> dict[frozenset[str], Node]:
    """Several starts by what they lead to; none where two lead to the same."""
    starts = [node for node in model.nodes if node.tag == "startEvent" and node.parent in model.process_ids]
    if len(starts) < 2:
        return {}
    ways = Ways(model)
    found = {ways.leads_to(start.id): start for start in starts}
    return found if len(found) == len(starts) else {}
