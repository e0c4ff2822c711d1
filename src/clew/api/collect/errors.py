"""What goes wrong with a request as a whole (`Refusal`), and with one event of it (`Fault`)."""

from hashlib import blake2b
from typing import ClassVar

from clew.events.ports import Reject
from clew.kernel.errors import ClewError


class Refusal(ClewError):
    """A request that is refused as a whole; nothing of it is in the log.

    Attributes:
        status: HTTP status of the answer.
        retry_after: Whole seconds after which the same request may succeed; None where it never will.
    """

    code = "collect.refused"
    status: ClassVar[int] = 400
    retry_after: ClassVar[int | None] = None


class UnreadableBody(Refusal):
    """A body that is not what its route expects; its sender will drop it, so that it is kept for a person to look at.

    Attributes:
        kept: What is kept of it; None for the body as it was sent.
        reason: What quarantine counts it by.
        mapping: What reads it when it is tried again; a mapping without an id is that of its source.
    """

    code = "collect.body_unreadable"
    kept: bytes | None = None
    reason: ClassVar[str] = "body.unreadable"
    mapping: ClassVar[str] = ""


class UnsupportedVersion(UnreadableBody):
    """A CloudEvent of another version than 1.0."""

    code = "collect.specversion"

    def __init__(self, event: bytes) -> None:
        super().__init__("specversion is not 1.0", where="/specversion", hint="send CloudEvents 1.0")
        self.kept = event


class UnknownKey(Refusal):
    """No write key, or one that no source has."""

    code = "collect.write_key"
    status = 401


class UnknownRoute(Refusal):
    """A path that no dialect has."""

    code = "collect.route"
    status = 404


class Unmapped(UnreadableBody):
    """Rows of a source that says not how to read them; they wait until it does."""

    code = "collect.no_mapping"
    status = 409
    reason = "mapping.none"
    mapping = "@0"


class WrongMethod(Refusal):
    """A known path, asked with another method than it knows."""

    code = "collect.method"
    status = 405

    def __init__(self, known: str) -> None:
        super().__init__(f"this path is asked with {known}", hint=f"use {known}")
        self.known = known


class SlowBody(Refusal):
    """A body that took too long to arrive."""

    code = "collect.body_slow"
    status = 408
    retryable = True


class TooLarge(Refusal):
    """A body or batch above a limit."""

    code = "collect.too_large"
    status = 413


class UnsupportedEncoding(Refusal):
    """A Content-Encoding other than gzip."""

    code = "collect.encoding"
    status = 415


class Overloaded(Refusal):
    """More waits for the log than may wait; the same request succeeds later."""

    code = "collect.overloaded"
    status = 429
    retryable = True
    retry_after = 1


class LogUnavailable(Refusal):
    """The log could not commit; nothing was acknowledged, and the same request may succeed later."""

    code = "collect.log_unavailable"
    status = 503
    retryable = True
    retry_after = 2


class BrokenCollector(Refusal):
    """A fault of ours."""

    code = "collect.internal"
    status = 500
    retryable = True
    retry_after = 5


class Fault(ClewError):
    """One event that cannot be understood; it waits in quarantine while the rest of its body goes on.

    Attributes:
        reason: Stable code that quarantine is counted by, such as `event.too_large`.
        pointer: JSON Pointer of the fault inside the event; empty for the whole event.
    """

    code = "collect.fault"

    def __init__(self, reason: str, message: str, *, pointer: str = "", hint: str) -> None:
        super().__init__(message, where=pointer or None, hint=hint)
        self.reason = reason
        self.pointer = pointer


def reject_of(fault: Fault, raw: bytes) -> Reject:
    """What quarantine keeps of an event that is none."""
    return Reject(fault.reason, f"{fault.message} ({fault.hint})", fault.pointer, raw)


def reject_of_body(refusal: UnreadableBody, body: bytes) -> Reject:
    """What quarantine keeps of a body that could not be opened."""
    raw = body if refusal.kept is None else refusal.kept
    message = f"{refusal.message} ({refusal.hint})"
    # Rows that wait for a mapping are sent again until there is one: they wait once.
    key = blake2b(raw, digest_size=16).digest() if refusal.mapping else b""
    return Reject(refusal.reason, message, refusal.where or "", raw, refusal.mapping, key)


def fault_of(error: Exception) -> Fault:
    """The fault that a failed decoding of one event amounts to; never quotes the event.

    Args:
        error: What the decoder raised: `msgspec.DecodeError`, `UnicodeDecodeError` or `RecursionError`.
    """
    if isinstance(error, UnicodeDecodeError):
        return Fault("event.not_utf8", "the event holds bytes that are not UTF-8", hint="send JSON in UTF-8")
    if isinstance(error, RecursionError):
        return Fault("event.too_deep", "the event nests too deep", hint="flatten it")
    message, _, path = str(error).partition(" - at `$")
    pointer = path.rstrip("`").replace("[...]", "/*").replace("[", "/").replace("]", "").replace(".", "/")
    return Fault("event.unreadable", message, pointer=pointer, hint="see the API reference for the members of a call")
