"""A BPMN document: the XML as it came is the truth; the model is read from it, edits are made in it."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from lxml import etree

from bpr.core.bpmn import extension
from bpr.core.bpmn.diagrams import Diagram, diagrams_of, drawing, drawings
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import ACTIVITY_TAGS, ProcessModel
from bpr.core.bpmn.names import BPMN, legal_text, local_name
from bpr.core.bpmn.repair import Repair, repair
from bpr.core.bpmn.source import read_xml
from bpr.core.values import StepValues

_WITH_SHARE = frozenset({"sequenceFlow", "messageFlow", "boundaryEvent", "startEvent"})

__all__ = ["BpmnDocument", "Repair"]


class BpmnDocument:
    """One BPMN file. Everything in it that this program does not know stays as it is.

    ``repairs`` says what was put right on reading; ``source_name`` is the file's name, for messages.
    """

    def __init__(self, root: etree._Element, *, original: bytes, source_name: str) -> None:
        self.root = root
        self.source_name = source_name
        self._elements = list(root.iter())  # lxml makes an element anew, at a price, whenever nobody holds it
        self.repairs = repair(root)
        self._original = None if self.repairs else original

    @classmethod
    def parse(cls, data: bytes, *, source_name: str = "") -> BpmnDocument:
        """Read a file from anywhere. Raises :class:`BpmnError` (in Japanese, with element and line)."""
        return cls(read_xml(data), original=data, source_name=source_name)

    def serialise(self) -> bytes:
        """The file: byte for byte as it came if nothing was repaired or edited, otherwise as UTF-8."""
        if self._original is not None:
            return self._original
        return etree.tostring(self.root.getroottree(), xml_declaration=True, encoding="UTF-8")

    def serialise_utf8(self) -> bytes:
        """The file in UTF-8: byte for byte as it came where it is that already."""
        data = self.serialise()
        try:
            if "\x00" not in data.decode("utf-8"):
                return data
        except UnicodeDecodeError:
            pass
        return etree.tostring(self.root.getroottree(), xml_declaration=True, encoding="UTF-8")

    @property
    def sha256(self) -> str:
        """Hexadecimal hash of what :meth:`serialise` gives."""
        return hashlib.sha256(self.serialise()).hexdigest()

    def diagrams(self) -> tuple[Diagram, ...]:
        """The diagrams that a reader can choose from; see :func:`~bpr.core.bpmn.parse.read_model`."""
        return diagrams_of(self.root)

    def put_first(self, diagram_id: str) -> None:
        """Make ``diagram_id`` the diagram that is read when none is named; the others stay behind it."""
        chosen, first = drawing(self.root, diagram_id), next(iter(drawings(self.root).values()), None)
        if chosen is not None and first is not None and chosen is not first:
            first.addprevious(chosen)
            self._original = None

    def mark_edited(self) -> None:
        """Whoever edits ``root`` directly says so, because an untouched file is given back byte for byte."""
        self._original = None

    def set_step_values(self, element_id: str, values: StepValues) -> None:
        """Write the values of one step. Raises :class:`BpmnError` if the element is not an activity."""
        element = self._element(element_id)
        if local_name(element.tag) not in ACTIVITY_TAGS:
            raise BpmnError("作業ではないので、作業の値を書けません", element=element_id)
        extension.write_step(element, values)
        self._original = None

    def set_name(self, element_id: str, name: str) -> None:
        self._element(element_id).set("name", legal_text(name))
        self._original = None

    def set_share(self, element_id: str, share: Decimal | None) -> None:
        """Write the share (0..1) of a flow, a boundary or a start event, None to take it away."""
        element = self._element(element_id)
        if local_name(element.tag) not in _WITH_SHARE:
            raise BpmnError("線でもイベントでもないので、割合を書けません", element=element_id)
        if share is not None and not 0 <= share <= 1:
            raise BpmnError(f"割合は0から1の数です（{share}）", element=element_id)
        extension.write_share(element, share)
        self._original = None

    def apply_model(self, model: ProcessModel, *, origin: BpmnDocument | None = None) -> None:
        """Bring the file to ``model`` with the fewest edits; what does not differ is not touched (see ``edit.py``).

        Elements that are new are taken over as they stand in ``origin``, where that has them.
        """
        from bpr.core.bpmn.edit import apply_model  # reads documents itself

        if apply_model(self, model, origin=origin):
            self._original = None

    def _element(self, element_id: str) -> etree._Element:
        for element in self.root.iter(f"{{{BPMN}}}*"):
            if element.get("id") == element_id:
                return element
        raise BpmnError("この要素は図にありません。図を読み込み直してください", element=element_id)
