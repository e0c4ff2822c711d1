"""Compiled validators: a fast verdict, and on a bad one what is wrong, where and what to do.

`format` is a note and not a constraint, as in the reference verdicts for XDM and as JSON Schema has it by default.
"""

from decimal import Decimal
from typing import Any, cast

import jsonschema_rs

from clew.catalog import pointer
from clew.events.schemas.errors import SchemaInvalid
from clew.events.schemas.model import JsonSchema
from clew.kernel.packing import ExactNumber


class Validator:
    """The verdict of one schema version on documents of plain JSON values."""

    def __init__(self, schema: JsonSchema, registry: jsonschema_rs.Registry) -> None:
        """Compile the schema; what it refers to is in the registry, and nowhere else.

        Raises:
            SchemaInvalid: if it is no JSON Schema or refers to something unknown.
        """
        try:
            self._accepts = jsonschema_rs.validator_for(
                dict(schema), registry=registry, validate_formats=False, offline=True
            ).is_valid
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            place = pointer(*error.instance_path) if isinstance(error, jsonschema_rs.ValidationError) else ""
            said = str(error.args[0] if error.args else error).split("\n")[0]
            raise SchemaInvalid(
                f"not a usable JSON Schema: {said}",
                where=f"{schema.get('$id', '')}{place}" or None,
                hint="mend the keyword, or add what it refers to",
            ) from None

    def accepts(self, document: Any) -> bool:
        """Whether the document is valid; False for values that are no JSON.

        Numbers too long for a float must be given as `plain` makes them.
        """
        try:
            return self._accepts(document)
        except ValueError:
            return False


def plain(value: Any) -> Any:
    """The value with exact numbers in the form that the validator knows."""
    match value:
        case ExactNumber():
            return Decimal(value)
        case dict():
            return {name: plain(held) for name, held in cast("dict[str, Any]", value).items()}
        case list():
            return [plain(held) for held in cast("list[Any]", value)]
        case _:
            return value
