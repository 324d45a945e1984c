"""A diagram that a browser sent: read with suspicion, refused in words where it must not be kept.

Only BPMN and our own extension elements are interpreted; everything else in the file is carried along unread, but
searched for numbers that must not be stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.bpmn.names import BPMNDI, DC, DI
from bpr.core.bpmn.parse import read_model
from bpr.workflow.mynumber import contains_mynumber

_DRAWING = tuple(f"{{{namespace}}}" for namespace in (BPMNDI, DC, DI))
_IDENTIFIERS = frozenset({"id", "key", "default", "bpmnElement", "targetNamespace"})


@dataclass(frozen=True, kw_only=True, slots=True)
class DiagramProblem:
    """One thing to mend before the diagram can be kept. ``element`` is its id, "" where it is the whole file."""

    message: str
    element: str = ""


class DiagramRefused(ValueError):
    """The diagram cannot be read, or must not be kept; ``problems`` holds what is to be mended."""

    def __init__(self, *problems: DiagramProblem) -> None:
        super().__init__("\n".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagram:
    """A diagram that can be kept, as document and as model."""

    xml: str
    document: BpmnDocument
    model: CoreModel


def diagram_read(xml: object) -> Diagram:
    """The diagram that ``xml`` says. DiagramRefused where it is no text, no BPMN, or holds a 個人番号."""
    if not isinstance(xml, str):
        raise DiagramRefused(DiagramProblem(message=_("図が送られていません。画面を読み込み直してください")))
    try:
        document = BpmnDocument.parse(xml.encode("utf-8"))
        model = read_model(document)
    except BpmnError as error:
        raise DiagramRefused(DiagramProblem(message=str(error), element=error.element)) from error
    if found := tuple(dict.fromkeys(_mynumbers(document.root))):
        message = _("個人番号と思われる12桁の数字があります。個人番号は保存できないため、削除してください")
        raise DiagramRefused(*(DiagramProblem(message=message, element=element) for element in found))
    return Diagram(xml=xml, document=document, model=model)


def _mynumbers(root: etree._Element) -> Iterator[str]:
    """Ids of the elements in whose names, texts, values or remarks a 個人番号 stands."""
    for element in root.iter():
        is_drawing = isinstance(element.tag, str) and element.tag.startswith(_DRAWING)
        if not is_drawing and any(contains_mynumber(text) for text in _texts(element) if len(text) > 3):
            yield _id_of(element)


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    yield element.tail or ""
    for name, value in element.attrib.items():
        plain = str(name).rpartition("}")[2]
        if plain not in _IDENTIFIERS and not plain.endswith("Ref"):
            yield str(value)


def _id_of(element: etree._Element | None) -> str:
    while element is not None and not element.get("id"):
        element = element.getparent()
    return (element.get("id") or "") if element is not None else ""
