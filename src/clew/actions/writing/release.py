"""The release of a batch of rows: every guard asked, slots reserved among them, letters filled."""

from collections.abc import Callable, Mapping
from datetime import tzinfo

from msgspec.structs import replace

from clew.actions.model import OutboxRow, Slot
from clew.actions.policy import Policy
from clew.actions.release import Go, Standing, Traits, release
from clew.actions.rows import decided, made_unsendable
from clew.actions.writing.prepare import Known, prepared
from clew.content import Compiled, TemplateInvalid


class Releaser:
    """Decides the rows of one batch at one instant; what it releases counts for those that follow.

    Law: however many messages to a person are in a batch, a cap is never exceeded.
    """

    def __init__(
        self,
        policy: Policy,
        channels: Mapping[str, Traits],
        find: Callable[[str, int], Compiled],
        now: int,
        zone: tzinfo,
    ) -> None:
        """Take the workspace's rules, what its channels are like by name, its templates, the instant and its zone."""
        self._policy = policy
        self._channels = channels
        self._find = find
        self._now = now
        self._zone = zone
        self._taken: dict[str, list[Slot]] = {}

    def decide(self, row: OutboxRow, standing: Standing, known: Known, person: str = "") -> OutboxRow:
        """A planned row as its release leaves it: released, planned for later, suppressed or held.

        Args:
            row: Of `Outbox.plans`.
            standing: Of the person, at this instant.
            known: Of the person, for the message.
            person: Root profile, where the row's is an alias: slots are counted by it.
        """
        channel = self._channels.get(row.channel)
        if channel is None:
            return made_unsendable(row, "no_channel")
        who, letter = person or row.profile, row.letter
        beside = replace(standing, slots=[*standing.slots, *self._taken.get(who, ())])
        decision = release(letter.action, beside, self._policy, channel, self._now, self._zone)
        if not isinstance(decision, Go):
            return decided(row, decision, letter, self._now)
        try:
            template = None
            if letter.action.template and not letter.content:
                template = self._find(letter.action.template, letter.action.version)
        except TemplateInvalid as error:
            return made_unsendable(row, error.code)
        if letter.action.sandbox:
            decision = decision._replace(counted=False)  # nobody got anything
        if decision.counted:
            slot = Slot(self._now, row.channel, row.purpose, row.key)
            self._taken.setdefault(who, []).append(slot)
        return decided(row, decision, prepared(letter, template, known), self._now)
