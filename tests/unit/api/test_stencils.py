"""Templates at work over HTTP: previews, proofs, messages that programs ask for."""

from collections.abc import Iterator
from typing import Any

import pytest

from clew.events import Event, Identity
from tests.unit.api.serving import ADA, serving, wait_for
from tests.unit.api.test_messages import Shop

RECEIPT = {
    "kind": "template",
    "id": "receipt",
    "channel": "email",
    "required": ["event.total"],
    "parts": {
        "subject": "{{ profile.first_name | default: 'Hello' }}: {{ event.total | money: 'GBP' }}",
        "html": '<p>{{ event.total | money: "GBP" }} <a href="{{ links.unsubscribe }}">leave</a></p>',
    },
    "locales": {"de": {"subject": "Danke, {{ profile.first_name | default: 'Hallo' }}"}},
}
DOCUMENTS = [
    RECEIPT,
    RECEIPT | {"id": "draft", "status": "draft", "parts": RECEIPT["parts"] | {"subject": "A draft"}},  # type: ignore[operator]
    {"kind": "policy", "id": "testers", "testers": ["qa@shop.example"]},
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with serving(tmp_path_factory.mktemp("stencils")) as served, served.client() as client:
        client.post("/api/v1/apply", json={"documents": DOCUMENTS}).raise_for_status()
        said = {"first_name": "Ada", "locale": "de"}
        served.send(Event("who-ada", "identify", "identify", (ADA,), served.now(), properties=said))
        yield Shop(served, client)


def preview(shop: Shop, **asked: Any) -> Any:
    return shop.client.post("/api/v1/templates/preview", json=asked).raise_for_status().json()


def test_a_preview_shows_what_a_person_would_get(shop: Shop) -> None:
    shown = preview(shop, template="receipt", profile=shop.profile("ada"), data={"total": 20})
    assert (shown["subject"], shown["language"], shown["ready"]) == ("Danke, Ada", "de", True)
    assert shown["languages"] == ["en", "de"]
    assert "leave" in shown["text"]
    assert preview(shop, template="receipt", data={"total": 20}, locale="en-GB")["subject"] == "Hello: £20.00"


def test_a_template_that_is_half_typed_is_answered_with_its_faults(shop: Shop) -> None:
    half = preview(shop, document={"channel": "email", "parts": {"subject": "{{ profile.a", "text": "x"}})
    assert (half["ready"], half["parts"], len(half["faults"])) == (False, {}, 1)
    assert "subject" in half["faults"][0] or "}}" in half["faults"][0]
    shapeless = preview(shop, document={"channel": "email", "parts": 7})
    assert shapeless["faults"]
    assert not shapeless["ready"]


def test_a_preview_names_every_value_that_is_missing(shop: Shop) -> None:
    document = {"channel": "email", "parts": {"subject": "{{ profile.a }} {{ event.b }}", "text": "{{ traits.c }}"}}
    shown = preview(shop, document=document)
    assert [each["path"] for each in shown["missing"]] == ["profile.a", "event.b", "traits.c"]
    assert (shown["ready"], shown["subject"], shown["text"]) == (False, "⟨profile.a⟩ ⟨event.b⟩", "⟨traits.c⟩")
    assert shown["faults"] == []
    assert shop.client.post("/api/v1/templates/preview", json={"template": "none"}).status_code == 404
    nobody = {"template": "receipt", "profile": "nobody"}
    assert shop.client.post("/api/v1/templates/preview", json=nobody).status_code == 404


def test_a_preview_shows_the_name_of_what_is_missing_whatever_is_done_with_it(shop: Shop) -> None:
    said = "{{ event.name | capitalize }} for {{ event.price | money: 'GBP' }} until {{ event.until | date: 'long' }}"
    document = {
        "channel": "email",
        "required": ["event.name", "event.price", "event.until"],
        "parts": {"subject": said, "text": "{{ event.left | plural: one: '# left', other: '# left' }}"},
    }
    shown = preview(shop, document=document)
    assert shown["subject"] == "⟨event.name⟩ for ⟨event.price⟩ until ⟨event.until⟩"
    assert shown["text"] == "⟨event.left⟩"
    assert not shown["ready"]


def test_a_previewed_page_is_had_with_its_pictures_for_some_minutes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (
        '<html><head></head><body><img src="https://cdn.example/a.png" alt="A">{{ profile.first_name }}</body></html>'
    )
    document = {"channel": "email", "parts": {"subject": "Hi", "html": page}}
    shown = preview(shop, document=document, profile=shop.profile("ada"))
    answer = shop.client.get(f"/api/v1/templates/previews/{shown['page']}")
    assert (answer.status_code, answer.text) == (200, shown["html"])
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; img-src https:" in policy
    assert "sandbox" in policy
    night = shop.client.get(f"/api/v1/templates/previews/{shown['page']}", params={"dark": "true"}).text
    assert "invert(1)" in night
    assert shop.client.get("/api/v1/templates/previews/other").status_code == 404
    again = preview(shop, document=document)
    monkeypatch.setattr("clew.runtime.services.stencils._PAGES_KEPT", -1)
    assert shop.client.get(f"/api/v1/templates/previews/{again['page']}").status_code == 404


def test_the_pages_of_a_template_are_read_with_their_values_between_braces(shop: Shop) -> None:
    section = "<mjml><mj-body><mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section></mj-body></mjml>"
    document = {
        "channel": "email",
        "parts": {"subject": "Hi", "mjml": section.format("Hello {{ profile.a }}")},
        "locales": {"de": {"mjml": section.format("Hallo {{ profile.a }}")}, "fr": {"text": "Salut"}},
    }
    read = shop.client.post("/api/v1/templates/pages", json={"document": document}).json()
    english, german, french = read["items"]
    assert [each["language"] for each in read["items"]] == ["en", "de", "fr"]
    assert "<table" in english["html"]
    assert [each["text"].strip() for each in read["items"]] == [
        "Hello {{ profile.a }}",
        "Hallo {{ profile.a }}",
        "Salut",
    ]
    assert french["html"] == english["html"] != german["html"]
    broken = {"channel": "email", "parts": {"subject": "Hi", "mjml": "<mjml><mj-body>"}}
    said = shop.client.post("/api/v1/templates/pages", json={"document": broken}).json()
    assert (said["items"], said["faults"][0].startswith("not valid MJML")) == ([], True)


def test_a_value_that_may_be_missing_is_told_by_a_word_for_programs(shop: Shop) -> None:
    page = "<p>Hello</p>\n<p>{{ profile.a }}</p>"
    parts = {"subject": "Hi", "html": page, "text": "Hello"}
    document = {"kind": "template", "id": "x", "channel": "email", "parts": parts}
    (fault,) = shop.client.post("/api/v1/plan", json={"documents": [document]}).json()["faults"]
    # Whatever the words are: on which line it stands is among them.
    assert (fault["code"], fault["about"]) == ("may_be_missing", "profile.a")
    assert "line 2" in fault["message"]
    document["parts"] = {"html": "<p>Hello</p>"}
    (other,) = shop.client.post("/api/v1/plan", json={"documents": [document]}).json()["faults"]
    assert (other["code"], other["about"]) == ("", "")


def test_a_program_sends_a_message_once(shop: Shop) -> None:
    asked = {"template": "receipt", "to": {"namespace": "email", "id": "New@Example.com"}, "data": {"total": 9.5}}
    again = {"Idempotency-Key": "order-1"}
    first = shop.client.post("/api/v1/messages", json=asked, headers=again)
    second = shop.client.post("/api/v1/messages", json=asked, headers=again)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["key"] == second.json()["key"]
    other = shop.client.post("/api/v1/messages", json=asked)
    assert other.json()["key"] != first.json()["key"]
    wait_for(lambda: len(shop.get("messages", template="receipt", status="released")["items"]) == 2)
    shop.send()
    shown = shop.get(f"messages/{first.json()['key']}")
    assert (shown["status"], shown["kept"], shown["transactional"]) == ("sent", True, True)
    assert shown["parts"]["subject"] == "Hello: £9.50"
    assert shown["profile"] == shop.profile("new")
    assert "message_sent" in [step.get("type") for step in shop.get(f"profiles/{shown['profile']}/timeline")["items"]]
    others = {"data": {"total": 10}}, {"to": {"namespace": "email", "id": "ada@example.com"}}, {"purpose": "marketing"}
    for other in others:
        clash = shop.client.post("/api/v1/messages", json=asked | other, headers=again)
        assert (clash.status_code, clash.json()["code"]) == (422, "access.once_reused"), other
    clash = shop.client.post("/api/v1/messages", json=asked | {"template": "none"}, headers=again)
    assert clash.status_code == 404
    wrong = asked | {"to": {"namespace": "email", "id": "no address"}}
    assert shop.client.post("/api/v1/messages", json=wrong).status_code == 422


def test_what_needs_consent_is_asked_for_it_all_the_same(shop: Shop) -> None:
    to = {"namespace": "email", "id": "cold@example.com"}
    asked = {"template": "receipt", "to": to, "data": {"total": 1}, "purpose": "marketing"}
    key = shop.client.post("/api/v1/messages", json=asked).json()["key"]
    assert shop.get(f"messages/{key}")["reason"] == "consent:no_consent"


def test_nobody_but_clew_can_ask_by_a_record(shop: Shop) -> None:
    said = {"template": "receipt", "channel": "email", "data": {"total": 1}}
    forged = Event("forged", "track", "message_requested", (Identity("email", "x@example.com"),), None, properties=said)
    before = len(shop.get("messages")["items"])
    shop.served.send(forged, source="shop")
    assert len(shop.get("messages")["items"]) == before


def test_a_proof_goes_to_testers_alone_and_its_links_do_nothing(shop: Shop) -> None:
    ada = shop.profile("ada")
    asked = {"profile": ada, "data": {"total": 3}}
    (key,) = shop.client.post("/api/v1/templates/draft/proof", json=asked).raise_for_status().json()["keys"]
    row = shop.served.workspace.outbox.row(key)
    assert row is not None
    assert (row.profile, row.letter.address, row.status) == (ada, "qa@shop.example", "released")
    shop.send()
    shown = shop.get(f"messages/{key}")
    assert shown["parts"]["subject"] == "[Proof] Danke, Ada"
    # What becomes of it is nothing that Ada did; its own life tells it all the same.
    assert [each["what"] for each in shown["life"]] == ["planned", "released", "sent"]
    page = shop.client.get(f"/api/v1/messages/pages/{key}").text
    assert 'href="https://mail.shop.example/m/u/proof"' in page
    assert shop.client.get("/m/u/proof").status_code == 404
    stranger = asked | {"to": ["ada@example.com"]}
    assert shop.client.post("/api/v1/templates/draft/proof", json=stranger).status_code == 404


def test_a_proof_of_a_webhook_never_reaches_its_receiver(shop: Shop) -> None:
    call = {
        "kind": "template",
        "id": "call",
        "channel": "webhook",
        "parts": {"url": "https://crm.example/api", "headers": {"Authorization": "key"}, "body": {"hello": "world"}},
    }
    shop.client.post("/api/v1/apply", json={"documents": [call]}).raise_for_status()
    asked = {"profile": shop.profile("ada")}
    nobody = shop.client.post("/api/v1/templates/call/proof", json=asked)
    assert (nobody.status_code, "webhook" in nobody.json()["hint"]) == (404, True)
    web = "https://QA.shop.example/hook/A"
    testers = {"kind": "policy", "id": "testers", "testers": ["qa@shop.example", web]}
    shop.client.post("/api/v1/apply", json={"documents": [testers]}).raise_for_status()
    assert shop.client.post("/api/v1/templates/call/proof", json=asked | {"to": ["qa@shop.example"]}).status_code == 404
    (key,) = shop.client.post("/api/v1/templates/call/proof", json=asked).raise_for_status().json()["keys"]
    shop.send()
    parts = shop.get(f"messages/{key}")["parts"]
    assert (parts["url"], parts["headers"], parts["body"]) == (web, {"Clew-Test": "proof"}, {"hello": "world"})


def test_templates_and_what_they_use_are_documents_like_segments(shop: Shop) -> None:
    for plural, body in (
        ("fragments", {"id": "foot", "html": "<p>Hanger</p>"}),
        ("brands", {"id": "hanger", "company": "Hanger"}),
        ("channels", {"id": "email", "sandbox": True}),
        ("policies", {"id": "caps", "caps": [{"max": 9, "per": "24h"}]}),
        ("templates", {"id": "t", "channel": "local", "parts": {"text": "Hi {% render 'foot' %}"}}),
    ):
        created = shop.client.post(f"/api/v1/{plural}", json=body)
        assert created.status_code == 201, created.text
        assert shop.get(f"{plural}/{body['id']}")["id"] == body["id"]
    wrong = shop.client.post("/api/v1/channels", json={"id": "email2", "smtp": {}})
    assert wrong.status_code == 422


FOOTER = {
    "kind": "fragment",
    "id": "footer",
    "text": "Bye, {{ profile.first_name | default: 'you' }}",
    "mjml": "<mj-section><mj-column><mj-text>Bye, {{ profile.first_name | default: 'you' }}</mj-text>"
    "</mj-column></mj-section>",
    "locales": {"de": {"text": "Tschüss", "mjml": "<mj-text>Tschüss</mj-text>"}},
}


def test_a_fragment_that_nobody_has_saved_is_shown_as_a_letter_of_its_own(shop: Shop) -> None:
    shown = preview(shop, document=FOOTER)
    assert (shown["text"], shown["languages"], shown["ready"]) == ("Bye, you", ["en", "de"], True)
    assert "Bye, you" in shown["html"]
    assert shown["html"].startswith("<!doctype html>")
    assert preview(shop, document=FOOTER, profile=shop.profile("ada"), locale="en")["text"] == "Bye, Ada"
    assert preview(shop, document=FOOTER, locale="de")["text"] == "Tschüss"


@pytest.mark.parametrize(
    "said",
    [
        "<mj-text>Words</mj-text>",
        "<!-- mine -->\n<mj-column><mj-text>Words</mj-text></mj-column>",
        "<mj-style>.Words { color: red }</mj-style>",
        "Words",
    ],
)
def test_a_fragment_is_shown_where_its_element_may_stand(shop: Shop, said: str) -> None:
    shown = preview(shop, document={"kind": "fragment", "id": "line", "mjml": said})
    assert (shown["faults"], shown["ready"]) == ([], True)
    assert "Words" in shown["html"]


def test_what_is_no_section_stands_in_one(shop: Shop) -> None:
    shown = preview(shop, document={"kind": "fragment", "id": "line", "mjml": "<mj-text>Only this</mj-text>"})
    assert "Only this" in shown["html"]
    assert shown["text"].strip() == "Only this"
    plain = preview(shop, document={"kind": "fragment", "id": "line", "text": "Only {{ brand.phone | default: 'us' }}"})
    assert (plain["html"], plain["text"]) == ("", "Only us")
    paged = preview(shop, document={"kind": "fragment", "id": "line", "html": "<p>A page</p>"})
    assert ("<p>A page</p>" in paged["html"], paged["text"].strip()) == (True, "A page")


def test_a_fragment_that_is_half_typed_is_answered_with_its_faults(shop: Shop) -> None:
    for half in ({"mjml": "<mj-section>"}, {"text": "{{ profile."}, {"text": "{{ event.total }}"}, {"html": 7}, {}):
        shown = preview(shop, document={"kind": "fragment", "id": "line", **half})
        assert (shown["ready"], bool(shown["faults"])) == (False, True), half
    assert preview(shop, document={"kind": "brand", "id": "x", "company": "X"})["faults"]


def test_a_fragment_names_the_templates_that_render_it(shop: Shop) -> None:
    mail = {"kind": "template", "id": "mail", "channel": "sms", "parts": {"text": '{% render "footer" %}'}}
    shop.client.post("/api/v1/apply", json={"documents": [FOOTER, mail]}).raise_for_status()
    assert shop.get("fragments/footer/dependents")["items"] == [{"kind": "template", "id": "mail", "name": "mail"}]
