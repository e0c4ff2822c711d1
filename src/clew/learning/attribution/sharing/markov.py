"""Removal effects of a Markov chain over channels, solved exactly.

Anderl, Becker, von Wangenheim and Schumann (2016, "Mapping the customer journey", IJRM 33): a way is a walk from a
start over states (the last `order` channels, fewer at the beginning) to a conversion or to none. The removal effect of
a channel is the share of conversions that would be lost if everybody who came to it left there.

With N = (I - Q)^-1 the expected visits, h = N r the chance to convert from each state, and A the states that end with
the channel, the chance to convert without entering A is h_start - N_start,A N_A,A^-1 h_A: one sparse factorisation
serves all channels. Nothing is simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.sharing.linear import Factorised
from clew.learning.attribution.sharing.model import Credit, Paths
from clew.learning.tables import Indexes, Numbers

MOST_ORDER = 3
MOST_STATES = 30_000
_TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True)
class Chain:
    """The states of a set of ways, and which touch is in which; counts come later.

    Attributes:
        paths: The ways.
        state: State of each touch, from 1; 0 is the start.
        channel: Channel of each state; -1 of the start.
    """

    paths: Paths
    state: Indexes
    channel: Indexes

    @property
    def size(self) -> int:
        """How many states there are, the start included."""
        return len(self.channel)

    @cached_property
    def edges(self) -> tuple[Indexes, Indexes, Indexes]:
        """From and to of every move between states that was made, and which move each touch is."""
        before = np.concatenate([[0], self.state[:-1]]) if len(self.state) else self.state
        made = np.where(self.paths.places == 0, 0, before) * self.size + self.state
        found, move = np.unique(made, return_inverse=True)
        return found // self.size, found % self.size, move.astype(np.int64)

    @cached_property
    def ends(self) -> Indexes:
        """The state in which each row ends: the start, where nothing touched them."""
        last = np.maximum(0, self.paths.starts[1:] - 1)
        return np.where(self.paths.touched, self.state[last] if len(self.state) else 0, 0)


def chain_of(paths: Paths, order: int = 1) -> Chain:
    """Find the states of ways.

    Raises:
        Unattributable: An order beyond 3, or more states than can be solved.
    """
    if not 1 <= order <= MOST_ORDER:
        raise Unattributable("unknown_model", f"a chain of order {order} is not built", hint="take 1, 2 or 3")
    codes = np.zeros(len(paths.steps), np.int64)
    for back in range(order):
        # Digits of base n + 1: the channel so many touches before, 0 where the way has not begun.
        shifted = np.zeros(len(paths.steps), np.int64)
        shifted[back:] = paths.steps[: max(0, len(paths.steps) - back)] + 1
        codes = codes * (len(paths.channels) + 1) + np.where(paths.places >= back, shifted, 0)
    found, state = np.unique(codes, return_inverse=True)
    if len(found) > MOST_STATES:
        raise Unattributable(
            "too_many",
            f"{len(paths.channels)} channels in order {order} make {len(found)} states, more than {MOST_STATES}",
            hint="group the rare ones, or take a lower order",
        )
    last = found // (len(paths.channels) + 1) ** (order - 1) - 1
    return Chain(paths, state.astype(np.int64) + 1, np.concatenate([[-1], last]))


@dataclass(frozen=True)
class Removal:
    """What removing each channel does.

    Attributes:
        probability: Share of ways that convert, all of them and from the start.
        effects: Share of conversions that each channel's removal takes away, in the order of the channels.
        worth: Share of what conversions are worth that it takes away.
        reached: Chance that a way comes to the channel at all.
    """

    probability: float
    effects: Numbers
    worth: Numbers
    reached: Numbers


def removal(chain: Chain, paths: Paths | None = None, baseline: float = 0.0) -> Removal:
    """Removal effects of all channels.

    Args:
        chain: The states.
        paths: The same ways with other counts, in a bootstrap; those of the chain if not given.
        baseline: Chance with which those convert whom a channel no longer reaches; 0 in the usual definition.

    Raises:
        Unattributable: No conversions, or nothing but conversions.
    """
    paths = paths or chain.paths
    total = paths.conversions + paths.nulls
    visits, system = _system(chain, total)
    chances = system.solve(_rewards(chain, paths, visits))  # conversions and worth, from each state
    flow = system.from_state(0)
    base = chances[0]
    # Where somebody would convert at the baseline, that is not lost; its worth is that of an average conversion.
    spared = baseline * np.array([1.0, base[1] / base[0] if base[0] else 0.0])
    effects = np.zeros((len(paths.channels), 2))
    reached = np.zeros(len(paths.channels))
    for channel, states in enumerate(_states_by_channel(chain, len(paths.channels))):
        # The chance to enter the channel first in each of its states.
        entered = np.asarray(np.linalg.solve(system.among(states).T, flow[states]), np.float64)
        reached[channel] = entered.sum()
        effects[channel] = entered @ (chances[states] - spared)
    shares = np.divide(effects, base, out=np.zeros_like(effects), where=base > 0)
    return Removal(float(base[0]), shares[:, 0], shares[:, 1], reached)


def share_by_markov(paths: Paths, order: int = 1) -> Credit:
    """Conversions of ways with touches, in proportion to the removal effects.

    Raises:
        Unattributable: As `chain_of` and `removal`.
    """
    return credit_of(paths, removal(chain_of(paths, order)))


def credit_of(paths: Paths, found: Removal) -> Credit:
    """What removal effects credit each channel with."""
    touched = paths.touched
    return Credit(
        _proportional(found.effects, float(paths.conversions[touched].sum())),
        _proportional(found.worth, float(paths.values[touched].sum())),
    )


def _proportional(effects: Numbers, total: float) -> Numbers:
    whole = effects.sum()
    return effects / whole * total if whole else np.zeros_like(effects)


def _system(chain: Chain, total: Numbers) -> tuple[Numbers, Factorised]:
    """How often each state is visited, and the equations of the chances from each."""
    before, after, move = chain.edges
    made = np.bincount(move, total[chain.paths.rows], len(before))
    visits = np.bincount(after, made, chain.size).astype(np.float64)
    visits[0] = total.sum()
    # A state that nobody visits, as in a bootstrap, leads nowhere; that divides nothing by nothing.
    chances = made / np.maximum(visits[before], _TINY)
    return visits, Factorised(chain.size, (before, after), chances)


def _rewards(chain: Chain, paths: Paths, visits: Numbers) -> Numbers:
    """Chance to convert at once from each state, and what that is worth."""
    counts = [np.bincount(chain.ends, each, chain.size) for each in (paths.conversions, paths.values)]
    return np.column_stack(counts) / np.maximum(visits, _TINY)[:, None]


def _states_by_channel(chain: Chain, channels: int) -> list[Indexes]:
    order = np.argsort(chain.channel, kind="stable")
    cuts = np.searchsorted(chain.channel[order], np.arange(channels + 1))
    return [order[cuts[channel] : cuts[channel + 1]] for channel in range(channels)]
