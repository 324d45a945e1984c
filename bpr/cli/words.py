"""Texts of the command line, in Japanese and in English."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    ja: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language == "en" else self.ja


PROGRAM = Words("業務フロー図（BPMN）をまとめて扱うコマンド", "Work with process diagrams (BPMN) in bulk")
FLOW = Words(
    "図の期待値（1件当たりの時間、帳票、来庁回数、所要期間）を出す",
    "expected values of diagrams: minutes, forms, visits and lead time of a case",
)
SIMULATE = Words("シナリオ（JSON）のとおりに模擬実行する", "simulate a scenario (JSON)")
ASSESS = Words("現行と改革案から効果を算定する（JSON）", "assess the savings from as-is to to-be (JSON)")
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
CASES_A_YEAR = Words("年間件数（1年分の時間を出します）", "cases a year, for the hours of a year")
YEN_PER_HOUR = Words("職員1時間の人件費（円）。--year とともに使います", "yen for an hour of staff; with --year")
SCENARIO = Words("シナリオのファイル（docs/scenario.md）", "file of the scenario (docs/scenario.md)")
MODEL_FILE = Words("業務の図を別のファイルにする（何度でも）", "take another file for a process (repeatable)")
LOG = Words("実行の記録を書き出す（.csv または .parquet）", "write the event log (.csv or .parquet)")
REPLICATIONS = Words("繰返しの回数", "number of replications")
CASES = Words("繰返し1回の件数", "measured cases of a replication")
SEED = Words("乱数の種", "seed of the random numbers")
ALLOW_OVERLOAD = Words(
    "人数が足りず待ちが増え続けるシナリオでも実行する", "run even where people cannot keep up with the work"
)
ALLOW_OVERLOAD_HINT = Words(
    "それでも実行するときは --allow-overload を付けてください", "add --allow-overload to run it nevertheless"
)
OVERLOAD = Words(
    "",  # said by bpr.core.simulation.load
    'pool "{pool}": {asked:,.1f} hours of work a week, but {offered:,.1f} hours of people (load {ratio:.0%}). '
    "The queue grows without end: add people, or take away cases or minutes",
)
PREPARING = Words(
    "準備しています（初めてのときは10秒ほどかかります）…", "preparing (about 10 seconds the first time) …"
)
PROGRESS = Words("{done:,}／{total:,}件（{part:.0%}）", "{done:,} of {total:,} cases ({part:.0%})")
STOPPED = Words("\n途中でやめました。結果は書き出していません", "\nstopped; nothing was written")
ASSESS_INPUT = Words("入力のファイル（docs/assess.md）", "file of the input (docs/assess.md)")
SNAPSHOT = Words("算定の記録（JSON）を書き出す", "write the snapshot of the assessment (JSON)")
LOG_KIND = Words("記録のファイル名は .csv か .parquet で終わらせてください", "the log must be named .csv or .parquet")
NOT_JSON = Words("JSONとして読めません（{line}行{column}文字目）", "this is not JSON (line {line}, column {column})")
NOT_TEXT = Words("JSONとして読めません（文字コードはUTF-8にしてください）", "this is not JSON in UTF-8")
TOO_LARGE = Words("ファイルが大きすぎます（{megabytes}MBまで）", "the file is too large ({megabytes} MB at most)")
PAIR = Words("「業務名=ファイル」の形にしてください", "must be NAME=FILE")
POSITIVE = Words("0より大きい数を入れてください", "must be a number above 0")
NEEDS_YEAR = Words("--yen-per-hour は --year とともに使ってください", "--yen-per-hour needs --year")
NOTHING_FOUND = Words("対象のファイルがありません", "no files found")
UNREADABLE = Words("ファイルを開けません: {reason}", "the file cannot be opened: {reason}")
UNWRITABLE = Words("書き出せません: {reason}", "the result cannot be written: {reason}")
NOT_EQUAL = Words(
    "書き出した図に、元の図と違うところが{count}か所あります",
    "what was written differs from the source in {count} places",
)
BY_OPTION = Words("--diagram で", "with --diagram")
BY_NAME = Words("「ファイル名#図のID」の形で", "as “file#id of the diagram”")
MEASURE_LOG = Words("ログから作業の時間・分岐の割合・件数を測る", "measure minutes, shares and volumes from a log")
LOG_FILE = Words("操作ログのファイル（CSV、XES、gz）", "file of the log (CSV, XES, gz)")
LOG_MODEL = Words("業務の図（.bpmn、複数の図は「ファイル名#図のID」）", "the process (.bpmn, or file.bpmn#diagram)")
MAPPING = Words(
    '作業の対応 {"ログの作業名": "図の要素のid"}（なければ似た名前で対応させる）',
    'which activity is which step {"activity": "element id"} (else by likeness of names)',
)
CALENDAR = Words(
    "時間を数える開庁時間: office（平日8:30〜12:00・13:00〜17:15）またはファイル（docs/logs.md）",
    "opening hours to count minutes in: office, or a file (docs/logs.md)",
)
COLUMN = Words("列の役割を決める（例 case=受付番号、何度でも）", "name a column (case=…, repeatable)")
COLUMN_SHAPE = Words("「{roles}=見出し」の形にしてください", "must be {roles}=HEADING")
MAPPING_SHAPE = Words(
    '作業の対応は {"ログの作業名": "図の要素のid"} の形にしてください', 'the mapping must be {"activity": "element id"}'
)
CALENDAR_SHAPE = Words(
    "開庁時間の書き方がちがいます。docs/logs.md の形にしてください", "opening hours must be written as in docs/logs.md"
)
