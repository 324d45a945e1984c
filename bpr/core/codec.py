"""Frozen dataclasses ⇄ plain JSON data, led by their type hints.

Fields that hold their default are left out; Decimal and Fraction are written as text, so nothing is lost. Evidence is
kept once in a table and referred to by number, because many figures share it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from bpr.core.values import Evidence

Json = Any  # JSON data: null, bool, int, float, str, list, dict


class CodecError(ValueError):
    """Data that does not fit the type that it should be read as; the message says where."""


class Encoder:
    """Writes values; ``evidence`` is the table that the written numbers point into."""

    def __init__(self) -> None:
        self._numbers: dict[Evidence, int] = {}

    @property
    def evidence(self) -> list[Json]:
        return [self._fields(item) for item in self._numbers]

    def encode(self, value: Any) -> Json:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, StrEnum):
            return value.value
        if isinstance(value, str | Decimal | Fraction):
            return str(value)
        if isinstance(value, Evidence):
            return self._numbers.setdefault(value, len(self._numbers))
        if isinstance(value, tuple):
            return [self.encode(item) for item in value]
        if isinstance(value, Mapping):
            return {str(self.encode(key)): self.encode(item) for key, item in value.items()}
        if is_dataclass(value):
            return self._fields(value)
        raise TypeError(f"cannot be written to a snapshot: {type(value).__name__}")

    def _fields(self, value: Any) -> dict[str, Json]:
        return {
            item.name: self.encode(getattr(value, item.name))
            for item in fields(value)
            if getattr(value, item.name) != _default(item)
        }


class Decoder:
    """Reads what :class:`Encoder` wrote."""

    def __init__(self, evidence: list[Json]) -> None:
        self._evidence = [self._fields(Evidence, item, "evidence") for item in evidence]

    def decode(self, kind: Any, data: Json, place: str = "") -> Any:
        origin = get_origin(kind)
        if origin in (Union, types.UnionType):
            inner = [arg for arg in get_args(kind) if arg is not type(None)]
            return None if data is None else self.decode(inner[0], data, place)
        if origin is tuple:
            return tuple(self.decode(get_args(kind)[0], item, f"{place}[{i}]") for i, item in enumerate(data))
        if origin is dict:
            key_kind, value_kind = get_args(kind)
            return {
                self.decode(key_kind, key, place): self.decode(value_kind, item, f"{place}.{key}")
                for key, item in data.items()
            }
        if kind is Evidence:
            return self._evidence[data]
        if is_dataclass(kind):
            return self._fields(kind, data, place)
        return self._plain(kind, data, place)

    def _fields(self, kind: Any, data: Json, place: str) -> Any:
        hints = _hints(kind)
        unknown = set(data) - set(hints)
        if unknown:
            raise CodecError(f"知らない項目があります: {place}.{min(unknown)}")
        values = {name: self.decode(hints[name], item, f"{place}.{name}") for name, item in data.items()}
        try:
            return kind(**values)
        except TypeError as error:
            raise CodecError(f"項目が足りません: {place}（{error}）") from error

    @staticmethod
    def _plain(kind: Callable[[Any], Any], data: Json, place: str) -> Any:
        try:
            return kind(data)
        except (TypeError, ValueError, ArithmeticError) as error:
            raise CodecError(f"値を読めません: {place} = {data!r}") from error


def _default(item: Field[Any]) -> Any:
    if item.default is not MISSING:
        return item.default
    return item.default_factory() if item.default_factory is not MISSING else MISSING


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
