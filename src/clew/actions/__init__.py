"""Actions: what is done in the world, from the decision to the outcome, and every guard in between.

Laws of the folder: a person is contacted only through here, and here always asks `privacy.decide` (law 5). Decisions,
rows, breakers and paces are pure values that take `now`; only `service` and the channels touch the world. A key names
an action for ever, from the journey's step to the provider.
"""

from clew.actions.breaker import Breaker
from clew.actions.caps import Room, room
from clew.actions.channels import SECRET_PREFIX, ChannelBody, SmtpBody, WebhookBody
from clew.actions.consequences import (
    NAMESPACES,
    consent_after,
    lift_event,
    ordered,
    suppress_event,
    suppression_after,
)
from clew.actions.copies import copies
from clew.actions.errors import NothingToDecide
from clew.actions.holder import OutboxHolder
from clew.actions.kinds import RECORDED, register_actions
from clew.actions.local import LocalChannel
from clew.actions.model import (
    FINAL,
    LOCAL,
    OPEN,
    Accepted,
    Action,
    Attempt,
    Failed,
    Letter,
    OutboxRow,
    Outgoing,
    Refused,
    Slot,
    Status,
    Unknown,
    pack_letter,
    unpack_letter,
)
from clew.actions.outcomes import (
    HAPPENINGS,
    SOURCE,
    Happening,
    Outcome,
    outcome_event,
    proposals,
    read_outcome,
    status_outcome,
    verdict_outcome,
)
from clew.actions.pace import Bucket, Rate, full, paced, take
from clew.actions.policy import (
    Cap,
    CapBody,
    Policy,
    PolicyBody,
    Quiet,
    QuietBody,
    cap_rule,
    compile_policy,
    quiet_rule,
)
from clew.actions.quiet import is_quiet, quiet_until
from clew.actions.recipients import reaches
from clew.actions.release import Decision, Go, Later, Never, Standing, Traits, release
from clew.actions.requests import Request, request_event, requested
from clew.actions.rows import (
    LEASE,
    claimed,
    decided,
    made_unsendable,
    planned,
    recalled,
    resolved,
    settled,
    sketched,
    stale,
    with_letter,
)
from clew.actions.words import outcome_words, reason_words

__all__ = [
    "FINAL",
    "HAPPENINGS",
    "LEASE",
    "LOCAL",
    "NAMESPACES",
    "OPEN",
    "RECORDED",
    "SECRET_PREFIX",
    "SOURCE",
    "Accepted",
    "Action",
    "Attempt",
    "Breaker",
    "Bucket",
    "Cap",
    "CapBody",
    "ChannelBody",
    "Decision",
    "Failed",
    "Go",
    "Happening",
    "Later",
    "Letter",
    "LocalChannel",
    "Never",
    "NothingToDecide",
    "OutboxHolder",
    "OutboxRow",
    "Outcome",
    "Outgoing",
    "Policy",
    "PolicyBody",
    "Quiet",
    "QuietBody",
    "Rate",
    "Refused",
    "Request",
    "Room",
    "Slot",
    "SmtpBody",
    "Standing",
    "Status",
    "Traits",
    "Unknown",
    "WebhookBody",
    "cap_rule",
    "claimed",
    "compile_policy",
    "consent_after",
    "copies",
    "decided",
    "full",
    "is_quiet",
    "lift_event",
    "made_unsendable",
    "ordered",
    "outcome_event",
    "outcome_words",
    "paced",
    "pack_letter",
    "planned",
    "proposals",
    "quiet_rule",
    "quiet_until",
    "reaches",
    "read_outcome",
    "reason_words",
    "recalled",
    "register_actions",
    "release",
    "request_event",
    "requested",
    "resolved",
    "room",
    "settled",
    "sketched",
    "stale",
    "status_outcome",
    "suppress_event",
    "suppression_after",
    "take",
    "unpack_letter",
    "verdict_outcome",
    "with_letter",
]
