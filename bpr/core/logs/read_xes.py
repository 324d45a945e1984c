"""Event logs as XES (IEEE 1849), read event by event: nothing of the tree is kept.

Of each event concept:name, time:timestamp, lifecycle:transition and org:resource are taken, of each trace its
concept:name. The case of a trace without a name is its number in the file (#3). A file with a DOCTYPE is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from lxml import etree

from bpr.core.bpmn.names import line_of
from bpr.core.logs.errors import Problem, refusal
from bpr.core.logs.gather import Gathered, NameProblem, Names, event_log
from bpr.core.logs.model import EventLog, TimeFormat
from bpr.core.logs.pairing import paired, transitions
from bpr.core.logs.read_csv import other_transitions, zone_notes
from bpr.core.logs.source import Source, name_of, opened
from bpr.core.logs.times import TimeError, TimeReader

_PIECE = 1 << 16
_NAME, _TIME, _TRANSITION, _RESOURCE = "concept:name", "time:timestamp", "lifecycle:transition", "org:resource"
_LOG_TAGS = ("{*}log", "{*}trace", "{*}event")
_REMEDY = "もとのシステムからXES形式で書き出し直してください"


def read_xes(source: Source, *, source_name: str = "") -> EventLog:
    """All of an XES file (plain or gzip), or LogError with the first problems: all or nothing.

    ``source`` is a path or a seekable binary stream.
    """
    name = name_of(source, source_name)
    reader = _Reader(name)
    with opened(source, name) as content:
        try:
            reader.read(_elements(content))
        except etree.XMLSyntaxError as error:
            raise refusal("XMLとして読めません", _REMEDY, file=name, row=error.lineno or 0) from error
    return reader.log()


def _elements(content: BinaryIO) -> Iterator[tuple[str, etree._Element]]:
    found: Iterator[tuple[str, etree._Element]] = etree.iterparse(
        content,
        events=("start", "end"), tag=_LOG_TAGS, load_dtd=False, no_network=True, resolve_entities=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    return found


@dataclass
class _Reader:
    """Gathers pieces of rows; ``depth`` counts open logs, traces and events."""

    name: str
    rows: list[tuple[str, str, str, str, str, int]] = field(default_factory=list)
    times: TimeReader = field(default_factory=lambda: TimeReader(TimeFormat.TEXT))
    case: str = ""
    traces: int = 0
    depth: int = 0

    def __post_init__(self) -> None:
        self.gathered = Gathered(file=self.name)

    def read(self, elements: Iterator[tuple[str, etree._Element]]) -> None:
        is_first = True
        for happened, element in elements:
            if is_first:
                self._check_root(element)
                is_first = False
            tag = etree.QName(element).localname
            if happened == "start":
                self._opened(tag, element)
            else:
                self._closed(tag, element)
        if is_first:
            raise refusal("XESの記録（log）がありません", _REMEDY, file=self.name)
        self._flush()
        self.gathered.check()

    def _check_root(self, element: etree._Element) -> None:
        if element.getroottree().docinfo.internalDTD is not None:
            raise refusal(
                "DOCTYPE宣言のあるファイルは読み込めません", "宣言を除いて保存し直してください", file=self.name
            )
        if etree.QName(element).localname != "log" or element.getparent() is not None:
            raise refusal("XESの記録（log）から始まっていません", _REMEDY, file=self.name, row=line_of(element))

    def _opened(self, tag: str, element: etree._Element) -> None:
        self.depth += 1
        if self.depth > 3 or (tag == "event") != (self.depth == 3):
            raise refusal("log・trace・eventの入れ子が正しくありません", _REMEDY, file=self.name, row=line_of(element))
        if tag == "trace":
            self.traces += 1
            self.case = ""

    def _closed(self, tag: str, element: etree._Element) -> None:
        self.depth -= 1
        if tag == "event":
            self._add(element)
        element.clear()
        parent = element.getparent()
        while parent is not None and (before := element.getprevious()) is not None:
            parent.remove(before)

    def _add(self, event: etree._Element) -> None:
        for before in event.itersiblings(preceding=True):
            if before.get("key") == _NAME:
                self.case = before.get("value") or ""
        said = {child.get("key"): child.get("value", "") for child in event}
        case = self.case or f"#{self.traces}"
        line = line_of(event)
        self.rows.append(
            (case, said.get(_NAME, ""), said.get(_TIME, ""), said.get(_TRANSITION, ""), said.get(_RESOURCE, ""), line)
        )
        if len(self.rows) >= _PIECE:
            self._flush()

    def _flush(self) -> None:
        if not self.rows:
            return
        cases, activities, times, kinds, resources, lines = zip(*self.rows, strict=True)
        gathered = self.gathered
        gathered.add(
            np.array(lines, dtype=np.int64),
            case=self._codes(gathered.cases, cases, lines),
            activity=self._codes(gathered.activities, activities, lines),
            resource=self._codes(gathered.resources, resources, lines), start=np.full(len(lines), np.nan),
            end=np.array([self._time(text, line) for text, line in zip(times, lines, strict=True)]),
            transition=transitions(kinds),
        )  # fmt: skip
        self.rows.clear()

    def _codes(self, names: Names, texts: tuple[str, ...], lines: tuple[int, ...]) -> np.ndarray:
        try:
            return np.array(names.codes(texts), dtype=np.int32)
        except NameProblem as error:
            raise refusal(
                str(error), error.remedy, file=self.name, row=lines[0], column=_NAME, value=error.value
            ) from None

    def _time(self, text: str, line: int) -> float:
        try:
            return self.times.minutes(text)
        except TimeError as error:
            self.gathered.problem(
                Problem(message=str(error), remedy=_REMEDY, file=self.name, row=line, column=_TIME, value=text)
            )
            return float("nan")

    def log(self) -> EventLog:
        gathered = self.gathered
        columns = {name: gathered.column(name) for name in list(gathered.pieces)}
        notes = [*gathered.notes(), *zone_notes([self.times])]
        notes += other_transitions(columns["transition"], columns["row"])
        found = paired(columns)
        if not len(found["case"]):
            raise refusal(
                "開始か終了の記録が1件もありません", "lifecycle:transition を確かめてください", file=self.name
            )
        return event_log(gathered, found, notes, rows=gathered.seen)
