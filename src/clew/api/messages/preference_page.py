"""The page of choices as somebody new to the workspace would see it, for those who decide what it offers."""

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Query

from clew.api.context import Context
from clew.api.hosted.pages import choose_page, lit
from clew.api.hosted.ports import Choice
from clew.api.messages.views import PurposeView
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

router = APIRouter(prefix="/api/v1", tags=["consents"], route_class=StrictRoute, responses=responses(401, 403, 422))


class PreferencePageView(View):
    """The page of choices.

    Attributes:
        html: The whole page, without script; pictures from elsewhere are left out.
    """

    html: str


@router.get("/preference-page", name="previewPreferencePage", dependencies=[Depends(require("consents:read"))])
def preview(
    context: Context,
    channel: Annotated[str, Query(max_length=100, description="On which people are written to.")] = "email",
    language: Annotated[Literal["en", "de"], Query(description="Of the page.")] = "en",
    dark: Annotated[
        bool | None, Query(description="At night, or by day; as the browser that shows it has it, if left out.")
    ] = None,
) -> PreferencePageView:
    """Show the page of choices, in the colours of the brand, as somebody sees it who has said nothing yet."""
    brand = context.services.hosted().brand()
    choices = [choice for purpose in context.services.consents.purposes() for choice in _choices(purpose, channel)]
    html = choose_page(msgspec.structs.replace(brand, logo=None), language, choices).html
    return PreferencePageView(html=html if dark is None else lit(html, dark=dark))


def _choices(purpose: PurposeView, channel: str) -> list[Choice]:
    if purpose.transactional:
        return []
    chosen = purpose.default == "opt_out"
    if not purpose.topics:
        return [Choice(f"{purpose.id}/{channel}", purpose.name or purpose.id, chosen)]
    return [Choice(f"{purpose.id}/{channel}/{topic}", name, chosen) for topic, name in purpose.topics.items()]
