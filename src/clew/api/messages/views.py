"""What the API shows of messages, consents and suppressed addresses."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from clew.api.views import Moment, View

MessageStatus: TypeAlias = Literal[
    "planned", "released", "sending", "retry", "sent", "suppressed", "failed", "held", "unknown", "dismissed"
]
"""planned: waits for its release. released: a sender may take it. sending: one has. retry: asked for release anew.
sent: the provider took it. suppressed: a rule said never. failed: it can't be done. held: it could not be made.
unknown: nobody knows whether the provider took it. dismissed: a person decided that it won't be sent."""


class MessageRowView(View):
    """A message, or another effect, in the outbox.

    Attributes:
        key: What names it for ever; it holds slashes, and stands in paths as it is or percent-encoded.
        kind: `send` is a message to a person; `webhook`, `update`, `add_to`, ... are other effects.
        profile: Whom it concerns.
        channel: Who sends it: `local`, `email`, `webhook`, ...
        status: Where it is.
        reason: Why it is there, as a stable word such as `consent:no_consent` or `cap:1/24h email`.
        said: The reason in words; empty where there is none.
        kept: Nobody was written to: its channel has no provider, so it stays here, to be looked at.
        sandbox: It was planned in a test: it stays here whatever the channel does.
        decidable: Whether it waits for a person: see `decide`.
        subject: Its subject, or the beginning of its text; empty until it is made.
        journey: Id of the journey; empty for what a program asked for.
        journey_version: Version of the journey; 0 without one.
        participant: Whose way through the journey.
        node: Where on it.
        template: Id of the template; empty without one.
        template_version: Its version; 0 without one.
        purpose: What consent is asked for.
        topic: Within the purpose.
        transactional: Whether it needs no consent.
        at: When it was decided.
        due_at: When something happens next; null when nothing does.
        released_at: When every guard said yes; null if they have not.
        attempts: How often a provider was called.
    """

    key: str
    kind: str
    profile: str
    channel: str
    status: MessageStatus
    reason: str
    said: str
    kept: bool
    sandbox: bool
    decidable: bool
    subject: str
    journey: str
    journey_version: int
    participant: str
    node: str
    template: str
    template_version: int
    purpose: str
    topic: str
    transactional: bool
    at: Moment
    due_at: Moment | None
    released_at: Moment | None
    attempts: int


class LifeView(View):
    """One thing that became of a message.

    Attributes:
        at: When.
        what: `planned`, `released`, or an outcome: `sent`, `suppressed`, `failed`, `held`, `unknown`, `dismissed`,
            `retried`, `delivered`, `delayed`, `bounced`, `complained`, `opened`, `clicked`, `unsubscribed`.
        said: The same in words.
        details: What else was told: `reason`, `reference`, `link`, `status`; `bot` where a machine did it.
    """

    at: Moment
    what: str
    said: str
    details: dict[str, Any]


class MessageDetailView(MessageRowView):
    """A message with what it says and its life.

    Attributes:
        language: The language that it was made in; empty until it is made.
        parts: Its parts as made, but for the page: `subject`, `text`, `preheader`, `url`, `body`, ...
        page: Whether it has a page; see `pages`.
        offers: Ids of the offers that it took along.
        life: What became of it, oldest first.
    """

    language: str
    parts: dict[str, Any]
    page: bool
    offers: tuple[str, ...] = ()
    life: tuple[LifeView, ...]


class MessageCountView(View):
    """How many messages are where.

    Attributes:
        channel: By which channel.
        status: In which status.
        kept: Whether nobody was written to, as in a message.
        messages: How many.
    """

    channel: str
    status: MessageStatus
    kept: bool
    messages: int


class ProofView(View):
    """What can be shown of a decision.

    Attributes:
        text: The words that the person saw; empty if none were recorded.
        version: Of the notice.
        language: Of the notice.
        url: Where they decided, as the source said.
        method: How: `form`, `one_click`, `preference_page`, `double_opt_in`, `import`, ...
        source: Id of the source that sent the record.
        record: The record's event id.
    """

    text: str
    version: str
    language: str
    url: str
    method: str
    source: str
    record: str


class LedgerView(View):
    """One line of a person's consent ledger.

    Attributes:
        at: When we learned of it.
        decided_at: When it was decided.
        key: What it is about: `marketing`, `email`, `marketing/email`, `marketing/email/offers`, or `*`.
        purpose: From the key; empty where the key is a channel, `*` for everything.
        channel: From the key; empty where it names none.
        topic: From the key; empty where it names none.
        state: `in`, `out`, `pending`; empty where it was taken back altogether.
        proof: What can be shown.
    """

    at: Moment
    decided_at: Moment
    key: str
    purpose: str
    channel: str
    topic: str
    state: str
    proof: ProofView


class ContactView(View):
    """Whether somebody may be written to now.

    Attributes:
        purpose: What for.
        channel: How.
        topic: What about; empty for the purpose in general.
        allowed: Whether they may.
        reason: `in`, `opt_out` (no objection) or `transactional`; else `suppressed`, `out`, `pending`, `unclear` or
            `no_consent`.
        key: The key that decided, or why the address is suppressed; empty where silence decided.
    """

    purpose: str
    channel: str
    topic: str
    allowed: bool
    reason: str
    key: str


class ConsentsView(View):
    """What a person agreed to.

    Attributes:
        profile: Whose.
        standing: What follows from it now, for every purpose, topic and channel.
        ledger: Every decision with its proof, the newest first; nothing is ever overwritten.
    """

    profile: str
    standing: tuple[ContactView, ...]
    ledger: tuple[LedgerView, ...]


class PurposeView(View):
    """What people may be contacted for.

    Attributes:
        id: As in consents and templates.
        name: As people read it.
        default: What silence means: `opt_in` no, `opt_out` yes.
        double_opt_in: Whether a yes counts only when it was confirmed.
        transactional: Whether it needs no consent.
        topics: What people may choose among: id to name.
    """

    id: str
    name: str
    default: Literal["opt_in", "opt_out"]
    double_opt_in: bool
    transactional: bool
    topics: dict[str, str]


class PurposesView(View):
    """The purposes of the workspace.

    Attributes:
        items: In order of id.
    """

    items: tuple[PurposeView, ...]


class SuppressionView(View):
    """An address that is not written to; the address itself is nowhere.

    Attributes:
        hash: What stands for the address: keyed, so that nobody can try addresses out.
        channel: For which channel; `*` for all.
        reason: `bounce`, `complaint`, `unsubscribed` or `manual`.
        scope: `all`, or `marketing`: everything but transactional messages.
        at: Since when.
    """

    hash: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    channel: str
    reason: str
    scope: Literal["all", "marketing"]
    at: Moment


class SuppressionsView(View):
    """What is known of one address.

    Attributes:
        items: In order of channel; none if it may be written to.
    """

    items: tuple[SuppressionView, ...]


class SuppressionCountView(View):
    """How many addresses are suppressed.

    Attributes:
        channel: For which channel.
        reason: Why.
        addresses: How many.
    """

    channel: str
    reason: str
    addresses: int


class RequestedView(View):
    """A message that a program asked for.

    Attributes:
        key: Of the message: read it at `/api/v1/messages/{key}`.
        status: Where it is.
    """

    key: str
    status: MessageStatus


class ProofsView(View):
    """Proofs that were asked for.

    Attributes:
        keys: Of the messages, one for each tester.
    """

    keys: tuple[str, ...]


class MissingView(View):
    """A value that a template asks for and that is not there.

    Attributes:
        path: As the template names it, such as `profile.firstName`.
        message: What is wrong.
    """

    path: str
    message: str


class PreviewedView(View):
    """What a template becomes for a person.

    Attributes:
        subject: Its subject; empty where it has none.
        text: As plain text; empty where it has none.
        html: Its page, for a frame without scripts; empty where it has none. Links lead where they will lead.
        parts: Every part, those above too.
        language: The language that it is in.
        languages: All that it is written in.
        missing: Values that are missing: a message of this person would be held; the preview shows their names instead.
        ready: Whether it would go as it is.
        faults: What keeps a document that nobody has saved from being a template, such as a token that is half typed;
            nothing else is told then.
        page: Name under which its page is had for some minutes, pictures and all; empty where it has none.
    """

    subject: str
    text: str
    html: str
    parts: dict[str, Any]
    language: str
    languages: tuple[str, ...]
    missing: tuple[MissingView, ...]
    ready: bool
    faults: tuple[str, ...] = ()
    page: str = ""


class TemplatePageView(View):
    """A template's page in one language, before any value is put in.

    Attributes:
        language: Which.
        html: As HTML, its fragments of MJML in it; empty where it has no page.
        text: As plain text: what is written, else what the page says; empty where it has neither.
    """

    language: str
    html: str
    text: str


class TemplatePagesView(View):
    """A template's page in all its languages.

    Attributes:
        items: Its own language first.
        faults: What keeps it from being a template; nothing else is told then.
    """

    items: tuple[TemplatePageView, ...]
    faults: tuple[str, ...] = ()


class ReturnedView(View):
    """A mail that came back.

    Attributes:
        kind: `report`, `complaint`; `unparsed` if it looks like one and no machine can read it; `other` if it is none.
        message: Key of the message that it is about; empty where it names none of ours.
        outcomes: What it says became of that: `bounced`, `delayed`, `delivered`, `complained`.
        suppressed: Whether the address is left alone from now on.
    """

    kind: Literal["report", "complaint", "unparsed", "other"]
    message: str
    outcomes: tuple[str, ...]
    suppressed: bool
