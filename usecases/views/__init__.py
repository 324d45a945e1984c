"""Pages of the project's first page, its use cases and its processes."""

from usecases.views.catalogue import (
    category_new,
    project,
    project_issues,
    use_case,
    use_case_edit,
    use_case_new,
    use_cases,
)
from usecases.views.measures import measure, measure_delete, measures, precondition, precondition_delete
from usecases.views.processes import common_adopt, compare, processes, side_by_side, version_import
from usecases.views.to_be import (
    to_be,
    to_be_change,
    to_be_clone,
    to_be_discard,
    to_be_draft,
    to_be_edit,
    to_be_preview,
    to_be_save,
)
from usecases.views.versions import (
    comment_add,
    comment_resolve,
    version,
    version_bpmn,
    version_review,
    version_submit,
    version_svg,
)

__all__ = [
    "category_new",
    "comment_add",
    "comment_resolve",
    "common_adopt",
    "compare",
    "measure",
    "measure_delete",
    "measures",
    "precondition",
    "precondition_delete",
    "processes",
    "project",
    "project_issues",
    "side_by_side",
    "to_be",
    "to_be_change",
    "to_be_clone",
    "to_be_discard",
    "to_be_draft",
    "to_be_edit",
    "to_be_preview",
    "to_be_save",
    "use_case",
    "use_case_edit",
    "use_case_new",
    "use_cases",
    "version",
    "version_bpmn",
    "version_import",
    "version_review",
    "version_submit",
    "version_svg",
]
