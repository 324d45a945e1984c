"""The words of the sheet and the values of the core that they stand for."""

from __future__ import annotations

from bpr.core.steps.words import CONFIDENCES, EVIDENCE_KINDS, PERFORMER_KINDS, WORK_KINDS

__all__ = [
    "CONFIDENCES",
    "EVIDENCE_KINDS",
    "FORM_KINDS",
    "IMPACTS",
    "ISSUE_KINDS",
    "METHODS",
    "PERFORMER_KINDS",
    "PRIORITIES",
    "WORK_KINDS",
]
METHODS = ("対面", "オンライン", "書面")
FORM_KINDS = ("紙様式", "台帳", "画面", "データベース", "電子ファイル")
ISSUE_KINDS = ("課題", "要望")
IMPACTS = ("大", "中", "小")
PRIORITIES = ("高", "中", "低")
