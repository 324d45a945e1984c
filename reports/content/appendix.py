"""Chapter 7: where each figure comes from, what was left out, and the words of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bpr.core.assessment import Assessment
from bpr.core.figures import FigureInput, Quantity, Side
from bpr.core.lines import Line
from bpr.core.units import format_number
from bpr.core.values import Evidence
from bpr.logs.selectors import log_id_of
from reports.content.document import Chapter, text_column
from reports.content.process_logs import write_process_logs
from reports.content.words import CONFIDENCE_WORDS, EVIDENCE_WORDS, in_report_style, plain, wareki_of
from reports.selectors.report_sources import ReportSources

Labels = Mapping[int, str]

_GLOSSARY = (
    ("現行・改革案", "比べる二つの側。改革案は、ユースケースごとに共通に定めた新しい業務の流れ。"),
    ("作業", "業務フローの一つの箱。ヒアリングシートの業務手順の1行に当たる。"),
    ("処理時間", "職員や住民が手を動かしている時間。1回の作業について最小・標準・最大で尋ねる。"),
    ("待ち時間", "作業と作業の間で、誰も手を動かしていない時間。処理時間に含めない。"),
    ("所要期間", "1件の始まりから終わりまでの経過。待ち時間を含む。処理時間とは別の量である。"),
    ("人工", "年間の処理時間を、1人が1年に働く時間で割ったもの。"),
    ("削減効果", "現行から改革案を引いた差。増えるときは△を付ける。"),
    ("削減率", "削減効果の現行に対する割合。現行が0のときは「—」とする。"),
    ("作業対応", "現行の作業が改革案でどうなるか。維持、変更、統合、廃止、自動化、移管・順序変更、新設。"),
    ("改革方策", "作業を変える理由。廃止、統合、順序変更、簡素化、電子化、自動化、情報連携、外部委託。"),
    ("前提", "ヒアリングによらない数値。人件費単価、1人工の時間、端数処理、割引率など。"),
    ("幅（80％）", "入力を範囲の中で繰り返し動かしたとき、10回に8回が入る区間。両端の外に1回ずつが入る。"),
    ("中央値", "繰り返し動かした結果の真ん中の値。すべての入力が標準のときの値とは少し違う。"),
    ("通常の月・忙しい月", "要る人数の12か月の中央値と、現行で最も人数の要る月。"),
    ("混み具合", "案件が重なり、職員の手が空くのを待つことによる遅れ。計算機の中で案件を1件ずつ動かして求める。"),
    ("操作ログ", "システムに残った、案件ごとの操作とその時刻の記録。"),
    ("根拠の種類", "数値の得かた。強いものから、実測、台帳、公表値、推計、例示。例示は出典のない仮の値。"),
    ("均等割・人口割", "費用を、団体の数で等しく割る部分と、人口に応じて割る部分。"),
)


def appendix(sources: ReportSources) -> Chapter:
    chapter = Chapter(7, "資料編")
    _evidence(chapter, sources)
    write_process_logs(chapter, sources)
    _left_out(chapter, sources)
    chapter.section("用語")
    chapter.table("用語", (text_column("用語", 1), text_column("意味", 4.5)), _GLOSSARY, intro="本書の用語を{}に示す。")
    return chapter


def _evidence(chapter: Chapter, sources: ReportSources) -> None:
    assessment = sources.assessment
    chapter.section("数値の根拠")
    chapter.text(
        "第4章の時間と費用について、団体×ユースケースごとに、式、入力とその根拠を示す。"
        "作業は「番号 作業名: 1回の処理時間（分）×1件当たりの実行回数」の形で、実行回数が0の作業と時間0の作業は省く。"
        "根拠は、特に記したもののほかは「共通の根拠」による。"
        "ユースケース・団体・カテゴリー・全体の値は、ここに示す値の和であり、人工と1件当たりは和から換算し直した。",
        f"算定は第{sources.row.number}回（エンジン{assessment.engine_version}版、"
        f"記録のハッシュ {sources.row.sha256}）。人件費単価は{assessment.lines[0].unit_rate.formula}。",
    )
    for item in sources.calculated:
        chapter.part(item.name)
        for line in sources.lines_of(item):
            chapter.evidence(line.organisation_name, _line(assessment, line, sources.log_labels))


def _line(assessment: Assessment, line: Line, logs: Labels) -> Iterator[tuple[str, str]]:
    common = _commonest(line, logs)
    yield "件数", _volume(line, logs)
    yield "共通の根拠", common
    for side, name in ((Side.AS_IS, "現行"), (Side.TO_BE, "改革案")):
        if side is Side.TO_BE and line.to_be is None:
            yield name, "まだない"
            continue
        hours = assessment.figure(line.scope, Quantity.STAFF_HOURS, side)
        yield f"{name}の時間", hours.formula
        yield f"{name}の作業", "／".join(_step(each, common, logs) for each in hours.inputs if each.times is not None)
        yield f"{name}の費用", assessment.figure(line.scope, Quantity.TOTAL_YEN, side).formula
    if line.to_be is not None:
        yield (
            "削減",
            "。".join(
                f"{quantity.label}: {assessment.figure(line.scope, quantity, Side.SAVING).formula}"
                for quantity in (Quantity.STAFF_HOURS, Quantity.TOTAL_YEN)
            ),
        )
    yield "注", "。".join(_notes(line))


def _notes(line: Line) -> Iterator[str]:
    """What a reader must know; what was taken over as it was is the rule and is not repeated line by line."""
    yield from (in_report_style(note) for note in line.notes if not note.startswith("現行の値を引き継いだ"))
    for side in filter(None, (line.as_is, line.to_be)):
        yield from map(in_report_style, (*side.assumptions, *side.findings))


def _volume(line: Line, logs: Labels) -> str:
    sources = "、".join(_evidence_text(each, logs) for each in line.volume.evidence)
    year = f"（{line.volume.year}）" if line.volume.year else ""
    return f"{plain(line.volume.cases_per_year)}件／年{year}。{sources}"


def _commonest(line: Line, logs: Labels) -> str:
    """The evidence that most steps of the line share, apart from the row of the sheet; "" where there is none."""
    counts = Counter(_evidence_text(each, logs) for step in line.as_is.steps for each in step.values.evidence)
    return counts.most_common(1)[0][0] if counts else ""


def _step(item: FigureInput, common: str, logs: Labels) -> str:
    said = "・".join(dict.fromkeys(_evidence_text(each, logs) for each in item.evidence)) or "改革案の設計値"
    mark = "" if said == common else f"［{said}］"
    value = plain(item.value) if item.value is not None else ""
    return f"{item.name}: {value}分×{_times(item)}{mark}"


def _times(item: FigureInput) -> str:
    return format_number(item.times) if item.times is not None else ""


def _evidence_text(evidence: Evidence, logs: Labels) -> str:
    """``logs``: what the section on process logs calls them."""
    parts = (
        EVIDENCE_WORDS[evidence.kind],
        f"確信度{CONFIDENCE_WORDS[evidence.confidence]}",
        evidence.source,
        evidence.respondent_post,
        wareki_of(evidence.obtained_on) if evidence.obtained_on else "",
        logs.get(log_id_of(evidence.reference), ""),
    )
    return "、".join(part for part in parts if part)


def _left_out(chapter: Chapter, sources: ReportSources) -> None:
    chapter.section("未了の点")
    unconfirmed = sources.coverage.opened - sources.coverage.confirmed
    texts = [*sources.left_out, *_unfinished(sources)]
    if unconfirmed:
        texts.append(f"まだ確認されていないヒアリングが{unconfirmed}件あり、算定に含めていない。")
    if texts:
        chapter.items(dict.fromkeys(texts))
    else:
        chapter.text("算定に含めなかった組合せはない。")


def _unfinished(sources: ReportSources) -> Iterable[str]:
    for item in sources.calculated:
        if item.to_be is not None and item.to_be.state != "approved":
            state = item.to_be.get_state_display()
            yield f"{item.name}の改革案（第{item.to_be.number}版）は承認前（{state}）である。"
    pending = sum(row.measured is None for item in sources.use_cases for row in item.verifications)
    if pending:
        yield f"検証の{pending}項目は実測の前であり、予測値だけを示した。"
