"""``model``: the process model itself, for commands that calculate with several files (not a command of its own)."""

from __future__ import annotations

from typing import Any

from bpr.cli import words
from bpr.cli.commands.reading import one_model, read
from bpr.cli.exchange import Order, Outcome
from bpr.core.bpmn.model import ProcessModel
from bpr.core.codec import Decoder, Encoder


def model(order: Order) -> Outcome:
    encoder = Encoder()
    body = encoder.encode(one_model(order, read(order), how=words.BY_NAME))
    return Outcome(report={"model": body, "evidence": encoder.evidence})


def decoded(report: dict[str, Any]) -> ProcessModel:
    """The model of a report that came from the child."""
    read_model: ProcessModel = Decoder(report["evidence"]).decode(ProcessModel, report["model"])
    return read_model
