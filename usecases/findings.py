"""What people read for what a check of a diagram says."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bpr.core.bpmn.rules import Severity, Topic

SEVERITIES: Mapping[Severity, str | Promise] = {
    Severity.ERROR: _("誤り"),
    Severity.WARNING: _("注意"),
    Severity.HINT: _("助言"),
}
SEVERITY_MEANINGS: Mapping[Severity, str | Promise] = {
    Severity.ERROR: _("このままでは効果を計算できません。直すまで、審査に出すことも承認することもできません。"),
    Severity.WARNING: _("値や流れが違っているかもしれません。直すか、このままでよい理由を書いて了承してください。"),
    Severity.HINT: _("図や業務をよりよくする手がかりです。"),
}
TOPICS: Mapping[Topic, str | Promise] = {
    Topic.STRUCTURE: _("流れ"),
    Topic.FIGURES: _("数値"),
    Topic.DRAWING: _("図の見やすさ"),
    Topic.BPR: _("改革の手がかり"),
}
