"""Errors of reading and writing BPMN: always in plain Japanese, naming the element and the line where known."""

from __future__ import annotations


class BpmnError(Exception):
    """A BPMN file that cannot be used. ``element`` is an id or tag, ``line`` the line of the file (0: not known)."""

    def __init__(self, message: str, *, element: str = "", line: int = 0) -> None:
        self.message = message
        self.element = element
        self.line = line
        super().__init__(self._text())

    def _text(self) -> str:
        place = "、".join(filter(None, (f"{self.line}行目" if self.line else "", self.element)))
        return f"{self.message}（{place}）" if place else self.message
