"""Finding people by any of their names or declared facts."""

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

from clew.api.overview.views import FoundView
from clew.api.views import ProfileView
from clew.kernel.errors import ClewError
from clew.kernel.instants import DAY
from clew.runtime.services.profiles import Profiles

if TYPE_CHECKING:
    from clew.runtime.workspace import Workspace

_LAST = "\U0010ffff"
_SHORTEST = 2
_LATELY = 30 * DAY
_SIFTED = 250
"""How many who fit are looked at for those in a segment."""

_MOST_WORDS = 6
"""More words narrow nothing down any more."""

# Who declared all of the words, at any time, in whatever records; whether it still holds is asked of the profile.
_DECLARED = """
    SELECT profile_id, max(ts) AS newest FROM (
        SELECT profile_id, ts, lower(properties::VARCHAR) AS said FROM events WHERE kind = 'identify'
    ) WHERE {any} GROUP BY profile_id HAVING {all} ORDER BY newest DESC, profile_id LIMIT $most
"""
_LIVELY = """
    SELECT profile_id, max(ts) AS newest FROM events
    WHERE source <> 'clew' AND ts >= make_timestamp($since) AND ts < make_timestamp($until)
    GROUP BY profile_id ORDER BY newest DESC, profile_id LIMIT $most
"""


class Finder:
    """Looks in the names first, which is a walk in order; then among declared facts, which is a scan of a column."""

    def __init__(self, workspace: "Workspace", profiles: Profiles) -> None:
        self._workspace = workspace
        self._profiles = profiles

    def search(self, text: str, limit: int, segment: str | None) -> list[FoundView]:
        """Who is known by this, or has it among the declared facts; who was active lately if there is no text.

        In a segment only members among the first who fit are found; somebody's name fits few.
        """
        found: dict[str, FoundView] = {}
        for each in self._candidates(text, _SIFTED if segment else limit):
            if segment and all(member.id != segment for member in each.profile.segments):
                continue
            found.setdefault(each.profile.id, each)
            if len(found) == limit:
                break
        return list(found.values())

    def _candidates(self, text: str, limit: int) -> Iterator[FoundView]:
        if not text:
            yield from self._lively(limit)
            return
        profile = self._profiles.get(text)
        if profile is not None:
            yield FoundView(profile=profile, by="id", value=text)
        yield from self._named(text, limit)
        if len(text) >= _SHORTEST:
            yield from self._declared(text.casefold().split()[:_MOST_WORDS], limit)

    def _named(self, text: str, limit: int) -> Iterator[FoundView]:
        """Whose name it is, or begins with it, namespace by namespace; as typed, or all in small or capital letters."""
        spellings = tuple(dict.fromkeys((text, text.lower(), text.upper())))
        for namespace in self._namespaces():
            for spelled in spellings:
                try:
                    profile = self._profiles.look_up(namespace, spelled)
                except ClewError:
                    profile = None
                if profile is not None:
                    yield FoundView(profile=profile, by="identity", name=namespace, value=spelled)
                    break
        for namespace, spelled in product(self._namespaces(), spellings):
            for row in self._workspace.store.scan_nodes(after=(namespace, spelled), limit=limit):
                identity = row.identity
                if identity.namespace != namespace or not identity.value.startswith(spelled):
                    break
                profile = self._profiles.get(row.profile)
                if profile is not None:
                    yield FoundView(profile=profile, by="identity", name=namespace, value=identity.value)

    def _namespaces(self) -> list[str]:
        """Those in which anybody has a name."""
        found: list[str] = []
        while rows := self._workspace.store.scan_nodes(after=(found[-1], _LAST) if found else ("", ""), limit=1):
            found.append(rows[0].identity.namespace)
        return found

    def _declared(self, words: list[str], limit: int) -> Iterator[FoundView]:
        """Who says each of the words in some fact: `ada lovelace` is found by the first name and the last."""
        said = [f"contains(said, $word{place})" for place in range(len(words))]
        sql = _DECLARED.format(any=" OR ".join(said), all=" AND ".join(f"bool_or({each})" for each in said))
        sought = {f"word{place}": word for place, word in enumerate(words)}
        for profile in self._profiles_of(sql, **sought, most=4 * limit):
            facts = [(name, value, value.casefold()) for name, value in _flat(profile.attributes)]
            if all(any(word in folded for _, _, folded in facts) for word in words):
                name, value = next((name, value) for name, value, folded in facts if words[0] in folded)
                yield FoundView(profile=profile, by="attribute", name=name, value=value)

    def _lively(self, limit: int) -> Iterator[FoundView]:
        now = self._workspace.clock.now()
        for profile in self._profiles_of(_LIVELY, since=now - _LATELY, until=now + 1, most=limit):
            yield FoundView(profile=profile, by="active")

    def _profiles_of(self, sql: str, **parameters: object) -> Iterator[ProfileView]:
        for profile_id, _ in self._workspace.queries.run(sql, parameters, rows=1_000).rows:
            profile = self._profiles.get(str(profile_id))
            if profile is not None:
                yield profile


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Texts and numbers within declared facts, with their dotted names."""
    if isinstance(value, dict):
        for key, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from _flat(item, f"{name}.{key}" if name else str(key))  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _flat(item, name)
    elif value is not None:
        yield name, str(value)
