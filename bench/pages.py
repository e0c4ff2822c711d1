"""Every page of the console: where it is, and what one comes for."""

from typing import NamedTuple

MANY, LARGE = "many", "large"
"""The segment of ten thousand people, and the journey of three hundred steps."""


class Page(NamedTuple):
    """A page: its address, in which `{person}` is a customer of the demo, and what selects what one comes for."""

    name: str
    path: str
    sign: str


DOOR = Page("overview", "/", "section[aria-label='Happening now'] h2")

PAGES = (
    DOOR,
    Page("profiles", "/profiles", "[role=row] a"),
    Page("person", "/profiles/{person}", "section[aria-label=Thread] li"),
    Page("person_call", "/profiles/{person}?view=call", "section[aria-label='For the next call'] dd"),
    Page("person_identity", "/profiles/{person}?view=identity", "section[aria-label=Identity] h2"),
    Page("segments", "/segments", "[role=row] a"),
    Page("segment", "/segments/high-value-shoppers", "section[aria-label=Size]"),
    Page("segment_small", "/segments/lapsing", "section[aria-label=Size]"),
    Page("segment_new", "/segments/new", "[role=tree], aside button"),
    Page("segment_edit", "/segments/high-value-shoppers/edit", "fieldset li"),
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
    Page("journey_versions", "/journeys/abandoned-cart?tab=versions", "h2, li"),
    Page("journey_text", "/journeys/abandoned-cart?tab=text", "pre"),
    Page("templates", "/templates", "[role=row] a"),
    Page("template", "/templates/win-back-news", ".cm-content"),
    Page("fragments", "/fragments", "[role=row] a"),
    Page("fragment", "/fragments/footer", "iframe"),
    Page("offers", "/offers", "[role=row] a"),
    Page("offer", "/offers/free-delivery", "section[aria-label='In order at cart'] li"),
    Page("outbox", "/outbox", "[role=table]"),
    Page("message", "/outbox?key={message}", "[role=table]"),
    Page("consent", "/consent", "h3"),
    Page("preferences", "/consent/page", "iframe"),
    Page("suppressed", "/consent/suppressed", "main h2, [role=row]"),
    *(
        Page(f"explore_{topic}", f"/insight?topic={topic}", "[role=radiogroup]")
        for topic in ("funnel", "trend", "paths", "retention", "friction", "rfm", "lifecycle")
    ),
    Page("dashboards", "/dashboards", "[role=row] a"),
    Page("dashboard", "/dashboards/shop", "article .figure"),
    Page("dashboard_edit", "/dashboards/shop?edit=true", "article [role=slider]"),
    Page("models", "/models", "[role=row] a"),
    Page("model", "/models/churn", "h2"),
    Page("model_people", "/models/churn?tab=people", "[role=row] a"),
    Page("model_versions", "/models/churn?tab=versions", "h2, td"),
    Page("model_drift", "/models/churn?tab=drift", "h2, td, p"),
    Page("model_text", "/models/churn?tab=text", "pre"),
    Page("model_new", "/models/new", "pre"),
    Page("attribution", "/attribution", "h1"),
    Page("experiments", "/experiments", "[role=row] a"),
    Page("experiment", "/experiments/thank-you", "section[aria-label='Assignment'] td"),
    Page("experiment_plan", "/experiments/plan", "section[aria-label=Answer] b"),
    Page("sources", "/data/sources", "[role=row] [role=cell]"),
    Page("source", "/data/sources/demo-shop", "pre"),
    Page("live", "/data/live", "h1"),
    Page("schemas", "/data/schemas", "code"),
    Page("schema", "/data/schemas?id=order-completed", "code"),
    Page("imports", "/data/imports", "h1"),
    Page("quarantine", "/data/quarantine", "h1"),
    Page("settings", "/settings", "h2"),
    Page("people", "/settings/people", "h2, [role=row], tr"),
    Page("keys", "/settings/keys", "h2, [role=row], tr"),
    Page("audit", "/settings/audit", "[role=row] [role=cell]"),
    Page("missing", "/nowhere", "h2"),
)

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
