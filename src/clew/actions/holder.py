"""The outbox as a place that holds personal data: its rows go with the erasing batch, and are shown on request."""

from collections.abc import Iterator, Mapping, Sequence

from clew.actions.ports import Outbox
from clew.kernel.instants import format_instant
from clew.privacy import Disclosure, ErasureOrder, Subject


class OutboxHolder:
    """Messages to a person, sent or not, with what was written in them."""

    places = ("outbox",)

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Nothing is left to remove: the batch that ordered it has, and the state's file was written anew."""
        del orders
        return {"outbox": 0}

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """Every message, what it says, and what became of it."""
        for row in self._outbox.rows_of(subject.profiles):
            letter = row.letter
            yield Disclosure(
                "outbox",
                {
                    "message": row.key,
                    "at": format_instant(row.at),
                    "channel": letter.action.channel,
                    "purpose": row.purpose,
                    "status": row.status,
                    "reason": row.reason,
                    "address": letter.address,
                    "content": letter.content,
                    "values": letter.values,
                },
            )
