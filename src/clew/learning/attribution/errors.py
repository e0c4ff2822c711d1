"""Why credit can't be shared out."""

from typing import ClassVar

from clew.learning.errors import Unlearnable


class Unattributable(Unlearnable):
    """The ways, or the question, don't allow this model.

    Attributes:
        reason: Stable word: `empty`, `no_conversions`, `no_times`, `no_baseline`,
            `no_increment`, `too_many`, `bad_count`, `bad_table`, `unknown_channel`, `unknown_model`.
    """

    code: ClassVar[str] = "learning.unattributable"

    def __init__(self, reason: str, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message, where=where, hint=hint)
        self.reason = reason
