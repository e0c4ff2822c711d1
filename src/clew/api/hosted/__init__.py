"""Where the links in messages lead: openings, clicks, unsubscribing, choices. No sign-in: the token is the key.

Law: GET changes nothing but what is told of openings and clicks; a POST to an unsubscribe link unsubscribes without
a question, a cookie or a redirect (RFC 8058). A token that is not ours leads nowhere.
"""

import base64
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from clew.actions import Happening
from clew.actions.tracking import CLICK_PATH, OPEN_PATH, PREFERENCES_PATH, UNSUBSCRIBE_PATH, Visit, machine, since
from clew.api.hosted.pages import Page, choose_page, done_page, language_of, leave_page, shown_text
from clew.api.hosted.ports import Choice, HostedDesk
from clew.kernel.instants import Clock
from clew.privacy import withdrawal

__all__ = ["Choice", "HostedDesk", "hosted_router"]

_MOST_FORM_BYTES = 10_000
_DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_FRESH = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
# Mail readers show the picture in a page of another origin.
_PICTURE = _FRESH | {"Cross-Origin-Resource-Policy": "cross-origin"}


def hosted_router(desk: HostedDesk, clock: Clock) -> APIRouter:
    """The routes, over a workspace's messages; none of them is part of the API's description."""
    router = APIRouter(include_in_schema=False)
    hosted = _Hosted(desk, clock)
    router.add_api_route(OPEN_PATH + "{token}", hosted.opened, methods=["GET"])
    router.add_api_route(CLICK_PATH + "{token}", hosted.clicked, methods=["GET"])
    router.add_api_route(UNSUBSCRIBE_PATH + "{token}", hosted.ask_to_leave, methods=["GET"])
    router.add_api_route(UNSUBSCRIBE_PATH + "{token}", hosted.leave, methods=["POST"])
    router.add_api_route(PREFERENCES_PATH + "{token}", hosted.ask_to_choose, methods=["GET"])
    router.add_api_route(PREFERENCES_PATH + "{token}", hosted.choose, methods=["POST"])
    return router


async def _form(request: Request) -> list[tuple[str, str]]:
    """The fields of a form; nothing of what is too long or none."""
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > _MOST_FORM_BYTES:
            return []
    return parse_qsl(parts.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200)


Form = Annotated[list[tuple[str, str]], Depends(_form)]


class _Hosted:
    def __init__(self, desk: HostedDesk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    async def opened(self, request: Request, token: str) -> Response:
        """The picture, whatever the token says."""
        reading = self._desk.links.reading(token)
        if reading is not None:
            await run_in_threadpool(self._tell, request, reading.key, "opened")
        return Response(_DOT, media_type="image/gif", headers=_PICTURE)

    async def clicked(self, request: Request, token: str) -> Response:
        """On to where the link leads."""
        click = self._desk.links.click(token)
        if click is None:
            return self._shown(request, "gone", 404)
        await run_in_threadpool(self._tell, request, click.key, "clicked", click.place)
        return RedirectResponse(click.target, status_code=302, headers=_FRESH)

    async def ask_to_leave(self, request: Request, token: str) -> Response:
        """A page with a button."""
        if self._desk.links.leaving(token) is None:
            return self._shown(request, "gone", 404)
        return _answer(leave_page(self._desk.brand(), _language(request)))

    async def leave(self, request: Request, token: str) -> Response:
        """Unsubscribe, at once."""
        leaving = self._desk.links.leaving(token)
        if leaving is None:
            return self._shown(request, "gone", 404)
        language = _language(request)
        proof = {"method": "one_click", "text": shown_text(language, "leave_ask"), "language": language}
        await run_in_threadpool(self._desk.decide, leaving, withdrawal(leaving.contact), proof)
        await run_in_threadpool(self._desk.tell, leaving.key, "unsubscribed", {})
        return self._shown(request, "left")

    async def ask_to_choose(self, request: Request, token: str) -> Response:
        """The preference page."""
        leaving = self._desk.links.leaving(token, "preferences")
        choices = await run_in_threadpool(self._desk.choices, leaving) if leaving else None
        if choices is None:
            return self._shown(request, "gone", 404)
        return _answer(choose_page(self._desk.brand(), _language(request), choices))

    async def choose(self, request: Request, token: str, fields: Form) -> Response:
        """Keep what was chosen; only what differs from before is a decision."""
        leaving = self._desk.links.leaving(token, "preferences")
        choices = await run_in_threadpool(self._desk.choices, leaving) if leaving else None
        if leaving is None or choices is None:
            return self._shown(request, "gone", 404)
        none = any(name == "none" for name, _ in fields)
        wanted = set[str]() if none else {value for name, value in fields if name == "on"}
        changed = {c.key: "in" if c.key in wanted else "out" for c in choices if (c.key in wanted) != c.chosen}
        if changed:
            language = _language(request)
            proof = {"method": "preference_page", "text": shown_text(language, "choose_ask"), "language": language}
            await run_in_threadpool(self._desk.decide, leaving, changed, proof)
        return self._shown(request, "saved")

    def _tell(self, request: Request, key: str, happening: Happening, place: int | None = None) -> None:
        after = since(self._desk.sent_at(key), self._clock.now())
        headers = {name.lower(): value for name, value in request.headers.items()}
        visit = Visit(request.method, headers.get("user-agent", ""), headers, after)
        details: dict[str, object] = {} if place is None else {"link": place}
        sign = machine(visit, opening=happening == "opened")
        number = "" if place is None else str(place)
        if sign:
            # Kept apart, so that a gateway's test of a link does not stand for the person's click.
            details["bot"] = sign
            number = f"{number}/bot".lstrip("/")
        self._desk.tell(key, happening, details, number)

    def _shown(self, request: Request, what: str, status: int = 200) -> Response:
        return _answer(done_page(self._desk.brand(), _language(request), what), status)


def _language(request: Request) -> str:
    return language_of(request.headers.get("accept-language", ""))


def _answer(page: Page, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page.html, status, headers=_FRESH | {"Content-Security-Policy": page.policy})
