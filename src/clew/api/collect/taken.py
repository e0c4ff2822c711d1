"""What a body holds, sorted into events and rejects as it is read."""

from hashlib import blake2b

import msgspec

from clew.api.collect.check import packed
from clew.api.collect.dialect import SUCCESS, Opened, Reply
from clew.api.collect.errors import Fault, UnreadableBody, reject_of, reject_of_body
from clew.api.collect.ports import Source
from clew.api.collect.replies import Answer, partly, refusal_of, success
from clew.events import Event
from clew.events.ports import Arrival, Reject
from clew.kernel.instants import Instant
from clew.kernel.packing import pack

_decode_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_NO_ID = (msgspec.Raw(b"null"), msgspec.Raw(b'""'))

_PLAIN_SUCCESS = success(SUCCESS)


def _none(_: bytes) -> Event:
    raise LookupError("nothing was opened")


def _key_of(item: bytes, id_member: str) -> bytes:
    """What is the same for the same item sent again; empty for one without an id, of which two are two events."""
    try:
        said = _decode_members(item).get(id_member, _NO_ID[0])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b""
    return b"" if said in _NO_ID else blake2b(item, digest_size=16).digest()


NOTHING = Opened([], _none)
"""What an unreadable body holds."""


class Taken:
    """A body under way from its sender to the log.

    Args:
        source: Who sent it.
        reply: What is said when all goes well.
        now: When it came.
        opened: The items in it.
        refused: Why it could not be opened: its sender hears that and will drop it, and what it said stays for a
            person to look at.
        body: All of it, when it could not be opened.
    """

    __slots__ = ("_refused", "_rejects", "_reply", "events", "now", "opened", "places", "source")

    def __init__(
        self,
        source: Source,
        reply: Reply,
        now: Instant,
        opened: Opened,
        *,
        refused: UnreadableBody | None = None,
        body: bytes = b"",
    ) -> None:
        self.source = source
        self.now = now
        self.opened = opened
        self.events: list[Event] = []
        self.places: list[int] = []
        self._reply = reply
        self._refused = refused
        self._rejects: list[Reject] = []
        if refused is not None:
            self._rejects.append(reject_of_body(refused, body))

    @property
    def items(self) -> list[bytes]:
        """The calls in it, as sent."""
        return self.opened.items

    def reject(self, index: int, reject: Reject) -> None:
        """Keep an item in quarantine, with its place in the body."""
        opened, item = self.opened, self.opened.items[index]
        if opened.refuse is not None:
            self._rejects.append(opened.refuse(index, reject))
            return
        place = "" if opened.pointer is None else f"{opened.pointer}/{index}"
        self._rejects.append(
            msgspec.structs.replace(
                reject,
                pointer=place + reject.pointer,
                raw=reject.raw or opened.keep(item),
                key=_key_of(item, opened.id_member),
            )
        )

    def arrival(self) -> Arrival | None:
        """What is to be committed, if anything; events with an integer too large for 64 bits join the rejects."""
        body = None
        if self.events:
            try:
                body = pack(self.events)
            except OverflowError:
                body = self._pack_one_by_one()
        if body is None and not self._rejects:
            return None
        return Arrival(self.source.id, body, tuple(self._rejects))

    def answer(self) -> Answer:
        """What the sender hears once that is durable."""
        if self._refused is not None:
            return refusal_of(self._refused)
        if self._rejects and self._reply is SUCCESS:
            return success(partly(self._rejects))
        return _PLAIN_SUCCESS if self._reply is SUCCESS else success(self._reply)

    def _pack_one_by_one(self) -> bytes | None:
        sound: list[Event] = []
        for event, index in zip(self.events, self.places, strict=True):
            try:
                packed(event)
            except Fault as fault:
                self.reject(index, reject_of(fault, b""))
            else:
                sound.append(event)
        return pack(sound) if sound else None
