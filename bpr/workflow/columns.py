"""Columns of the workflow table: one definition for page, Excel, messages and API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bpr.workflow import vocabulary

Text = str | Promise
Sheet = dict[str, Any]

SHORT, LINE, LONG = 80, 200, 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One cell of a section. ``width`` in characters; ``numeric`` cells stand right; ``required`` at submission."""

    key: str
    label: Text
    hint: Text = ""
    example: str = ""
    width: int = 12
    limit: int = SHORT
    choices: tuple[str, ...] = ()
    numeric: bool = False
    required: bool = False
    multiline: bool = False

    @property
    def size(self) -> str:
        """How wide a table that is read makes it: narrow, medium or wide."""
        if self.width <= 10:
            return "narrow"
        return "medium" if self.width <= 20 else "wide"


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of the sheet; ``max_rows`` is 0 where it is one form without rows."""

    key: str
    label: Text
    columns: tuple[Column, ...]
    max_rows: int = 0

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


STEPS = Section(
    key="steps",
    label=_("業務手順"),
    max_rows=500,
    columns=(
        Column(
            key="number",
            label=_("作業番号"),
            hint=_("空欄なら上からの順番になります。"),
            example="1",
            width=8,
            limit=20,
        ),
        Column(
            key="performer",
            label=_("作業者"),
            hint=_("誰が行いますか。図では横の帯（レーン）になります。"),
            example="市民課窓口",
            width=14,
            required=True,
        ),
        Column(
            key="performer_kind",
            label=_("作業者の区分"),
            hint=_("同じ作業者の2行目からは空欄でかまいません。"),
            width=10,
            choices=tuple(vocabulary.PERFORMER_KINDS),
        ),
        Column(
            key="task",
            label=_("作業の内容"),
            hint=_("「何を」「どうする」を1つの文で。"),
            example="転入届を受け付け、本人を確認する",
            width=34,
            limit=LINE,
            required=True,
        ),
        Column(
            key="minutes_min",
            label=_("処理時間 最小（分）"),
            hint=_("早いときの1件の時間。なければ空欄に。"),
            example="3",
            width=9,
            numeric=True,
        ),
        Column(
            key="minutes",
            label=_("処理時間 標準（分）"),
            hint=_("ふだんの1件の時間。「1時間30分」「90秒」も使えます。"),
            example="5",
            width=9,
            numeric=True,
        ),
        Column(
            key="minutes_max",
            label=_("処理時間 最大（分）"),
            hint=_("長くかかるときの1件の時間。なければ空欄に。"),
            example="8",
            width=9,
            numeric=True,
        ),
        Column(
            key="next",
            label=_("次の作業"),
            hint=_(
                "空欄なら次の行へ。分かれるときは「3（10% 不備あり）、5（90% 不備なし）」のように作業番号を入れます。"
                "割合に幅があれば「3（5%〜20% 不備あり）」、数えたなら「3（10%／50件中 不備あり）」と書けます。"
            ),
            example="3（10% 不備あり）、5（90% 不備なし）",
            width=28,
            limit=300,
        ),
        Column(
            key="work_kind",
            label=_("作業区分"),
            hint=_("空欄なら、使うシステムがあれば「システム利用」、なければ「手作業」とします。"),
            width=11,
            choices=tuple(vocabulary.WORK_KINDS),
        ),
        Column(
            key="common_key",
            label=_("共通作業"),
            hint=_("他の団体と比べるための作業の名前。一覧から選びます。当てはまるものがなければ空欄に。"),
            width=16,
            limit=SHORT,
        ),
        Column(
            key="waiting",
            label=_("待ち時間"),
            hint=_("この作業の前に、誰も手を付けずに待つ時間。「3日」「2時間」も使えます。"),
            example="3日",
            width=9,
            numeric=True,
        ),
        Column(
            key="forms_read",
            label=_("見る帳票"),
            hint=_("「、」で区切り、枚数を付けます。枚数がなければ1枚とします。"),
            example="転入届 1枚、転出証明書",
            width=24,
            limit=1000,
        ),
        Column(
            key="forms_made",
            label=_("作る帳票"),
            hint=_("書き方は「見る帳票」と同じです。"),
            example="住民異動届 2枚",
            width=24,
            limit=1000,
        ),
        Column(key="system", label=_("使うシステム"), example="住民記録システム", width=16),
        Column(
            key="visits",
            label=_("来庁回数"),
            hint=_("この作業1回のために住民が来る回数。"),
            example="1",
            width=8,
            numeric=True,
        ),
        Column(
            key="travel",
            label=_("移動時間（分）"),
            hint=_("住民の往復の移動時間。"),
            example="40",
            width=8,
            numeric=True,
        ),
        Column(
            key="resident_waiting",
            label=_("住民の待ち（分）"),
            hint=_("住民がその場で待つ時間。"),
            example="15",
            width=8,
            numeric=True,
        ),
        Column(
            key="attached_documents",
            label=_("添付書類（点）"),
            hint=_("住民が用意する書類の数。"),
            example="2",
            width=8,
            numeric=True,
        ),
        Column(
            key="direct_cost",
            label=_("直接経費（円）"),
            hint=_("1回にかかる郵送料・用紙代など。"),
            example="110",
            width=8,
            numeric=True,
        ),
        Column(
            key="evidence_kind",
            label=_("根拠"),
            hint=_("時間をどのように求めましたか。空欄なら「推計」とします。"),
            width=8,
            choices=tuple(vocabulary.EVIDENCE_KINDS),
        ),
        Column(
            key="confidence",
            label=_("確からしさ"),
            hint=_("空欄なら「中」とします。"),
            width=9,
            choices=tuple(vocabulary.CONFIDENCES),
        ),
        Column(key="note", label=_("備考"), width=24, limit=LONG),
    ),
)


def is_blank(row: dict[str, str]) -> bool:
    """True where nobody typed anything into the row (its hidden key does not count)."""
    return not any(text.strip() for key, text in row.items() if key != "key")
