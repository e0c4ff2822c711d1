"""What a workspace knows, as expressions are checked against it: events and their properties by schema, traits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from clew.actions import OUTCOME_TYPES, PROPOSED
from clew.catalog import Document, Fault, Key
from clew.events import (
    SchemaField,
    SchemaInvalid,
    SchemaNarrowed,
    SchemaRegistry,
    SchemaUnknown,
    from_document,
    standard_registry,
)
from clew.expressions import CxlError, Expr, Kind, Note, Predicate, Value, Vocabulary, check, kind_of, parse
from clew.runtime.conditions import said_in

_KINDS: Mapping[str, Kind] = {
    "string": "text",
    "date": "date",
    "date-time": "date",
    "boolean": "flag",
    "array": "list",
    "object": "object",
    "map": "object",
    **dict.fromkeys(("number", "integer", "long", "int", "short", "byte", "double"), "number"),
}
_MOST_ROUNDS = 16
"""How deep traits may be made of traits before the kind of the last one is no longer asked."""


def vocabulary_of(documents: Sequence[Document]) -> Vocabulary:
    """What expressions may mention, going by the documents that stand.

    Properties and attributes that no schema names are allowed, for an event may say more than its schema knows.
    """
    schemas = [document for document in documents if document.kind == "schema"]
    of_schemas = _known_of(registry_of(schemas)) if schemas else _standard()
    found = replace(
        of_schemas,
        segments=sorted({document.id for document in documents if document.kind == "segment"}),
        # Others may tell scores as well: where no model scores, any name goes. An attribution gives nobody a score.
        scores=sorted({d.id for d in documents if d.kind == "model" and d.body.get("task") != "attribution"}) or None,
        notes={**of_schemas.notes, **dict(_said_of(documents))},
    )
    traits = {d.id: e for d in documents if d.kind == "trait" and isinstance(e := _parsed(d), Value)}
    for _ in range(_MOST_ROUNDS):
        kinds: dict[str, Kind] = {name: kind_of(expression, found) for name, expression in traits.items()}
        if found.traits == kinds:
            break
        found = replace(found, traits=kinds)
    return found


def _said_of(documents: Sequence[Document]) -> Iterator[tuple[tuple[str, str], Note]]:
    for document in documents:
        if document.kind in ("segment", "trait", "model"):
            unit, sort = str(document.body.get("unit", "")), document.kind if document.kind != "model" else "score"
            yield (sort, document.id), Note(document.description or document.name, unit)


def check_expressions(wanted: Sequence[Document], standing: Sequence[Document]) -> Iterator[tuple[Key, Fault]]:
    """What the expressions of the wanted documents get wrong about the workspace, or seem to."""
    asked = [(document, said) for document in wanted for said in said_in(document)]
    if not asked:
        return
    known = vocabulary_of(standing)
    for document, said in asked:
        for problem in check(said.expr, known):
            doubtful = problem.severity == "warning"
            place = (offset(said.text, problem.where) or 0) - said.before
            if document.kind == "journey" and problem.code == "unknown_event" and said.before:
                # What was put around the text names the event, which is told of where the journey names it.
                continue
            yield (
                document.key,
                Fault(
                    pointer=said.field,
                    message=problem.message,
                    hint=problem.hint,
                    offset=max(0, place),
                    warning=doubtful,
                    code=problem.code if doubtful else "",
                    about=problem.about,
                    of=problem.of,
                ),
            )


def offset(text: str, where: str | None) -> int | None:
    """How many characters stand before `line:column`; None for a place that is none."""
    line, _, column = (where or "").partition(":")
    if not (line.isdecimal() and column.isdecimal()):
        return None
    return sum(len(before) + 1 for before in text.split("\n")[: int(line) - 1]) + int(column) - 1


def fault_of(document: Document) -> Fault | None:
    """What keeps a segment from being a condition, or a trait from being a value; None if nothing does."""
    text = str(document.body["expression"])
    try:
        expression = parse(text)
    except CxlError as error:
        return Fault("/expression", error.message, error.hint, offset(text, error.where))
    if document.kind == "segment" and not isinstance(expression, Predicate):
        return Fault("/expression", "a segment needs a condition, this is a value", "compare it: `… > 3`", 0)
    if document.kind == "trait" and isinstance(expression, Predicate):
        return Fault("/expression", "a trait needs a value, this is a condition", "make it a segment", 0)
    return None


def _parsed(document: Document) -> Expr | None:
    if document.kind not in ("segment", "trait"):
        return None
    try:
        return parse(str(document.body.get("expression", "")))
    except CxlError:
        return None


def registry_of(schemas: Sequence[Document]) -> SchemaRegistry:
    """The schemas that come with Clew, and these; one that is wrong in itself is left out."""
    registry = standard_registry()
    for document in schemas:
        try:
            registry = registry.publish(from_document(document))
        except (SchemaInvalid, SchemaNarrowed, SchemaUnknown):
            # Its own checks tell what is wrong with it.
            continue
    return registry


@cache
def _standard() -> Vocabulary:
    return _known_of(standard_registry())


def _known_of(registry: SchemaRegistry) -> Vocabulary:
    attributes: dict[str, Kind] = {}
    events: dict[str, dict[str, Kind]] = {}
    # What became of messages is told by Clew itself, each time with what there is to say.
    own: dict[str, Mapping[str, Kind] | None] = dict.fromkeys((*OUTCOME_TYPES, PROPOSED))
    notes: dict[tuple[str, ...], Note] = {}
    for version in registry:
        fields = list(_flat(registry.fields(version.id)))
        kinds: dict[str, Kind] = {name: _KINDS.get(field.type, "any") for name, field in fields}
        said = {name: Note(field.description or field.title, title=field.title) for name, field in fields}
        for key in version.events:
            kind = key.type or key.kind
            if key.kind == "identify":
                attributes |= kinds
                notes |= {("attribute", name): note for name, note in said.items()}
            else:
                events.setdefault(kind, {}).update(kinds)
                notes |= {("property", kind, name): note for name, note in said.items()}
                notes["event", kind] = Note(version.name)
    known = own | {name: kinds or None for name, kinds in events.items()}
    return Vocabulary(attributes, known, open=True, notes=notes)


def _flat(fields: Sequence[SchemaField], prefix: str = "") -> Iterator[tuple[str, SchemaField]]:
    for field in fields:
        name = prefix + field.name
        yield name, field
        yield from _flat(field.fields, name + ".")
