"""What is wrong with templates, fragments and brands when they are saved."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import msgspec

from clew.catalog import Document, Fault, Key, Reference
from clew.content.analyse import LINKS, PERSONAL, ROOTS, Use, uses
from clew.content.brand import brand_faults, forbidden_in
from clew.content.compile import Compiled, Library, compile_template
from clew.content.errors import TemplateInvalid
from clew.content.liquid import environment, parse
from clew.content.locales import known_locale
from clew.content.model import HTML_PARTS, BrandBody, Format, FragmentBody, Part, TemplateBody

NEEDED_PARTS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "email": (("subject",), ("html", "mjml", "text")),
    "webhook": (("url",),),
    "sms": (("text",),),
    "push": (("title",), ("text",)),
}
"""What a template of a channel must have: of each group one part."""

MAY_BE_MISSING = "may_be_missing"
"""The fault that a default, or holding the message, mends."""

_FRAGMENT = re.compile(r"""{%-?\s*render\s+["']([^"']+)["']|<mj-include\s[^>]*?path=["']([^"']+)["']""")


_ADDRESS = re.compile(r"https?://(?:[^\s/?#]*\{|[^\s/?#]*[^\s/?#.:@])|\{")
"""What begins like an address, or with a value: that one may be known to the person's data alone."""


def check_template(document: Document) -> Iterator[Fault]:
    """What is wrong with a template by itself; what its fragments say is asked by `check_company`."""
    body = msgspec.convert(document.body, TemplateBody)
    for group in NEEDED_PARTS.get(body.channel, ()):
        # A draft may be begun: what it is to say must only be there.
        said = [body.parts[name] for name in group if name in body.parts]
        if not (any(map(_says, said)) if document.status == "published" else said):
            yield Fault("/parts", f"{body.channel} needs {' or '.join(f'`{name}`' for name in group)}")
    if document.status == "published":
        yield from _address_faults(body)
    if "html" in body.parts and "mjml" in body.parts:
        yield Fault("/parts/html", "a page is written in `mjml` or in `html`, not in both")
    for name in (body.language, *body.locales):
        if known_locale(name) is None:
            yield Fault(f"/locales/{name}" if name in body.locales else "/language", "not a language", "such as pt-BR")
    for language, parts in body.locales.items():
        for name in parts.keys() - body.parts.keys() - HTML_PARTS - {"text"}:
            yield Fault(f"/locales/{language}/{name}", "the template itself has no such part")
    yield from _path_faults(body)


def _says(part: Part) -> bool:
    return bool(part.strip()) if isinstance(part, str) else part is not None


def _address_faults(body: TemplateBody) -> Iterator[Fault]:
    """Of the addresses that a webhook calls: what values make of them is known only to a message."""
    if body.channel != "webhook":
        return
    for place, parts in (("/parts", body.parts), *((f"/locales/{name}", own) for name, own in body.locales.items())):
        url = parts.get("url")
        if isinstance(url, str) and url.strip() and not _ADDRESS.match(url.strip()):
            yield Fault(f"{place}/url", "not an address that can be called", "such as https://api.shop.example/hook")


def _path_faults(body: TemplateBody) -> Iterator[Fault]:
    for path in (*body.defaults, *body.required):
        place = "/defaults" if path in body.defaults else "/required"
        # An offer that stands in for the others is an offer itself, so that `defaults` have nothing to say of them.
        roots = PERSONAL if place == "/defaults" else PERSONAL | {"offers"}
        if path.partition(".")[0] not in roots or "." not in path:
            yield Fault(place, f"`{path}` is no value of a person", "such as profile.firstName")


def check_fragment(document: Document) -> Iterator[Fault]:
    """What is wrong with a fragment by itself."""
    body = msgspec.convert(document.body, FragmentBody)
    texts: dict[str, str | None] = {"/html": body.html, "/text": body.text, "/mjml": body.mjml}
    if all(text is None for text in texts.values()):
        yield Fault("", "a fragment says something", "give it `html`, `text` or `mjml`")
    for language, parts in body.locales.items():
        texts |= {f"/locales/{language}/{name}": text for name, text in parts.items()}
        if known_locale(language) is None:
            yield Fault(f"/locales/{language}", "not a language", "such as pt-BR")
    for place, text in texts.items():
        form: Format = "text" if place.endswith("/text") else "html"
        try:
            template = parse(environment(form, {}), text or "", place)
        except TemplateInvalid as error:
            yield Fault(place, error.message, error.hint)
            continue
        for use in uses(template, fragments=False):
            if use.path[0] in PERSONAL and not use.safe:
                yield _unsafe(place, use, "")


def check_brand(document: Document) -> Iterator[Fault]:
    """What is wrong with a brand."""
    yield from brand_faults(msgspec.convert(document.body, BrandBody))


def template_mentions(document: Document) -> Iterator[Reference]:
    """The brand, fragments and traits that a template mentions."""
    body = msgspec.convert(document.body, TemplateBody)
    if body.brand:
        yield Reference(Key("brand", body.brand), "/brand")
    for place, _, text, form in _texts(body):
        yield from _mentions(text, form, place)


def fragment_mentions(document: Document) -> Iterator[Reference]:
    """The fragments and traits that a fragment mentions."""
    body = msgspec.convert(document.body, FragmentBody)
    for name, text in (("html", body.html), ("text", body.text), ("mjml", body.mjml)):
        if text is not None:
            yield from _mentions(text, "text" if name == "text" else "html", f"/{name}")


def check_company(wanted: Sequence[Document], standing: Sequence[Document]) -> Iterator[tuple[Key, Fault]]:
    """What is wrong with templates beside the fragments and brands that will stand, or with those beside templates."""
    asked = {document.key for document in wanted if document.kind in ("template", "fragment", "brand")}
    if not asked:
        return
    shelf: dict[str, dict[str, Document]] = {"fragment": {}, "brand": {}, "template": {}}
    for document in standing:
        if document.kind in shelf:
            shelf[document.kind][document.id] = document
    library = Library(shelf)
    changed = sorted(key for key in asked if key.kind != "template")
    for document in shelf["template"].values():
        if document.key in asked:
            for fault in _standing_faults(document, library):
                yield document.key, fault
        elif changed:
            # A fragment or a brand that breaks a template which stands already is at fault itself.
            for fault in _standing_faults(document, library):
                key = next((k for k in changed if _uses_it(document, k)), None)
                if key is not None:
                    yield key, Fault("", f"would break template/{document.id}: {fault.message}", fault.hint)


def _standing_faults(document: Document, library: Library) -> Iterator[Fault]:
    try:
        compiled = compile_template(document, library)
    except TemplateInvalid as error:
        yield Fault(error.where or "", error.message, error.hint)
        return
    yield from _use_faults(compiled)
    brand = library.brands.get(compiled.body.brand or "")
    if brand is not None:
        for place, name, text, _ in _texts(compiled.body):
            for phrase in forbidden_in(text, brand, page=name in HTML_PARTS):
                yield Fault(place, f"says “{phrase}”, which the brand forbids", "say it otherwise")


def _use_faults(compiled: Compiled) -> Iterator[Fault]:
    body = compiled.body
    given = {*body.defaults, *body.required}
    for place, several in compiled.uses.items():
        for use in dict.fromkeys(several):
            root = use.path[0]
            if root not in ROOTS:
                yield Fault(place, f"`{use.name}` is unknown", f"values begin with {', '.join(sorted(ROOTS))}")
            elif root in PERSONAL and len(use.path) == 1:
                yield Fault(place, f"`{root}` alone is no value", f"name one: {root}.something")
            elif root == "links" and use.name.removeprefix("links.") not in LINKS:
                yield Fault(place, f"`{use.name}` is unknown", f"links are {', '.join(sorted(LINKS))}")
            elif root == "brand" and not use.safe and not _has(compiled.brand, use.path[1:]):
                yield Fault(place, f"the brand has no `{use.name}`", "add it to the brand, or name one in `brand:`")
            elif root in PERSONAL and not use.safe and not _covered(use, given):
                yield _unsafe(place, use, " or put it under `required`, and a message without it is held")


def _unsafe(place: str, use: Use, more: str) -> Fault:
    hint = f'write `{use.name} | default: "…"`, guard it by an `if`{"," if more else ""}{more}'
    line = f" (line {use.line})" if use.line > 1 else ""
    return Fault(place, f"`{use.name}` may have no value{line}", hint, code=MAY_BE_MISSING, about=use.name)


def _covered(use: Use, given: set[str]) -> bool:
    return any(".".join(use.path[:length]) in given for length in range(1, len(use.path) + 1))


def _has(values: Mapping[str, Any], path: Sequence[str]) -> bool:
    found: Any = values
    for step in path:
        found = cast("Mapping[str, Any]", found).get(step) if isinstance(found, Mapping) else None
    return bool(found)


def _uses_it(document: Document, key: Key) -> bool:
    return any(reference.key == key for reference in template_mentions(document))


def _texts(body: TemplateBody) -> Iterator[tuple[str, str, str, Format]]:
    """Every text of a template: place, part, text, form."""
    for place, parts in (("/parts", body.parts), *((f"/locales/{name}", p) for name, p in body.locales.items())):
        for name, part in parts.items():
            for text in _leaves(part):
                yield f"{place}/{name}", name, text, "html" if name in HTML_PARTS else "text"


def _leaves(part: Part) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():  # pyright: ignore[reportUnknownVariableType]
            yield from _leaves(inner)
    elif isinstance(part, list):
        for inner in part:  # pyright: ignore[reportUnknownVariableType]
            yield from _leaves(inner)


def _mentions(text: str, form: Format, place: str) -> Iterator[Reference]:
    try:
        template = parse(environment(form, {}), text, place)
    except TemplateInvalid:
        return
    for found in _FRAGMENT.finditer(text):
        yield Reference(Key("fragment", found[1] or found[2]), place)
    for use in uses(template, fragments=False):
        if use.path[0] == "traits" and len(use.path) > 1:
            yield Reference(Key("trait", use.path[1]), place)
