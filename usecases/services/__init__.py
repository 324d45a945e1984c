"""Writes to use cases and process models. Each is one transaction and leaves an audit entry."""

from usecases.services.catalogue import (
    category_create,
    measure_save,
    precondition_add,
    project_issue_add,
    use_case_create,
    use_case_update,
    verification_add,
    verification_measure,
)
from usecases.services.reviews import (
    ReviewRefused,
    comment_add,
    comment_resolve,
    version_review,
    version_submit,
)
from usecases.services.to_be import common_adopt, to_be_clone, to_be_save
from usecases.services.versions import VersionConflict, version_create, version_import

__all__ = [
    "ReviewRefused",
    "VersionConflict",
    "category_create",
    "comment_add",
    "comment_resolve",
    "common_adopt",
    "measure_save",
    "precondition_add",
    "project_issue_add",
    "to_be_clone",
    "to_be_save",
    "use_case_create",
    "use_case_update",
    "verification_add",
    "verification_measure",
    "version_create",
    "version_import",
    "version_review",
    "version_submit",
]
