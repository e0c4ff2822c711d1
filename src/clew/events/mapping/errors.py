"""What can be wrong with a mapping, and with the data that goes through it."""

from typing import NoReturn

from clew.kernel.errors import ClewError


class InvalidMapping(ClewError):
    """A mapping document can't work; `where` is the JSON Pointer of the fault."""

    code = "mapping.invalid"


class BadValue(Exception):
    """A value that a function can't take; becomes a reject. The message never holds the value.

    Attributes:
        reason: Stable code, such as `mapping.number`.
        message: What is wrong.
        column: The path that the value came from, where one did.
    """

    def __init__(self, reason: str, message: str, column: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.column = column


def refuse(pointer: str, message: str, hint: str | None = None) -> NoReturn:
    """Refuse the document.

    Raises:
        InvalidMapping: always.
    """
    raise InvalidMapping(message, where=pointer or "/", hint=hint)
