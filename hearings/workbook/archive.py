"""Whether a file may be opened at all: size, kind, and what its zip directory promises to unpack to."""

from __future__ import annotations

import io
import zipfile

from django.conf import settings
from django.utils.translation import gettext as _

MAX_ENTRIES = 300
MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 200
RATIO_FREE = 1024 * 1024  # small parts of a workbook compress well and harm nobody
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROLOGUE = 4096


class FileRefused(ValueError):
    """The file is not opened; the message says why and what to do instead."""


def inspect(data: bytes) -> None:
    """FileRefused unless ``data`` is a workbook that is safe to hand to the reader."""
    limit = settings.UPLOAD_MAX_BYTES
    if len(data) > limit:
        message = _("ファイルが大きすぎます（%(size)s MB）。%(limit)s MB までです。画像などを取り除いてください")
        raise FileRefused(message % {"size": -(-len(data) // 2**20), "limit": limit // 2**20})
    if data.startswith(OLE_SIGNATURE):
        raise FileRefused(
            _(
                "古い形式（.xls）か、パスワード付きのファイルです。パスワードを外し、「Excelブック（.xlsx）」で保存してください"
            )
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _inspect_entries(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, UnicodeDecodeError) as error:
        raise FileRefused(_not_a_workbook()) from error


def _not_a_workbook() -> str:
    return _("Excelブック（.xlsx）として読めません。画面の「Excel様式」から取り直したファイルに入力してください")


def _inspect_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise FileRefused(_not_a_workbook())
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused(_("マクロが入っています。「Excelブック（.xlsx）」で保存し直してください"))
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or any(_is_bomb(entry) for entry in entries):
        raise FileRefused(_("展開すると大きくなりすぎるファイルです。画面の「Excel様式」に値だけを貼り付けてください"))
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            _inspect_prologue(archive, entry)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FREE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _inspect_prologue(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Excel writes no DOCTYPE; whoever does wants the reader to expand entities."""
    with archive.open(entry) as part:
        if b"<!doctype" in part.read(PROLOGUE).replace(b"\x00", b"").lower():
            raise FileRefused(_not_a_workbook())
