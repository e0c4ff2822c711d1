"""How many emails a second are queued by the engine, and rendered by a sender.

People ask for a receipt in MJML with a brand, a loop and money of their language. `render` is what one sender process
makes of what is released: claimed, rendered, put together as mail, told to the log, and given back; nothing goes over a
wire. `render.queue` is what the engine does before: requests read, people stepped, messages planned, released with what
their template asks for, and committed. Limit: the same page by python-liquid alone.
"""

import asyncio
import time
from typing import Any

from liquid import Environment

from bench.result import Result
from bench.scale import sized
from bench.workspaces import workspace as opened
from clew.actions import Accepted, Attempt, Outgoing, Request, Traits, request_event
from clew.actions.service import Sender
from clew.adapters.smtp import SmtpSettings, compose
from clew.engine.templates import Templates
from clew.events import API_SOURCE, Event, Identity
from clew.events.ports import Arrival
from clew.kernel.packing import pack
from clew.runtime.clock import SystemClock
from clew.runtime.links import links_of
from clew.runtime.workspace import Workspace

_ROUNDS = 500
MJML = """<mjml><mj-body><mj-section><mj-column>
<mj-text>Dear {{ profile.name | default: "customer" }}, thank you.</mj-text>
<mj-table>{% for line in event.lines %}<tr><td>{{ line.name }}</td><td>{{ line.price | money: "EUR" }}</td></tr>
{% endfor %}
</mj-table><mj-button href="https://shop.example/orders">Your orders</mj-button>
<mj-text>{{ brand.company }} <a href="{{ links.preferences }}">Choices</a></mj-text>
</mj-column></mj-section></mj-body></mjml>"""
DOCUMENTS: list[dict[str, Any]] = [
    {"kind": "brand", "id": "shop", "company": "Shop", "address": "1 High Street"},
    {
        "kind": "template",
        "id": "receipt",
        "channel": "email",
        "brand": "shop",
        "required": ["event.lines"],
        "parts": {"subject": "Your order, {{ profile.name | default: 'customer' }}", "mjml": MJML},
    },
]
LINES = [{"name": f"Thing {number}", "price": 9.5 + number} for number in range(6)]


def run() -> list[Result]:
    """Rendered and queued a second."""
    mails = sized(20_000, 30)
    with opened(SystemClock(), DOCUMENTS) as workspace:
        engine = workspace.engine()
        engine.drain()
        _ask(workspace, mails)
        begun = time.perf_counter()
        engine.drain()
        queued = time.perf_counter() - begun
        begun = time.perf_counter()
        sent = asyncio.run(_send(workspace))
        rendered = time.perf_counter() - begun
    assert sent == mails, "each was made once"
    return [
        Result("render", mails / rendered, "mails/s", "higher", limit="python-liquid alone", limit_value=_alone()),
        Result("render.queue", mails / queued, "mails/s", "higher"),
    ]


def _ask(workspace: Workspace, mails: int) -> None:
    now = workspace.clock.now()
    for first in range(0, mails, _ROUNDS):
        events: list[Event] = []
        for number in range(first, min(mails, first + _ROUNDS)):
            who = Identity("email", f"p{number}@example.com")
            events.append(Event(f"i{number}", "identify", "identify", (who,), now, properties={"name": f"N{number}"}))
            wanted = Request("receipt", "email", data={"lines": LINES})
            events.append(request_event(f"m{number}", who, wanted, now, by="bench"))
        workspace.log.append([Arrival(API_SOURCE, pack(events))])


class _Composed:
    """Puts mail together and throws it away."""

    name = "email"
    traits = Traits(addressed=True, takes_key=False)

    def __init__(self, workspace: Workspace) -> None:
        self._settings = SmtpSettings("localhost", 25, "shop@shop.example", workspace.secret)
        self._clock = workspace.clock

    def target(self, message: Outgoing) -> str:
        """There is one provider."""
        del message
        return ""

    async def send(self, message: Outgoing) -> Attempt:
        """Put one together."""
        compose(message, self._settings, self._clock.now())
        return Accepted()

    async def close(self) -> None:
        """Nothing to give back."""


async def _send(workspace: Workspace) -> int:
    def tell(events: Any) -> None:
        workspace.log.append([Arrival("messages", pack(list(events)))])

    shelf = Templates(workspace.store.documents())
    links = links_of(workspace.secret, "https://mail.shop.example")
    sender = Sender(workspace.outbox, [_Composed(workspace)], tell, shelf.find, workspace.clock, links=links)
    sent = 0
    while found := await sender.send_due():
        sent += found
    return sent


def _alone() -> float:
    line = "<tr><td>{{ line.name }}</td><td>{{ line.price }}</td></tr>"
    text = "Dear {{ profile.name }}<table>{% for line in event.lines %}" + line + "{% endfor %}</table>"
    template = Environment().from_string(text)
    rounds = sized(5_000, 20)
    begun = time.perf_counter()
    for number in range(rounds):
        template.render(profile={"name": f"N{number}"}, event={"lines": LINES})
    return rounds / (time.perf_counter() - begun)
