"""Replay of one sequence of steps on the net: does the model allow it, and which ways did the case take?

Silent moves are made only where the next step of the log needs them, by breadth: all shortest explanations are kept
side by side. Where two explanations that end alike took different ways of a decision, the log cannot tell them apart:
the decision is *ambiguous* in this sequence and none of its passages is counted.

Where no explanation allows the next step, that is a misfit of it and of what came before. The replay then passes over
the fewest steps of the model that bring the case to it, or over the step of the log: the first of the two after which
the step that follows is possible. Ways taken on such a detour are not counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bpr.core.logs.net import END, Choice, Move, Net

Marking = tuple[int, ...]  # places of the tokens, sorted
_ByPlace = dict[int, list[int]]  # moves by a place that they take a token from
_MAX_SEARCH, _MAX_STATES, _MAX_TOKENS = 3000, 64, 40
_FORCED = "!"  # before a label in what was found once


@dataclass(frozen=True, slots=True)
class Found:
    """A way from one marking to another: moves by number, and the decisions that could have been taken otherwise."""

    marking: Marking
    moves: tuple[int, ...]
    ambiguous: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Past:
    """How a marking came about; ``is_forced`` for what the model does not allow."""

    before: _Past | None
    moves: tuple[int, ...]
    ambiguous: frozenset[str]
    is_forced: bool = False


@dataclass
class Replayed:
    """What one sequence says. ``before``: of each step the places in the sequence of the steps that it waited for;
    None where the order did not fit. ``misfits``: places in the sequence, its length for an end that does not fit.
    """

    before: list[tuple[int, ...] | None]
    misfits: list[int] = field(default_factory=list)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    is_cut: bool = False  # too many explanations: neither misfits nor ways are certain, ways were not counted

    @property
    def fits(self) -> bool:
        return not self.misfits


class Replayer:
    """Replays sequences on one net; what was found once is known from then on."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.known_steps = net.steps()
        self._by_label: dict[str, list[int]] = defaultdict(list)
        for number, move in enumerate(net.moves):
            self._by_label[move.label].append(number)
        self._relevant: dict[str, _ByPlace] = {}
        self._searched: dict[tuple[Marking, str], list[Found]] = {}
        self._cut_short: set[tuple[Marking, str]] = set()
        self._was_cut = False

    def replay(self, steps: Sequence[str]) -> Replayed:
        """Steps that no case can come to in the diagram (those of event sub-processes) are passed over."""
        self._was_cut = False
        states: dict[Marking, _Past] = {(self.net.start,): _Past(None, (), frozenset())}
        misfits: list[int] = []
        seen = [(at, step) for at, step in enumerate(steps) if step in self.known_steps]
        for (at, step), after in zip(seen, [*(step for _at, step in seen[1:]), END], strict=True):
            following = self._advance(states, step)
            if not following:
                misfits.append(at)
                following = self._forced(states, step, after)
            states = following
        ended = self._advance(states, END)
        if not ended:
            misfits.append(len(steps))
        return self._told(steps, next(iter((ended or states).values())), misfits)

    # states

    def _advance(self, states: dict[Marking, _Past], label: str) -> dict[Marking, _Past]:
        following: dict[Marking, _Past] = {}
        for marking, past in states.items():
            for found in self._search(marking, label):
                new = _Past(past, found.moves, found.ambiguous)
                other = following.get(found.marking)
                if other is None and len(following) < _MAX_STATES:
                    following[found.marking] = new
                elif other is None:
                    self._was_cut = True
                else:
                    following[found.marking] = self._merged(other, new)
        return following

    def _merged(self, kept: _Past, other: _Past) -> _Past:
        differing = _differing(self._choices(kept), self._choices(other))
        if differing <= kept.ambiguous:
            return kept
        return _Past(kept.before, kept.moves, kept.ambiguous | differing, kept.is_forced)

    def _choices(self, past: _Past | None) -> Counter[Choice]:
        found: Counter[Choice] = Counter()
        while past is not None:
            found.update(self._choices_of(past.moves))
            past = past.before
        return found

    def _choices_of(self, moves: Iterable[int]) -> Counter[Choice]:
        chosen = (self.net.moves[number].choice for number in moves)
        return Counter(choice for choice in chosen if choice is not None)

    def _forced(self, states: dict[Marking, _Past], step: str, after: str) -> dict[Marking, _Past]:
        """On from the first explanation, through steps that the log does not have or as if nothing had happened."""
        marking, past = next(iter(states.items()))
        key = (marking, _FORCED + step)
        if key not in self._searched:
            self._searched[key] = self._explore(marking, step, self._any_moves(step), stop_at=1)
        skipping = [
            {found.marking: _Past(past, found.moves, frozenset(), is_forced=True)} for found in self._searched[key]
        ]
        ways = [*skipping, {marking: _Past(past, (), frozenset(), is_forced=True)}]
        return next((way for way in ways if self._advance(way, after)), ways[0])

    # search

    def _search(self, marking: Marking, label: str) -> list[Found]:
        key = (marking, label)
        if key not in self._searched:
            self._searched[key] = self._explore(marking, label, self._silent(label))
        self._was_cut |= key in self._cut_short
        return self._searched[key]

    def _explore(self, marking: Marking, label: str, helping: _ByPlace, stop_at: int = _MAX_SEARCH) -> list[Found]:
        goals = self._by_label.get(label, ())
        paths: dict[Marking, tuple[tuple[int, ...], frozenset[str]]] = {marking: ((), frozenset())}
        results: dict[Marking, Found] = {}
        todo = deque([marking])
        while todo and len(paths) < _MAX_SEARCH and len(results) < stop_at:
            current = todo.popleft()
            for number in goals:
                if (after := fired(current, self.net.moves[number])) is not None:
                    self._keep(results, after, (*paths[current][0], number), paths[current][1])
            if label == END and not current:
                self._keep(results, current, *paths[current])
            for number in dict.fromkeys(move for place in current for move in helping.get(place, ())):
                if (after := fired(current, self.net.moves[number])) is not None:
                    self._visit(paths, todo, current, after, number)
        if len(paths) >= _MAX_SEARCH:
            self._cut_short.add((marking, label))
        return [
            Found(found.marking, found.moves, found.ambiguous | self._otherwise(paths, found.moves, marking))
            for found in results.values()
        ]

    def _visit(
        self,
        paths: dict[Marking, tuple[tuple[int, ...], frozenset[str]]],
        todo: deque[Marking],
        current: Marking,
        after: Marking,
        number: int,
    ) -> None:
        moves, ambiguous = paths[current]
        new = (*moves, number)
        if after not in paths:
            paths[after] = (new, ambiguous)
            todo.append(after)
            return
        known, doubts = paths[after]
        differing = _differing(self._choices_of(known), self._choices_of(new))
        paths[after] = (known, doubts | differing)

    def _otherwise(
        self, paths: dict[Marking, tuple[tuple[int, ...], frozenset[str]]], moves: tuple[int, ...], start: Marking
    ) -> frozenset[str]:
        """Decisions on the way that another way of silent moves could have passed: known only once all is explored."""
        found, marking = paths[start][1], start
        for number in moves:
            after = fired(marking, self.net.moves[number])
            if after is None or after not in paths:
                break
            found, marking = found | paths[after][1], after
        return found

    def _keep(
        self, results: dict[Marking, Found], after: Marking, moves: tuple[int, ...], ambiguous: frozenset[str]
    ) -> None:
        known = results.get(after)
        if known is None:
            results[after] = Found(after, moves, ambiguous)
            return
        differing = _differing(self._choices_of(known.moves), self._choices_of(moves))
        results[after] = Found(after, known.moves, known.ambiguous | differing)

    def _silent(self, label: str) -> _ByPlace:
        """Silent moves that can help towards a label, worked out backwards; all of them towards the end."""
        return self._helping(label, self._by_label[""])

    def _any_moves(self, label: str) -> _ByPlace:
        goals = set(self._by_label[label])
        return self._helping(label, [number for number in range(len(self.net.moves)) if number not in goals], _FORCED)

    def _helping(self, label: str, allowed: Sequence[int], kind: str = "") -> _ByPlace:
        key = kind + label
        if key not in self._relevant:
            needed = {place for number in self._by_label.get(label, ()) for place in self.net.moves[number].takes}
            self._relevant[key] = self._by_place(allowed if label == END else self._backwards(needed, allowed))
        return self._relevant[key]

    def _by_place(self, numbers: Iterable[int]) -> _ByPlace:
        found: _ByPlace = defaultdict(list)
        for number in numbers:
            move = self.net.moves[number]
            for place in move.takes if move.awaits else move.takes[:1]:
                found[place].append(number)
        return dict(found)

    def _backwards(self, needed: set[int], allowed: Sequence[int]) -> list[int]:
        found: set[int] = set()
        emptied: set[int] = set()
        while True:
            more = {
                number for number in allowed if number not in found and _helps(self.net.moves[number], needed, emptied)
            }
            if not more:
                return sorted(found)
            found |= more
            for number in more:
                move = self.net.moves[number]
                needed |= set(move.takes)
                emptied |= move.idle.union(*(places for _way, places in move.awaits))

    # what it says

    def _told(self, steps: Sequence[str], past: _Past, misfits: list[int]) -> Replayed:
        found = Replayed(before=[None] * len(steps), misfits=misfits, is_cut=self._was_cut)
        ambiguous: set[str] = set()
        run = _Run(self.net, found)
        seen = [at for at, step in enumerate(steps) if step in self.known_steps]
        stages = _stages(past)
        for number, stage in enumerate(stages):
            ambiguous |= stage.ambiguous
            run.follow(stage, seen[number] if number < len(seen) else None)
        for decision in list(found.passed) if found.is_cut else ambiguous:
            found.undecided[decision] += found.passed.pop(decision, 0)
            for key in [key for key in found.taken if key[0] == decision]:
                del found.taken[key]
        return found


class _Run:
    """The chosen explanation once more, with tokens that know which steps made them."""

    def __init__(self, net: Net, found: Replayed) -> None:
        self.net, self.found = net, found
        self.tokens: dict[int, deque[frozenset[int]]] = defaultdict(deque, {net.start: deque([frozenset()])})

    def follow(self, stage: _Past, at: int | None) -> None:
        """``at``: place of the stage's step in the sequence, None for the way to the end."""
        for count, number in enumerate(stage.moves, start=1):
            move = self.net.moves[number]
            made_by = self._take(move)
            if at is not None and count == len(stage.moves):
                if not stage.is_forced:
                    self.found.before[at] = tuple(sorted(made_by))
                made_by = frozenset({at})
            for place in move.clears:
                self.tokens[place].clear()
            for place in move.gives:
                self.tokens[place].append(made_by)
            if move.choice and not stage.is_forced:
                self._count(move.choice)

    def _take(self, move: Move) -> frozenset[int]:
        places = [place for place in move.takes if self.tokens[place]] if move.awaits else move.takes
        return frozenset().union(*(self.tokens[place].popleft() for place in places))

    def _count(self, choice: Choice) -> None:
        self.found.passed[choice.decision] += 1
        for way in choice.ways:
            self.found.taken[choice.decision, way] += 1


def fired(marking: Marking, move: Move) -> Marking | None:
    """The marking after a move, None where it cannot be made."""
    rest = list(marking)
    if move.awaits:
        if not _is_awaited(marking, move):
            return None
        for place in move.takes:
            if place in rest:
                rest.remove(place)
        return _sorted(rest, move.gives)
    for place in move.takes:
        if place not in rest:
            return None
        rest.remove(place)
    if move.idle and not move.idle.isdisjoint(rest):
        return None
    if move.clears:
        rest = [place for place in rest if place not in move.clears]
    return _sorted(rest, move.gives) if len(rest) < _MAX_TOKENS else None


def _is_awaited(marking: Marking, join: Move) -> bool:
    """An inclusive join goes on once a token is there and none can come any more to the ways without one."""
    there = set(marking)
    if there.isdisjoint(join.takes):
        return False
    return all(way in there or places.isdisjoint(there) for way, places in join.awaits)


def _sorted(rest: list[int], gives: Iterable[int]) -> Marking:
    return tuple(sorted([*rest, *gives]))


def _helps(move: Move, needed: set[int], emptied: set[int]) -> bool:
    return not needed.isdisjoint(move.gives) or not emptied.isdisjoint(move.takes)


def _differing(first: Counter[Choice], second: Counter[Choice]) -> frozenset[str]:
    """Decisions at which two explanations went different ways."""
    if first == second:
        return frozenset()
    return frozenset(choice.decision for choice in first.keys() | second.keys() if first[choice] != second[choice])


def _stages(past: _Past | None) -> list[_Past]:
    found: list[_Past] = []
    while past is not None and past.before is not None:
        found.append(past)
        past = past.before
    return found[::-1]
