"""Table → diagram: the rows of a process brought into the diagram that it was drawn as."""

from __future__ import annotations

from collections.abc import Sequence

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps.rows import StepRow
from bpr.core.steps.to_model import rows_to_model


def apply_rows(document: BpmnDocument, rows: Sequence[StepRow], *, organisation: str) -> BpmnDocument:
    """The document of the process that ``rows`` describe. Raises StepTableError with everything to mend."""
    model = rows_to_model(rows, name=read_model(document).name, organisation=organisation)
    return BpmnDocument.parse(write_bpmn(layout(model)))
