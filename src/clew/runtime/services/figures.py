"""What sources sent, what people agreed to and what they were proposed, counted for the screens that show it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clew.actions import PROPOSED, SOURCE
from clew.api.overview.views import ConsentCountView, OfferFiguresView, SourceFiguresView
from clew.api.views import RejectCountView
from clew.kernel.instants import DAY

if TYPE_CHECKING:
    from clew.runtime.workspace import Workspace

_DAYS = 14
_OFFER_DAYS = 30
_MOST = 10_000

# By when it happened, as the overview counts; by when it was received one sees whether a source still speaks.
_SENT = """
    SELECT source,
           CASE WHEN ts >= make_timestamp($since) THEN (epoch_us(ts) - $since) // $day END AS day,
           count(*) AS events, epoch_us(max(received_at)) AS newest
    FROM events WHERE source <> 'clew' GROUP BY ALL
"""
# A correction may have made anything of a consent: what is no word of ours counts nowhere.
_SAID = """
    SELECT said.key, count(*) FILTER (WHERE said.value ->> '$' = 'in') AS given,
           count(*) FILTER (WHERE said.value ->> '$' = 'out') AS withdrawn,
           count(*) FILTER (WHERE said.value ->> '$' = 'pending') AS pending
    FROM profiles, json_each(consents) AS said GROUP BY ALL ORDER BY said.key
"""

_PROPOSED = """
    WITH proposed AS (
        SELECT properties ->> 'offer' AS offer, properties ->> 'message' AS message, profile_id, ts FROM events
        WHERE source = $source AND type = $proposed
    ), clicked AS (
        SELECT DISTINCT properties ->> 'message' AS message FROM events
        WHERE source = $source AND type = $clicked AND (properties ->> 'bot') IS NULL
    )
    SELECT offer, count(*), count(DISTINCT profile_id), count(clicked.message), epoch_us(max(ts)),
           list((epoch_us(ts) - $since) // $day ORDER BY ts) FILTER (WHERE ts >= make_timestamp($since))
    FROM proposed LEFT JOIN clicked USING (message) GROUP BY offer ORDER BY offer
"""


def sources(workspace: "Workspace", rejects: Sequence[RejectCountView]) -> list[SourceFiguresView]:
    """What each source has sent, in order of its id; those of which everything is held, too."""
    until = workspace.clock.now() + 1
    asked = {"since": until - _DAYS * DAY, "day": DAY}
    days: dict[str, list[int]] = {}
    events: dict[str, int] = {}
    newest: dict[str, int] = {}
    for source, day, count, at in workspace.queries.run(_SENT, asked, rows=_MOST).rows:
        own = days.setdefault(source, [0] * _DAYS)
        if day is not None and day < _DAYS:
            own[day] += count
        events[source] = events.get(source, 0) + count
        newest[source] = max(newest.get(source, at), at)
    held: dict[str, int] = {}
    for reject in rejects:
        held[reject.source] = held.get(reject.source, 0) + reject.count
    return [
        SourceFiguresView(
            source=source,
            days=tuple(days.get(source, [0] * _DAYS)),
            events=events.get(source, 0),
            last_at=newest.get(source),
            held=held.get(source, 0),
        )
        for source in sorted({*events, *held})
    ]


def consents(workspace: "Workspace") -> list[ConsentCountView]:
    """What people said to each key of consent, in order of the key."""
    return [
        ConsentCountView(key=key, given=given, withdrawn=withdrawn, pending=pending)
        for key, given, withdrawn, pending in workspace.queries.run(_SAID, {}, rows=_MOST).rows
    ]


def offers(workspace: "Workspace") -> list[OfferFiguresView]:
    """How often each offer was proposed, in order of its id."""
    until = workspace.clock.now() + 1
    asked = {
        "since": until - _OFFER_DAYS * DAY,
        "day": DAY,
        "source": SOURCE,
        "proposed": PROPOSED,
        "clicked": "message_clicked",
    }
    found: list[OfferFiguresView] = []
    for offer, proposed, people, clicked, at, lately in workspace.queries.run(_PROPOSED, asked, rows=_MOST).rows:
        days = [0] * _OFFER_DAYS
        for day in lately or ():
            days[min(day, _OFFER_DAYS - 1)] += 1
        found.append(
            OfferFiguresView(
                offer=offer, days=tuple(days), proposed=proposed, people=people, clicked=clicked, last_at=at
            )
        )
    return found
