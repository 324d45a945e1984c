"""The first worksheet: how to fill in the workbook, with an example line that nobody has to delete."""

from __future__ import annotations

from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from bpr.workflow.columns import STEPS
from hearings.models import Hearing

TITLE = Font(name="BIZ UDPGothic", size=16, bold=True)
HEAD = Font(name="BIZ UDPGothic", size=10, bold=True)
TEXT = Font(name="BIZ UDPGothic", size=10)
FILL = PatternFill("solid", fgColor="E8F1FE")
LINE = Side(style="thin", color="B3B3B3")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def _lines(hearing: Hearing) -> tuple[str, ...]:
    due = hearing.due_on
    return (
        _("団体：%(organisation)s　　業務：%(use_case)s")
        % {"organisation": hearing.organisation, "use_case": hearing.use_case},
        _("期限：%(due)s") % {"due": f"{due.year}年{due.month}月{due.day}日" if due else _("定めなし")},
        "",
        _("1. 「業務説明」「業務手順」「業務量」「帳票」「課題・要望」の順に入力します。"),
        _("2. シートの名前と見出しは変えないでください。行は足したり消したりできます。セルは結合しないでください。"),
        _("3. 全角・半角、「1,234」、「1時間30分」、「90秒」、和暦・西暦は、どれで入れてもかまいません。"),
        _("4. 個人番号（マイナンバー）は入れないでください。12桁の番号があると取り込めません。"),
        _("5. 入力したら、画面の「Excelを取り込む」から送ります。直すところがあれば、まとめて表示します。"),
        "",
        _("「次の作業」の書き方"),
        _("　空欄：次の行へ進む（最後の行では、そこで終わる）　　終了：そこで終わる　　5：作業番号5へ進む・戻る"),
        _("　3（10% 不備あり）、5（90% 不備なし）：どちらか1つへ分かれる。割合が分からなければ書かない"),
        _("　5＋6：両方を同時に進める　　5（60%）＋6（80%）：それぞれの割合で進める"),
        "",
        _("業務手順の記入例と、各列の説明"),
    )


def write_guide(sheet: Worksheet, hearing: Hearing) -> None:
    """Fill the guide."""
    sheet["A1"].value = _("ヒアリングシート 記入の手引")
    sheet["A1"].font = TITLE
    row = 3
    for line in _lines(hearing):
        cell = sheet.cell(row, 1)
        cell.value, cell.font = line, TEXT
        row += 1
    for index, heading in enumerate((_("列"), _("説明"), _("記入例")), start=1):
        _box(sheet, row, index, heading, head=True)
    for offset, column in enumerate(STEPS.columns, start=1):
        example = column.example or "・".join(column.choices)
        for index, text in enumerate((str(column.label), str(column.hint), example), start=1):
            _box(sheet, row + offset, index, text)
    for letter, width in (("A", 24), ("B", 66), ("C", 44)):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False


def _box(sheet: Worksheet, row: int, column: int, text: str, *, head: bool = False) -> None:
    cell = sheet.cell(row, column)
    cell.value, cell.data_type = text, "s"
    cell.font, cell.border = HEAD if head else TEXT, BOX
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.fill = FILL
