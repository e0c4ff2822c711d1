"""What can be wrong with schemas themselves (what is wrong with data is a `Violation`, a value)."""

from collections.abc import Sequence

from clew.events.schemas.model import Refusal
from clew.kernel.errors import ClewError


class SchemaInvalid(ClewError):
    """A schema document that does not describe anything: a wrong keyword, an unknown reference, a clash."""

    code = "schema.invalid"


class SchemaUnknown(ClewError):
    """No schema of this id (and version) is known."""

    code = "schema.unknown"


class SchemaNarrowed(ClewError):
    """A new version that would refuse what the old one took, or forget a field that others may mention.

    Attributes:
        schema: `$id` of the schema that would become narrower.
        refusals: Everything that is narrower, with its place and reason.
    """

    code = "schema.narrowed"

    def __init__(self, where: str, refusals: Sequence[Refusal]) -> None:
        first = refusals[0]
        more = f" (and {len(refusals) - 1} more)" if len(refusals) > 1 else ""
        super().__init__(
            f"a new version may only grow: {first.reason}{more}",
            where=f"{where}{first.pointer}",
            hint="keep the old fields as they are and add optional ones, or give the schema a new id",
        )
        self.schema = where
        self.refusals = tuple(refusals)
