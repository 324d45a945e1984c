"""One case of a random process, played twice: through its tree, and through its drawn BPMN with tokens and messages.

Both ask the same :class:`Chance`, so they must carry out the same steps equally often. The BPMN is executed by the
rules of the standard alone (tokens on sequence flows, queued messages); shares of message flows are not looked at.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from bpr.core.bpmn.model import Flow, FlowKind, Node, ProcessModel
from bpr.core.steps import NextKind
from tests.core.processes import Block, Blocks, Loop, Split, Step, shares_of

LIMIT = 20_000  # moves of one case


class Chance:
    """What a row decides at its nth execution; the same whoever asks."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def one_of(self, row: str, nth: int, shares: list[float]) -> int:
        drawn = self._random(row, nth).random() * sum(shares)
        for index, share in enumerate(shares):
            drawn -= share
            if drawn < 0:
                return index
        return len(shares) - 1

    def some_of(self, row: str, nth: int, shares: list[float]) -> list[int]:
        random = self._random(row, nth)
        while True:  # an inclusive split takes at least one way
            taken = [index for index, share in enumerate(shares) if random.random() < share]
            if taken:
                return taken

    def _random(self, row: str, nth: int) -> Random:
        return Random(f"{self._seed}/{row}/{nth}")  # noqa: S311 - a test


# through the tree


def play_tree(process: Blocks, chance: Chance) -> Counter[str]:
    """Executions of each row (by its key in ``table_of``) in one case."""
    done: Counter[str] = Counter()
    _play(process, 0, chance, done)
    return done


def _rows(blocks: Blocks) -> int:
    return sum(_rows_of(block) for block in blocks)


def _rows_of(block: Block) -> int:
    if isinstance(block, Step):
        return 1
    if isinstance(block, Loop):
        return _rows(block.body) + 1 + _rows(block.rework)
    return 1 + sum(_rows(inner) for _, inner in block.branches)


def _play(blocks: Blocks, before: int, chance: Chance, done: Counter[str]) -> bool:
    """True where the case comes out behind ``blocks``; ``before`` rows are written before theirs."""
    before += _rows(blocks)
    for block in blocks:
        before -= _rows_of(block)
        if not _play_block(block, before, chance, done):
            return False
    return True


def _play_block(block: Block, before: int, chance: Chance, done: Counter[str]) -> bool:
    if isinstance(block, Step):
        done[f"s{before + 1}"] += 1
        return True
    if isinstance(block, Loop):
        return _play_loop(block, before, chance, done)
    row = f"s{before + _rows_of(block)}"
    done[row] += 1
    starts = [before + sum(_rows(inner) for _, inner in block.branches[:at]) for at in range(len(block.branches))]
    goes_on = True
    for at in _taken(block, row, done[row], chance):
        goes_on = _play(block.branches[at][1], starts[at], chance, done) and not block.ends[at]
    return goes_on


def _taken(block: Split, row: str, nth: int, chance: Chance) -> list[int]:
    shares = [float(share) for share in shares_of(block)]
    if block.kind is NextKind.EXCLUSIVE:
        return [chance.one_of(row, nth, shares)]
    return chance.some_of(row, nth, shares) if block.kind is NextKind.INCLUSIVE else list(range(len(shares)))


def _play_loop(block: Loop, before: int, chance: Chance, done: Counter[str]) -> bool:
    decision = before + _rows(block.rework) + 1
    row = f"s{decision}"
    while _play(block.body, decision, chance, done):
        done[row] += 1
        if chance.one_of(row, done[row], [float(block.share), float(1 - block.share)]):
            return True
        _play(block.rework, before, chance, done)
    return False


# through the drawing


class BpmnPlay:
    """Tokens on sequence flows and messages under way; ``stuck`` says what is left at the end."""

    def __init__(self, model: ProcessModel, chance: Chance, shares: dict[str, list[float]]) -> None:
        self.model, self.chance, self.shares = model, chance, shares
        self.done: Counter[str] = Counter()
        self.tokens: Counter[str] = Counter()
        self.messages: Counter[str] = Counter()
        self.letters = [flow for flow in model.flows if flow.kind is FlowKind.MESSAGE]
        self.flows = {flow.id: flow for flow in model.flows}

    def play(self) -> BpmnPlay:
        self._leave(self.model.node_by_id["Start"])
        for _ in range(LIMIT):
            if not any(self._try(node) for node in self.model.nodes):
                return self
        raise AssertionError("the case never ends")

    @property
    def stuck(self) -> Counter[str]:
        return +self.tokens + +self.messages

    def _ways_in(self, node: Node) -> tuple[Flow, ...]:
        return self.model.incoming.get(node.id, ())

    def _leave(self, node: Node, ways: list[int] | None = None) -> None:
        outgoing = self.model.outgoing.get(node.id, ())
        for at in range(len(outgoing)) if ways is None else ways:
            self.tokens[outgoing[at].id] += 1
        for letter in self.letters:
            self.messages[letter.id] += letter.source == node.id

    def _take(self, node: Node) -> bool:
        arrived = next((flow.id for flow in self._ways_in(node) if self.tokens[flow.id]), "")
        self.tokens[arrived] -= bool(arrived)
        return bool(arrived)

    def _try(self, node: Node) -> bool:
        """Let ``node`` act once where it can."""
        if node.tag == "startEvent" or (node.tag == "intermediateCatchEvent" and self._ways_in(node)):
            return self._receive(node)
        if node.tag == "eventBasedGateway":
            return self._await(node)
        if node.tag in ("parallelGateway", "inclusiveGateway") and len(self._ways_in(node)) > 1:
            return self._join(node)
        if not self._take(node):
            return False
        if node.values is not None:
            self.done[node.values.key] += 1
        self._leave(node, self._chosen(node))
        return True

    def _letter(self, node_id: str) -> str:
        return next((letter.id for letter in self.letters if letter.target == node_id and self.messages[letter.id]), "")

    def _receive(self, node: Node) -> bool:
        letter = self._letter(node.id)
        if not letter or (node.tag != "startEvent" and not self._take(node)):
            return False
        self.messages[letter] -= 1
        self._leave(node)
        return True

    def _await(self, node: Node) -> bool:
        catching = [flow for flow in self.model.outgoing[node.id] if self._letter(flow.target)]
        if not catching or not self._take(node):
            return False
        self.tokens[catching[0].id] += 1
        return True

    def _chosen(self, node: Node) -> list[int] | None:
        if not node.is_gateway or node.tag == "parallelGateway" or len(self.model.outgoing[node.id]) < 2:
            return None
        row = node.id.removeprefix("Split_")
        if node.tag == "exclusiveGateway":
            return [self.chance.one_of(row, self.done[row], self.shares[row])]
        return self.chance.some_of(row, self.done[row], self.shares[row])

    def _join(self, node: Node) -> bool:
        with_token = {flow.id for flow in self._ways_in(node) if self.tokens[flow.id]}
        without = {flow.id for flow in self._ways_in(node)} - with_token
        if not with_token or (without and (node.tag == "parallelGateway" or self._may_come(node, with_token, without))):
            return False
        self.tokens.subtract(with_token)
        self._leave(node)
        return True

    def _may_come(self, join: Node, with_token: set[str], without: set[str]) -> bool:
        """True where a token or message can still come by a way without one, and by none that has one."""
        blocking, known = self._before(without, join), self._before(with_token, join)
        under_way = {place for place, count in (self.tokens + self.messages).items() if count > 0}
        return bool(under_way & blocking - known - with_token)

    def _before(self, flow_ids: set[str], stop: Node) -> set[str]:
        """Flows from which ``flow_ids`` can be come to without passing ``stop``."""
        found, todo = set[str](), list(flow_ids)
        while todo:
            source = self.flows[todo.pop()].source
            into = [flow_id for flow_id in self._bringing(source) if source != stop.id and flow_id not in found]
            todo += into
            found.update(into)
        return found

    def _bringing(self, node_id: str) -> list[str]:
        """The flows that set a node off: what waits for a message is set off by the message."""
        messages = [letter.id for letter in self.letters if letter.target == node_id]
        return messages or [flow.id for flow in self.model.incoming.get(node_id, ())]
