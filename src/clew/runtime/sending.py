"""The sender of a workspace, with the templates and the rates of today."""

from collections.abc import Collection, Mapping, Sequence

from clew.actions import SOURCE, ChannelBody, LocalChannel
from clew.actions.service import Sender
from clew.content import Compiled, TemplateInvalid
from clew.engine import policy_in
from clew.engine.ports import DocumentRow
from clew.engine.templates import Templates
from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.instants import SECOND, Duration, Instant
from clew.kernel.packing import pack
from clew.runtime.channels import channel_bodies, open_channels, rates_of
from clew.runtime.links import links_of
from clew.runtime.records import RecordsChannel
from clew.runtime.workspace import Workspace

FRESH: Duration = SECOND
"""How old what is known of the documents may be: fragments, brands and rates. A new template is found at once."""


class Mailroom:
    """Sends what is due; belongs to one event loop."""

    def __init__(self, workspace: Workspace, address: str = "") -> None:
        """Over a workspace; the links of its messages lead to the address, or there are none without one."""
        self._workspace = workspace
        self._links = links_of(workspace.secret, address)
        self._templates = Templates()
        self._documents: Sequence[DocumentRow] | None = None
        self._bodies: Mapping[str, ChannelBody] | None = None
        self._read_at: Instant = 0
        self._sender: Sender | None = None

    async def turn(self) -> int:
        """Take what is due now and begin to send it; how many rows were taken. Waits for no provider."""
        if self._workspace.clock.now() - self._read_at >= FRESH:
            self._restock()
        sender = await self._current()
        for name in self._workspace.outbox.waiting():
            if name not in sender.channels:  # nothing sends by it yet: it is kept here, and says so
                sender.add(LocalChannel(name))
        return await sender.begin()

    def serves(self, channels: Collection[str]) -> bool:
        """Whether it sends by all of these already."""
        return self._sender is not None and set(channels) <= set(self._sender.channels)

    def next_due(self) -> Instant | None:
        """When there will be something to do next; None while nothing is known."""
        return self._sender.next_due() if self._sender is not None else 0

    async def close(self) -> None:
        """Give back the connections of all channels."""
        if self._sender is not None:
            await self._sender.close()

    async def _current(self) -> Sender:
        """The sender by the channels as they are set up now; one by older ones takes leave of its providers."""
        bodies = channel_bodies(self._documents or ())
        if self._sender is None or bodies != self._bodies:
            await self.close()
            self._bodies = bodies
            workspace = self._workspace
            records = RecordsChannel(workspace.outbox, self._tell)
            channels = open_channels(records, workspace.clock, workspace.secret, bodies)
            self._sender = Sender(
                workspace.outbox, channels, self._tell, self._find, workspace.clock, links=self._links
            )
            self._sender.use(rates_of(policy_in(self._documents or ()), bodies))
        return self._sender

    def _find(self, template: str, version: int) -> Compiled:
        try:
            return self._templates.find(template, version)
        except TemplateInvalid:
            if not self._restock():
                raise
            return self._templates.find(template, version)

    def _restock(self) -> bool:
        """Go by the documents as they are now; whether they have changed."""
        self._read_at = self._workspace.clock.now()
        rows = self._workspace.store.documents()
        if rows == self._documents:
            return False
        self._documents = rows
        self._templates.use(rows)
        if self._sender is not None:
            self._sender.use(rates_of(policy_in(rows), self._bodies or {}))
        return True

    def _tell(self, events: Sequence[Event]) -> None:
        self._workspace.log.append([Arrival(SOURCE, pack(list(events)))])
