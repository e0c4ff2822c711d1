"""The source of a file: what it says of time decides whether what the file tells starts journeys."""

from typing import NamedTuple

from clew.api.errors import OtherTimes
from clew.api.ports import Services
from clew.api.publishing import authored_of, head_of
from clew.catalog import Authored

_ENOUGH = 10_000


class Spelling(NamedTuple):
    """How whoever imports says which it is, for hints.

    Attributes:
        starts: That the file may start journeys.
        past: That it starts none.
        where: Where the source is named.
    """

    starts: str
    past: str
    where: str = ""


def source_of(
    services: Services, source: str, *, name: str, mapping: str | None, historical: bool, spelling: Spelling
) -> list[Authored]:
    """The source of a file as a document to publish, where it has to be made; nothing where it is there and says so.

    Args:
        services: Of the workspace.
        source: Its id.
        name: What people call it, if it is made.
        mapping: Id of a mapping that is live, or will be with it; none if neither.
        historical: Whether the file tells of the past, which starts no journey.
        spelling: For hints.

    Raises:
        OtherTimes: if it is there and says something else, or sends what happens now by a key.
    """
    stored = head_of(services, "source", source)
    if stored is not None:
        past = stored.document.body.get("historical") is True
    else:
        # What sends by a key, and was never described, is not made the source of a past behind somebody's back.
        past = historical and not _sends(services, source)
    if past is not historical:
        raise _refusal(source, spelling, past=past)
    if stored is not None:
        return []
    made = {"kind": "source", "id": source, "name": name, "historical": historical, "status": "published"}
    return [authored_of(made if mapping is None else {**made, "mapping": mapping})]


def _sends(services: Services, source: str) -> bool:
    now = services.clock.now()
    return any(key.alive(now) for key in services.access.keys("write", source=source, limit=_ENOUGH))


def _refusal(source: str, spelling: Spelling, *, past: bool) -> OtherTimes:
    if past:
        return OtherTimes(
            f"the source `{source}` tells of the past, which starts no journey",
            where=spelling.where,
            hint=f"give the file a source of its own, or let it start none ({spelling.past})",
        )
    return OtherTimes(
        f"the source `{source}` tells what happens now: what this file tells would start journeys",
        where=spelling.where,
        hint=f"give the file a source of its own, or let it start journeys ({spelling.starts})",
    )
