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
            _check(data, list, place, "[ ] で囲んだ並びにしてください")
            return tuple(self.decode(get_args(kind)[0], item, f"{place}[{i}]") for i, item in enumerate(data))
        if origin is dict:
            _check(data, Mapping, place, "{ } で囲んでください")
            key_kind, value_kind = get_args(kind)
            return {
                self.decode(key_kind, key, place): self.decode(value_kind, item, _below(place, key))
                for key, item in data.items()
            }
        if kind is Evidence and not isinstance(data, Mapping):
            return self._numbered(data, place)
        if is_dataclass(kind):
            return self._fields(kind, data, place)
        return self._plain(kind, data, place)

    def _numbered(self, data: Json, place: str) -> Evidence:
        if isinstance(data, bool) or not isinstance(data, int) or not 0 <= data < len(self._evidence):
            raise CodecError(f"根拠の番号がありません: {place} = {data!r}")
        found: Evidence = self._evidence[data]
        return found

    def _fields(self, kind: Any, data: Json, place: str) -> Any:
        _check(data, Mapping, place, "{ } で囲んでください")
        hints = _hints(kind)
        if unknown := set(data) - set(hints):
            raise CodecError(f"知らない項目があります: {_below(place, min(unknown))}")
        missing = [item.name for item in fields(kind) if item.name not in data and _default(item) is MISSING]
        if missing:
            raise CodecError(f"項目が足りません: {_below(place, missing[0])}")
        return kind(**{name: self.decode(hints[name], item, _below(place, name)) for name, item in data.items()})

    @staticmethod
    def _plain(kind: Callable[[Any], Any], data: Json, place: str) -> Any:
        is_fitting = isinstance(data, bool) == (kind is bool) and (kind is not str or isinstance(data, str))
        try:
            if is_fitting:
                return kind(data)
        except (TypeError, ValueError, ArithmeticError):
            is_fitting = False
        raise CodecError(f"値を読めません: {place} = {data!r}")


def _check(data: Json, kind: type, place: str, message: str) -> None:
    if not isinstance(data, kind):
        raise CodecError(f"{place or 'いちばん外側'}: {message}")


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _default(item: Field[Any]) -> Any:
    if item.default is not MISSING:
        return item.default
    return item.default_factory() if item.default_factory is not MISSING else MISSING


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
