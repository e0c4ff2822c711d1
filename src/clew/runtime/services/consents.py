"""What people agreed to: read from their records, and written as records, with what can be shown of each decision."""

from collections.abc import Mapping, Sequence

from clew.actions import NAMESPACES, SOURCE, Policy
from clew.engine import policy_in
from clew.events import API_SOURCE, Event, Identity
from clew.events.ports import Arrival
from clew.kernel.hashing import derive_id
from clew.kernel.packing import pack
from clew.privacy import PROOF, Entry, Said, ledger
from clew.profiles import ProfileState, unpack_state
from clew.runtime.channels import channel_traits
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import Workspace

_PROFILE = "profile"


class Consents:
    """Consents of the people of a workspace."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    def policy(self) -> Policy:
        """The rules for messages in force."""
        return policy_in(self._documents.rows())

    def channels(self) -> Sequence[str]:
        """Names that are channels."""
        return sorted({*NAMESPACES, *channel_traits()})

    def person(self, profile: str) -> ProfileState | None:
        """The state of whoever answers for a profile; None where nobody does."""
        store = self._workspace.store
        head = store.heads([profile]).get(profile)
        packed = store.load([head.root]).get(head.root) if head is not None else None
        return unpack_state(packed) if packed is not None else None

    def address(self, person: ProfileState, namespace: str) -> str:
        """Where somebody is reached: what their profile says, else a name of theirs; empty where nobody knows."""
        said = person.attributes.get(namespace)
        if isinstance(said, str) and said.strip():
            return said.strip().lower()
        store = self._workspace.store
        leaves = [each.profile for each in store.members([person.profile]).get(person.profile, [])]
        names = (node.identity for node in store.nodes_of(leaves))
        return next((name.value for name in names if name.namespace == namespace), "")

    def ledger(self, profile: str) -> list[Entry] | None:
        """Every line of a person's ledger, oldest first; None where there is no such person."""
        store = self._workspace.store
        head = store.heads([profile]).get(profile)
        if head is None:
            return None
        leaves = [each.profile for each in store.members([head.root]).get(head.root, [])]
        records = (record for record in self._workspace.history.read(leaves) if record.event.kind == "consent")
        said = [Said(r.at, r.ts, r.source, r.event.id, r.event.properties, r.event.context) for r in records]
        return list(ledger(said, self.channels()))

    def record(self, profile: str, decisions: Mapping[str, str | None], proof: Mapping[str, str]) -> int | None:
        """Append what a person said; its log row, or None where it would say nothing."""
        return self.say((_PROFILE, profile), decisions, proof)[0]

    def say(
        self, who: tuple[str, str], decisions: Mapping[str, str | None], proof: Mapping[str, str], *, by: str = ""
    ) -> tuple[int | None, str]:
        """Append what somebody said; its log row (None where it would say nothing) and the record's id.

        Args:
            who: Namespace and value, normalised.
            decisions: Key to `in`, `out`, `pending`, or null where a key is taken back.
            proof: What can be shown: `text`, `language`, `version`, `url`, `method`.
            by: Who entered it, where it was not the person.
        """
        if not decisions:
            return None, ""
        now = self._workspace.clock.now()
        # The instant belongs to the name: who leaves, comes back and leaves again has left twice.
        name = derive_id("consent-", *who, str(now), *(f"{key}={state}" for key, state in sorted(decisions.items())))
        context = {PROOF: dict(proof)} | ({"by": by} if by else {})
        said = Event(name, "consent", "consent", (Identity(*who),), now, properties=dict(decisions), context=context)
        source = SOURCE if who[0] == _PROFILE else API_SOURCE
        (place,) = self._workspace.log.append([Arrival(source, pack([said]))])
        return (place.seq if place is not None else None), name
