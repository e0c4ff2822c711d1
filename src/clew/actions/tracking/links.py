"""Links that lead over us: what they say is sealed.

A token says which message it is of and, for a click, where it leads: no address of a person, and nothing that anybody
could read, change or make. So an open redirect is impossible: only links that we wrote lead anywhere.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from clew.actions.model import Action
from clew.kernel.packing import pack, unpacker
from clew.privacy import Contact
from clew.privacy.tokens import TokenBox

OPEN_PATH = "/m/o/"
CLICK_PATH = "/m/c/"
UNSUBSCRIBE_PATH = "/m/u/"
PREFERENCES_PATH = "/m/p/"
CONFIRM_PATH = "/m/y/"


CONFIRMS = "confirms"
"""Under which name a message's data say what its `links.confirm` is about: a key such as `marketing/email/offers`."""


class Click(msgspec.Struct, frozen=True, array_like=True):
    """A link of a message: which message, which link, where to."""

    key: str
    place: int
    target: str


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """A message that was opened."""

    key: str


class Leaving(msgspec.Struct, frozen=True, array_like=True):
    """What a person unsubscribes from, or whose preferences are meant."""

    key: str
    profile: str
    purpose: str
    channel: str
    topic: str = ""

    @property
    def contact(self) -> Contact:
        """What they got."""
        return Contact(self.purpose, self.channel, self.topic)


_clicks = unpacker(Click)
_readings = unpacker(Reading)
_leavings = unpacker(Leaving)


class Links:
    """Writes and reads the links of messages.

    Args:
        box: The workspace's token box.
        base: Address that people reach the workspace by, such as `https://mail.shop.example`; no slash at its end.
    """

    def __init__(self, box: TokenBox, base: str) -> None:
        self._box = box
        self._base = base.rstrip("/")

    def of(self, action: Action) -> dict[str, str]:
        """The links that a template may use: `links.unsubscribe`, `links.preferences`, `links.confirm`."""
        if action.to:  # a proof: what a tester follows changes nothing of the person that it is about
            paths = {"unsubscribe": UNSUBSCRIBE_PATH, "preferences": PREFERENCES_PATH, "confirm": CONFIRM_PATH}
            return {name: f"{self._base}{path}proof" for name, path in paths.items()}
        packed = pack(Leaving(action.key, action.profile, action.purpose, action.channel, action.topic))
        wanted = pack(Leaving(action.key, action.profile, *_to_confirm(action)))
        return {
            "unsubscribe": self._base + UNSUBSCRIBE_PATH + self._box.seal("unsubscribe", packed),
            "preferences": self._base + PREFERENCES_PATH + self._box.seal("preferences", packed),
            "confirm": self._base + CONFIRM_PATH + self._box.seal("confirm", wanted),
        }

    def lead(self, key: str) -> Callable[[str, int], str]:
        """What the links of a message become."""
        own = self._base + "/m/"

        def become(target: str, place: int) -> str:
            if target.startswith(own):
                return target
            return self._base + CLICK_PATH + self._box.seal("click", pack(Click(key, place, target)))

        return become

    def picture(self, key: str) -> str:
        """Address of the picture that tells of openings."""
        return self._base + OPEN_PATH + self._box.seal("open", pack(Reading(key)))

    def click(self, token: str) -> Click | None:
        """What a click's token says; None if it is not ours."""
        return self._read("click", token, _clicks)

    def reading(self, token: str) -> Reading | None:
        """What a picture's token says; None if it is not ours."""
        return self._read("open", token, _readings)

    def leaving(self, token: str, use: str = "unsubscribe") -> Leaving | None:
        """What a token of `unsubscribe`, `preferences` or `confirm` says; None if it is not ours."""
        return self._read(use, token, _leavings)

    def _read(self, use: str, token: str, reader: Any) -> Any:
        payload = self._box.unseal(use, token)
        try:
            return None if payload is None else reader.decode(payload)
        except msgspec.DecodeError:
            return None


def _to_confirm(action: Action) -> Contact:
    """What a person is asked to confirm: what the data of the message name, else what the message is about itself.

    Only what its author wrote is looked at: the event that began a journey is anybody's.
    """
    values: Any = action.values
    data: Any = values.get("journey", {}).get("data", {}) if action.journey else values.get("event", {})
    named: Any = data.get(CONFIRMS)
    parts = named.split("/") if isinstance(named, str) else []
    if len(parts) not in (2, 3) or not all(parts):
        return Contact(action.purpose, action.channel, action.topic)
    return Contact(*parts)
