"""Which steps of two models are the same work: groups of steps before and after, with the reason of each match.

What people said goes first (a mapping by hand, the origins of to-be steps, common keys), then equal step keys and
element ids where the names do not contradict (generated ids are alike in any two models), then structure and wording.
At last a step that is left joins a neighbour whose partner says both works: steps merged into one, or one split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bpr.core.bpmn.diff.structure import NOT_CONTRADICTING, Likeness, Matcher
from bpr.core.bpmn.diff.surroundings import Surroundings
from bpr.core.bpmn.diff.wording import covered, normalised
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.values import ChangeKind

BY_HAND = "手で決めた対応"
BY_ORIGIN = "改革案に書かれた元の作業"
BY_COMMON_KEY = "共通作業が同じ"
BY_STEP_KEY = "同じ行を引き継いだ作業"
BY_ELEMENT_ID = "図の中の同じ要素"
_JOINED_SAYS = 0.6  # part of a left step's name that the partner of its neighbour must say
_JOINED_GAINS = 0.1  # how much more of the partner's name both together must say than the neighbour alone


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Steps that are the same work, in document order; either side may be empty."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    likeness: float = 1.0
    reason: str = ""


def match_steps(
    before: ProcessModel,
    after: ProcessModel,
    *,
    mapping: Mapping[str, Sequence[str]] | None = None,
    without_partner: Collection[str] = (),
) -> list[Match]:
    """Every step of both models in exactly one match. For the arguments see :func:`bpr.core.bpmn.diff.compare`."""
    return _Matching(before, after, mapping or {}, frozenset(without_partner)).matches()


class _Matching:
    def __init__(
        self,
        before: ProcessModel,
        after: ProcessModel,
        mapping: Mapping[str, Sequence[str]],
        without_partner: frozenset[str],
    ) -> None:
        self.matcher = Matcher(before, after)
        self.old, self.new = self.matcher.before.steps, self.matcher.after.steps
        self.partners: dict[int, list[int]] = {}  # before places by after place
        self.said: dict[int, tuple[float, str]] = {}  # likeness and reason by after place
        self.closed_before = {at for at, node in enumerate(self.old) if node.id in without_partner}
        self.closed_after: set[int] = set()  # by hand or said new: nothing is added to them
        self.mapping = mapping

    def matches(self) -> list[Match]:
        self._by_hand()
        self._by_origin()
        self._by_key(lambda node: node.values.common_key if node.values else "", BY_COMMON_KEY, always=True)
        self._by_key(lambda node: node.values.key if node.values else "", BY_STEP_KEY)
        self._by_key(lambda node: node.id, BY_ELEMENT_ID)
        found = self._by_structure()
        self._by_same_place(found)
        self._joined()
        return list(self._groups())

    # what people said

    def _by_hand(self) -> None:
        for at, node in enumerate(self.new):
            if node.id in self.mapping:
                wanted = set(self.mapping[node.id])
                self._settle(at, [place for place, old in enumerate(self.old) if old.id in wanted], 1.0, BY_HAND)
                self.closed_after.add(at)
            elif node.values and node.values.change is ChangeKind.ADDED:
                self.closed_after.add(at)

    def _by_origin(self) -> None:
        """What has one origin is handed out once, in order; the last takes what is left, or several share the last."""
        takers: dict[str, list[int]] = defaultdict(list)
        for at in self._open_after():
            values = self.new[at].values
            for key in values.origin_keys if values else ():
                takers[key].append(at)
        sources: dict[str, list[int]] = defaultdict(list)
        for place in self._open_before():
            if (values := self.old[place].values) and values.common_key:
                sources[values.common_key].append(place)
        for key, taking in takers.items():
            self._hand_out(taking, sources.get(key, []))

    def _hand_out(self, takers: Sequence[int], sources: Sequence[int]) -> None:
        for at in range(max(len(takers), len(sources)) if sources else 0):
            taker, source = takers[min(at, len(takers) - 1)], sources[min(at, len(sources) - 1)]
            self._settle(taker, [source], 1.0, BY_ORIGIN)

    def _by_key(self, key_of: Callable[[Node], str], reason: str, *, always: bool = False) -> None:
        """Equal keys, in order; unless ``always``, only where the names do not contradict."""
        waiting: dict[str, list[int]] = defaultdict(list)
        for place in self._open_before():
            if key := key_of(self.old[place]):
                waiting[key].append(place)
        for at in self._open_after():
            candidates = waiting.get(key_of(self.new[at]), [])
            if candidates and (always or self._agree(candidates[0], at)):
                self._settle(at, [candidates.pop(0)], 1.0, reason)

    def _agree(self, old: int, new: int) -> bool:
        if not normalised(self.old[old].name) and not normalised(self.new[new].name):
            return True
        return bool(self.matcher.names[old, new] >= NOT_CONTRADICTING)

    # structure and wording

    def _by_structure(self) -> Likeness:
        found, pairs = self.matcher.likeness(self.partners, self._open_before(), self._open_after())
        for old, new in pairs:
            likeness = round(float(found.whole[old, new]), 2)
            self._settle(new, [old], likeness, self._words(found, old, new))
        return found

    def _words(self, found: Likeness, old: int, new: int) -> str:
        name = float(found.names[old, new])
        said = ["名前が同じ" if name >= 1 else "名前がほぼ同じ" if name >= 0.8 else "名前が近い" if name >= 0.45
                else "名前の一部が同じ"]  # fmt: skip
        mine, theirs = self.old[old].values, self.new[new].values
        if mine and theirs and mine.performer_kind is theirs.performer_kind:
            said.append("作業者の区分が同じ")
        if found.neighbours[old, new] >= 0.75:
            said.append("前後の作業が同じ")
        return "、".join(said)

    def _by_same_place(self, found: Likeness) -> None:
        """A step renamed altogether: its id or key is still there, between the same neighbours."""
        for at in self._open_after():
            for place in self._open_before():
                if self._same_identity(place, at) and self.matcher.is_same_place(found, place, at):
                    self._settle(
                        at, [place], round(float(found.whole[place, at]), 2), f"{BY_ELEMENT_ID}、前後の作業も同じ"
                    )
                    break

    def _same_identity(self, old: int, new: int) -> bool:
        first, second = self.old[old], self.new[new]
        keys = {first.id, first.values.key if first.values else ""}
        return bool(keys & {second.id, second.values.key if second.values else ""} - {""})

    # merged and split

    def _joined(self) -> None:
        """What is left joins the match of a neighbour: the surest first."""
        candidates = sorted([*self._mergers(), *self._splits()], reverse=True)
        for says, is_merger, *rest in candidates:
            alone, old, new = (-value for value in rest)
            if is_merger and old not in self._used() and self._is_pure(new, merging=True):
                self._settle(new, [old], says, "統合：後の作業の名前が、前の作業をともに含む")
            elif not is_merger and new not in self.partners and self._is_pure(alone, merging=False):
                self._settle(new, [old], says, "分割：前の作業の名前が、後の作業をともに含む")

    def _mergers(self) -> Iterator[tuple[float, bool, int, int, int]]:
        around = self.matcher.before
        for left in self._open_before():
            for new, olds in self.partners.items():
                if new in self.closed_after or self.said[new][1] == BY_ORIGIN or len(olds) != 1:
                    continue
                if self._touch(around, left, olds[0]):
                    says = self._joint(self.old[left], self.old[olds[0]], self.new[new])
                    if says:
                        yield says, True, 0, -left, -new

    def _splits(self) -> Iterator[tuple[float, bool, int, int, int]]:
        around = self.matcher.after
        for left in self._open_after():
            for new, olds in self.partners.items():
                if new in self.closed_after or self.said[new][1] == BY_ORIGIN or len(olds) != 1:
                    continue
                if self._touch(around, left, new):
                    says = self._joint(self.new[left], self.new[new], self.old[olds[0]])
                    if says:
                        yield says, False, -new, -olds[0], -left

    @staticmethod
    def _touch(around: Surroundings, first: int, second: int) -> bool:
        """Whether two steps of one model follow each other."""
        one, other = around.steps[first].id, around.steps[second].id
        if not around.has_flow:
            return abs(first - second) == 1
        return other in around.next_steps(one) | around.earlier_steps(one)

    @staticmethod
    def _joint(left: Node, partner: Node, whole: Node) -> float:
        """How much of the left step's name the joint step says, 0 where it does not say both works."""
        says = covered([whole.name], left.name)
        gain = covered([left.name, partner.name], whole.name) - covered([partner.name], whole.name)
        return round(says, 2) if says >= _JOINED_SAYS and gain >= _JOINED_GAINS else 0.0

    def _is_pure(self, new: int, *, merging: bool) -> bool:
        """Whether a match can still be joined: what was merged is not split besides."""
        olds = self.partners.get(new, [])
        shared = sum(1 for others in self.partners.values() if set(others) & set(olds))
        return shared == 1 if merging else len(olds) == 1

    # the state

    def _settle(self, new: int, olds: Sequence[int], likeness: float, reason: str) -> None:
        known = self.partners.setdefault(new, [])
        known += [old for old in olds if old not in known]
        before = self.said.get(new)
        self.said[new] = (min(before[0], likeness), reason) if before else (likeness, reason)

    def _used(self) -> set[int]:
        return {old for olds in self.partners.values() for old in olds}

    def _open_before(self) -> list[int]:
        used = self._used() | self.closed_before
        return [at for at in range(len(self.old)) if at not in used]

    def _open_after(self) -> list[int]:
        return [at for at in range(len(self.new)) if at not in self.partners and at not in self.closed_after]

    def _groups(self) -> Iterator[Match]:
        """What hangs together, in the order of the first step after; then what is left before."""
        done: set[int] = set()
        for at in range(len(self.new)):
            if at in done:
                continue
            news, olds = self._together(at)
            done |= news
            said = [self.said[new] for new in sorted(news) if new in self.said and olds]
            yield Match(
                before=tuple(self.old[old].id for old in sorted(olds)),
                after=tuple(self.new[new].id for new in sorted(news)),
                likeness=min((likeness for likeness, _ in said), default=1.0),
                reason=said[-1][1] if said else "",
            )
        used = self._used()
        yield from (Match(before=(node.id,)) for at, node in enumerate(self.old) if at not in used)

    def _together(self, start: int) -> tuple[set[int], set[int]]:
        news, olds = {start}, set(self.partners.get(start, ()))
        while True:
            more = {new for new, partners in self.partners.items() if olds & set(partners)} - news
            if not more:
                return news, olds
            news |= more
            olds |= {old for new in more for old in self.partners[new]}
