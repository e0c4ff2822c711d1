"""Templates at work: previews as a certain person, proofs to testers, messages that programs ask for."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.auditing import about
from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.errors import NotFound
from clew.api.messages.ports import PreviewOf, SendQuestion
from clew.api.messages.routes import PAGE_HEADERS
from clew.api.messages.views import PreviewedView, ProofsView, RequestedView, TemplatePagesView
from clew.api.once import IdempotencyKey
from clew.api.problems import responses
from clew.api.profiles import Lookup
from clew.api.publishing import applied
from clew.api.requests import StrictRoute
from clew.api.security import require, require_people

router = APIRouter(prefix="/api/v1", route_class=StrictRoute, responses=responses(401, 403, 422))

Id = Annotated[str, Field(min_length=1, max_length=64)]
Values = Annotated[dict[str, Any], Field(max_length=200)]


class TemplatePreviewInput(BaseModel):
    """A template, and whom to show it for.

    Attributes:
        template: Id of a template; leave it out to preview `document`.
        version: A certain version, a draft too; the live one, else the newest, if left out.
        document: A template that nobody has saved, as it would be published; or a fragment (`kind: fragment`),
            shown as a letter that says nothing else, in the first of the brands.
        profile: Id of the person it is for; nobody in particular if left out.
        data: What it sees as `event`.
        locale: A language instead of the person's.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"template": "cart", "data": {"total": 20}}]}
    )

    template: Annotated[str, Field(max_length=64)] = ""
    version: Annotated[int | None, Field(ge=1)] = None
    document: dict[str, Any] | None = None
    profile: Annotated[str, Field(max_length=64)] = ""
    data: Values = {}
    locale: Annotated[str, Field(max_length=35)] = ""


class TemplatePagesInput(BaseModel):
    """A template whose page is wanted as HTML and as plain text.

    Attributes:
        document: A template that nobody has saved.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"document": {"channel": "email", "parts": {"subject": "Hello", "html": "<p>{{ event.name }}</p>"}}}
            ]
        },
    )

    document: dict[str, Any]


class TemplateProofInput(BaseModel):
    """A proof to send.

    Attributes:
        profile: Id of the person whom the message is about.
        version: A certain version of the template, a draft too; the live one, else the newest, if left out.
        to: Testers that get it, of those whom policies name; all of them if left out.
        data: What the template sees as `event`.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"profile": "p0123456789abcdef", "data": {"total": 20}}]}
    )

    profile: Id
    version: Annotated[int | None, Field(ge=1)] = None
    to: Annotated[list[str], Field(max_length=20)] = []
    data: Values = {}


class SendInput(BaseModel):
    """A message to send now.

    Attributes:
        template: Which; it must be live, and it says by which channel.
        to: A name of the person, such as their address; somebody new is begun with it.
        data: What the template sees as `event`.
        purpose: What for: one that needs no consent goes at once, any other as consent, quiet hours and caps allow.
        topic: Within the purpose.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"template": "receipt", "to": {"namespace": "email", "id": "ada@example.com"}, "data": {"total": 20}}
            ]
        },
    )

    template: Id
    to: Lookup
    data: Values = {}
    purpose: Id = "service"
    topic: Annotated[str, Field(max_length=64)] = ""


DARK = (
    "<style>html{background:#fff;filter:invert(1) hue-rotate(180deg)}img{filter:invert(1) hue-rotate(180deg)}</style>"
)
"""What mail readers do to a page at night: light grounds turn dark, and pictures stay as they are."""

PENDING = {202: {"model": RequestedView, "description": "In the log; the engine takes it over shortly."}}


@router.post(
    "/messages", name="sendMessage", tags=["messages"], status_code=201, responses=responses(404, 409) | PENDING
)
async def send(
    context: Context,
    principal: Annotated[Principal, Depends(require("messages:write"))],
    response: Response,
    wanted: SendInput,
    idempotency_key: IdempotencyKey = None,
) -> RequestedView:
    """Send somebody a message that your own program brings about: a receipt, a password to set anew.

    It goes through the outbox like any other. Repeated under the same idempotency key it is the same message, for ever.
    """
    asked = SendQuestion(
        wanted.template, (wanted.to.namespace, wanted.to.id), wanted.data, wanted.purpose, wanted.topic
    )
    once = f"{principal.id} {idempotency_key}" if idempotency_key is not None else ""
    row, key = await run_in_threadpool(context.services.stencils.send, asked, once=once, by=principal.actor)
    done = row is None or await applied(context, row)
    if not done:
        response.status_code = 202
    found = await run_in_threadpool(context.services.messages.get, key)
    return RequestedView(key=key, status=found.status if found is not None else "planned")


@router.post("/templates/preview", name="previewTemplate", tags=["templates"], responses=responses(404))
def preview(
    context: Context, principal: Annotated[Principal, Depends(require("documents:read"))], asked: TemplatePreviewInput
) -> PreviewedView:
    """Show what a template becomes for a person: every part, and every value that is missing, named."""
    if asked.profile:
        require_people(principal)
    question = PreviewOf(asked.template, asked.version, asked.document, asked.profile, asked.data, asked.locale)
    found = context.services.stencils.preview(question)
    if asked.profile:
        about("profile", asked.profile)  # only now: what names nobody may be any text
    return found


@router.get(
    "/templates/previews/{name}",
    name="getPreviewedPage",
    tags=["templates"],
    response_class=HTMLResponse,
    responses=responses(404)
    | {200: {"content": {"text/html": {}}, "description": "The page, for a frame of its own."}},
    dependencies=[Depends(require("documents:read"))],
)
def previewed(
    context: Context,
    name: Annotated[str, Path(min_length=1, max_length=64, description="`page` of a preview.")],
    *,
    dark: Annotated[bool, Query(description="As mail readers show it at night.")] = False,
) -> Response:
    """See a page that was previewed, with its pictures: nothing runs in it. It is kept for some minutes."""
    found = context.services.stencils.previewed(name)
    if found is None:
        raise NotFound("no page of this name is kept any more", hint="preview the template again")
    page = found.replace("</head>", f"{DARK}</head>", 1) if "</head>" in found else DARK + found
    return HTMLResponse(page if dark else found, headers=PAGE_HEADERS)


@router.post(
    "/templates/pages",
    name="readTemplatePages",
    tags=["templates"],
    dependencies=[Depends(require("documents:read"))],
)
def pages(context: Context, asked: TemplatePagesInput) -> TemplatePagesView:
    """Turn a template's MJML into HTML, and its page into plain text, in each of its languages.

    Values stay between their braces, so that what comes back can be written on: as a template in HTML, or as its text.
    """
    return context.services.stencils.pages(asked.document)


@router.post(
    "/templates/{document_id}/proof", name="sendProof", tags=["templates"], status_code=201, responses=responses(404)
)
async def proof(
    context: Context,
    principal: Annotated[Principal, Depends(require("messages:write"))],
    document_id: DocumentId,
    wanted: TemplateProofInput,
) -> ProofsView:
    """Send a template as a certain person would get it to testers: marked as a proof, with links that do nothing."""
    require_people(principal)
    question = PreviewOf(document_id, wanted.version, None, wanted.profile, wanted.data, "")
    row, keys = await run_in_threadpool(context.services.stencils.proof, question, wanted.to, by=principal.actor)
    await applied(context, row)
    return ProofsView(keys=tuple(keys))
