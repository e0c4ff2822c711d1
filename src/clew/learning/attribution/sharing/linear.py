"""A sparse system of equations, factorised once and solved for many sides; SciPy is loaded where one is built."""

from collections.abc import Callable
from typing import Any

import numpy as np

from clew.learning.tables import Indexes, Numbers

_SMALL = 1_500


def product(shape: tuple[int, int], rows: Indexes, columns: Indexes, entries: Numbers) -> Callable[[Numbers], Numbers]:
    """What multiplies a vector by a sparse matrix; entries of the same place add up."""
    from scipy import sparse  # pyright: ignore[reportMissingTypeStubs]  # noqa: PLC0415  (heavy to load)

    untyped: Any = sparse
    matrix = untyped.coo_matrix((entries, (rows, columns)), shape).tocsr()
    return lambda vector: np.asarray(matrix @ vector, np.float64)


class Factorised:
    """I - Q, where Q holds the chances of moves between states; each state leads out in the end."""

    def __init__(self, size: int, moves: tuple[Indexes, Indexes], chances: Numbers) -> None:
        """Factorise.

        Args:
            size: How many states there are.
            moves: From and to of each move; equal ones add up.
            chances: Of each move.
        """
        from scipy import sparse  # pyright: ignore[reportMissingTypeStubs]  # noqa: PLC0415  (heavy to load)
        from scipy.sparse import linalg  # pyright: ignore[reportMissingTypeStubs]  # noqa: PLC0415

        untyped: Any = sparse
        solver: Any = linalg
        matrix = (untyped.identity(size) - untyped.coo_matrix((chances, moves), (size, size))).tocsc()
        self._size = size
        # Blocks of the inverse are wanted, all in all of it: while it is small, at once is faster than by and by.
        self._inverse = np.asarray(np.linalg.inv(matrix.toarray()), np.float64) if size <= _SMALL else None
        self._factor: Any = solver.splu(matrix) if self._inverse is None else None

    def solve(self, sides: Numbers) -> Numbers:
        """(I - Q)^-1 times several sides, as columns."""
        if self._inverse is not None:
            return self._inverse @ sides
        return np.asarray(self._factor.solve(sides), np.float64)

    def from_state(self, state: int) -> Numbers:
        """How often each state is visited by who is in this one."""
        if self._inverse is not None:
            return self._inverse[state]
        side = np.zeros(self._size)
        side[state] = 1
        return np.asarray(self._factor.solve(side, trans="T"), np.float64)

    def among(self, states: Indexes) -> Numbers:
        """How often each of some states is visited by who is in each of them."""
        if self._inverse is not None:
            return self._inverse[np.ix_(states, states)]
        sides = np.zeros((self._size, len(states)))
        sides[states, np.arange(len(states))] = 1
        return np.asarray(self._factor.solve(sides), np.float64)[states]
