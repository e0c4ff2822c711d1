"""A message for one person: pure; equal inputs give equal messages."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from liquid import BoundTemplate

from clew.content.analyse import PERSONAL
from clew.content.compile import Compiled, Piece
from clew.content.errors import Unrenderable
from clew.content.filters import READER, Reader
from clew.content.links import rewrite_links, with_picture, with_utm
from clew.content.liquid import render
from clew.content.locales import FALLBACK, known_locale
from clew.content.model import Audience, Content, Part
from clew.content.offers import Offers
from clew.kernel.instants import format_instant

Lead = Callable[[str, int], str]
"""What a link becomes: `lead(address, place)`."""


def render_content(template: Compiled, audience: Audience, *, lead: Lead | None = None, picture: str = "") -> Content:
    """The message that a template becomes for a person.

    Args:
        template: As compiled.
        audience: Whom it is for.
        lead: What the links of its page become when clicks are followed; None leaves them.
        picture: Address of the picture that tells of openings; empty for none.

    Raises:
        Unrenderable: if a value is missing or unfit: hold the message, with this reason.
    """
    values = _values(template, audience)
    for path in template.body.required:
        if _look_up(values, path) is None:
            raise Unrenderable("missing", f"`{path}` is required and has no value", path=path)
    language = template.language(audience.locale)
    # A reader whose language is not on offer gets dates and money as the text's own language writes them.
    wanted = known_locale(audience.locale)
    own = known_locale(language) or FALLBACK
    values[READER] = Reader(wanted if wanted and wanted.language == own.language else own, _zone(audience.zone))
    parts = {name: _written(piece, values) for name, piece in template.pieces[language].items()}
    if isinstance(parts.get("html"), str):
        # Our own pages belong to no campaign.
        own = frozenset(map(str, cast("Mapping[str, Any]", audience.values.get("links", {})).values()))
        parts["html"] = _page(template, cast("str", parts["html"]), lead, picture, own)
    if isinstance(parts.get("subject"), str):
        parts["subject"] = " ".join(cast("str", parts["subject"]).split())
    return Content(parts, language, template.key)


def snapshot(template: Compiled, sources: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is known of a person, that which the template asks for: what is kept with a message until it is sent.

    Args:
        template: As compiled.
        sources: Root name (`profile`, `traits`, ...) to values by name.
    """
    taken: dict[str, Any] = {}
    for root, name in template.needs:
        values = sources.get(root) if root in PERSONAL else None
        if isinstance(values, Mapping) and (value := cast("Mapping[str, Any]", values).get(name)) is not None:
            taken.setdefault(root, {})[name] = value
    return taken


def _page(template: Compiled, page: str, lead: Lead | None, picture: str, own: frozenset[str]) -> str:
    body = template.body
    utm, follow = body.utm, lead if body.track_clicks else None
    if utm is not None or follow is not None:

        def become(address: str, place: int) -> str:
            named = address
            if utm is not None and address not in own:
                named = with_utm(address, utm, medium=body.channel, campaign=template.id)
            return follow(named, place) if follow else named

        page = rewrite_links(page, become)
    return with_picture(page, picture) if picture and body.track_opens else page


def _written(piece: Piece, values: Mapping[str, Any]) -> Part:
    if isinstance(piece, BoundTemplate):
        return render(piece, values)
    if isinstance(piece, dict):
        return {name: _written(inner, values) for name, inner in piece.items()}
    if isinstance(piece, list):
        return [_written(inner, values) for inner in piece]
    return piece


def _values(template: Compiled, audience: Audience) -> dict[str, Any]:
    values = {root: _present(value) for root, value in audience.values.items()}
    values["brand"] = template.brand
    values["offers"] = Offers(audience.values.get("offers", {}))
    values["now"] = values["today"] = format_instant(audience.now)
    for path, value in template.body.defaults.items():
        _fill(values, path.split("."), value)
    return values


def _present(value: Any) -> Any:
    """Values without what says nothing: null and blank are as good as absent."""
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        kept = {name: _present(inner) for name, inner in entries.items()}
        return {name: inner for name, inner in kept.items() if inner is not None}
    if isinstance(value, str):
        return value if value.strip() else None
    return value


def _fill(values: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        inner: Any = values.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        # Copied on the way: what was given is not ours to change.
        values[step] = inner = dict(cast("dict[str, Any]", inner))
        values = inner
    values.setdefault(steps[-1], value)


def _look_up(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for step in path.split("."):
        if isinstance(found, Offers):
            found = found.placed.get(step)
        else:
            found = cast("Mapping[str, Any]", found).get(step) if isinstance(found, Mapping) else None
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
