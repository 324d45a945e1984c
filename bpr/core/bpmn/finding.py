"""What a check of a diagram has to say: one finding, in words that municipal staff can act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bpr.core.bpmn.model import Node


class Severity(StrEnum):
    """ERROR: figures cannot be calculated; WARNING: they may be wrong; HINT: the diagram could be clearer."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Topic(StrEnum):
    """What a finding is about.

    STRUCTURE: the flow; FIGURES: shares, minutes, performers; DRAWING: shapes and lines; BPR: work that a measure
    could do away with, which is no mistake of the diagram.
    """

    STRUCTURE = "structure"
    FIGURES = "figures"
    DRAWING = "drawing"
    BPR = "bpr"


class Words(NamedTuple):
    """What is the matter, naming the element, and what to do about it."""

    message: str
    remedy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """``rule`` is the name of the rule's module; ``element_id`` "" means the diagram as a whole.

    ``related`` holds the other elements that the finding is about, in the order of the message.
    """

    rule: str
    severity: Severity
    topic: Topic
    element_id: str
    ja: Words
    en: Words
    related: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """In Japanese, the language of what is stored."""
        return self.ja.message

    @property
    def remedy(self) -> str:
        return self.ja.remedy

    def words(self, language: str) -> Words:
        """Message and remedy in ``language`` ("en", "en-gb" …); Japanese for every other."""
        return self.en if language.split("-")[0] == "en" else self.ja


class Name(NamedTuple):
    """How a message names an element."""

    ja: str
    en: str


_KINDS = {
    "startEvent": Name("開始", "start"),
    "endEvent": Name("終了", "end"),
    "exclusiveGateway": Name("分岐", "decision"),
    "inclusiveGateway": Name("複数選択の分岐", "inclusive gateway"),
    "parallelGateway": Name("並行の分岐", "parallel gateway"),
    "eventBasedGateway": Name("イベント待ちの分岐", "event gateway"),
    "complexGateway": Name("複合の分岐", "complex gateway"),
}
_STEP = Name("作業", "step")
_EVENT = Name("イベント", "event")


def quoted(name: str) -> Name:
    """A name as both languages quote it."""
    return Name(f"「{name}」", f"“{name}”")


def kind_of(node: Node) -> Name:
    """What an element is, in words."""
    return _STEP if node.is_activity else _KINDS.get(node.tag, _EVENT)


def named(node: Node) -> Name:
    """How a message names an element: by what it is and its name, or its id where it has none."""
    kind, name = kind_of(node), quoted(node.name.strip() or node.id)
    return Name(f"{kind.ja}{name.ja}", f"{kind.en} {name.en}")


def sentence(text: str) -> str:
    """``text`` with a capital at its beginning, for English messages that begin with a name."""
    return text[:1].upper() + text[1:]
