"""Definitions and how long events are kept: none may look further back, neither when it is saved nor afterwards."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clew.catalog import Document, Fault, Key
from clew.decisions.offers import condition_in
from clew.engine import LASTING_TYPES, retention_of
from clew.expressions import CxlError, Expr, Look, looks, parse
from clew.journeys import conditions_in
from clew.kernel.errors import ClewError
from clew.kernel.instants import DAY, Duration, Instant
from clew.runtime.vocabulary import offset

_MOST_NAMED = 10


class PastGone(ClewError):
    """Events that an answer would need are not kept any more."""

    code = "retention.gone"


class TooFar(NamedTuple):
    """A part of a document that looks further back than events are kept.

    Attributes:
        pointer: The field.
        offset: Where in its text.
        look: The part.
    """

    pointer: str
    offset: int | None
    look: Look


def check_retention(wanted: Sequence[Document], standing: Sequence[Document]) -> Iterator[tuple[Key, Fault]]:
    """What looks further back than events are to be kept.

    Args:
        wanted: The documents that are to be published.
        standing: All that will stand then, these among them.
    """
    kept = next((document for document in standing if document.kind == "workspace" and _is_live(document)), None)
    keep = retention_of(kept.body.get("keep_events")) if kept is not None else None
    if kept is None or keep is None:
        return
    for document in wanted:
        for found in _too_far(document, keep):
            yield document.key, Fault(found.pointer, *words_of(found.look, keep), found.offset)
    if any(document.key == kept.key for document in wanted):
        mine = {document.key for document in wanted}
        others = [d.key for d in standing if d.key not in mine and _is_live(d) and any(_too_far(d, keep))]
        if others:
            yield kept.key, Fault("/keep_events", *_in_the_way(others, keep))


def refuse_gone(expr: Expr, keep: Duration | None, asked: Instant, now: Instant) -> None:
    """Refuse a question whose answer would need events that have left, or may leave at any moment.

    Args:
        expr: What is asked.
        keep: How long events are kept; None: for ever.
        asked: Of which instant.
        now: The present.

    Raises:
        PastGone: if it does.
    """
    if keep is None:
        return
    for look in too_far(expr, keep - max(0, now - asked)):
        message, hint = words_of(look, keep)
        if asked < now:
            message = f"as of then, {message}"
            hint = "ask of a later instant, or with a shorter window"
        raise PastGone(message, where=look.at if asked >= now else None, hint=hint)


def too_far(expr: Expr, keep: Duration) -> Iterator[Look]:
    """The parts of an expression that look further back than that."""
    for look in looks(expr):
        if (look.back is None or look.back > keep) and not set(look.types) <= set(LASTING_TYPES):
            yield look


def words_of(look: Look, keep: Duration) -> tuple[str, str]:
    """What is wrong with a part, and the cure."""
    if look.fixed:
        said = "this window stands still, and its events grow older than they are kept"
    elif look.back is None:
        said = "this looks back for ever"
    else:
        said = f"this looks back up to {-(-look.back // DAY)} days"
    kept = keep // DAY
    return f"{said}; events are kept for {kept} days", f"say `in last {kept}d` or less, or lengthen `keep_events`"


def _too_far(document: Document, keep: Duration) -> Iterator[TooFar]:
    for pointer, text, expr in _expressions(document):
        for look in too_far(expr, keep):
            yield TooFar(pointer, offset(text, look.at), look)


def _expressions(document: Document) -> Iterator[tuple[str, str, Expr]]:
    """The conditions and values on the person in a document: pointer, text and tree of each that parses."""
    if document.kind == "journey":
        yield from conditions_in(document)
        return
    if document.kind == "offer":
        found = condition_in(document)
        yield from [("/eligible", *found)] if found is not None else ()
        return
    field = {"segment": "expression", "trait": "expression", "model": "eligible"}.get(document.kind)
    text = document.body.get(field) if field is not None else None
    if field is not None and isinstance(text, str) and text:
        try:
            yield f"/{field}", text, parse(text)
        except CxlError:
            return


def _is_live(document: Document) -> bool:
    return document.status == "published"


def _in_the_way(keys: Sequence[Key], keep: Duration) -> tuple[str, str]:
    named = ", ".join(map(str, sorted(keys)[:_MOST_NAMED]))
    more = f" and {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else ""
    return (
        f"{named}{more} would look further back than {keep // DAY} days",
        "shorten their windows first, or keep longer",
    )
