"""The ledger of a person's consents, with its proofs: read from the records, never written anywhere else.

A consent event's properties say what was decided (`{"marketing/email": "in"}`), its context under `consent` what was
shown when: `text`, `language`, `version`, `url`, `method`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from clew.kernel.instants import Instant
from clew.privacy.consent import EVERYTHING

PROOF = "consent"
"""Under which name the proof stands in an event's context."""


class Proof(NamedTuple):
    """What can be shown of a decision.

    Attributes:
        text: The words that the person saw; empty if none were recorded.
        version: Of the notice.
        language: Of the notice.
        url: Where they decided, as the source said.
        method: How: `form`, `one_click`, `double_opt_in`, `import`, ...
        source: Id of the source that sent the record.
        record: The record's event id.
    """

    text: str
    version: str
    language: str
    url: str
    method: str
    source: str
    record: str


class Entry(NamedTuple):
    """One line of the ledger.

    Attributes:
        at: When we learned of it.
        ts: When it was decided.
        key: As in `decide`.
        purpose: From the key; empty where the key is a channel, `*` for everything.
        channel: From the key; empty where it names none.
        topic: From the key; empty where it names none.
        state: `in`, `out`, `pending`; empty where it was taken back altogether.
        proof: What can be shown.
    """

    at: Instant
    ts: Instant
    key: str
    purpose: str
    channel: str
    topic: str
    state: str
    proof: Proof


class Said(NamedTuple):
    """A consent record as this folder sees it, which knows nothing of events."""

    at: Instant
    ts: Instant
    source: str
    id: str
    properties: Mapping[str, Any]
    context: Mapping[str, Any]


def ledger(records: Iterable[Said], channels: Iterable[str]) -> Iterator[Entry]:
    """Every line of a person's ledger, in the order of the records.

    Args:
        records: Their consent records.
        channels: Names that are channels where a key has one part only.
    """
    known = frozenset(channels)
    for record in records:
        proof = _proof(record)
        for key, state in record.properties.items():
            purpose, channel, topic = _parts(key, known)
            yield Entry(record.at, record.ts, key, purpose, channel, topic, "" if state is None else str(state), proof)


def _proof(record: Said) -> Proof:
    found = record.context.get(PROOF)
    shown: Mapping[str, Any] = cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}
    said = [str(shown.get(name) or "") for name in ("text", "version", "language", "url", "method")]
    return Proof(*said, source=record.source, record=record.id)


def _parts(key: str, channels: frozenset[str]) -> tuple[str, str, str]:
    parts = key.split("/", 2)
    if len(parts) == 1:
        return ("", key, "") if key in channels else (key, "", "")
    purpose, channel, topic = (*parts, "")[:3]
    return purpose, "" if channel == EVERYTHING else channel, topic
