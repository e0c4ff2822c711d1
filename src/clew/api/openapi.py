"""The OpenAPI document, finished: what the docstrings say becomes the descriptions, errors are problem+json."""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from fastapi import FastAPI

from clew.api.problems import Problem, responses

Json: TypeAlias = dict[str, Any]

_TAGS = {
    "session": "Signing a browser in and out.",
    "accounts": "People who may enter, and what each may do.",
    "audit": "Who did what, and when.",
    "overview": "What changed since yesterday.",
    "profiles": "Everything known of a person, found by any of their identities.",
    "segments": "Who is in which segment, as of now.",
    "insight": "What people did, over time and in order; it only reads.",
    "attribution": "Which touches earned the conversions, by every model, and what none of them proves.",
    "experiments": "How large an experiment must be, and what its numbers say.",
    "metrics": "Figures that have one definition.",
    "dashboards": "Questions side by side.",
    "queries": "SQL over everything that happened, read only.",
    "expressions": "Help for whoever writes one: what is wrong, what it says, what could come next.",
    "models": "What was learnt: who will do what, who is worth what, and how sure that is.",
    "traits": "Computed attributes.",
    "sources": "Where events come from, and the write keys that they use.",
    "schemas": "What events and profiles may look like.",
    "mappings": "How a source's fields become events.",
    "namespaces": "Kinds of identities.",
    "workspaces": "What holds for everything: the zone, and how long what people did is kept.",
    "plans": "Whole sets of documents at once.",
    "imports": "Files: sent, looked at, mapped, brought into the log.",
    "quarantine": "What was received and could not become an event.",
    "templates": "What messages say.",
    "fragments": "What several templates share.",
    "offers": "What is proposed to whom, and which of them a person would get.",
    "brands": "How a company looks, and what it never says.",
    "channels": "By whom messages go.",
    "policies": "Who may be written to, and when.",
    "messages": "The outbox: what was to be sent, what it says and what became of it.",
    "consents": "What people agreed to, with its proof, and what they may be contacted for.",
    "suppressions": "Addresses that are not written to, as hashes.",
    "keys": "Keys of the API and of sources.",
    "live": "What happens, as it happens.",
    "health": "Whether the process lives and can work.",
}
NAMED = "x-clew-name"
"""Under which a schema says what it wants to be called."""

_BODY_ERRORS = (400, 413, 415)
_FIELD = re.compile(r"^ {4}(?P<name>\w+): (?P<text>.*(?:\n {8}.*)*)", re.MULTILINE)


def describe(app: FastAPI) -> None:
    """Make the application's OpenAPI document the finished one."""
    generate = app.openapi

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = finish(generate())
        return app.openapi_schema

    app.openapi = openapi


def finish(document: Json) -> Json:
    """Finish a document as FastAPI generates it; changes it in place."""
    schemas: Json = document["components"]["schemas"]
    schemas |= _schemas_of_problems()
    for operation in _operations(document):
        _name_parts(operation, schemas)
    for schema in schemas.values():
        describe_fields(schema)
    for name, schema in schemas.items():
        _inherit(schema, schemas, name)
    for operation in _operations(document):
        _describe_operation(operation)
    document["tags"] = [{"name": name, "description": text} for name, text in _TAGS.items()]
    return document


def _operations(document: Json) -> Iterator[Json]:
    for path in document["paths"].values():
        yield from cast("Json", path).values()


def _name_parts(operation: Json, schemas: Json) -> None:
    """Give the schemas of structs, which come whole, the names that they ask for."""
    bodies: list[Json] = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in (content for body in bodies for content in body.get("content", {}).values()):
        name = content.get("schema", {}).pop(NAMED, None)
        if name is not None:
            content["schema"].pop("title", None)
            schemas[name] = content["schema"]
            content["schema"] = {"$ref": f"#/components/schemas/{name}"}


def _describe_operation(operation: Json) -> None:
    first, _, rest = str(operation["description"]).partition("\n\n")
    operation["summary"] = " ".join(first.split()).rstrip(".")
    operation["description"] = "\n\n".join(" ".join(part.split()) for part in rest.split("\n\n")) or first
    for parameter in operation.get("parameters", []):
        parameter["schema"] = _without_null(parameter["schema"])
    answers: Json = operation["responses"]
    if "requestBody" in operation:
        answers |= {str(status): answer for status, answer in responses(*_BODY_ERRORS).items()}
    if "security" not in operation:
        answers.pop("403", None)
    for status, answer in answers.items():
        if answer.get("description") == "Successful Response":
            answer["description"] = "Done." if status == "204" else "As asked for."
    operation["responses"] = dict(sorted(answers.items()))


def _without_null(schema: Json) -> Json:
    """A parameter that may be left out is no parameter that may be null: a URL has no null."""
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    schema.pop("title", None)
    return {**kinds[0], **schema} if len(kinds) == 1 else schema


def describe_fields(schema: Json) -> None:
    """Turn the `Attributes` section of a docstring into the descriptions of the fields."""
    text, _, attributes = str(schema.get("description", "")).partition("\n\nAttributes:\n")
    if text:
        schema["description"] = " ".join(text.split())
    fields: Json = schema.get("properties", {})
    for found in _FIELD.finditer(attributes):
        name = found["name"].rstrip("_")
        if name in fields:
            fields[name].setdefault("description", " ".join(found["text"].split()))
    for field in fields.values():
        field.pop("title", None)


def _inherit(schema: Json, schemas: Json, name: str) -> None:
    """Take over what is said once for several: of every document, and of the rows that a detail goes on from."""
    base: Json = schemas.get(f"Document{'Input' if name.endswith('Input') else 'View'}", {})
    documents = name.startswith(("Journey", "Model", "Segment", "Source", "Trait"))
    if name.endswith("DetailView"):
        base, documents = schemas.get(f"{name.removesuffix('DetailView')}RowView", {}), True
    for field, said in base.get("properties", {}).items():
        own: Json | None = schema.get("properties", {}).get(field)
        if own is not None and own.get("type") == said.get("type") and documents:
            own.setdefault("description", said.get("description", ""))


def _schemas_of_problems() -> Json:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), Problem.__name__: schema}
