"""The browser application: what `console/` is built into, served from one place.

Law: no inline script, no request to another origin; what a screen shows, it gets from the API like any other client.
The files hold nothing of the workspace, so that they need no sign-in; whoever asks for a screen without being signed in
is led to the door.
"""

from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse
from starlette.convertors import PathConvertor, register_url_convertor

from clew.api.context import context_of
from clew.api.errors import NotFound

BUILT = Path(__file__).parent / "built"

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_DOOR = "sign-in"
_MISSING = (
    "The console is not built.\n\nRun `make console` in the repository, then reload.\n"
    "The API works without it: see /api/v1/openapi.json.\n"
)


class _ScreenPath(PathConvertor):
    """Any path but those of the API and of collection: what is wrong there, they say themselves."""

    regex = r"(?!(?:api|v1)(?:/|$)).*"


register_url_convertor("screen", _ScreenPath())


def add_console(app: FastAPI, folder: Path = BUILT) -> None:
    """Serve the screens, whatever their paths, and their files; to be added after all other routes."""

    @app.api_route("/assets/{name}", methods=["GET", "HEAD"], include_in_schema=False, name="consoleAsset")
    def asset(request: Request, name: str) -> Response:  # pyright: ignore[reportUnusedFunction]
        """A script, a style or a font: its name changes with its content."""
        return _file(request, folder / "assets" / name, _FOR_EVER)

    @app.api_route("/{path:screen}", methods=["GET", "HEAD"], include_in_schema=False, name="console")
    def screen(request: Request, path: str) -> Response:  # pyright: ignore[reportUnusedFunction]
        """A screen: one document for all, its script shows what the path says."""
        first, _, rest = path.partition("/")
        if "." in path and not rest:
            return _file(request, folder / path, {})
        index = folder / "index.html"
        if not index.is_file():
            return PlainTextResponse(_MISSING, status_code=503)
        if first != _DOOR and not _signed_in(request):
            return RedirectResponse(f"/{_DOOR}" + (f"?next={quote(f'/{path}')}" if path else ""), status_code=303)
        return FileResponse(index)


def _signed_in(request: Request) -> bool:
    context = context_of(request)
    services, cookie = context.services, request.cookies.get(context.session_cookie, "")
    return bool(cookie) and services.access.principal(cookie, "session", now=services.clock.now()) is not None


def _file(request: Request, path: Path, headers: dict[str, str]) -> Response:
    """A file of the build, packed if the browser can unpack it.

    Raises:
        NotFound: if there is none. Names hold no slash, so that none leads out of the folder.
    """
    if not path.is_file() or path.suffix == ".gz":
        raise NotFound("there is no such file", hint="reload the page: the console was built anew")
    packed = path.with_name(f"{path.name}.gz")
    if packed.is_file():
        headers = {**headers, "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            kind = FileResponse(path).media_type
            return FileResponse(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return FileResponse(path, headers=headers)
