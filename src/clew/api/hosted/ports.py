"""What the hosted pages need of the workspace."""

from collections.abc import Collection, Mapping, Sequence
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

    def brand(self, key: str = "") -> BrandBody:
        """Whose pages these are: the brand of a message's template, else the workspace's own."""
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

    def leave(self, leaving: Leaving, proof: Mapping[str, str]) -> None:
        """Withdraw the consent to what the message was about, with its proof; nothing where the person is gone."""
        ...

    def choose(self, leaving: Leaving, wanted: Collection[str], proof: Mapping[str, str]) -> None:
        """Make it so that of what `choices` offers these keys are wanted, and no others; with its proof."""
        ...

    def confirm(self, leaving: Leaving, proof: Mapping[str, str]) -> bool:
        """Turn what the message asked to confirm into a yes, with its proof; whether they are subscribed by now."""
        ...
