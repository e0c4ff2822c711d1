"""The release: every planned action is asked at the actual time whether it may go, by the only writer of the state.

A release that says `never` is told to the log by the loop, as everything that becomes of an action is.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from clew.actions import NAMESPACES, Go, Letter, OutboxRow, Policy, Slot, Standing, Traits, decided, release
from clew.identity.ports import GraphStore
from clew.kernel.instants import Instant
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


class Releaser:
    """Asks for many rows at once: at most one query for slots, one for addresses, one for suppressions."""

    def __init__(self, books: Books, channels: Mapping[str, Traits], *, erasure_key: bytes) -> None:
        """Over a store and the channels that there are; one that is not among them keeps its messages here."""
        self._books = books
        self._channels = channels
        self._key = erasure_key

    def decide(
        self,
        rows: Sequence[OutboxRow],
        states: Mapping[str, ProfileState],
        rules: "Rules",
        now: Instant,
        unwanted: Collection[str] = (),
    ) -> list[OutboxRow]:
        """The rows as their release leaves them.

        Args:
            rows: Planned, or to be tried again.
            states: By the row's profile: the state of whom it concerns; one that is missing is gone.
            rules: In force now.
            now: The actual instant.
            unwanted: Keys of those whose journey does not want them any more.
        """
        addresses = self._addresses(rows, states)
        hashes = {at: address_hash(self._key, *at) for at in addresses.values() if at[1]}
        suppressed = self._books.suppressed(hashes.values())
        since = now - rules.policy.longest_cap
        slots = {profile: list(found) for profile, found in self._books.slots(set(states), since).items()}
        done: list[OutboxRow] = []
        for row in rows:
            letter = row.letter
            action, state = letter.action, states.get(row.profile)
            namespace, address = addresses.get(row.key, ("", ""))
            entries = suppressed.get(hashes.get((namespace, address), ""), ())
            standing = Standing(
                exists=state is not None,
                wanted=row.key not in unwanted,
                paused=action.journey in rules.paused,
                address=address,
                consents=state.consents if state else {},
                suppressed=[Suppressed(s.reason, s.scope) for s in entries if s.channel in (row.channel, "*")],
                zone=zone_of(state.attributes, rules.zone) if state else rules.zone,
                slots=slots.get(row.profile, ()),
            )
            decision = release(
                action, standing, rules.policy, self._channels.get(row.channel, LOCAL_TRAITS), now, rules.zone
            )
            filled = self._fill(letter, state, address, standing.zone, rules) if isinstance(decision, Go) else letter
            after = decided(row, decision, filled, now)
            if after.counted:
                slots.setdefault(row.profile, []).append(Slot(now, row.channel, action.purpose, row.key))
            done.append(after)
        return done

    def _addresses(self, rows: Sequence[OutboxRow], states: Mapping[str, ProfileState]) -> dict[str, tuple[str, str]]:
        """Row key to the namespace and address that its channel reaches its person by; the address empty if unknown."""
        found: dict[str, tuple[str, str]] = {}
        nameless: dict[str, set[str]] = {}
        for row in rows:
            namespace, state = NAMESPACES.get(row.letter.action.channel), states.get(row.profile)
            if namespace is None or state is None:
                continue
            said = state.attributes.get(namespace)
            found[row.key] = (namespace, said.strip().lower() if isinstance(said, str) else "")
            if not found[row.key][1]:
                nameless.setdefault(row.profile, set()).add(row.key)
        if nameless:
            for profile, heads in self._books.members(list(nameless)).items():
                for node in self._books.nodes_of([head.profile for head in heads]):
                    for key in nameless[profile]:
                        if node.identity.namespace == found[key][0]:
                            found[key] = (node.identity.namespace, node.identity.value)
        return found

    def _fill(
        self, letter: Letter, state: ProfileState | None, address: str, zone: tzinfo | None, rules: "Rules"
    ) -> Letter:
        """The letter with what its template asks for of the person, as known now."""
        # Loads Liquid, which needs only who sends messages.
        from clew.actions.writing import Known, prepared  # noqa: PLC0415

        if state is None:
            return letter
        action = letter.action
        template = rules.template(action.template, action.version) if action.template and not letter.content else None
        known = Known(
            attributes=state.attributes,
            traits=rules.traits(state) if template is not None else {},
            scores=state.scores,
            zone=str(zone) if zone is not None else letter.zone,
            address=address,
        )
        return prepared(letter, template, known)


class Rules(NamedTuple):
    """What release asks by.

    Attributes:
        policy: The workspace's rules for messages.
        paused: Journeys that hold what they would do.
        zone: The workspace's zone.
        template: A template by id and version; None where it does not compile: its message is held for a person.
        traits: Computed attributes of a person now.
    """

    policy: Policy
    paused: Collection[str]
    zone: tzinfo
    template: "Callable[[str, int], Compiled | None]"
    traits: Callable[[ProfileState], Mapping[str, Any]]
