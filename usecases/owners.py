"""Whose process a process model is, as diagrams and reports name it.

What is stored is Japanese whatever the language of the page: it goes into diagrams and into the report.
"""

from __future__ import annotations

from usecases.models import ProcessModel, ProcessSide

COMMON_ORGANISATION = "標準的な団体"
REFORMED_ORGANISATION = "改革後の団体"


def owner_name(process_model: ProcessModel) -> str:
    """The name of the pool that the process is drawn in."""
    if process_model.organisation:
        return process_model.organisation.name
    return REFORMED_ORGANISATION if process_model.side == ProcessSide.TO_BE else COMMON_ORGANISATION
