"""What an engine must remember when it starts: the ids of the events received within the window."""

from typing import TYPE_CHECKING

from clew.engine import Body, LogFeed, Seen, SeenKey, event_key
from clew.engine.ports import StateStore
from clew.events.ports import EventLog

if TYPE_CHECKING:
    from clew.adapters.lake import LakeHistory

_BODIES = 4_000


def recall_seen(log: EventLog, store: StateStore, history: "LakeHistory") -> Seen:
    """The keys of everything consumed within the window: of the lake's records, and of the log's rows after them."""
    seen = Seen()
    offset = store.offset()
    since = log.last()[1] - seen.window
    for at, ids in history.sealed_ids(since):
        seen.remember([event_key(source, event_id, rev) for source, event_id, rev in ids], at)
    feed, after = LogFeed(log), 0
    while after < offset.seq and (bodies := feed.read(after, _BODIES).bodies):
        for body in bodies:
            if since <= body.at and body.seq <= offset.seq:
                seen.remember(_keys(body), body.at)
        after = bodies[-1].seq
    return seen


def _keys(body: Body) -> list[SeenKey]:
    keys = [event_key(body.source, event.id, event.rev) for event in body.events]
    dead = [str(event.properties.get("id", "")) for event in body.events if event.kind == "delete_event"]
    return keys + [event_key(body.source, event_id) for event_id in dead]
