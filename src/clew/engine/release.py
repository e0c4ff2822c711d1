"""The release: every planned action is asked at the actual time whether it may go, by the only writer of the state.

A release that says `never` is told to the log by the loop, as everything that becomes of an action is.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from msgspec.structs import replace

from clew.actions import (
    NAMESPACES,
    Action,
    Go,
    Letter,
    OutboxRow,
    Policy,
    Slot,
    Standing,
    Traits,
    decided,
    made_unsendable,
    release,
    with_letter,
)
from clew.decisions.offers import Offer, Proposal, longest_cap
from clew.identity.ports import GraphStore, NodeRow
from clew.kernel.instants import Duration, Instant
from clew.privacy import Suppressed, Suppression, address_hash
from clew.profiles import ProfileState, zone_of

if TYPE_CHECKING:
    from clew.content import Compiled

_NOWHERE = ("", "")

LOCAL_TRAITS = Traits(addressed=False, takes_key=True)
"""What a channel is like that keeps messages here, or turns them into records."""


class Books(GraphStore, Protocol):
    """What release asks of the store."""

    def slots(self, profiles: Collection[str], since: Instant) -> Mapping[str, list[Slot]]:
        """Cap slots of these profiles released at or after an instant, by profile."""
        ...

    def proposals(self, profiles: Collection[str], since: Instant) -> Mapping[str, list[Proposal]]:
        """Offers in messages to these profiles released at or after an instant, by profile."""
        ...

    def suppressed(self, hashes: Collection[str]) -> Mapping[str, list[Suppression]]:
        """Of these hashes, the suppressed ones, by hash."""
        ...


class Plan(NamedTuple):
    """What is asked for release.

    Attributes:
        row: Its body may still be missing.
        letter: What the row holds.
    """

    row: OutboxRow
    letter: Letter


class Somebody(NamedTuple):
    """Whom a row concerns.

    Attributes:
        root: Who answers for the row's profile.
        state: As known now; None where they are gone.
    """

    root: str
    state: ProfileState | None


Taken = Callable[[], Collection[Proposal]]
"""What was proposed to somebody by other messages."""

Leaves = Callable[[Collection[str]], Mapping[str, Collection[str]]]
"""For roots every profile that they are: what went to any of them counts, and each may bear an address."""


class Releaser:
    """Asks for many rows at once: at most one query for slots, one for addresses, one for suppressions.

    Law: however many messages to a person are in a batch, a cap is never exceeded; what nobody gets (a sandbox's, one
    that can't be made) takes no slot.
    """

    def __init__(self, books: Books, channels: Mapping[str, Traits], *, erasure_key: bytes) -> None:
        """Over a store and the channels that there are; one that is not among them keeps its messages here."""
        self._books = books
        self._channels = channels
        self._key = erasure_key

    def decide(
        self,
        plans: Sequence[Plan],
        people: Mapping[str, Somebody],
        rules: "Rules",
        now: Instant,
        *,
        leaves: Leaves,
        unwanted: Collection[str] = (),
        fresh: Sequence[NodeRow] = (),
    ) -> list[OutboxRow]:
        """The rows as their release leaves them.

        Args:
            plans: Planned, or to be tried again.
            people: By the row's profile: whom it concerns; one that is missing is gone.
            rules: In force now.
            now: The actual instant.
            leaves: Asked only of whom it matters.
            unwanted: Keys of those whose journey does not want them any more.
            fresh: Names that the batch has learned and the store does not know yet.
        """
        from clew.engine.filling import filled  # noqa: PLC0415  (loads Liquid, which needs only who sends messages)

        addresses = self._addresses(plans, people, leaves, fresh)
        hashes = {at: address_hash(self._key, *at) for at in addresses.values() if at[1]}
        suppressed = self._books.suppressed(hashes.values())
        slots = self._slots(people, leaves, now, rules.longest_cap)
        proposed = _Proposed(self._books, people, leaves, now - longest_cap(rules.offers))
        done: list[OutboxRow] = []
        for row, letter in plans:
            who = people.get(row.profile)
            action, state = letter.action, who.state if who is not None else None
            found = addresses.get(row.key, _NOWHERE)
            entries = suppressed.get(hashes[found], ()) if found[1] else ()
            root = who.root if who is not None else row.profile
            mine = slots.setdefault(root, [])
            standing = Standing(
                exists=state is not None,
                wanted=row.key not in unwanted,
                paused=action.journey in rules.paused,
                address=found[1],
                consents=state.consents if state else {},
                suppressed=_suppressed(entries, row.channel) if entries else (),
                zone=zone_of(state.attributes, rules.zone) if state else rules.zone,
                slots=mine,
            )
            decision = release(
                action, standing, rules.of(action), self._channels.get(row.channel, LOCAL_TRAITS), now, rules.zone
            )
            if not isinstance(decision, Go) or state is None:
                after = decided(row, decision, letter, now)
            elif isinstance(
                full := filled(letter, state, standing, rules, now, partial(proposed.beside, root, row.key)), str
            ):
                after = made_unsendable(with_letter(row, letter), full)
            else:
                after = decided(row, decision._replace(counted=False) if action.sandbox else decision, full, now)
            if after.status == "released" and after.counted:
                mine.append(Slot(now, row.channel, action.purpose, row.key))
            if after.status == "released":
                proposed.add(root, after)
            done.append(after)
        return done

    def _slots(
        self, people: Mapping[str, Somebody], leaves: Leaves, now: Instant, span: Duration
    ) -> dict[str, list[Slot]]:
        """What went to each person in a span of time until now, by root; nothing where no cap counts it."""
        slots: dict[str, list[Slot]] = {}
        if not span:
            return slots
        roots = _roots(people, leaves)
        for leaf, found in self._books.slots(roots.keys(), now - span).items():
            slots.setdefault(roots[leaf], []).extend(found)
        return slots

    def _addresses(
        self,
        plans: Sequence[Plan],
        people: Mapping[str, Somebody],
        leaves: Leaves,
        fresh: Sequence[NodeRow],
    ) -> dict[str, tuple[str, str]]:
        """Row key to the namespace and address that its channel reaches its person by; the address empty if unknown."""
        found: dict[str, tuple[str, str]] = {}
        nameless: dict[str, set[str]] = {}
        roots: set[str] = set()
        for row, letter in plans:
            action = letter.action
            namespace, who = NAMESPACES.get(action.channel), people.get(row.profile)
            if namespace is None or who is None or who.state is None:
                continue
            said = action.to or who.state.attributes.get(namespace)
            found[row.key] = (namespace, said.strip().lower() if isinstance(said, str) else "")
            if not found[row.key][1]:
                roots.add(who.root)
                for profile in (who.root, row.profile):
                    nameless.setdefault(profile, set()).add(row.key)
        for root, mine in leaves(roots).items() if roots else ():
            for leaf in mine:
                nameless.setdefault(leaf, set()).update(nameless[root])
        if nameless:
            self._name(found, nameless, fresh)
        return found

    def _name(
        self, found: dict[str, tuple[str, str]], nameless: Mapping[str, Collection[str]], fresh: Sequence[NodeRow]
    ) -> None:
        """Look an address up among the identities of those who have no attribute that says one."""
        for node in (*self._books.nodes_of(list(nameless)), *fresh):
            for key in nameless.get(node.profile, ()):
                if node.identity.namespace == found[key][0]:
                    found[key] = (node.identity.namespace, node.identity.value)


class _Proposed:
    """What was proposed to the people of a batch; read once, when it is first asked for, and told of what goes out."""

    def __init__(self, books: Books, people: Mapping[str, Somebody], leaves: Leaves, since: Instant) -> None:
        self._books, self._people, self._leaves, self._since = books, people, leaves, since
        self._known: dict[str, list[Proposal]] | None = None
        self._fresh: dict[str, list[Proposal]] = {}

    def beside(self, root: str, key: str) -> list[Proposal]:
        """What other messages have proposed to somebody."""
        if self._known is None:
            roots, self._known = _roots(self._people, self._leaves), {}
            for leaf, found in self._books.proposals(roots.keys(), self._since).items():
                self._known.setdefault(roots[leaf], []).extend(found)
        made = (*self._known.get(root, ()), *self._fresh.get(root, ()))
        return [proposal for proposal in made if proposal.key != key]

    def add(self, root: str, row: OutboxRow) -> None:
        """Note what a row that is released proposes."""
        if row.offers:
            at = row.released_at or row.at
            self._fresh.setdefault(root, []).extend(Proposal(at, offer, row.key) for offer in row.offers.split())


def _suppressed(entries: Sequence[Suppression], channel: str) -> list[Suppressed]:
    """What is known of an address, as far as it concerns a channel."""
    return [Suppressed(entry.reason, entry.scope) for entry in entries if entry.channel in (channel, "*")]


def _roots(people: Mapping[str, Somebody], leaves: Leaves) -> dict[str, str]:
    """Who answers for each profile that they are; whom this batch began the graph has no leaves of yet."""
    roots = {profile: who.root for profile, who in people.items()}
    return roots | {leaf: root for root, mine in leaves({*roots.values()}).items() for leaf in (root, *mine)}


class Rules(NamedTuple):
    """What release asks by.

    Attributes:
        policy: The workspace's rules for messages.
        paused: Journeys that hold what they would do.
        zone: The workspace's zone.
        template: A template by id and version; raises `TemplateInvalid` where it does not compile: its message is held.
        traits: Computed attributes of a person now.
        holds: Of a person now, whether the condition of a key holds.
        own: By (id, version) of a journey: the workspace's rules with its own.
        offers: Those in force.
    """

    policy: Policy
    paused: Collection[str]
    zone: tzinfo
    template: "Callable[[str, int], Compiled]"
    traits: Callable[[ProfileState], Mapping[str, Any]]
    holds: Callable[[ProfileState], Callable[[str], bool]]
    own: Mapping[tuple[str, int], Policy] = {}
    offers: Sequence[Offer] = ()

    @property
    def longest_cap(self) -> Duration:
        """For how long a message counts at most."""
        return max([self.policy.longest_cap, *(policy.longest_cap for policy in self.own.values())])

    def of(self, action: Action) -> Policy:
        """By which an action is asked: of a sandbox's no time of day and no number of messages matters."""
        found = self.own.get((action.journey, action.journey_version), self.policy)
        return replace(found, quiet=(), caps=()) if action.sandbox else found
