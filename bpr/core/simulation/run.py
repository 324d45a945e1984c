"""One replication: the kernel with its room, arrivals and log, in slices that can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpr.core.simulation import kernel
from bpr.core.simulation.arrivals import ArrivalStream
from bpr.core.simulation.calendars import DAY, calendar_table
from bpr.core.simulation.kernel import NONE, State
from bpr.core.simulation.program import Compiled, compile_scenario
from bpr.core.simulation.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int16]  # one for each case: there are a million
SLICE = 2_000_000  # events between two looks at the progress
LOG_ROWS = 1 << 18
FIRST_SLOTS = 1 << 8
MAX_OPEN_CASES = 1 << 22
FIRST_DAYS = 800
MARGIN_DAYS = 400  # a calendar always reaches so far ahead
MAX_DAYS = 366 * 200


class SimulationError(ValueError):
    """A run that cannot go on; the message is Japanese and says what to change."""


@dataclass(frozen=True)
class LogRows:
    """A piece of the event log: one row for each piece of work. ``node`` is an index into ``Compiled.nodes``."""

    case: Ints
    node: Ints
    ready: Floats
    start: Floats
    end: Floats


@dataclass(frozen=True)
class Replication:
    """What one replication measured. Arrays by measured case, by node of the program, by pool; minutes and yen."""

    compiled: Compiled
    lead: Floats
    wait: Floats
    cost: Floats
    of_class: Shorts
    node_count: Ints
    node_wait: Floats
    node_wait_most: Floats
    node_work: Floats
    busy: Floats
    queue_area: Floats
    queue_most: Ints
    window: tuple[float, float]  # elapsed minutes in which the pools were measured
    open_minutes: Floats  # of each pool in the window
    most_open: int


Progress = Callable[[int, int], None]
LogSink = Callable[[LogRows], None]


def replicate(
    scenario: Scenario, number: int = 0, *, progress: Progress | None = None, log: LogSink | None = None
) -> Replication:
    """Replication ``number``. ``progress`` is told (cases completed, cases in all) and may raise to stop.

    ``log`` gets pieces of the event log. Raises :class:`SimulationError`, FlowError.
    """
    run = _Run(scenario, compile_scenario(scenario, replication=number), progress, log)
    run.complete()
    return run.result()


class _Run:
    def __init__(self, scenario: Scenario, compiled: Compiled, progress: Progress | None, sink: LogSink | None) -> None:
        self.scenario, self.compiled, self.progress, self.sink = scenario, compiled, progress, sink
        program = compiled.program
        cases = scenario.warm_up + scenario.cases
        self.stream = ArrivalStream(scenario.classes, program.class_seed, scenario.first_day, cases)
        self.days = FIRST_DAYS
        self.table = calendar_table(compiled.calendars, scenario.first_day, self.days)
        self.state = _new_state(compiled, self.table.first, len(scenario.pools), scenario.cases)
        self._use_table()
        self.log = _new_log(LOG_ROWS + len(program.work) * kernel.SPARE_ITEMS_PER_NODE if sink else 0)

    def complete(self) -> None:
        arrivals = self.stream.more()
        while True:
            program = self.compiled.program
            status = kernel.advance(program, self.calendars, arrivals, self.state, self.log, SLICE)
            if self.progress:
                self.progress(int(self.state.i[kernel.COMPLETED]), self.scenario.cases)
            if status == kernel.DONE:
                self._flush()
                return
            if status == kernel.MORE_ARRIVALS:
                arrivals = self.stream.more()
                self.state.i[kernel.NEXT_ARRIVAL] = 0
            elif status != kernel.RUNNING:
                self._help(status)

    def _help(self, status: int) -> None:
        if status == kernel.LOG_FULL:
            self._flush()
        elif status == kernel.MORE_ROOM:
            self._grow()
        elif status == kernel.MORE_CALENDAR:
            self._lengthen()
        elif status == kernel.TOO_LONG:
            raise SimulationError(
                f"1つの作業が{MARGIN_DAYS}日を超えても終わりません。処理時間とカレンダーを見直してください"
            )
        else:
            raise SimulationError(
                "1件の中で同時に進む作業が多すぎます。並行の分岐が繰返しの中で増え続けていないか確かめてください"
            )

    def _lengthen(self) -> None:
        """Twice as many days in the calendars; each stays in the interval in which it is."""
        self.days *= 2
        if self.days > MAX_DAYS:
            raise SimulationError("シミュレーションの期間が200年を超えました。件数か人数を見直してください")
        old = self.table
        self.table = calendar_table(self.compiled.calendars, self.scenario.first_day, self.days)
        self.state.interval[:] += self.table.first - old.first
        self._use_table()

    def _use_table(self) -> None:
        table = self.table
        self.calendars = kernel.Calendars(table.first, table.last, table.start, table.end)
        has_hours = any(not item.is_always_open for item in self.compiled.calendars)
        self.state.f[kernel.CALENDAR_UNTIL] = (self.days - MARGIN_DAYS) * DAY if has_hours else np.inf

    def _flush(self) -> None:
        count = int(self.state.i[kernel.LOGGED])
        if self.sink and count:
            log = self.log
            self.sink(
                LogRows(
                    log.case[:count].copy(),
                    self.compiled.booked_on[log.node[:count]],
                    log.ready[:count].copy(),
                    log.start[:count].copy(),
                    log.end[:count].copy(),
                )
            )
        self.state.i[kernel.LOGGED] = 0

    def _grow(self) -> None:
        if len(self.state.slot_class) >= MAX_OPEN_CASES:
            raise SimulationError(
                f"終わらない案件が{MAX_OPEN_CASES:,}件を超えました。担当者が足りません。人数、件数、処理時間を見直してください"
            )
        self.state = _grown(self.state)

    def result(self) -> Replication:
        state = self.state
        window = (float(state.f[kernel.WINDOW_START]), float(state.f[kernel.WINDOW_END]))
        if not state.i[kernel.IS_FROZEN]:  # no case came after the last measured one
            window = (window[0], float(state.f[kernel.NOW]))
        return Replication(
            compiled=self.compiled, lead=state.lead, wait=state.wait, cost=state.cost, of_class=state.of_class,
            node_count=self._booked(state.node_count), node_wait=self._booked(state.node_wait),
            node_wait_most=self._booked(state.node_wait_most, np.maximum), node_work=self._booked(state.node_work),
            busy=state.busy, queue_area=state.queue_area, queue_most=state.queue_most,
            window=window, open_minutes=self._open_minutes(window), most_open=int(state.i[kernel.MOST_OPEN]),
        )  # fmt: skip

    def _booked(self, found: np.ndarray, put_together: np.ufunc = np.add) -> np.ndarray:
        """Figures of copies of an element are those of the element."""
        whole = np.zeros_like(found)
        put_together.at(whole, self.compiled.booked_on, found)
        return whole

    def _open_minutes(self, window: tuple[float, float]) -> Floats:
        begin, end = window
        found = []
        for calendar in self.compiled.program.pool_calendar:
            rows = slice(self.table.first[calendar], self.table.last[calendar])
            overlap = np.minimum(self.table.end[rows], end) - np.maximum(self.table.start[rows], begin)
            found.append(float(np.clip(overlap, 0, None).sum()))
        return np.array(found)


def _new_log(rows: int) -> kernel.Log:
    floats = (np.zeros(rows), np.zeros(rows), np.zeros(rows))
    return kernel.Log(_ints(rows), _ints(rows), *floats)


def _new_state(compiled: Compiled, intervals: Ints, pools: int, cases: int) -> State:
    program = compiled.program
    nodes, priorities = len(program.work), program.priorities
    slots = FIRST_SLOTS
    items = 4 * (kernel.SPARE_ITEMS_PER_NODE * nodes + 64)
    events = items + pools + nodes + 16
    i = np.zeros(16, dtype=np.int64)
    i[kernel.FREE_ITEMS] = items
    return State(
        i=i, f=np.zeros(4), heap_time=np.zeros(events), heap_order=_ints(events),
        heap_what=_ints(events), slot_class=_ints(slots), slot_number=_ints(slots), slot_case=_ints(slots),
        slot_start=np.zeros(slots), slot_wait=np.zeros(slots), slot_cost=np.zeros(slots), slot_tokens=_ints(slots),
        slot_next=_chain(0, slots), visits=_table(slots, nodes), waiting=_table(slots, nodes),
        live=_table(slots, nodes), item_slot=_ints(items), item_node=_ints(items), item_ready=np.zeros(items),
        item_next=_chain(0, items), item_more=_ints(items, NONE), item_count=_ints(items), item_speed=_ints(items),
        queue_first=_ints(pools * priorities, NONE), queue_last=_ints(pools * priorities, NONE),
        queue_length=_ints(pools), queue_changed=np.zeros(pools), queue_area=np.zeros(pools), queue_most=_ints(pools),
        free=compiled.free.copy(), busy=np.zeros(pools), opens_pending=_ints(pools),
        interval=intervals.copy(), batch_first=_ints(nodes, NONE), batch_last=_ints(nodes, NONE),
        batch_count=_ints(nodes), stack_slot=_ints(items), stack_node=_ints(items), stack_action=_ints(items),
        ready_item=_ints(items), serve_pool=_ints(pools), is_to_serve=_ints(pools), lead=np.zeros(cases),
        wait=np.zeros(cases), cost=np.zeros(cases), of_class=np.zeros(cases, dtype=np.int16), node_count=_ints(nodes),
        node_wait=np.zeros(nodes), node_wait_most=np.zeros(nodes), node_work=np.zeros(nodes),
    )  # fmt: skip


def _ints(count: int, value: int = 0) -> Ints:
    return np.full(count, value, dtype=np.int64)


def _table(rows: int, columns: int) -> Ints:
    return np.zeros((rows, columns), dtype=np.int64)


def _chain(first: int, last: int, end: int = NONE) -> Ints:
    """A free list: each points to the next, the last to ``end``."""
    found = np.arange(first + 1, last + 1, dtype=np.int64)
    if len(found):
        found[-1] = end
    return found


def _grown(state: State) -> State:
    """The same state with twice the room for cases, tokens and events."""
    slots, items = len(state.slot_class), len(state.item_slot)
    changed = {}
    for name in State._fields:
        array = getattr(state, name)
        if name.startswith(("slot_", "visits", "waiting", "live")):
            changed[name] = _longer(array, slots)
        elif name.startswith(("item_", "heap_", "stack_", "ready_")):
            changed[name] = _longer(array, items)
    grown = state._replace(**changed)
    grown.slot_next[slots:] = _chain(slots, 2 * slots, int(state.i[kernel.FREE_SLOT]))
    grown.item_next[items:] = _chain(items, 2 * items, int(state.i[kernel.FREE_ITEM]))
    grown.item_more[items:] = NONE
    state.i[kernel.FREE_SLOT], state.i[kernel.FREE_ITEM] = slots, items
    state.i[kernel.FREE_ITEMS] += items
    return grown


def _longer(array: np.ndarray, more: int) -> np.ndarray:
    return np.concatenate([array, np.zeros((more, *array.shape[1:]), dtype=array.dtype)])
