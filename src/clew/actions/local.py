"""The local outbox: a channel that keeps messages where they are, to be looked at; it needs no account."""

from clew.actions.model import LOCAL, Accepted, Attempt, Outgoing
from clew.actions.release import Traits


class LocalChannel:
    """Takes every message; its row holds the content as made."""

    def __init__(self, name: str = LOCAL) -> None:
        """Stand for a channel that has no provider yet, or be the sandbox."""
        self.name = name
        self.traits = Traits(addressed=False, takes_key=True)

    def target(self, message: Outgoing) -> str:
        """There is one provider."""
        del message
        return ""

    async def send(self, message: Outgoing) -> Attempt:
        """Nothing is to be done: what was made is in the outbox."""
        return Accepted(f"local:{message.key}", kept=self.name != LOCAL)

    async def close(self) -> None:
        """Nothing to give back."""
