"""The audit log in the words of the people who read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bpr.access.models import AuditEntry
from bpr.access.selectors import model_of

ACTIONS = {
    "create": gettext_lazy("登録"),
    "change": gettext_lazy("変更"),
    "delete": gettext_lazy("削除"),
    "import": gettext_lazy("取込"),
    "participate": gettext_lazy("協力団体に追加"),
    "withdraw": gettext_lazy("協力団体から除外"),
    "password": gettext_lazy("パスワードの変更"),
    "submit": gettext_lazy("提出"),
    "confirm": gettext_lazy("確認"),
    "return": gettext_lazy("差戻し"),
    "approve": gettext_lazy("承認"),
    "send_back": gettext_lazy("差戻し"),
    "comment": gettext_lazy("コメント"),
    "issue": gettext_lazy("発行"),
    "adopt": gettext_lazy("共通の現行に採用"),
    "acknowledge": gettext_lazy("了承"),
    "unacknowledge": gettext_lazy("了承の取消し"),
}
LONG = 300  # characters of a value that are shown


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field with its old and new value, as shown."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry of the log, as shown."""

    entry: AuditEntry
    action: str
    kind: str
    changes: list[Change]


def audit_lines(entries: Iterable[AuditEntry]) -> list[Line]:
    """``entries`` as people read them."""
    return [_line(entry) for entry in entries]


def _line(entry: AuditEntry) -> Line:
    model = model_of(entry.object_label)
    return Line(
        entry=entry,
        action=str(ACTIONS.get(entry.action, entry.action)),
        kind=str(model._meta.verbose_name) if model else entry.object_label,
        changes=[_change(entry.object_label, name, pair) for name, pair in entry.changes.items()],
    )


def _change(label: str, name: str, pair: list[Any]) -> Change:
    old, new = pair
    return Change(field=_field_name(label, name), old=_shown(label, name, old), new=_shown(label, name, new))


def _field(label: str, name: str) -> Any:
    model = model_of(label)
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _field_name(label: str, name: str) -> str:
    return str(getattr(_field(label, name), "verbose_name", "") or name)


def _shown(label: str, name: str, value: Any) -> str:
    """A value as text: choices by their names, structures as JSON, nothing as 空."""
    if value in (None, "", [], {}):
        return _("空")
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    choices = dict(getattr(_field(label, name), "flatchoices", ()) or ())
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(choices.get(value, value))
    return text if len(text) <= LONG else f"{text[:LONG]}…"
