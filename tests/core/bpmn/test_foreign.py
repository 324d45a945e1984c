# ruff: noqa: E501 - BPMN as text
"""What files of many tools hold: each case is read, drawn and comes back as it was, or is refused at its line.

«As it was» is measured against what lxml reads of the source; a case that needs mending says by which sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from time import process_time

import pytest
from lxml import etree

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.intake import take_in
from bpr.core.bpmn.inventory import differences, take_inventory
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.names import BPMN, BPMNDI, DC, DI, XSI
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.render import render_svg
from bpr.core.bpmn.rules import check_model
from bpr.core.bpmn.source import read_xml
from bpr.core.bpmn.write import write_bpmn

NAMESPACES = f'xmlns="{BPMN}" xmlns:bpmndi="{BPMNDI}" xmlns:dc="{DC}" xmlns:di="{DI}" xmlns:xsi="{XSI}"'
TARGET = 'targetNamespace="urn:x"'
FLOW = '<startEvent id="S"/><task id="T" name="住民票の写しの交付"/><endEvent id="E"/><sequenceFlow id="F" sourceRef="S" targetRef="T"/><sequenceFlow id="G" sourceRef="T" targetRef="E"/>'


def shape(element: str, x: float = 10, y: float = 10, rest: str = "") -> str:
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="100" height="80"/>'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}" {rest}>{bounds}</bpmndi:BPMNShape>'


def edge(element: str, *points: tuple[float, float]) -> str:
    way = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge id="{element}_di" bpmnElement="{element}">{way}</bpmndi:BPMNEdge>'


DRAWN = (
    shape("S") + shape("T", 200) + shape("E", 400) + edge("F", (110, 50), (200, 50)) + edge("G", (300, 50), (400, 50))
)


def plane(drawn: str, of: str = "P", name: str = "D") -> str:
    inside = f'<bpmndi:BPMNPlane id="{name}_plane" bpmnElement="{of}">{drawn}</bpmndi:BPMNPlane>'
    return f'<bpmndi:BPMNDiagram id="{name}">{inside}</bpmndi:BPMNDiagram>'


def text(
    inside: str = FLOW, *, drawn: str = DRAWN, root: str = TARGET, before: str = "", after: str = "", extra: str = ""
) -> str:
    """A process ``P``; ``before`` and ``after`` it, ``extra`` as last of the file."""
    drawing = plane(drawn) if drawn else ""
    return f'<definitions {NAMESPACES} {root}>{before}<process id="P">{inside}</process>{after}{drawing}{extra}</definitions>'


def said(encoding: str, body: str = "") -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{body or text()}'


def prefixed(prefix: str) -> str:
    """The same file with a prefix for BPMN, and other prefixes for the drawing."""
    return re.sub(r"<(/?)(?=[a-zA-Z])(?![\w]+:)", rf"<\1{prefix}:", text()).replace("xmlns=", f"xmlns:{prefix}=")


def extended(namespace: str, inside: str, attributes: str = "") -> str:
    task = f'<task id="T" name="x" {attributes}><extensionElements>{inside}</extensionElements></task>'
    return text(FLOW.replace('<task id="T" name="住民票の写しの交付"/>', task), root=f'{TARGET} xmlns:v="{namespace}"')


def in_lanes(depth: int) -> str:
    """Lanes in lanes, the task in the innermost, and a reference to a node that is not there in each."""
    inner = "<flowNodeRef>T</flowNodeRef>"
    for level in range(depth):
        inner = f'<childLaneSet id="LS{level}"><lane id="L{level}" name="係{level}">{inner}</lane></childLaneSet>'
    return f'<laneSet id="LS"><lane id="L" name="課">{inner}</lane></laneSet>{FLOW}'


def nested(depth: int) -> str:
    start = "".join(f'<subProcess id="N{level}" name="第{level}段">' for level in range(depth))
    return f"{start}{FLOW}{'</subProcess>' * depth}"


def chain(count: int) -> str:
    tasks = "".join(f'<task id="t{n}" name="作業{n}"/>' for n in range(count))
    return tasks + "".join(f'<sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{n + 1}"/>' for n in range(count - 1))


def chain_drawn(count: int) -> str:
    places = [(n % 100 * 150.0, n // 100 * 120.0) for n in range(count)]
    shapes = "".join(shape(f"t{n}", x, y) for n, (x, y) in enumerate(places))
    return shapes + "".join(
        edge(f"f{n}", (x + 100, y + 40), (x + 125, y + 40), (next_x, next_y + 40))
        for n, ((x, y), (next_x, next_y)) in enumerate(pairwise(places))
    )


POOLS = (
    '<collaboration id="C"><participant id="A" name="市民"/><participant id="B" name="市民課" processRef="P"/>'
    '<participant id="X" name="県"/><messageFlow id="M" sourceRef="A" targetRef="T"/></collaboration>'
)
EXPRESSION = (
    '<conditionExpression xsi:type="tFormalExpression" language="x"><![CDATA[a < 1 && b > 2]]></conditionExpression>'
)
COMMENTED = "<!-- a -->".join(["", *re.split("(?<=>)(?=<)", FLOW), ""])


@dataclass(frozen=True, kw_only=True)
class Case:
    """``mended``: what the repair says; "" where the file has to come back byte for byte."""

    source: str
    data: bytes
    mended: str = ""
    diagrams: int = 1
    nodes: int = 3


def case(
    source: str, encoding: str = "utf-8", *, mark: bytes = b"", mended: str = "", diagrams: int = 1, nodes: int = 3
) -> Case:
    return Case(source=source, data=mark + source.encode(encoding), mended=mended, diagrams=diagrams, nodes=nodes)


def in_prefix(prefix: str) -> Case:
    return case(prefixed(prefix))


INSIDE = '<subProcess id="N"><task id="U"/><task id="V"/></subProcess>'
CASES: dict[str, Callable[[], Case]] = {
    # encodings
    "UTF-8 with mark": lambda: case(said("UTF-8"), "utf-8-sig"),
    "UTF-16 LE with mark": lambda: case(said("UTF-16"), "utf-16-le", mark=b"\xff\xfe"),
    "UTF-16 BE with mark": lambda: case(said("UTF-16"), "utf-16-be", mark=b"\xfe\xff"),
    "UTF-16 LE without mark": lambda: case(said("UTF-16"), "utf-16-le"),
    "UTF-16 BE without mark": lambda: case(said("UTF-16"), "utf-16-be"),
    "Shift_JIS": lambda: case(said("Shift_JIS"), "shift_jis"),
    "Windows-31J": lambda: case(said("Windows-31J", text().replace("住民票", "①髙﨑")), "cp932"),
    "EUC-JP": lambda: case(said("EUC-JP"), "euc_jp"),
    "ISO-2022-JP": lambda: case(said("ISO-2022-JP"), "iso2022_jp"),
    "ISO-8859-1": lambda: case(said("ISO-8859-1", text().replace("住民票の写しの交付", "Prüfung")), "latin-1"),
    "no declaration": lambda: case(text()),
    "UTF-16 declared, UTF-8 written": lambda: case(said("UTF-16")),
    "XML 1.1": lambda: case(said("UTF-8").replace("1.0", "1.1", 1)),
    "blank lines first": lambda: case("\n\n  " + said("UTF-8")),
    "carriage returns": lambda: case(said("UTF-8").replace("><", ">\r\n<")),
    # prefixes
    **{f"prefix {prefix}": partial(in_prefix, prefix) for prefix in ("bpmn", "bpmn2", "semantic", "ns0", "名")},
    "default declared again below": lambda: case(text().replace("<process", f'<process xmlns="{BPMN}"')),
    "drawing with default namespaces": lambda: case(
        text().replace("<bpmndi:BPMNDiagram", f'<BPMNDiagram xmlns="{BPMNDI}"').replace("</bpmndi:BPMNDiagram", "</BPMNDiagram")
    ),
    # the root
    "id and exporter": lambda: case(text(root=f'id="D0" name="転入" exporter="x" exporterVersion="1" {TARGET}')),
    "no target namespace": lambda: case(text(root=""), mended="targetNamespace"),
    "target namespace empty": lambda: case(text(root='targetNamespace=""')),
    "schema location": lambda: case(text(root=f'{TARGET} xsi:schemaLocation="{BPMN} BPMN20.xsd"')),
    "languages": lambda: case(text(root=f'{TARGET} typeLanguage="http://www.w3.org/2001/XMLSchema" expressionLanguage="FEEL"')),
    "import": lambda: case(text(before='<import importType="http://www.w3.org/2001/XMLSchema" location="a.xsd" namespace="urn:y"/>')),
    "items, messages, stores": lambda: case(text(before='<itemDefinition id="I" structureRef="xsd:string"/><message id="MS" name="届" itemRef="I"/><dataStore id="DS" name="住基"/>')),
    # drawings
    "drawing backwards": lambda: case(text(drawn="".join(reversed(re.findall(r"<bpmndi:BPMN(?:Shape|Edge) .*?</bpmndi:BPMN(?:Shape|Edge)>", DRAWN))))),
    "drawing first": lambda: case(text(drawn="", before=plane(DRAWN)), mended="順番"),
    "drawing of a drill-down": lambda: case(text(FLOW + INSIDE, drawn=DRAWN + shape("N", 600, rest='isExpanded="false"'), extra=plane(shape("U") + shape("V", 200), "N", "D2")), nodes=6),
    "a diagram for each process": lambda: case(text(after='<process id="Q"><task id="U"/></process>', extra=plane(shape("U"), "Q", "D2")), diagrams=2),
    "the same process twice": lambda: case(text(extra=plane(shape("T").replace("T_di", "T2_di"), "P", "D2")), diagrams=2),
    "negative coordinates": lambda: case(text(drawn=shape("S", -500, -300) + shape("T", -200) + edge("F", (-400, -260), (-200, 50)))),
    "large coordinates": lambda: case(text(drawn=shape("S", 99_000, 88_000.123456) + shape("T"))),
    "coordinates beyond all": lambda: case(text(drawn=shape("S", 1e300) + shape("T")), mended="数でない"),
    "exponents": lambda: case(text(drawn=DRAWN.replace('"200"', '"2.0E2"'))),
    "bounds before labels": lambda: case(text(drawn=DRAWN.replace("</bpmndi:BPMNShape>", '<bpmndi:BPMNLabel><dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>'))),
    "labels before bounds": lambda: case(text(drawn=DRAWN.replace("<dc:Bounds", "<bpmndi:BPMNLabel/><dc:Bounds", 1)), mended="順番"),
    "font and style": lambda: case(text(drawn=DRAWN.replace("</bpmndi:BPMNShape>", '<bpmndi:BPMNLabel labelStyle="Y"/></bpmndi:BPMNShape>')).replace("</bpmndi:BPMNDiagram>", '<bpmndi:BPMNLabelStyle id="Y"><dc:Font name="ＭＳ ゴシック" size="9"/></bpmndi:BPMNLabelStyle></bpmndi:BPMNDiagram>')),
    "shape of nothing": lambda: case(text(drawn=DRAWN + shape("gone")), mended="gone"),
    "no drawing": lambda: case(text(drawn=""), diagrams=0),
    # pools and lanes
    "pools without process": lambda: case(text(before=POOLS, drawn="".join(shape(pool, 0, y, 'isHorizontal="true"') for pool, y in zip("ABX", (0, 200, 400), strict=True)) + DRAWN)),
    "process beside the pools": lambda: case(text(before=POOLS, after='<process id="Q"><task id="U"/></process>', drawn=DRAWN + shape("U", 300, 300)), nodes=4),
    "participant of no process": lambda: case(text(before=POOLS.replace('"P"', '"gone"')), mended="gone"),
    "lanes three deep": lambda: case(text(in_lanes(3), drawn=DRAWN)),
    "lane of missing nodes": lambda: case(text(in_lanes(1).replace("</flowNodeRef>", "</flowNodeRef><flowNodeRef>gone</flowNodeRef>")), mended="gone"),
    # size
    "sub-processes 50 deep": lambda: case(text(nested(50), drawn=DRAWN), nodes=53),
    "names of 100,000 letters": lambda: case(text(FLOW.replace("住民票", "住" * 100_000))),
    # extensions of other tools
    "camunda": lambda: case(extended("http://camunda.org/schema/1.0/bpmn", '<v:inputOutput><v:inputParameter name="a">${b}</v:inputParameter></v:inputOutput>', 'v:assignee="x"')),
    "zeebe": lambda: case(extended("http://camunda.org/schema/zeebe/1.0", '<v:taskDefinition type="x" retries="3"/>', 'v:modelerTemplate="t"')),
    "flowable": lambda: case(extended("http://flowable.org/bpmn", '<v:formProperty id="p" name="x"/>', 'v:candidateGroups="市民課"')),
    "signavio": lambda: case(extended("http://www.signavio.com", '<v:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/>')),
    "adonis": lambda: case(extended("http://www.boc-group.com", '<v:attributes><v:attribute name="x">1</v:attribute></v:attributes>')),
    "extension with default namespace": lambda: case(extended("urn:v", '<a xmlns="urn:w"><b/>text<c/>tail</a>')),
    "extension without namespace": lambda: case(extended("urn:v", '<a xmlns=""><b/></a>')),
    "elements of others among ours": lambda: case(text(FLOW + '<v:note xmlns:v="urn:v"><v:x/></v:note>')),
    # writing
    "entity-like text": lambda: case(text(FLOW.replace("住民票", "&amp;#x0;&amp;lt;&#x3042;&#10;&quot;"))),
    "CDATA": lambda: case(text(FLOW.replace('targetRef="T"/>', f'targetRef="T">{EXPRESSION}</sequenceFlow>'))),
    "XML in CDATA": lambda: case(text(f'<documentation><![CDATA[<?xml version="1.0" encoding="x"?><a/>]]></documentation>{FLOW}')),
    "script in CDATA": lambda: case(text(f"<documentation><![CDATA[<script>x</script>]]></documentation>{FLOW}")),
    "HTML in documentation": lambda: case(text(f'<documentation textFormat="text/html"><p xmlns="http://www.w3.org/1999/xhtml">規則<b>一</b>条</p></documentation>{FLOW}')),
    "processing instructions": lambda: case(f"<?a b?>{text(f'<?c d?>{FLOW}<?e?>')}<?f g?>"),
    "comments everywhere": lambda: case(f"<!-- <!DOCTYP -->{text(COMMENTED)}<!-- z -->"),
    "type with another prefix": lambda: case(text(FLOW.replace('targetRef="T"/>', f'targetRef="T"><conditionExpression xmlns:q="{BPMN}" xsi:type="q:tFormalExpression">x</conditionExpression></sequenceFlow>'))),
    "names of spaces": lambda: case(text(FLOW.replace('<startEvent id="S"/>', '<startEvent id="S" name="　"/>'))),
    "line breaks in names": lambda: case(text(FLOW.replace("住民票の", "住民票&#10;の&#13;&#10;"))),
    "letters beyond the plane": lambda: case(text(FLOW.replace("住民票", "𠮷野家👪"))),
}  # fmt: skip


@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_it_is_read_and_drawn_and_comes_back(make: Callable[[], Case]) -> None:
    given = make()
    document = BpmnDocument.parse(given.data)
    assert [item for item in document.repairs if not given.mended or given.mended not in item.message_ja] == []
    assert bool(document.repairs) == bool(given.mended)
    if not given.mended:
        assert document.serialise() == given.data
    assert len([item for item in document.diagrams() if not item.inside]) == given.diagrams
    _comes_back(document, given)
    model = read_model(document)
    assert len(model.nodes) == given.nodes
    assert render_svg(model).startswith("<svg")
    assert render_svg(layout(model)).startswith("<svg")
    check_model(model)


def _comes_back(document: BpmnDocument, given: Case) -> None:
    """What is written after an edit says what the source says, but for what is mended."""
    plain = re.sub(r"^\s*<\?xml .*?\?>", "", given.source).lstrip().encode()
    document.mark_edited()
    written = document.serialise()
    if not given.mended:
        assert differences(take_inventory(etree.fromstring(plain)), take_inventory(etree.fromstring(written))) == ()
    assert BpmnDocument.parse(written).repairs == ()
    assert differences(take_inventory(document.root), take_inventory(read_xml(document.serialise_utf8()))) == ()


REFUSED: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "declared UTF-8, written in Shift_JIS": (lambda: said("UTF-8").encode("cp932"), 2, ""),
    "DOCTYPE": (lambda: said("UTF-8", f"<!DOCTYPE definitions>{text()}").encode(), 0, "DOCTYPE"),
    "entity of a file": (lambda: f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{text(FLOW.replace("住民票", "&x;"))}'.encode(), 0, "DOCTYPE"),
    "BPMN 1": (lambda: text().replace("20100524", "20090901").encode(), 1, "definitions"),
    "no BPMN": (lambda: b'<mxfile host="draw.io"><diagram/></mxfile>', 1, "mxfile"),
    "XPDL": (lambda: b'<Package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>', 1, "Package"),
    "cut off": (lambda: said("UTF-8").encode()[:700], 2, ""),
    "attribute of 12 MB": (lambda: text(FLOW.replace("住民票", "x" * 12_000_000)).encode(), 0, ""),
    "prefix that is not declared": (lambda: f"\n\n{text(FLOW + '<v:a/>')}".encode(), 3, ""),
}  # fmt: skip


@pytest.mark.parametrize(("make", "line", "element"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_its_place_and_reason(make: Callable[[], bytes], line: int, element: str) -> None:
    with pytest.raises(BpmnError) as raised:
        BpmnDocument.parse(make())
    assert (raised.value.line, raised.value.element) == (line, element)
    assert "ください" in raised.value.message


def test_the_envelope_of_a_message_is_read_and_written() -> None:
    sent = edge("M", (50, 0), (250, 10)).replace(' bpmnElement="M"', ' bpmnElement="M" messageVisibleKind="initiating"')
    model = read_model(BpmnDocument.parse(text(before=POOLS, drawn=DRAWN + sent).encode()))
    again = read_model(BpmnDocument.parse(write_bpmn(model)))
    assert [flow.message for flow in model.flows if flow.id == "M"] == ["initiating"]
    assert [flow.message for flow in again.flows if flow.id == "M"] == ["initiating"]


def test_a_drill_down_is_taken_in_without_a_question() -> None:
    given = CASES["drawing of a drill-down"]()
    taken = take_in(given.data)
    assert taken.choices == ()
    assert taken.bpmn == given.data


def test_five_thousand_elements_in_seconds() -> None:
    data = text(chain(5000), drawn=chain_drawn(5000)).encode()
    started = process_time()
    model = read_model(BpmnDocument.parse(data))
    assert len(model.nodes) == 5000
    render_svg(model)
    assert process_time() - started < 5
