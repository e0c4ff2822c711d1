"""What conditions may mention: what schemas and documents name, and what a sample of people and events has."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from clew.api.overview.views import DocumentWordView, EventWordView, FieldWordView, PaletteView
from clew.expressions import Kind, Note, Vocabulary
from clew.kernel.instants import DAY, MINUTE, Instant
from clew.profiles import unpack_head
from clew.runtime.services.documents import Documents
from clew.runtime.services.expressions import Expressions

if TYPE_CHECKING:
    from clew.runtime.workspace import Workspace

_PEOPLE = 1_000
"""Profile ids are hashes: the first so many in their order are as good as drawn."""
_EVENTS = 200
_FRESH_FOR = MINUTE
_MOST_VALUES = 12
_DISTINCT = 50
_LONGEST = 60
_DEEPEST = 3
_MOST_ELEMENTS = 50
_SEEN_KINDS = ("track", "page", "screen")

_COUNTED = """
    SELECT CASE WHEN kind = 'track' THEN type ELSE kind END AS name, count(*) AS times FROM events
    WHERE kind IN ('track', 'page', 'screen') AND ts >= make_timestamp($since) AND ts < make_timestamp($until)
    GROUP BY ALL
"""
_SAMPLED = """
    SELECT CASE WHEN kind = 'track' THEN type ELSE kind END AS name, properties FROM events
    WHERE kind IN ('track', 'page', 'screen')
    QUALIFY row_number() OVER (PARTITION BY name ORDER BY hash(id)) <= $most
"""


@dataclass
class _Seen:
    """What a sample showed of one field."""

    times: int = 0
    kinds: Counter[Kind] = field(default_factory=Counter[Kind])
    values: Counter[str] = field(default_factory=Counter[str])


class Palettes:
    """Gathers the words, and keeps them for a minute: what people have changes slowly."""

    def __init__(self, workspace: "Workspace", documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents
        self._expressions = Expressions(documents)
        self._sampled: tuple[Instant, Mapping[str, _Seen], int, Mapping[str, tuple[int, Mapping[str, _Seen]]]] | None
        self._sampled = None
        self._counted: dict[str, int] = {}
        self._said: set[str] = set()

    def palette(self) -> PaletteView:
        """Everything that a condition may mention."""
        known = self._expressions.vocabulary()
        attributes, people, events = self._samples()
        names = {kind: self._documents.names(kind) for kind in ("trait", "segment", "model")}
        return PaletteView(
            attributes=_fields(known, ("attribute",), known.attributes or {}, attributes, people),
            events=tuple(self._events(known, events)),
            traits=tuple(
                DocumentWordView(id=t, name=names["trait"].get(t, t), type=kind, unit=_unit(known, t))
                for t, kind in sorted((known.traits or {}).items())
            ),
            segments=tuple(
                DocumentWordView(id=s, name=names["segment"].get(s, s), type="flag")
                for s in sorted(self._documents.known("segment"))
            ),
            consents=tuple(sorted({*(known.consents or ()), *self._said})),
            scores=tuple(
                DocumentWordView(id=m, name=names["model"].get(m, m), type="number") for m in sorted(known.scores or ())
            ),
        )

    def _samples(self) -> tuple[Mapping[str, _Seen], int, Mapping[str, tuple[int, Mapping[str, _Seen]]]]:
        now = self._workspace.clock.now()
        if self._sampled is None or not 0 <= now - self._sampled[0] < _FRESH_FOR:
            attributes, people = self._people()
            events = self._happened()
            found = self._workspace.queries.run(_COUNTED, {"since": now - 30 * DAY, "until": now + 1})
            self._counted = {str(name): times for name, times in found.rows}
            self._sampled = now, attributes, people, events
        return self._sampled[1:]

    def _people(self) -> tuple[Mapping[str, _Seen], int]:
        seen: dict[str, _Seen] = {}
        rows = self._workspace.store.scan(limit=_PEOPLE)
        for row in rows:
            head = unpack_head(row.state)
            self._said |= set(head.consents)
            _look(head.attributes, seen)
        return seen, len(rows)

    def _happened(self) -> Mapping[str, tuple[int, Mapping[str, _Seen]]]:
        found: dict[str, tuple[int, dict[str, _Seen]]] = {}
        for name, properties in self._workspace.queries.run(_SAMPLED, {"most": _EVENTS}, rows=100_000).rows:
            looked, seen = found.get(str(name), (0, {}))
            _look(properties or {}, seen)
            found[str(name)] = looked + 1, seen
        return found

    def _events(
        self, known: Vocabulary, seen: Mapping[str, tuple[int, Mapping[str, _Seen]]]
    ) -> Iterator[EventWordView]:
        named = known.events or {}
        for name in sorted({*seen}, key=lambda each: (-self._counted.get(each, 0), each)):
            looked, fields = seen[name]
            yield EventWordView(
                type=name,
                note=_note(known, "event", name),
                count=self._counted.get(name, 0),
                properties=_fields(known, ("property", name), named.get(name) or {}, fields, looked),
            )
        for name in sorted(named.keys() - seen.keys()):
            fields = _fields(known, ("property", name), named[name] or {}, {}, 0)
            yield EventWordView(type=name, note=_note(known, "event", name), count=0, properties=fields)


def _look(value: Mapping[str, Any], seen: dict[str, _Seen], prefix: str = "", depth: int = 0) -> None:
    for key, item in value.items():
        name = prefix + key
        if isinstance(item, dict) and depth < _DEEPEST:
            _look(cast("dict[str, Any]", item), seen, f"{name}.", depth + 1)
            continue
        if item is None:
            continue
        if isinstance(item, list) and depth < _DEEPEST:
            _look_within(cast("list[Any]", item), seen, f"{name}.", depth + 1)
        one = seen.setdefault(name, _Seen())
        one.times += 1
        one.kinds[_kind(cast("object", item))] += 1
        if isinstance(item, str | bool) and len(str(item)) <= _LONGEST:
            one.values[str(item).lower() if isinstance(item, bool) else item] += 1


def _look_within(elements: Sequence[Any], seen: dict[str, _Seen], prefix: str, depth: int) -> None:
    """What a list's elements say: each field once for the list, its values as often as there are."""
    within: dict[str, _Seen] = {}
    for element in elements[:_MOST_ELEMENTS]:
        if isinstance(element, dict):
            _look(cast("dict[str, Any]", element), within, prefix, depth)
    for name, found in within.items():
        one = seen.setdefault(name, _Seen())
        one.times += 1
        one.kinds += found.kinds
        one.values += found.values


def _kind(value: object) -> Kind:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else "list" if isinstance(value, list) else "any"


def _fields(
    known: Vocabulary, of: tuple[str, ...], named: Mapping[str, Kind], seen: Mapping[str, _Seen], looked: int
) -> tuple[FieldWordView, ...]:
    """What is had first, then what is only named."""
    order = sorted({*named, *seen}, key=lambda name: (-seen[name].times if name in seen else 0, name))
    return tuple(
        FieldWordView(
            name=name,
            title=_title(known, *of, name),
            type=named.get(name) or seen[name].kinds.most_common(1)[0][0],
            note=_note(known, *of, name),
            coverage=None if not looked else (seen[name].times / looked if name in seen else 0.0),
            values=_values(seen.get(name)),
        )
        for name in order
    )


def _values(seen: _Seen | None) -> tuple[str, ...]:
    """The commonest, where there are few enough to choose from."""
    if seen is None or not seen.values or len(seen.values) > max(_DISTINCT, seen.values.total() // 4):
        return ()
    repeated: Sequence[tuple[str, int]] = seen.values.most_common(_MOST_VALUES)
    return tuple(value for value, times in repeated if times > 1 or len(seen.values) <= _MOST_VALUES)


def _note(known: Vocabulary, *key: str) -> str:
    note: Note | None = known.notes.get(key)
    return note.meaning if note is not None else ""


def _title(known: Vocabulary, *key: str) -> str:
    note: Note | None = known.notes.get(key)
    return note.title if note is not None else ""


def _unit(known: Vocabulary, trait: str) -> str:
    note: Note | None = known.notes.get(("trait", trait))
    return note.unit if note is not None else ""
