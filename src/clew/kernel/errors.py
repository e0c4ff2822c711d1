"""The root of every error that Clew raises on purpose."""

from typing import Any, ClassVar


class ClewError(Exception):
    """Something is wrong, and this says what, where, and what to do.

    Messages never hold personal data: they name fields, documents and positions, not values.

    Attributes:
        code: Stable machine name of the error, dotted by domain (`mapping.unknown_function`).
        where: The place, for example `segments/vip.yaml:7:3` or `/batch/2/timestamp`.
        hint: What to do about it.
        retryable: Whether the same call may succeed later without a change.
    """

    code: ClassVar[str] = "clew.error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{advice}"

    def to_dict(self) -> dict[str, Any]:
        """The error as plain data, for `--json` and for problem+json bodies."""
        facts = {"code": self.code, "message": self.message, "where": self.where, "hint": self.hint}
        return {name: value for name, value in facts.items() if value is not None}
