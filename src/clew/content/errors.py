"""What can be wrong with content: with a template when it is saved, with a message when it is made."""

from clew.kernel.errors import ClewError


class TemplateInvalid(ClewError):
    """A template, fragment or brand that can't become messages."""

    code = "content.invalid"


class Unrenderable(ClewError):
    """This template can't become a message for this person: the message is held with this reason, never sent blank.

    Attributes:
        reason: Stable word: `missing` (a value is not there), `unfit` (it is there and no filter takes it), `limit`
            (too long, too many rounds) or `malformed` (the result is not what the channel takes).
        path: The value that is missing, such as `profile.firstName`; empty where it is none.
    """

    code = "content.unrenderable"

    def __init__(self, reason: str, message: str, *, path: str = "", where: str | None = None) -> None:
        super().__init__(message, where=where, hint="give it a default, or guard it by an `if`" if path else None)
        self.reason = reason
        self.path = path
