"""The channel whose messages become records of the person: what a journey says of somebody goes through the log."""

import asyncio

from clew.actions import Accepted, Attempt, Outgoing, Refused
from clew.actions.ports import Plans
from clew.actions.service import Tell
from clew.engine import RECORDS
from clew.events import Event, Identity
from clew.profiles import list_event
from clew.runtime.channels import channel_traits

_PROFILE = "profile"


class RecordsChannel:
    """Appends what a journey's `update` writes as an identify record of the profile, and lists as `list_changed`.

    Its id is the action's key, so that however often it is told, it is one record. Kinds that nobody handles are
    refused: the row says so.
    """

    name = RECORDS
    traits = channel_traits()[RECORDS]

    def __init__(self, outbox: Plans, tell: Tell) -> None:
        self._outbox = outbox
        self._tell = tell

    def target(self, message: Outgoing) -> str:
        """There is one provider."""
        del message
        return ""

    async def send(self, message: Outgoing) -> Attempt:
        """Append one record."""
        row = await asyncio.to_thread(self._outbox.row, message.key)
        if row is None:
            return Refused("erased")  # between the claim and now
        action = row.letter.action
        who = Identity(_PROFILE, row.profile)
        match action.kind:
            case "update":
                event = Event(message.key, "identify", "identify", (who,), action.at, properties=dict(action.data))
            case "add_to" | "remove_from":
                member = action.kind == "add_to"
                event = list_event(str(action.data["list"]), who, member=member, event_id=message.key, ts=action.at)
            case _:
                return Refused(f"unsupported:{action.kind}")
        await asyncio.to_thread(self._tell, [event])
        return Accepted()

    async def close(self) -> None:
        """Nothing to give back."""
