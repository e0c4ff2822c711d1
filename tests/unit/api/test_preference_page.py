"""The page of choices, previewed."""

from tests.unit.api.serving import Served, wait_for

POLICY = {
    "id": "contact",
    "name": "Contact",
    "purposes": {
        "marketing": {"name": "Offers and news", "topics": {"offers": "Offers", "news": "News & more"}},
        "research": {"name": "Surveys", "default": "opt_out"},
        "service": {"name": "Orders", "transactional": True},
    },
}


def test_the_page_offers_what_the_policies_say_and_nothing_that_needs_no_consent(empty: Served) -> None:
    with empty.client() as client:
        usual = client.get("/api/v1/preference-page").json()["html"]
        assert "Offers and news" in usual, "every workspace has this purpose"
        assert "account" not in usual, "what needs no consent is no choice"
        client.post("/api/v1/policies", json=POLICY).raise_for_status()
        wait_for(lambda: len(client.get("/api/v1/purposes").json()["items"]) == 3)
        html = client.get("/api/v1/preference-page").json()["html"]
        assert "News &amp; more" in html
        assert "Orders" not in html
        assert 'value="marketing/email/offers">' in html, "silence is no yes"
        assert 'value="research/email" checked>' in html
        assert "Ihre Auswahl" in client.get("/api/v1/preference-page?language=de").json()["html"]
        either, night, day = (
            client.get("/api/v1/preference-page", params=how).json()["html"]
            for how in ({}, {"dark": "true"}, {"dark": "false"})
        )
        assert [html.count("light dark") for html in (either, night, day)] == [2, 0, 0]
        assert [html.count("prefers-color-scheme") for html in (either, night, day)] == [1, 0, 0]
        assert ("@media all{" in night.replace("\n", ""), "@media not all{" in day.replace("\n", "")) == (True, True)
