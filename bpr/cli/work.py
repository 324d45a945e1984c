"""What the child does with one file: the command's function, errors in plain words, the time that it took."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from bpr.cli.commands.diff import diff
from bpr.cli.commands.draw import draw
from bpr.cli.commands.export import export, normalise
from bpr.cli.commands.flow import flow
from bpr.cli.commands.inspect import inspect
from bpr.cli.commands.layout import arrange
from bpr.cli.commands.model import model
from bpr.cli.commands.rows import rows
from bpr.cli.exchange import Order, Outcome
from bpr.core.bpmn.errors import BpmnError
from bpr.core.flow import FlowError
from bpr.core.steps import StepTableError

COMMANDS: dict[str, Callable[[Order], Outcome]] = {
    "inspect": inspect,
    "normalise": normalise,
    "draw": draw,
    "layout": arrange,
    "export": export,
    "diff": diff,
    "rows": rows,
    "flow": flow,
    "model": model,
}


def serve(request: bytes) -> bytes:
    """The function that the sandbox runs."""
    return work(Order.decode(request)).encode()


def work(order: Order) -> Outcome:
    """Do the command. What is wrong with the file stands in the report, never in an exception."""
    started, language = perf_counter(), order.options.get("language", "ja")
    try:
        outcome = COMMANDS[order.command](order)
    except BpmnError as error:
        outcome = Outcome(report=failed(error.words(language), element=error.element, line=error.line))
    except FlowError as error:
        outcome = Outcome(report=failed(str(error), element=error.element_id))
    except (StepTableError, RecursionError) as error:
        outcome = Outcome(report=failed(str(error)))
    milliseconds = round((perf_counter() - started) * 1000, 2)
    return Outcome(report={"ok": True} | outcome.report | {"milliseconds": milliseconds}, files=outcome.files)


def failed(message: str, *, element: str = "", line: int = 0) -> dict[str, Any]:
    return {"ok": False, "error": {"message": message, "element": element, "line": line}}
