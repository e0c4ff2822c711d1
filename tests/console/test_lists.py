"""Lists of documents: whole, however many there are, in order of name, and filtered by a few letters."""

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Faults, OpenPage, settled
from tests.unit.api.serving import Served, wait_for

pytestmark = pytest.mark.browser

# One more than the console asks for at once.
MANY = 201
BODIES = {
    "segments": {"kind": "segment", "expression": "did page"},
    "journeys": {"kind": "journey", "entry": {"event": "page"}, "nodes": {"pause": {"wait": "1h"}}},
    "templates": {"kind": "template", "channel": "local", "parts": {"subject": "Hi", "text": "Hi"}},
    "fragments": {"kind": "fragment", "text": "Yours"},
    "traits": {"kind": "trait", "expression": "1 + 1"},
    "offers": {"kind": "offer", "title": "Free delivery", "content": {"code": "F"}},
    "dashboards": {"kind": "dashboard", "tiles": []},
    "sources": {"kind": "source"},
}
WHERE = {"sources": "/data/sources"}


@pytest.fixture(scope="module")
def served(bare: Served) -> Served:
    """A workspace with more of every kind than a page of the API holds; the last by id is the first by name."""
    with bare.client() as client:
        for documents, body in BODIES.items():
            many = [{"id": f"d{n:03}", "name": f"Document {n:03}"} for n in range(MANY - 1)]
            many.append({"id": "zz-last", "name": "Aardvark"})
            drafts = [body | {"status": "draft"} | one for one in many]
            applied = client.post("/api/v1/apply", json={"documents": drafts})
            assert applied.status_code in {200, 202}, f"{documents}: {applied.text}"
        for documents in BODIES:
            last = f"/api/v1/{documents}/zz-last"
            wait_for(lambda last=last: client.get(last).status_code == 200)
    return bare


@pytest.mark.parametrize("documents", list(BODIES))
def test_a_list_is_whole_sorted_and_filtered(
    open_page: OpenPage, served: Served, everywhere: Faults, documents: str
) -> None:
    page = settled(open_page(WHERE.get(documents, f"/{documents}")))
    many = page.get_by_role("status").filter(has_text=documents)
    expect(many).to_have_text(f"{MANY} {documents}")
    table = page.get_by_role("table", name=documents.capitalize(), exact=True)
    # The second page of the API comes first here.
    expect(table.get_by_role("row").nth(1).get_by_role("link")).to_have_text("Aardvark")
    expect(table).to_have_attribute("aria-rowcount", str(MANY + 1))
    sought = page.get_by_role("textbox", name=f"Filter {documents}")
    sought.fill(" zz-LAST")
    expect(many).to_have_text(f"1 of {MANY} {documents}")
    expect(table.locator("[data-index]")).to_have_count(1)
    sought.fill("document 199")
    expect(table.get_by_role("row").nth(1).get_by_role("link")).to_have_text("Document 199")
    sought.fill("nothing of the kind")
    expect(page.get_by_role("heading", name=f"No {documents.removesuffix('s')} fits")).to_be_visible()
    assert everywhere(page) == []
