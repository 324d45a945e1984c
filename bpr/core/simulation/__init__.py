"""Discrete-event simulation of processes with shared staff, working hours and arrivals. Import everything from here.

The same process model and step values as the expected values of :mod:`bpr.core.flow`; what it adds is what people and
hours do to a case: queues, elapsed time, utilisation. Exact meanings: ``calendars`` (time), ``kernel`` (steps),
``scenario`` (questions), ``results`` (answers). All random numbers are functions of the seed (``draws``).
"""

from __future__ import annotations

from bpr.core.days_off import japanese_days_off
from bpr.core.simulation.calendars import ALWAYS, Calendar, office_hours
from bpr.core.simulation.distributions import Distribution, DistributionKind, fixed, three_points
from bpr.core.simulation.load import Load, loads, overload_messages
from bpr.core.simulation.measured import Measured, measure, measured_from_json, measured_to_json
from bpr.core.simulation.result_json import result_json
from bpr.core.simulation.results import Estimate, SimulationResult, estimate, summarise, summarise_measured
from bpr.core.simulation.run import LogRows, LogSink, Progress, Replication, SimulationError, replicate
from bpr.core.simulation.scenario import Arrivals, Batch, CaseClass, Pool, Scenario, StepWork
from bpr.core.simulation.scenario_json import ReadScenario, ScenarioError, poisson_interval, read_scenario

__all__ = [
    "ALWAYS",
    "Arrivals",
    "Batch",
    "Calendar",
    "CaseClass",
    "Distribution",
    "DistributionKind",
    "Estimate",
    "Load",
    "LogRows",
    "LogSink",
    "Measured",
    "Pool",
    "Progress",
    "ReadScenario",
    "Replication",
    "Scenario",
    "ScenarioError",
    "SimulationError",
    "SimulationResult",
    "StepWork",
    "estimate",
    "fixed",
    "japanese_days_off",
    "loads",
    "measure",
    "measured_from_json",
    "measured_to_json",
    "office_hours",
    "overload_messages",
    "poisson_interval",
    "read_scenario",
    "replicate",
    "result_json",
    "simulate",
    "summarise",
    "summarise_measured",
    "three_points",
]


def simulate(scenario: Scenario, *, progress: Progress | None = None, log: LogSink | None = None) -> SimulationResult:
    """All replications of a scenario. ``progress`` is told (cases completed, in all) and may raise to stop.

    ``log`` gets the event log of the first replication. Raises :class:`SimulationError`, FlowError.
    """
    parts = []
    total = scenario.cases * scenario.replications
    for number in range(scenario.replications):
        done = number * scenario.cases

        def told(count: int, _of: int, done: int = done) -> None:
            if progress:
                progress(done + count, total)

        run = replicate(scenario, number, progress=told, log=log if number == 0 else None)
        parts.append(measure(scenario, run))
    return summarise_measured(scenario, parts)
