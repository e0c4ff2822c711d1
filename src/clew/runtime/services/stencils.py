"""Templates at work: previews, proofs, and messages that programs ask for; fulfils `api.messages.ports.StencilDesk`.

Templates take long to load: they are, at the first preview.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import msgspec
from msgspec.structs import replace

from clew.access import OnceReused
from clew.actions import SOURCE, Request, reaches, request_event
from clew.api.errors import NotFound
from clew.api.messages.ports import PreviewOf, SendQuestion
from clew.api.messages.views import MissingView, PreviewedView, TemplatePagesView, TemplatePageView
from clew.catalog import Document, Fault, InvalidDocuments, Placed, read_document
from clew.engine import document_of
from clew.engine.ports import DocumentRow
from clew.events import API_SOURCE, Identity
from clew.events.ports import Arrival
from clew.expressions import Reading
from clew.identity import canonical_namespace, spell
from clew.kernel.errors import ClewError
from clew.kernel.hashing import derive_id
from clew.kernel.instants import MINUTE, Instant
from clew.kernel.packing import pack
from clew.profiles import ProfileState, zone_of
from clew.runtime.services.consents import Consents
from clew.runtime.services.documents import Documents
from clew.runtime.services.offers import Offers
from clew.runtime.services.profiles import BadIdentity
from clew.runtime.workspace import Workspace

if TYPE_CHECKING:
    from clew.content import Compiled, Library

_MOST_MISSING = 50
_MOST_PAGES = 256
_PAGES_KEPT = 5 * MINUTE
"""How many pages that were previewed are kept for their frames, and for how long."""
_ORDER = {"live": 0, "paused": 0, "draft": 1}


class Stencils:
    """Over a workspace's documents and people."""

    def __init__(self, workspace: Workspace, documents: Documents, consents: Consents, offers: Offers) -> None:
        self._workspace = workspace
        self._documents = documents
        self._consents = consents
        self._offers = offers
        self._pages: OrderedDict[str, tuple[Instant, str]] = OrderedDict()
        self._lock = Lock()

    def preview(self, asked: PreviewOf) -> PreviewedView:
        """What a template becomes for a person.

        Raises:
            NotFound: if there is no such template or person.
            TemplateInvalid: if a stored one can't become a message at all.
        """
        from clew.content import TemplateInvalid  # noqa: PLC0415  (loads Liquid and MJML)

        person = self._person(asked.profile) if asked.profile else None
        if asked.document is None:
            return self._previewed(self._stored(asked), person, asked)
        try:
            return self._previewed(self._unsaved(asked.document), person, asked)
        except (InvalidDocuments, TemplateInvalid) as error:
            # Who types is in the middle of a word most of the time: that is an answer, not a refusal.
            return PreviewedView(
                subject="",
                text="",
                html="",
                parts={},
                language="",
                languages=(),
                missing=(),
                ready=False,
                faults=_said(error),
            )

    def pages(self, document: Mapping[str, Any]) -> TemplatePagesView:
        """The page of a template that nobody has saved, as HTML and as plain text, before any value is put in."""
        from clew.content import TemplateInvalid, pages_of  # noqa: PLC0415  (loads Liquid and MJML)

        try:
            found = pages_of(self._unsaved({**document, "kind": "template"}), self._library())
        except (InvalidDocuments, TemplateInvalid) as error:
            return TemplatePagesView(items=(), faults=_said(error))
        return TemplatePagesView(
            items=tuple(
                TemplatePageView(language=language, html=page.html, text=page.text) for language, page in found.items()
            )
        )

    def _previewed(self, document: Document, person: ProfileState | None, asked: PreviewOf) -> PreviewedView:
        compiled, now = self._compiled(document), self._workspace.clock.now()
        more: dict[str, Any] = {"event": dict(asked.data), "links": _LINKS, "journey": {}}
        values = self._values(person, now) | more
        if compiled.asks_offers:
            from clew.actions.writing import offer_values  # noqa: PLC0415  (loads Liquid and MJML)
            from clew.content import locale_of  # noqa: PLC0415

            language = asked.locale or locale_of(person.attributes if person is not None else {})
            chosen = self._offers.chosen(person, now, compiled.placements, compiled.listed)
            values["offers"] = offer_values(chosen, language)
        zone = zone_of(person.attributes if person is not None else {}, self._documents.program().zone)
        attributes: Mapping[str, Any] = person.attributes if person is not None else {}
        audience = (values, str(zone), attributes)
        parts, language, missing = _shown(compiled, audience, now, asked.locale)
        html = str(parts.get("html") or "")
        return PreviewedView(
            subject=str(parts.get("subject") or ""),
            text=str(parts.get("text") or ""),
            html=html,
            page=self._keep(html, now) if html else "",
            parts=parts,
            language=language,
            languages=tuple(dict.fromkeys((compiled.body.language, *compiled.body.locales))),
            missing=tuple(missing),
            ready=not missing,
        )

    def previewed(self, name: str) -> str | None:
        """A page that was previewed some minutes ago; None where there is none any more."""
        with self._lock:
            self._forget(self._workspace.clock.now())
            found = self._pages.get(name)
        return found[1] if found is not None else None

    def _keep(self, page: str, now: Instant) -> str:
        name = secrets.token_urlsafe(18)
        with self._lock:
            self._forget(now)
            self._pages[name] = (now, page)
            while len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
        return name

    def _forget(self, now: Instant) -> None:
        """Whoever was shown in a page may be erased by now: none is kept for long."""
        while self._pages and now - next(iter(self._pages.values()))[0] > _PAGES_KEPT:
            self._pages.popitem(last=False)

    def proof(self, asked: PreviewOf, to: Sequence[str], *, by: str) -> tuple[int, Sequence[str]]:
        """Ask for a template to be sent to testers as a person would get it; the log row and the messages' keys.

        Raises:
            NotFound: if there is no such template or person, or no tester, or somebody is none.
        """
        person = self._person(asked.profile)
        row = self._row(asked.template, asked.version)
        now, channel = self._workspace.clock.now(), _channel(row)
        testers = [tester for tester in self._consents.policy().testers if reaches(channel, tester)]
        chosen = list(dict.fromkeys(to)) or testers
        if not chosen or not set(chosen) <= set(testers):
            named = "https://qa.shop.example/hook" if channel == "webhook" else "qa@shop.example"
            hint = f"a policy names those whom {channel} reaches: `testers: [{named}]`"
            raise NotFound("proofs go to testers only, and somebody is none", where="/to", hint=hint)
        wanted = [
            Request(asked.template, channel, row.version, _transactional(self._consents), data=dict(asked.data), to=one)
            for one in chosen
        ]
        names = [f"m{secrets.token_hex(10)}" for _ in wanted]
        who = Identity("profile", person.profile)
        events = [request_event(name, who, each, now, by=by) for name, each in zip(names, wanted, strict=True)]
        (place,) = self._workspace.log.append([Arrival(SOURCE, pack(events))])
        assert place is not None  # noqa: S101 - an arrival with a body gets a place
        return place.seq, [f"{name}/1/{asked.template}" for name in names]

    def send(self, asked: SendQuestion, *, once: str, by: str) -> tuple[int | None, str]:
        """Ask for a message; the log row (None where it was asked for before) and its key.

        Raises:
            NotFound: if there is no live template of this id.
            BadIdentity: if the name can't be one.
            OnceReused: if the idempotency key was used for another message.
        """
        row = self._documents.live("template").get(asked.template)
        if row is None:
            raise NotFound("no live template has this id", where="/template", hint="publish it first")
        code = canonical_namespace(asked.to[0])
        value = spell(self._documents.namespaces(), code, asked.to[1])
        if value is None or code == "profile":
            raise BadIdentity(f"this value can't be an identity of {code}", hint="check namespace and value")
        name = derive_id("m", once) if once else f"m{secrets.token_hex(10)}"
        key = f"{name}/1/{asked.template}"
        known = self._workspace.outbox.keys_from(f"{name}/") if once else []
        if known and (known != [key] or not self._is_same(key, asked, Identity(code, value))):
            raise OnceReused("this idempotency key was used for another message", hint="take a new one")
        if known:
            return None, key
        wanted = Request(asked.template, _channel(row), row.version, asked.purpose, asked.topic, dict(asked.data))
        event = request_event(name, Identity(code, value), wanted, self._workspace.clock.now(), by=by)
        (place,) = self._workspace.log.append([Arrival(API_SOURCE, pack([event]))])
        return (place.seq if place is not None else None), key

    def _is_same(self, key: str, asked: SendQuestion, who: Identity) -> bool:
        """Whether a message that was asked for before says the same to the same person."""
        row = self._workspace.outbox.row(key)
        if row is None:
            return True  # it is gone by now, and what it said with it
        action, store = row.letter.action, self._workspace.store
        said = (asked.purpose, asked.topic, msgspec.to_builtins(dict(asked.data)))
        if said != (action.purpose, action.topic, action.values.get("event")):
            return False
        theirs, mine = store.known(row.profile), store.known(who)
        return theirs is None or (mine is not None and mine.profile == theirs.profile)

    def _person(self, profile: str) -> ProfileState:
        person = self._consents.person(profile)
        if person is None:
            raise NotFound("no profile has this id", where="/profile", hint="look it up by an identity")
        return person

    def _row(self, template: str, version: int | None) -> DocumentRow:
        rows = [row for row in self._documents.rows() if (row.kind, row.id) == ("template", template)]
        rows = [row for row in rows if (row.version == version if version is not None else row.status in _ORDER)]
        if not rows:
            raise NotFound("no template has this id, or none this version", where="/template", hint="list them")
        return min(rows, key=lambda row: (_ORDER.get(row.status, 2), -row.version))

    def _stored(self, asked: PreviewOf) -> Document:
        return document_of(self._row(asked.template, asked.version))

    def _unsaved(self, data: Mapping[str, Any]) -> Document:
        document, faults = read_document({"kind": "template", "id": "preview", **data})
        if document is not None and document.kind not in ("template", "fragment"):
            faults = [Fault("/kind", "nobody is sent this", "preview a template, or a fragment")]
        if document is None or faults:
            raise InvalidDocuments([Placed(f"/document{fault.pointer}", fault) for fault in faults])
        from clew.runtime.kinds import KINDS  # noqa: PLC0415  (the checks of all kinds, for one that nobody has saved)

        # What lacks a subject yet is shown all the same.
        shape = KINDS[document.kind].faults(replace(document, status="draft"))
        if shape:
            raise InvalidDocuments([Placed(f"/document{fault.pointer}", fault) for fault in shape])
        return document

    def _compiled(self, document: Document) -> "Compiled":
        """A template beside what stands; a fragment in a letter that says nothing else."""
        from clew.content import compile_template, letter_of  # noqa: PLC0415  (loads Liquid and MJML)

        if document.kind == "fragment":
            letter = letter_of(document, min(self._documents.live("brand"), default=None))
            return compile_template(letter, self._library(document))
        return compile_template(document, self._library())

    def _library(self, *more: Document) -> "Library":
        """The fragments and brands that stand, and some that nobody has saved."""
        from clew.content import Library  # noqa: PLC0415  (loads Liquid and MJML)

        shelf = {
            kind: {name: document_of(row) for name, row in self._documents.live(kind).items()}
            for kind in ("fragment", "brand")
        }
        for document in more:
            shelf[document.kind][document.id] = document
        return Library(shelf)

    def _values(self, person: ProfileState | None, now: Instant) -> dict[str, Any]:
        if person is None:
            return {"profile": {}, "traits": {}, "scores": {}}
        program = self._documents.program()
        zone = zone_of(person.attributes, program.zone)
        reading = Reading(
            attributes=person.attributes,
            consents=person.consents,
            scores=person.scores,
            clauses=person.clauses,
            now=now,
            zone=zone,
        )
        traits = {name: trait.value(reading) for name, trait in program.traits.items()}
        return {"profile": person.attributes, "traits": traits, "scores": person.scores}


_LINKS = {"unsubscribe": "#unsubscribe", "preferences": "#preferences", "confirm": "#confirm"}


def _said(error: ClewError) -> tuple[str, ...]:
    """What is wrong, and what to do, as sentences."""
    found = [placed.fault for placed in error.faults] if isinstance(error, InvalidDocuments) else [error]
    return tuple(f"{one.message} ({one.hint})" if one.hint else one.message for one in found)


def _shown(
    compiled: "Compiled", audience: tuple[dict[str, Any], str, Mapping[str, Any]], now: Instant, locale: str
) -> tuple[dict[str, Any], str, list[MissingView]]:
    """The parts, their language, and what is missing: its name stands in its place."""
    from clew.content import Audience, StandIn, Unrenderable, locale_of, render_content  # noqa: PLC0415  (as above)

    values, zone, attributes = audience
    wanted = locale or locale_of(attributes)
    missing: list[MissingView] = []
    while True:
        try:
            made = render_content(compiled, Audience(values, now, zone, wanted))
        except Unrenderable as error:
            steps = error.path.split(".")
            if steps[0] == "offers":
                steps = ["offers", "placed", *steps[1:]]  # as they are kept
            if error.reason != "missing" or len(steps) < 2 or len(missing) == _MOST_MISSING:
                return {}, compiled.language(wanted), [*missing, MissingView(path=error.path, message=error.message)]
            missing.append(MissingView(path=error.path, message=error.message))
            values = _with(values, steps, StandIn(f"⟨{error.path}⟩"))
        else:
            return made.parts, made.locale, missing


def _with(values: Mapping[str, Any], steps: Sequence[str], value: str) -> dict[str, Any]:
    """The values with one more, deep inside; whatever stood in its way gives way."""
    if len(steps) == 1:
        return {**values, steps[0]: value}
    inner = values.get(steps[0])
    within: Mapping[str, Any] = cast("Mapping[str, Any]", inner) if isinstance(inner, Mapping) else {}
    return {**values, steps[0]: _with(within, steps[1:], value)}


def _channel(row: DocumentRow) -> str:
    return str(document_of(row).body["channel"])


def _transactional(consents: Consents) -> str:
    """A purpose that needs no consent: a proof goes to somebody who works here."""
    return next((name for name, purpose in consents.policy().purposes.items() if purpose.transactional), "service")
