"""What a dialect can't say."""

from clew.expressions.errors import CxlError


class Unsupported(CxlError):
    """A dialect can't answer an operator as the reference does, so it does not answer at all.

    Attributes:
        operator: What was asked for.
        dialect: Who can't.
    """

    code = "sql.unsupported"

    def __init__(self, operator: str, dialect: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(f"{operator} is not supported on {dialect}", where=where, hint=hint)
        self.operator = operator
        self.dialect = dialect

    def at(self, where: str) -> "Unsupported":
        """The same, with the place in the expression."""
        return Unsupported(self.operator, self.dialect, where=where or None, hint=self.hint)
