"""Reading JSON that came from outside: whatever is not plain data is refused here and surprises nobody later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


def json_read(data: bytes) -> Any:
    """The value that ``data`` says.

    Raises:
        ValueError: no JSON, nested too deeply, or with what no database and no answer can hold (NaN, infinite
            numbers, halves of characters). The text is for the person.
    """
    try:
        value = json.loads(data)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise ValueError(_("送られたデータを読み取れませんでした。画面を読み込み直してください。")) from error
    return value


class PlainJSONParser(JSONParser):
    """The parser of the API; what ``json_read`` refuses is answered 400."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return json_read(stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
        except ValueError as error:
            raise ParseError(_("送られた JSON を読み取れません。")) from error
