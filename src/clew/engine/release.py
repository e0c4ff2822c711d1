"""The release: every planned action is asked at the actual time whether it may go, by the only writer of the state.

A release that says `never` is told to the log by the loop, as everything that becomes of an action is.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from msgspec.structs import replace

from clew.actions import (
    NAMESPACES,
    Action,
    Decision,
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
)
from clew.identity.ports import GraphStore, NodeRow
from clew.kernel.instants import Duration, Instant
from clew.privacy import Suppressed, Suppression, address_hash
from clew.profiles import ProfileState, zone_of

if TYPE_CHECKING:
    from clew.content import Compiled

LOCAL_TRAITS = Traits(addressed=False, takes_key=True)
"""What a channel is like that keeps messages here, or turns them into records."""


class Books(GraphStore, Protocol):
    """What release asks of the store."""

    def slots(self, profiles: Collection[str], since: Instant) -> Mapping[str, list[Slot]]:
        """Cap slots of these profiles released at or after an instant, by profile."""
        ...

    def suppressed(self, hashes: Collection[str]) -> Mapping[str, list[Suppression]]:
        """Of these hashes, the suppressed ones, by hash."""
        ...


class Somebody(NamedTuple):
    """Whom a row concerns.

    Attributes:
        root: Who answers for the row's profile.
        leaves: Every profile that they are: what went to any of them counts.
        state: As known now; None where they are gone.
    """

    root: str
    leaves: Sequence[str]
    state: ProfileState | None


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
        rows: Sequence[OutboxRow],
        people: Mapping[str, Somebody],
        rules: "Rules",
        now: Instant,
        *,
        unwanted: Collection[str] = (),
        fresh: Sequence[NodeRow] = (),
    ) -> list[OutboxRow]:
        """The rows as their release leaves them.

        Args:
            rows: Planned, or to be tried again.
            people: By the row's profile: whom it concerns; one that is missing is gone.
            rules: In force now.
            now: The actual instant.
            unwanted: Keys of those whose journey does not want them any more.
            fresh: Names that the batch has learned and the store does not know yet.
        """
        letters = {row.key: row.letter for row in rows}
        addresses = self._addresses(rows, letters, people, fresh)
        hashes = {at: address_hash(self._key, *at) for at in addresses.values() if at[1]}
        suppressed = self._books.suppressed(hashes.values())
        slots = self._slots(people.values(), now - rules.longest_cap)
        done: list[OutboxRow] = []
        for row in rows:
            letter, who = letters[row.key], people.get(row.profile)
            action, state = letter.action, who.state if who is not None else None
            namespace, address = addresses.get(row.key, ("", ""))
            entries = suppressed.get(hashes.get((namespace, address), ""), ())
            mine = slots.setdefault(who.root if who is not None else row.profile, [])
            standing = Standing(
                exists=state is not None,
                wanted=row.key not in unwanted,
                paused=action.journey in rules.paused,
                address=address,
                consents=state.consents if state else {},
                suppressed=[Suppressed(s.reason, s.scope) for s in entries if s.channel in (row.channel, "*")],
                zone=zone_of(state.attributes, rules.zone) if state else rules.zone,
                slots=mine,
            )
            decision = release(
                action, standing, rules.of(action), self._channels.get(row.channel, LOCAL_TRAITS), now, rules.zone
            )
            after = self._after((row, letter), decision, state, standing, rules, now)
            if after.status == "released" and after.counted:
                mine.append(Slot(now, row.channel, action.purpose, row.key))
            done.append(after)
        return done

    def _after(
        self,
        asked: tuple[OutboxRow, Letter],
        decision: Decision,
        state: ProfileState | None,
        standing: Standing,
        rules: "Rules",
        now: Instant,
    ) -> OutboxRow:
        row, letter = asked
        if not isinstance(decision, Go) or state is None:
            return decided(row, decision, letter, now)
        from clew.content import TemplateInvalid  # noqa: PLC0415  (loads Liquid, which needs only who sends messages)

        try:
            filled = _filled(letter, state, standing, rules)
        except TemplateInvalid as error:
            return made_unsendable(row, error.code)
        counted = decision.counted and not letter.action.sandbox
        return decided(row, decision._replace(counted=counted), filled, now)

    def _slots(self, people: Iterable[Somebody], since: Instant) -> dict[str, list[Slot]]:
        """What went to each person since an instant, by root."""
        roots = {leaf: who.root for who in people for leaf in who.leaves}
        slots: dict[str, list[Slot]] = {}
        for leaf, found in self._books.slots(roots.keys(), since).items():
            slots.setdefault(roots[leaf], []).extend(found)
        return slots

    def _addresses(
        self,
        rows: Sequence[OutboxRow],
        letters: Mapping[str, Letter],
        people: Mapping[str, Somebody],
        fresh: Sequence[NodeRow],
    ) -> dict[str, tuple[str, str]]:
        """Row key to the namespace and address that its channel reaches its person by; the address empty if unknown."""
        found: dict[str, tuple[str, str]] = {}
        nameless: dict[str, set[str]] = {}
        for row in rows:
            action = letters[row.key].action
            namespace, who = NAMESPACES.get(action.channel), people.get(row.profile)
            if namespace is None or who is None or who.state is None:
                continue
            said = action.to or who.state.attributes.get(namespace)
            found[row.key] = (namespace, said.strip().lower() if isinstance(said, str) else "")
            if not found[row.key][1]:
                for leaf in who.leaves:
                    nameless.setdefault(leaf, set()).add(row.key)
        if nameless:
            for node in (*self._books.nodes_of(list(nameless)), *fresh):
                for key in nameless.get(node.profile, ()):
                    if node.identity.namespace == found[key][0]:
                        found[key] = (node.identity.namespace, node.identity.value)
        return found


def _filled(letter: Letter, state: ProfileState, standing: Standing, rules: "Rules") -> Letter:
    """The letter with what its template asks for of the person, as known now.

    Raises:
        TemplateInvalid: if the template does not compile.
    """
    # Loads Liquid, which needs only who sends messages.
    from clew.actions.writing import Known, prepared  # noqa: PLC0415

    action = letter.action
    template = rules.template(action.template, action.version) if action.template and not letter.content else None
    known = Known(
        attributes=state.attributes,
        traits=rules.traits(state) if template is not None and template.asks("traits") else {},
        scores=state.scores,
        zone=str(standing.zone) if standing.zone is not None else letter.zone,
        address=standing.address,
    )
    return prepared(letter, template, known)


class Rules(NamedTuple):
    """What release asks by.

    Attributes:
        policy: The workspace's rules for messages.
        paused: Journeys that hold what they would do.
        zone: The workspace's zone.
        template: A template by id and version; raises `TemplateInvalid` where it does not compile: its message is held.
        traits: Computed attributes of a person now.
        own: By (id, version) of a journey: the workspace's rules with its own.
    """

    policy: Policy
    paused: Collection[str]
    zone: tzinfo
    template: "Callable[[str, int], Compiled]"
    traits: Callable[[ProfileState], Mapping[str, Any]]
    own: Mapping[tuple[str, int], Policy] = {}

    @property
    def longest_cap(self) -> Duration:
        """For how long a message counts at most."""
        return max([self.policy.longest_cap, *(policy.longest_cap for policy in self.own.values())])

    def of(self, action: Action) -> Policy:
        """By which an action is asked: of a sandbox's no time of day and no number of messages matters."""
        found = self.own.get((action.journey, action.journey_version), self.policy)
        return replace(found, quiet=(), caps=()) if action.sandbox else found
