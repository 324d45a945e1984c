"""Chapter 4: the effect, with its method, its range, what becomes worse, and what it rests on."""

from __future__ import annotations

from decimal import Decimal

from bpr.core.figures import TOTAL, Quantity, Side
from bpr.core.readings import By, MeasureRow
from bpr.core.units import NO_RATE, format_percent, percent_of
from bpr.core.values import EvidenceKind
from reports.charts import chart_by, chart_by_performer, chart_waterfall
from reports.content.comparison import INCOMPLETE, cost_table, count_table, headline, summary_table, time_table
from reports.content.document import Chapter, Row, number_column, text_column
from reports.content.evidence_share import hours_by_evidence
from reports.content.investment import investment
from reports.content.sureness import sureness
from reports.content.words import EVIDENCE_WORDS, PERFORMER_WORDS, amount, number, plain, rate
from reports.content.worse import worse
from reports.selectors.report_sources import ReportSources


def effect(sources: ReportSources) -> Chapter:
    chapter = Chapter(4, "効果")
    _method(chapter, sources)
    _whole(chapter, sources)
    _by_use_case(chapter, sources)
    _by_organisation(chapter, sources)
    _lines(chapter, sources)
    _by_performer(chapter, sources)
    _by_measure(chapter, sources)
    _by_month(chapter, sources)
    worse(chapter, sources)
    investment(chapter, sources)
    sureness(chapter, sources)
    _evidence(chapter, sources)
    return chapter


def _method(chapter: Chapter, sources: ReportSources) -> None:
    chapter.section("算定の方法と前提")
    chapter.text(
        "業務フローの各作業について、1件当たりの実行回数の期待値を、分岐の割合・差戻し・並行を含む連立一次方程式で求めた。"
        "職員の処理時間は「Σ（実行回数×1回の処理時間）×年間件数÷60」、人件費は「処理時間×人件費単価」である。"
        "処理時間と所要期間（待ち時間を含む）は別の量として扱い、足し合わせていない。",
        "改革案は共通の案を各団体に当てはめ、維持する作業には各団体の現行の時間を引き継いだ。"
        "削減効果は「現行−改革案」であり、負になれば「△」を付けてそのまま示す。"
        "団体×ユースケースごとに端数を処理し、合計はその和である。",
        "削減の幅は、入力を繰り返し動かして計算した80％の区間（下から10％と90％）で、中央値を添える。"
        "最小・標準・最大の3点で答えられた時間と件数、範囲で答えられた割合はPERT分布、n件のうちk件と数えられた割合は"
        "ベータ分布Beta(k+1/2, n−k+1/2)（一つの分岐のすべてが数えられていればディリクレ分布）とみなした。"
        f"乱数の種は{sources.assessment.seed}、回数は{plain(sources.assessment.draws)}回。"
        "最小・最大のない入力は固定したので、実際の幅はこれより広い。",
    )
    chapter.table(
        "算定の前提",
        (
            text_column("前提", 1.7),
            number_column("値", 1.7),
            text_column("単位", 1.1),
            text_column("根拠", 0.7),
            text_column("出典", 4.2),
        ),
        [
            (
                str(line.kind.label),
                str(line.shown),
                str(line.kind.unit),
                EVIDENCE_WORDS[line.evidence_kind],
                line.source,
            )
            for line in sources.assumptions
            if line.value
        ],
        intro="ヒアリングによらない数値（前提）と、その出典を{}に示す。",
        style="wrapnumbers",
    )


def _whole(chapter: Chapter, sources: ReportSources) -> None:
    assessment = sources.assessment
    chapter.section("効果の全体")
    organisations = {line.scope.organisation for line in assessment.lines}
    use_cases = {line.scope.use_case for line in assessment.lines}
    chapter.text(
        f"{len(organisations)}団体・{len(use_cases)}ユースケース（{len(assessment.lines)}件の組合せ）の1年間の効果である。"
        "ほかの団体への推計は、この値に含まない。"
    )
    chapter.headline(headline(assessment, TOTAL))
    summary_table(chapter, assessment, TOTAL, "効果の全体", "すべての項目を{}に示す。")


def _by_use_case(chapter: Chapter, sources: ReportSources) -> None:
    assessment = sources.assessment
    chapter.section("ユースケース別の効果")
    names = assessment.names(By.USE_CASE)
    time_table(chapter, assessment, names, TOTAL, "ユースケース別の処理時間と人工", intro="時間と人工を{}に示す。")
    cost_table(chapter, assessment, names, TOTAL, "ユースケース別の費用", intro="費用を{}に示す。")
    count_table(
        chapter, assessment, names, TOTAL, "ユースケース別の帳票・来庁・添付書類", intro="帳票と来庁などを{}に示す。"
    )
    chapter.chart(chart_by(assessment, By.USE_CASE, Quantity.STAFF_HOURS), intro="現行と改革案の時間を{}で比べる。")
    categories = assessment.names(By.CATEGORY)
    time_table(
        chapter, assessment, categories, TOTAL, "カテゴリー別の処理時間と人工", intro="カテゴリー別には{}となる。"
    )


def _by_organisation(chapter: Chapter, sources: ReportSources) -> None:
    assessment = sources.assessment
    chapter.section("団体別の効果")
    names = assessment.names(By.ORGANISATION)
    time_table(chapter, assessment, names, TOTAL, "団体別の処理時間と人工", intro="時間と人工を{}に示す。")
    cost_table(chapter, assessment, names, TOTAL, "団体別の費用", intro="費用を{}に示す。")
    count_table(chapter, assessment, names, TOTAL, "団体別の帳票・来庁・添付書類", intro="帳票と来庁などを{}に示す。")
    chapter.chart(chart_by(assessment, By.ORGANISATION, Quantity.STAFF_HOURS), intro="団体別の時間を{}で比べる。")


def _lines(chapter: Chapter, sources: ReportSources) -> None:
    assessment = sources.assessment
    chapter.section("ユースケース×団体の効果")
    chapter.text(f"各表の行は一つの団体である。{INCOMPLETE}")
    for item in sources.calculated:
        names = {line.scope: line.organisation_name for line in sources.lines_of(item)}
        code = item.use_case.code
        chapter.part(item.name)
        chapter.headline(headline(assessment, item.scope))
        time_table(
            chapter, assessment, names, item.scope, f"{code}の団体別の処理時間と人工", intro="時間と人工を{}に示す。"
        )
        cost_table(chapter, assessment, names, item.scope, f"{code}の団体別の費用", intro="費用を{}に示す。")
        count_table(
            chapter, assessment, names, item.scope, f"{code}の団体別の帳票・来庁・添付書類",
            intro="帳票と来庁などを{}に示す。",
        )  # fmt: skip


def _by_performer(chapter: Chapter, sources: ReportSources) -> None:
    assessment, policy = sources.assessment, sources.assessment.policy
    chapter.section("作業者別の効果")
    rows = sorted(assessment.by_performer(TOTAL), key=lambda row: (-row.as_is_hours, row.performer))
    shown, rest = rows[:20], rows[20:]

    def cells(name: str, kind: str, hours: tuple[Decimal, Decimal]) -> Row:
        old, new = hours
        values = [amount(value, Quantity.STAFF_HOURS, policy) for value in (old, new, old - new)]
        return (name, kind, *values, rate(percent_of(old - new, old, policy), policy))

    table = [cells(row.performer, PERFORMER_WORDS[row.kind], (row.as_is_hours, row.to_be_hours)) for row in shown]
    if rest:
        sums = (
            sum((row.as_is_hours for row in rest), Decimal(0)),
            sum((row.to_be_hours for row in rest), Decimal(0)),
        )
        table.append(cells(f"ほか{len(rest)}", NO_RATE, sums))
    chapter.table(
        "作業者別の年間の処理時間",
        (
            text_column("作業者", 2.4),
            text_column("区分", 1.2),
            number_column("現行（時間）", 1.4),
            number_column("改革案（時間）", 1.4),
            number_column("削減（時間）", 1.4),
            number_column("削減率", 1),
        ),
        table,
        intro="作業者（業務フローのレーン）ごとの時間を{}に示す。住民・他団体・システムの時間は人件費に含めない。",
    )
    chapter.chart(chart_by_performer(assessment), intro="上位の作業者を{}で比べる。")


def _by_measure(chapter: Chapter, sources: ReportSources) -> None:
    assessment, policy = sources.assessment, sources.assessment.policy
    chapter.section("改革方策ごとの寄与")
    hours = assessment.by_measure(Quantity.STAFF_HOURS)
    yen = {_measure_key(row): row.saving for row in assessment.by_measure(Quantity.TOTAL_YEN)}
    keys = {_measure_key(row): row for row in (*hours, *assessment.by_measure(Quantity.TOTAL_YEN))}
    saved = {_measure_key(row): row.saving for row in hours}
    zero = Decimal(0)
    chapter.table(
        "改革方策ごとの削減",
        (
            text_column("方策", 1.1),
            text_column("内容", 4.4),
            number_column("時間（時間／年）", 1.6),
            number_column("費用（円／年）", 1.8),
        ),
        [
            (
                row.code or NO_RATE,
                row.name,
                amount(saved.get(key, zero), Quantity.STAFF_HOURS, policy),
                amount(yen.get(key, zero), Quantity.TOTAL_YEN, policy),
            )
            for key, row in keys.items()
        ],
        foot=[
            (
                "計",
                "",
                amount(assessment.value(TOTAL, Quantity.STAFF_HOURS), Quantity.STAFF_HOURS, policy),
                amount(assessment.value(TOTAL, Quantity.TOTAL_YEN), Quantity.TOTAL_YEN, policy),
            )
        ],
        intro="削減を作業の対応に沿って改革方策に配分すると{}のとおりで、合計は効果の全体に一致する。",
        note="「件数・割合の変化」は、作業は同じで、方策の特定できない実行回数の変化による分。",
    )
    chapter.text(
        "複数の方策が同じ作業に効くときは、シャープレイ値で分けた。方策を一つずつ加えたときに減る分を、"
        "加える順のすべてについて計算して平均したもので、合計は削減の全体に一致し、働きの等しい方策は等しく、"
        "何も変えない方策は0になる（L. S. Shapley, A Value for n-Person Games, 1953）。"
        "前の作業の改善や作業の廃止で、あとの作業の実行回数が変わった分は、その方策の働きとした。"
        "一つの作業に複数の方策を定めたものは、そろって初めて変わるものとして等分した。"
    )
    chapter.chart(chart_waterfall(assessment, Quantity.STAFF_HOURS), intro="方策ごとの増減を{}に示す。")


def _measure_key(row: MeasureRow) -> tuple[str, str]:
    return row.code, row.name


def _by_month(chapter: Chapter, sources: ReportSources) -> None:
    assessment, policy = sources.assessment, sources.assessment.policy
    chapter.section("月別の効果")
    hours = Quantity.STAFF_HOURS
    chapter.table(
        "月別の件数と職員の処理時間",
        (
            text_column("月", 0.8),
            number_column("件数", 1.2),
            number_column("現行（時間）", 1.4),
            number_column("改革案（時間）", 1.4),
            number_column("削減（時間）", 1.4),
        ),
        [
            (
                f"{row.month}月",
                number(row.cases),
                *(amount(value, hours, policy) for value in (row.as_is_hours, row.to_be_hours, row.saving_hours)),
            )
            for row in assessment.by_month(TOTAL)
        ],
        foot=[
            (
                "計",
                number(sum((line.volume.cases_per_year for line in assessment.lines), Decimal(0))),
                *(amount(assessment.value(TOTAL, hours, side), hours, policy) for side in Side),
            )
        ],
        intro="年間の値を各団体の月別の件数で配分すると{}のとおりである。月別の件数がないものは均等に割り振った。",
    )


def _evidence(chapter: Chapter, sources: ReportSources) -> None:
    assessment, policy = sources.assessment, sources.assessment.policy
    chapter.section("根拠の種類と結果の限界")
    old, new = (hours_by_evidence(assessment, side) for side in (Side.AS_IS, Side.TO_BE))
    zero, hours = Decimal(0), Quantity.STAFF_HOURS
    totals = [assessment.value(TOTAL, hours, side) for side in (Side.AS_IS, Side.TO_BE)]
    kinds = [kind for kind in EvidenceKind if kind in old or kind in new]

    def cells(kind: EvidenceKind) -> Row:
        return (
            EVIDENCE_WORDS[kind],
            *(
                cell
                for part, total in zip((old.get(kind, zero), new.get(kind, zero)), totals, strict=True)
                for cell in (amount(part, hours, policy), rate(percent_of(part, total, policy), policy))
            ),
        )

    chapter.table(
        "職員の処理時間の根拠の種類",
        (
            text_column("根拠", 1.4),
            number_column("時間／年", 1.4, "現行"),
            number_column("割合", 1, "現行"),
            number_column("時間／年", 1.4, "改革案"),
            number_column("割合", 1, "改革案"),
        ),
        [cells(kind) for kind in kinds],
        intro="職員の処理時間を、作業の時間の根拠の種類で分けると{}のとおりである。",
        note="根拠を示さない改革案の設計値は「推計」に数えた。",
    )
    share = percent_of(old.get(EvidenceKind.ILLUSTRATIVE, zero), totals[0], policy)
    if share:
        chapter.text(
            f"現行の処理時間の{format_percent(share, policy.rate_places)}は「例示」の値による。"
            "例示の値は、出典のない仮の値であり、実在の団体の実績を示すものではない。"
            "したがって本章の効果も、方法と大きさの目安を示すものであって、実績や約束ではない。"
        )
    chapter.text(
        "数値が表す範囲は、聞き取った団体とユースケースに限られる。ほかの団体にそのまま当てはめることはできない。"
    )
    chapter.items(f"算定に含めなかったもの: {text}" for text in sources.left_out)
