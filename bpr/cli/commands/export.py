"""``export`` and ``normalise``: the file as it was understood, written again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bpr.cli import words
from bpr.cli.commands.reading import one_model, read, repairs_of
from bpr.cli.exchange import Order, Outcome
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.inventory import counts, differences, take_inventory
from bpr.core.bpmn.source import read_xml
from bpr.core.bpmn.write import write_bpmn

_SHOWN = 50


def export(order: Order) -> Outcome:
    """The source XML with what had to be mended; with ``rebuild`` written anew from one model."""
    document = read(order)
    is_anew = bool(order.options.get("rebuild"))
    written = write_bpmn(one_model(order, document)) if is_anew else document.serialise()
    report: dict[str, Any] = {"counts": counts(take_inventory(document.root)), "repairs": repairs_of(document)}
    if order.options.get("check"):
        report |= _checked(document, written, language=order.options.get("language", "ja"))
    return Outcome(report=report, files={".bpmn": written})


def normalise(order: Order) -> Outcome:
    """Always UTF-8, always mended."""
    document = read(order)
    return Outcome(
        report={"counts": counts(take_inventory(document.root)), "repairs": repairs_of(document)},
        files={".bpmn": document.serialise_utf8()},
    )


def _checked(document: BpmnDocument, written: bytes, *, language: str) -> dict[str, Any]:
    """What the written file, read again, does not say as the source did."""
    found = differences(take_inventory(document.root), take_inventory(read_xml(written)))
    again = BpmnDocument.parse(written).repairs
    if not found and not again:
        return {"equal": True}
    count = len(found) + len(again)
    message = words.NOT_EQUAL.of(language).format(count=count)
    return {
        "ok": False,
        "equal": False,
        "error": {"message": message, "element": found[0].element_id if found else "", "line": 0},
        "differences": [asdict(item) for item in found[:_SHOWN]],
    }
