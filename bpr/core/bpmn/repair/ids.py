"""Ids that are missing to none, shared by none and names everywhere; references to them without prefixes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from bpr.core.bpmn.repair.note import Repair
from bpr.core.bpmn.tree import Reference, Tree

# XML would allow more, but bpmn-js drops whatever has an id in other than these letters, with all that is in it.
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")


def repair_ids(tree: Tree) -> list[Repair]:
    """Ids must be unique names; the first keeps a shared id, and references stay with it."""
    return list(_repaired_ids(tree))


def _repaired_ids(tree: Tree) -> Iterator[Repair]:
    taken: set[str] = set()
    renamed: dict[str, str] = {}
    for _tag, element in (*tree.semantic, *tree.drawing):
        old = element.get("id")
        if old is None:
            continue
        is_legal = _ID.fullmatch(old) is not None
        if is_legal and old not in taken:
            taken.add(old)
            continue
        new = _free_id(old, taken | tree.by_id.keys())
        taken.add(new)
        element.set("id", new)
        if is_legal or old in renamed:
            yield Repair(f"ID「{old}」が重複していたため、「{new}」に変えました", new)
        else:
            renamed[old] = new
            yield Repair(f"ID「{old}」はBPMNの名前として使えないため、「{new}」に変えました", new)
    if renamed:
        _follow(tree.references, renamed)


def _free_id(old: str, taken: set[str]) -> str:
    base = re.sub(r"[^A-Za-z0-9_.\-]", "_", old.strip())
    if not old.isascii():
        base = hashlib.sha256(old.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    base = base if _ID.fullmatch(base) else f"id_{base}"
    new, count = base, 1
    while new in taken:
        count += 1
        new = f"{base}_{count}"
    return new


def _follow(references: list[Reference], renamed: dict[str, str]) -> None:
    """References may carry a prefix before the old id."""
    for reference in references:
        new = renamed.get(reference.target) or renamed.get(reference.target.rpartition(":")[2])
        if new:
            reference.point_to(new)


def repair_prefixes(tree: Tree) -> list[Repair]:
    """References written as prefixed names («tns:Task_1») where the id itself is meant."""
    prefixed = [
        (reference, plain)
        for reference in tree.references
        if ":" in reference.target and reference.target not in tree.by_id
        for plain in [reference.target.rpartition(":")[2]]
        if plain in tree.by_id
    ]
    for reference, plain in prefixed:
        reference.point_to(plain)
    said = f"接頭辞のついた参照{len(prefixed)}か所を、IDだけの参照に直しました"
    return [Repair(said, prefixed[0][1])] if prefixed else []
