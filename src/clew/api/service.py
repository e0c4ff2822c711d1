"""The HTTP application: every route of the API and the console, over the services that `runtime` wires."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from clew.api import (
    accounts,
    audiences,
    audit,
    backtests,
    console,
    experiments,
    expressions,
    health,
    keys,
    live,
    mappings,
    offers,
    personal,
    plans,
    previews,
    profiles,
    quarantine,
    schemas,
    segments,
    session,
    several,
    sources,
    texts,
    titles,
    traits,
    workspaces,
)
from clew.api.attribution import routes as attribution
from clew.api.authoring import authoring_router
from clew.api.context import ApiContext
from clew.api.documents import DocumentInput
from clew.api.imports import routes as imports
from clew.api.insight import routes as insight
from clew.api.journeys import moving, people, reporting, routes, simulating, starters, testing
from clew.api.late import HostedLinks
from clew.api.messages import consents, preference_page, returns, stencils, suppressions
from clew.api.messages import routes as messages
from clew.api.middleware import Around
from clew.api.models import routes as models
from clew.api.openapi import describe
from clew.api.overview.routes import router as overview_router
from clew.api.paging import Cursors
from clew.api.ports import Services
from clew.api.problems import handle_errors
from clew.api.quick import QuickReads

DESCRIPTION = """
One thread through everything that happens between a customer and a company: profiles, segments, documents.

Every error is `application/problem+json` (RFC 9457) with a stable `code`. Lists are walked by `next_cursor`. Identity
values never stand in a URL. Instants are ISO 8601 in UTC.
"""


def create_app(services: Services) -> FastAPI:
    """Build the application; it reads no settings and opens nothing by itself."""
    app = FastAPI(
        title="Clew",
        version="1",
        summary="Open customer experience management.",
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.context = ApiContext(services, Cursors(services.secret))
    handle_errors(app)
    for module in (session, profiles, personal, offers, several, segments, traits, previews, backtests):
        app.include_router(module.router)
    for module in (expressions, sources, mappings, schemas):
        app.include_router(module.router)
    for module in (routes, people, moving, reporting, testing, simulating, starters):
        app.include_router(module.router)
    for module in (stencils, messages, consents, preference_page, suppressions, returns):
        app.include_router(module.router)
    for router in (models.router, models.documents, attribution.router, experiments.router):
        app.include_router(router)
    app.include_router(insight.router)
    for kind, plural in (
        ("schema", "schemas"),
        ("mapping", "mappings"),
        ("namespace", "namespaces"),
        ("template", "templates"),
        ("fragment", "fragments"),
        ("brand", "brands"),
        ("offer", "offers"),
        ("channel", "channels"),
        ("policy", "policies"),
        ("metric", "metrics"),
        ("dashboard", "dashboards"),
    ):
        app.include_router(authoring_router(kind, plural, DocumentInput))
    for module in (
        workspaces,
        titles,
        texts,
        audiences,
        plans,
        quarantine,
        imports,
        keys,
        accounts,
        audit,
        live,
        health,
    ):
        app.include_router(module.router)
    app.include_router(overview_router)
    console.add_console(app)
    describe(app)
    app.add_middleware(HostedLinks, desk=services.hosted, clock=services.clock)
    app.add_middleware(QuickReads, context=app.state.context)
    app.add_middleware(Around, clock=services.clock)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
