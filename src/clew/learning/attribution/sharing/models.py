"""The models that credit can be shared by: each a name, a kind, and a function of ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clew.kernel.instants import Duration
from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.report import Kind
from clew.learning.attribution.sharing.incremental import baseline_of, share_beyond
from clew.learning.attribution.sharing.markov import chain_of, credit_of, removal
from clew.learning.attribution.sharing.model import Credit, Paths, Weights
from clew.learning.attribution.sharing.rules import RULES, Decay, Positions, Rule, weights_by_rule
from clew.learning.attribution.sharing.shapley import weights_by_shapley

CUSTOM, SHAPLEY, MARKOV, INCREMENTAL = "custom", "shapley", "markov", "incremental"
NAMES = (*RULES, CUSTOM, SHAPLEY, MARKOV, INCREMENTAL)
"""Every model, rules first."""


@dataclass(frozen=True)
class Settings:
    """What models are told.

    Attributes:
        half_life: Of `time_decay`, in time; None: from touch to touch.
        custom: Weights of `custom`; without them there is no such model.
        order: Of `markov` and `incremental`: how many channels back a state remembers.
        baseline: Of `incremental`: the share that converts anyway; None: that of people whom nothing reached.
    """

    half_life: Duration | None = None
    custom: Positions | None = None
    order: int = 1
    baseline: float | None = None


@dataclass(frozen=True)
class Model:
    """A model, ready to be asked about these ways with whatever counts.

    Attributes:
        name: One of `NAMES`.
        kind: Where its shares come from.
        share: From the ways, counted anew, to credit.
        weights: Of a model that doesn't look at counts: all there is to it.
    """

    name: str
    kind: Kind
    share: Callable[[Paths], Credit]
    weights: Weights | None = None


def prepared(name: str, paths: Paths, settings: Settings) -> Model:
    """A model with what it needs to know of these ways, once for all.

    Raises:
        Unattributable: It can't be asked of them.
    """
    rule = _rule(name, settings)
    if rule is not None:
        return _weighing(name, "rule", weights_by_rule(paths, rule))
    if name == SHAPLEY:
        return _weighing(name, "data", weights_by_shapley(paths))
    if name == MARKOV:
        chain = chain_of(paths, settings.order)
        return Model(name, "data", lambda counted: credit_of(counted, removal(chain, counted)))
    if name == INCREMENTAL:
        given = settings.baseline
        if given is None:
            baseline_of(paths)
        chain = chain_of(paths, settings.order)
        return Model(
            name,
            "incremental",
            lambda counted: share_beyond(chain, counted, baseline_of(counted) if given is None else given),
        )
    raise Unattributable("unknown_model", f"no model is called {name}", hint="there are " + ", ".join(NAMES))


def _weighing(name: str, kind: Kind, weights: Weights) -> Model:
    return Model(name, kind, weights.credit, weights)


def _rule(name: str, settings: Settings) -> Rule | None:
    if name == "time_decay":
        return Decay(settings.half_life)
    if name == CUSTOM:
        if settings.custom is None:
            raise Unattributable("unknown_model", "custom weights are not given", hint="such as 0.5, 0.2, 0.3")
        return settings.custom
    return RULES.get(name)
