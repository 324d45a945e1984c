"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from bpr.jobs.handle import JobHandle

RunFunction = Callable[["JobHandle"], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of job: the function that does it, what people call it, and whether they are told that it has ended."""

    function: RunFunction
    title: StrPromise | str
    announced: bool = True


_KINDS: dict[str, Kind] = {}


class UnknownKindError(LookupError):
    """No function is registered for a kind of job."""


def register(kind: str, *, title: StrPromise | str, announced: bool = True) -> Callable[[RunFunction], RunFunction]:
    """Make the decorated function the one that does jobs of ``kind``, known to people as ``title``.

    ``announced=False`` for parts of another job: their end is nobody's news.

    It returns the job's result; an entry ``"url"`` in it is offered as a link when the job is done. A function may be
    started twice for one job: what it stores belongs into ``with job.hold():``.
    """

    def add(function: RunFunction) -> RunFunction:
        if kind in _KINDS:
            raise ValueError(f"two functions are registered for jobs of kind {kind!r}")
        _KINDS[kind] = Kind(function, title, announced)
        return function

    return add


def kind_of(kind: str) -> Kind:
    """The registered kind.

    Raises:
        UnknownKindError: there is none of this name.
    """
    try:
        return _KINDS[kind]
    except KeyError:
        raise UnknownKindError(f"処理の種類「{kind}」は登録されていません。") from None


def title_of(kind: str) -> str:
    """What people call jobs of this kind; the bare name for a job of an older version that nobody does any more."""
    known = _KINDS.get(kind)
    return str(known.title) if known else kind


def announced_kinds() -> list[str]:
    """The kinds whose end is told to whoever asked for the job."""
    return [name for name, kind in _KINDS.items() if kind.announced]
