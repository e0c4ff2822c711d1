"""Every page of the console: where it is, and what one comes for.

One list for all who go through them: the benchmark, `tools/screens`, and the tests of accessibility, of which one fails
if a route of the console is not in it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

MANY, LARGE = "many", "large"
"""The segment of ten thousand people, and the journey of three hundred steps."""


class Page(NamedTuple):
    """A page.

    Attributes:
        name: As figures and pictures call it.
        path: Its address, in which names in braces stand for what `KNOWN` finds.
        sign: Selects what one comes for.
        full: Selects what tells that a picture of the demo is whole; the same, if empty.
    """

    name: str
    path: str
    sign: str
    full: str = ""


CUSTOMER = "14911"
_ASKING = """const session = await (await fetch('/api/v1/session')).json();
  const headers = { 'Content-Type': 'application/json', 'X-Clew-CSRF': session.csrf_token };"""
KNOWN = {
    "person": f"""(async () => {{
  {_ASKING}
  const body = JSON.stringify({{ namespace: 'user_id', id: '{CUSTOMER}' }});
  return (await (await fetch('/api/v1/profiles/lookup', {{ method: 'POST', headers, body }})).json()).id;
}})()""",
    "message": """(async () => {
  const { items } = await (await fetch('/api/v1/messages?limit=1')).json();
  return items[0]?.key ?? '';
})()""",
    "upload": f"""(async () => {{
  {_ASKING}
  headers['X-Clew-Filename'] = 'till.csv';
  const row = (n) => `${{1000 + n}},${{n}},c${{n}}@example.com,${{n}}.50,2026-03-05T10:00:00Z\\n`;
  const head = 'invoice_no,customer_id,email,total,placed_at\\n';
  const body = head + Array.from({{ length: 20 }}, (_, n) => row(n)).join('');
  return (await (await fetch('/api/v1/imports', {{ method: 'POST', headers, body }})).json()).file.id;
}})()""",
}
"""What addresses name, as a signed-in page of the console finds it, or makes it: a file that waits for its mapping."""


def known(ask: Callable[[str], Any]) -> dict[str, str]:
    """What stands for the names in addresses; `ask` evaluates an expression on a page of the console."""
    return {name: str(ask(expression)) for name, expression in KNOWN.items()}


DOOR = Page("overview", "/", "section[aria-label='Happening now'] h2", "section[aria-label='Happening now'] a")

ANSWER = "section[aria-label=Answer] :is(li, td, svg)"
PAGES = (
    DOOR,
    Page("profiles", "/profiles", "[role=row] a"),
    Page("person", "/profiles/{person}", "section[aria-label=Thread] li"),
    Page("person_call", "/profiles/{person}?view=call", "section[aria-label='For the next call'] dd"),
    Page("person_identity", "/profiles/{person}?view=identity", "section[aria-label=Identity] h2"),
    Page("segments", "/segments", "[role=row] a"),
    Page(
        "segment",
        "/segments/high-value-shoppers",
        "section[aria-label=Size]",
        "section[aria-label='Reachable with consent'] li",
    ),
    Page("segment_small", "/segments/lapsing", "section[aria-label=Size]"),
    Page("segment_new", "/segments/new", "[role=tree], aside button"),
    Page("segment_edit", "/segments/high-value-shoppers/edit", "fieldset li"),
    Page("segment_members", "/segments/lapsing?tab=members", "[role=row] a"),
    Page("members", f"/segments/{MANY}?tab=members", "[role=row] a"),
    Page("segment_past", "/segments/lapsing?tab=past", "[role=tabpanel] button"),
    Page("segment_versions", "/segments/lapsing?tab=versions", "[role=tabpanel] h2, [role=tabpanel] li"),
    Page("segment_text", "/segments/lapsing?tab=text", "pre"),
    Page("traits", "/traits", "[role=row] a"),
    Page("trait", "/traits/lifetime_spend", ".cm-content"),
    Page("trait_versions", "/traits/lifetime_spend?tab=versions", "h2, li"),
    Page("journeys", "/journeys", "[role=row] a"),
    Page("journey", "/journeys/abandoned-cart", "[data-step=remind]"),
    Page("large_journey", f"/journeys/{LARGE}", "[data-step=wait-0]"),
    Page("journey_new", "/journeys/new", "ul button strong"),
    Page("journey_people", "/journeys/win-back?tab=people", "[role=row] a"),
    Page("journey_report", "/journeys/win-back?tab=report", "h2"),
    Page("journey_simulate", "/journeys/abandoned-cart?tab=simulate", "[data-step=remind]"),
    Page("journey_test", "/journeys/abandoned-cart?tab=test", "main form, main button"),
    Page("journey_versions", "/journeys/abandoned-cart?tab=versions", "h2, li"),
    Page("journey_text", "/journeys/abandoned-cart?tab=text", "pre"),
    Page("templates", "/templates", "[role=row] a"),
    Page("template", "/templates/win-back-news", ".cm-content", "iframe"),
    Page("template_email", "/templates/cart-help", "iframe"),
    Page("template_report", "/templates/win-back-news?tab=report", "h1"),
    Page("template_versions", "/templates/win-back-news?tab=versions", "h2, li"),
    Page("fragments", "/fragments", "[role=row] a"),
    Page("fragment", "/fragments/footer", "iframe"),
    Page("offers", "/offers", "[role=row] a"),
    Page("offer", "/offers/free-delivery", "section[aria-label='In order at cart'] li"),
    Page("offer_versions", "/offers/free-delivery?tab=versions", "h2, li"),
    Page("outbox", "/outbox", "[role=table]"),
    Page("message", "/outbox?key={message}", "[role=table]"),
    Page("consent", "/consent", "h3"),
    Page("preferences", "/consent/page", "iframe"),
    Page("suppressed", "/consent/suppressed", "main h2, [role=row]"),
    *(
        Page(f"explore_{topic}", f"/insight?topic={topic}", "[role=radiogroup]", ANSWER)
        for topic in ("funnel", "trend", "paths", "retention", "friction", "rfm", "lifecycle")
    ),
    Page("dashboards", "/dashboards", "[role=row] a"),
    Page("dashboard", "/dashboards/shop", "article .figure", "article svg"),
    Page("dashboard_edit", "/dashboards/shop?edit=true", "article [role=slider]"),
    Page("models", "/models", "[role=row] a"),
    Page("model", "/models/churn", "h2", "figure svg"),
    Page("model_people", "/models/churn?tab=people", "[role=row] a"),
    Page("model_versions", "/models/churn?tab=versions", "h2, td"),
    Page("model_drift", "/models/churn?tab=drift", "h2, td, p"),
    Page("model_text", "/models/churn?tab=text", "pre"),
    Page("model_new", "/models/new", "pre"),
    Page("attribution", "/attribution", "h1", "section[aria-label=Answer] li b"),
    Page("experiments", "/experiments", "[role=row] a"),
    Page("experiment", "/experiments/thank-you", "section[aria-label='Assignment'] td"),
    Page("experiment_plan", "/experiments/plan", "section[aria-label=Answer] b"),
    Page("sources", "/data/sources", "[role=row] [role=cell]"),
    Page("source", "/data/sources/demo-shop", "pre"),
    Page("mapping", "/data/sources/demo-shop/mapping", "h2"),
    Page("live", "/data/live", "h1", "[role=row] [role=cell]"),
    Page("schemas", "/data/schemas", "code"),
    Page("schema", "/data/schemas?id=order-completed", "code"),
    Page("imports", "/data/imports", "h1"),
    Page("import", "/data/imports/{upload}", "h1", "[role=row], tr"),
    Page("quarantine", "/data/quarantine", "h1"),
    Page("documents", "/documents", "[role=row] a"),
    Page("document", "/documents/journey/abandoned-cart", ".cm-content"),
    Page("document_versions", "/documents/metric/revenue?tab=versions", "h2, li"),
    Page("document_new", "/documents/new", ".cm-content"),
    Page("settings", "/settings", "h2"),
    Page("people", "/settings/people", "h2, [role=row], tr"),
    Page("keys", "/settings/keys", "h2, [role=row], tr"),
    Page("health", "/settings/health", "h2"),
    Page("audit", "/settings/audit", "[role=row] [role=cell]"),
    Page("missing", "/nowhere", "h2"),
    Page("sign_in", "/sign-in", "form"),
)

MADE = frozenset({"members", "large_journey"})
"""Those of what the benchmark alone adds to the demo."""

LIVE = tuple(
    page
    for page in PAGES
    if page.name
    in {
        "overview",
        "profiles",
        "person",
        "person_call",
        "segments",
        "segment",
        "members",
        "journeys",
        "journey",
        "outbox",
        "sources",
        "source",
        "live",
    }
)
"""Those that listen to what happens."""
