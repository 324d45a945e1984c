"""Texts of the command line, in Japanese and in English."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    ja: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language == "en" else self.ja


PROGRAM = Words("業務フロー図（BPMN）をまとめて扱うコマンド", "Work with process diagrams (BPMN) in bulk")
BPMN = Words("BPMNのファイルやフォルダーを扱う", "work with BPMN files and folders")
COMMANDS = {
    "inspect": Words("要素の数と、図の検査結果を出す", "count elements and list findings"),
    "normalise": Words("ほかの道具の書き癖を直して書き出す", "mend what other tools leave wrong and write the file"),
    "draw": Words("図を画像（SVG）にする", "draw as SVG"),
    "layout": Words("図を並べ直す", "lay the diagram out anew"),
    "export": Words("読み込んだ図を書き出す", "write what was read (nothing is lost)"),
    "diff": Words("2つの図を比べる", "compare two diagrams"),
    "rows": Words("図を表（CSV）に、表（CSV）を図にする", "diagram to table (CSV), table (CSV) to diagram"),
}
FILES = Words(
    "ファイルまたはフォルダー（中の .bpmn と .xml を下の階層まで探します）",
    "files, or folders (searched for .bpmn, .xml)",
)
TABLES = Words(
    "図または表のファイル、フォルダー（.bpmn、.xml、.csv）", "diagrams, tables or folders (.bpmn, .xml, .csv)"
)
BEFORE = Words("比べる元の図", "the diagram before")
AFTER = Words("比べる先の図", "the diagram after")
OUT = Words(
    "書き出すフォルダー（指定がなければ何も書き出しません）", "folder to write to (without it nothing is written)"
)
LANGUAGE = Words("メッセージの言語", "language of the messages")
DIAGRAM = Words("図が複数あるファイルで、使う図のID", "id of the diagram to use, in files with several")
VERTICAL = Words("上から下へ並べる", "time runs from top to bottom")
CHECK = Words("書き出した図を読み直し、失われたものがないかを確かめる", "read what was written again and compare")
REBUILD = Words(
    "元のXMLを残さず、読み取った図から新しく書く", "write anew from what was understood, not the source XML"
)
TILES = Words("用紙の大きさに分けて描く", "draw in pages of this paper")
MEMORY = Words("1件の読み込みに使うメモリーの上限（MB）", "memory limit for reading, in MB")
SECONDS = Words("1件にかける時間の上限（秒）", "time limit of one file, in seconds")
NOTHING_FOUND = Words("対象のファイルがありません", "no files found")
UNREADABLE = Words("ファイルを開けません: {reason}", "the file cannot be opened: {reason}")
UNWRITABLE = Words("書き出せません: {reason}", "the result cannot be written: {reason}")
