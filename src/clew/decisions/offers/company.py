"""What is wrong with templates and offers beside each other: a place that may stay empty in a mail."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from clew.catalog import Document, Fault, Key

if TYPE_CHECKING:
    from clew.content import Compiled, Use

_CHANGED = frozenset({"template", "fragment", "offer"})
_ASKS = re.compile(r"\boffers\b")
_ALWAYS = frozenset({"id", "name", "version", "title"})


def check_company(wanted: Sequence[Document], standing: Sequence[Document]) -> Iterator[tuple[Key, Fault]]:
    """What templates get wrong about offers, those too that stand while offers and fragments change.

    Args:
        wanted: The documents that are to be published.
        standing: All that will stand then, these among them.
    """
    asked = {document.key for document in wanted if document.kind in _CHANGED}
    changed = sorted(key for key in asked if key.kind != "template")
    offers = [document for document in standing if document.kind == "offer"]
    for key, compiled in _compiled(standing) if asked else ():
        for fault in _faults(compiled, offers) if key in asked or changed else ():
            if key in asked:
                yield key, fault
            elif not fault.warning:
                # An offer or a fragment that breaks a template which stands already is at fault itself.
                yield changed[0], Fault("", f"would break {key}: {fault.message}", fault.hint)


def check_farewell(ending: Sequence[Document], standing: Sequence[Document]) -> Iterator[tuple[Key, Sequence[Key]]]:
    """The offers that can't end, for templates that stand would have nothing in their place."""
    gone = [document for document in ending if document.kind == "offer"]
    if not gone:
        return
    offers = [document for document in standing if document.kind == "offer"]
    for key, compiled in _compiled(standing):
        if any(_faults(compiled, offers)):
            for offer in gone:
                if not any(_faults(compiled, [*offers, replace(offer, status="published")])):
                    yield offer.key, (key,)


def takers(offer: Document, standing: Sequence[Document]) -> Iterator[Key]:
    """The templates that propose an offer where it fits: they ask for one of its placements, or go through the list."""
    places = set(offer.body.get("placements", ()))
    for key, compiled in _compiled(standing):
        if compiled.placements & places or (compiled.listed and (not offer.body.get("fallback") or not places)):
            yield key


def _compiled(standing: Sequence[Document]) -> Iterator[tuple[Key, "Compiled"]]:
    """The templates that stand, if any document asks for offers."""
    if not any(_mentions_offers(document) for document in standing):
        return
    from clew.content import Library, TemplateInvalid, compile_template  # noqa: PLC0415  (loads Liquid and MJML)

    shelf: dict[str, dict[str, Document]] = {"fragment": {}, "brand": {}}
    for document in standing:
        if document.kind in shelf:
            shelf[document.kind][document.id] = document
    library = Library(shelf)
    for template in standing:
        if template.kind == "template":
            try:
                yield template.key, compile_template(template, library)
            except TemplateInvalid:
                continue  # what is wrong with it is told already


def _mentions_offers(document: Document) -> bool:
    return document.kind in ("template", "fragment") and _ASKS.search(str(document.body)) is not None


def _faults(template: "Compiled", offers: Sequence[Document]) -> Iterator[Fault]:
    required = set(template.body.required)
    for path in sorted(required):
        if path.startswith("offers.") and not _at(path.split(".")[1], offers):
            yield Fault("/required", f"no offer is for the placement `{path.split('.')[1]}`", _there(offers))
    for place, several in template.uses.items():
        for use in dict.fromkeys(several):
            if use.path[0] == "offers":
                yield from _use_faults(place, use, offers, required)


def _use_faults(place: str, use: "Use", offers: Sequence[Document], required: set[str]) -> Iterator[Fault]:
    line = f" (line {use.line})" if use.line > 1 else ""
    if use.listed:
        if use.printed and len(use.path) == 1:
            yield Fault(place, f"`offers` alone is no value{line}", "go through it by `for`, or name a placement")
        elif not (use.safe or use.within):
            hint = "go through it by `for`, or ask by `{% if offers.first %}` first"
            yield Fault(place, f"`{use.name}` may have no value{line}", hint)
        return
    placement, *rest = use.path[1:]
    fitting = _at(placement, offers)
    if not fitting:
        yield Fault(place, f"no offer is for the placement `{placement}`{line}", _there(offers), None, use.safe)
        return
    if use.printed and not rest:
        yield Fault(place, f"`{use.name}` alone is no value{line}", f"name what it says: {use.name}.title")
    if not (use.safe or use.within or f"offers.{placement}" in required or any(map(_stands_in, fitting))):
        hint = f"add an offer for `{placement}` with `fallback: true`, guard it by an `if`, or write `| default:`"
        yield Fault(place, f"`{use.name}` may have no value{line}: nobody may fit an offer", hint)
    lacking = [offer.id for offer in fitting if rest and rest[0] not in _names(offer.body)]
    if lacking and not use.safe:
        yield Fault(place, f"offer/{lacking[0]} says no `{rest[0]}`{line}", "add it to the offer's `content`")


def _at(placement: str, offers: Sequence[Document]) -> list[Document]:
    return [offer for offer in offers if placement in offer.body.get("placements", ())]


def _stands_in(offer: Document) -> bool:
    return offer.body.get("fallback") is True and offer.status == "published"


def _names(body: Mapping[str, Any]) -> set[str]:
    return {*_ALWAYS, *body.get("content", {})}


def _there(offers: Sequence[Document]) -> str:
    known = sorted({str(name) for offer in offers for name in offer.body.get("placements", ())})
    return f"there are: {', '.join(known)}" if known else "publish an offer with this under `placements`"
