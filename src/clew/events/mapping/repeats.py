"""Rows that give the same event id: a repetition is left out, a contradiction goes to quarantine.

The log keeps the first event of an id for ever. A second row under that id that says something else would vanish in
silence; most often the id is too coarse, or the rows of a group do not stand together.
"""

from collections import OrderedDict
from hashlib import blake2b

from clew.events.mapping.errors import BadValue
from clew.events.model import Event
from clew.kernel.packing import to_json

_REMEMBERED = 200_000


class Repeats:
    """Remembers the latest ids of a run, and what was said under them."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, bytes] = OrderedDict()
        self.count = 0
        """Repetitions so far."""

    def is_new(self, event: Event) -> bool:
        """Whether the event is to be given out.

        Raises:
            BadValue: if an earlier one of this id said something else.
        """
        # What is declared of a person is the same whenever it is said; the first time counts.
        when = None if event.kind == "identify" else event.ts
        said = [event.kind, event.type, when, event.identities, event.properties]
        digest = blake2b(to_json(said), digest_size=8).digest()
        known = self._said.setdefault(event.id, digest)
        if known is digest:
            if len(self._said) > _REMEMBERED:
                self._said.popitem(last=False)  # a dict seeks its first item past all that have gone
            return True
        if known != digest:
            hint = "make the id more specific, or sort the file so that the rows of a group stand together"
            raise BadValue("mapping.same_id", f"an earlier row gave another event the same id; {hint}", "/id")
        self.count += 1
        return False
