"""What the demo does to people once the real past is loaded: some ask for silence, some are won back, some thanked."""

from collections.abc import Sequence

from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.packing import pack
from clew.runtime.demo.browsing import SOURCE
from clew.runtime.workspace import Workspace

_WINNING = "win-back"
_THANKED = "high-value-shoppers"
_EVERY_SILENT = 15
_PAGE = 1_000


def begin_journeys(workspace: Workspace) -> int:
    """Append what begins the demo's journeys for people of the past; the last log row.

    Every fifteenth of those who are worth winning back asks not to be written to, which is invented; then all of them
    come into the journey, on request, and the best customers into that of the thank-you letter. Said again, it changes
    nothing.
    """
    people = _members(workspace, _WINNING)
    now = workspace.clock.now()
    silent = [
        Event(
            f"silence-{node.profile}",
            "consent",
            "consent",
            (node.identity,),
            now,
            properties={"marketing": "out"},
            context={"consent": {"text": "Invented for the demo", "source": SOURCE}},
        )
        for node in workspace.store.nodes_of(people[::_EVERY_SILENT])
    ]
    orders = [_start(_WINNING, people), _start("thank-you", _members(workspace, _THANKED))]
    *_, place = workspace.log.append(
        [*([Arrival(SOURCE, pack(silent))] if silent else []), Arrival("clew", pack(orders))]
    )
    assert place is not None  # noqa: S101  (an arrival with a body gets a place)
    return place.seq


def _start(journey: str, people: Sequence[str]) -> Event:
    said = {"action": "start", "kind": "journey", "id": journey, "profiles": list(people)}
    return Event(f"start:{journey}:demo", "control", "control", properties=said, context={"by": "demo"})


def _members(workspace: Workspace, segment: str) -> list[str]:
    found: list[str] = []
    after = ""
    while page := workspace.store.segment_members(f"{segment}@1", after=after, limit=_PAGE):
        after = page[-1][0]
        found += (profile for profile, _ in page)
    return found
