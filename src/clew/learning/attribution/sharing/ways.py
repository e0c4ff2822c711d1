"""From touches and conversions of people, in time, to ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clew.kernel.instants import Duration, Instant
from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.sharing.model import Paths, paths_of
from clew.learning.tables import Indexes, Numbers


@dataclass(frozen=True)
class Happenings:
    """What happened to people, one row each, in any order.

    Attributes:
        people: Whose it is, as any number.
        at: When, in microseconds.
        channels: Names of the channels.
        touches: The channel of a touch, as a place in `channels`; -1 where it is none.
        converts: Whether it is a conversion; a row may be both.
        values: What the conversion is worth.
    """

    people: Indexes
    at: Indexes
    channels: tuple[str, ...]
    touches: Indexes
    converts: NDArray[np.bool_]
    values: Numbers


def ways_of(
    happened: Happenings,
    look_back: Duration | None = None,
    *,
    since: Instant | None = None,
    until: Instant | None = None,
) -> Paths:
    """Cut what happened to each person into ways.

    A way ends with a conversion, or when nothing happens for longer than the look-back. It holds the touches since the
    conversion before, not older than the look-back when it ends; of the same instant the conversion comes last, and
    touches in their given order. A conversion that no touch reaches is a way without touches; so is a person, once, of
    whom there is neither.

    Args:
        happened: Touches and conversions. Rows that are neither stand for people; where there is more, they say
            nothing.
        look_back: How old a touch may be; None: as old as it likes.
        since: Ways that ended earlier are left out; they are there for the touches of later ones.
        until: When nobody looked any further: a way that could still convert then is left out, as it is neither.

    Raises:
        Unattributable: A look-back that can't be.
    """
    if look_back is not None and look_back <= 0:
        raise Unattributable("bad_count", "the look-back must be above zero", hint="such as 30d")
    order = _order(happened)
    if not len(order):
        return paths_of(())
    people, at = happened.people[order], happened.at[order]
    converts, touches = happened.converts[order], happened.touches[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (people[1:] != people[:-1]) | converts[:-1]
    if look_back is not None:
        begins[1:] |= at[1:] - at[:-1] > look_back
    way = np.cumsum(begins) - 1
    last = np.append(np.flatnonzero(begins)[1:], len(order)) - 1
    won, ends = converts[last], at[last]
    counted = np.ones(len(last), np.bool_)
    if since is not None:
        counted &= ends >= since
    if until is not None and look_back is not None:
        counted &= won | (touches[last] < 0) | (ends + look_back <= until)
    kept = (touches >= 0) & counted[way]
    if look_back is not None:
        kept &= ends[way] - at <= look_back
    place = np.cumsum(counted) - 1
    lengths = np.bincount(place[way[kept]], minlength=int(counted.sum()))
    return Paths(
        channels=happened.channels,
        steps=touches[kept].astype(np.int64),
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        conversions=won[counted].astype(np.float64),
        values=np.where(won, happened.values[order][last], 0.0)[counted],
        nulls=(~won[counted]).astype(np.float64),
        ages=(ends[way] - at)[kept].astype(np.float64),
    )


def _order(happened: Happenings) -> Indexes:
    """Rows in order, without those that say nothing: neither touch nor conversion, of people of whom there is more."""
    order = np.lexsort((np.arange(len(happened.at)), happened.converts, happened.at, happened.people))
    people = happened.people[order]
    something = (happened.converts | (happened.touches >= 0))[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = people[1:] != people[:-1]
    number = np.cumsum(begins) - 1
    alone = np.bincount(number, something, int(begins.sum())) == 0 if len(order) else begins
    return order[something | (begins & alone[number])]
