"""Consents as the API shows and takes them; fulfils `api.messages.ports.ConsentDesk`."""

from collections.abc import Iterator, Mapping, Sequence

from clew.actions import NAMESPACES
from clew.api.messages.views import ConsentsView, ContactView, LedgerView, ProofView, PurposeView
from clew.identity import canonical_namespace, spell
from clew.privacy import Contact, Entry, Purpose, Suppressed, address_hash, decide
from clew.profiles import ProfileState
from clew.runtime.services.consents import Consents
from clew.runtime.services.documents import Documents
from clew.runtime.services.profiles import BadIdentity
from clew.runtime.workspace import Workspace


class Ledgers:
    """Over a workspace's consents."""

    def __init__(self, workspace: Workspace, documents: Documents, consents: Consents) -> None:
        self._workspace = workspace
        self._documents = documents
        self._consents = consents

    def of(self, profile: str) -> ConsentsView | None:
        """What a person agreed to; None where there is no such person."""
        person, found = self._consents.person(profile), self._consents.ledger(profile)
        if person is None or found is None:
            return None
        standing = tuple(self._standing(person))
        return ConsentsView(profile=person.profile, standing=standing, ledger=tuple(map(_line, reversed(found))))

    def say(
        self, who: tuple[str, str], decisions: Mapping[str, str | None], proof: Mapping[str, str], *, by: str
    ) -> tuple[int | None, str] | None:
        """Record what somebody said, by any name of theirs; the log row and the record's id, None for no such profile.

        Raises:
            BadIdentity: if the name can't be one.
        """
        code = canonical_namespace(who[0])
        normal = who[1] if code == "profile" else spell(self._documents.namespaces(), code, who[1])
        if normal is None:
            raise BadIdentity(f"this value can't be an identity of {code}", hint="check namespace and value")
        if code == "profile" and self._consents.person(normal) is None:
            return None
        return self._consents.say((code, normal), decisions, proof, by=by)

    def purposes(self) -> Sequence[PurposeView]:
        """The purposes in force, in order of id."""
        return [
            PurposeView(
                id=name,
                name=purpose.name or name,
                default=purpose.default,
                double_opt_in=purpose.double_opt_in,
                transactional=purpose.transactional,
                topics=purpose.topics,
            )
            for name, purpose in sorted(self._consents.policy().purposes.items())
        ]

    def _standing(self, person: ProfileState) -> Iterator[ContactView]:
        purposes = self._consents.policy().purposes
        for channel, namespace in NAMESPACES.items():
            address = self._consents.address(person, namespace)
            suppressed = self._suppressed(channel, namespace, address) if address else []
            for contact in _contacts(purposes, channel):
                verdict = decide(contact, person.consents, purposes, suppressed)
                yield ContactView(
                    purpose=contact.purpose,
                    channel=channel,
                    topic=contact.topic,
                    allowed=verdict.allowed,
                    reason=verdict.reason,
                    key=verdict.detail,
                )

    def _suppressed(self, channel: str, namespace: str, address: str) -> list[Suppressed]:
        hashed = address_hash(self._workspace.secret, namespace, address)
        entries = self._workspace.store.suppressed([hashed]).get(hashed, ())
        return [Suppressed(entry.reason, entry.scope) for entry in entries if entry.channel in (channel, "*")]


def _contacts(purposes: Mapping[str, Purpose], channel: str) -> Iterator[Contact]:
    for name, purpose in sorted(purposes.items()):
        yield Contact(name, channel)
        for topic in purpose.topics:
            yield Contact(name, channel, topic)


def _line(entry: Entry) -> LedgerView:
    return LedgerView(
        at=entry.at,
        decided_at=entry.ts,
        key=entry.key,
        purpose=entry.purpose,
        channel=entry.channel,
        topic=entry.topic,
        state=entry.state,
        proof=ProofView(**entry.proof._asdict()),
    )
