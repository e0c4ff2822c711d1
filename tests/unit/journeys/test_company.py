"""What journeys may mention, beside the documents that stand."""

from typing import Any

from clew.catalog import Document, Key
from clew.journeys.company import check_company
from clew.profiles import list_expression

LIST = Document("segment", "vip", "VIP", body={"expression": list_expression("vip")})
RULE = Document("segment", "vip", "VIP", body={"expression": "did visit"})
MAIL = Document("template", "hello", "Hello", body={"channel": "email", "parts": {}})
NOTE = Document("template", "hello", "Hello", body={"channel": "local", "parts": {}})
HALF = {"from": "08:00", "to": "20:00"}
HOOK = Document("template", "hello", "Hello", body={"channel": "webhook", "parts": {}})


def journey(**node: Any) -> Document:
    body = {"entry": {"event": "visit"}, "nodes": {"one": node}}
    return Document("journey", "j", "J", body=body)


def said(wanted: list[Document], *beside: Document) -> list[tuple[Key, str, str]]:
    found = check_company(wanted, [*wanted, *beside])
    return [(key, fault.pointer, f"{fault.message} ({fault.hint})") for key, fault in found]


def test_only_lists_can_be_changed() -> None:
    for field in ("add_to", "remove_from"):
        assert said([journey(**{field: "vip"})], LIST) == []
        ((key, place, text),) = said([journey(**{field: "vip"})], RULE)
        assert (key, place) == (Key("journey", "j"), f"/nodes/one/{field}")
        assert "`vip` is no list" in text
        assert list_expression("vip") in text


def test_a_message_goes_by_the_channel_that_its_template_is_written_for() -> None:
    assert said([journey(send="hello")], MAIL) == []
    assert said([journey(send="hello", channel="local")], NOTE) == []
    assert said([journey(webhook="hello")], HOOK) == []
    ((_, place, text),) = said([journey(send="hello")], NOTE)
    assert place == "/nodes/one/channel"
    assert text.startswith("template `hello` is written for `local`, not for `email`")
    ((_, place, _),) = said([journey(webhook="hello")], MAIL)
    assert place == "/nodes/one/webhook"


def test_a_template_or_a_segment_must_not_change_under_a_journey() -> None:
    ((key, place, text),) = said([NOTE], journey(send="hello"))
    assert (key, place) == (Key("template", "hello"), "")
    assert text.startswith("would break journey/j: template `hello` is written")
    ((key, _, text),) = said([RULE], journey(add_to="vip"))
    assert key == Key("segment", "vip")
    assert "would break journey/j" in text


def test_rules_that_nobody_described_are_doubtful_and_hours_without_end_wrong() -> None:
    policy = Document(
        "policy", "p", "P", body={"purposes": {"news": {"topics": {"art": "Art"}}}, "quiet_hours": [HALF]}
    )
    assert said([journey(send="hello", purpose="news", topic="art")], MAIL, policy) == []
    ((_, place, text),) = said([journey(send="hello", purpose="nws")], MAIL, policy)
    assert (place, text.startswith("no policy names the purpose `nws`")) == ("/nodes/one/purpose", True)
    assert "marketing, news, service" in text
    ((_, place, text),) = said([journey(send="hello", purpose="news", topic="arts")], MAIL, policy)
    assert (place, text) == ("/nodes/one/topic", "the purpose `news` has no topic `arts` (there are: art)")
    restless = journey(send="hello")
    restless.body["quiet"] = {"from": "20:00", "to": "08:00"}
    ((_, place, text),) = said([restless], MAIL, policy)
    assert (place, text) == ("/quiet", "quiet hours leave no minute in which `email` may send (shorten them)")
    doubtful = [
        f.warning
        for _, f in check_company([journey(send="hello", purpose="x")], [MAIL, journey(send="hello", purpose="x")])
    ]
    assert doubtful == [True]


def test_what_is_not_there_or_no_journey_is_for_others_to_say() -> None:
    assert said([journey(send="hello"), journey(add_to="vip")]) == []
    assert said([LIST], Document("journey", "odd", "Odd", body={"nodes": 3})) == []
    assert said([Document("trait", "t", "T", body={"expression": "count(visit)"})], journey(send="hello"), NOTE) == []
