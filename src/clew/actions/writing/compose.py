"""A released row becomes a message that a channel can send: pure, and the same for every attempt."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from clew.actions.copies import is_copy
from clew.actions.model import Action, Letter, OutboxRow, Outgoing
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
        return replace(made, parts=made.parts | _marked(action, made.parts))
    if links is None:
        return render_content(template, audience)
    return render_content(template, audience, lead=links.lead(action.key), picture=links.picture(action.key))


def _marked(action: Action, parts: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a copy or a proof that say so; a webhook's goes to the recipient's address and not to its own.

    What else stands in a webhook's headers was written for its own receiver, keys among it, and stays here.
    """
    word = "Copy" if is_copy(action) else "Proof"
    if action.channel == "webhook":
        return {"url": action.to, "headers": {"Clew-Test": word.lower()}}
    return {"subject": f"[{word}] {parts.get('subject', '')}".strip()}
