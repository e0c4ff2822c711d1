"""From a mail that came back to the outcomes of the message that it is about."""

from collections.abc import Iterator
from typing import Any

from clew.actions import OutboxRow, Outcome
from clew.actions.ports import Outbox
from clew.adapters.smtp.returns import Returned
from clew.kernel.instants import Instant

_NOT_SPAM = frozenset({"not-spam", "auth-failure"})
"""Kinds of feedback that are no complaint of a person."""


def about(returned: Returned, outbox: Outbox, secret: bytes) -> OutboxRow | None:
    """The row of the message that a mail is about; None where it names none of ours."""
    mark = returned.mark
    if mark is None or not mark.beginning:
        return None
    key = next((key for key in outbox.keys_from(mark.beginning) if mark.fits(key, secret)), None)
    return None if key is None else outbox.row(key)


def outcomes_of(returned: Returned, row: OutboxRow, at: Instant) -> Iterator[Outcome]:
    """What a mail says became of a message.

    Only the status goes into the log, never the report's own words: they hold addresses.
    """
    if returned.kind == "complaint" and returned.feedback not in _NOT_SPAM:
        yield Outcome(row.key, "complained", at, {"feedback": returned.feedback})
    for recipient in returned.recipients:
        details: dict[str, Any] = {"status": recipient.status} if recipient.status else {}
        if recipient.happening == "bounced":
            # Told apart, so that a soft bounce of before does not pass for this one.
            hard = {"suppress": "bounce"} if recipient.hard else {}
            yield Outcome(row.key, "bounced", at, details | hard, "hard" if hard else "")
        elif recipient.happening == "delayed":
            yield Outcome(row.key, "delayed", at, details)
        elif recipient.happening == "delivered":
            yield Outcome(row.key, "delivered", at, details)
