"""Mail that came back: what it says of a message goes to the log, and what follows from it with it.

A hard bounce suppresses the address, a complaint does so for everything that needs consent and withdraws that consent.
What names no message of ours, or is not signed by us, changes nothing.
"""

from clew.actions import SOURCE, OutboxRow, Outcome, consent_after, outcome_event
from clew.api.messages.views import ReturnedView
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant
from clew.kernel.packing import pack
from clew.privacy import PROOF
from clew.runtime.workspace import Workspace


class Returns:
    """Takes in raw mails, one at a time; fulfils `api.messages.ports.ReturnDesk`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def take(self, raw: bytes) -> tuple[ReturnedView, int | None]:
        """Read one mail; what it said, and the log row of what followed, if anything did.

        Told again, it is the same: the ids of what follows are those of the message.
        """
        from clew.adapters.smtp import about, outcomes_of, read_returned  # noqa: PLC0415  (loads a mail client)

        returned = read_returned(raw)
        row = about(returned, self._workspace.outbox, self._workspace.secret)
        now = self._workspace.clock.now()
        outcomes = list(outcomes_of(returned, row, now)) if row is not None else []
        view = ReturnedView(
            kind=returned.kind,
            message=row.key if row is not None else "",
            outcomes=tuple(outcome.happening for outcome in outcomes),
            suppressed=any(_suppresses(outcome) for outcome in outcomes),
        )
        if row is None or not outcomes:
            return view, None
        events = [outcome_event(outcome, row) for outcome in outcomes]
        events += [event for outcome in outcomes if (event := _withdrawal(outcome, row, now)) is not None]
        (place,) = self._workspace.log.append([Arrival(SOURCE, pack(events))])
        return view, place.seq if place is not None else None


def _suppresses(outcome: Outcome) -> bool:
    return outcome.happening == "complained" or "suppress" in outcome.details


def _withdrawal(outcome: Outcome, row: OutboxRow, now: Instant) -> Event | None:
    said = consent_after(row.letter, outcome.happening)
    if not said:
        return None
    name = derive_id("consent-", row.key, outcome.happening)
    proof = {"method": outcome.happening}
    who = (Identity("profile", row.profile),)
    return Event(name, "consent", "consent", who, now, properties=dict(said), context={PROOF: proof})
