"""Chapter 2: each use case as it is done today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.render.words import summary
from bpr.core.figures import Quantity, Scope, Side
from bpr.core.lines import Line
from bpr.core.side_by_side import Cell as SideCell
from bpr.core.side_by_side import StepComparison, side_by_side
from bpr.core.units import NO_RATE
from bpr.core.values import StepValues
from reports.charts import chart_by_month
from reports.content.document import Chapter, Row, number_column, text_column
from reports.content.words import Cell, amount, evidence_word, forms, minutes, number, plain
from reports.render.diagram_parts import diagram_parts
from reports.selectors.report_sources import ReportSources, UseCaseSources
from usecases.models import GovernmentLevel
from usecases.selectors import version_model
from usecases.selectors.pages import step_lines
from usecases.selectors.side_by_side import accepted_keys

_BURDEN = (
    Quantity.RESIDENT_VISITS,
    Quantity.RESIDENT_HOURS,
    Quantity.RESIDENT_TRAVEL_HOURS,
    Quantity.RESIDENT_WAITING_HOURS,
    Quantity.ATTACHED_DOCUMENTS,
    Quantity.STAFF_HOURS,
    Quantity.SHEETS_MADE,
)


def current(sources: ReportSources) -> Chapter:
    chapter = Chapter(2, "業務の現状分析")
    chapter.text(
        "ユースケースごとに、業務の内容、現行の流れ、業務量、住民と職員の負担、聞き取った課題、"
        "団体の規模による違いを示す。氏名は載せない。"
    )
    for index, item in enumerate(sources.calculated):
        chapter.section(item.name, new_page=index > 0)
        _described(chapter, item)
        _flow(chapter, item)
        _workload(chapter, sources, item)
        _burden(chapter, sources, item)
        _issues(chapter, item)
        _differences(chapter, sources, item)
    return chapter


def _described(chapter: Chapter, item: UseCaseSources) -> None:
    chapter.part("業務説明")
    case = item.use_case
    chapter.text(_purpose(item), case.summary)
    rows = [
        ("根拠法令", case.legal_basis),
        ("関係する行政の段階", "、".join(str(GovernmentLevel(level).label) for level in case.levels)),
        ("担当課", case.sections),
        ("現在の添付書類", case.attached_documents),
        ("全国の年間件数", f"{plain(case.national_volume)}件" if case.national_volume else ""),
        ("出典", case.source),
    ]
    chapter.table(
        f"{case.code}の業務の概要",
        (text_column("項目", 1), text_column("内容", 4)),
        [row for row in rows if row[1]],
        style="facts",
    )


def _purpose(item: UseCaseSources) -> str:
    """As the largest organisation said it."""
    return next((text for heard in item.heard if (text := heard.sheet.get("overview", {}).get("purpose", ""))), "")


def _flow(chapter: Chapter, item: UseCaseSources) -> None:
    model, version = item.as_is_model, item.as_is_drawn
    if model is None or version is None:
        return
    chapter.part("現行の流れ")
    what = "各団体の現行を突き合わせた共通の現行" if item.common else f"{version.process_model.organisation}の現行"
    label, anchor = chapter.reserve()
    chapter.table(
        f"{item.use_case.code}の作業（{'共通の現行' if item.common else '現行'}）",
        (
            number_column("番号", 0.6),
            text_column("作業", 3.2),
            text_column("作業者", 1.6),
            number_column("処理時間（分）", 1.7),
            text_column("帳票（参照／作成）", 2.6),
            text_column("システム", 1.5),
            text_column("次の作業", 2.0),
        ),
        _step_rows(model),
        intro=f"{what}の作業を{{}}に、その流れを{label}に示す。処理時間は1回当たりの標準で、括弧内は最小～最大である。",
        style="dense",
    )
    title = f"{item.name}の業務フロー（{'共通の現行' if item.common else '現行'}）"
    parts = diagram_parts(model, title=title)
    chapter.diagram(title, parts, words=summary(model), label=label, anchor=anchor)


def _step_rows(model: ProcessModel) -> Iterator[Row]:
    for line in step_lines(model):
        values = line.values
        yield (
            values.number,
            line.task,
            values.performer,
            minutes(values.handling_minutes),
            _forms(values),
            values.system or NO_RATE,
            line.next or "次の行",
        )


def _forms(values: StepValues) -> str:
    read, made = forms(values.forms_read), forms(values.forms_made)
    return f"{read or NO_RATE}／{made or NO_RATE}" if read or made else NO_RATE


def _workload(chapter: Chapter, sources: ReportSources, item: UseCaseSources) -> None:
    chapter.part("業務量")
    assessment, policy = sources.assessment, sources.assessment.policy
    quantities = (Quantity.STAFF_MINUTES_PER_CASE, Quantity.STAFF_HOURS, Quantity.FTE)

    def cells(scope: Scope) -> list[Cell]:
        return [amount(assessment.value(scope, each, Side.AS_IS), each, policy) for each in quantities]

    lines = sources.lines_of(item)
    total = sum((line.volume.cases_per_year for line in lines), Decimal(0))
    chapter.table(
        f"{item.use_case.code}の業務量（団体別）",
        (
            text_column("団体", 1.6),
            number_column("年間件数", 1.2),
            text_column("対象の年", 1.3),
            text_column("最も多い月", 1.0),
            number_column("1件当たり（分）", 1.3),
            number_column("年間（時間）", 1.4),
            number_column("人工", 0.9),
            text_column("件数の根拠", 1.1),
        ),
        [
            (
                line.organisation_name,
                number(line.volume.cases_per_year),
                line.volume.year or NO_RATE,
                f"{line.volume.peak_month}月" if line.volume.peak_month else NO_RATE,
                *cells(line.scope),
                "、".join(evidence_word(each.kind) for each in line.volume.evidence) or NO_RATE,
            )
            for line in lines
        ],
        foot=[("計", number(total), "", "", *cells(item.scope), "")],
        intro="団体別の業務量は{}のとおりである。計の1件当たりは件数で加重した平均である。",
        note="1件当たりと年間は、職員の処理時間（待ち時間と住民・他団体・システムの時間を含まない）。",
    )
    if any(line.volume.has_profile for line in lines):
        chapter.chart(
            chart_by_month(assessment, item.scope),
            intro="月別の件数を{}に示す。",
            caption=f"{item.use_case.code}の月別の件数（{len(lines)}団体の計）",
        )


def _burden(chapter: Chapter, sources: ReportSources, item: UseCaseSources) -> None:
    chapter.part("住民と職員の負担")
    assessment, policy = sources.assessment, sources.assessment.policy

    def cells(scope: Scope) -> list[Cell]:
        return [amount(assessment.value(scope, each, Side.AS_IS), each, policy) for each in _BURDEN]

    chapter.table(
        f"{item.use_case.code}の住民と職員の負担（現行、年間）",
        (
            text_column("団体", 1.3),
            number_column("来庁（回）", 1, "住民"),
            number_column("作業（時間）", 1, "住民"),
            number_column("移動（時間）", 1, "住民"),
            number_column("待ち（時間）", 1, "住民"),
            number_column("添付書類（点）", 1, "住民"),
            number_column("処理（時間）", 1.1, "職員"),
            number_column("作成帳票（枚）", 1.1, "職員"),
        ),
        [(line.organisation_name, *cells(line.scope)) for line in sources.lines_of(item)],
        foot=[("計", *cells(item.scope))],
        intro="住民と職員の年間の負担を{}に示す。住民の時間は金額に換算していない。",
    )


def _issues(chapter: Chapter, item: UseCaseSources) -> None:
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for heard in item.heard:
        for issue in heard.sheet.get("issues", ()):
            if issue.get("text", "").strip():
                size = heard.organisation.size_class or "規模不明"
                found.setdefault(issue["text"].strip(), []).append((size, issue))
    if not found:
        return
    chapter.part("聞き取った課題・要望")
    chapter.table(
        f"{item.use_case.code}の課題・要望",
        (
            text_column("種類", 0.7),
            text_column("内容", 4),
            text_column("影響", 0.6),
            text_column("優先度", 0.7),
            text_column("団体の人口規模", 1.6),
            text_column("考えられる対応", 2.6),
        ),
        [_issue_row(text, said) for text, said in found.items()],
        intro="ヒアリングで聞き取った課題と要望を{}に示す。同じ内容は一つにまとめた。",
    )


def _issue_row(text: str, said: list[tuple[str, dict[str, str]]]) -> Row:
    first = said[0][1]
    sizes = Counter(size for size, _ in said)
    where = "、".join(f"{size}（{count}団体）" if count > 1 else size for size, count in sizes.items())
    remedy = next((issue["measure"] for _, issue in said if issue.get("measure")), "")
    return (
        first.get("kind") or "課題",
        text,
        first.get("impact") or NO_RATE,
        first.get("priority") or NO_RATE,
        where,
        remedy or NO_RATE,
    )


def _differences(chapter: Chapter, sources: ReportSources, item: UseCaseSources) -> None:
    drawn = [heard for heard in item.heard if heard.as_is]
    if len(drawn) < 2:
        return
    chapter.part("団体の規模による違い")
    _by_size(chapter, sources, item)
    models = {heard.organisation.name: version_model(heard.as_is) for heard in drawn if heard.as_is}
    common = [(step["key"], step["name"]) for step in item.use_case.common_steps]
    chapter.table(
        f"{item.use_case.code}の作業ごとの処理時間（分／回、団体別）",
        (text_column("作業", 4.6), *(number_column(name, 1) for name in models), number_column("中央値", 1)),
        [_comparison_row(row) for row in side_by_side(models, common, keys=_accepted(item)) if row.done_by],
        intro="同じ作業の1回当たりの標準の処理時間を、人口の多い団体から順に{}に並べる。",
        note=(
            "「—」は行わない作業、「…」は時間の回答がない作業。「＊」は4団体以上のとき、中央値からの差が"
            "ばらつき（中央絶対偏差×1.4826）の3倍も中央値の半分も超える値。"
        ),
        style="dense narrow",
    )


def _accepted(item: UseCaseSources) -> dict[str, dict[str, str]]:
    """Common steps that people gave an organisation's steps, as the page of organisations side by side has them."""
    names = {heard.as_is.pk: heard.organisation.name for heard in item.heard if heard.as_is}
    found = accepted_keys([heard.as_is for heard in item.heard if heard.as_is], item.common)
    return {names[pk]: keys for pk, keys in found.items()}


def _comparison_row(row: StepComparison) -> Row:
    return (row.name, *(_side_cell(cell) for cell in row.cells), number(row.median_minutes))


def _side_cell(cell: SideCell | None) -> Cell:
    if cell is None:
        return NO_RATE
    if cell.minutes is None:
        return "…"
    mark = "＊" if cell.is_outlier else ""
    return {"text": f"{mark}{plain(cell.minutes)}", "value": str(cell.minutes)}


def _by_size(chapter: Chapter, sources: ReportSources, item: UseCaseSources) -> None:
    groups: dict[str, list[Line]] = {}
    for line in sources.lines_of(item):
        groups.setdefault(line.population_class or NO_RATE, []).append(line)
    chapter.table(
        f"{item.use_case.code}の人口規模別の業務量（現行）",
        (
            text_column("人口規模", 1.6),
            number_column("団体数", 0.8),
            number_column("年間件数", 1.2),
            number_column("作業数（最少～最多）", 1.5),
            number_column("1件当たりの処理時間（分、最短～最長）", 2.2),
            number_column("1件当たりの所要期間（分、最短～最長）", 2.2),
        ),
        [_size_row(sources, name, lines) for name, lines in groups.items()],
        intro="人口規模別にまとめると{}のとおりである。",
    )


def _size_row(sources: ReportSources, name: str, lines: list[Line]) -> Row:
    ranged = (Quantity.STEPS, Quantity.STAFF_MINUTES_PER_CASE, Quantity.LEAD_MINUTES_PER_CASE)
    cases = sum((line.volume.cases_per_year for line in lines), Decimal(0))
    return (name, number(len(lines)), number(cases), *(_range(sources, lines, each) for each in ranged))


def _range(sources: ReportSources, lines: list[Line], quantity: Quantity) -> str:
    values = [sources.assessment.value(line.scope, quantity, Side.AS_IS) for line in lines]
    low, high = plain(min(values)), plain(max(values))
    return low if low == high else f"{low}～{high}"
