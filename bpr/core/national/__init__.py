"""The whole country: from the organisations that were heard to all 1,741, with intervals and a coverage statement.

Start with :func:`estimate`. The model and its sources: :mod:`pooling` (partial pooling over population classes),
:mod:`plan` (what is drawn), :mod:`narrowing` (where one more hearing helps). For chunks on many machines: :mod:`run`.
"""

from bpr.core.national.coverage import ClassCoverage, UseCaseCoverage
from bpr.core.national.inputs import (
    Heard,
    Municipality,
    NationalError,
    NationalInput,
    NationalUseCase,
    PerCase,
    Prior,
    Priors,
)
from bpr.core.national.narrowing import NextHearing, WidthShare
from bpr.core.national.plan import Plan, plan_national
from bpr.core.national.results import Estimate, Estimated, NationalResult, Range
from bpr.core.national.run import Chunk, Partial, Sums, chunks_of, estimate, run_chunk

__all__ = [
    "Chunk",
    "ClassCoverage",
    "Estimate",
    "Estimated",
    "Heard",
    "Municipality",
    "NationalError",
    "NationalInput",
    "NationalResult",
    "NationalUseCase",
    "NextHearing",
    "Partial",
    "PerCase",
    "Plan",
    "Prior",
    "Priors",
    "Range",
    "Sums",
    "UseCaseCoverage",
    "WidthShare",
    "chunks_of",
    "estimate",
    "plan_national",
    "run_chunk",
]
