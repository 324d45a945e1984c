# ruff: noqa: E501 - tables of hostile input, one each line
"""BPMN files made to break the reader: each gives a BpmnError in Japanese or a model that can be used to the end."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from time import perf_counter

import pytest

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.names import BPMN, BPMNDI, BPR, DC, DI
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.render import render_svg
from bpr.core.bpmn.rules import check_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.flow import FlowError, expected_flow
from bpr.core.steps import StepTableError, model_to_rows, rows_to_model

JAPANESE = re.compile("[ぁ-んァ-ン一-龥]")
NAMESPACES = f'xmlns="{BPMN}" xmlns:bpmndi="{BPMNDI}" xmlns:dc="{DC}" xmlns:di="{DI}" xmlns:bpr="{BPR}"'
SECONDS = 10.0  # for a hostile file, on a busy machine


def bpmn(inside: str, *, head: str = "", after: str = "") -> bytes:
    body = f'<definitions {NAMESPACES} targetNamespace="urn:x"><process id="P">{inside}</process>{after}</definitions>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}{body}'.encode()


def flow(name: str, source: str, target: str) -> str:
    return f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}"/>'


def drawn(x: str, *, width: str = "100", waypoint: str = "1") -> bytes:
    shape = (
        f'<bpmndi:BPMNShape id="D1" bpmnElement="T"><dc:Bounds x="{x}" y="0" width="{width}" height="80"/>'
        f'</bpmndi:BPMNShape><bpmndi:BPMNEdge id="D2" bpmnElement="F"><di:waypoint x="{waypoint}" y="0"/>'
        f'<di:waypoint x="2" y="0"/></bpmndi:BPMNEdge>'
    )
    plane = f'<bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="DP" bpmnElement="P">{shape}</bpmndi:BPMNPlane>'
    return bpmn(f'<task id="T"/><task id="U"/>{flow("F", "T", "U")}', after=f"{plane}</bpmndi:BPMNDiagram>")


def with_step(attributes: str, inside: str = "") -> bytes:
    step = f'<bpr:step key="a" {attributes}>{inside}</bpr:step>'
    return bpmn(f'<task id="T"><extensionElements>{step}</extensionElements></task>')


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("diagram.bpmn", bpmn('<task id="T"/>'))
    return buffer.getvalue()


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return bpmn('<task id="T" name="&l9;"/>', head=f'<!DOCTYPE d [<!ENTITY l0 "ha">{entities}]>')


def nested(tag: str, depth: int) -> str:
    return "".join(f'<{tag} id="n{n}">' for n in range(depth)) + f"</{tag}>" * depth


def chain(count: int) -> str:
    tasks = "".join(f'<task id="t{n}"/>' for n in range(count))
    return tasks + "".join(flow(f"f{n}", f"t{n}", f"t{n + 1}") for n in range(count - 1))


REFUSED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b" \n\t ",
    "NUL bytes": lambda: b"\0" * 500,
    "NUL inside": lambda: bpmn('<task id="T" name="a\0b"/>'),
    "NUL reference": lambda: bpmn('<task id="T" name="a&#0;b"/>'),
    "random bytes": lambda: bytes(range(256)) * 10,
    "not XML": lambda: "これは図ではありません".encode(),
    "HTML": lambda: b"<!DOCTYPE html><html><body><p>404</body></html>",
    "HTML without doctype": lambda: b"<html><body>Sign in</body></html>",
    "ZIP": zipped,
    "JSON": lambda: b'{"definitions": []}',
    "other XML": lambda: b'<definitions xmlns="http://example.org/"/>',
    "BPMN without namespace": lambda: b'<definitions><process id="P"/></definitions>',
    "doctype": lambda: bpmn("", head="<!DOCTYPE definitions>"),
    "external DTD": lambda: bpmn("", head='<!DOCTYPE d SYSTEM "http://192.0.2.1/x.dtd">'),
    "external entity": lambda: bpmn('<task id="T" name="&x;"/>', head='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "parameter entity": lambda: bpmn("", head='<!DOCTYPE d [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>'),
    "doctype in UTF-16": lambda: bpmn("", head="<!DOCTYPE d>").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "doctype in UTF-16 without mark": lambda: (
        bpmn("", head="<!DOCTYPE d>").decode().replace("UTF-8", "UTF-16").encode("utf-16-le")
    ),
    "doctype in UTF-7": lambda: b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE d+AD4-<definitions/>',
    "entity not declared": lambda: bpmn('<task id="T" name="&nbsp;"/>'),
    "billion laughs": billion_laughs,
    "30 MB": lambda: bpmn(f"<documentation>{'x' * 30_000_000}</documentation>"),
    "cut off": lambda: bpmn('<task id="T"/>')[:-30],
    "wrong encoding said": lambda: bpmn('<task id="T" name="住民"/>').decode().encode("cp932"),
    "codec that is none": lambda: b'<?xml version="1.0" encoding="zip"?><definitions/>',
    "UTF-16 cut in a character": lambda: "<?xml?>".encode("utf-16")[:-1],
    "depth 10,000": lambda: bpmn(nested("subProcess", 10_000)),
    "depth 10,000 of lanes": lambda: bpmn(f"<laneSet>{'<lane><childLaneSet>' * 5000}{'</childLaneSet></lane>' * 5000}</laneSet>"),
    "a million attributes": lambda: bpmn("<task id='T' " + " ".join(f"a{n}=''" for n in range(1_000_000)) + "/>"),
    "too many elements": lambda: bpmn("<task/>" * 160_000),
    "attribute twice": lambda: bpmn('<task id="T" id="U"/>'),
    "share above one": lambda: bpmn(f'<task id="T"/>{flow("F", "T", "T")[:-2]}><extensionElements>'
                                    '<bpr:share value="2"/></extensionElements></sequenceFlow>'),
    "endless amount": lambda: with_step('waitingMinutes="1E+999999999"'),
    "endless fraction": lambda: with_step('directCostYen="1E-999999"'),
    "reversed minutes": lambda: with_step("", '<bpr:handlingMinutes minimum="9" likely="5" maximum="1"/>'),
    "unknown kind": lambda: with_step('performerKind="robot"'),
}  # fmt: skip


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_refused_in_japanese_and_in_time(make: Callable[[], bytes]) -> None:
    data = make()
    started = perf_counter()
    with pytest.raises(BpmnError) as raised:
        read_model(BpmnDocument.parse(data, source_name="図.bpmn"))
    assert perf_counter() - started < SECONDS
    assert JAPANESE.search(raised.value.message)
    assert "passwd" not in str(raised.value)


USABLE: dict[str, Callable[[], bytes]] = {
    "no process": lambda: f'<definitions {NAMESPACES} targetNamespace="urn:x"/>'.encode(),
    "empty process": lambda: bpmn(""),
    "no drawing": lambda: bpmn(f'<startEvent id="S"/><task id="T"/><endEvent id="E"/>{flow("a", "S", "T")}{flow("b", "T", "E")}'),
    "empty drawing": lambda: bpmn('<task id="T"/>', after='<bpmndi:BPMNDiagram id="D"/>'),
    "UTF-16": lambda: bpmn('<task id="T" name="住民票"/>').decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "Shift_JIS": lambda: bpmn('<task id="T" name="①髙橋"/>').decode().replace("UTF-8", "Shift_JIS").encode("cp932"),
    "UTF-8 with mark": lambda: b"\xef\xbb\xbf" + bpmn('<task id="T"/>'),
    "ids twice": lambda: bpmn(f'<task id="T"/><task id="T"/><task id="T"/>{flow("T", "T", "T")}'),
    "ids that are no names": lambda: bpmn(f'<task id="1 2"/><task id="&lt;x&gt;"/>{flow("&quot;", "1 2", "&lt;x&gt;")}'),
    "no ids": lambda: bpmn('<task/><startEvent/><sequenceFlow/>'),
    "dangling references": lambda: bpmn(
        f'<laneSet><lane id="L"><flowNodeRef>gone</flowNodeRef></lane></laneSet><task id="T" default="gone"/>'
        f'<boundaryEvent id="B" attachedToRef="gone"/>{flow("F", "T", "gone")}{flow("G", "gone", "T")}'
    ),
    "flow to itself": lambda: bpmn(f'<startEvent id="S"/><task id="T"/>{flow("a", "S", "T")}{flow("b", "T", "T")}'),
    "flow to a flow": lambda: bpmn(f'<task id="T"/>{flow("a", "T", "b")}{flow("b", "a", "T")}{flow("c", "c", "c")}'),
    "only a circle": lambda: bpmn(f'<task id="T"/><task id="U"/>{flow("a", "T", "U")}{flow("b", "U", "T")}'),
    "pool that is its own process": lambda: bpmn(
        '<task id="T"/>', after='<collaboration id="C"><participant id="P2" processRef="P2"/>'
        '<participant id="P3" processRef="P"/><participant id="P4" processRef="P"/></collaboration>'
    ),
    "lane in two sets": lambda: bpmn(
        '<laneSet><lane id="L"><flowNodeRef>T</flowNodeRef><childLaneSet><lane id="M"><flowNodeRef>T</flowNodeRef>'
        '<flowNodeRef>L</flowNodeRef></lane></childLaneSet></lane><lane id="N"><flowNodeRef>T</flowNodeRef></lane>'
        '</laneSet><task id="T"/>'
    ),
    "call of itself": lambda: bpmn('<callActivity id="T" calledElement="P"/><callActivity id="U" calledElement="U"/>'),
    "boundary event on itself": lambda: bpmn('<boundaryEvent id="B" attachedToRef="B"/><boundaryEvent id="C" attachedToRef="F"/>'
                                             + flow("F", "B", "C")),
    "drawing of a drawing": lambda: bpmn('<task id="T"/>', after='<bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="E" '
                                         'bpmnElement="D"><bpmndi:BPMNShape id="G" bpmnElement="G"/></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'),
    "NaN": lambda: drawn("NaN"),
    "infinity": lambda: drawn("inf"),
    "huge coordinate": lambda: drawn("1e300"),
    "waypoint without number": lambda: drawn("0", waypoint="left"),
    "negative size": lambda: drawn("-100000", width="-50"),
    "no size": lambda: drawn("0", width="0"),
    "half drawn": lambda: drawn("10"),
    "nested sub-processes": lambda: bpmn(nested("subProcess", 50)),
    "script in names": lambda: bpmn('<task id="T" name="&lt;script&gt;alert(1)&lt;/script&gt;"/><textAnnotation id="A"><text>'
                                    "&lt;/text&gt;&lt;script/&gt;</text></textAnnotation>"),
    "processing instruction and comments": lambda: bpmn('<?php x?><!-- <!DOCTYP --><task id="T"><!-- x --></task>'),
    "long name": lambda: bpmn(f'<task id="T" name="{"住" * 20_000}"/>'),
    "dense": lambda: bpmn("".join(f'<task id="t{n}"/>' for n in range(15))
                          + "".join(flow(f"f{a}.{b}", f"t{a}", f"t{b}") for a in range(15) for b in range(15))),
    "chain of 300": lambda: bpmn(chain(300)),
}  # fmt: skip


@pytest.mark.parametrize("make", USABLE.values(), ids=USABLE)
def test_usable_to_the_end(make: Callable[[], bytes]) -> None:
    started = perf_counter()
    document = BpmnDocument.parse(make())
    model = read_model(document)
    assert all(JAPANESE.search(item.message_ja) for item in document.repairs)
    assert BpmnDocument.parse(document.serialise()).repairs == ()
    assert all(JAPANESE.search(item.message) for item in check_model(model))
    _use(model)
    assert perf_counter() - started < SECONDS


def _use(model: ProcessModel) -> None:
    """Draw it as it is and laid out, write it, take figures from it or be told in Japanese why there are none."""
    for shown in (model, layout(model)):
        svg = render_svg(shown)
        assert svg.lstrip().startswith("<svg")
        assert "<script" not in svg
        assert not re.search(r"\b(nan|inf)\b", svg)
        assert read_model(BpmnDocument.parse(write_bpmn(shown))).node_by_id.keys() == model.node_by_id.keys()
    _japanese_or_nothing(lambda: expected_flow(model))
    _japanese_or_nothing(lambda: rows_to_model(model_to_rows(model), name="図"))


def _japanese_or_nothing(act: Callable[[], object]) -> None:
    said = ""
    try:
        act()
    except (FlowError, StepTableError) as error:
        said = str(error)
    assert not said or JAPANESE.search(said)
