"""What the routes of attribution need of the rest."""

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from clew.api.insight.ports import Running
from clew.learning.attribution import AttributionQuestion, AttributionReport


class AttributionPeriod(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is asked of a document otherwise than it says; what is left out stays.

    Attributes:
        since: From when conversions count, in ISO 8601; 90 days before `until` if left out.
        until: Until when, not included; now if left out.
        by: Whether channels, campaigns or messages are credited.
    """

    since: str = ""
    until: str = ""
    by: Literal["", "channel", "campaign", "message"] = ""


class SavedAttribution(msgspec.Struct, frozen=True):
    """A document of task `attribution`.

    Attributes:
        id: Of the document.
        name: What people call it.
        description: For whoever finds it.
        question: What it asks.
    """

    id: str
    name: str
    description: str
    question: AttributionQuestion


class SavedAttributions(msgspec.Struct, frozen=True):
    """Attributions that are kept.

    Attributes:
        items: In order of id.
    """

    items: tuple[SavedAttribution, ...]


class AttributionDesk(Protocol):
    """Begins attributions; few run at once."""

    def saved(self) -> Sequence[SavedAttribution]:
        """The live documents of task `attribution`, in order of id."""
        ...

    def begin(self, question: AttributionQuestion) -> Running[AttributionReport]:
        """One that is computed when its result is asked for.

        Raises:
            ClewError: if the question makes no sense, or as many run as may.
        """
        ...

    def of_document(self, document_id: str, period: AttributionPeriod) -> Running[AttributionReport] | None:
        """The same by a live document; None where there is none. Raises as `begin`."""
        ...
