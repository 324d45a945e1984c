"""Bytes → XML tree, for files from anywhere: nothing is loaded, expanded or followed, and size has limits."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from lxml import etree

from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.names import BPMN, line_of, local_name
from bpr.core.bpmn.namespaces import with_movable_elements

MAX_BYTES = 10_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 150_000
_TOO_DEEP: Callable[[etree._Element], list[etree._Element]] = etree.XPath("/*" * (MAX_DEPTH + 1))  # type: ignore[assignment]
_COUNT: Callable[[etree._Element], float] = etree.XPath("count(//*)")  # type: ignore[assignment]
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# What Japanese tools call Shift_JIS is Microsoft's code page, with ① and 髙.
_ENCODINGS = {"shift_jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932"}


def read_xml(data: bytes) -> etree._Element:
    """The root of a BPMN file. Raises :class:`BpmnError` for anything that is not one or is too big to be drawn."""
    if len(data) > MAX_BYTES:
        megabytes = f"{len(data) / 1_000_000:.1f}"
        most = MAX_BYTES // 1_000_000
        raise BpmnError(
            f"ファイルが大きすぎます（{megabytes} MB）。{most} MB以下の図にしてください",
            en=f"The file is too large ({megabytes} MB). Use a diagram of {most} MB at most.",
        )
    text = _decoded(data)
    if "<!" in text and re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise BpmnError(
            "DOCTYPE宣言のあるファイルは読み込めません。宣言を除いて保存し直してください",
            en="Files with a DOCTYPE are not read. Save it without the declaration.",
            element="DOCTYPE",
        )
    if text.count("<") > 4 * MAX_ELEMENTS:
        raise _too_many()
    root = _parsed(text)
    _check_extent(root)
    if root.tag != f"{{{BPMN}}}definitions":
        raise BpmnError(
            "BPMN 2.0のファイルではありません。BPMN 2.0形式（.bpmn）で保存したファイルを選んでください",
            en="This is not a BPMN 2.0 file. Choose one that was saved as BPMN 2.0 (.bpmn).",
            element=local_name(root.tag),
            line=1,
        )
    return with_movable_elements(root, text)


def _decoded(data: bytes) -> str:
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"文字コード {encoding} として読めない文字があります。UTF-8で保存し直してください"
        english = f"Some characters cannot be read as {encoding}. Save the file as UTF-8."
        raise BpmnError(message, en=english, line=line) from None
    return text.removeprefix("\ufeff")


def _encoding(data: bytes) -> str:
    for start, encoding in (*_BOMS, *_WIDE):
        if data.startswith(start):
            return encoding
    found = _ENCODING.match(data.lstrip())
    named = found[1].decode("ascii").lower() if found else "utf-8"
    try:
        info = codecs.lookup(_ENCODINGS.get(named, named))
        "".encode(info.name)  # refuses codecs that are not for text
    except LookupError:
        message = f"文字コード「{named}」は読み込めません。UTF-8で保存し直してください"
        english = f"The encoding “{named}” is not read. Save the file as UTF-8."
        raise BpmnError(message, en=english, line=1) from None
    return "utf-8" if info.name.startswith("utf-16") else info.name


def _parsed(text: str) -> etree._Element:
    """The declaration is taken out (the text is decoded already); its line stays, so that line numbers hold."""
    declared = _DECLARATION.match(text)
    plain = "\n" * declared[0].count("\n") + text[declared.end() :] if declared else text
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(plain.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        message = "XMLとして読めません。途中で切れているか、書き方が崩れています。作図ソフトで保存し直してください"
        english = "This is not well-formed XML: cut off or damaged. Save it again in the drawing tool."
        raise BpmnError(message, en=english, line=error.lineno or 0) from error


def _check_extent(root: etree._Element) -> None:
    deep = _TOO_DEEP(root)
    if deep:
        message = f"要素の入れ子が{MAX_DEPTH}段を超えています。図を分けてください"
        english = f"Elements are nested more than {MAX_DEPTH} deep. Divide the diagram."
        raise BpmnError(message, en=english, element=local_name(deep[0].tag), line=line_of(deep[0]))
    if _COUNT(root) > MAX_ELEMENTS:
        raise _too_many()


def _too_many() -> BpmnError:
    return BpmnError(
        f"要素が多すぎます（上限{MAX_ELEMENTS:,}）。図を分けてください",
        en=f"There are too many elements (the limit is {MAX_ELEMENTS:,}). Divide the diagram.",
    )
