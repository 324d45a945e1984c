"""The bytes of a log: of a file or a stream, plain or gzip, bounded, and their encoding."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from bpr.core.logs.errors import refusal

Source = Path | BinaryIO
MAX_BYTES = 4 * 1024**3  # of the content, unpacked
MAX_RATIO = 200  # unpacked by packed, beyond the first FREE_BYTES
FREE_BYTES = 64 * 1024**2
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class _Bounded(io.RawIOBase):
    """Reads ``inner`` and stops where a small file unpacks to too much, or a file is too large."""

    def __init__(self, inner: BinaryIO, packed: BinaryIO | None, name: str) -> None:
        self._inner, self._packed, self._name = inner, packed, name
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._inner.read(size if 0 <= size < _CHUNK else _CHUNK)
        except (OSError, EOFError, zlib.error):
            raise refusal(
                "圧縮ファイルが壊れています", "もとのシステムから書き出し直してください", file=self._name
            ) from None
        self._count += len(data)
        if self._count > MAX_BYTES or self._is_bomb():
            raise refusal(
                f"中身が大きすぎます（{MAX_BYTES // 1024**3}GBまで、圧縮は{MAX_RATIO}倍まで）",
                "期間を区切って書き出し直してください",
                file=self._name,
            )
        return data

    def _is_bomb(self) -> bool:
        packed = self._packed.tell() if self._packed else self._count
        return self._count > FREE_BYTES and self._count > MAX_RATIO * max(packed, 1)


@contextmanager
def opened(source: Source, name: str) -> Iterator[BinaryIO]:
    """The content from its beginning, unpacked where it is gzip. Streams must be seekable and stay open."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield _content(stream, name)
    else:
        source.seek(0)
        yield _content(source, name)


def _content(stream: BinaryIO, name: str) -> BinaryIO:
    is_packed = stream.read(2) == _GZIP
    stream.seek(0)
    inner = cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if is_packed else stream
    return cast(BinaryIO, _Bounded(inner, stream if is_packed else None, name))


def name_of(source: Source, name: str) -> str:
    """What messages call the file."""
    return name or (source.name if isinstance(source, Path) else "")


def encoding_of(source: Source, name: str) -> str:
    """utf-8-sig, utf-16, utf-8 or cp932: the first that all bytes of the file are valid in, or LogError."""
    with opened(source, name) as content:
        head = content.read(4)
    marked = next((encoding for bom, encoding in _BOMS if head.startswith(bom)), "")
    wrong_at = 0
    for encoding in (marked,) if marked else ("utf-8", "cp932"):
        row = _first_wrong_row(source, encoding, name)
        if not row:
            return encoding
        wrong_at = max(wrong_at, row)
    raise refusal(
        "文字コードがUTF-8でもShift_JIS（CP932）でもありません", "UTF-8で保存し直してください", file=name, row=wrong_at
    )


def _first_wrong_row(source: Source, encoding: str, name: str) -> int:
    """Line of the first byte that is not valid, 0 where all are."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    row = 1
    with opened(source, name) as content:
        while True:
            data = content.read(_CHUNK)
            try:
                decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                return row + error.object.count(b"\n", 0, error.start)
            if not data:
                return 0
            row += data.count(b"\n")


def is_xml(source: Source, name: str) -> bool:
    """True where the first sign of the content begins markup."""
    with opened(source, name) as content:
        head = content.read(256)
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain.startswith(b"<")
