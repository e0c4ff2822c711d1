"""The channel whose messages become records of the person: what a journey says of somebody goes through the log."""

import asyncio

from clew.actions import Accepted, Attempt, Outgoing, Refused
from clew.actions.ports import Plans
from clew.actions.service import Tell
from clew.engine import RECORDS
from clew.events import Event, Identity
from clew.runtime.channels import channel_traits

_PROFILE = "profile"


class RecordsChannel:
    """Appends what a journey's `update` writes as an identify record of the profile.

    Its id is the action's key, so that however often it is told, it is one record. What is to be done with lists, and
    kinds that nobody handles, is refused: the row says so.
    """

    name = RECORDS
    traits = channel_traits()[RECORDS]

    def __init__(self, outbox: Plans, tell: Tell) -> None:
        self._outbox = outbox
        self._tell = tell

    async def send(self, message: Outgoing) -> Attempt:
        """Append one record."""
        row = await asyncio.to_thread(self._outbox.row, message.key)
        if row is None:
            return Refused("erased")  # between the claim and now
        action = row.letter.action
        if action.kind != "update":
            return Refused(f"unsupported:{action.kind}")
        event = Event(
            id=message.key,
            kind="identify",
            type="identify",
            identities=(Identity(_PROFILE, row.profile),),
            ts=action.at,
            properties=dict(action.data),
        )
        await asyncio.to_thread(self._tell, [event])
        return Accepted()

    async def close(self) -> None:
        """Nothing to give back."""
