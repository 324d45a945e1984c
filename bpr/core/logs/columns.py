"""Which heading of a CSV file means what, by the words that Japanese offices and process mining tools use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpr.core.bpmn.diff.wording import normalised
from bpr.core.logs.model import LogColumns, TimeFormat

_TIMES = ("start", "end")
#: By role, the likeliest first. A heading that is one of these words goes before one that only holds it.
_WORDS: dict[str, tuple[str, ...]] = {
    "case": (
        "案件番号", "受付番号", "案件ID", "案件", "申請番号", "整理番号", "管理番号", "届出番号", "処理番号",
        "伝票番号",
        "case id", "case", "case:concept:name", "caseid", "trace", "ケース", "ケースID",
    ),
    "activity": (
        "作業", "作業名", "活動", "活動名", "アクティビティ", "処理名", "処理内容", "作業内容", "操作",
        "操作名", "工程", "手続",
        "activity", "activity name", "concept:name", "task", "task name", "name", "event", "event name", "element",
    ),
    "start": (
        "開始", "開始日時", "開始時刻", "作業開始", "着手", "着手日時",
        "start", "start time", "start timestamp", "begin",
    ),
    "end": (
        "終了", "終了日時", "終了時刻", "作業終了", "完了", "完了日時", "処理日時", "操作日時", "日時", "時刻",
        "end", "end time", "end timestamp", "complete", "completion", "time:timestamp", "timestamp", "time",
    ),
    "resource": (
        "担当者", "担当", "作業者", "処理者", "職員", "担当職員", "職員番号", "操作者", "ユーザー", "ユーザーID",
        "resource", "org:resource", "user", "performer", "pool",
    ),
    "transition": ("lifecycle:transition", "lifecycle", "transition", "ライフサイクル", "開始終了区分", "イベント種別"),
}  # fmt: skip


def guess_columns(header: Sequence[str], formats: Mapping[str, TimeFormat]) -> LogColumns:
    """One heading for each role, each heading once. ``formats`` has the headings whose values are times."""
    left = [name for name in header if name and list(header).count(name) == 1]
    found: dict[str, str] = {}
    for exact in (True, False):
        for role, words in _WORDS.items():
            if role not in found and (name := _named(left, words, exact=exact, is_time=_is_time(role, formats))):
                found[role] = name
                left.remove(name)
    times = [name for name in left if name in formats]
    if not any(role in found for role in _TIMES) and times:
        found |= dict(zip(_TIMES, times, strict=False)) if len(times) > 1 else {"end": times[0]}
    if found.get("transition") and found.get("start") and not found.get("end"):
        found["end"] = found.pop("start")  # with transitions one column holds the times of both
    return LogColumns(**found)


def _is_time(role: str, formats: Mapping[str, TimeFormat]) -> frozenset[str] | None:
    return frozenset(formats) if role in _TIMES else None


def _named(left: Sequence[str], words: Sequence[str], *, exact: bool, is_time: frozenset[str] | None) -> str:
    """The heading for the likeliest of the words, "" where there is none."""
    plain = {name: normalised(name) for name in left if is_time is None or name in is_time}
    for word in map(normalised, words):
        for name, text in plain.items():
            if text == word if exact else len(word) > 1 and word in text:
                return name
    return ""
