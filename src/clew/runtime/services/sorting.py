"""Of what sort a thing in somebody's timeline is, for whoever asks for some sorts alone."""

import re

from clew.api.views import Sort, TimelineEvent, TimelineFact

_VOICE = re.compile("survey|feedback|review|nps", re.IGNORECASE)
_KINDS: dict[str, Sort] = {"alias": "merges", "merge": "merges", "unmerge": "merges", "consent": "consent"}
_FACTS: dict[str, Sort] = {"segment": "segments", "journey": "journeys", "message": "messages"}


def sort_of(item: TimelineEvent | TimelineFact) -> Sort:
    """The sort of a record or a fact; the console gives things their signs by the same (`ui/happening.ts`)."""
    if isinstance(item, TimelineFact):
        return _FACTS.get(item.kind.partition("_")[0], "merges")
    if item.type.startswith("message_") or item.type == "offer_proposed":
        return "messages"
    return "surveys" if _VOICE.search(item.type) else _KINDS.get(item.kind, "events")
