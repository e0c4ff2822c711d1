"""What the routes of attribution need of the rest."""

from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from clew.api.insight.ports import Running

if TYPE_CHECKING:
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


class AttributionDesk(Protocol):
    """Begins attributions; few run at once."""

    def begin(self, question: "AttributionQuestion") -> "Running[AttributionReport]":
        """One that is computed when its result is asked for.

        Raises:
            ClewError: if the question makes no sense, or as many run as may.
        """
        ...

    def of_document(self, document_id: str, period: AttributionPeriod) -> "Running[AttributionReport] | None":
        """The same by a live document; None where there is none. Raises as `begin`."""
        ...
