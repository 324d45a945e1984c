"""Partial pooling over population classes: the model, its posterior in closed form on a grid, and draws from it.

**Model**, on the scale of natural logarithms, for each thing that is estimated (amount per case, to-be ÷ as-is, cases
per unit of the driver):

    y_cj ~ N(θ_c, σ²)   organisation j of class c
    θ_c  ~ N(μ, τ²)     class c;  μ flat;  σ log-normal, τ half-normal (see :class:`inputs.Prior`)

This is the normal hierarchical model of Gelman et al., *Bayesian Data Analysis* (3rd ed. 2013), sections 5.4 and 11.6;
estimating unheard areas with it is small area estimation (Rao and Molina, *Small Area Estimation*, 2nd ed. 2015).
Integrating μ and θ out leaves the restricted (REML) likelihood of (σ, τ) (Patterson and Thompson, Biometrika 58, 1971),
which is multiplied with the priors and held on a grid. So the uncertainty of σ and τ is in every interval, rather than
one best value of each. A half-normal τ follows Gelman (Bayesian Analysis 1, 2006); σ has a prior that vanishes at 0
(as Chung et al. ask for, Psychometrika 78, 2013), because answers rounded to five minutes are often equal, and two
equal answers are no proof that all organisations are equal.

With one organisation the likelihood says nothing of σ and τ: the interval is then the prior's, and wide. A class that
nobody was heard in is drawn around μ with all of τ. Where there is no value at all, μ is 0 (a ratio of 1: no change).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpr.core.national.inputs import Prior
from bpr.core.simulation.compiled import compiled
from bpr.core.simulation.draws import standard_gamma, standard_normal, stream, unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
GRID = 40  # points for σ and for τ
PASSES = 3  # each looks closer at where the one before found anything
WITHIN_REACH, BETWEEN_REACH = 5.0, 8.0  # how many scales of the prior the first grid reaches
NEGLIGIBLE = 1e-6
JEFFREYS = 0.5
_FAR = 1 << 12  # between the random numbers of two gamma draws


@dataclass(frozen=True)
class Posterior:
    """(σ, τ) on a grid with their probabilities, and what was heard: number and mean by class."""

    sigma: Floats
    tau: Floats
    probability: Floats
    count: Ints
    mean: Floats  # 0 where nobody was heard

    @property
    def variances(self) -> tuple[float, float]:
        """Expected σ² and τ²."""
        return float(self.probability @ self.sigma**2), float(self.probability @ self.tau**2)

    def covariance(self) -> Floats:
        """Of the θ_c with each other, at the expected σ² and τ²."""
        within, between = self.variances
        pull, precision = _pull(self.count, np.array([within]), np.array([between]))
        shared = 1.0 / precision[0] if precision[0] else 0.0
        found: Floats = np.diag(between * pull[0]) + shared * np.outer(pull[0], pull[0])
        return found


@dataclass(frozen=True)
class ClassDraws:
    """Joint draws: ``theta`` classes × draws, ``sigma`` draws."""

    theta: Floats
    sigma: Floats


def posterior_of(values: Floats, classes: Ints, *, class_count: int, prior: Prior) -> Posterior:
    """The posterior after hearing ``values`` (logarithms) from organisations of these ``classes``."""
    count = np.bincount(classes, minlength=class_count).astype(np.int64)
    mean = np.bincount(classes, weights=values, minlength=class_count) / np.maximum(count, 1)
    squares = float(np.sum((values - mean[classes]) ** 2))
    centre, reach = np.log(prior.within), WITHIN_REACH * prior.within_spread
    log_sigmas = (centre - reach, centre + reach)
    taus = (0.0, BETWEEN_REACH * prior.between)
    for _ in range(PASSES):
        rows, columns = _midpoints(log_sigmas), _midpoints(taus)
        log_sigma, tau = (grid.ravel() for grid in np.meshgrid(rows, columns, indexing="ij"))
        log_density = _log_density(log_sigma, tau, count, mean, squares, prior)
        density = np.exp(log_density - log_density.max())
        table = density.reshape(GRID, GRID)
        log_sigmas = _closer(log_sigmas, table.sum(axis=1))
        taus = _closer(taus, table.sum(axis=0))
    return Posterior(np.exp(log_sigma), tau, density / density.sum(), count, mean)


def _midpoints(ends: tuple[float, float]) -> Floats:
    found: Floats = ends[0] + (ends[1] - ends[0]) * (np.arange(GRID) + 0.5) / GRID
    return found


def _closer(ends: tuple[float, float], density: Floats) -> tuple[float, float]:
    """The cells in which there is anything."""
    there = np.flatnonzero(density > NEGLIGIBLE * density.max())
    step = (ends[1] - ends[0]) / GRID
    return ends[0] + step * int(there[0]), ends[0] + step * (int(there[-1]) + 1)


def _log_density(log_sigma: Floats, tau: Floats, count: Ints, mean: Floats, squares: float, prior: Prior) -> Floats:
    """Log of restricted likelihood × prior, up to a constant, in the coordinates (log σ, τ)."""
    believed = ((log_sigma - np.log(prior.within)) / prior.within_spread) ** 2 + (tau / prior.between) ** 2
    found: Floats = -0.5 * believed
    heard = count > 0
    if not heard.any():
        return found
    within = np.exp(2 * log_sigma)
    spread = tau[:, None] ** 2 + within[:, None] / count[heard]  # of the class means around μ
    precision = (1 / spread).sum(axis=1)
    centre = (mean[heard] / spread).sum(axis=1) / precision
    distance = ((mean[heard] - centre[:, None]) ** 2 / spread).sum(axis=1)
    free = int(count.sum() - heard.sum())
    found -= free * log_sigma + 0.5 * squares / within
    found -= 0.5 * (np.log(spread).sum(axis=1) + np.log(precision) + distance)
    return found


def _pull(count: Ints, within: Floats, between: Floats) -> tuple[Floats, Floats]:
    """How far each class is drawn to μ (1: all the way, nobody was heard), and the precision of μ; by draw."""
    heard = count > 0
    own = within[:, None] / np.maximum(count, 1)
    pull = np.where(heard, own / (between[:, None] + own), 1.0)
    precision = np.where(heard, 1 / (between[:, None] + own), 0.0).sum(axis=1)
    return pull, precision


def class_draws(posterior: Posterior, *, seed: int, key: np.uint64, draws: int) -> ClassDraws:
    """Joint draws of all θ_c and σ; the nth is a function of (seed, key, n) only."""
    classes = len(posterior.count)
    chance, normal = np.empty(draws), np.empty((draws, classes + 1))
    _fill_normals(np.uint64(seed), key, chance, normal)
    cumulated = np.cumsum(posterior.probability)
    cell = np.minimum(np.searchsorted(cumulated, chance * cumulated[-1]), len(cumulated) - 1)
    sigma, tau = posterior.sigma[cell], posterior.tau[cell]
    pull, precision = _pull(posterior.count, sigma**2, tau**2)
    theta = (1 - pull) * posterior.mean + tau[:, None] * np.sqrt(pull) * normal[:, 1:]
    if posterior.count.any():
        weight = np.where(posterior.count > 0, pull, 0.0) * (posterior.count / sigma[:, None] ** 2)
        centre = (weight * posterior.mean).sum(axis=1) / precision + normal[:, 0] / np.sqrt(precision)
        theta = theta + pull * centre[:, None]
    return ClassDraws(np.ascontiguousarray(theta.T), sigma)


def share_draws(counts: Sequence[float], *, seed: int, key: np.uint64, draws: int) -> Floats:
    """Shares of states, cumulated: Dirichlet with Jeffreys' ½ added to each count; a count below 0 is impossible."""
    shape = np.array([count + JEFFREYS if count >= 0 else 0.0 for count in counts])
    found = np.zeros((draws, len(shape)))
    _fill_gammas(np.uint64(seed), key, shape, found)
    cumulated: Floats = np.cumsum(found / found.sum(axis=1, keepdims=True), axis=1)
    last = int(np.flatnonzero(shape)[-1])
    cumulated[:, last:] = 1.0
    return cumulated


@compiled
def _fill_normals(seed: np.uint64, key: np.uint64, chance: Floats, normal: Floats) -> None:
    for draw in range(len(chance)):
        start = stream(seed, draw, key, 0)
        chance[draw] = unit(start, 0)
        for column in range(normal.shape[1]):
            normal[draw, column] = standard_normal(start, 1 + 2 * column)


@compiled
def _fill_gammas(seed: np.uint64, key: np.uint64, shape: Floats, found: Floats) -> None:
    for draw in range(len(found)):
        start = stream(seed, draw, key, 0)
        for column in range(len(shape)):
            if shape[column] > 0.0:
                found[draw, column] = standard_gamma(start, column * _FAR, shape[column])
