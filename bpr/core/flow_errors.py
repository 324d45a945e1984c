"""How the calculation refuses a process: by an error that names the element and the remedy."""

from __future__ import annotations

from bpr.core.bpmn.model import ProcessModel


class FlowError(ValueError):
    """A process that has no expected values; the message names the element and the remedy, in Japanese."""

    def __init__(self, message: str, *, element_id: str = "") -> None:
        super().__init__(message)
        self.element_id = element_id


def label(model: ProcessModel, node_id: str) -> str:
    """How messages name an element: 「審査」（id: Task_3）, or by what comes before it: 「審査」の後（id: x）.

    ``node_id`` may be a part (``#part:``) or a copy of the element; the drawing's own id is said.
    """
    own = node_id.partition(":")[2] if node_id.startswith("#") else node_id
    drawn = own.partition("#")[0]
    seen, work = {own}, [own]
    for current in work:
        node = model.node_by_id.get(current)
        if node and node.name:
            return f"「{node.name}」{'' if current == own else 'の後'}（id: {drawn}）"
        before = [flow.source for flow in model.incoming.get(current, ()) if flow.source not in seen]
        seen.update(before)
        work += before
    return f"「名前なし」（id: {drawn}）"
