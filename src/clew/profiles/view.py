"""A profile as the reference evaluator sees it: attributes, consents, scores and records, nothing precomputed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from clew.events import Record
from clew.profiles.model import ProfileState
from clew.profiles.registers import write_record
from clew.profiles.zones import zone_of


@dataclass(frozen=True, slots=True)
class View:
    """What is known of a profile at some instant; fulfils `expressions.ProfileView`."""

    exists: bool
    attributes: Mapping[str, Any]
    consents: Mapping[str, Any]
    scores: Mapping[str, Any]
    records: Sequence[Record]
    zone: tzinfo


def view_of(records: Sequence[Record], zone: tzinfo, *, exists: bool) -> View:
    """The view that effective records amount to.

    Args:
        records: Effective records (deduplicated, corrected, none deleted) in any order.
        zone: The workspace's zone.
        exists: Whether the profile exists; deleting its only event does not end it.
    """
    state = ProfileState(profile="", created_at=0, last_at=0)
    for record in records:
        write_record(state, record)
    ordered = sorted(records, key=lambda record: record.order)
    return View(exists, state.attributes, state.consents, state.scores, ordered, zone_of(state.attributes, zone))
