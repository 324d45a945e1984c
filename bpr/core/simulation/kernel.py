"""The event loop, compiled. Everything is an index into arrays; nothing is allocated while it runs.

The small functions are written inside :func:`advance`, where Numba draws them in: passing the many arrays on would
cost more than the work.

A *slot* holds one open case, an *item* one token of it that waits or works, an *event* something at a moment. An event
is dealt with in three strokes: tokens go on through nodes that take no time (on a small stack) until they rest in an
item or end; items that are ready join their batch or queue; pools that something has changed for hand out work.
Events of one moment happen in the order in which they were made, so a run is the same wherever it is cut into pieces.

Meaning of a step: the token waits its delay (elapsed time, nobody works), joins its batch if the step has one, queues
for its pool (priority first, then first come first served), and is worked on by the fastest free person while the pool
is open. A person of share 0.5 takes twice the elapsed working time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bpr.core.simulation.compiled import compiled
from bpr.core.simulation.draws import drawn, stream_at, unit

Ints = NDArray[np.int64]
Shorts = NDArray[np.int16]
Floats = NDArray[np.float64]

# what a call comes back for
RUNNING, DONE, MORE_ARRIVALS, MORE_ROOM, MORE_CALENDAR, LOG_FULL, TOO_MANY_TOKENS, TOO_LONG = range(8)
# events
DELAYED, WORKED, GOES_ON, OPENS, BATCH_DUE = range(5)
# how a token leaves a node
ALL_WAYS, ONE_WAY, SOME_WAYS = range(3)
# how it enters one
FREELY, WHEN_ALL, WHEN_NO_OTHER = range(3)
# what is to be done with a token on the stack
ENTER, LEAVE, LOOK_AGAIN = range(3)
NONE = -1
# places in State.i and State.f
(SEQUENCE, EVENTS, FREE_SLOT, FREE_ITEM, FREE_ITEMS, NEXT_ARRIVAL, COMPLETED, ARRIVED, LOGGED, IS_FROZEN, CASES_OPEN,
 MOST_OPEN, TOKENS, READY, TO_SERVE, STATUS) = range(16)  # fmt: skip
NOW, WINDOW_START, WINDOW_END, CALENDAR_UNTIL = range(4)
SPARE_ITEMS_PER_NODE = 8


class Program(NamedTuple):
    """The processes as arrays. Nodes of all case classes in one row; ``_first`` and ``_last`` are ranges."""

    entry: Ints  # class → node
    class_seed: NDArray[np.uint64]
    key: NDArray[np.uint64]  # node → its part of the random numbers
    enters: Ints  # FREELY …
    ways_in: Ints
    leaves: Ints  # ALL_WAYS …
    way_first: Ints
    way_last: Ints
    way_target: Ints
    way_share: Floats  # ONE_WAY: cumulated
    repeat: Floats  # before a repetition: mean executions
    body: Ints  # before and after a repetition: what is repeated, NONE elsewhere
    again: Ints  # … and the node after it
    region_first: Ints  # the joins (WHEN_NO_OTHER) whose region a node is in
    region_last: Ints
    region_join: Ints
    opened_first: Ints  # the joins whose region a node opens
    opened_last: Ints
    opened_join: Ints
    delay: Ints  # distribution, NONE where there is none
    work: Ints
    setup: Ints  # of a batch
    pool: Ints
    priority: Ints
    batch_size: Ints  # 1: no batches, 0: no limit
    batch_period: Floats  # 0: not timed
    batch_offset: Floats
    pool_calendar: Ints
    pool_wage: Floats  # yen per minute
    speed_first: Ints  # pool → its classes of people, fastest first
    speed_last: Ints
    speed: Floats
    priorities: int
    code: Ints
    parameter: Floats
    values: Floats
    warm_up: int
    cases: int


class Calendars(NamedTuple):
    first: Ints
    last: Ints
    start: Floats
    end: Floats


class Arrivals(NamedTuple):
    time: Floats
    case_class: Ints
    number: Ints  # within the class


class State(NamedTuple):
    """Everything that changes. Arrays grow between calls only."""

    i: Ints
    f: Floats
    heap_time: Floats
    heap_order: Ints
    heap_what: Ints  # index × 8 + kind
    slot_class: Ints
    slot_number: Ints
    slot_case: Ints  # number in the order of arrival
    slot_start: Floats
    slot_wait: Floats
    slot_cost: Floats
    slot_tokens: Ints
    slot_next: Ints
    visits: Ints  # (slot, node)
    waiting: Ints  # (slot, node): tokens at a join
    live: Ints  # (slot, node): tokens in the region of a join; after a repetition: executions still to come
    item_slot: Ints
    item_node: Ints
    item_ready: Floats
    item_next: Ints
    item_more: Ints  # the others of a batch
    item_count: Ints
    item_speed: Ints
    queue_first: Ints  # (pool, priority)
    queue_last: Ints
    queue_length: Ints
    queue_changed: Floats
    queue_area: Floats
    queue_most: Ints
    free: Ints  # people of each speed
    busy: Floats  # working minutes of each pool
    opens_pending: Ints
    interval: Ints  # calendar → interval that is open now or comes next
    batch_first: Ints
    batch_last: Ints
    batch_count: Ints
    stack_slot: Ints
    stack_node: Ints
    stack_action: Ints
    ready_item: Ints
    serve_pool: Ints
    is_to_serve: Ints
    lead: Floats
    wait: Floats
    cost: Floats
    of_class: Shorts
    node_count: Ints
    node_wait: Floats
    node_wait_most: Floats
    node_work: Floats


class Log(NamedTuple):
    """One row for each piece of work; arrays of length 0 where none is wanted."""

    case: Ints
    node: Ints
    ready: Floats
    start: Floats
    end: Floats


# --- events: a binary heap by (time, order) ---------------------------------------------------------------------------


@compiled
def _sift_up(times: Floats, orders: Ints, whats: Ints, at: int, time: float, order: int, what: int) -> None:
    while at > 0:
        parent = (at - 1) >> 1
        if times[parent] <= time:  # an earlier order of the same time stays before
            break
        times[at], orders[at], whats[at] = times[parent], orders[parent], whats[parent]
        at = parent
    times[at], orders[at], whats[at] = time, order, what


@compiled
def _take_first(times: Floats, orders: Ints, whats: Ints, count: int) -> None:
    """Take the first event away; ``count`` are left, the last of the heap finds its place."""
    time, order, what = times[count], orders[count], whats[count]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= count:
            break
        other = child + 1
        if other < count and (
            times[other] < times[child] or (times[other] == times[child] and orders[other] < orders[child])
        ):
            child = other
        if time < times[child] or (time == times[child] and order < orders[child]):
            break
        times[at], orders[at], whats[at] = times[child], orders[child], whats[child]
        at = child
    times[at], orders[at], whats[at] = time, order, what


# --- calendars --------------------------------------------------------------------------------------------------------


@compiled
def _wind(ends: Floats, last: int, intervals: Ints, calendar: int, now: float) -> int:
    """The interval that is open at ``now`` or comes next; time only goes forward."""
    at: int = intervals[calendar]
    while at < last and ends[at] <= now:
        at += 1
    intervals[calendar] = at
    return at


@compiled
def _end_of_work(starts: Floats, ends: Floats, at: int, last: int, now: float, minutes: float) -> float:
    """When ``minutes`` of work are done that begin at ``now``, in or before interval ``at``; infinite: too far."""
    begin: float = max(now, starts[at])
    while begin + minutes > ends[at]:
        minutes -= ends[at] - begin
        at += 1
        if at == last:
            return np.inf
        begin = starts[at]
    return begin + minutes


@compiled
def _open_minutes(starts: Floats, ends: Floats, at: int, last: int, begin: float, end: float) -> float:
    total = 0.0
    while at < last and starts[at] < end:
        total += max(0.0, min(end, ends[at]) - max(begin, starts[at]))
        at += 1
    return total


# --- the loop ---------------------------------------------------------------------------------------------------------


@compiled
def advance(p: Program, c: Calendars, a: Arrivals, s: State, log: Log, budget: int) -> int:
    """Go on for at most ``budget`` events; comes back with what it needs, or DONE."""

    def _push(time: float, kind: int, what: int) -> None:
        s.i[EVENTS] += 1
        s.i[SEQUENCE] += 1
        _sift_up(s.heap_time, s.heap_order, s.heap_what, s.i[EVENTS] - 1, time, s.i[SEQUENCE], what * 8 + kind)

    def _stream_of(slot: int, node: int) -> np.uint64:
        return stream_at(p.class_seed[s.slot_class[slot]], s.slot_number[slot], p.key[node], s.visits[slot, node])

    def _put(slot: int, node: int, action: int) -> None:
        top = s.i[TOKENS]
        s.i[TOKENS] = top + 1
        s.stack_slot[top] = slot
        s.stack_node[top] = node
        s.stack_action[top] = action

    def _account(slot: int, node: int, change: int) -> None:
        """Tokens more or fewer, for the case and for every region that ``node`` is in."""
        s.slot_tokens[slot] += change
        for index in range(p.region_first[node], p.region_last[node]):
            s.live[slot, p.region_join[index]] += change

    def _drawn(kind: int, start: np.uint64) -> float:
        row = p.parameter
        return drawn(p.code[kind], row[kind, 0], row[kind, 1], row[kind, 2], row[kind, 3], p.values, start)

    def _make_ready(item: int) -> None:
        s.ready_item[s.i[READY]] = item
        s.i[READY] += 1

    def _rest(slot: int, node: int) -> None:
        """The token becomes an item that waits for its delay or is ready."""
        item = s.i[FREE_ITEM]
        s.i[FREE_ITEM] = s.item_next[item]
        s.i[FREE_ITEMS] -= 1
        s.item_slot[item] = slot
        s.item_node[item] = node
        s.item_next[item] = NONE
        s.item_more[item] = NONE
        s.item_count[item] = 1
        kind = p.delay[node]
        if kind == NONE:
            _make_ready(item)
        else:
            start = _stream_of(slot, node) ^ np.uint64(0xD1B54A32D192ED03)  # its own random numbers
            _push(s.f[NOW] + _drawn(kind, start), DELAYED, item)

    def _passes(slot: int, node: int, action: int) -> bool:
        """True where the token goes on at once; otherwise it waits at a join or rests in an item."""
        if p.enters[node] == FREELY:
            s.visits[slot, node] += 1
            passes = p.delay[node] == NONE and p.work[node] == NONE
            if not passes:
                _rest(slot, node)
        else:
            if action == ENTER:
                s.waiting[slot, node] += 1
            together = s.waiting[slot, node]
            needed = p.ways_in[node] if p.enters[node] == WHEN_ALL else s.live[slot, node]
            passes = bool(together > 0 and together >= needed)
            if passes:
                s.waiting[slot, node] = 0
                s.live[slot, node] = 0
                s.visits[slot, node] += 1
                _account(slot, node, 1 - together)
        return bool(passes)

    def _executes(slot: int, node: int, start: np.uint64) -> bool:
        """True where the token goes on to one more execution of what is repeated, or past it where there is none."""
        again = p.again[node]
        is_taken = False
        if again != node:
            count = int(np.floor(p.repeat[node]))
            if unit(start, 900) < p.repeat[node] - count:
                count += 1
            s.live[slot, again] += max(count - 1, 0)
            _put(slot, p.body[node] if count > 0 else again, ENTER)
            is_taken = True
        elif s.live[slot, node] > 0:
            s.live[slot, node] -= 1
            _put(slot, p.body[node], ENTER)
            is_taken = True
        return is_taken

    def _take_ways(slot: int, node: int, start: np.uint64) -> None:
        first, last = p.way_first[node], p.way_last[node]
        how = p.leaves[node]
        if how == ALL_WAYS:
            for index in range(first, last):
                if p.way_share[index] >= 1.0 or unit(start, 1000 + index - first) < p.way_share[index]:
                    _put(slot, p.way_target[index], ENTER)
        elif how == ONE_WAY:
            u = unit(start, 901)
            index = first
            while index < last - 1 and u >= p.way_share[index]:
                index += 1
            _put(slot, p.way_target[index], ENTER)
        else:
            # Systematic sampling: each way has exactly its share, and as the shares add up to 1 or more, one is taken.
            u = unit(start, 901)
            cumulated = 0.0
            for index in range(first, last):
                up_to = cumulated + p.way_share[index]
                if np.floor(up_to - u) > np.floor(cumulated - u):
                    _put(slot, p.way_target[index], ENTER)
                cumulated = up_to

    def _close(slot: int) -> None:
        measured = s.slot_case[slot] - p.warm_up
        if 0 <= measured < p.cases:
            s.lead[measured] = s.f[NOW] - s.slot_start[slot]
            s.wait[measured] = s.slot_wait[slot]
            s.cost[measured] = s.slot_cost[slot]
            s.of_class[measured] = s.slot_class[slot]
            s.i[COMPLETED] += 1
        s.i[CASES_OPEN] -= 1
        s.slot_next[slot] = s.i[FREE_SLOT]
        s.i[FREE_SLOT] = slot

    def _leave(slot: int, node: int) -> None:
        """Tokens leave a node; joins that wait for no other may go on, and the last token closes the case."""
        before = s.i[TOKENS]
        start = _stream_of(slot, node)
        if p.body[node] == NONE or not _executes(slot, node, start):
            _take_ways(slot, node, start)
        made = s.i[TOKENS] - before
        _account(slot, node, made - 1)
        for index in range(p.opened_first[node], p.opened_last[node]):
            s.live[slot, p.opened_join[index]] += made
        for index in range(p.region_first[node], p.region_last[node]):
            join = p.region_join[index]
            if s.waiting[slot, join] > 0 and s.waiting[slot, join] == s.live[slot, join]:
                _put(slot, join, LOOK_AGAIN)
        if s.slot_tokens[slot] == 0:
            _close(slot)

    def _tokens_go_on() -> None:
        """Let the tokens on the stack go on until each rests or ends."""
        room = len(s.stack_slot) - len(p.work) - 1
        while s.i[TOKENS] > 0:
            if s.i[TOKENS] >= room or s.i[FREE_ITEMS] < 2:
                s.i[STATUS] = TOO_MANY_TOKENS
                break
            s.i[TOKENS] -= 1
            slot, node = s.stack_slot[s.i[TOKENS]], s.stack_node[s.i[TOKENS]]
            action = s.stack_action[s.i[TOKENS]]
            if action == LEAVE or _passes(slot, node, action):
                _leave(slot, node)

    def _serve(pool: int) -> None:
        if s.is_to_serve[pool] == 0:
            s.is_to_serve[pool] = 1
            s.serve_pool[s.i[TO_SERVE]] = pool
            s.i[TO_SERVE] += 1

    def _count_queue(pool: int, change: int) -> None:
        if s.i[IS_FROZEN] == 0:
            s.queue_area[pool] += s.queue_length[pool] * (s.f[NOW] - s.queue_changed[pool])
            s.queue_changed[pool] = s.f[NOW]
        s.queue_length[pool] += change

    def _collect(item: int, node: int) -> int:
        """The head of a batch that is full now, else NONE."""
        if s.batch_count[node] == 0:
            s.batch_first[node] = item
            period = p.batch_period[node]
            if period > 0.0:
                due = np.ceil((s.f[NOW] - p.batch_offset[node]) / period) * period + p.batch_offset[node]
                _push(due, BATCH_DUE, node)
        else:
            s.item_more[s.batch_last[node]] = item
        s.batch_last[node] = item
        s.batch_count[node] += 1
        head = NONE
        if s.batch_count[node] == p.batch_size[node]:
            head = s.batch_first[node]
            s.item_count[head] = s.batch_count[node]
            s.batch_count[node] = 0
        return head

    def _enqueue(item: int, node: int) -> None:
        pool = p.pool[node]
        queue = pool * p.priorities + p.priority[node]
        if s.queue_first[queue] == NONE:
            s.queue_first[queue] = item
        else:
            s.item_next[s.queue_last[queue]] = item
        s.queue_last[queue] = item
        _count_queue(pool, 1)
        _serve(pool)

    def _items_queue() -> None:
        """Items that are ready join their batch, or the queue of their pool."""
        for index in range(s.i[READY]):
            item = s.ready_item[index]
            node = s.item_node[item]
            if p.work[node] == NONE:
                _push(s.f[NOW], GOES_ON, item)
            else:
                head = item
                if s.item_count[item] < 0:
                    s.item_count[item] = -s.item_count[item]
                else:
                    s.item_ready[item] = s.f[NOW]
                    if p.batch_size[node] != 1:
                        head = _collect(item, node)
                if head != NONE:
                    _enqueue(head, node)
        s.i[READY] = 0

    def _work_of(item: int, node: int) -> float:
        """Minutes for all tokens of a batch (usually one), and its setup."""
        minutes = 0.0
        token = item
        while token != NONE:
            minutes += _drawn(p.work[node], _stream_of(s.item_slot[token], node))
            token = s.item_more[token]
        if p.setup[node] != NONE:
            start = _stream_of(s.item_slot[item], node) ^ np.uint64(0xA0761D6478BD642F)
            minutes += _drawn(p.setup[node], start)
        return minutes

    def _book(item: int, node: int, pool: int, minutes: float, end: float) -> None:
        """Waiting, work and cost of one token; its row in the log."""
        slot = s.item_slot[item]
        waited = s.f[NOW] - s.item_ready[item]
        s.slot_wait[slot] += waited
        s.slot_cost[slot] += minutes * p.pool_wage[pool]
        measured = s.slot_case[slot] - p.warm_up
        if 0 <= measured < p.cases:
            s.node_count[node] += 1
            s.node_wait[node] += waited
            s.node_work[node] += minutes
            s.node_wait_most[node] = max(s.node_wait_most[node], waited)
            if len(log.case) > 0:
                row = s.i[LOGGED]
                s.i[LOGGED] += 1
                log.case[row] = measured
                log.node[row] = node
                log.ready[row] = s.item_ready[item]
                log.start[row] = s.f[NOW]
                log.end[row] = end

    def _start(item: int, pool: int, speed: int, at: int) -> None:
        node = s.item_node[item]
        minutes = _work_of(item, node)
        elapsed = minutes / p.speed[speed]
        end = _end_of_work(c.start, c.end, at, c.last[p.pool_calendar[pool]], s.f[NOW], elapsed)
        if end == np.inf:
            s.i[STATUS] = TOO_LONG
        s.free[speed] -= 1
        s.item_speed[item] = speed
        if s.i[IS_FROZEN] == 0:
            s.busy[pool] += elapsed
        each = minutes / s.item_count[item]
        token = item
        while token != NONE:
            _book(token, node, pool, each, end)
            token = s.item_more[token]
        _push(end, WORKED, item)

    def _hand_out(pool: int, at: int) -> None:
        for speed in range(p.speed_first[pool], p.speed_last[pool]):
            while s.free[speed] > 0 and s.queue_length[pool] > 0:
                queue = pool * p.priorities
                while s.queue_first[queue] == NONE:
                    queue += 1
                item = s.queue_first[queue]
                s.queue_first[queue] = s.item_next[item]
                s.item_next[item] = NONE
                _count_queue(pool, -1)
                _start(item, pool, speed, at)

    def _pools_serve() -> None:
        """Pools that something has changed for give free people the first of their queues, while they are open."""
        for index in range(s.i[TO_SERVE]):
            pool = s.serve_pool[index]
            s.is_to_serve[pool] = 0
            calendar = p.pool_calendar[pool]
            if s.queue_length[pool] > 0:
                at = _wind(c.end, c.last[calendar], s.interval, calendar, s.f[NOW])
                if at == c.last[calendar]:
                    s.i[STATUS] = TOO_LONG
                elif c.start[at] > s.f[NOW]:
                    if s.opens_pending[pool] == 0:
                        s.opens_pending[pool] = 1
                        _push(c.start[at], OPENS, pool)
                else:
                    _hand_out(pool, at)
                if s.i[IS_FROZEN] == 0 and s.queue_length[pool] > s.queue_most[pool]:
                    s.queue_most[pool] = s.queue_length[pool]
        s.i[TO_SERVE] = 0

    def _work_under_way(sign: float) -> None:
        """Count, or take away, the working minutes that are still to come of what is being worked on now."""
        for event in range(s.i[EVENTS]):
            if s.heap_what[event] & 7 == WORKED:
                pool = p.pool[s.item_node[s.heap_what[event] >> 3]]
                calendar = p.pool_calendar[pool]
                last = c.last[calendar]
                at = _wind(c.end, last, s.interval, calendar, s.f[NOW])
                s.busy[pool] += sign * _open_minutes(c.start, c.end, at, last, s.f[NOW], s.heap_time[event])

    def _open_window() -> None:
        """The warm-up is over: what the pools have done up to here does not count."""
        s.f[WINDOW_START] = s.f[NOW]
        for pool in range(len(s.busy)):
            s.queue_area[pool] = 0.0
            s.queue_most[pool] = s.queue_length[pool]
            s.queue_changed[pool] = s.f[NOW]
            s.busy[pool] = 0.0
        _work_under_way(1.0)

    def _close_window() -> None:
        s.f[WINDOW_END] = s.f[NOW]
        for pool in range(len(s.busy)):
            _count_queue(pool, 0)
        _work_under_way(-1.0)
        s.i[IS_FROZEN] = 1

    def _arrive(index: int) -> None:
        case = s.i[ARRIVED]
        if case == p.warm_up:
            _open_window()
        if case == p.warm_up + p.cases:
            _close_window()
        s.i[ARRIVED] += 1
        s.i[NEXT_ARRIVAL] += 1
        slot = s.i[FREE_SLOT]
        s.i[FREE_SLOT] = s.slot_next[slot]
        s.i[CASES_OPEN] += 1
        s.i[MOST_OPEN] = max(s.i[MOST_OPEN], s.i[CASES_OPEN])
        s.slot_class[slot] = a.case_class[index]
        s.slot_number[slot] = a.number[index]
        s.slot_case[slot] = case
        s.slot_start[slot] = s.f[NOW]
        s.slot_wait[slot] = 0.0
        s.slot_cost[slot] = 0.0
        s.slot_tokens[slot] = 1
        for node in range(len(p.work)):
            s.visits[slot, node] = 0
            s.waiting[slot, node] = 0
            s.live[slot, node] = 0
        _put(slot, p.entry[a.case_class[index]], ENTER)

    def _let_go(item: int) -> None:
        """A person has finished; the others of a batch go on by themselves."""
        token = s.item_more[item]
        while token != NONE:
            _push(s.f[NOW], GOES_ON, token)
            following = s.item_more[token]
            s.item_more[token] = NONE
            token = following
        s.free[s.item_speed[item]] += 1
        _serve(p.pool[s.item_node[item]])

    def _happen() -> None:
        """The first event of the heap: what it sets going is put on the stack, made ready or marked to be served."""
        kind, what = s.heap_what[0] & 7, s.heap_what[0] >> 3
        s.i[EVENTS] -= 1
        _take_first(s.heap_time, s.heap_order, s.heap_what, s.i[EVENTS])
        if kind == DELAYED:
            _make_ready(what)
        elif kind == OPENS:
            s.opens_pending[what] = 0
            _serve(what)
        elif kind == BATCH_DUE:
            if s.batch_count[what] > 0:
                item = s.batch_first[what]
                s.item_count[item] = -s.batch_count[what]  # a batch already: it goes straight into the queue
                s.batch_count[what] = 0
                _make_ready(item)
        else:
            if kind == WORKED:
                _let_go(what)
            _put(s.item_slot[what], s.item_node[what], LEAVE)
            s.item_next[what] = s.i[FREE_ITEM]
            s.i[FREE_ITEM] = what
            s.i[FREE_ITEMS] += 1

    nodes = len(p.work)
    log_room = len(log.case) - nodes * SPARE_ITEMS_PER_NODE if len(log.case) > 0 else 1 << 62
    for _ in range(budget):
        next_arrival = s.i[NEXT_ARRIVAL]
        status = RUNNING
        if s.i[COMPLETED] >= p.cases:
            status = DONE
        elif s.i[FREE_SLOT] == NONE or s.i[FREE_ITEMS] < SPARE_ITEMS_PER_NODE * nodes + 64:
            status = MORE_ROOM
        elif s.i[LOGGED] >= log_room:
            status = LOG_FULL
        elif next_arrival == len(a.time):
            status = MORE_ARRIVALS
        if status != RUNNING:
            return status
        is_arrival = s.i[EVENTS] == 0 or a.time[next_arrival] <= s.heap_time[0]
        time = a.time[next_arrival] if is_arrival else s.heap_time[0]
        if time > s.f[CALENDAR_UNTIL]:
            return MORE_CALENDAR
        s.f[NOW] = time
        if is_arrival:
            _arrive(next_arrival)
        else:
            _happen()
        _tokens_go_on()
        _items_queue()
        _pools_serve()
        if s.i[STATUS] != RUNNING:
            return int(s.i[STATUS])
    return RUNNING
