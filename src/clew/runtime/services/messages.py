"""The outbox as people look at it: what was to be sent, what it says, what became of it."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from clew.actions import (
    FINAL,
    OUTCOME_TYPES,
    SOURCE,
    NothingToDecide,
    OutboxRow,
    outcome_event,
    outcome_words,
    read_outcome,
    reason_words,
    verdict_outcome,
)
from clew.actions.ports import Sought
from clew.api.messages.ports import MessageQuestion
from clew.api.messages.views import LifeView, MessageCountView, MessageDetailView, MessageRowView
from clew.api.slices import Slice
from clew.events.ports import Arrival
from clew.kernel.instants import Instant
from clew.kernel.packing import pack
from clew.runtime.links import links_of
from clew.runtime.workspace import Workspace

if TYPE_CHECKING:
    from clew.actions.tracking import Links

_KNOWN = frozenset({"message", "offers", "channel", "template", "purpose", "topic", "journey", "journey_version"})
"""What an outcome repeats of its message."""

_DECIDABLE = frozenset({"held", "unknown", "failed"})
_SHOWN_LENGTH = 120


class Messages:
    """Reads the outbox; fulfils `api.messages.ports.MessageDesk`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def some(self, asked: MessageQuestion, *, after: str | None, limit: int) -> Slice[MessageRowView]:
        """Messages, the newest first."""
        sought = self._sought(asked)
        if sought is None:
            return Slice(())
        at, _, rest = (after or "").partition(":")
        profile, _, key = rest.partition(":")
        before = (int(at), profile, key) if at else None
        rows = self._workspace.outbox.recent(sought, before=before, limit=limit + 1)
        page = rows[:limit]
        more = ":".join(map(str, page[-1].place)) if len(rows) > limit else None
        return Slice([MessageRowView(**facts_of(row)) for row in page], more)

    def _sought(self, asked: MessageQuestion) -> Sought | None:
        """Which rows that are; None where there can be none."""
        sought = Sought(asked.status, asked.channel, asked.journey, asked.template, kept=asked.kept)
        if not asked.profile:
            return sought
        leaves = self._leaves(asked.profile)
        return sought._replace(profiles=leaves) if leaves else None

    def mark(self) -> int:
        """Another number once the outbox stands otherwise."""
        return hash(self._workspace.outbox.standing())

    def counts(self, asked: MessageQuestion) -> Sequence[MessageCountView]:
        """How many there are, by channel, status, and whether they are kept."""
        sought = self._sought(asked)
        if sought is None:
            return []
        counts = self._workspace.outbox.outbox_counts(sought)
        return [
            MessageCountView(channel=channel, status=status, kept=kept, messages=count)  # pyright: ignore[reportArgumentType]
            for (channel, status, kept), count in sorted(counts.items())
        ]

    def get(self, key: str) -> MessageDetailView | None:
        """One message with what it says and its life."""
        row = self._workspace.outbox.row(key)
        if row is None:
            return None
        letter = row.letter
        return MessageDetailView(
            **facts_of(row),
            language=letter.language,
            parts={name: part for name, part in letter.content.items() if name != "html"},
            page=isinstance(letter.content.get("html"), str),
            offers=tuple(offer["id"] for offer in letter.offers),
            life=tuple(self._life(row)),
        )

    def standing(self, key: str) -> str | None:
        """How a message stands, as a text that is another one once it moved; None where there is none."""
        row = self._workspace.outbox.row(key)
        if row is None:
            return None
        said = f"{row.status} {row.reason} {row.due_at} {row.released_at} {row.attempts} {row.fence}"
        # What came of it is told a moment after it stands there.
        return f"{said} {sum(1 for _ in self._life(row))}" if row.status in FINAL else said

    def page(self, key: str) -> str | None:
        """The page of a message, its links leading where they really do and nothing told of its opening."""
        row = self._workspace.outbox.row(key)
        page = row.letter.content.get("html") if row is not None else None
        if not isinstance(page, str):
            return None
        links = links_of(self._workspace.secret, "http://127.0.0.1")
        assert links is not None  # noqa: S101 - an address is given
        return untracked(page, links)

    def decide(self, key: str, verdict: Literal["send", "dismiss"], *, by: str) -> int | None:
        """Decide on a message that waits for a person; the log row, None where there is no such message.

        Raises:
            NothingToDecide: if it does not wait for anybody.
        """
        row = self._workspace.outbox.row(key)
        if row is None:
            return None
        outcome = verdict_outcome(row, verdict, self._workspace.clock.now())
        if outcome is None:
            hint = "only held, failed and unknown ones wait for a person"
            raise NothingToDecide(f"this message is {row.status}", where=key, hint=hint)
        event = outcome_event(outcome._replace(details=outcome.details | {"by": by}), row)
        (place,) = self._workspace.log.append([Arrival(SOURCE, pack([event]))])
        return place.seq if place is not None else self._workspace.log.last()[0]

    def _leaves(self, profile: str) -> list[str]:
        head = self._workspace.store.heads([profile]).get(profile)
        if head is None:
            return []
        return [each.profile for each in self._workspace.store.members([head.root]).get(head.root, [])]

    def _life(self, row: OutboxRow) -> Iterator[LifeView]:
        yield LifeView(at=row.at, what="planned", said=outcome_words("planned"), details={})
        if row.released_at is not None:
            yield LifeView(at=row.released_at, what="released", said=outcome_words("released"), details={})
        # What becomes of a proof or a copy is nobody's history.
        leaves = [""] if row.letter.action.to else self._leaves(row.profile) or [row.profile]
        for record in self._workspace.history.read(leaves, types=OUTCOME_TYPES):
            told = read_outcome(record.event)
            if record.source == SOURCE and told is not None and told[0] == row.key:
                yield _told(record.ts, told[1], record.event.properties, kept=row.kept)


def facts_of(row: OutboxRow) -> dict[str, Any]:
    """What is shown of every message: nothing of its address."""
    letter = row.letter
    action = letter.action
    return {
        "key": row.key,
        "kind": action.kind,
        "profile": row.profile,
        "channel": row.channel,
        "status": row.status,
        "reason": row.reason,
        "said": reason_words(row.reason),
        "kept": row.kept,
        "sandbox": action.sandbox,
        "decidable": row.status in _DECIDABLE,
        "subject": _subject(letter.content),
        "journey": action.journey,
        "journey_version": action.journey_version,
        "participant": action.participant,
        "node": action.node,
        "template": action.template,
        "template_version": action.version,
        "purpose": action.purpose if action.kind == "send" else "",
        "topic": action.topic,
        "transactional": letter.transactional,
        "at": row.at,
        "due_at": row.due_at,
        "released_at": row.released_at,
        "attempts": row.attempts,
    }


def untracked(page: str, links: "Links") -> str:
    """A page for those who only look at it: clicks lead where they really do, and no picture tells of an opening."""
    return _PICTURE.sub(lambda found: _unopened(found, links), _CLICK.sub(lambda found: _target(found, links), page))


_CLICK = re.compile(r'href="https?://[^"]*/m/c/(?P<token>[\w-]+)"')
_PICTURE = re.compile(r'<img src="https?://[^"]*/m/o/(?P<token>[\w-]+)"[^>]*>')


def _target(found: re.Match[str], links: "Links") -> str:
    click = links.click(found["token"])
    return found[0] if click is None else f'href="{escape(click.target)}"'


def _unopened(found: re.Match[str], links: "Links") -> str:
    return found[0] if links.reading(found["token"]) is None else ""


def _subject(content: dict[str, Any]) -> str:
    said = content.get("subject") or content.get("title") or content.get("text") or content.get("url") or ""
    line = " ".join(str(said).split())
    return line if len(line) <= _SHOWN_LENGTH else line[: _SHOWN_LENGTH - 1] + "…"


def _told(at: Instant, happening: str, properties: dict[str, Any], *, kept: bool) -> LifeView:
    details = {name: value for name, value in properties.items() if name not in _KNOWN | {"participant", "node"}}
    reason = str(details.get("reason", ""))
    # To its channel it was sent; what nobody got does not say so.
    said = outcome_words("kept") if kept and happening == "sent" else outcome_words(happening, reason)
    return LifeView(at=at, what=happening, said=said, details=details)
