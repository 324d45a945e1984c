"""The scenario as a JSON document (version 1), read with an error that names the place; see ``docs/scenario.md``.

The document names processes; the caller brings their models. What it does not say of a step is taken from the step's
own values (``defaults``), and what was taken is told, so that a reader knows what is a default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from bpr.core.bpmn.model import ProcessModel
from bpr.core.days_off import japanese_days_off
from bpr.core.simulation.calendars import ALWAYS, DAY, Calendar, Hours
from bpr.core.simulation.defaults import default_steps
from bpr.core.simulation.distributions import PARAMETERS, Distribution, DistributionKind, fixed
from bpr.core.simulation.scenario import Arrivals, Batch, CaseClass, Pool, Scenario, StepWork

VERSION = 1
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
T = TypeVar("T")
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_YEARS_OF_HOLIDAYS = 30
_MAX_PEOPLE = 100_000
_EVENTS_WITH_SHARE = ("boundaryEvent", "startEvent")
_LOOPS = ("", "standard", "multi_parallel", "multi_sequential")


class ScenarioError(ValueError):
    """A scenario that cannot be read; the message begins with the place, for example ``pools.市民課.people``."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place


@dataclass(frozen=True)
class ReadScenario:
    """The scenario, and sentences on what was not said and therefore assumed."""

    scenario: Scenario
    assumptions: tuple[str, ...]


def read_scenario(
    data: object, models: Mapping[str, ProcessModel], *, is_holiday: Callable[[date], bool]
) -> ReadScenario:
    """``models`` by the name of the process in the document. Raises :class:`ScenarioError`."""
    top = _Reader("", data)
    top.known(
        "version", "name", "first_day", "seed", "cases", "warm_up", "replications", "calendars", "pools", "processes"
    )
    if top.value("version") != VERSION:
        raise ScenarioError("version", f"この版のシナリオは読めません。version は {VERSION} にしてください")
    first_day = top.day("first_day")
    calendars = {name: _calendar(name, item, first_day, is_holiday) for name, item in top.members("calendars").items()}
    pools = [_pool(name, item, calendars) for name, item in top.members("pools").items()]
    assumptions: list[str] = []
    classes = [_case_class(item, models, calendars, pools, assumptions) for item in top.items("processes")]
    return ReadScenario(
        _checked(
            "",
            lambda: Scenario(
                name=top.text("name", "シナリオ"),
                classes=tuple(classes),
                pools=tuple(pools),
                first_day=first_day,
                cases=top.whole("cases", 1000),
                warm_up=top.whole("warm_up", 0),
                replications=top.whole("replications", 10),
                seed=top.whole("seed", 20260401),
            ),
        ),
        tuple(assumptions),
    )


def _checked(place: str, make: Callable[[], T]) -> T:
    try:
        return make()
    except ScenarioError:
        raise
    except ValueError as error:
        raise ScenarioError(place, str(error)) from error


class _Reader:
    """One JSON object and where it stands in the document."""

    def __init__(self, place: str, data: object) -> None:
        if not isinstance(data, Mapping):
            raise ScenarioError(place, "{ } で囲んだオブジェクトにしてください")
        self.place, self.data = place, data

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def known(self, *keys: str) -> None:
        """A misspelt key must not be passed over."""
        unknown = sorted(set(map(str, self.data)) - set(keys))
        if unknown:
            raise ScenarioError(self.at(unknown[0]), f"この項目はありません。使えるのは {'、'.join(keys)} です")

    def value(self, key: str, default: Any = None) -> Any:
        return self.data.get(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        found = self.value(key, default)
        if not isinstance(found, str) or not found:
            raise ScenarioError(self.at(key), "文字を入れてください")
        return found

    def whole(self, key: str, default: int) -> int:
        found = self.value(key, default)
        if isinstance(found, bool) or not isinstance(found, int):
            raise ScenarioError(self.at(key), f"整数を入れてください（{found!r}）")
        return found

    def number(self, key: str, default: float | None = None) -> float:
        return _number(self.at(key), self.value(key, default))

    def numbers(self, key: str) -> tuple[float, ...]:
        found = self.value(key, [])
        if not isinstance(found, list):
            raise ScenarioError(self.at(key), "[ ] で囲んだ数の並びにしてください")
        return tuple(_number(f"{self.at(key)}[{at}]", item) for at, item in enumerate(found))

    def day(self, key: str) -> date:
        return _day(self.at(key), self.value(key))

    def members(self, key: str) -> dict[str, _Reader]:
        found = self.value(key, {})
        if not isinstance(found, Mapping):
            raise ScenarioError(self.at(key), "{ } で囲んだオブジェクトにしてください")
        return {str(name): _Reader(f"{self.at(key)}.{name}", item) for name, item in found.items()}

    def items(self, key: str) -> list[_Reader]:
        found = self.value(key, [])
        if not isinstance(found, list) or not found:
            raise ScenarioError(self.at(key), "[ ] で囲み、1つ以上入れてください")
        return [_Reader(f"{self.at(key)}[{at}]", item) for at, item in enumerate(found)]


def _number(place: str, found: object) -> float:
    if isinstance(found, bool) or not isinstance(found, int | float) or not -1e12 < found < 1e12:
        raise ScenarioError(place, f"数を入れてください（{found!r}）")
    return float(found)


def _day(place: str, found: object) -> date:
    try:
        return date.fromisoformat(str(found))
    except ValueError:
        raise ScenarioError(place, f"日付は 2026-04-01 の形で入れてください（{found!r}）") from None


def _calendar(name: str, item: _Reader, first_day: date, is_holiday: Callable[[date], bool]) -> Calendar:
    item.known("weekdays", "days_off", "japanese_holidays")
    hours = item.value("weekdays")
    if not isinstance(hours, Mapping):
        raise ScenarioError(item.at("weekdays"), '{"mon": ["08:30-17:15"], …} の形で入れてください')
    unknown = sorted(set(hours) - set(WEEKDAYS))
    if unknown:
        raise ScenarioError(f"{item.at('weekdays')}.{unknown[0]}", f"曜日は {'、'.join(WEEKDAYS)} です")
    days_off = {_day(f"{item.at('days_off')}[{at}]", day) for at, day in enumerate(item.value("days_off", []))}
    if item.value("japanese_holidays", False):
        days_off |= japanese_days_off(first_day, 366 * _YEARS_OF_HOLIDAYS, is_holiday)
    days = tuple(_day_hours(f"{item.at('weekdays')}.{key}", hours.get(key, [])) for key in WEEKDAYS)
    return _checked(item.place, lambda: Calendar(name=name, weekdays=days, days_off=frozenset(days_off)))


def _day_hours(place: str, found: object) -> tuple[Hours, ...]:
    if not isinstance(found, list):
        raise ScenarioError(place, '["08:30-12:00", "13:00-17:15"] の形で入れてください')
    return tuple(_stretch(f"{place}[{at}]", str(text)) for at, text in enumerate(found))


def _stretch(place: str, text: str) -> Hours:
    match = _HOURS.fullmatch(text)
    if not match:
        raise ScenarioError(place, f"時間帯は 08:30-17:15 の形で入れてください（{text}）")
    from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
    return from_hour * 60 + from_minute, to_hour * 60 + to_minute


def _named_calendar(item: _Reader, calendars: Mapping[str, Calendar]) -> Calendar:
    name = item.value("calendar")
    if name is None:
        return ALWAYS
    if name not in calendars:
        raise ScenarioError(item.at("calendar"), f"カレンダー「{name}」が calendars にありません")
    return calendars[name]


def _pool(name: str, item: _Reader, calendars: Mapping[str, Calendar]) -> Pool:
    item.known("people", "calendar", "yen_per_hour")
    return _checked(
        item.place,
        lambda: Pool(
            name=name,
            people=_people(item),
            calendar=_named_calendar(item, calendars),
            yen_per_hour=item.number("yen_per_hour", 0),
        ),
    )


def _people(item: _Reader) -> tuple[float, ...]:
    """A list of shares, a number of people (2.5: two and a half), or "unlimited"."""
    found = item.value("people")
    if found == "unlimited":
        return ()
    if isinstance(found, list):
        people = item.numbers("people")
    else:
        count = item.number("people")
        if not 0 < count <= _MAX_PEOPLE:
            raise ScenarioError(
                item.at("people"), f'人数は0より大きい数か、"unlimited"（制限なし）にしてください（{found}）'
            )
        rest = count - int(count)
        people = (1.0,) * int(count) + ((rest,) if rest else ())
    if not people:
        raise ScenarioError(item.at("people"), '1人以上にするか、"unlimited"（制限なし）にしてください')
    return people


def _case_class(
    item: _Reader, models: Mapping[str, ProcessModel], calendars: Mapping[str, Calendar], pools: Sequence[Pool],
    assumptions: list[str],
) -> CaseClass:  # fmt: skip
    item.known("name", "file", "arrivals", "steps", "keys", "shares", "repeats")
    name = item.text("name")
    if name not in models:
        raise ScenarioError(item.at("name"), f"業務「{name}」の図がありません")
    model = _with_repeats(_with_shares(models[name], item), item)
    said = {key: (reader, _step(reader)) for key, reader in item.members("steps").items()}
    for key, (reader, _) in said.items():
        if key not in model.node_by_id:
            raise ScenarioError(reader.place, f"図に要素 {key} がありません")
    steps = {key: step for key, (_, step) in said.items()}
    own, notes = _checked(item.place, lambda: default_steps(model, [pool.name for pool in pools], steps))
    assumptions += [f"「{name}」: {note}" for note in notes]
    arrivals = _Reader(item.at("arrivals"), item.value("arrivals"))
    return CaseClass(
        name=name, model=model, arrivals=_arrivals(arrivals, calendars), steps=own, step_keys=_keys(model, item)
    )


def _with_shares(model: ProcessModel, item: _Reader) -> ProcessModel:
    """The model with the shares that the document gives its flows and events (by id); null: nobody counted it."""
    asked = _mapping(item, "shares", '{"Flow_3": 0.2}')
    found = {key: _share(f"{item.at('shares')}.{key}", share) for key, share in asked.items()}
    events = {node.id for node in model.nodes if node.tag in _EVENTS_WITH_SHARE}
    known = {flow.id for flow in model.flows} | events
    for key in found:
        if key not in known:
            raise ScenarioError(f"{item.at('shares')}.{key}", f"図に流れ {key} がありません")
    return replace(
        model,
        flows=tuple(replace(flow, share=found.get(flow.id, flow.share)) for flow in model.flows),
        nodes=tuple(replace(node, share=found.get(node.id, node.share)) for node in model.nodes),
    )


def _share(place: str, share: object) -> Decimal | None:
    if share is None:
        return None
    if not 0 <= _number(place, share) <= 1:
        raise ScenarioError(place, f"割合は0から1で入れてください（{share}）")
    return Decimal(str(share))


def _with_repeats(model: ProcessModel, item: _Reader) -> ProcessModel:
    """The model with the repetition that the document gives its activities (by id)."""
    asked = _mapping(item, "repeats", '{"Task_3": {"loop": "standard", "count": 2.5}}')
    found = {key: _repetition(f"{item.at('repeats')}.{key}", said) for key, said in asked.items()}
    for key in found:
        if key not in model.node_by_id or not model.node_by_id[key].is_activity:
            raise ScenarioError(f"{item.at('repeats')}.{key}", f"図に作業 {key} がありません")
    nodes = (
        replace(node, loop=found[node.id][0], repeat=found[node.id][1]) if node.id in found else node
        for node in model.nodes
    )
    return replace(model, nodes=tuple(nodes))


def _repetition(place: str, data: object) -> tuple[str, Decimal | None]:
    item = _Reader(place, data)
    item.known("loop", "count")
    loop = item.value("loop", "")
    if loop not in _LOOPS:
        raise ScenarioError(item.at("loop"), f"{'、'.join(filter(None, _LOOPS))} か空文字にしてください")
    count = None if item.value("count") is None else item.number("count")
    if count is not None and count < 0:
        raise ScenarioError(item.at("count"), "回数は0以上にしてください")
    return loop, None if count is None else Decimal(str(count))


def _mapping(item: _Reader, key: str, example: str) -> Mapping[str, Any]:
    found = item.value(key, {})
    if not isinstance(found, Mapping):
        raise ScenarioError(item.at(key), f"{example} の形で入れてください")
    return found


def _keys(model: ProcessModel, item: _Reader) -> dict[str, str]:
    """Names of the random numbers of elements (by id)."""
    asked = _mapping(item, "keys", '{"Task_3": "shinsa"}')
    place = item.at("keys")
    for node_id, key in asked.items():
        if node_id not in model.node_by_id:
            raise ScenarioError(f"{place}.{node_id}", f"図に要素 {node_id} がありません")
        if not isinstance(key, str) or not key:
            raise ScenarioError(f"{place}.{node_id}", "文字を入れてください")
    return dict(asked)


def _step(item: _Reader) -> StepWork:
    item.known("work", "pool", "delay", "priority", "batch")
    batch = item.value("batch")
    return StepWork(
        work=_distribution(item, "work"),
        pool=item.text("pool", "") if item.value("pool") else "",
        delay=_distribution(item, "delay"),
        priority=item.whole("priority", 0),
        batch=_batch(_Reader(item.at("batch"), batch)) if batch is not None else None,
    )


def _batch(item: _Reader) -> Batch:
    item.known("size", "period_minutes", "offset_minutes", "setup")
    return _checked(
        item.place,
        lambda: Batch(
            size=item.whole("size", 0),
            period_minutes=item.number("period_minutes", 0),
            offset_minutes=item.number("offset_minutes", 0),
            setup=_distribution(item, "setup"),
        ),
    )


def _distribution(item: _Reader, key: str) -> Distribution | None:
    """A number of minutes, or {"kind": "gamma", "mean": 5, "deviation": 2}."""
    found = item.value(key)
    if found is None:
        return None
    place = item.at(key)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return _checked(place, lambda: fixed(_number(place, found)))
    reader = _Reader(place, found)
    try:
        kind = DistributionKind(reader.value("kind"))
    except ValueError:
        raise ScenarioError(reader.at("kind"), f"分布は {'、'.join(DistributionKind)} のどれかです") from None
    names = PARAMETERS.get(kind)
    if names is None:
        reader.known("kind", "values")
        return _checked(place, lambda: Distribution(kind, reader.numbers("values")))
    reader.known("kind", *names)
    values = tuple(reader.number(name) for name in names)
    return _checked(place, lambda: Distribution(kind, values))


def _arrivals(item: _Reader, calendars: Mapping[str, Calendar]) -> Arrivals:
    item.known("interval", "per_year", "calendar", "months", "weekdays", "hours")
    calendar = _named_calendar(item, calendars)
    interval = _distribution(item, "interval")
    if (interval is None) == (item.value("per_year") is None):
        raise ScenarioError(item.place, "interval（間隔）か per_year（年間件数）のどちらか1つを入れてください")
    if interval is None:
        per_year = item.number("per_year")
        if per_year <= 0:
            raise ScenarioError(item.at("per_year"), "年間件数は0より大きくしてください")
        interval = poisson_interval(per_year, calendar)
    return _checked(
        item.place,
        lambda: Arrivals(
            interval=interval, calendar=calendar, months=item.numbers("months"), weekdays=item.numbers("weekdays"),
            hours=item.numbers("hours"),
        ),
    )  # fmt: skip


def poisson_interval(per_year: float, calendar: Calendar) -> Distribution:
    """Exponential intervals in open minutes, so that ``per_year`` cases come in a year of 365 days without days off."""
    minutes = calendar.minutes_per_week / (7 * DAY) * 365 * DAY
    return Distribution(DistributionKind.EXPONENTIAL, (minutes / per_year,))
