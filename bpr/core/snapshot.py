"""The frozen form of an assessment: versioned JSON, canonical bytes and their hash.

A snapshot holds everything that a report shows: inputs that matter, assumptions with their evidence, step values,
figures with formulas and inputs, differences, ranges, engine version. Reading it back gives an equal Assessment. An
older version is read with the defaults of what came later; it is not calculated again.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from bpr.core.assessment import Assessment
from bpr.core.codec import CodecError, Decoder, Encoder

SCHEMA_VERSION = 3  # 3: who bears an investment and for which use case, sharing, burdens; frequency of a difference
READABLE = (2, 3)  # what 3 added has defaults
_SCHEMA = "bpr-assessment"

__all__ = ["READABLE", "SCHEMA_VERSION", "SnapshotError", "digest", "from_bytes", "from_json", "to_bytes", "to_json"]


class SnapshotError(ValueError):
    """A snapshot that cannot be read; says why in Japanese."""


def to_json(assessment: Assessment) -> dict[str, Any]:
    """Plain JSON data of an assessment."""
    encoder = Encoder()
    body = encoder.encode(assessment)
    return {
        "schema": _SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "evidence": encoder.evidence,
        "assessment": body,
    }


def from_json(data: dict[str, Any]) -> Assessment:
    """The assessment that :func:`to_json` wrote; SnapshotError where it is none or of a version not known here."""
    if not isinstance(data, dict) or data.get("schema") != _SCHEMA:
        raise SnapshotError("効果算定の記録ではありません")
    if data.get("schema_version") not in READABLE:
        raise SnapshotError(
            f"この記録の版（{data.get('schema_version')}）は読めません。読める版は{READABLE[0]}から{READABLE[-1]}です。"
            "記録を作った版のソフトウェアで開いてください"
        )
    try:
        read: Assessment = Decoder(data["evidence"]).decode(Assessment, data["assessment"])
    except (CodecError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise SnapshotError(f"効果算定の記録が壊れています: {error}") from error
    return read


def to_bytes(data: dict[str, Any] | list[Any]) -> bytes:
    """Canonical bytes of plain data: UTF-8, sorted keys, no spaces. The same data always gives the same bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def from_bytes(content: bytes) -> Assessment:
    """Read canonical (or any other) JSON bytes."""
    try:
        data = json.loads(content)
    except ValueError as error:
        raise SnapshotError(f"効果算定の記録をJSONとして読めません: {error}") from error
    return from_json(data)


def digest(data: dict[str, Any] | list[Any]) -> str:
    """SHA-256 of the canonical bytes, as hexadecimal text."""
    return sha256(to_bytes(data)).hexdigest()
