"""A released row becomes a message that a channel can send: pure, and the same for every attempt."""

from msgspec.structs import replace

from clew.actions.copies import is_copy
from clew.actions.model import Letter, OutboxRow, Outgoing
from clew.actions.tracking import Links
from clew.content import Audience, Compiled, Content, render_content
from clew.kernel.instants import Instant


def written(letter: Letter, template: Compiled | None, links: Links | None, now: Instant) -> Letter:
    """The letter with its content, made now unless an attempt before has made it.

    Args:
        letter: As released.
        template: The template that its action names; None for an action without one, whose `data` is its content.
        links: Of the workspace; None where it serves none, and nothing is tracked.
        now: The actual instant.

    Raises:
        Unrenderable: if a value is missing or unfit: the row is to be held.
    """
    if letter.content or template is None:
        return letter if letter.content else replace(letter, content=dict(letter.action.data))
    made = _content(letter, template, links, now)
    return replace(letter, content=made.parts, language=made.locale)


def outgoing(row: OutboxRow, letter: Letter, links: Links | None) -> Outgoing:
    """What a channel is given."""
    return Outgoing(
        key=row.key,
        address=letter.address,
        parts=letter.content,
        links=links.of(letter.action) if links else {},
        attempt=row.attempts,
        data=letter.action.data,
        language=letter.language,
        bulk=not letter.transactional,
    )


def _content(letter: Letter, template: Compiled, links: Links | None, now: Instant) -> Content:
    action = letter.action
    values = {**action.values, **letter.values, "links": links.of(action) if links else {}}
    audience = Audience(values, now, letter.zone, letter.locale)
    if action.to:
        made = render_content(template, audience)
        word = "Copy" if is_copy(action) else "Proof"
        return replace(made, parts=made.parts | {"subject": f"[{word}] {made.parts.get('subject', '')}".strip()})
    if links is None:
        return render_content(template, audience)
    return render_content(template, audience, lead=links.lead(action.key), picture=links.picture(action.key))
