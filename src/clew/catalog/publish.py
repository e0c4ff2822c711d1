"""A plan as the records that carry it out: publishing is itself an entry in the log, never a write beside it."""

from typing import Any, NamedTuple

from clew.catalog.errors import Unpublishable
from clew.catalog.model import Document, digest, to_data
from clew.catalog.plan import Plan
from clew.kernel.hashing import derive_id

SOURCE = "catalog"
"""The source that publications are appended under."""


class Publication(NamedTuple):
    """One version to be written to the log, as an event of kind and type `publish`.

    Attributes:
        id: Event id; a function of the version and its content, so that publishing twice is publishing once.
        document: The version.
    """

    id: str
    document: Document

    @property
    def properties(self) -> dict[str, Any]:
        """The event's properties: `{"document": {...}}`."""
        return {"document": to_data(self.document)}


def publish(plan: Plan) -> list[Publication]:
    """What to append, in this order and in one body, so that all of it happens at one instant.

    Raises:
        Unpublishable: if anything in the plan is blocked.
    """
    if plan.blocked:
        first = plan.blocked[0]
        raise Unpublishable(f"{first.key} {first.reason}", where=str(first.key), hint="nothing was published")
    return [publication(change.document) for change in plan.changes]


def publication(document: Document) -> Publication:
    """The publication of one numbered version."""
    parts = (document.kind, document.id, str(document.version), digest(document))
    return Publication(derive_id("pub_", *parts), document)
