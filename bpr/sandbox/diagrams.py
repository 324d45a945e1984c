"""Uploaded diagrams are taken in by a child: the parent sees their text only after it was read and mended."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any

from bpr.core.bpmn.diagrams import Diagram
from bpr.core.bpmn.document import Repair
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.intake import Intake, take_in
from bpr.sandbox import Sandbox, SandboxError

SECONDS = 20


def take_in_safely(data: bytes, *, source_name: str, diagram_id: str = "") -> Intake:
    """:func:`~bpr.core.bpmn.intake.take_in` in a child with limits. Raises BpmnError also where those were met."""
    request = {"data": b64encode(data).decode("ascii"), "source_name": source_name, "diagram_id": diagram_id}
    try:
        with Sandbox(f"{__name__}:serve", seconds=SECONDS) as sandbox:
            answer = json.loads(sandbox.call(json.dumps(request).encode()))
    except SandboxError as error:
        raise BpmnError(f"{error}。図を分けて保存し直してください") from error
    if "error" in answer:
        raise BpmnError(**answer["error"])
    return Intake(
        bpmn=b64decode(answer["bpmn"]),
        repairs=tuple(Repair(**item) for item in answer["repairs"]),
        choices=tuple(Diagram(**item) for item in answer["choices"]),
    )


def serve(request: bytes) -> bytes:
    """The function that the child runs."""
    return json.dumps(_answer(json.loads(request))).encode()


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        intake = take_in(**asked | {"data": b64decode(asked["data"])})
    except BpmnError as error:
        return {"error": {"message": error.message, "element": error.element, "line": error.line}}
    return {
        "bpmn": b64encode(intake.bpmn).decode("ascii"),
        "repairs": [asdict(item) for item in intake.repairs],
        "choices": [asdict(item) for item in intake.choices],
    }
