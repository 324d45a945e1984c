"""Congestion (混み具合): from the data of one organisation to two scenarios, as-is and to-be, that are simulated alike.

Import everything from here. The scenarios are documents of :mod:`bpr.core.simulation.scenario_json`, so that a page, a
job and ``bpr simulate`` run exactly the same. Both sides have the same people, arrivals and random numbers; what
differs between their answers is due to the processes.
"""

from __future__ import annotations

from bpr.core.congestion.building import DocumentPair, build
from bpr.core.congestion.paired import (
    Pair,
    PairMeasured,
    case_differences,
    measure_pair,
    pair_from_json,
    pair_result,
    pair_to_json,
)
from bpr.core.congestion.question import (
    BatchAsked,
    CongestionError,
    Question,
    Said,
    Settings,
    default_settings,
)
from bpr.core.congestion.strain import Strain, level_of, strains

__all__ = [
    "BatchAsked",
    "CongestionError",
    "DocumentPair",
    "Pair",
    "PairMeasured",
    "Question",
    "Said",
    "Settings",
    "Strain",
    "build",
    "case_differences",
    "default_settings",
    "level_of",
    "measure_pair",
    "pair_from_json",
    "pair_result",
    "pair_to_json",
    "strains",
]
