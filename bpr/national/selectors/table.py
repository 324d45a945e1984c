"""The 1,741 municipalities as the calculation takes them."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from bpr.access.models import SIZE_CLASSES, size_class_of
from bpr.access.organisation_table import MUNICIPALITIES, OrganisationRow, municipalities
from bpr.core.national import Municipality
from bpr.national.statistics import HOUSEHOLDS, POPULATION, STATISTICS

CLASS_NAMES = tuple(name for _floor, name in SIZE_CLASSES)


@lru_cache(maxsize=1)
def country() -> tuple[Municipality, ...]:
    """All municipalities of the table, in its order. TableError where the file is not what it should be."""
    return tuple(_municipality(row) for row in municipalities())


@lru_cache(maxsize=1)
def by_code() -> dict[str, Municipality]:
    """The same by 団体コード."""
    return {item.code: item for item in country()}


@lru_cache(maxsize=1)
def table_digest() -> str:
    """SHA-256 of the file: an estimate is of one state of the table."""
    return sha256(MUNICIPALITIES.read_bytes()).hexdigest()


def _municipality(row: OrganisationRow) -> Municipality:
    return Municipality(
        code=row.code,
        name=row.name,
        prefecture=row.prefecture,
        size_class=size_class_of(row.population),
        population=row.population,
        drivers={name: float(value) for name, value in _values(row).items() if value is not None},
    )


def _values(row: OrganisationRow) -> dict[str, int | float | None]:
    found: dict[str, int | float | None] = {POPULATION: row.population, HOUSEHOLDS: row.households}
    for name in STATISTICS:
        value = row.statistics.get(name)
        if isinstance(value, int | float):
            found[name] = value
    return found
