"""Tests of journeys as the API shows them."""

from clew.api.journeys.views import StepView
from clew.api.views import Moment, View


class SandboxView(View):
    """What a test would have sent or done; it stays in the local outbox.

    Attributes:
        key: Its key in the outbox.
        at: When it was decided.
        node: From which node.
        template: Of which template.
        status: Where it is in the outbox.
        said: Why it is held or was stopped, in words; empty where it is neither.
    """

    key: str
    at: Moment
    node: str
    template: str
    status: str
    said: str = ""


class TestedView(View):
    """One test of one person.

    Attributes:
        participant: Its id; it is nobody's way but its own.
        version: Which version.
        entered: When it began.
        node: Where it is; empty once it has ended.
        ended: When it ended; null while it is under way.
        reason: How it ended, in words.
        steps: Everything in order.
        messages: What it would have sent.
    """

    participant: str
    version: int
    entered: Moment
    node: str
    ended: Moment | None
    reason: str
    steps: tuple[StepView, ...]
    messages: tuple[SandboxView, ...]
