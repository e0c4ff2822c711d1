"""What the links in messages lead to, over a workspace; fulfils `api.hosted.ports.HostedDesk`."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from clew.actions import SOURCE, Happening, OutboxRow, Outcome, outcome_event
from clew.actions.tracking import Leaving, Links
from clew.api.hosted.ports import Choice
from clew.content import BrandBody
from clew.engine import document_of
from clew.events.ports import Arrival
from clew.kernel.instants import Instant
from clew.kernel.packing import pack
from clew.privacy import chosen, confirmation, contacts_of, decide, key_of, withdrawal
from clew.runtime.services.consents import Consents
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import Workspace

NOBODY = BrandBody("")
"""Whose pages they are where no brand is published."""


class Hosted:
    """Reads the outbox and people's states; what it is told goes to the log."""

    def __init__(self, workspace: Workspace, documents: Documents, consents: Consents, links: Links) -> None:
        self._workspace = workspace
        self._documents = documents
        self._consents = consents
        self.links = links

    def brand(self, key: str = "") -> BrandBody:
        """The brand of a message's template; else the one that comes first by its id."""
        brands = self._documents.live("brand")
        row = self._row(key)
        template = self._documents.live("template").get(row.template) if row is not None else None
        named = document_of(template).body.get("brand") if template is not None else None
        found = brands.get(str(named)) or (brands[min(brands)] if brands else None)
        return msgspec.convert(document_of(found).body, BrandBody) if found is not None else NOBODY

    def sent_at(self, key: str) -> Instant | None:
        """When a message was released."""
        row = self._row(key)
        return row.released_at if row is not None else None

    def tell(self, key: str, happening: Happening, details: Mapping[str, object], place: str = "") -> None:
        """Append an outcome of a message to the log."""
        row = self._row(key)
        if row is not None:
            event = outcome_event(Outcome(key, happening, self._workspace.clock.now(), dict(details), place), row)
            self._workspace.log.append([Arrival(SOURCE, pack([event]))])

    def choices(self, leaving: Leaving) -> Sequence[Choice] | None:
        """What a person may choose among on the message's channel."""
        person = self._consents.person(leaving.profile)
        if person is None:
            return None
        purposes = self._consents.policy().purposes
        return [
            Choice(key_of(contact), name, decide(contact, person.consents, purposes).allowed)
            for contact, name in contacts_of(purposes, leaving.channel)
        ]

    def leave(self, leaving: Leaving, proof: Mapping[str, str]) -> None:
        """Withdraw the consent to what the message was about."""
        if self._consents.person(leaving.profile) is not None:
            self._consents.record(leaving.profile, withdrawal(leaving.contact), proof)

    def choose(self, leaving: Leaving, wanted: Collection[str], proof: Mapping[str, str]) -> None:
        """Make it so that of what is offered these keys are wanted, and no others."""
        person = self._consents.person(leaving.profile)
        if person is not None:
            purposes, channels = self._consents.policy().purposes, self._consents.channels()
            said = chosen(wanted, person.consents, purposes, leaving.channel, channels)
            self._consents.record(leaving.profile, said, proof)

    def confirm(self, leaving: Leaving, proof: Mapping[str, str]) -> bool:
        """Turn what the message asked to confirm into a yes, where it still waits for one."""
        person = self._consents.person(leaving.profile)
        if person is None:
            return False
        self._consents.record(leaving.profile, confirmation(leaving.contact, person.consents), proof)
        # Who follows the link twice is subscribed, and reads so; who has said no since, or never asked, is not.
        return person.consents.get(key_of(leaving.contact)) in ("pending", "in")

    def _row(self, key: str) -> OutboxRow | None:
        return self._workspace.outbox.row(key) if key else None
