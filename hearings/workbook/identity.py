"""Which hearing a workbook was made for, and on which revision of its draft: the hidden worksheet ``_識別``."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bpr.workflow.cells import narrow
from hearings.models import Hearing
from hearings.workbook.layout import TEMPLATE_VERSION
from hearings.workbook.unpacking import XlSheet


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """``organisation`` is its code, or its name where it has none; ``revision`` is None where it is not known."""

    use_case: str
    organisation: str
    use_case_name: str = ""
    organisation_name: str = ""
    revision: int | None = None

    @property
    def title(self) -> str:
        return f"{self.organisation_name or self.organisation} {self.use_case_name or self.use_case}"

    def belongs_to(self, hearing: Hearing) -> bool:
        """The organisation may have been given its code after the workbook went out."""
        organisation = hearing.organisation
        names = {narrow(name) for name in (organisation.code, organisation.name) if name}
        return narrow(self.use_case) == narrow(hearing.use_case.code) and narrow(self.organisation) in names


def identity_lines(hearing: Hearing) -> tuple[str, ...]:
    """Column A of the worksheet, from its first row."""
    organisation = hearing.organisation
    return (
        TEMPLATE_VERSION,
        hearing.use_case.code,
        organisation.code or organisation.name,
        str(hearing.revision),
        hearing.use_case.name,
        organisation.name,
    )


def read_identity(sheet: XlSheet | None) -> Identity | None:
    """None where the workbook does not say what it is for."""
    if sheet is None or not (sheet.text(2, 1) and sheet.text(3, 1)):
        return None
    _version, use_case, organisation, revision, use_case_name, organisation_name = (
        sheet.text(row, 1) for row in range(1, 7)
    )
    return Identity(
        use_case=use_case,
        organisation=organisation,
        use_case_name=use_case_name,
        organisation_name=organisation_name,
        revision=int(revision) if revision.isdecimal() else None,
    )


def foreign_message(identity: Identity | None, hearing: Hearing) -> str:
    """Why the workbook is not taken for this hearing; "" where it may be."""
    if identity is None or identity.belongs_to(hearing):
        return ""
    message = _(
        "このファイルは「%(theirs)s」のヒアリングシートです。「%(ours)s」には取り込めません。"
        "「%(theirs)s」の画面から取り込むか、「%(ours)s」の「Excel様式」に記入してください"
    )
    return message % {"theirs": identity.title, "ours": str(hearing)}
