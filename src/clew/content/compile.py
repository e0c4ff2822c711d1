"""A template as parsed once, with its fragments and its brand, for any number of messages."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, cast

import msgspec
from liquid import BoundTemplate, Environment
from mjml import mjml2html

from clew.catalog import Document
from clew.content.analyse import OF_LISTS, Use, uses
from clew.content.brand import brand_values
from clew.content.errors import TemplateInvalid
from clew.content.liquid import environment, parse
from clew.content.locales import choose_locale
from clew.content.model import HTML_PARTS, BrandBody, Format, FragmentBody, Part, TemplateBody
from clew.content.text import to_text

Piece: TypeAlias = "BoundTemplate | dict[str, Piece] | list[Piece] | int | float | bool | None"
"""A part, parsed: a template, or a tree with templates for its texts."""


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A template, parsed in every language.

    Attributes:
        key: `id@version`.
        id: The template's id.
        body: As authored.
        pieces: Language to part name to parsed part.
        uses: Every value asked for, by the place of the authored text (`/parts/mjml`, `/locales/de/subject`).
        brand: What templates see as `brand`.
        needs: The values to take along for a message: `(root, name)`.
        placements: Where it wants an offer.
        listed: How many offers it wants as a list; 0 if none.
    """

    key: str
    id: str
    body: TemplateBody
    pieces: Mapping[str, Mapping[str, Piece]]
    uses: Mapping[str, tuple[Use, ...]]
    brand: Mapping[str, Any]
    needs: frozenset[tuple[str, str]]
    placements: frozenset[str] = frozenset()
    listed: int = 0

    def asks(self, root: str) -> bool:
        """Whether it asks for any value of this root."""
        return any(asked == root for asked, _ in self.needs)

    @property
    def asks_offers(self) -> bool:
        """Whether it asks for any offer."""
        return bool(self.placements or self.listed)

    def language(self, wanted: str) -> str:
        """The language that a reader gets."""
        return choose_locale(wanted, tuple(self.body.locales), self.body.language)


class Library:
    """The fragments and brands that templates may use."""

    def __init__(self, documents: Mapping[str, Mapping[str, Document]]) -> None:
        """Take over documents: `{"fragment": {id: document}, "brand": {id: document}}`."""
        self.fragments = {
            name: msgspec.convert(document.body, FragmentBody)
            for name, document in documents.get("fragment", {}).items()
        }
        self.brands = {
            name: msgspec.convert(document.body, BrandBody) for name, document in documents.get("brand", {}).items()
        }

    def said(self, form: str, language: str) -> dict[str, str]:
        """Every fragment in a form (`html`, `text`, `mjml`) and a language."""
        found: dict[str, str] = {}
        for name, body in self.fragments.items():
            chosen = choose_locale(language, tuple(body.locales), body.language)
            own = {"html": body.html, "text": body.text, "mjml": body.mjml}
            given = {**own, **body.locales.get(chosen, {})}
            text = given.get(form)
            if text is None and form == "text" and given.get("html") is not None:
                text = to_text(cast("str", given["html"])).strip()
            if text is not None:
                found[name] = text
        return found


EMPTY = Library({})
"""No fragment and no brand."""


def compile_template(document: Document, library: Library = EMPTY) -> Compiled:
    """Parse a template in all its languages.

    Raises:
        TemplateInvalid: with the place (`/parts/subject`, `/locales/de/html`) of the first thing that is wrong.
    """
    body = msgspec.convert(document.body, TemplateBody)
    brand = library.brands.get(body.brand or "")
    pieces: dict[str, dict[str, Piece]] = {}
    asked: dict[str, tuple[Use, ...]] = {}
    for language, parts in _variants(body):
        own = body.locales.get(language, {}) if language != body.language else {}
        reader = _Parts(library, language, {name: f"/locales/{language}/{name}" for name in own})
        pieces[language] = reader.read(parts)
        for place, found in reader.uses.items():
            asked[place] = tuple(dict.fromkeys((*asked.get(place, ()), *found)))
    mentioned = [use for several in asked.values() for use in several]
    found = {use.path for use in mentioned}
    wanted = [*found, *(tuple(name.split(".")) for name in body.required)]
    return Compiled(
        key=f"{document.id}@{document.version}",
        id=document.id,
        body=body,
        pieces=pieces,
        uses=asked,
        brand=brand_values(brand) if brand else {},
        needs=frozenset((path[0], path[1]) for path in wanted if len(path) > 1 and path[0] != "offers"),
        placements=frozenset(path[1] for path in wanted if len(path) > 1 and path[0] == "offers") - OF_LISTS,
        listed=max((use.listed for use in mentioned), default=0),
    )


class Page(NamedTuple):
    """A page before any value is put in; empty where there is none.

    Attributes:
        html: As HTML.
        text: As plain text.
    """

    html: str
    text: str


def pages_of(document: Document, library: Library = EMPTY) -> dict[str, Page]:
    """A template's page in each of its languages, its own first; values are still between their braces.

    Raises:
        TemplateInvalid: if its MJML is none, or takes in a fragment that is not there.
    """
    body = msgspec.convert(document.body, TemplateBody)
    found: dict[str, Page] = {}
    for language, parts in _variants(body):
        written = _Parts(library, language, {}).written(parts)
        html, text = written.get("html"), written.get("text")
        found[language] = Page(html if isinstance(html, str) else "", text if isinstance(text, str) else "")
    return found


def _variants(body: TemplateBody) -> Iterator[tuple[str, Mapping[str, Part]]]:
    yield body.language, body.parts
    for language, parts in body.locales.items():
        if language != body.language:
            yield language, {**body.parts, **parts}


class _Parts:
    """Parses the parts of one language."""

    def __init__(self, library: Library, language: str, places: Mapping[str, str]) -> None:
        """Take the places of what is authored in this language; everything else is the template's own."""
        self._library = library
        self._language = language
        self._places = places
        self._environments: dict[Format, Environment] = {}
        self.uses: dict[str, tuple[Use, ...]] = {}

    def written(self, parts: Mapping[str, Part]) -> dict[str, Part]:
        """The parts that are sent: MJML became HTML, and plain text is there wherever there is a page."""
        wanted = dict(parts)
        if isinstance(wanted.get("mjml"), str):
            wanted["html"] = self._page(wanted.pop("mjml"))
        if isinstance(wanted.get("html"), str) and "text" not in wanted:
            wanted["text"] = to_text(wanted["html"])
        return wanted

    def read(self, parts: Mapping[str, Part]) -> dict[str, Piece]:
        pieces: dict[str, Piece] = {}
        for name, part in self.written(parts).items():
            place = self._place_of(_origin(name, parts))
            pieces[name] = self._piece(part, "html" if name in HTML_PARTS else "text", place)
        return pieces

    def _place_of(self, name: str) -> str:
        return self._places.get(name, f"/parts/{name}")

    def _page(self, mjml: str) -> str:
        known = self._library.said("mjml", self._language)
        unknown: list[str] = []

        def include(path: str) -> str:
            if path not in known:
                unknown.append(path)
            return known.get(path, "")

        try:
            # No fonts: each would be fetched from somebody's server whenever a mail is read.
            page = mjml2html(mjml, disable_comments=True, fonts={}, include_loader=include)
        except ValueError as error:
            hint = "close every tag; `<` in Liquid is `&lt;` here, and a loop around sections stands in `<mj-raw>`"
            raise TemplateInvalid("not valid MJML", where=self._place_of("mjml"), hint=hint) from error
        if unknown:
            raise TemplateInvalid(f"fragment `{unknown[0]}` has no `mjml`", where=self._place_of("mjml"))
        return page

    def _piece(self, part: Part, form: Format, place: str) -> Piece:
        if isinstance(part, str):
            template = parse(self._environment(form), part, place)
            try:
                found = uses(template)
            except TemplateInvalid as error:
                raise TemplateInvalid(error.message, where=place, hint=error.hint) from error
            if place.endswith("/mjml"):  # lines of the page that it became say nothing to its author
                found = [use._replace(line=0) for use in found]
            self.uses[place] = (*self.uses.get(place, ()), *found)
            return template
        if isinstance(part, dict):
            entries = cast("dict[str, Part]", part)
            return {name: self._piece(value, form, place) for name, value in entries.items()}
        if isinstance(part, list):
            return [self._piece(value, form, place) for value in cast("list[Part]", part)]
        if part is None or isinstance(part, bool | int | float):
            return part
        raise TemplateInvalid("neither a text nor a tree of texts", where=place)

    def _environment(self, form: Format) -> Environment:
        if form not in self._environments:
            self._environments[form] = environment(form, self._library.said(form, self._language))
        return self._environments[form]


def _origin(name: str, parts: Mapping[str, Part]) -> str:
    """The authored part that a part was made of."""
    if name in parts:
        return name
    return "mjml" if "mjml" in parts else "html"


class Shelf:
    """Templates by id and version, each parsed once for as long as what it uses stays the same."""

    def __init__(self, find: Callable[[str, int], Document | None]) -> None:
        """Take templates from where `find(id, version)` gets them."""
        self._find = find
        self._library = EMPTY
        self._mark = ""
        self._compiled: dict[tuple[str, int], Compiled] = {}

    def stock(self, documents: Mapping[str, Mapping[str, Document]]) -> None:
        """Use these fragments and brands from now on; templates are parsed anew only where they changed."""
        mark = json.dumps(
            {kind: {name: [d.version, d.body] for name, d in several.items()} for kind, several in documents.items()},
            sort_keys=True,
            default=str,
        )
        if mark != self._mark:
            self._mark, self._library, self._compiled = mark, Library(documents), {}

    def get(self, template: str, version: int) -> Compiled:
        """A template.

        Raises:
            TemplateInvalid: if there is none of this id and version, or it does not compile any more.
        """
        found = self._compiled.get((template, version))
        if found is None:
            document = self._find(template, version)
            if document is None:
                raise TemplateInvalid("no such template", where=f"{template}@{version}", hint="publish it")
            found = self._compiled[template, version] = compile_template(document, self._library)
        return found
