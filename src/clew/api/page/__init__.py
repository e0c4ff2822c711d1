"""The first web page: plain files beside this module, served to signed-in browsers; no build step, no dependencies.

Law: no inline script, no request to another origin; what the page shows, it gets from the API like any other client.
"""

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from clew.api.context import context_of

_FILES = Path(__file__).parent / "static"


def add_page(app: FastAPI) -> None:
    """Serve `/`, `/sign-in` and the files that they need."""

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False, name="page")
    def home(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """The page itself, to those who are signed in."""
        context = context_of(request)
        services, cookie = context.services, request.cookies.get(context.session_cookie, "")
        if services.access.principal(cookie, "session", now=services.clock.now()) is None:
            return RedirectResponse("/sign-in", status_code=303)
        return FileResponse(_FILES / "index.html")

    @app.api_route("/sign-in", methods=["GET", "HEAD"], include_in_schema=False, name="signInPage")
    def sign_in() -> Response:  # pyright: ignore[reportUnusedFunction]
        """Where a sign-in link leads: its token stands behind the `#` and is spent by the page."""
        return FileResponse(_FILES / "sign-in.html")

    app.mount("/assets", StaticFiles(directory=_FILES / "assets"), name="assets")
