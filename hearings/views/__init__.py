"""Pages of the hearings."""

from hearings.views.deciding import confirm, reschedule, return_, submit
from hearings.views.editing import edit, presence, preview, sheet
from hearings.views.index import index, open_
from hearings.views.reading import hearing, revision, revision_restore
from hearings.views.workbooks import template, upload

__all__ = [
    "confirm",
    "edit",
    "hearing",
    "index",
    "open_",
    "presence",
    "preview",
    "reschedule",
    "return_",
    "revision",
    "revision_restore",
    "sheet",
    "submit",
    "template",
    "upload",
]
