"""What can be wrong with authored documents."""

from collections.abc import Sequence
from typing import Any

import msgspec

from clew.kernel.errors import ClewError


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong with one document.

    Attributes:
        pointer: JSON Pointer of the place in the document, such as `/expression`; empty for the whole.
        message: What is wrong.
        hint: What to do about it.
        offset: Characters into the text at `pointer` where the fault is, when it is inside an expression.
        warning: Whether it may well be meant: it is told, and keeps nothing from being published.
        code: A stable word for what is wrong, where whoever shows it can do something about it: `may_be_missing`.
        about: What it is wrong with, by that word: the value that somebody may not have.
        of: Of a property that is not known, the event that is to have it.
    """

    pointer: str
    message: str
    hint: str | None = None
    offset: int | None = None
    warning: bool = False
    code: str = ""
    about: str = ""
    of: str = ""


class Placed(msgspec.Struct, frozen=True):
    """A fault and where an author finds it.

    Attributes:
        where: `segments/vip.yaml:7:3` for a file, else `segment/vip/expression`.
        fault: What is wrong there.
    """

    where: str
    fault: Fault

    def __str__(self) -> str:
        advice = f" ({self.fault.hint})" if self.fault.hint else ""
        return f"{self.where}: {self.fault.message}{advice}"


class InvalidDocuments(ClewError):
    """Documents that cannot be accepted, with every fault found and not only the first.

    Attributes:
        faults: In the order of the text.
    """

    code = "catalog.invalid_documents"

    def __init__(self, faults: Sequence[Placed]) -> None:
        first = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(first.fault.message + more, where=first.where, hint=first.fault.hint)
        self.faults = tuple(faults)

    def to_dict(self) -> dict[str, Any]:
        """The error as plain data, with all faults under `errors`."""
        return super().to_dict() | {
            "errors": [
                {"where": placed.where, "pointer": placed.fault.pointer, "message": placed.fault.message}
                | ({"hint": placed.fault.hint} if placed.fault.hint else {})
                for placed in self.faults
            ]
        }


class Unpublishable(ClewError):
    """A plan that must not be carried out, because something in it is blocked."""

    code = "catalog.plan_blocked"
