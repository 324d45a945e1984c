"""Chapter 3: the to-be of each use case, what becomes of each step, and what must hold for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from bpr.core.bpmn.diff import DiffSide, ModelDiff, StepDiff, highlights_for
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.bpmn.render.words import summary
from bpr.core.units import NO_RATE
from bpr.core.values import ChangeKind
from reports.content.document import Chapter, Row, number_column, text_column
from reports.content.words import CHANGE_WORDS, minutes
from reports.render.diagram_parts import diagram_parts
from reports.selectors.report_sources import ReportSources, UseCaseSources
from usecases.models import PreconditionKind
from usecases.selectors.matches import version_diff


def reform(sources: ReportSources) -> Chapter:
    chapter = Chapter(3, "改革案")
    chapter.text(
        "カテゴリーとユースケースごとに、改革方策、作業の対応、改革案の流れ、実施の前提条件を示す。"
        "図では、現行から変わる作業に色と線種と語で印を付けた。"
    )
    is_first = True
    for _, items in groupby(sources.calculated, key=lambda item: item.use_case.category_id):
        group = list(items)
        for item in group:
            chapter.section(item.name, new_page=not is_first)
            is_first = False
            category = item.use_case.category
            chapter.text(f"カテゴリーは{category.name}である。{category.description}" if item is group[0] else "")
            _use_case(chapter, item)
    return chapter


def _use_case(chapter: Chapter, item: UseCaseSources) -> None:
    if item.to_be is None or item.to_be_model is None:
        chapter.text("改革案はまだない。")
        return
    chapter.text(f"改革案は第{item.to_be.number}版（{item.to_be.get_state_display()}）である。{item.to_be.reason}")
    _measures(chapter, item)
    _step_map(chapter, item, item.to_be_model)
    _preconditions(chapter, item)


def _measures(chapter: Chapter, item: UseCaseSources) -> None:
    if not item.measures:
        return
    chapter.part("改革方策")
    chapter.table(
        f"{item.use_case.code}の改革方策",
        (text_column("記号", 0.6), text_column("種類", 0.9), text_column("方策", 2.4), text_column("内容", 4.6)),
        [(row.code, row.get_kind_display(), row.title, row.description) for row in item.measures],
        intro="改革方策は{}のとおりである。",
    )


def _step_map(chapter: Chapter, item: UseCaseSources, to_be: ProcessModel) -> None:
    as_is = item.as_is_model
    if as_is is None or item.as_is_drawn is None or item.to_be is None:
        return
    chapter.part("作業の対応と改革案の流れ")
    difference = version_diff(item.as_is_drawn, item.to_be)
    label, anchor = chapter.reserve()
    chapter.table(
        f"{item.use_case.code}の作業対応（現行と改革案）",
        (
            text_column("現行の作業", 3),
            number_column("分", 1.35),
            text_column("対応", 1.1),
            text_column("改革案の作業", 3),
            text_column("作業者", 1.5),
            number_column("分", 1.35),
            text_column("方策", 0.7),
        ),
        _map_rows(difference, as_is, to_be, _removals(item)),
        intro=f"現行の各作業がどうなるかを{{}}に、改革案の流れを{label}に示す。{_counted(difference)}",
        note="「維持」の作業の時間は、算定では各団体の現行の値を引き継ぐ。分は1回当たりの標準（括弧内は最小～最大）。",
        style="dense",
    )
    title = f"{item.name}の業務フロー（改革案）"
    marks = highlights_for(difference, DiffSide.AFTER)
    parts = diagram_parts(to_be, title=title, highlights=marks)
    chapter.diagram(title, parts, words=summary(to_be), label=label, anchor=anchor)


def _counted(difference: ModelDiff) -> str:
    counts = [(kind, len(difference.of_kind(kind))) for kind in ChangeKind]
    words = "、".join(f"{CHANGE_WORDS[kind]}{count}" for kind, count in counts if count)
    return f"内訳は{words}である。"


def _removals(item: UseCaseSources) -> Mapping[str, str]:
    """Measure codes by common key of the steps that the to-be does without."""
    removed = item.to_be.removed if item.to_be else []
    return {entry["common_key"]: entry.get("measure", "") for entry in removed}


def _map_rows(
    difference: ModelDiff, as_is: ProcessModel, to_be: ProcessModel, removals: Mapping[str, str]
) -> Iterator[Row]:
    for entry in difference.entries:
        old = [as_is.node_by_id[key] for key in entry.before_ids]
        new = [to_be.node_by_id[key] for key in entry.after_ids]
        yield (
            "、".join(node.name for node in old) or NO_RATE,
            minutes(old[0].values.handling_minutes) if len(old) == 1 and old[0].values else NO_RATE,
            CHANGE_WORDS[entry.kind],
            "、".join(node.name for node in new) or NO_RATE,
            "、".join(node.values.performer for node in new if node.values) or NO_RATE,
            minutes(new[0].values.handling_minutes) if len(new) == 1 and new[0].values else NO_RATE,
            _measure(entry, old, new, removals) or NO_RATE,
        )


def _measure(entry: StepDiff, old: list[Node], new: list[Node], removals: Mapping[str, str]) -> str:
    if entry.kind is ChangeKind.REMOVED:
        return "、".join(filter(None, (removals.get(node.values.common_key, "") for node in old if node.values)))
    return "、".join(dict.fromkeys(node.values.measure for node in new if node.values and node.values.measure))


def _preconditions(chapter: Chapter, item: UseCaseSources) -> None:
    if not item.preconditions:
        return
    chapter.part("実施の前提条件")
    order = list(PreconditionKind)
    rows = sorted(item.preconditions, key=lambda row: (order.index(PreconditionKind(row.kind)), row.order, row.pk))
    chapter.table(
        f"{item.use_case.code}の前提条件",
        (text_column("種類", 0.8), text_column("前提条件", 6)),
        [(row.get_kind_display(), row.text) for row in rows],
        intro="改革案は、{}の制度・運用・システムの条件が整うことを前提とする。",
    )
