"""``inspect``: what is in the file, what was mended, what the rules find."""

from __future__ import annotations

from typing import Any

from bpr.cli.commands.reading import diagram_line, models, read, repairs_of, sum_of_counts
from bpr.cli.exchange import Order, Outcome
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.rules import check_model


def inspect(order: Order) -> Outcome:
    document = read(order)
    language = order.options.get("language", "ja")
    read_models = [model for _mark, model in models(order, document)]
    report = {
        "diagrams": [diagram_line(item) for item in document.diagrams()],
        "counts": sum_of_counts(read_models),
        "findings": [line for model in read_models for line in _findings(model, language)],
        "repairs": repairs_of(document),
    }
    return Outcome(report=report)


def _findings(model: ProcessModel, language: str) -> list[dict[str, Any]]:
    return [
        {
            "rule": finding.rule,
            "severity": finding.severity.value,
            "element": finding.element_id,
            "message": finding.words(language).message,
            "remedy": finding.words(language).remedy,
        }
        for finding in check_model(model)
    ]
