"""What an engine must remember when it starts: the ids of the events received within the window."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clew.engine import Body, LogFeed, Seen, SeenKey, SeenKeys
from clew.engine.ports import StateStore
from clew.events.ports import EventLog
from clew.kernel.instants import Instant

if TYPE_CHECKING:
    from clew.adapters.lake import LakeHistory

_BODIES = 4_000


def recall_seen(
    log: EventLog, store: StateStore, history: "LakeHistory", kept: SeenKeys | None = None, *, secret: bytes = b""
) -> Seen:
    """The keys of everything consumed within the window: what is kept of them, and of lake and log what came since."""
    seen = Seen(kept=kept, secret=secret)
    offset, since = store.offset().seq, log.last()[1] - seen.window
    after = seen.recall(since, offset)

    def parts() -> Iterator[tuple[Instant, list[SeenKey]]]:
        for at, ids in history.sealed_ids(since, after):
            yield at, [seen.key(source, event_id, rev) for source, event_id, rev in ids]
        feed, place = LogFeed(log), after
        while place < offset and (bodies := feed.read(place, _BODIES).bodies):
            for body in bodies:
                if since <= body.at and body.seq <= offset:
                    yield body.at, _keys(seen, body)
            place = bodies[-1].seq

    seen.learn(parts(), offset)
    return seen


def _keys(seen: Seen, body: Body) -> list[SeenKey]:
    keys = [seen.key(body.source, event.id, event.rev) for event in body.events]
    dead = [str(event.properties.get("id", "")) for event in body.events if event.kind == "delete_event"]
    return keys + [seen.key(body.source, event_id) for event_id in dead]
