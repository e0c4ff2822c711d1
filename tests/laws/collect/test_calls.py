"""Calls are read alike whatever the reader has read before, and wherever the batch says what they have in common."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.api.collect.calls import CallReader
from clew.api.collect.dialect import Reading
from clew.api.collect.errors import Fault
from clew.api.collect.limits import Limits
from clew.api.collect.names import Names
from clew.api.collect.request import Request
from clew.events import Event
from clew.identity import normalise
from clew.kernel.instants import parse_instant

NOW = parse_instant("2026-11-21T12:00:00Z")
REQUEST = Request("/v1/batch", b"", {}, b"", None)

instants = st.sampled_from(
    [None, "", "soon", "2026-11-21T11:00:00Z", "2026-11-21T11:00:00.5+01:00", "1763722800", 1763722800, 1763722800123]
)
names = st.sampled_from([None, "", "u", "U", "null", "x" * 101, 7, 7.0, 7.5, 0])
emails = st.sampled_from(["A@x.io", "a@x.io", "none", 7, None])
traits = st.fixed_dictionaries({}, optional={"email": emails, "phone": st.just("+49 151 12345678"), "plan": names})
contexts = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "device": st.fixed_dictionaries({"id": names}) | names,
        "traits": traits | names,
        "externalIds": st.lists(st.fixed_dictionaries({"id": names, "type": st.sampled_from(["crm", "email"])})),
        "ip": st.just("1.1.1.1"),
    },
)
integrations = st.sampled_from([None, {}, {"All": True}, {"X": False}, False])
calls = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["track", "page", "identify", "group", "alias", "merge", "publish", None]),
        "messageId": st.sampled_from(["m", "n", 7]),
    },
    optional={
        "event": st.sampled_from(["E", "Completed Order"]),
        "userId": names,
        "anonymousId": names,
        "previousId": names,
        "groupId": names,
        "timestamp": instants,
        "originalTimestamp": instants,
        "sentAt": instants,
        "traits": traits,
        "properties": st.dictionaries(st.sampled_from(["a", "email"]), st.integers() | st.floats(-9, 9)),
        "context": contexts,
        "integrations": integrations,
        "channel": st.none() | st.just("web"),
        "mergeProperties": st.lists(
            st.fixed_dictionaries({"type": st.sampled_from(["email", "phone"]), "value": emails}), max_size=2
        ),
    },
)


def a_reader(**envelope: Any) -> CallReader:
    """A reader that has read nothing yet and remembers no name."""
    return CallReader(REQUEST, Reading(NOW, Limits(), Names(normalise), lambda: "fresh"), **envelope)


def outcome(reader: CallReader, call: dict[str, Any]) -> Event | tuple[str, str, str]:
    """The event, or what is wrong with it and where."""
    try:
        return reader(json.dumps(call).encode())
    except Fault as fault:
        return fault.reason, fault.pointer, fault.message


@settings(deadline=None, max_examples=150)
@given(st.lists(calls, max_size=6), contexts, integrations, instants)
def test_calls_of_a_batch_are_read_as_if_each_came_alone(
    batch: list[dict[str, Any]], context: dict[str, Any] | None, said: Any, sent_at: Any
) -> None:
    envelope = {"context": context, "integrations": said, "sent_at": sent_at}
    before = json.dumps(envelope)
    together = a_reader(**envelope)
    assert [outcome(together, call) for call in batch] == [outcome(a_reader(**envelope), call) for call in batch]
    assert json.dumps(envelope) == before


@settings(deadline=None, max_examples=150)
@given(calls, contexts, integrations, instants)
def test_what_the_batch_says_is_as_if_each_call_had_said_it(
    call: dict[str, Any], context: dict[str, Any] | None, said: Any, sent_at: Any
) -> None:
    own = {
        **call,
        "context": {**(context or {}), **(call.get("context") or {})},
        "integrations": said if call.get("integrations") is None else call["integrations"],
        "sentAt": call.get("sentAt") or sent_at,
    }
    assert outcome(a_reader(context=context, integrations=said, sent_at=sent_at), call) == outcome(a_reader(), own)
