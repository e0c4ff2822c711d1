"""What is authored of messages, and what they are made of; plain values."""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import msgspec

from clew.kernel.instants import Instant

Format: TypeAlias = Literal["html", "text"]
"""How the parts of a fragment, and the values in a part, are written: escaped for a page, or as they are."""

HTML_PARTS = frozenset({"html", "mjml"})
"""Parts whose values are escaped; every other part is plain text."""

Part: TypeAlias = Any
"""A template text, or a tree of objects and lists whose texts are templates (a webhook's `body`)."""


class Utm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is added to the links of a message, so that web analytics know where a visit came from.

    Attributes:
        source: `utm_source`.
        medium: `utm_medium`; the channel where it is left out.
        campaign: `utm_campaign`; the template's id where it is left out.
        content: `utm_content`.
        term: `utm_term`.
    """

    source: str
    medium: str | None = None
    campaign: str | None = None
    content: str | None = None
    term: str | None = None


class TemplateBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a template.

    Attributes:
        channel: What it is for: `email`, `webhook`, `sms`, ...; decides which parts it needs.
        parts: In the template's own language: `subject`, `preheader`, `mjml` or `html`, `text`, `url`, `body`, ...
        language: Of `parts`, as in `en` or `pt-BR`.
        locales: The same parts in other languages; a part that is the same everywhere may be left out there.
        defaults: What stands for a value that a person has not: `{profile.firstName: there}`.
        required: Values without which a message must not go: it is then held, and says which one.
        brand: Id of the brand that it speaks for.
        track_opens: Whether an invisible picture tells that a message was opened.
        track_clicks: Whether links lead over us, so that clicks are known.
        utm: What is added to links.
    """

    channel: str
    parts: dict[str, Part]
    language: str = "en"
    locales: dict[str, dict[str, Part]] = {}
    defaults: dict[str, str | int | float] = {}
    required: tuple[str, ...] = ()
    brand: str | None = None
    track_opens: bool = True
    track_clicks: bool = True
    utm: Utm | None = None


class FragmentBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a fragment: something that many templates say (`{% render "id" %}`, `<mj-include path="id" />`).

    Attributes:
        html: As it stands in a page.
        text: As it stands in plain text; made from `html` where it is left out.
        mjml: MJML sections, for `mj-include`.
        language: Of the above.
        locales: `{language: {html: ..., text: ..., mjml: ...}}`.
    """

    html: str | None = None
    text: str | None = None
    mjml: str | None = None
    language: str = "en"
    locales: dict[str, dict[str, str]] = {}


class Logo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture of a brand: its address, and what is read aloud in its place."""

    url: str
    alt: str


class BrandBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a brand: how the company looks and what it never says.

    Attributes:
        company: Its name as people know it.
        address: Its postal address, which many laws want in every commercial mail.
        colours: `{primary: "#0a5c36", ...}`; in templates `brand.colours.primary`.
        logo: Its picture.
        forbidden: Words and phrases that no template may contain, whatever their case.
        website: Its own pages.
    """

    company: str
    address: str = ""
    colours: dict[str, str] = {}
    logo: Logo | None = None
    forbidden: tuple[str, ...] = ()
    website: str | None = None


class Audience(msgspec.Struct, frozen=True):
    """Whom a message is for, and what is known for it.

    Attributes:
        values: Root name to values: `profile`, `traits`, `scores`, `event`, `journey`, `links`; `offers` as `offered`
            makes them.
        now: The instant of the message; `now` and `today` in templates.
        zone: Name of the person's time zone.
        locale: The language that they read, as in `de-AT`; empty where nobody knows.
    """

    values: Mapping[str, Any]
    now: Instant
    zone: str = "UTC"
    locale: str = ""


class Content(msgspec.Struct, frozen=True):
    """A message as a person gets it, before a channel puts it into its envelope.

    Attributes:
        parts: Part name to text (or tree, for parts that are trees).
        locale: The language that it is in.
        template: `id@version` it was made from.
    """

    parts: dict[str, Part]
    locale: str
    template: str
