"""Lifetime value: several models, judged on the latest window, the best one fitted anew to all that is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec
import numpy as np

from clew.learning.errors import Degenerate, Unlearnable
from clew.learning.propensity.boost import Tell
from clew.learning.propensity.findings import Finding
from clew.learning.tables import Numbers
from clew.learning.value.bgnbd import fit_beta_geometric
from clew.learning.value.boosted import Boosted, fit_boosted
from clew.learning.value.judge import Bands, ValueFigures, bands, coverage, judge, total_interval
from clew.learning.value.orders import Buying, Orders, buying_of
from clew.learning.value.pareto import fit_pareto
from clew.learning.value.spend import GammaGamma, fit_spend

_FEWEST_CUSTOMERS = 50
_FEWEST_WEEKS = 8.0
_FEWEST_REPEATS = 100
_FEW = 500


class Candidate(msgspec.Struct, frozen=True):
    """A model that was tried.

    Attributes:
        model: Its name.
        parameters: By name; empty for a boosted one.
        log_likelihood: Of the purchases it was fitted to; null for a boosted one.
        figures: On the held-out window; null if it was refused.
        refused: Why, if it was.
    """

    model: str
    parameters: dict[str, float] = {}
    log_likelihood: float | None = None
    figures: ValueFigures | None = None
    refused: str = ""


class ValueReport(msgspec.Struct, frozen=True, tag_field="task", tag="clv"):
    """The report of one evaluation; as data it begins with `task: clv`.

    Attributes:
        customers: In all.
        purchases: In all; those of one customer at one day are one.
        calibration_weeks: What the models learnt from.
        horizon_weeks: What they were judged by, and what is predicted.
        judged_customers: Customers known before the held-out window.
        chosen: The model that did best, the naive rate aside; empty if every one was refused.
        candidates: All, the best first.
        coverage: How many real amounts the intervals held, four of five being right; cross-checked by halves.
        total_low: Lower end of the 95 % interval of the real total over the predicted.
        total_high: Upper end.
        season: Factor that the boosted model applies to the window to come.
        findings: What to know.
        seed: Of every draw.
        usable: Whether a model came out.
    """

    customers: int
    purchases: int
    calibration_weeks: float
    horizon_weeks: float
    judged_customers: int
    chosen: str
    candidates: tuple[Candidate, ...]
    coverage: float | None
    total_low: float | None
    total_high: float | None
    season: float
    findings: tuple[Finding, ...]
    seed: int
    usable: bool


class Predictor(Protocol):
    """Says of each customer how often they will buy, and for how much."""

    @property
    def name(self) -> str: ...  # noqa: D102

    def predict(self, orders: Orders, day: float, weeks: float) -> tuple[Numbers, Numbers]:
        """Expected purchases and amount of each customer."""
        ...


class _Buys(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def parameters(self) -> dict[str, float]: ...
    @property
    def log_likelihood(self) -> float: ...
    def purchases(self, buying: Buying, weeks: float) -> Numbers: ...


@dataclass(frozen=True, slots=True)
class Probabilistic:
    """A model of buying and one of spend."""

    buys: _Buys
    spends: GammaGamma | None

    @property
    def name(self) -> str:
        """What the model of buying is called."""
        return self.buys.name

    def predict(self, orders: Orders, day: float, weeks: float) -> tuple[Numbers, Numbers]:
        """Expected purchases, and times the expected amount of one."""
        buying = buying_of(orders, day)
        counts = self.buys.purchases(buying, weeks)
        return counts, counts * _spend(self.spends, orders, buying)


@dataclass(frozen=True, slots=True)
class Learned:
    """A boosted model."""

    model: Boosted

    @property
    def name(self) -> str:
        """What it is called."""
        return self.model.name

    def predict(self, orders: Orders, day: float, weeks: float) -> tuple[Numbers, Numbers]:
        """Expected purchases and amount."""
        return self.model.purchases(orders, day, weeks), self.model.value(orders, day, weeks)


@dataclass(frozen=True, slots=True)
class Naive:
    """Everybody goes on as so far: what any model has to beat."""

    name: str = "naive rate"

    def predict(self, orders: Orders, day: float, weeks: float) -> tuple[Numbers, Numbers]:
        """Repeat purchases by week so far, times the mean amount."""
        buying = buying_of(orders, day)
        counts = buying.repeats / np.maximum(buying.age, 1.0) * weeks
        return counts, counts * _spend(None, orders, buying)


def _spend(model: GammaGamma | None, orders: Orders, buying: Buying) -> Numbers:
    if model is not None:
        return model.spend(buying)
    totals = np.bincount(orders.customer, weights=orders.amount, minlength=len(orders.customers))
    return totals / (buying.repeats + 1)


@dataclass(frozen=True, slots=True)
class FittedValue:
    """A model of value ready to score, and its report."""

    report: ValueReport
    model: Predictor | None
    bands: Bands | None


def _nobody(_share: float) -> None: ...


def fit_value(orders: Orders, day: float, weeks: float, seed: int = 7, tell: Tell = _nobody) -> FittedValue:
    """Judge the models on the last weeks before a day, and fit the best to all purchases before it.

    Args:
        orders: Everything before the day.
        day: Days since 1970; when the window to predict begins.
        weeks: Its length; the held-out window is as long.
        seed: Of every draw.
        tell: Hears how far it is.

    Law: no prediction of any report is infinite, or below 0.
    """
    cut = day - 7 * weeks
    early = orders.until(cut)
    findings = [*_findings(orders, early, cut)]
    if any(each.severity == "refuse" for each in findings):
        return FittedValue(_report(orders, (day, weeks), (), findings, seed=seed), None, None)
    tried: list[tuple[Candidate, Predictor | None, Numbers]] = []
    count, amount = orders.since(cut).until(day).totals(early.customers)
    fits = _fits(early, cut, weeks, seed)
    for number, (name, fit) in enumerate(fits):
        tell(0.7 * number / len(fits))
        tried.append(_try(name, fit, (early, cut, weeks), (count, amount)))
    candidates = tuple(_ranking([candidate for candidate, _, _ in tried]))
    tell(0.8)
    chosen = next((c for c in candidates if c.figures is not None and c.model != Naive().name), None)
    if chosen is None:
        findings.append(Finding("degenerate", "refuse", "every model was refused", "see why under each candidate"))
        return FittedValue(_report(orders, (day, weeks), candidates, findings, seed=seed), None, None)
    if candidates[0].model == Naive().name:
        findings.append(Finding("no_better", "warn", "no model beats the naive rate", "look at the ranking only"))
    said = next(each for candidate, _, each in tried if candidate is chosen)
    model = _refit(chosen.model, orders, day, weeks, seed, findings)
    season = model.model.season if isinstance(model, Learned) else 1.0
    report = _report(
        *(orders, (day, weeks), candidates, findings),
        seed=seed,
        chosen=chosen.model if model is not None else "",
        held=(coverage(amount, said, seed), *total_interval(amount, said, seed)),
        judged=len(early.customers),
        season=season,
    )
    return FittedValue(report, model, bands(amount, said))


def _ranking(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best first: by the mean of their places in the errors of amounts and of numbers, and in both rankings.

    No single figure will do: the mean error likes low predictions, the squared one looks at a few large customers only.
    Of two that do equally well the one comes first that has reasons for its form.
    """
    judged = [each for each in candidates if each.figures is not None]
    losses = {each.model: _losses(each.figures) for each in judged if each.figures is not None}

    def place(candidate: Candidate) -> tuple[float, bool]:
        mine = losses[candidate.model]
        places = [sum(other[kind] < loss for other in losses.values()) for kind, loss in enumerate(mine)]
        return sum(places) / len(places), not candidate.parameters

    return sorted(judged, key=place) + [each for each in candidates if each.figures is None]


def _losses(figures: ValueFigures) -> tuple[float, ...]:
    of_amounts = (figures.mae, figures.rmse, -figures.spearman, figures.deviance)
    of_numbers = (figures.purchases_mae, figures.purchases_rmse, -figures.active_auc)
    return tuple(np.nan_to_num([*of_amounts, *of_numbers]).tolist())


Fit = Callable[[], tuple[Predictor, dict[str, float], float | None]]


def _fits(orders: Orders, day: float, weeks: float, seed: int) -> list[tuple[str, Fit]]:
    buying = buying_of(orders, day)

    def probabilistic(fit: Callable[[Buying], _Buys]) -> Fit:
        def fitted() -> tuple[Predictor, dict[str, float], float | None]:
            buys = fit(buying)
            try:
                spends = fit_spend(buying)
            except Degenerate:
                spends = None
            more = spends.parameters if spends is not None else {}
            return Probabilistic(buys, spends), {**buys.parameters, **more}, buys.log_likelihood

        return fitted

    return [
        ("Pareto/NBD", probabilistic(fit_pareto)),
        ("BG/NBD", probabilistic(fit_beta_geometric)),
        ("MBG/NBD", probabilistic(lambda each: fit_beta_geometric(each, modified=True))),
        ("boosted", lambda: (Learned(fit_boosted(orders, day, weeks, seed)), {}, None)),
        (Naive().name, lambda: (Naive(), {}, None)),
    ]


def _try(
    name: str, fit: Fit, before: tuple[Orders, float, float], came: tuple[Numbers, Numbers]
) -> tuple[Candidate, Predictor | None, Numbers]:
    try:
        model, parameters, likelihood = fit()
        counts, amounts = _checked(model, *before)
    except Unlearnable as error:
        return Candidate(name, refused=str(error)), None, np.empty(0)
    figures = judge(came[1], came[0], amounts, counts)
    return Candidate(name, parameters, likelihood, figures), model, amounts


def _checked(model: Predictor, orders: Orders, day: float, weeks: float) -> tuple[Numbers, Numbers]:
    """What a model says.

    Raises:
        Degenerate: if some of it is not a finite number, or below 0.
    """
    counts, amounts = model.predict(orders, day, weeks)
    for said in (counts, amounts):
        wrong = int((~np.isfinite(said) | (said < 0)).sum())
        if wrong:
            raise Degenerate(f"{wrong} customers would get an infinite or impossible value", hint="take another model")
    return counts, amounts


def _refit(name: str, orders: Orders, day: float, weeks: float, seed: int, findings: list[Finding]) -> Predictor | None:
    try:
        model = dict(_fits(orders, day, weeks, seed))[name]()[0]
        _checked(model, orders, day, weeks)
    except Unlearnable as error:
        findings.append(Finding("degenerate", "refuse", f"{name} fails on all data: {error}", "use a longer history"))
        return None
    return model


def _findings(orders: Orders, early: Orders, cut: float) -> "Sequence[Finding]":
    weeks = (cut - float(orders.at.min())) / 7
    repeats = len(early.at) - len(early.customers)
    if weeks < _FEWEST_WEEKS:
        message = f"only {max(weeks, 0):.1f} weeks lie before the held-out window; {_FEWEST_WEEKS:g} are the least"
        return [Finding("too_short", "refuse", message, "shorten the horizon, or bring a longer history")]
    if len(early.customers) < _FEWEST_CUSTOMERS or repeats < _FEWEST_REPEATS:
        message = f"only {len(early.customers)} customers with {repeats} repeat purchases before the held-out window"
        hint = f"{_FEWEST_CUSTOMERS} and {_FEWEST_REPEATS} are the least"
        return [Finding("too_few_outcomes", "refuse", message, hint)]
    if len(early.customers) < _FEW:
        return [Finding("too_few_outcomes", "warn", f"only {len(early.customers)} customers", "the figures are rough")]
    return []


def _report(  # noqa: PLR0913 (each field of the report is one)
    orders: Orders,
    window: tuple[float, float],
    candidates: tuple[Candidate, ...],
    findings: "Sequence[Finding]",
    *,
    seed: int,
    chosen: str = "",
    held: tuple[float, float, float] | None = None,
    judged: int = 0,
    season: float = 1.0,
) -> ValueReport:
    day, weeks = window
    return ValueReport(
        customers=len(orders.customers),
        purchases=len(orders.at),
        calibration_weeks=max(0.0, (day - float(orders.at.min())) / 7 - weeks),
        horizon_weeks=weeks,
        judged_customers=judged,
        chosen=chosen,
        candidates=candidates,
        coverage=held[0] if held else None,
        total_low=held[1] if held else None,
        total_high=held[2] if held else None,
        season=season,
        findings=tuple(findings),
        seed=seed,
        usable=bool(chosen) and not any(each.severity == "refuse" for each in findings),
    )
