"""``rows``: a diagram becomes a table (CSV), a table becomes a diagram."""

from __future__ import annotations

from pathlib import PurePath

from bpr.cli.commands.reading import counts_of, models, read
from bpr.cli.exchange import Order, Outcome
from bpr.cli.table import read_table, write_table
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import model_to_rows, rows_to_model


def rows(order: Order) -> Outcome:
    return _to_diagram(order) if order.name.lower().endswith(".csv") else _to_table(order)


def _to_table(order: Order) -> Outcome:
    tables = {mark: model_to_rows(model) for mark, model in models(order, read(order))}
    return Outcome(
        report={"counts": {"rows": sum(map(len, tables.values()))}},
        files={f"{mark}.csv": write_table(table) for mark, table in tables.items()},
    )


def _to_diagram(order: Order) -> Outcome:
    model = rows_to_model(read_table(order.data), name=PurePath(order.name).stem)
    arranged = layout(model, orientation="vertical" if order.options.get("vertical") else "horizontal")
    return Outcome(report={"counts": counts_of(arranged)}, files={".bpmn": write_bpmn(arranged)})
