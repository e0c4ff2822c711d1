"""What each call of Segment's dialect becomes."""

import json

import pytest

from clew.api.collect.calls import CallReader
from clew.api.collect.commerce import COMMERCE_ALIASES
from clew.api.collect.dialect import Reading
from clew.api.collect.errors import Fault
from clew.api.collect.limits import Limits
from clew.api.collect.names import Names
from clew.api.collect.request import Request
from clew.events import Event, Identity
from clew.identity import normalise
from clew.kernel.instants import parse_instant
from clew.kernel.packing import ExactNumber

NOW = parse_instant("2026-11-21T12:00:00Z")


READING = Reading(NOW, Limits(), Names(normalise), lambda: "fresh")


def read(call: dict, *, headers: dict | None = None, peer: str | None = None, **envelope) -> Event:
    request = Request("/v1/batch", b"", headers or {}, b"", peer)
    return CallReader(request, READING, **envelope)(json.dumps(call).encode())


def fault(call: dict | bytes, **envelope) -> Fault:
    body = call if isinstance(call, bytes) else json.dumps(call).encode()
    with pytest.raises(Fault) as caught:
        CallReader(Request("/v1/batch", b"", {}, b"", None), READING, **envelope)(body)
    assert caught.value.hint
    return caught.value


def test_track():
    event = read(
        {
            "type": "track",
            "event": "Order Completed",
            "userId": "u1",
            "anonymousId": "a1",
            "messageId": "m1",
            "properties": {"revenue": 12.5, "products": [{"price": 1}]},
            "context": {"library": {"name": "x"}},
            "timestamp": "2026-11-21T11:00:00Z",
            "sentAt": "2026-11-21T11:30:00Z",
        }
    )
    assert event == Event(
        "m1",
        "track",
        "Order Completed",
        (Identity("user_id", "u1"), Identity("anonymous_id", "a1")),
        parse_instant("2026-11-21T11:00:00Z"),
        parse_instant("2026-11-21T11:30:00Z"),
        {"revenue": 12.5, "products": [{"price": 1}]},
        {"library": {"name": "x"}},
    )


@pytest.mark.parametrize("kind", ["page", "screen"])
def test_page_and_screen_carry_name_and_category_as_properties(kind):
    event = read({"type": kind, "anonymousId": "a", "name": "Home", "category": "Docs", "properties": {"url": "u"}})
    assert (event.kind, event.type) == (kind, kind)
    assert event.properties == {"url": "u", "name": "Home", "category": "Docs"}


def test_identify_writes_traits_and_names_the_person_by_email_and_phone():
    event = read(
        {"type": "identify", "userId": "u", "traits": {"email": "A@x.io", "phone": "+49 151 12345678", "plan": None}}
    )
    assert event.properties == {"email": "A@x.io", "phone": "+49 151 12345678", "plan": None}
    assert event.identities == (
        Identity("user_id", "u"),
        Identity("email", "a@x.io"),
        Identity("phone", "+4915112345678"),
    )


def test_identify_with_traits_in_the_context_as_rudderstack_sends_them():
    event = read({"type": "identify", "userId": "u", "context": {"traits": {"email": "a@x.io", "n": 1}, "k": 2}})
    assert event.properties == {"email": "a@x.io", "n": 1}
    assert event.context == {"k": 2}
    assert Identity("email", "a@x.io") in event.identities


def test_a_trait_that_is_no_address_stays_a_trait_and_names_nobody():
    event = read({"type": "identify", "userId": "u", "traits": {"email": "none", "phone": True}})
    assert event.properties == {"email": "none", "phone": True}
    assert event.identities == (Identity("user_id", "u"),)


def test_traits_in_the_context_of_a_track_call_name_the_person():
    event = read({"type": "track", "event": "E", "anonymousId": "a", "context": {"traits": {"email": "a@x.io"}}})
    assert event.identities == (Identity("anonymous_id", "a"), Identity("email", "a@x.io"))


def test_group_keeps_its_id_beside_its_traits_and_the_traits_name_nobody():
    event = read({"type": "group", "userId": "u", "groupId": 7, "traits": {"name": "Acme", "email": "info@x.io"}})
    assert event.properties == {"name": "Acme", "email": "info@x.io", "group_id": "7"}
    assert event.identities == (Identity("user_id", "u"),)


def test_alias_names_the_new_id_then_the_old_which_may_be_a_device_s():
    event = read({"type": "alias", "userId": "new", "previousId": "old"})
    assert (event.kind, event.type) == ("alias", "alias")
    assert event.identities == (
        Identity("user_id", "new"),
        Identity("user_id", "old"),
        Identity("anonymous_id", "old"),
    )


def test_alias_of_the_anonymous_id_is_one():
    event = read({"type": "alias", "userId": "new", "previousId": "a", "anonymousId": "a"})
    assert event.identities == (Identity("user_id", "new"), Identity("anonymous_id", "a"))


def test_alias_from_a_device_names_the_device_too():
    event = read({"type": "alias", "userId": "new", "previousId": "old", "anonymousId": "a"})
    assert event.identities[:2] == (Identity("user_id", "new"), Identity("user_id", "old"))
    assert Identity("anonymous_id", "a") in event.identities[2:]


def test_merge_joins_its_two_properties_first():
    pair = [{"type": "email", "value": "A@x.io"}, {"type": "mobile", "value": "+49 151 12345678"}]
    event = read({"type": "merge", "userId": "u", "mergeProperties": pair})
    assert event.kind == "alias"
    assert event.identities == (
        Identity("email", "a@x.io"),
        Identity("phone", "+4915112345678"),
        Identity("user_id", "u"),
    )


@pytest.mark.parametrize("nobody", ["null", "undefined", "guest", "  ", "00000000-0000-0000-0000-000000000000"])
def test_an_id_that_identifies_nobody_is_absent(nobody):
    event = read({"type": "track", "event": "E", "userId": "u", "anonymousId": nobody})
    assert event.identities == (Identity("user_id", "u"),)


@pytest.mark.parametrize("empty", [None, ""])
def test_null_and_empty_are_absent(empty):
    names = ("userId", "messageId", "timestamp", "originalTimestamp", "sentAt", "groupId", "previousId")
    event = read({"type": "track", "event": "E", "anonymousId": "a", **dict.fromkeys(names, empty)})
    assert event == Event("fresh", "track", "E", (Identity("anonymous_id", "a"),))


@pytest.mark.parametrize("null", ["properties", "context", "integrations", "traits", "name", "category", "channel"])
def test_null_members_are_absent(null):
    assert read({"type": "track", "event": "E", "userId": "u", null: None}) == read(
        {"type": "track", "event": "E", "userId": "u"}
    )


@pytest.mark.parametrize(("written", "text"), [(7, "7"), (7.0, "7"), (7.5, "7.5"), (2**70, str(2**70))])
def test_ids_may_be_numbers(written, text):
    event = read({"type": "track", "event": "E", "userId": written, "messageId": written})
    assert (event.id, event.identities) == (text, (Identity("user_id", text),))


def test_devices_and_external_ids_name_the_person_too():
    context = {
        "device": {"id": "d1"},
        "externalIds": [
            {"id": "b1", "type": "braze", "collection": "users"},
            {"id": 5, "type": "crm"},
            {"id": "g1", "type": "group_id", "collection": "accounts"},
            {"id": "no", "type": "email"},
            {"id": "x", "type": "n" * 65},
            {"id": "y", "type": "--"},
            {"id": "C-1", "type": "customerId"},
            "nonsense",
        ],
    }
    event = read({"type": "track", "event": "E", "userId": "u", "context": context})
    assert event.identities == (
        Identity("user_id", "u"),
        Identity("device_id", "d1"),
        Identity("braze", "b1"),
        Identity("crm", "5"),
        Identity("customer_id", "C-1"),
    )


def test_the_device_id_of_phones_that_refuse_tracking_names_nobody():
    context = {"device": {"id": "00000000-0000-0000-0000-000000000000"}}
    assert read({"type": "track", "event": "E", "userId": "u", "context": context}).identities == (
        Identity("user_id", "u"),
    )


def test_the_original_timestamp_comes_before_the_timestamp():
    call = {"type": "track", "event": "E", "userId": "u", "timestamp": "2026-11-21T09:00:00Z"}
    event = read({**call, "originalTimestamp": "2026-11-21T08:00:00Z"})
    assert event.ts == parse_instant("2026-11-21T08:00:00Z")


def test_context_integrations_and_sent_at_of_the_batch_lie_under_the_call_s_own():
    envelope = {"context": {"ip": "1.1.1.1", "a": 1}, "integrations": {"X": False}, "sent_at": "2026-11-21T10:00:00Z"}
    call = {"type": "track", "event": "E", "userId": "u"}
    assert read(call, **envelope).context == {"ip": "1.1.1.1", "a": 1, "integrations": {"X": False}}
    assert read(call, **envelope).sent_at == parse_instant("2026-11-21T10:00:00Z")
    own = read(
        {**call, "context": {"a": 2}, "integrations": {"All": True}, "sentAt": "2026-11-21T11:00:00Z"}, **envelope
    )
    assert own.context == {"ip": "1.1.1.1", "a": 2}
    assert own.sent_at == parse_instant("2026-11-21T11:00:00Z")


def test_consent_and_channel_stay_in_the_context():
    consent = {"categoryPreferences": {"Advertising": False}}
    event = read({"type": "track", "event": "E", "userId": "u", "context": {"consent": consent}, "channel": "web"})
    assert event.context == {"consent": consent, "channel": "web"}


def test_only_browsers_get_an_address_and_an_agent_from_the_server():
    call = {"type": "track", "event": "E", "anonymousId": "a"}
    headers = {b"origin": b"https://shop.example", b"user-agent": b"UA/1"}
    assert read(call, headers=headers, peer="9.9.9.9").context == {"ip": "9.9.9.9", "userAgent": "UA/1"}
    own = {"context": {"ip": "0.0.0.0", "userAgent": "own"}}  # noqa: S104 - how one asks not to be located
    assert read({**call, **own}, headers=headers, peer="9.9.9.9").context == own["context"]
    assert read(call, headers={b"user-agent": b"python"}, peer="9.9.9.9").context == {}


def test_the_route_says_the_kind_whatever_the_call_says():
    assert read({"type": "page", "event": "E", "userId": "u"}, kind="track").kind == "track"


@pytest.mark.parametrize(
    ("old", "current"),
    [
        ("Completed Order", "Order Completed"),
        ("Viewed Product", "Product Viewed"),
        ("Viewed Product Category", "Product List Viewed"),
        ("Added Product", "Product Added"),
        ("Viewed Checkout Step", "Checkout Step Viewed"),
        ("Refunded Order", "Order Refunded"),
        ("Order Completed", "Order Completed"),
        ("Anything Else", "Anything Else"),
    ],
)
def test_first_generation_commerce_names_are_aliases(old, current):
    assert read({"type": "track", "event": old, "userId": "u"}).type == current
    assert current not in COMMERCE_ALIASES


def test_numbers_that_no_float_holds_stay_exact():
    body = b'{"type":"track","event":"E","userId":"u","properties":{"v":12345678901234567.89}}'
    event = CallReader(Request("", b"", {}, b"", None), READING)(body)
    assert event.properties == {"v": ExactNumber("12345678901234567.89")}


@pytest.mark.parametrize(
    ("call", "reason", "pointer"),
    [
        ({"userId": "u"}, "call.type", "/type"),
        ({"type": "publish", "userId": "u"}, "call.type", "/type"),
        ({"type": "track", "userId": "u"}, "call.event", "/event"),
        ({"type": "track", "event": "", "userId": "u"}, "call.event", "/event"),
        ({"type": "group", "userId": "u"}, "call.group", "/groupId"),
        ({"type": "alias", "userId": "u"}, "call.alias", "/previousId"),
        ({"type": "alias", "previousId": "u"}, "call.alias", "/userId"),
        ({"type": "merge", "userId": "u"}, "call.merge", "/mergeProperties"),
        ({"type": "merge", "mergeProperties": [{"type": "email", "value": 1}] * 2}, "call.merge", "/mergeProperties"),
        ({"type": "merge", "mergeProperties": [{"type": "email", "value": "x"}] * 2}, "call.alias", "/mergeProperties"),
        ({"type": "alias", "userId": "u", "previousId": "guest"}, "call.alias", "/previousId"),
        ({"type": "track", "event": "E", "timestamp": "soon"}, "time.unreadable", "/timestamp"),
        ({"type": "track", "event": "E", "sentAt": "soon"}, "time.unreadable", "/sentAt"),
        ({"type": "track", "event": "E", "properties": []}, "event.unreadable", "/properties"),
        ({"type": "track", "event": 7}, "event.unreadable", "/event"),
        ({"type": "track", "userId": True}, "event.unreadable", "/userId"),
        ({"type": "track", "userId": {"x": 1}}, "event.unreadable", "/userId"),
        ({"type": "alias", "userId": "u", "previousId": ["x"]}, "event.unreadable", "/previousId"),
        (b"[]", "event.unreadable", ""),
        (b'{"type":NaN}', "event.unreadable", ""),
        (b'{"type":"track","event":"E","properties":{"a":1e999}}', "event.unreadable", "/properties/*"),
        (b'{"type":"\xff"}', "event.not_utf8", ""),
        (b'{"type":"track","context":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001, "event.too_deep", ""),
    ],
)
def test_what_is_no_event_is_a_fault_with_its_place(call, reason, pointer):
    found = fault(call)
    assert (found.reason, found.pointer) == (reason, pointer)


def test_a_batch_s_unreadable_clock_is_a_fault_of_every_call():
    call = {"type": "track", "event": "E", "userId": "u"}
    assert fault(call, sent_at="soon").reason == fault(call, sent_at="soon").reason == "time.unreadable"


def test_a_fault_quotes_nothing_of_the_event():
    private = "ada@example.com"
    for call in (
        {"type": private},
        {"type": "track", "event": "E", "timestamp": private},
        {"type": "track", "event": "E", "properties": private},
        {"type": "track", "event": "E", "properties": {private: 1}, "userId": {private: 1}},
        {"type": "merge", "mergeProperties": [{"type": "email", "value": "ada"}, {"type": "email", "value": "ada"}]},
    ):
        found = fault(call)
        assert private not in f"{found} {found.reason} {found.pointer} {found.hint}"
