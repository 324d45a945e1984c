"""Errors of reading and writing BPMN: in plain Japanese, naming the element and the line where known."""

from __future__ import annotations


class BpmnError(Exception):
    """A BPMN file that cannot be used. ``element`` is an id or tag, ``line`` the line of the file (0: not known).

    ``en`` is the message in English, for what a file from elsewhere may have; the rest is Japanese only.
    """

    def __init__(self, message: str, *, en: str = "", element: str = "", line: int = 0) -> None:
        self.message = message
        self.en = en
        self.element = element
        self.line = line
        super().__init__(self._text())

    def words(self, language: str) -> str:
        """The message in ``language`` ("en", "en-gb" …); Japanese for every other, and where there is no English."""
        return self.en or self.message if language.split("-")[0] == "en" else self.message

    def _text(self) -> str:
        place = "、".join(filter(None, (f"{self.line}行目" if self.line else "", self.element)))
        return f"{self.message}（{place}）" if place else self.message
