"""``bpr assess``: the question as JSON with its BPMN files in, all figures as one line of JSON out."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from bpr.cli import words
from bpr.cli.answer import DONE, FAILED, Refused, print_line, unfinished
from bpr.cli.models import place_of, read_document, read_models
from bpr.cli.work import failed
from bpr.core.assessment import Assessment, assess
from bpr.core.assessment_json import answer_json, input_of, read_question
from bpr.core.flow import FlowError
from bpr.core.snapshot import digest, to_bytes, to_json


def run(options: argparse.Namespace) -> int:
    head = {"path": str(options.input)}
    try:
        assessment = _assessment(options)
        written = _snapshot(assessment, options.snapshot) if options.snapshot else {}
    except Refused as error:
        report = error.report
    except FlowError as error:
        report = failed(str(error), element=error.element_id)
    except OSError as error:
        report = failed(words.UNWRITABLE.of(options.language).format(reason=os.strerror(error.errno or 0)))
    except ValueError as error:
        report = failed(str(error))
    else:
        print_line(head | {"ok": True} | answer_json(assessment) | written)
        return DONE
    print_line(head | report)
    return FAILED


def _assessment(options: argparse.Namespace) -> Assessment:
    question = read_question(read_document(options.input, options.language, exact=True))
    places = {name: place_of(name, options.input.parent) for name in question.process_names}
    models = read_models(
        places.values(), language=options.language, memory=options.memory, seconds=options.seconds
    )  # fmt: skip
    return assess(input_of(question, lambda name: models[places[name]]))


def _snapshot(assessment: Assessment, path: Path) -> dict[str, Any]:
    """The frozen form of the assessment, which reports and the API read as well."""
    data = to_json(assessment)
    part = unfinished(path)
    try:
        part.write_bytes(to_bytes(data))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return {"written": [str(path)], "snapshot_sha256": digest(data)}
