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
from clew.actions.tracking import (
    CLICK_PATH,
    CONFIRM_PATH,
    OPEN_PATH,
    PREFERENCES_PATH,
    UNSUBSCRIBE_PATH,
    Leaving,
    Visit,
    machine,
    since,
)
from clew.api.hosted.pages import Page, ask_page, choose_page, done_page, language_of, shown_text
from clew.api.hosted.ports import Choice, HostedDesk
from clew.kernel.instants import Clock

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
    router.add_api_route(CONFIRM_PATH + "{token}", hosted.ask_to_confirm, methods=["GET"])
    router.add_api_route(CONFIRM_PATH + "{token}", hosted.confirm, methods=["POST"])
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
            return await self._shown(request, "gone", status=404)
        await run_in_threadpool(self._tell, request, click.key, "clicked", click.place)
        return RedirectResponse(click.target, status_code=302, headers=_FRESH)

    async def ask_to_leave(self, request: Request, token: str) -> Response:
        """A page with a button."""
        leaving = self._desk.links.leaving(token)
        return await self._asked(request, leaving, "leave")

    async def leave(self, request: Request, token: str) -> Response:
        """Unsubscribe, at once."""
        leaving = self._desk.links.leaving(token)
        if leaving is None:
            return await self._shown(request, "gone", status=404)
        await run_in_threadpool(self._desk.leave, leaving, _proof(request, "one_click", "leave_ask"))
        await run_in_threadpool(self._desk.tell, leaving.key, "unsubscribed", {})
        return await self._shown(request, "left", leaving.key)

    async def ask_to_confirm(self, request: Request, token: str) -> Response:
        """A page with a button."""
        return await self._asked(request, self._desk.links.leaving(token, "confirm"), "confirm")

    async def confirm(self, request: Request, token: str) -> Response:
        """Turn what waits for it into a yes."""
        leaving = self._desk.links.leaving(token, "confirm")
        proof = _proof(request, "double_opt_in", "confirm_ask")
        if leaving is None or not await run_in_threadpool(self._desk.confirm, leaving, proof):
            return await self._shown(request, "gone", status=404)
        return await self._shown(request, "confirmed", leaving.key)

    async def ask_to_choose(self, request: Request, token: str) -> Response:
        """The preference page."""
        leaving = self._desk.links.leaving(token, "preferences")
        choices = await run_in_threadpool(self._desk.choices, leaving) if leaving else None
        if leaving is None or choices is None:
            return await self._shown(request, "gone", status=404)
        brand = await run_in_threadpool(self._desk.brand, leaving.key)
        return _answer(choose_page(brand, _language(request), choices))

    async def choose(self, request: Request, token: str, fields: Form) -> Response:
        """Keep what was chosen; only what differs from before is a decision."""
        leaving = self._desk.links.leaving(token, "preferences")
        choices = await run_in_threadpool(self._desk.choices, leaving) if leaving else None
        if leaving is None or choices is None:
            return await self._shown(request, "gone", status=404)
        none = any(name == "none" for name, _ in fields)
        said = set[str]() if none else {value for name, value in fields if name == "on"}
        wanted = {choice.key for choice in choices if choice.key in said}
        if wanted != {choice.key for choice in choices if choice.chosen} or none:
            proof = _proof(request, "preference_page", "choose_ask")
            await run_in_threadpool(self._desk.choose, leaving, wanted, proof)
        return await self._shown(request, "saved", leaving.key)

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

    async def _asked(self, request: Request, leaving: Leaving | None, what: str) -> Response:
        if leaving is None:
            return await self._shown(request, "gone", status=404)
        brand = await run_in_threadpool(self._desk.brand, leaving.key)
        return _answer(ask_page(brand, _language(request), what))

    async def _shown(self, request: Request, what: str, key: str = "", *, status: int = 200) -> Response:
        brand = await run_in_threadpool(self._desk.brand, key)
        return _answer(done_page(brand, _language(request), what), status)


def _proof(request: Request, method: str, shown: str) -> dict[str, str]:
    language = _language(request)
    return {"method": method, "text": shown_text(language, shown), "language": language}


def _language(request: Request) -> str:
    return language_of(request.headers.get("accept-language", ""))


def _answer(page: Page, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page.html, status, headers=_FRESH | {"Content-Security-Policy": page.policy})
