"""What the hosted pages need of the workspace."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from clew.actions import Happening
from clew.actions.tracking import Leaving, Links
from clew.content import BrandBody
from clew.kernel.instants import Instant


class Choice(NamedTuple):
    """One thing that a person may choose.

    Attributes:
        key: The consent's key, such as `marketing/email/offers`.
        name: As people read it.
        chosen: Whether they get it as of now.
    """

    key: str
    name: str
    chosen: bool


class HostedDesk(Protocol):
    """Messages and consents, as far as the links in messages may touch them. Called from threads of the web role."""

    @property
    def links(self) -> Links:
        """Reads the tokens."""
        ...

    def brand(self) -> BrandBody:
        """Whose pages these are."""
        ...

    def sent_at(self, key: str) -> Instant | None:
        """When a message was released; None where there is none such any more."""
        ...

    def tell(self, key: str, happening: Happening, details: Mapping[str, object], place: str = "") -> None:
        """Append an outcome of a message to the log; nothing where the message is gone."""
        ...

    def choices(self, leaving: Leaving) -> Sequence[Choice] | None:
        """What a person may choose among; None where the person is gone."""
        ...

    def decide(self, leaving: Leaving, decisions: Mapping[str, str], proof: Mapping[str, str]) -> None:
        """Append a consent record with its proof; nothing where the person is gone."""
        ...
