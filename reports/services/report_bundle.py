"""The bundle for the ministry: the report with the data it was made from, each file with its hash."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from bpr.core.snapshot import to_bytes
from reports.models import Assessment, Report
from reports.render.report_pdf import Marks
from reports.render.report_workbook import report_workbook
from usecases.models import ProcessVersion
from usecases.selectors import version_svg

_UNSAFE = re.compile(r"[^\w.-]+")
_SIDES = {"as_is": "現行", "common": "共通の現行", "to_be": "改革案"}
#: Members carry this date, so that the same report always gives the same bytes; the real dates are in the manifest.
_DATE = (2026, 4, 1, 0, 0, 0)


class AttachmentLost(Exception):
    """A file that a report was frozen with is not what it was; says which, in Japanese."""


def bundle_build(
    *,
    content: Mapping[str, Any],
    assessment: Assessment,
    marks: Marks,
    pdf: bytes,
    attached: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """The ZIP file: report.pdf, data.xlsx, figures.json, content.json, processes/*.bpmn and *.svg, what is ``attached``
    (files by their paths, as the content names them), manifest.json."""
    files: dict[str, bytes] = {
        "report.pdf": pdf,
        "data.xlsx": report_workbook(content),
        "figures.json": to_bytes(assessment.snapshot),
        "content.json": json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode(),
    }
    names = _process_files(content, files)
    files |= attached
    files["manifest.json"] = _manifest(content, assessment, marks, files, names)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def attached_files(report: Report) -> dict[str, bytes]:
    """The files that a report was frozen with, from its bundle: what they were made of may be gone by now."""
    wanted = {item["file"]: item["sha256"] for item in report.content.get("attachments", ())}
    if not wanted:
        return {}
    try:
        with report.bundle.open("rb") as stored, zipfile.ZipFile(stored) as archive:
            found = {name: archive.read(name) for name in wanted}
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise AttachmentLost(_("データ一式に添えたファイルを読めません（%(why)s）。") % {"why": error}) from error
    for name, data in found.items():
        if sha256(data).hexdigest() != wanted[name]:
            raise AttachmentLost(_("データ一式に添えた「%(name)s」が作成時と異なります。") % {"name": name})
    return found


def _process_files(content: Mapping[str, Any], files: dict[str, bytes]) -> dict[int, str]:
    """Add every process as BPMN and SVG; names by version id."""
    versions = ProcessVersion.objects.select_related("process_model__use_case", "process_model__organisation")
    found = versions.in_bulk([item["version"] for item in content["processes"]])
    names = {item["version"]: _name(item) for item in content["processes"]}
    for pk, version in found.items():
        files[f"{names[pk]}.bpmn"] = version.bpmn.encode()
        files[f"{names[pk]}.svg"] = version_svg(version).encode()
    return names


def _name(item: Mapping[str, Any]) -> str:
    parts = (item["use_case"], _SIDES[item["side"]], item["organisation"], f"第{item['number']}版")
    return "processes/" + _UNSAFE.sub("_", "_".join(part for part in parts if part))


def _manifest(
    content: Mapping[str, Any],
    assessment: Assessment,
    marks: Marks,
    files: Mapping[str, bytes],
    names: Mapping[int, str],
) -> bytes:
    data = {
        "report": {
            "project": content["cover"]["project"],
            "version": marks.version,
            "state": "draft" if marks.is_draft else "issued",
            "issued_on": marks.issued_on,
            "content_sha256": marks.sha256,
        },
        "assessment": content["assessment"],
        "sources": assessment.sources.get("cases", []),
        "processes": [{**item, "file": f"{names[item['version']]}.bpmn"} for item in content["processes"]],
        "files": {name: {"sha256": sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()},
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
