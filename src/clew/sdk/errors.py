"""What can go wrong between a notebook and a server."""

from typing import Any

from clew.kernel.errors import ClewError


class Unreachable(ClewError):
    """Nothing answers at the address."""

    code = "sdk.unreachable"
    retryable = True


class ApiError(ClewError):
    """The server says no, and why.

    Attributes:
        status: HTTP status.
        problem: Its words, as a mapping (RFC 9457).
    """

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        detail = str(problem.get("detail") or problem.get("title") or f"HTTP {status}")
        super().__init__(detail, where=problem.get("where"), hint=problem.get("hint"))
        self.status = status
        self.problem = problem
        self.retryable = status in (429, 503)  # pyright: ignore[reportAttributeAccessIssue]

    @property
    def name(self) -> str:
        """The stable name of the error, such as `query.too_long`."""
        return str(self.problem.get("code", ""))
