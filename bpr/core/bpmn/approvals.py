"""Which steps are approvals (決裁・承認): told from their names, as tables of municipalities write them."""

from __future__ import annotations

import re

from bpr.core.bpmn.model import Node

_APPROVES = re.compile(r"(決裁|承認|押印|合議|専決|供覧)(を|の)?(する|します|受ける|もらう|得る|行う|電子で受ける)?$")
_PREPARES = re.compile(r"(起案|依頼|回付|申請|準備)")


def is_approval(node: Node) -> bool:
    """True for steps of staff whose name says that they approve; drafting and circulating are not."""
    values = node.values
    if values is None or not values.performer_kind.is_staff:
        return False
    name = re.sub(r"[（(][^（()）]*[）)]$", "", node.name.strip())
    return _APPROVES.search(name) is not None and _PREPARES.search(name) is None
