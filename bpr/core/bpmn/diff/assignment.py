"""The one call of SciPy's solver of the assignment problem."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def best_assignment(gain: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the pairs with the greatest sum of ``gain``, each row and column at most once."""
    from scipy.optimize import linear_sum_assignment  # takes half a second, and most processes never compare

    rows, columns = linear_sum_assignment(gain, maximize=True)
    return rows, columns
