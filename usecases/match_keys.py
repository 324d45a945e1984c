"""Matches that people corrected, as they are stored: by step keys, which outlive a version; the diff wants ids.

A stored mapping is ``{"partners": {key after: [keys before]}, "without": [keys before]}``: which steps before a step
after comes from (an empty list: none), and which steps before have none after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bpr.core.bpmn.diff import ModelDiff
from bpr.core.bpmn.model import Node, ProcessModel


def match_key(node: Node) -> str:
    """What a step is called across versions: its step key, else its element id."""
    return node.values.key if node.values and node.values.key else node.id


@dataclass(frozen=True, kw_only=True)
class MatchMap:
    """Corrected matches of two processes, by step keys."""

    partners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.partners or self.without)

    @property
    def count(self) -> int:
        """How many steps were corrected."""
        return len(self.partners) + len(self.without)

    def json(self) -> dict[str, Any]:
        return {"partners": {key: list(keys) for key, keys in self.partners.items()}, "without": sorted(self.without)}

    def swapped(self) -> MatchMap:
        """The same corrections with the sides exchanged."""
        turned: dict[str, list[str]] = {key: [] for key in self.without}
        for after, befores in self.partners.items():
            for before in befores:
                turned.setdefault(before, []).append(after)
        without = {after for after, befores in self.partners.items() if not befores}
        return MatchMap(partners={key: tuple(keys) for key, keys in turned.items()}, without=frozenset(without))

    def with_partners(self, changed: Mapping[str, Sequence[str]]) -> MatchMap:
        """Steps after get other partners; a step before that becomes one is no longer without."""
        partners = {**self.partners, **{key: tuple(keys) for key, keys in changed.items()}}
        used = {key for keys in changed.values() for key in keys}
        return MatchMap(partners=partners, without=self.without - used)

    def with_lonely(self, key: str) -> MatchMap:
        """A step before that has no partner."""
        return MatchMap(partners=self.partners, without=self.without | {key})

    def forgetting(self, *, after: Iterable[str] = (), before: Iterable[str] = ()) -> MatchMap:
        """Without what was corrected of these steps: they are proposed again."""
        gone, named = set(after), set(before)
        kept = {
            key: keys for key, keys in self.partners.items() if key not in gone and not (named and named & set(keys))
        }
        return MatchMap(partners=kept, without=self.without - named)

    def ids(self, before: ProcessModel, after: ProcessModel) -> tuple[dict[str, list[str]], list[str]]:
        """``mapping`` and ``without_partner`` for :func:`bpr.core.bpmn.diff.compare`; what is gone is left out."""
        old, new = _ids_by_key(before), _ids_by_key(after)
        mapping = {
            new[key]: [old[other] for other in keys if other in old]
            for key, keys in self.partners.items()
            if key in new
        }
        return mapping, [old[key] for key in sorted(self.without) if key in old]


def match_map(stored: Mapping[str, Any]) -> MatchMap:
    """A stored mapping as it is used."""
    return MatchMap(
        partners={key: tuple(keys) for key, keys in stored.get("partners", {}).items()},
        without=frozenset(stored.get("without", ())),
    )


def partners_of(diff: ModelDiff, before: ProcessModel, after: ProcessModel) -> dict[str, tuple[str, ...]]:
    """The matches of a comparison by step keys: keys before by key after."""
    old, new = before.node_by_id, after.node_by_id
    return {
        match_key(new[step]): tuple(match_key(old[origin]) for origin in entry.before_ids)
        for entry in diff.entries
        for step in entry.after_ids
    }


def _ids_by_key(model: ProcessModel) -> dict[str, str]:
    return {match_key(node): node.id for node in model.nodes if node.is_activity}
