"""The statistics that can drive a use case's volume, and which one its name suggests.

Columns of ``bpr/access/data/municipalities.csv`` that count people, households or events; areas, rates and money are
left out, because cases are taken to be in proportion to the statistic. Sources: ``bpr/access/data/SOURCES.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_CENSUS = gettext_lazy("令和2年国勢調査（SSDSE-A-2025）")
_VITAL = gettext_lazy("令和4年人口動態調査（SSDSE-A-2025）")
_MOVES = gettext_lazy("令和5年住民基本台帳人口移動報告（SSDSE-A-2025）")
_STAFF = gettext_lazy("令和5年の値（SSDSE-A-2025）")

POPULATION, HOUSEHOLDS = "総人口_R2国調", "世帯数_R2"


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """One column of the table: what people call it, what it counts, and where it is published."""

    column: str
    label: str | Promise
    unit: str | Promise
    source: str | Promise


def _statistic(column: str, label: str | Promise, unit: str | Promise, source: str | Promise) -> Statistic:
    return Statistic(column=column, label=label, unit=unit, source=source)


STATISTICS: Mapping[str, Statistic] = {
    item.column: item
    for item in (
        _statistic("転入者数_R5", gettext_lazy("転入者数（2023年）"), gettext_lazy("人"), _MOVES),
        _statistic("転出者数_R5", gettext_lazy("転出者数（2023年）"), gettext_lazy("人"), _MOVES),
        _statistic("出生数_R4", gettext_lazy("出生数（2022年）"), gettext_lazy("人"), _VITAL),
        _statistic("死亡数_R4", gettext_lazy("死亡数（2022年）"), gettext_lazy("人"), _VITAL),
        _statistic("婚姻件数_R4", gettext_lazy("婚姻件数（2022年）"), gettext_lazy("件"), _VITAL),
        _statistic("離婚件数_R4", gettext_lazy("離婚件数（2022年）"), gettext_lazy("件"), _VITAL),
        _statistic(POPULATION, gettext_lazy("総人口（2020年）"), gettext_lazy("人"), _CENSUS),
        _statistic(HOUSEHOLDS, gettext_lazy("世帯数（2020年）"), gettext_lazy("世帯"), _CENSUS),
        _statistic("六十五歳以上人口_R2", gettext_lazy("65歳以上人口（2020年）"), gettext_lazy("人"), _CENSUS),
        _statistic("外国人人口_R2", gettext_lazy("外国人人口（2020年）"), gettext_lazy("人"), _CENSUS),
        _statistic("就業者数_R2", gettext_lazy("就業者数（2020年）"), gettext_lazy("人"), _CENSUS),
        _statistic("一般行政部門職員数_R5", gettext_lazy("一般行政部門の職員数（2023年）"), gettext_lazy("人"), _STAFF),
    )
}

# Words in the name of a use case, the most telling first.
_WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("転出",), "転出者数_R5"),
    (("転入", "引越", "転居"), "転入者数_R5"),
    (("出生", "出産", "児童手当", "妊娠", "母子健康", "乳幼児", "新生児"), "出生数_R4"),
    (("死亡", "おくやみ", "お悔やみ", "相続", "埋葬", "火葬", "葬祭"), "死亡数_R4"),
    (("婚姻", "結婚"), "婚姻件数_R4"),
    (("離婚", "ひとり親", "児童扶養"), "離婚件数_R4"),
    (("介護", "高齢", "敬老"), "六十五歳以上人口_R2"),
    (("外国人", "在留"), "外国人人口_R2"),
    (("市民税", "住民税", "特別徴収", "給与支払"), "就業者数_R2"),
    (("世帯", "住民票"), HOUSEHOLDS),
    (("職員", "人事", "給与"), "一般行政部門職員数_R5"),
)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A statistic that could drive a use case, and why; nothing is calculated with it before somebody accepts it."""

    column: str
    reason: str


def proposal_for(*, name: str, registered: str) -> Proposal:
    """What the use case itself names (``registered``), else what its name suggests, else the population."""
    if registered in STATISTICS:
        return Proposal(column=registered, reason=_("ユースケースの登録にある統計"))
    for words, column in _WORDS:
        found = next((word for word in words if word in name), None)
        if found:
            return Proposal(column=column, reason=_("名称に「%(word)s」があるため") % {"word": found})
    return Proposal(column=POPULATION, reason=_("名称から決まらないため、総人口"))
