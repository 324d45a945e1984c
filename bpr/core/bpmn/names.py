"""Namespaces of BPMN 2.0 XML and how names in them are written."""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
COLOR = "http://www.omg.org/spec/BPMN/non-normative/color/1.0"
BIOC = "http://bpmn.io/schema/bpmn/biocolor/1.0"
BPR = "urn:bpr-workbench:bpmn:1"
NSMAP = {
    "bpmn": BPMN,
    "bpmndi": BPMNDI,
    "dc": DC,
    "di": DI,
    "xsi": XSI,
    "color": COLOR,
    "bioc": BIOC,
    "bpr": BPR,
}

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def bpmn(tag: str) -> str:
    return f"{{{BPMN}}}{tag}"


@cache
def local_name(tag: object) -> str:
    """Local name of an element's tag; "" for comments and processing instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def legal_text(text: str) -> str:
    """``text`` without the control characters that XML cannot hold (they come in by pasting)."""
    return _ILLEGAL.sub("", text)


def line_of(element: etree._Element) -> int:
    """Line of the file that the element begins in, 0 where it was not read from a file."""
    line = element.sourceline
    return line if isinstance(line, int) else 0
