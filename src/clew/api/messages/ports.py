"""What the API needs of messages, consents and suppressed addresses."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from clew.api.messages.views import (
    ConsentsView,
    MessageCountView,
    MessageDetailView,
    MessageRowView,
    PreviewedView,
    PurposeView,
    ReturnedView,
    SuppressionCountView,
    SuppressionView,
    TemplatePagesView,
)
from clew.api.slices import Slice


class MessageQuestion(NamedTuple):
    """Which messages; what is empty does not matter.

    Attributes:
        status: In one of these.
        channel: By this one.
        journey: Of this journey.
        template: Made from this template.
        profile: To this person.
        kept: Of those that came to their end, whether nobody was written to; None for either.
    """

    status: Collection[str] = ()
    channel: str = ""
    journey: str = ""
    template: str = ""
    profile: str = ""
    kept: bool | None = None


class MessageDesk(Protocol):
    """The outbox."""

    def some(self, asked: MessageQuestion, *, after: str | None, limit: int) -> Slice[MessageRowView]:
        """Messages, the newest first."""
        ...

    def counts(self, asked: MessageQuestion) -> Sequence[MessageCountView]:
        """How many there are of a kind, by channel, status, and whether they are kept."""
        ...

    def get(self, key: str) -> MessageDetailView | None:
        """One message with what it says and its life; None where there is none."""
        ...

    def standing(self, key: str) -> str | None:
        """How a message stands, as a text that is another one once it moved; None where there is none.

        As cheap to ask as `LiveReader.since`.
        """
        ...

    def page(self, key: str) -> str | None:
        """The page of a message, its links leading where they really do and nothing told of its opening."""
        ...

    def decide(self, key: str, verdict: Literal["send", "dismiss"], *, by: str) -> int | None:
        """Decide on a message that waits for a person; the log row, None where there is no such message.

        Raises:
            ClewError: if it does not wait for anybody.
        """
        ...


class ConsentDesk(Protocol):
    """Consents, as a ledger."""

    def of(self, profile: str) -> ConsentsView | None:
        """What a person agreed to; None where there is no such person."""
        ...

    def say(
        self, who: tuple[str, str], decisions: Mapping[str, str | None], proof: Mapping[str, str], *, by: str
    ) -> tuple[int | None, str] | None:
        """Record what somebody said, by any name of theirs; the log row and the record's id.

        A name that nobody has yet begins a person; an id that no profile has gives None.

        Raises:
            ClewError: if the name can't be one.
        """
        ...

    def purposes(self) -> Sequence[PurposeView]:
        """The purposes in force, in order of id."""
        ...


class SuppressionDesk(Protocol):
    """Addresses that are not written to; none is ever shown."""

    def some(self, *, after: str | None, limit: int) -> Slice[SuppressionView]:
        """All of them, in order of hash."""
        ...

    def counts(self) -> Sequence[SuppressionCountView]:
        """How many there are, by channel and reason."""
        ...

    def of(self, namespace: str, address: str) -> Sequence[SuppressionView]:
        """What is known of an address.

        Raises:
            ClewError: if it can't be an address.
        """
        ...

    def add(self, namespace: str, address: str, *, channel: str, by: str) -> int:
        """Have an address left alone; the log row.

        Raises:
            ClewError: if it can't be an address.
        """
        ...

    def lift(self, hashed: str, *, by: str) -> int | None:
        """Have an address written to again; the log row, None where it is not suppressed."""
        ...

    def put_back(self, hashed: str, items: Sequence[tuple[str, str]], *, by: str) -> int:
        """Have an address left alone again that was lifted, by channel and reason; the log row."""
        ...

    def standing(self, hashed: str) -> Sequence[SuppressionView]:
        """What is known of the address of a hash."""
        ...


class PreviewOf(NamedTuple):
    """A template and whom it is shown for.

    Attributes:
        template: Its id; empty where the document is given.
        version: A certain version; None for the live one, else the newest.
        document: One that nobody has saved; None for a stored one.
        profile: Whom it is for; empty for nobody in particular.
        data: What it sees as `event`.
        locale: A language instead of the person's; empty for theirs.
    """

    template: str
    version: int | None
    document: Mapping[str, Any] | None
    profile: str
    data: Mapping[str, Any]
    locale: str


class SendQuestion(NamedTuple):
    """A message that a program asks for.

    Attributes:
        template: Id of a live template.
        to: Namespace and value of any name of the person.
        data: What the template sees as `event`.
        purpose: What for.
        topic: Within the purpose.
    """

    template: str
    to: tuple[str, str]
    data: Mapping[str, Any]
    purpose: str
    topic: str


class StencilDesk(Protocol):
    """Templates at work."""

    def preview(self, asked: PreviewOf) -> PreviewedView:
        """What a template becomes for a person.

        Raises:
            ClewError: if there is no such template or person, or it can't become a message at all.
        """
        ...

    def pages(self, document: Mapping[str, Any]) -> TemplatePagesView:
        """The page of a template that nobody has saved, as HTML and as plain text, before any value is put in."""
        ...

    def previewed(self, name: str) -> str | None:
        """A page that was previewed some minutes ago; None where there is none any more."""
        ...

    def proof(self, asked: PreviewOf, to: Sequence[str], *, by: str) -> tuple[int, Sequence[str]]:
        """Ask for a template to be sent to testers as a person would get it; the log row and the messages' keys.

        Raises:
            ClewError: if there is no such template or person, or somebody is no tester.
        """
        ...

    def send(self, asked: SendQuestion, *, once: str, by: str) -> tuple[int | None, str]:
        """Ask for a message; the log row (None where it was asked for before) and its key.

        Args:
            asked: What, to whom.
            once: What makes a request the same; empty for a new one each time.
            by: Who asks.

        Raises:
            ClewError: if there is no such template, or the name can't be one.
        """
        ...


class ReturnDesk(Protocol):
    """Mail that came back."""

    def take(self, raw: bytes) -> tuple[ReturnedView, int | None]:
        """Read one mail; what it said, and the log row of what followed, if anything did."""
        ...
